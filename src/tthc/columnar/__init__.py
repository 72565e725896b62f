"""The canonical table, its schema, and the deadlines of whole tables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tthc.columnar.schema import COLUMNS, NAMES, REQUIRED, Column, Kind, polars_schema, validate

if TYPE_CHECKING:
    from tthc.columnar.due import LegalDue, legal_due_of, with_legal_due
    from tthc.columnar.stacks import CalendarStack

_HOME = {
    "CalendarStack": "tthc.columnar.stacks",
    **dict.fromkeys(("LegalDue", "legal_due_of", "with_legal_due"), "tthc.columnar.due"),
}

__all__ = [
    "COLUMNS",
    "NAMES",
    "REQUIRED",
    "CalendarStack",
    "Column",
    "Kind",
    "LegalDue",
    "legal_due_of",
    "polars_schema",
    "validate",
    "with_legal_due",
]


def __getattr__(name: str) -> Any:
    """Import what needs the rules of deadlines when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
