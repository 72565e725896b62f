"""Working days in the columns of a table, on the engine the caller brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from tthc.calendars import WorkingCalendar
from tthc.columnar import expressions
from tthc.columnar.door import Door, Engine
from tthc.columnar.doors import open_doors
from tthc.columnar.landing import EPOCH, NO_DAY
from tthc.columnar.ordinals import WorkingDayTable
from tthc.columnar.schema import Kind, require
from tthc.columnar.stacks import CALENDAR, CalendarStack

Table = TypeVar("Table")
Calendars = WorkingCalendar | CalendarStack

_DAY = "tthc_day"
_AFTER = "tthc_after"
_UPTO = "tthc_upto"
_NUMBER = "tthc_number"
_LANDED = "tthc_landed"


def with_working_days_added(table: Table, calendar: Calendars, *, day: str, n: str | int, into: str) -> Table:
    """Return the table with the n-th working day after each day (cộng ngày làm việc).

    Args:
        table: a table of any engine, see `tthc.columnar.with_legal_due`.
        calendar: the working calendar, or a stack of them.
        day: name of a day column.
        n: a whole number, or the name of a column of them. Negative counts backwards; 0 gives the day
            itself, or the next working day when it is a day off.
        into: name of the column to add or replace.

    Null where the day or `n` is null and where `WorkingCalendar.add_working_days` would raise.

    Raises:
        TableError: columns missing or mistyped (`table.columns`); a table that is not taken
            (`table.engine-unknown`).

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"received_on": [date(2024, 4, 24)]})
    >>> with_working_days_added(frame, load_calendar(), day="received_on", n=5, into="due")["due"].item()
    datetime.date(2024, 5, 4)
    """
    kinds = {day: Kind.DAY} if isinstance(n, int) else {day: Kind.DAY, n: Kind.INTEGER}
    return _through(
        table, calendar, kinds, lambda door, frame: added(door, frame, calendar, day=day, n=n, into=into)
    )


def with_working_days_between(table: Table, calendar: Calendars, *, start: str, end: str, into: str) -> Table:
    """Return the table with the working days after `start` up to and including `end` (số ngày làm việc).

    Args:
        table: a table of any engine, see `tthc.columnar.with_legal_due`.
        calendar: the working calendar, or a stack of them.
        start: name of a day column; its day is not counted.
        end: name of a day column.
        into: name of the column to add or replace.

    Negative where `end` is before `start`, as `WorkingCalendar.working_days_between` has it. Null where
    a day is null or outside the calendar.

    Raises:
        TableError: columns missing or mistyped (`table.columns`); a table that is not taken
            (`table.engine-unknown`).

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"since": [date(2025, 12, 31)], "until": [date(2026, 1, 7)]})
    >>> counted = with_working_days_between(frame, load_calendar(), start="since", end="until", into="took")
    >>> counted["took"].item()
    3
    """
    return _through(
        table,
        calendar,
        {start: Kind.DAY, end: Kind.DAY},
        lambda door, frame: between(door, frame, calendar, start=start, end=end, into=into),
    )


def with_next_working_day(table: Table, calendar: Calendars, *, day: str, into: str) -> Table:
    """Return the table with the first working day on or after each day (ngày làm việc gần nhất).

    Args and Raises: as `with_working_days_added`. Null where the day is null or outside the calendar.

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"due_on": [date(2026, 8, 29)]})
    >>> with_next_working_day(frame, load_calendar(), day="due_on", into="due_on")["due_on"].item()
    datetime.date(2026, 9, 3)
    """
    return with_working_days_added(table, calendar, day=day, n=0, into=into)


def with_worked(table: Table, calendar: Calendars, *, day: str, into: str) -> Table:
    """Return the table with a flag that tells whether each day is worked (ngày làm việc).

    Args and Raises: as `with_working_days_added`. Null where the day is null or outside the calendar.

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"due_on": [date(2024, 5, 4), date(2026, 11, 24)]})
    >>> with_worked(frame, load_calendar(), day="due_on", into="worked")["worked"].to_list()
    [True, False]
    """
    return _through(
        table,
        calendar,
        {day: Kind.DAY},
        lambda door, frame: worked(door, frame, calendar, day=day, into=into),
    )


def added(door: Door, frame: Any, calendar: Calendars, *, day: str, n: str | int, into: str) -> Any:
    """Return the lazy frame of a door with the n-th working day after each day."""
    import narwhals as nw

    table = _table(calendar)
    frame = _placed(door, frame, calendar)
    if door.engine is Engine.POLARS:
        import polars as pl

        counted = n if isinstance(n, int) else pl.col(n)
        return _native(frame, expressions.added(table, pl.col(day), counted, _place(calendar)), into)
    frame = _numbered(door, frame, table, day)
    steps = nw.lit(n, nw.Int64) if isinstance(n, int) else nw.col(n).cast(nw.Int64)
    start = nw.when(steps < 1).then(nw.col(_UPTO)).otherwise(nw.col(_AFTER))
    frame = frame.with_columns((start + steps.clip(-table.reach, table.reach)).alias(_NUMBER))
    landed = door.lookup(_landings(table), {_NUMBER: nw.Int64, _LANDED: nw.Date})
    return _kept(frame.join(landed, on=_NUMBER, how="left"), nw.col(_LANDED), into)


def between(door: Door, frame: Any, calendar: Calendars, *, start: str, end: str, into: str) -> Any:
    """Return the lazy frame of a door with the working days between two days."""
    import narwhals as nw

    table = _table(calendar)
    frame = _placed(door, frame, calendar)
    if door.engine is Engine.POLARS:
        import polars as pl

        counted = expressions.between(table, pl.col(start), pl.col(end), _place(calendar))
        return _native(frame, counted, into)
    frame = _numbered(door, frame, table, start).drop(_UPTO).rename({_AFTER: _NUMBER})
    frame = _numbered(door, frame, table, end)
    return _kept(frame, (nw.col(_AFTER) - nw.col(_NUMBER)).cast(nw.Int32), into)


def worked(door: Door, frame: Any, calendar: Calendars, *, day: str, into: str) -> Any:
    """Return the lazy frame of a door with a flag that tells whether each day is worked."""
    import narwhals as nw

    table = _table(calendar)
    frame = _placed(door, frame, calendar)
    if door.engine is Engine.POLARS:
        import polars as pl

        return _native(frame, expressions.worked(table, pl.col(day), _place(calendar)), into)
    return _kept(_numbered(door, frame, table, day), nw.col(_AFTER) == nw.col(_UPTO), into)


def _through(
    table: Table, calendar: Calendars, kinds: dict[str, Kind], work: Callable[[Door, Any], Any]
) -> Table:
    """Let the table in, check what is read, and hand it back with the work done."""
    (door,) = open_doors(table)
    if isinstance(calendar, CalendarStack):
        kinds = {**kinds, calendar.column: calendar.kind}
    require(door.frame, kinds)
    handed: Table = door.hand_back(work(door, door.frame))
    return handed


def _table(calendar: Calendars) -> WorkingDayTable:
    return WorkingDayTable.of(*(calendar.calendars if isinstance(calendar, CalendarStack) else (calendar,)))


def _placed(door: Door, frame: Any, calendar: Calendars) -> Any:
    return calendar.placed(door, frame) if isinstance(calendar, CalendarStack) else frame


def _place(calendar: Calendars) -> Any:
    import polars as pl

    return pl.col(CALENDAR) if isinstance(calendar, CalendarStack) else None


def _native(frame: Any, made: Any, into: str) -> Any:
    """Return a polars frame with a native expression added."""
    import narwhals as nw

    return nw.from_native(frame.to_native().with_columns(made.alias(into))).drop(CALENDAR, strict=False)


def _kept(frame: Any, made: Any, into: str) -> Any:
    """Return the frame with the column made, and without those of the way there."""
    passing = (_AFTER, _UPTO, _NUMBER, _LANDED, CALENDAR)
    return frame.with_columns(made.alias(into)).drop(*passing, strict=False)


def _numbered(door: Door, frame: Any, table: WorkingDayTable, day: str) -> Any:
    """Join the numbers of the working days up to each day, and on or after it."""
    import narwhals as nw

    columns = _numbers(table)
    types = {_DAY: nw.Date, CALENDAR: nw.Int32, _AFTER: nw.Int64, _UPTO: nw.Int64}
    stacked = [CALENDAR] if CALENDAR in frame.collect_schema().names() else []
    if not stacked:
        columns = {name: values for name, values in columns.items() if name != CALENDAR}
    found = door.lookup(columns, {name: types[name] for name in columns})
    return frame.join(found, left_on=[day, *stacked], right_on=[_DAY, *stacked], how="left")


@lru_cache(maxsize=4)
def _numbers(table: WorkingDayTable) -> dict[str, list[Any]]:
    """Return the table of numbers to join with by the day."""
    rows = [
        (place, day, after, table.upto[place])
        for place, after in enumerate(table.after)
        if after != table.nowhere
        for day in [table.before + EPOCH + place % table.places]
    ]
    return {
        _DAY: [date.fromordinal(day) for _, day, _, _ in rows],
        CALENDAR: [place // table.places for place, _, _, _ in rows],
        _AFTER: [after for _, _, after, _ in rows],
        _UPTO: [upto for _, _, _, upto in rows],
    }


@lru_cache(maxsize=4)
def _landings(table: WorkingDayTable) -> dict[str, list[Any]]:
    """Return the table of working days to join with by their number."""
    landed = [(number, day) for number, day in enumerate(table.day) if day != NO_DAY]
    return {
        _NUMBER: [number for number, _ in landed],
        _LANDED: [date.fromordinal(day + EPOCH) for _, day in landed],
    }
