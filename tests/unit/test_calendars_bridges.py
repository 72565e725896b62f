"""From and to the `holidays` package."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import holidays
import pytest

from tthc.calendars import DayKind, WorkingCalendar, load_calendar
from tthc.errors import CalendarError


def working_days(calendar: WorkingCalendar) -> list[bool]:
    return [works for _, works in calendar.days()]


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar()


def test_there_and_back_gives_the_same_working_days(calendar: WorkingCalendar) -> None:
    back = WorkingCalendar.from_holidays(calendar.to_holidays())
    assert (back.first, back.last) == (calendar.first, calendar.last)
    assert working_days(back) == working_days(calendar)
    assert back.kind(date(2024, 5, 4)) is DayKind.MADE_UP
    assert back.explain(date(2026, 11, 24)).name == "Ngày Văn hóa Việt Nam"
    assert back.is_provisional(date(2024, 5, 2))  # the package does not say what was announced


def test_the_object_answers_as_the_calendar_whichever_year_is_asked_first(calendar: WorkingCalendar) -> None:
    for day in (
        date(2019, 1, 5),
        date(2018, 12, 31),
        date(2014, 12, 27),
        date(2015, 1, 2),
        date(2011, 1, 30),
    ):
        fresh = calendar.to_holidays()
        assert fresh.is_working_day(day) is calendar.is_working_day(day)
    fresh = calendar.to_holidays()
    assert fresh.get_nth_working_day(date(2018, 12, 28), 3) == date(2019, 1, 4)
    assert fresh.get_nth_working_day(date(2018, 12, 28), 4) == date(2019, 1, 5)
    assert fresh.get_nth_working_day(date(2025, 12, 31), 3) == date(2026, 1, 7)
    assert fresh.get_nth_working_day(date(2026, 1, 7), -3) == date(2025, 12, 31)
    assert fresh.get_working_days_count(date(2026, 1, 1), date(2026, 12, 31)) == 249


def test_the_object_is_right_on_every_day_of_the_calendar(calendar: WorkingCalendar) -> None:
    theirs = calendar.to_holidays()
    assert [day for day, works in calendar.days() if theirs.is_working_day(day) is not works] == []


def test_the_object_is_an_ordinary_one(calendar: WorkingCalendar) -> None:
    theirs = calendar.to_holidays()
    assert isinstance(theirs, holidays.HolidayBase)
    assert date(2026, 11, 24) in theirs
    assert theirs[date(2026, 1, 2)] == "Hoán đổi ngày nghỉ: Tết Dương lịch 2026"
    assert date(2026, 1, 10) not in theirs
    assert not theirs.is_working_day("2026-11-24")
    with pytest.raises(CalendarError) as caught:
        theirs.is_working_day(date(2071, 1, 1))
    assert caught.value.code == "calendar.out-of-bounds"


def test_the_object_can_be_pickled(calendar: WorkingCalendar) -> None:
    theirs = calendar.to_holidays()
    assert date(2026, 1, 2) in theirs
    theirs[date(2026, 3, 6)] = "Ngày truyền thống"
    del theirs[date(2026, 1, 1)]
    restored = pickle.loads(pickle.dumps(theirs))
    assert dict(restored) == dict(theirs)
    assert restored.get_nth_working_day(date(2018, 12, 28), 4) == date(2019, 1, 5)


def test_a_foreign_weekend_and_its_worked_weekends_are_honoured() -> None:
    class Gulf(holidays.HolidayBase):
        country = "XG"
        start_year, end_year = 2025, 2027

        def __init__(self) -> None:
            self.weekend = {4, 5}  # Friday and Saturday
            self.weekend_workdays = {date(2026, 1, 9)}
            super().__init__()

        def _populate(self, year: int) -> None:
            self[date(year, 1, 1)] = "New Year"

    calendar = WorkingCalendar.from_holidays(Gulf(), name="gulf")
    assert (calendar.name, calendar.weekend) == ("gulf", (4, 5))
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2027, 12, 31))
    assert calendar.kind(date(2026, 1, 1)) is DayKind.HOLIDAY
    assert calendar.kind(date(2026, 1, 9)) is DayKind.MADE_UP
    assert calendar.is_working_day(date(2026, 1, 4))  # a Sunday
    assert not calendar.is_working_day(date(2026, 1, 2))
    again = WorkingCalendar.from_holidays(calendar.to_holidays())
    assert working_days(again) == working_days(calendar)


def test_a_weekend_that_moved_comes_back_as_it_was() -> None:
    # the United Arab Emirates rested on Friday and Saturday until the end of 2021
    theirs = holidays.country_holidays("AE")
    calendar = WorkingCalendar.from_holidays(theirs)
    assert not calendar.is_working_day(date(2021, 11, 26))
    assert calendar.is_working_day(date(2021, 11, 28))
    assert calendar.is_working_day(date(2022, 11, 25))
    assert working_days(WorkingCalendar.from_holidays(calendar.to_holidays())) == working_days(calendar)


def test_days_changed_in_the_object_are_read_back(calendar: WorkingCalendar) -> None:
    theirs = calendar.to_holidays()
    theirs[date(2026, 3, 6)] = "Ngày truyền thống"
    back = WorkingCalendar.from_holidays(theirs)
    assert not back.is_working_day(date(2026, 3, 6))
    assert working_days(back) != working_days(calendar)


def test_the_package_own_vietnam_is_read_and_left_as_it_was() -> None:
    theirs = holidays.country_holidays("VN")
    calendar = WorkingCalendar.from_holidays(theirs)
    assert theirs.years == set()
    assert len(theirs) == 0
    assert calendar.name == "holidays-VN"
    fresh = holidays.country_holidays("VN", years=range(2017, 2021))
    span = [date(2018, 1, 1) + timedelta(days=i) for i in range(365 * 2)]
    assert [day for day in span if calendar.is_working_day(day) is not fresh.is_working_day(day)] == []


def test_days_added_by_hand_count() -> None:
    theirs = holidays.country_holidays("VN", years=2026)
    theirs[date(2026, 3, 6)] = "Ngày truyền thống"
    assert WorkingCalendar.from_holidays(theirs).explain(date(2026, 3, 6)).name == "Ngày truyền thống"


def test_an_object_that_does_not_grow_spans_its_own_years() -> None:
    theirs = holidays.country_holidays("VN", years=(2025, 2026), expand=False)
    calendar = WorkingCalendar.from_holidays(theirs)
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2026, 12, 31))
    for years in ((2024, 2026), (1990,), ()):
        with pytest.raises(CalendarError) as caught:
            WorkingCalendar.from_holidays(holidays.country_holidays("VN", years=years, expand=False))
        assert caught.value.code == "calendar.holidays-years"
