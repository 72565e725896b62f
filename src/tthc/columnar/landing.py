"""Legal due dates of a whole table: two gathers, whatever units its rows mix.

Every limit lands through one array of days, `land`, cut into a section for each unit:

- working days: the n-th working day of the calendar, key = ordinal of the first day + n;
- days and weeks: each day of the calendar after rolling, key = first day + n, or + 7 n;
- months: the matching day of each month after rolling, key = first day + 31 n, a month having 31 places;
- years: the section of months with a step of 12 months; a section of its own when 29 February does not
  end as in months.

Hours, sessions and the same day need a moment and do not land. `start` gives the key of a first day
in each section. Both are filled by the functions that compute a single deadline, so there is one
definition of a due date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.deadlines import (
    DayOffReception,
    LeapDay,
    StatutorySettings,
    counting_rules,
    leap_day_end,
    matching_day,
    rolled,
)
from tthc.errors import CalendarError, RuleError, TableError
from tthc.limits import LimitUnit

if TYPE_CHECKING:
    import polars as pl

    Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

EPOCH = date(1970, 1, 1)
PLACES = 31
"""Places a month takes in its section: one for each day a month can have."""

UNITS = (LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.WEEK, LimitUnit.MONTH, LimitUnit.YEAR)
"""Units that land."""

SECTIONS = (0, 1, 1, 2, 2)
"""The section of `land` in which each of `UNITS` lands; 2 is that of months."""

STEPS = (1, 1, 7, PLACES, 12 * PLACES)
"""How far one unit moves the key, for each of `UNITS`."""

LARGEST = 1_000_000
"""Amounts above leave every calendar; capping them keeps the keys small."""

_DEFAULTS = StatutorySettings()


@frozen(eq=False, repr=False)
class LandingTable:
    """Hold where every term of a calendar ends (bảng tra hạn).

    Attributes:
        first: the first day, place 0 of each unit in `start`.
        days: how many days the calendar has.
        start: for each section and each day, the key of that day; None before the first rule of
            counting.
        land: for each key the due day; None where the term leaves the calendar.
        ends: for each unit of `UNITS` the first key past its section.
        sections: for each unit of `UNITS` its section.
    """

    first: date
    days: int
    start: tuple[int | None, ...]
    land: tuple[date | None, ...]
    ends: tuple[int, ...]
    sections: tuple[int, ...] = SECTIONS

    @classmethod
    def of(cls, calendar: WorkingCalendar, settings: StatutorySettings = _DEFAULTS) -> LandingTable:
        """Return the landing table of `calendar`; kept for the calendars used last.

        >>> from tthc.calendars import load_calendar
        >>> LandingTable.of(load_calendar()).due(date(2026, 1, 31), 1, LimitUnit.MONTH)
        datetime.date(2026, 3, 2)
        """
        return _landing_table(calendar, settings)

    def due(self, received: date, amount: int, unit: LimitUnit) -> date | None:
        """Look up one due date, as the column does; None where it has none."""
        place = (received - self.first).days
        if unit not in UNITS or not 0 <= place < self.days or not 1 <= amount <= LARGEST:
            return None
        index = UNITS.index(unit)
        key = self.start[self.sections[index] * self.days + place]
        if key is None or key + amount * STEPS[index] >= self.ends[index]:
            return None
        return self.land[key + amount * STEPS[index]]


@lru_cache(maxsize=8)
def _landing_table(calendar: WorkingCalendar, settings: StatutorySettings) -> LandingTable:
    every_day = [day for day, _ in calendar.days()]
    first, last = calendar.first, calendar.last
    counted = [_is_counted(day) for day in every_day]

    def roll(day: date) -> date | None:
        try:
            return rolled(day, calendar, settings)
        except CalendarError:
            return None

    working = calendar.working_days_between(first, last)
    land: list[date | None] = [None]  # no term ends on the day it starts
    land += [calendar.add_working_days(first, n) for n in range(1, working + 1)]
    receives = settings.day_off_reception is DayOffReception.NEXT_DAY_RECEIVES
    start: list[int | None] = [
        calendar.working_days_between(first, day) + (receives and not works) for day, works in calendar.days()
    ]
    ends = [len(land)]

    begin = len(land)
    land += [roll(day) for day in every_day]
    start += [begin + place for place in range(len(every_day))]
    ends.append(len(land))

    def months(end: Callable[[date, int], date]) -> None:
        """Add a section of months, each place ended by `end`."""
        begin = len(land)
        for month in range(_month(last) - _month(first) + 1):
            for place in range(PLACES):
                land.append(roll(end(january + timedelta(days=place), month + first.month - 1)))
        start.extend(begin + (_month(day) - _month(first)) * PLACES + day.day - 1 for day in every_day)
        ends.append(len(land))

    january = date(first.year, 1, 1)
    months(lambda day, later: matching_day(day, later, calendar))
    sections = SECTIONS
    if settings.leap_day is not LeapDay.FEBRUARY_28:
        sections = (*SECTIONS[:-1], len(ends))
        months(lambda day, later: leap_day_end(day, matching_day(day, later, calendar), settings))

    known = counted * (max(sections) + 1)
    return LandingTable(
        first=first,
        days=len(every_day),
        start=tuple(key if is_known else None for key, is_known in zip(start, known, strict=True)),
        land=tuple(land),
        ends=tuple(ends[section] for section in sections),
        sections=sections,
    )


def _is_counted(day: date) -> bool:
    try:
        counting_rules(day)
    except RuleError:
        return False
    return True


def _month(day: date) -> int:
    return day.year * 12 + day.month


def legal_due_expr(
    calendar: WorkingCalendar,
    settings: StatutorySettings = _DEFAULTS,
    *,
    received: str = "received_on",
    amount: str = "limit_amount",
    unit: str = "limit_unit",
) -> pl.Expr:
    """Return the polars expression of the legal due day (ngày đến hạn theo luật).

    Args:
        calendar: the working calendar.
        settings: switches of the statutory policy.
        received: name of a Date column, the day of reception.
        amount: name of a number column.
        unit: name of a String column of unit codes, see `tthc.limits.LimitUnit`.

    The expression is null where the amount is missing, not whole or below 1, where the unit is not
    working days, days, weeks, months or years, and where a single deadline would raise: outside the
    calendar or before the first rule of counting.
    """
    import polars as pl

    table = LandingTable.of(calendar, settings)
    start, land = _series(table)
    place = pl.col(received).cast(pl.Int64) - (table.first - EPOCH).days
    number = pl.col(amount).cast(pl.Float64)
    section = _by_unit(pl.col(unit), table.sections)
    usable = place.is_between(0, table.days - 1) & number.is_between(1, LARGEST) & (number == number.floor())
    key = pl.lit(start).gather(pl.when(usable).then(section * table.days + place))
    key = key + pl.when(usable).then(number).cast(pl.Int64) * _by_unit(pl.col(unit), STEPS)
    inside = pl.when(key < _by_unit(pl.col(unit), table.ends)).then(key)
    return pl.lit(land).gather(inside)


def with_legal_due(
    frame: Frame,
    calendar: WorkingCalendar,
    settings: StatutorySettings = _DEFAULTS,
) -> Frame:
    """Return `frame` with the column `legal_due_on` computed for every row (hạn theo luật cả bảng).

    Reads `received_on` (Date), `limit_amount` (number) and `limit_unit` (String code). An existing
    `legal_due_on` is replaced, never mixed with computed days. Rows without a computable limit get
    null; see `legal_due_expr`.

    Raises:
        TableError: one of the three columns is missing (`table.columns`).

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame(
    ...     {
    ...         "received_on": [date(2026, 11, 20), date(2026, 1, 31), date(2026, 1, 5)],
    ...         "limit_amount": [3.0, 1.0, 5.0],
    ...         "limit_unit": ["working-day", "month", "unknown"],
    ...     }
    ... )
    >>> with_legal_due(frame, load_calendar())["legal_due_on"].to_list()
    [datetime.date(2026, 11, 26), datetime.date(2026, 3, 2), None]
    """
    present = frame.collect_schema().names()
    missing = [name for name in ("received_on", "limit_amount", "limit_unit") if name not in present]
    if missing:
        raise TableError("table.columns", missing=", ".join(missing), mistyped="")
    due = legal_due_expr(calendar, settings).alias("legal_due_on")
    return frame.with_columns(due)


def works_expr(day: str, calendar: WorkingCalendar) -> pl.Expr:
    """Return an expression that tells whether each day of a Date column is worked (ngày làm việc).

    Null where the day is null or outside the calendar.

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame({"due_on": [date(2024, 5, 4), date(2026, 11, 24), None]})
    >>> frame.select(works_expr("due_on", load_calendar())).to_series().to_list()
    [True, False, None]
    """
    import polars as pl

    works = _works(calendar)
    place = pl.col(day).cast(pl.Int64) - (calendar.first - EPOCH).days
    inside = pl.when(place.is_between(0, len(works) - 1)).then(place)
    return pl.lit(works).gather(inside).alias(day)


def _by_unit(unit: pl.Expr, values: Sequence[int]) -> pl.Expr:
    """Return the value of each row's unit; null for a unit that does not land."""
    import polars as pl

    expr: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for each, value in zip(UNITS, values, strict=True):
        expr = pl.when(unit == each.value).then(pl.lit(value, dtype=pl.Int64)).otherwise(expr)
    return expr


@lru_cache(maxsize=8)
def _series(table: LandingTable) -> tuple[pl.Series, pl.Series]:
    import polars as pl

    return pl.Series("start", table.start, dtype=pl.Int64), pl.Series("land", table.land, dtype=pl.Date)


@lru_cache(maxsize=8)
def _works(calendar: WorkingCalendar) -> pl.Series:
    import polars as pl

    return pl.Series("works", [works for _, works in calendar.days()], dtype=pl.Boolean)
