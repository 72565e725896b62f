"""Deadlines by law, each with the trace of its days (hạn trả kết quả)."""

from tthc.deadlines._compute import compute_deadline, day_in_vietnam, policy_names
from tthc.deadlines._counting import CountingRules, counting_rules
from tthc.deadlines._deadline import Deadline, TraceStep, Verdict
from tthc.deadlines._settings import StatutorySettings, SwappedLastDay
from tthc.deadlines._statutory import matching_day, rolled, statutory_due

__all__ = [
    "CountingRules",
    "Deadline",
    "StatutorySettings",
    "SwappedLastDay",
    "TraceStep",
    "Verdict",
    "compute_deadline",
    "counting_rules",
    "day_in_vietnam",
    "matching_day",
    "policy_names",
    "rolled",
    "statutory_due",
]
