"""Small calendars with days off and worked Saturdays, and office hours."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from tthc.calendars import DayFact, DayKind, OfficeHours, WorkingCalendar

OFF = (DayKind.HOLIDAY, DayKind.SWAPPED_OFF, DayKind.COMPENSATORY)
WORKED = (DayKind.MADE_UP, DayKind.LOCAL_WORKING)
SATURDAY, SUNDAY = 5, 6
MORNING, AFTERNOON = (7 * 60 + 30, 11 * 60 + 30), (13 * 60, 17 * 60)


def day_facts(first: date, last: date) -> st.SearchStrategy[DayFact]:
    """Draw what is said of one day from `first` to `last`: off on any day, worked on a weekend.

    Shrinks towards a holiday on `first` (sự kiện của một ngày).

    >>> from hypothesis import find
    >>> fact = find(day_facts(date(2026, 1, 5), date(2026, 3, 31)), lambda fact: True)
    >>> fact.day, fact.kind.value
    (datetime.date(2026, 1, 5), 'holiday')
    """
    days = st.integers(0, (last - first).days).map(lambda offset: first + timedelta(days=offset))
    # Worked days are drawn week by week, so that they stay on weekends while they shrink.
    worked = _weekdays(first, last, SATURDAY) | _weekdays(first, last, SUNDAY)
    return st.builds(DayFact, days, st.sampled_from(OFF)) | st.builds(
        DayFact, worked, st.sampled_from(WORKED)
    )


def _weekdays(first: date, last: date, weekday: int) -> st.SearchStrategy[date]:
    """Draw that weekday of some week; nothing when no such day is between the two."""
    begin = first + timedelta(days=(weekday - first.weekday()) % 7)
    if begin > last:
        return st.nothing()
    return st.integers(0, (last - begin).days // 7).map(lambda week: begin + timedelta(weeks=week))


def working_saturdays(first: date, last: date) -> st.SearchStrategy[DayFact]:
    """Draw a Saturday from `first` to `last` that is worked; shrinks towards the first (thứ Bảy làm bù).

    >>> from hypothesis import find
    >>> find(working_saturdays(date(2026, 1, 5), date(2026, 3, 31)), lambda fact: True).day
    datetime.date(2026, 1, 10)
    """
    return _weekdays(first, last, SATURDAY).map(lambda day: DayFact(day, DayKind.MADE_UP))


@st.composite
def calendars(  # noqa: D417  # hypothesis fills in `draw`
    draw: st.DrawFn,
    *,
    year: int = 2026,
    years: int = 3,
    first: date | None = None,
    last: date | None = None,
    most: int = 6,
) -> WorkingCalendar:
    """Draw a small calendar with days off, swaps and worked Saturdays (lịch làm việc).

    Shrinks towards plain weeks, Monday to Friday worked and nothing else said.

    Args:
        year: the calendar begins on 1 January of it.
        years: how many years it spans.
        first: the first day a fact may speak of; 5 January of `year` when left out.
        last: the last one; 31 March of `year` when left out, so that facts meet short limits.
        most: the greatest number of days off, and of worked weekend days.

    >>> from hypothesis import find
    >>> len(find(calendars(), lambda calendar: True).facts_between(date(2026, 1, 1), date(2028, 12, 31)))
    0
    """
    begin, end = first or date(year, 1, 5), last or date(year, 3, 31)
    spoken = draw(_facts(begin, end, most))
    return WorkingCalendar.from_facts(
        spoken, name="drawn", first=date(year, 1, 1), last=date(year + years - 1, 12, 31)
    )


@cache
def _facts(first: date, last: date, most: int) -> st.SearchStrategy[list[DayFact]]:
    """Keep the strategy: making it anew for each calendar costs more than the calendar."""
    return st.lists(day_facts(first, last), max_size=most, unique_by=lambda fact: fact.day)


@st.composite
def office_hours(draw: st.DrawFn) -> OfficeHours:
    """Draw the sessions of an agency: unequal days, half days and half Saturdays (giờ hành chính).

    Shrinks towards 07:30-11:30 and 13:00-17:00 from Monday to Friday.

    >>> from hypothesis import find
    >>> print(find(office_hours(), lambda hours: True))
    t2-t6 07:30-11:30,13:00-17:00
    """
    ordinary = draw(_sessions())
    friday = draw(st.just(ordinary) | _sessions() | st.just(ordinary[:1]))
    saturday = draw(st.just(()) | st.just(ordinary[:1]))
    return OfficeHours((*(ordinary,) * 4, friday, saturday, ()))


@st.composite
def _sessions(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    quarters = st.sampled_from((0, -30, -15, 15, 30))
    opens, closes = MORNING[0] + draw(quarters), MORNING[1] + draw(quarters)
    again, ends = AFTERNOON[0] + draw(quarters), AFTERNOON[1] + draw(quarters)
    return (opens, closes), (again, ends)
