"""Where every term in days ends, for one calendar or a stack of them: two arrays, whatever units rows mix.

A limit lands through one array of days, `land`, cut into sections:

- working days: the n-th working day of the calendar, key = ordinal of the first day + n;
- days and weeks: each day of the calendar after rolling, key = first day + n, or + 7 n;
- months: the matching day of each month after rolling, key = first day + 31 n, a month having 31 places;
- years: the section of months with a step of 12 months; a section of its own when 29 February does not
  end as in months.

`start` gives the key of a first day in each section. After each section come as many empty keys as a term
can move, and the keys before all sections are empty too: a key that leaves its section ends on no day, and
neither engine nor reader has to ask. The tables of several calendars follow one another, so a stack of
calendars is read as one is. Both arrays are filled by the functions that compute a single deadline, so
there is one definition of a due date.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve, field, frozen

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
from tthc.errors import CalendarError, RuleError
from tthc.limits import LimitUnit

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = -(2**31)
"""What stands in `land` where a term ends on no day."""

PLACES = 31
"""Places a month takes in its section: one for each day a month can have."""

UNITS = (LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.WEEK, LimitUnit.MONTH, LimitUnit.YEAR)
"""Units that land."""

STEPS = (1, 1, 7, PLACES, 12 * PLACES)
"""How far one unit moves the key, for each of `UNITS`."""

LARGEST = 1_000_000
"""Amounts above leave every calendar."""

DEFAULTS = StatutorySettings()
_SECTIONS = (1, 2, 2, 3, 3)
_OWN_YEARS = (1, 2, 2, 3, 4)


@frozen(eq=False, repr=False)
class LandingTable:
    """Hold where every term ends by each of some calendars (bảng tra hạn).

    Attributes:
        first: the first day any of the calendars answers for.
        days: how many days there are from it to the last one.
        sections: for each unit of `UNITS` its section, from 1 on; section 0 lands nowhere.
        start: for each calendar, section and place the key of that day; 0 for none. Place 0 is
            every day before `first`, place 1 is `first`, place `days` + 1 every day after the last.
        land: for each key the due day, in days since 1970; `NO_DAY` for none.
        reach: the farthest a term moves a key; farther is as far.
    """

    first: date
    days: int
    sections: tuple[int, ...]
    start: array[int]
    land: array[int]
    reach: int

    @classmethod
    def of(cls, *calendars: WorkingCalendar, settings: StatutorySettings = DEFAULTS) -> LandingTable:
        """Return the landing table of `calendars`, stacked in that order; kept for those used last.

        >>> from tthc.calendars import load_calendar
        >>> LandingTable.of(load_calendar()).due(date(2026, 1, 31), 1, LimitUnit.MONTH)
        datetime.date(2026, 3, 2)
        """
        return _one(calendars, settings) if len(calendars) == 1 else _stack(calendars, settings)

    @property
    def places(self) -> int:
        """Return how many places a section has."""
        return self.days + 2

    @property
    def stride(self) -> int:
        """Return how many starts one calendar has."""
        return (max(self.sections) + 1) * self.places

    def starts(self, calendar: int, section: int) -> array[int]:
        """Return the key of each day from `first` on, in one section of one calendar of the stack."""
        begin = calendar * self.stride + section * self.places + 1
        return self.start[begin : begin + self.days]

    def due(self, received: date, amount: int, unit: LimitUnit, calendar: int = 0) -> date | None:
        """Look up one due date, as the column does; None where it has none."""
        if unit not in UNITS or not 1 <= amount <= LARGEST:
            return None
        index = UNITS.index(unit)
        place = min(max((received - self.first).days + 1, 0), self.days + 1)
        key = self.start[calendar * self.stride + self.sections[index] * self.places + place]
        day = self.land[key + min(amount * STEPS[index], self.reach)]
        return None if day == NO_DAY else date.fromordinal(day + EPOCH)


@lru_cache(maxsize=8)
def _one(calendars: tuple[WorkingCalendar, ...], settings: StatutorySettings) -> LandingTable:
    return _table(calendars, settings)


@lru_cache(maxsize=2)
def _stack(calendars: tuple[WorkingCalendar, ...], settings: StatutorySettings) -> LandingTable:
    return _table(calendars, settings)


def _table(calendars: Sequence[WorkingCalendar], settings: StatutorySettings) -> LandingTable:
    first = min(calendar.first for calendar in calendars)
    last = max(calendar.last for calendar in calendars)
    days = (last - first).days + 1
    reach = max(days, (_month(last) - _month(first) + 1) * PLACES)
    sections = _SECTIONS if settings.leap_day is LeapDay.FEBRUARY_28 else _OWN_YEARS
    nowhere = array("i", [NO_DAY]) * (reach + 1)
    nothing = array("i", [0])
    start, land = array("i"), nowhere[:]
    for calendar in calendars:
        before = nothing * ((calendar.first - first).days + 1)
        after = nothing * ((last - calendar.last).days + 1)
        start += nothing * (days + 2)
        for keys, ends in _sections(calendar, settings):
            begin = len(land)
            start += before
            start.extend([begin + key if key >= 0 else 0 for key in keys])
            start += after
            land.extend(ends)
            land += nowhere
    return LandingTable(first, days, sections, start, land, reach)


_Section = tuple[Sequence[int], Sequence[int]]
"""The key of each day of a calendar, below 0 for none, and the day each key ends on."""


def _sections(calendar: WorkingCalendar, settings: StatutorySettings) -> list[_Section]:
    """Return the sections of one calendar in order, each with keys from 0."""
    receives = settings.day_off_reception is DayOffReception.NEXT_DAY_RECEIVES
    numbered = zip(calendar.working_days_since_first(), calendar.days(), strict=True)
    ordinals = [number + (receives and not works) for number, (_, works) in numbered]
    land = [NO_DAY, *map(_day_number, calendar.working_days_after_first())]
    rolling = evolve(settings, day_off_reception=DEFAULTS.day_off_reception)
    return [(_known(_Span.of(calendar), ordinals), land), *_rolled_sections(calendar, rolling)]


@lru_cache(maxsize=4)
def _rolled_sections(calendar: WorkingCalendar, settings: StatutorySettings) -> tuple[_Section, ...]:
    """Return the sections of calendar days, months and years, which no reception on a day off changes."""
    span = _Span.of(calendar)
    ends = [_day_number(_rolled(day, calendar, settings)) for day, _ in calendar.days()]
    by_month = _known(
        span, [(_month(day) - _month(span.first)) * PLACES + day.day - 1 for day, _ in calendar.days()]
    )

    def months(end: Callable[[date, date], date]) -> list[int]:
        places = [(end(day, matching) - span.first).days for day, matching in _matching_days(span)]
        return [ends[place] if 0 <= place < len(ends) else NO_DAY for place in places]

    sections = [
        (_known(span, range(len(ends))), ends),
        (by_month, months(lambda _, matching: matching)),
    ]
    if settings.leap_day is not LeapDay.FEBRUARY_28:
        sections.append((by_month, months(lambda day, matching: leap_day_end(day, matching, settings))))
    return tuple(sections)


@frozen
class _Span:
    """The first and the last day of a calendar, and any calendar that has them."""

    first: date
    last: date
    calendar: WorkingCalendar = field(eq=False)

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> _Span:
        return cls(calendar.first, calendar.last, calendar)


def _known(span: _Span, keys: Sequence[int]) -> list[int]:
    """Return the key of each day, below 0 where no rule of counting is known."""
    return [key if counted else -1 for key, counted in zip(keys, _counted(span), strict=True)]


@lru_cache(maxsize=4)
def _counted(span: _Span) -> list[bool]:
    return [_is_counted(day) for day, _ in span.calendar.days()]


@lru_cache(maxsize=4)
def _matching_days(span: _Span) -> list[tuple[date, date]]:
    """Return for each month and each place in it a day of that number and the day that matches it.

    A first day of a term stands at its own number, so what the place shows in a later month is where
    a term of whole months from it ends.
    """
    january = date(span.first.year, 1, 1)
    numbered = [january + timedelta(days=place) for place in range(PLACES)]
    later = range(span.first.month - 1, span.first.month + _month(span.last) - _month(span.first))
    return [(day, matching_day(day, months, span.calendar)) for months in later for day in numbered]


def _rolled(day: date, calendar: WorkingCalendar, settings: StatutorySettings) -> date | None:
    try:
        return rolled(day, calendar, settings)
    except CalendarError:
        return None


def _is_counted(day: date) -> bool:
    try:
        counting_rules(day)
    except RuleError:
        return False
    return True


def _day_number(day: date | None) -> int:
    return NO_DAY if day is None else day.toordinal() - EPOCH


def _month(day: date) -> int:
    return day.year * 12 + day.month
