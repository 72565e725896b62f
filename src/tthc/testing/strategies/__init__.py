"""Hypothesis strategies for everything a rule of deadlines meets (chiến lược sinh dữ liệu).

Drawn values shrink towards what an official reads at a glance: a plain week, a Monday morning, one
working day. Needs the extra `testing`.
"""

from tthc.testing.strategies._calendars import calendars, day_facts, office_hours, working_saturdays
from tthc.testing.strategies._histories import dossiers, events, histories
from tthc.testing.strategies._limits import (
    calendar_days,
    day_limits,
    half_days,
    hours,
    limits,
    months,
    same_day,
    unknown_units,
    weeks,
    working_days,
    working_hours,
    years,
)
from tthc.testing.strategies._moments import moments, receptions
from tthc.testing.strategies._tables import tables, tallies

__all__ = [
    "calendar_days",
    "calendars",
    "day_facts",
    "day_limits",
    "dossiers",
    "events",
    "half_days",
    "histories",
    "hours",
    "limits",
    "moments",
    "months",
    "office_hours",
    "receptions",
    "same_day",
    "tables",
    "tallies",
    "unknown_units",
    "weeks",
    "working_days",
    "working_hours",
    "working_saturdays",
    "years",
]
