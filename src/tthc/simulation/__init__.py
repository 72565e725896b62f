"""What a change of a limit does to the on-time share (mô phỏng rút ngắn thời hạn).

The due days before and after are computed by the same law, calendar and settings, so that nothing
but the limit differs; both are judged by the tables of the report.
"""

from tthc.simulation._model import LimitChange, LimitEffect, OnTimeCounts, SimulatedGroup, Simulation
from tthc.simulation._simulate import simulate

__all__ = ["LimitChange", "LimitEffect", "OnTimeCounts", "SimulatedGroup", "Simulation", "simulate"]
