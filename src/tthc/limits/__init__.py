"""Time limits with their unit, and reading them from Vietnamese text (thời hạn giải quyết)."""

from tthc.limits._kinds import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    LimitUnit,
    Months,
    SameDay,
    UnknownUnit,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
    limit_from,
)
from tthc.limits._reading import parse_limit

__all__ = [
    "CalendarDays",
    "HalfDays",
    "Hours",
    "Limit",
    "LimitUnit",
    "Months",
    "SameDay",
    "UnknownUnit",
    "Weeks",
    "WorkingDays",
    "WorkingHours",
    "Years",
    "limit_from",
    "parse_limit",
]
