"""Due days of limits in days, read from a landing table: by position on polars, by two joins elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tthc.calendars import WorkingCalendar
from tthc.columnar.door import Door, Engine
from tthc.columnar.landing import DEFAULTS, EPOCH, LARGEST, NO_DAY, STEPS, UNITS, LandingTable
from tthc.columnar.stacks import CALENDAR, CalendarStack
from tthc.deadlines import StatutorySettings

if TYPE_CHECKING:
    import polars as pl

_DAY = "tthc_day"
_KEY = "tthc_key"
_DUE = "tthc_due"


def land(
    door: Door,
    frame: Any,
    calendar: WorkingCalendar | CalendarStack,
    settings: StatutorySettings = DEFAULTS,
    *,
    received: str,
    amount: str,
    unit: str,
    into: str,
) -> Any:
    """Return the lazy frame with the due day of every limit in days (ngày đến hạn từng dòng).

    Args:
        door: the door the frame came through.
        frame: a narwhals lazy frame of that door.
        calendar: the working calendar, or a stack of them.
        settings: switches of the statutory policy.
        received: name of a day column.
        amount: name of a number column.
        unit: name of a text column of unit codes, see `tthc.limits.LimitUnit`.
        into: name of the column to add or replace.

    The day is null where the amount is missing, not whole or below 1, where the unit is not working
    days, days, weeks, months or years, and where a single deadline would raise: outside the calendar
    or before the first rule of counting.
    """
    import narwhals as nw

    table = landing_table(calendar, settings)
    if isinstance(calendar, CalendarStack):
        frame = calendar.placed(door, frame)
    stacked = isinstance(calendar, CalendarStack)
    if door.engine is Engine.POLARS:
        import polars as pl

        native = frame.to_native()
        place = pl.col(CALENDAR) if stacked else None
        due = _due_expr(table, pl.col(received), pl.col(amount), pl.col(unit), place)
        frame = nw.from_native(native.with_columns(due.alias(into)))
    else:
        frame = _joined(door, frame, table, received=received, amount=amount, unit=unit, into=into)
    return frame.drop(CALENDAR) if stacked else frame


def legal_due_expr(
    calendar: WorkingCalendar,
    settings: StatutorySettings = DEFAULTS,
    *,
    received: str = "received_on",
    amount: str = "limit_amount",
    unit: str = "limit_unit",
) -> pl.Expr:
    """Return the polars expression of the legal due day of limits in days (ngày đến hạn theo luật).

    Args:
        calendar: the working calendar.
        settings: switches of the statutory policy.
        received: name of a Date column, the day of reception.
        amount: name of a number column.
        unit: name of a String, Enum or Categorical column of unit codes, see `tthc.limits.LimitUnit`.

    The expression is null where the amount is missing, not whole or below 1, where the unit is not
    working days, days, weeks, months or years, and where a single deadline would raise: outside the
    calendar or before the first rule of counting.

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"a": [date(2026, 1, 31)], "n": [1], "u": ["month"]})
    >>> frame.select(legal_due_expr(load_calendar(), received="a", amount="n", unit="u")).item()
    datetime.date(2026, 3, 2)
    """
    import polars as pl

    table = LandingTable.of(calendar, settings=settings)
    return _due_expr(table, pl.col(received), pl.col(amount), pl.col(unit), None)


def landing_table(calendar: WorkingCalendar | CalendarStack, settings: StatutorySettings) -> LandingTable:
    """Return the landing table of a calendar or of a stack, in the order of the stack."""
    calendars = calendar.calendars if isinstance(calendar, CalendarStack) else (calendar,)
    return LandingTable.of(*calendars, settings=settings)


def _due_expr(
    table: LandingTable, received: pl.Expr, amount: pl.Expr, unit: pl.Expr, calendar: pl.Expr | None
) -> pl.Expr:
    """Read the table by position; the places before and after the calendar land nowhere."""
    import polars as pl

    start, due = _series(table)
    unit = unit.cast(pl.String)
    place = (received.to_physical() - (table.first.toordinal() - EPOCH - 1)).clip(0, table.days + 1)
    place = place + _by_unit(pl, unit, [section * table.places for section in table.sections], pl.Int32)
    if calendar is not None:
        place = place + calendar * table.stride
    moved: pl.Expr = _moved(pl, amount, unit, table.reach)
    key = pl.lit(start).gather(place.cast(pl.UInt32)) + moved
    return pl.lit(due).gather(key.cast(pl.UInt32))


def _joined(
    door: Door, frame: Any, table: LandingTable, *, received: str, amount: str, unit: str, into: str
) -> Any:
    """Join the starts by the day, count on in whole numbers, and join the days where terms end."""
    import narwhals as nw

    starts, ends = _columns(table)
    types = {_DAY: nw.Date, CALENDAR: nw.Int32}
    stacked = [CALENDAR] if CALENDAR in frame.collect_schema().names() else []
    if not stacked:
        starts = {name: values for name, values in starts.items() if name != CALENDAR}
    frame = frame.join(
        door.lookup(starts, {name: types.get(name, nw.Int64) for name in starts}),
        left_on=[received, *stacked],
        right_on=[_DAY, *stacked],
        how="left",
    )
    code = nw.col(unit).cast(nw.String)
    begins = [nw.col(_start(section)) for section in table.sections]
    key = _by_unit(nw, code, begins, nw.Int64) + _moved(nw, nw.col(amount), code, table.reach).cast(nw.Int64)
    ended = door.lookup(ends, {_KEY: nw.Int64, _DUE: nw.Date})
    frame = frame.with_columns(key.alias(_KEY)).join(ended, on=_KEY, how="left")
    frame = frame.with_columns(nw.col(_DUE).alias(into))
    return frame.drop(_KEY, _DUE, *(_start(section) for section in sorted(set(table.sections))))


def _by_unit(api: Any, unit: Any, values: Sequence[Any], dtype: Any) -> Any:
    """Return the value of each row's unit; 0 for a unit that does not land."""
    chosen = api.lit(0, dtype)
    for each, value in zip(UNITS, values, strict=True):
        answer = api.lit(value, dtype) if isinstance(value, int) else value
        chosen = api.when(unit == each.value).then(answer).otherwise(chosen)
    return chosen


def _moved(api: Any, amount: Any, unit: Any, reach: int) -> Any:
    """Return how far each term moves its key, never farther than `reach`; null for a bad amount."""
    number = amount.cast(api.Float64)
    usable = number.is_between(1, LARGEST) & (number == number.floor())
    whole = api.when(usable).then(number).cast(api.Int32)  # times the longest step it is below 2³¹
    return (whole * _by_unit(api, unit, STEPS, api.Int32)).clip(0, reach)


def _start(section: int) -> str:
    return f"tthc_start_{section}"


@lru_cache(maxsize=8)
def _series(table: LandingTable) -> tuple[pl.Series, pl.Series]:
    import polars as pl

    due = pl.Series("due", table.land.tolist(), dtype=pl.Int32)
    return (
        pl.Series("start", table.start.tolist(), dtype=pl.Int32),
        due.set(due == NO_DAY, None).cast(pl.Date),
    )


@lru_cache(maxsize=4)
def _columns(table: LandingTable) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the two tables to join with: the keys of each day, and the day of each key."""
    sections = sorted(set(table.sections))
    starts: dict[str, list[Any]] = {_DAY: [], CALENDAR: [], **{_start(section): [] for section in sections}}
    calendars = len(table.start) // table.stride
    every_day = _every_day(table)
    for calendar in range(calendars):
        columns = [table.starts(calendar, section) for section in sections]
        for day, keys in zip(every_day.values(), zip(*columns, strict=True), strict=True):
            if not any(keys):
                continue
            starts[_DAY].append(day)
            for section, key in zip(sections, keys, strict=True):
                starts[_start(section)].append(key)
            starts[CALENDAR].append(calendar)
    landed = [(key, every_day[day]) for key, day in enumerate(table.land) if day != NO_DAY]
    return starts, {_KEY: [key for key, _ in landed], _DUE: [day for _, day in landed]}


def _every_day(table: LandingTable) -> dict[int, date]:
    """Return the days of the table by their number since 1970, each once."""
    first = table.first.toordinal()
    return {day - EPOCH: date.fromordinal(day) for day in range(first, first + table.days)}
