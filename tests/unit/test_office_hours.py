"""Office hours and their clock: reading, closed days, seasons, bad input."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, Season, WorkingClock, load_calendar
from tthc.errors import CalendarError

MORNING, AFTERNOON = (450, 690), (780, 1020)
FULL = (MORNING, AFTERNOON)
USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00")
CALENDAR = load_calendar()


@pytest.mark.parametrize(
    ("text", "monday", "friday", "saturday"),
    [
        ("07:30-11:30,13:00-17:00", FULL, FULL, ()),
        (" 7:30 - 11:30 , 13:00–17:00 ", FULL, FULL, ()),
        ("7h30-11h30, 13h-17h", FULL, FULL, ()),
        ("13:00-17:00,07:30-11:30", FULL, FULL, ()),
        ("08-12", ((480, 720),), ((480, 720),), ()),
        ("00:00-24:00", ((0, 1440),), ((0, 1440),), ()),
        ("T2-T6 07:30-11:30,13:00-17:00; T7 07:30-11:30", FULL, FULL, (MORNING,)),
        ("t2-t5: 07:30-11:30,13:00-17:00; t6: 07:30-11:30", FULL, (MORNING,), ()),
    ],
)
def test_hours_are_read(text: str, monday: object, friday: object, saturday: object) -> None:
    week = OfficeHours.parse(text).week
    assert (week[0], week[4], week[5], week[6]) == (monday, friday, saturday, ())


def test_hours_read_back_from_their_own_text() -> None:
    for text in ("07:30-11:30,13:00-17:00", "t2-t5 08-12,13-17; t6 8-12; t7 8-11; cn 9-10"):
        assert OfficeHours.parse(str(OfficeHours.parse(text))) == OfficeHours.parse(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "hours.closed-always"),
        ("giờ hành chính", "hours.unreadable"),
        ("07:30", "hours.unreadable"),
        ("07:30-11:75", "hours.unreadable"),
        ("07:30-11:30;13:00-17:00", "hours.unreadable"),
        ("t6-t2 08-12", "hours.unreadable"),
        ("t2 08-12; t2 13-17", "hours.weekday-twice"),
        ("07:30-12:00,11:30-17:00", "hours.overlap"),
        ("07:30-11:30,07:30-11:30", "hours.overlap"),
        ("17:00-13:00", "hours.backwards"),
        ("08:00-08:00", "hours.backwards"),
        ("08:00-24:30", "hours.beyond-the-day"),
    ],
)
def test_hours_that_cannot_be_are_refused(text: str, code: str) -> None:
    with pytest.raises(CalendarError) as caught:
        OfficeHours.parse(text)
    assert caught.value.code == code
    for lang in ("vi", "en"):
        assert caught.value.message(lang) != code
        assert "<" not in caught.value.message(lang)


WEEK = USUAL.week


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: OfficeHours(WEEK[:5]), "hours.not-a-week"),
        (lambda: OfficeHours(((),) * 7), "hours.closed-always"),
        (lambda: OfficeHours((((-60, 60),), *WEEK[1:])), "hours.beyond-the-day"),
        (lambda: OfficeHours((((7.5, 11.5),), *WEEK[1:])), "hours.beyond-the-day"),  # type: ignore[arg-type]
        (lambda: OfficeHours(WEEK, made_up=((600, 500),)), "hours.backwards"),
        (lambda: USUAL.with_weekday(7, "08-12"), "hours.weekday"),
        (lambda: USUAL.with_weekday(True, "08-12"), "hours.weekday"),
        (lambda: USUAL.with_season("4-16", "10-15", "08-12"), "hours.season-day"),
        (lambda: USUAL.with_season("02-30", "10-15", "08-12"), "hours.season-day"),
        (lambda: Season(416, "10-15", WEEK), "hours.season-day"),  # type: ignore[arg-type]
        (
            lambda: USUAL.with_season("04-16", "10-15", "08-12").with_season("10-15", "01-31", "09-12"),
            "hours.seasons-overlap",
        ),
        (
            lambda: USUAL.with_season("11-01", "02-28", "08-12").with_season("01-01", "01-31", "09-12"),
            "hours.seasons-overlap",
        ),
        (lambda: OfficeHours(WEEK, dates=((date(2026, 1, 5), ()),) * 2), "hours.date-twice"),
        (lambda: USUAL.with_dates({datetime(2026, 1, 5, tzinfo=UTC): "08-12"}), "calendar.not-a-day"),
    ],
)
def test_parts_that_cannot_be_are_refused(make, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CalendarError) as caught:
        make()
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi")


@pytest.mark.parametrize(
    ("day", "sessions"),
    [
        (date(2026, 10, 5), FULL),
        (date(2026, 10, 10), ()),  # Saturday
        (date(2026, 11, 24), ()),  # holiday
        (date(2026, 8, 31), ()),  # swapped off
        (date(2026, 8, 22), FULL),  # made up
        (date(2011, 1, 30), FULL),  # a made-up Sunday
        (date(2025, 9, 1), ()),  # adjacent
    ],
)
def test_the_calendar_says_which_days_are_open(day: date, sessions: object) -> None:
    assert USUAL.sessions(day, CALENDAR) == sessions


def test_a_half_saturday_is_open_but_not_on_a_holiday() -> None:
    hours = USUAL.with_saturday("07:30-11:30")
    assert hours.sessions(date(2026, 10, 10), CALENDAR) == (MORNING,)
    assert hours.sessions(date(2027, 5, 1), CALENDAR) == ()  # 1 May on a Saturday
    assert hours.sessions(date(2026, 8, 22), CALENDAR) == FULL  # a made-up Saturday is a whole day
    own = CALENDAR.with_fact(DayFact(date(2026, 10, 10), DayKind.LOCAL_WORKING))
    assert hours.sessions(date(2026, 10, 10), own) == (MORNING,)
    assert USUAL.sessions(date(2026, 10, 10), own) == FULL


def test_a_made_up_day_has_the_hours_of_the_day_it_stands_for() -> None:
    # Saturday 4/5/2024 stands for Monday 29/4, Saturday 10/1/2026 for Friday 2/1
    hours = OfficeHours.parse("t2-t5 07:30-11:30,13:00-17:00; t6 07:30-11:30")
    assert hours.sessions(date(2024, 5, 4), CALENDAR) == FULL
    assert hours.sessions(date(2026, 1, 10), CALENDAR) == (MORNING,)
    short = OfficeHours(hours.week, made_up=((480, 600),))
    assert short.sessions(date(2024, 5, 4), CALENDAR) == ((480, 600),)
    # a weekday without hours: the first of the week that has some
    tuesdays = OfficeHours.parse("t3 07:30-11:30; t7 08-09")
    assert tuesdays.sessions(date(2024, 5, 4), CALENDAR) == (MORNING,)
    assert OfficeHours.parse("cn 08-09").sessions(date(2024, 5, 4), CALENDAR) == ((480, 540),)


def test_seasons_and_single_days() -> None:
    hours = USUAL.with_season("04-16", "10-15", "07:00-11:30,13:30-17:00").with_season(
        "12-20", "01-10", "9-12"
    )
    assert hours.sessions(date(2026, 4, 15), CALENDAR) == FULL
    assert hours.sessions(date(2026, 4, 16), CALENDAR) == ((420, 690), (810, 1020))
    assert hours.sessions(date(2026, 10, 15), CALENDAR) == ((420, 690), (810, 1020))
    assert hours.sessions(date(2026, 10, 16), CALENDAR) == FULL
    assert hours.sessions(date(2026, 12, 21), CALENDAR) == ((540, 720),)
    assert hours.sessions(date(2026, 1, 8), CALENDAR) == ((540, 720),)
    own = hours.with_dates({date(2026, 10, 5): "", date(2026, 10, 10): "08-09"})
    assert own.sessions(date(2026, 10, 5), CALENDAR) == ()
    assert own.sessions(date(2026, 10, 10), CALENDAR) == ((480, 540),)
    assert own.with_dates({date(2026, 10, 5): "08-09"}).sessions(date(2026, 10, 5), CALENDAR) == ((480, 540),)
    clock = WorkingClock(CALENDAR, own)
    assert clock.add_minutes(at(10, 2, 16, 30), 60) == at(10, 6, 7, 30)  # closes 17:00, Monday is closed
    assert clock.add_minutes(at(10, 9, 16, 30), 60) == at(10, 10, 8, 30)


def at(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=VIETNAM)


CLOCK = WorkingClock(CALENDAR, USUAL)


@pytest.mark.parametrize(
    ("moment", "minutes", "end"),
    [
        (at(10, 5, 9), 480, at(10, 6, 9)),
        (at(10, 5, 7), 240, at(10, 5, 11, 30)),
        (at(10, 5, 12), 240, at(10, 5, 17)),  # lunch
        (at(10, 5, 11, 30), 60, at(10, 5, 14)),  # the stroke of lunch
        (at(10, 5, 17), 1, at(10, 6, 7, 31)),
        (at(10, 10, 9), 480, at(10, 12, 17)),
        (at(11, 23, 16), 120, at(11, 25, 8, 30)),  # 24/11 is off
        (at(8, 21, 16), 120, at(8, 22, 8, 30)),  # a made-up Saturday
        (at(10, 5, 11, 29, 30), 1, at(10, 5, 13, 0, 30)),
        (at(10, 5, 12, 0, 30), 60, at(10, 5, 14)),  # seconds of lunch are not counted
        (at(10, 5, 9), 0, at(10, 5, 9)),
        (at(10, 5, 12), 0, at(10, 5, 13)),
        (at(10, 9, 17), 0, at(10, 12, 7, 30)),
    ],
)
def test_the_clock_runs_in_sessions(moment: datetime, minutes: int, end: datetime) -> None:
    assert CLOCK.add_minutes(moment, minutes) == end
    assert CLOCK.add_minutes(moment.astimezone(UTC), minutes) == end


def test_a_count_may_fill_a_session() -> None:
    assert [CLOCK.end_of(at(10, 5, 9), n)[1] for n in (149, 150, 151, 390)] == [False, True, False, True]
    assert not CLOCK.end_of(at(10, 5, 9, 0, 30), 150)[1]
    touching = WorkingClock(CALENDAR, OfficeHours.parse("08:00-12:00,12:00-17:00"))
    assert not touching.end_of(at(10, 5, 8), 240)[1]
    assert touching.add_minutes(at(10, 5, 8), 240) == at(10, 5, 12)


def test_started_minutes_are_not_counted_between() -> None:
    assert CLOCK.minutes_between(at(10, 5, 9, 0, 30), at(10, 5, 10)) == 59
    assert CLOCK.minutes_between(at(10, 5, 9), at(10, 5, 10, 0, 30)) == 60
    assert CLOCK.minutes_between(at(10, 5, 9, 0, 30), at(10, 5, 9, 0, 20)) == 0


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (lambda: CLOCK.add_minutes(datetime(2026, 10, 5, 9), 60), "hours.naive-moment"),
        (lambda: CLOCK.add_minutes(date(2026, 10, 5), 60), "hours.not-a-moment"),  # type: ignore[arg-type]
        (lambda: CLOCK.add_minutes(at(10, 5, 9), -1), "hours.not-minutes"),
        (lambda: CLOCK.add_minutes(at(10, 5, 9), 1.5), "hours.not-minutes"),  # type: ignore[arg-type]
        (lambda: CLOCK.add_minutes(at(10, 5, 9), True), "hours.not-minutes"),
        (lambda: CLOCK.add_minutes(at(10, 5, 9), False), "hours.not-minutes"),
        (lambda: CLOCK.end_of(at(10, 5, 9), 0), "hours.not-minutes"),
        (lambda: CLOCK.add_minutes(at(10, 5, 9), 10**9), "calendar.out-of-bounds"),
        (lambda: CLOCK.add_minutes(datetime(1999, 1, 1, tzinfo=VIETNAM), 60), "calendar.out-of-bounds"),
        (lambda: CLOCK.opening_on_or_after(datetime(2071, 1, 1, tzinfo=VIETNAM)), "calendar.out-of-bounds"),
        (
            lambda: CLOCK.opening_on_or_after(datetime(2070, 12, 31, 17, tzinfo=VIETNAM)),
            "calendar.out-of-bounds",
        ),
        (lambda: CLOCK.sessions_after(at(10, 5, 9), 10**6), "calendar.out-of-bounds"),
        (lambda: CLOCK.add_minutes(datetime.max.replace(tzinfo=UTC), 60), "hours.beyond-time"),
        (lambda: setattr(CLOCK, "hours", USUAL), "calendar.immutable"),
        (lambda: delattr(CLOCK, "hours"), "calendar.immutable"),
    ],
)
def test_bad_use_is_a_typed_error(use, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CalendarError) as caught:
        use()
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi")


def test_before_the_first_opening_of_the_calendar_no_minute_has_passed() -> None:
    first = datetime(2000, 1, 1, tzinfo=VIETNAM)  # a holiday on a Saturday, made up on Monday
    assert CLOCK.minutes_between(first, first + timedelta(hours=12)) == 0
    assert CLOCK.opening_on_or_after(first) == datetime(2000, 1, 4, 7, 30, tzinfo=VIETNAM)


def test_clocks_are_known_by_calendar_and_hours() -> None:
    assert WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00")) == CLOCK
    assert hash(pickle.loads(pickle.dumps(CLOCK))) == hash(CLOCK)
    assert copy.deepcopy(CLOCK) == CLOCK
    assert WorkingClock(CALENDAR, USUAL.with_saturday("08-12")) != CLOCK
    assert CLOCK != "t2-t6 07:30-11:30,13:00-17:00"
    assert "t2-t6 07:30-11:30,13:00-17:00" in repr(CLOCK)
