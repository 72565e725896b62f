"""Counting, explaining and changing a calendar."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from tthc.calendars import CultureDayMakeUp, DayFact, DayKind, WorkingCalendar, calendar_names, load_calendar
from tthc.calendars._loader import _load
from tthc.errors import CalendarError
from tthc.law import Certainty, LegalRef, data_version

FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)
LOCAL = DayFact(
    SATURDAY,
    DayKind.LOCAL_WORKING,
    name="Thứ Bảy tiếp nhận hồ sơ",
    documents=(LegalRef("14/2010/QĐ-TTg", "Điều 1"),),
)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar()


@pytest.fixture(scope="module")
def small() -> WorkingCalendar:
    """One week from Saturday 2026-01-03 to Friday 2026-01-09."""
    return WorkingCalendar.from_facts((), name="small", first=date(2026, 1, 3), last=date(2026, 1, 9))


def test_properties(calendar: WorkingCalendar) -> None:
    assert (calendar.first, calendar.last) == (date(2000, 1, 1), date(2070, 12, 31))
    assert (calendar.verified_from, calendar.verified_through) == (date(2010, 1, 1), date(2027, 12, 31))
    assert (calendar.name, calendar.known_on) == ("vn-public-sector", None)
    assert calendar.data_version == data_version()
    assert calendar.weekend == (5, 6)
    assert len(calendar.digest) == 64
    assert calendar_names() == ("vn-public-sector",)
    assert repr(calendar).startswith("<WorkingCalendar vn-public-sector 2000-01-01..2070-12-31 data ")


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SATURDAY, 0, MONDAY),
        (MONDAY, 0, MONDAY),
        (MONDAY, -1, FRIDAY),
        (SATURDAY, -1, FRIDAY),
        (date(2026, 3, 8), -2, date(2026, 3, 5)),
    ],
)
def test_adding_working_days(calendar: WorkingCalendar, day: date, n: int, expected: date) -> None:
    assert calendar.add_working_days(day, n) == expected


def test_the_days_between_exclude_the_start_and_include_the_end(calendar: WorkingCalendar) -> None:
    assert calendar.working_days_between(FRIDAY, MONDAY) == 1
    assert calendar.working_days_between(MONDAY, FRIDAY) == -1
    assert calendar.working_days_between(FRIDAY, FRIDAY) == 0
    assert calendar.working_days_between(SATURDAY, date(2026, 3, 8)) == 0


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2071, 1, 1)])
@pytest.mark.parametrize(
    "ask",
    [
        WorkingCalendar.is_working_day,
        WorkingCalendar.next_working_day,
        WorkingCalendar.explain,
        WorkingCalendar.kind,
        WorkingCalendar.is_provisional,
        lambda calendar, day: calendar.add_working_days(day, 1),
        lambda calendar, day: calendar.add_working_days(day, -1),
        lambda calendar, day: calendar.working_days_between(day, date(2026, 1, 1)),
        lambda calendar, day: calendar.working_days_between(date(2026, 1, 1), day),
        lambda calendar, day: calendar.is_provisional_between(min(day, FRIDAY), max(day, FRIDAY)),
        lambda calendar, day: calendar.with_fact(DayFact(day, DayKind.HOLIDAY)),
    ],
)
def test_a_day_outside_is_a_typed_error(
    calendar: WorkingCalendar, day: date, ask: Callable[[WorkingCalendar, date], object]
) -> None:
    with pytest.raises(CalendarError) as caught:
        ask(calendar, day)
    assert caught.value.code == "calendar.out-of-bounds"
    assert str(day) in str(caught.value)


def test_a_year_outside_is_a_typed_error(calendar: WorkingCalendar) -> None:
    assert len(calendar.year(2024)) == 366
    for year in (1999, 2071):
        with pytest.raises(CalendarError) as caught:
            calendar.year(year)
        assert caught.value.code == "calendar.out-of-bounds"


def test_an_answer_outside_is_a_typed_error(small: WorkingCalendar) -> None:
    assert small.add_working_days(date(2026, 1, 3), 5) == date(2026, 1, 9)
    assert small.add_working_days(date(2026, 1, 9), -4) == date(2026, 1, 5)
    for n in (6, 10**9, -1, -(10**9)):
        with pytest.raises(CalendarError, match="outside the calendar"):
            small.add_working_days(date(2026, 1, 3), n)
    with pytest.raises(CalendarError):
        small.add_working_days(date(2026, 1, 5), -1)
    ends_off = WorkingCalendar.from_facts((), name="x", first=date(2026, 1, 5), last=date(2026, 1, 10))
    with pytest.raises(CalendarError):
        ends_off.next_working_day(date(2026, 1, 10))


@pytest.mark.parametrize("moment", [datetime(2026, 3, 6, 9), datetime(2026, 3, 6, 20, tzinfo=UTC)])
def test_a_moment_is_never_taken_for_a_day(calendar: WorkingCalendar, moment: datetime) -> None:
    for ask in (calendar.is_working_day, calendar.next_working_day, calendar.explain):
        with pytest.raises(CalendarError) as caught:
            ask(moment)
        assert caught.value.code == "calendar.not-a-day"
    with pytest.raises(CalendarError):
        DayFact(moment, DayKind.HOLIDAY)
    with pytest.raises(CalendarError) as known:
        load_calendar(known_on=moment)
    assert known.value.code == "calendar.not-a-day"


def test_a_swapped_day_explains_itself(calendar: WorkingCalendar) -> None:
    monday = calendar.explain(date(2024, 4, 29))
    assert (monday.kind, monday.works, monday.paired_with) == (
        DayKind.SWAPPED_OFF,
        False,
        date(2024, 5, 4),
    )
    assert [str(law) for law in monday.documents] == ["2450/VPCP-KGVX"]
    assert (monday.known_from, monday.known_from_assumed) == (date(2024, 4, 12), False)
    assert calendar.explain(date(2024, 5, 4)).paired_with == monday.day


def test_a_make_up_day_names_the_notice_and_the_code(calendar: WorkingCalendar) -> None:
    day = calendar.explain(date(2024, 2, 13))
    assert day.kind is DayKind.COMPENSATORY
    assert [str(law) for law in day.documents] == ["8662/VPCP-KGVX", "45/2019/QH14 Điều 111 khoản 3"]


def test_an_ordinary_day_and_a_weekend_explain_themselves(calendar: WorkingCalendar) -> None:
    friday = calendar.explain(FRIDAY)
    assert (friday.kind, friday.works, friday.documents, friday.name) == (DayKind.WORKING, True, (), "")
    saturday = calendar.explain(SATURDAY)
    assert (saturday.kind, saturday.works) == (DayKind.WEEKEND, False)
    assert str(saturday) == "2026-03-07 weekend [188/1999/QĐ-TTg Điều 1]"
    assert str(friday) == "2026-03-06 working"


def test_a_statutory_day_carries_the_text_in_force(calendar: WorkingCalendar) -> None:
    def law(day: date) -> str:
        return str(calendar.explain(day).documents[0])

    assert law(date(2005, 9, 2)) == "Bộ luật Lao động 1994 Điều 73"
    assert law(date(2008, 9, 2)) == "84/2007/QH11 Điều 73 Bộ luật Lao động 1994"
    assert law(date(2030, 9, 2)) == "45/2019/QH14 Điều 112"
    assert law(date(2028, 11, 24)) == "Nghị quyết 28/2026/QH16 Điều 2"
    assert calendar.explain(date(2005, 9, 2)).certainty is Certainty.MEMORY
    assert calendar.explain(date(2008, 9, 2)).certainty is Certainty.VERIFIED


def test_hung_kings_day_begins_in_2007_and_follows_the_vietnamese_moon(calendar: WorkingCalendar) -> None:
    assert calendar.kind(date(2006, 4, 7)) is DayKind.WORKING
    for day in (date(2007, 4, 26), date(2030, 4, 12), date(2053, 4, 28)):
        assert calendar.explain(day).occasion == "hung-kings-day"


def test_the_estimate_is_provisional_and_from_nobody(calendar: WorkingCalendar) -> None:
    tet = calendar.explain(date(2030, 2, 1))
    assert (tet.kind, tet.provisional, tet.certainty) == (DayKind.HOLIDAY, True, Certainty.MEMORY)
    assert calendar.explain(date(2030, 9, 3)).kind is DayKind.ADJACENT
    assert calendar.explain(date(2005, 2, 9)).provisional  # Tết 2005: before the notices
    assert not calendar.is_provisional(date(2027, 12, 31))
    assert calendar.is_provisional(date(2028, 1, 3))
    assert calendar.is_provisional(date(2009, 12, 31))


def test_no_estimate_is_left_in_the_announced_years(calendar: WorkingCalendar) -> None:
    span = calendar.facts_between(date(2010, 1, 1), date(2027, 12, 31))
    assert len(span) == 277
    assert not any(each.provisional for each in span)


def test_the_culture_day_is_made_up_only_when_asked(calendar: WorkingCalendar) -> None:
    asked = load_calendar(culture_day_make_up=CultureDayMakeUp.NEXT_WORKING_DAY)
    first_cases = {date(2029, 11, 26), date(2030, 11, 25)}
    for day in first_cases:
        assert calendar.is_working_day(day)
        made_up = asked.explain(day)
        assert (made_up.kind, made_up.certainty) == (DayKind.COMPENSATORY, Certainty.MEMORY)
    changed = {day for (day, a), (_, b) in zip(calendar.days(), asked.days(), strict=True) if a is not b}
    assert min(changed) == date(2029, 11, 26)
    assert changed == {
        date(year, 11, 24 + offset)
        for year in range(2026, 2071)
        for offset in [{5: 2, 6: 1}.get(date(year, 11, 24).weekday(), 0)]
        if offset
    }
    assert asked != calendar


def test_a_local_working_saturday_stands_on_top(calendar: WorkingCalendar) -> None:
    own = calendar.with_fact(LOCAL)
    assert own.add_working_days(FRIDAY, 1) == SATURDAY
    assert calendar.add_working_days(FRIDAY, 1) == MONDAY
    explained = own.explain(SATURDAY)
    assert (explained.kind, explained.name) == (DayKind.LOCAL_WORKING, "Thứ Bảy tiếp nhận hồ sơ")
    assert [str(law) for law in explained.documents] == ["14/2010/QĐ-TTg Điều 1"]
    assert own.working_days_between(FRIDAY, MONDAY) == 2
    assert own.with_fact(DayFact(SATURDAY, DayKind.WEEKEND)).is_working_day(SATURDAY) is False


def test_facts_that_contradict_are_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarError) as twice:
        calendar.with_facts([LOCAL, DayFact(SATURDAY, DayKind.LOCAL_OFF)])
    assert twice.value.code == "calendar.two-facts"
    with pytest.raises(CalendarError) as holiday:
        calendar.with_fact(DayFact(date(2027, 5, 1), DayKind.LOCAL_WORKING))
    assert holiday.value.code == "calendar.holiday-stays-off"
    with pytest.raises(CalendarError) as built:
        WorkingCalendar.from_facts([LOCAL, LOCAL], name="x", first=FRIDAY, last=MONDAY)
    assert built.value.code == "calendar.two-facts"
    with pytest.raises(CalendarError) as empty:
        WorkingCalendar.from_facts([], name="x", first=MONDAY, last=FRIDAY)
    assert empty.value.code == "calendar.empty"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(CalendarError) as caught:
        load_calendar("vn")
    assert caught.value.code == "calendar.unknown-name"
    assert "vn-public-sector" in caught.value.message("vi")


def test_equality_hash_and_pickle_go_by_the_digest(calendar: WorkingCalendar) -> None:
    own = calendar.with_fact(LOCAL)
    again = calendar.with_fact(LOCAL)
    assert own == again
    assert own is not again
    assert hash(own) == hash(again)
    assert own != calendar
    assert own.digest != calendar.digest
    assert calendar != load_calendar(known_on=date(2026, 11, 21))  # equal days, other knowledge
    assert calendar != "vn-public-sector"
    restored = pickle.loads(pickle.dumps(own))
    assert restored == own
    assert restored.digest == own.digest
    assert list(restored.days()) == list(own.days())
    assert restored.explain(SATURDAY) == own.explain(SATURDAY)
    assert copy.copy(own) is own
    assert copy.deepcopy(own) is own


def test_the_order_of_facts_does_not_matter(calendar: WorkingCalendar) -> None:
    other = DayFact(date(2026, 3, 14), DayKind.LOCAL_WORKING)
    assert calendar.with_facts([LOCAL, other]) == calendar.with_facts([other, LOCAL])
    assert calendar.with_fact(other).with_fact(LOCAL) == calendar.with_facts([LOCAL, other])


def test_a_calendar_cannot_be_changed(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarError) as put:
        calendar._works = ()  # type: ignore[misc]
    assert put.value.code == "calendar.immutable"
    with pytest.raises(CalendarError):
        del calendar._works  # type: ignore[misc]


def test_a_loaded_calendar_is_made_once() -> None:
    assert load_calendar() is load_calendar("vn-public-sector", known_on=None)


def test_threads_share_one_calendar() -> None:
    _load.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_calendar(), range(32)))
        answers = set(pool.map(lambda c: c.add_working_days(date(2025, 12, 31), 3), made * 20))
    assert answers == {date(2026, 1, 7)}
    assert len({each.digest for each in made}) == 1
