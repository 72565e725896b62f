"""What holds of every calendar, whatever its days off."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tthc.calendars import DayFact, DayKind, WorkingCalendar, load_calendar

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
DAYS = st.dates(FIRST, LAST)
INNER = st.dates(date(2024, 3, 1), date(2025, 10, 31))
FACTS = st.dictionaries(
    DAYS, st.sampled_from([DayKind.HOLIDAY, DayKind.MADE_UP, DayKind.SWAPPED_OFF]), max_size=12
).map(lambda found: tuple(DayFact(day, kind) for day, kind in found.items()))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    weekend = draw(st.sampled_from([(5, 6), (6,), (4, 5), ()]))
    return WorkingCalendar.from_facts(draw(FACTS), name="drawn", first=FIRST, last=LAST, weekend=weekend)


def walk(calendar: WorkingCalendar, day: date, n: int) -> date:
    """Count the dumb way: one day at a time."""
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


@given(calendar=calendars(), day=INNER, n=st.integers(-25, 25))
def test_adding_is_walking(calendar: WorkingCalendar, day: date, n: int) -> None:
    if n:
        assert calendar.add_working_days(day, n) == walk(calendar, day, n)


@given(calendar=calendars(), start=DAYS, end=DAYS)
def test_between_is_counting(calendar: WorkingCalendar, start: date, end: date) -> None:
    low, high = min(start, end), max(start, end)
    span = [low + timedelta(days=i) for i in range(1, (high - low).days + 1)]
    count = sum(map(calendar.is_working_day, span))
    assert calendar.working_days_between(start, end) == (count if start <= end else -count)


@given(calendar=calendars(), day=INNER, n=st.integers(1, 25))
def test_between_undoes_adding(calendar: WorkingCalendar, day: date, n: int) -> None:
    there = calendar.add_working_days(day, n)
    assert calendar.is_working_day(there)
    assert calendar.working_days_between(day, there) == n
    if calendar.is_working_day(day):
        assert calendar.add_working_days(there, -n) == day


@given(calendar=calendars(), day=INNER)
def test_the_next_working_day_is_the_nearest(calendar: WorkingCalendar, day: date) -> None:
    found = calendar.next_working_day(day)
    between = [day + timedelta(days=i) for i in range((found - day).days)]
    assert calendar.is_working_day(found)
    assert not any(map(calendar.is_working_day, between))


@given(calendar=calendars(), fact=st.builds(DayFact, DAYS, st.sampled_from(DayKind)))
def test_a_fact_changes_its_own_day_only(calendar: WorkingCalendar, fact: DayFact) -> None:
    if fact.kind is DayKind.LOCAL_WORKING and calendar.kind(fact.day) is DayKind.HOLIDAY:
        return
    own = calendar.with_fact(fact)
    assert own.is_working_day(fact.day) is fact.kind.works
    assert own.kind(fact.day) is fact.kind
    others = [pair for pair in calendar.days() if pair[0] != fact.day]
    assert [pair for pair in own.days() if pair[0] != fact.day] == others


@given(calendar=calendars(), other=calendars())
def test_equal_digests_mean_equal_days(calendar: WorkingCalendar, other: WorkingCalendar) -> None:
    assert pickle.loads(pickle.dumps(calendar)) == calendar
    if calendar == other:
        assert list(calendar.days()) == list(other.days())
    if list(calendar.days()) != list(other.days()):
        assert calendar != other


@given(known_on=st.dates(date(2009, 1, 1), date(2027, 6, 1)))
def test_past_knowledge_never_differs_on_days_long_announced(known_on: date) -> None:
    # every notice came before its year ended: what lies behind the day of knowledge is settled
    then, now = load_calendar(known_on=known_on), load_calendar()
    settled = date(known_on.year, 1, 1) - timedelta(days=1)
    first = date(2010, 1, 1)
    for offset in range(max(0, (settled - first).days + 1)):
        day = first + timedelta(days=offset)
        assert then.is_working_day(day) is now.is_working_day(day)
    assert then.verified_through <= now.verified_through
