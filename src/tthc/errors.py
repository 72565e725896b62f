"""The one exception tree: every error raised for bad use, each with a stable code."""

from __future__ import annotations

from typing import Any


class TthcError(Exception):
    """Say that the library was used in a way it cannot answer (lỗi sử dụng).

    Bad *data* is never an exception: it becomes a `tthc.findings.Finding` and reading goes on.

    Args:
        code: stable name of the error, a key of the message catalogue.
        details: what the message needs; never a personal value.

    >>> bounds = {"first": "2000-01-01", "last": "2070-12-31"}
    >>> error = CalendarError("calendar.out-of-bounds", day="1999-12-31", **bounds)
    >>> error.code
    'calendar.out-of-bounds'
    >>> print(error)
    1999-12-31 is outside the calendar (2000-01-01 to 2070-12-31). Ask for a day inside it.

    """

    def __init__(self, code: str, /, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def message(self, lang: str = "en") -> str:
        """Return the message in `lang` ("vi" or "en")."""
        from tthc.messages import render

        return render(self.code, self.details, lang)

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.details)


def _rebuild(kind: type[TthcError], code: str, details: dict[str, Any]) -> TthcError:
    """Make an unpickled error equal to the one raised."""
    return kind(code, **details)


class RuleError(TthcError):
    """A rule, a decision table or a dated value is written or used wrongly."""


class CalendarError(TthcError):
    """A day outside the calendar, or a calendar that cannot be built."""


class LimitError(TthcError, ValueError):
    """A time limit that is not one: zero, negative, or a unit that cannot be computed."""


class IdentifierError(TthcError, ValueError):
    """A code that is not one; the message never repeats the value."""


class IdentityError(TthcError, ValueError):
    """A number, name or date of birth that is none, or a look-up without its grounds."""


class LifecycleError(TthcError):
    """A history of events that cannot have happened, or an event the state does not allow."""


class DeadlineError(TthcError):
    """A deadline that cannot be computed from what was given."""


class PeriodError(TthcError, ValueError):
    """A reporting period that does not exist, or ends before it starts."""


class TableError(TthcError):
    """A frame that is not the canonical table (missing or mistyped columns)."""


class FormError(TthcError):
    """A form, edition or grouping that does not exist or does not fit the tally."""


class AccountingError(TthcError):
    """Rows read do not equal records, rejections and declared skips."""


class AdapterError(TthcError):
    """A source, a system or a plugin that cannot do what was asked."""
