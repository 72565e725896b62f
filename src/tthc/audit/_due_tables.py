"""Other tables of days off, by which an exported due date may have been counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from tthc.calendars import DayExplanation, DayFact, DayKind, WorkingCalendar, calendar_names, load_calendar

WITHOUT_SWAPS = "without-swaps"
"""Holidays and their make-up days off, but no swapped weekday and no worked weekend."""
WITHOUT_CULTURE_DAY = "without-culture-day"
"""Everything except 24 November."""
WEEKENDS_ONLY = "weekends-only"
"""No holiday at all."""
KNOWN_AT_RECEPTION = "known-at-reception"
"""What was announced by the day of reception; later notices are an estimate or nothing."""

_SWAPS = (DayKind.SWAPPED_OFF, DayKind.MADE_UP)
_CULTURE_DAY = "culture-day"


@lru_cache(maxsize=8)
def other_tables(calendar: WorkingCalendar) -> Mapping[str, WorkingCalendar]:
    """Return the tables derived from `calendar` that differ from it (các bảng ngày nghỉ khác).

    >>> without = other_tables(load_calendar())["without-swaps"]
    >>> without.is_working_day(date(2024, 5, 4)), without.is_working_day(date(2024, 4, 29))
    (False, True)
    """
    rules: Mapping[str, Callable[[DayExplanation], bool]] = {
        WITHOUT_SWAPS: lambda fact: fact.kind not in _SWAPS,
        WITHOUT_CULTURE_DAY: lambda fact: fact.occasion != _CULTURE_DAY,
        WEEKENDS_ONLY: lambda _: False,
    }
    facts = calendar.facts_between(calendar.first, calendar.last)
    made = {name: _with(calendar, name, filter(keep, facts)) for name, keep in rules.items()}
    works = list(calendar.days())
    return {name: table for name, table in made.items() if list(table.days()) != works}


def _with(calendar: WorkingCalendar, name: str, facts: Iterator[DayExplanation]) -> WorkingCalendar:
    return WorkingCalendar.from_facts(
        (DayFact(fact.day, fact.kind) for fact in facts),
        name=f"{calendar.name}, {name}",
        first=calendar.first,
        last=calendar.last,
        weekend=calendar.weekend,
    )


def known_at_reception(calendar: WorkingCalendar, first: date, last: date) -> Sequence[tuple[date, date]]:
    """Return the stretches of reception days in which the announced calendar is one and the same.

    Args:
        calendar: a calendar of the package with everything known; any other has no stretches.
        first: first day of reception.
        last: last day of reception (inclusive).

    >>> for first, last in known_at_reception(load_calendar(), date(2025, 12, 20), date(2025, 12, 28)):
    ...     print(first, last)
    2025-12-20 2025-12-24
    2025-12-25 2025-12-28
    """
    if calendar.known_on is not None or calendar.name not in calendar_names():
        return []
    facts = calendar.facts_between(calendar.first, calendar.last)
    news = sorted({fact.known_from for fact in facts if fact.known_from is not None})
    begins = [first, *(day for day in news[bisect_right(news, first) :] if day <= last)]
    ends = [date.fromordinal(day.toordinal() - 1) for day in begins[1:]] + [last]
    return list(zip(begins, ends, strict=True))


def announced(calendar: WorkingCalendar, day: date) -> WorkingCalendar:
    """Return the calendar of the package as it was known on `day`."""
    return load_calendar(calendar.name, known_on=day)
