"""Loading a calendar of the package as it is known today, or as it was known on a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from attrs import evolve

from tthc.calendars._data import read_calendar
from tthc.calendars._facts import CultureDayMakeUp, DayFact
from tthc.calendars._layers import (
    culture_day_facts,
    estimate_facts,
    known_notices,
    last_verified,
    statute_facts,
)
from tthc.calendars._working import WorkingCalendar
from tthc.errors import CalendarError


def load_calendar(
    name: str = "vn-public-sector",
    *,
    known_on: date | None = None,
    culture_day_make_up: CultureDayMakeUp = CultureDayMakeUp.NONE,
) -> WorkingCalendar:
    """Load a calendar of the package (lịch làm việc của cơ quan nhà nước).

    Layers, each above the one before: the week, the days a law fixes for every year, an estimate of
    Tết, of the day adjacent to the National Day and of make-up days (provisional), and the notices
    of 2010-2027. A notice takes the place of the estimate of its year and occasion.

    Args:
        name: "vn-public-sector": public bodies that rest on Saturday and Sunday, 2000-2070.
        known_on: hold only what was known at the end of that day; later notices and laws are left
            out and the estimate shows through. A notice without a date counts as known from
            1 January of its year, and answers that rest on it are provisional.
        culture_day_make_up: whether 24 November on a weekend is made up; no text says so.

    Raises:
        CalendarError: there is no calendar of that name (`calendar.unknown-name`); `known_on` is a
            moment and not a day (`calendar.not-a-day`).

    Law: Nghị quyết 28/2026/QH16 Điều 2 (24 November, known from 2026-04-24).

    >>> load_calendar().verified_through
    datetime.date(2027, 12, 31)
    >>> then = load_calendar(known_on=date(2025, 12, 1))  # before the notice of 25/12/2025
    >>> then.add_working_days(date(2025, 12, 31), 3)
    datetime.date(2026, 1, 6)
    """
    if known_on is not None and type(known_on) is not date:
        raise CalendarError("calendar.not-a-day", field="known_on")
    return _load(name, known_on, culture_day_make_up)


def announcement_days(name: str = "vn-public-sector") -> tuple[date, ...]:
    """Return the days on which a notice or a law became known, ascending (các ngày công bố).

    Between two of them `load_calendar(name, known_on=...)` knows the same days.

    Raises:
        CalendarError: there is no calendar of that name (`calendar.unknown-name`).

    >>> [str(day) for day in announcement_days()[-3:]]
    ['2025-12-25', '2026-04-24', '2026-10-02']
    """
    data = read_calendar(name)
    days = {fact.known_from for fact in (*data.notices, *data.estimates)}
    days |= {text.known_from for statute in data.statute for text in statute.texts}
    return tuple(sorted(day for day in days if day is not None))


@lru_cache(maxsize=32)
def _load(name: str, known_on: date | None, make_up: CultureDayMakeUp) -> WorkingCalendar:
    data = read_calendar(name)
    notices = known_notices(data.notices, known_on)
    facts: dict[date, DayFact] = {}
    for layer in (
        statute_facts(data.statute, known_on),
        estimate_facts(data.estimates, notices, known_on),
        notices,
    ):
        facts.update((fact.day, fact) for fact in layer)
    facts.update((fact.day, fact) for fact in culture_day_facts(facts, make_up))
    frame = evolve(
        data.frame,
        known_on=known_on,
        verified_through=last_verified(data.notices, known_on, data.frame.verified_through),
    )
    return WorkingCalendar(frame, facts.values())
