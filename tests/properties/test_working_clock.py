"""The stopwatch of office hours against a walker that looks at every single minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from tests.hours import office_hours

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, WorkingCalendar, WorkingClock
from tthc.errors import CalendarError

FIRST, LAST = date(2026, 8, 15), date(2026, 9, 20)
FACTS = (
    DayFact(date(2026, 8, 22), DayKind.MADE_UP, paired_with=date(2026, 8, 31)),
    DayFact(date(2026, 8, 31), DayKind.SWAPPED_OFF, paired_with=date(2026, 8, 22)),
    DayFact(date(2026, 9, 1), DayKind.ADJACENT),
    DayFact(date(2026, 9, 2), DayKind.HOLIDAY),
    DayFact(date(2026, 9, 5), DayKind.LOCAL_WORKING),
    DayFact(date(2026, 9, 12), DayKind.HOLIDAY),
    DayFact(date(2026, 9, 16), DayKind.LOCAL_OFF),
)
CALENDAR = WorkingCalendar.from_facts(FACTS, name="late summer", first=FIRST, last=LAST)
MINUTE = timedelta(minutes=1)
HOURS = office_hours(FIRST, LAST, 30)
MOMENTS = st.datetimes(datetime(2026, 8, 15), datetime(2026, 9, 10), timezones=st.just(VIETNAM))
WHOLE = MOMENTS.map(lambda moment: moment.replace(second=0, microsecond=0))
USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00").with_saturday("07:30-11:30")


def open_minute(moment: datetime, hours: OfficeHours) -> bool:
    """Tell whether the office is open in the minute that begins at `moment`."""
    minute = moment.hour * 60 + moment.minute
    return any(opens <= minute < closes for opens, closes in hours.sessions(moment.date(), CALENDAR))


def walked(moment: datetime, n: int, hours: OfficeHours) -> datetime | None:
    """Return the end of the n-th open minute after `moment`, one minute at a time."""
    while n:
        if moment.date() > LAST:
            return None
        n -= open_minute(moment, hours)
        moment += MINUTE
    return moment


@example(moment=datetime(2026, 9, 18, 17, tzinfo=VIETNAM), n=1, hours=USUAL)
@example(moment=datetime(2026, 9, 4, 16, 30, tzinfo=VIETNAM), n=480, hours=USUAL)
@example(moment=datetime(2026, 8, 29, 11, 30, tzinfo=VIETNAM), n=960, hours=USUAL)
@given(moment=WHOLE, n=st.integers(1, 1500), hours=HOURS)
def test_the_end_is_where_a_walk_minute_by_minute_ends(moment: datetime, n: int, hours: OfficeHours) -> None:
    try:
        end: datetime | None = WorkingClock(CALENDAR, hours).add_minutes(moment, n)
    except CalendarError as error:
        assert error.code == "calendar.out-of-bounds"  # noqa: PT017
        end = None
    assert end == walked(moment, n, hours)


@given(moment=WHOLE, later=st.integers(0, 3000), hours=HOURS)
def test_the_minutes_between_are_the_open_ones(moment: datetime, later: int, hours: OfficeHours) -> None:
    clock = WorkingClock(CALENDAR, hours)
    end = moment + later * MINUTE
    found = sum(open_minute(moment + i * MINUTE, hours) for i in range(later))
    assert clock.minutes_between(moment, end) == found
    assert clock.minutes_between(end, moment) == -found
    pieces = clock.sessions_between(moment, end)
    assert sum((until - since) // MINUTE for since, until in pieces) == found
    assert all(open_minute(since, hours) and open_minute(until - MINUTE, hours) for since, until in pieces)


@given(moment=MOMENTS, n=st.integers(1, 600))
def test_between_undoes_adding_and_seconds_are_kept(moment: datetime, n: int) -> None:
    clock = WorkingClock(CALENDAR, USUAL)
    end = clock.add_minutes(moment, n)
    assert clock.minutes_between(moment, end) == n
    begin = clock.opening_on_or_after(moment)
    assert (end.second, end.microsecond) == (begin.second, begin.microsecond)


@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)), n=st.integers(1, 600))
def test_a_later_start_never_ends_earlier(moment: datetime, later: timedelta, n: int) -> None:
    clock = WorkingClock(CALENDAR, USUAL)
    assert clock.add_minutes(moment + later, n) >= clock.add_minutes(moment, n)
    assert clock.add_minutes(moment, n + 1) > clock.add_minutes(moment, n)


@given(moment=MOMENTS, first=st.integers(1, 600), second=st.integers(1, 600))
def test_counting_in_two_parts_is_counting_in_one(moment: datetime, first: int, second: int) -> None:
    clock = WorkingClock(CALENDAR, USUAL)
    parts = clock.add_minutes(clock.add_minutes(moment, first), second)
    assert parts == clock.add_minutes(moment, first + second)


@given(moment=WHOLE, hours=HOURS)
def test_the_next_opening_is_the_first_open_minute(moment: datetime, hours: OfficeHours) -> None:
    day = moment
    while day.date() <= LAST and not open_minute(day, hours):
        day += MINUTE
    try:
        opening: datetime | None = WorkingClock(CALENDAR, hours).opening_on_or_after(moment)
    except CalendarError:
        opening = None
    assert opening == (day if day.date() <= LAST else None)
