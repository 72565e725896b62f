"""Working days as polars expressions: added, counted, looked for and told, each by one or two look-ups."""

from __future__ import annotations

from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.columnar.landing import NO_DAY
from tthc.columnar.ordinals import WorkingDayTable

if TYPE_CHECKING:
    import polars as pl


def add_working_days_expr(day: str | pl.Expr, n: str | int | pl.Expr, calendar: WorkingCalendar) -> pl.Expr:
    """Return an expression of the n-th working day after each day (cộng ngày làm việc).

    Args:
        day: a Date column, by its name or as an expression.
        n: a whole number, or a column of them. Negative counts backwards; 0 gives the day itself, or
            the next working day when it is a day off.
        calendar: the working calendar.

    Null where the day or `n` is null and where `WorkingCalendar.add_working_days` would raise.

    >>> from datetime import date
    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"received_on": [date(2024, 4, 24)], "n": [5]})
    >>> frame.select(add_working_days_expr("received_on", "n", load_calendar())).item()
    datetime.date(2024, 5, 4)
    """
    days = _named(day)
    due = added(WorkingDayTable.of(calendar), days, n if isinstance(n, int) else _named(n), None)
    return due.alias(days.meta.output_name())


def working_days_between_expr(start: str | pl.Expr, end: str | pl.Expr, calendar: WorkingCalendar) -> pl.Expr:
    """Return an expression of the working days after `start` up to and including `end` (số ngày làm việc).

    Negative where `end` is before `start`, as `WorkingCalendar.working_days_between` has it. Null where
    a day is null or outside the calendar.

    >>> from datetime import date
    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"received_on": [date(2025, 12, 31)], "finished_on": [date(2026, 1, 7)]})
    >>> frame.select(working_days_between_expr("received_on", "finished_on", load_calendar())).item()
    3
    """
    days = _named(end)
    count = between(WorkingDayTable.of(calendar), _named(start), days, None)
    return count.alias(days.meta.output_name())


def next_working_day_expr(day: str | pl.Expr, calendar: WorkingCalendar) -> pl.Expr:
    """Return an expression of the first working day on or after each day (ngày làm việc gần nhất).

    Null where the day is null or outside the calendar.

    >>> from datetime import date
    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"due_on": [date(2026, 8, 29)]})
    >>> frame.select(next_working_day_expr("due_on", load_calendar())).item()
    datetime.date(2026, 9, 3)
    """
    return add_working_days_expr(day, 0, calendar)


def works_expr(day: str | pl.Expr, calendar: WorkingCalendar) -> pl.Expr:
    """Return an expression that tells whether each day of a Date column is worked (ngày làm việc).

    Null where the day is null or outside the calendar.

    >>> from datetime import date
    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"due_on": [date(2024, 5, 4), date(2026, 11, 24), None]})
    >>> frame.select(works_expr("due_on", load_calendar())).to_series().to_list()
    [True, False, None]
    """
    days = _named(day)
    return worked(WorkingDayTable.of(calendar), days, None).alias(days.meta.output_name())


def added(table: WorkingDayTable, day: pl.Expr, n: int | pl.Expr, calendar: pl.Expr | None) -> pl.Expr:
    """Return the n-th working day of each row; `calendar` is the place of its calendar in the stack."""
    import polars as pl

    columns = _columns(table)
    place = _place(table, day, calendar)
    if isinstance(n, int):
        start = columns.after if n > 0 else columns.upto
        number = _read(start, place) + min(max(n, -table.reach), table.reach)
    else:
        whole = (n | 0).cast(pl.Int64, strict=False)  # `|` refuses fractions, which a cast would cut off
        steps = whole.clip(-table.reach, table.reach).cast(pl.Int32)
        number = _read(columns.either, place * 2 + (steps < 1).cast(pl.Int32)) + steps
    return _read(columns.day, number)


def between(table: WorkingDayTable, start: pl.Expr, end: pl.Expr, calendar: pl.Expr | None) -> pl.Expr:
    """Return the working days after `start` up to `end` of each row."""
    numbers = _columns(table).number
    return _read(numbers, _place(table, end, calendar)) - _read(numbers, _place(table, start, calendar))


def worked(table: WorkingDayTable, day: pl.Expr, calendar: pl.Expr | None) -> pl.Expr:
    """Return whether each day is worked."""
    return _read(_columns(table).works, _place(table, day, calendar))


def _named(column: str | pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.col(column) if isinstance(column, str) else column


def _read(values: pl.Series, place: pl.Expr) -> pl.Expr:
    """Return the value at each place; polars is quickest with the type it counts rows in."""
    import polars as pl

    return pl.lit(values).gather(place.cast(pl.UInt32))


def _place(table: WorkingDayTable, day: pl.Expr, calendar: pl.Expr | None) -> pl.Expr:
    place = (day.to_physical() - table.before).clip(0, table.days + 1)
    return place if calendar is None else place + calendar * table.places


@frozen(eq=False, repr=False)
class _Columns:
    after: pl.Series
    upto: pl.Series
    either: pl.Series
    """`after` and `upto` by turns."""
    day: pl.Series
    number: pl.Series
    """`after`, null where there is none."""
    works: pl.Series


@lru_cache(maxsize=8)
def _columns(table: WorkingDayTable) -> _Columns:
    import polars as pl

    after, upto, day = (
        pl.Series(each.tolist(), dtype=pl.Int32) for each in (table.after, table.upto, table.day)
    )
    either = array("i", [0]) * (2 * len(table.after))
    either[0::2], either[1::2] = table.after, table.upto
    number = after.set(after == table.nowhere, None)
    return _Columns(
        after=after,
        upto=upto,
        either=pl.Series(either.tolist(), dtype=pl.Int32),
        day=day.set(day == NO_DAY, None).cast(pl.Date),
        number=number,
        works=number == upto,
    )
