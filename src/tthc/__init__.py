"""Deadlines, statuses and official reports of Vietnamese administrative procedures.

Every name below is imported when it is first used, so that an agency which only wants deadlines
loads nothing heavy. The rooms themselves (`tthc.calendars`, `tthc.forms`, ...) are importable too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tthc.calendars import DayFact, DayKind, OfficeHours, WorkingCalendar, WorkingClock, load_calendar
    from tthc.channels import Channel, OnlineLevel
    from tthc.deadlines import Deadline, compute_deadline, due_over_events
    from tthc.dossiers import Dossier, DossierEvent, Effect, EventKind, Status
    from tthc.errors import (
        AccountingError,
        AdapterError,
        CalendarError,
        DeadlineError,
        FormError,
        IdentifierError,
        IdentityError,
        LifecycleError,
        LimitError,
        PeriodError,
        RuleError,
        TableError,
        TthcError,
    )
    from tthc.findings import Accounting, Finding, Severity, SourceRef
    from tthc.law import data_version
    from tthc.lifecycle import snapshot
    from tthc.limits import (
        CalendarDays,
        HalfDays,
        Hours,
        Limit,
        Months,
        SameDay,
        UnknownUnit,
        Weeks,
        WorkingDays,
        WorkingHours,
        Years,
        parse_limit,
    )
    from tthc.outcomes import Origin, Outcome, Scope
    from tthc.periods import ReportingPeriod
    from tthc.places import Level
    from tthc.simulation import LimitChange, simulate
    from tthc.tallies import Tally, tally

    __version__: str

_ROOMS = {
    "calendars": (
        "DayFact",
        "DayKind",
        "OfficeHours",
        "WorkingCalendar",
        "WorkingClock",
        "load_calendar",
    ),
    "channels": ("Channel", "OnlineLevel"),
    "deadlines": (
        "Deadline",
        "compute_deadline",
        "due_over_events",
    ),
    "dossiers": (
        "Dossier",
        "DossierEvent",
        "Effect",
        "EventKind",
        "Status",
    ),
    "errors": (
        "AccountingError",
        "AdapterError",
        "CalendarError",
        "DeadlineError",
        "FormError",
        "IdentifierError",
        "IdentityError",
        "LifecycleError",
        "LimitError",
        "PeriodError",
        "RuleError",
        "TableError",
        "TthcError",
    ),
    "findings": ("Accounting", "Finding", "Severity", "SourceRef"),
    "law": ("data_version",),
    "lifecycle": ("snapshot",),
    "limits": (
        "CalendarDays",
        "HalfDays",
        "Hours",
        "Limit",
        "Months",
        "SameDay",
        "UnknownUnit",
        "Weeks",
        "WorkingDays",
        "WorkingHours",
        "Years",
        "parse_limit",
    ),
    "outcomes": ("Origin", "Outcome", "Scope"),
    "periods": ("ReportingPeriod",),
    "places": ("Level",),
    "simulation": (
        "LimitChange",
        "simulate",
    ),
    "tallies": ("Tally", "tally"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Accounting",
    "AccountingError",
    "AdapterError",
    "CalendarDays",
    "CalendarError",
    "Channel",
    "DayFact",
    "DayKind",
    "Deadline",
    "DeadlineError",
    "Dossier",
    "DossierEvent",
    "Effect",
    "EventKind",
    "Finding",
    "FormError",
    "HalfDays",
    "Hours",
    "IdentifierError",
    "IdentityError",
    "Level",
    "LifecycleError",
    "Limit",
    "LimitChange",
    "LimitError",
    "Months",
    "OfficeHours",
    "OnlineLevel",
    "Origin",
    "Outcome",
    "PeriodError",
    "ReportingPeriod",
    "RuleError",
    "SameDay",
    "Scope",
    "Severity",
    "SourceRef",
    "Status",
    "TableError",
    "Tally",
    "TthcError",
    "UnknownUnit",
    "Weeks",
    "WorkingCalendar",
    "WorkingClock",
    "WorkingDays",
    "WorkingHours",
    "Years",
    "__version__",
    "compute_deadline",
    "data_version",
    "due_over_events",
    "load_calendar",
    "parse_limit",
    "simulate",
    "snapshot",
    "tally",
]


def __getattr__(name: str) -> Any:
    """Import a public name, or a room such as `tthc.forms`, when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("tthc")
    elif name in _HOME:
        value = getattr(import_module(f"tthc.{_HOME[name]}"), name)
    elif name == "forms":
        value = import_module("tthc.forms")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
