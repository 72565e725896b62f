"""One deadline: where it ends, how sure it is, and its trace."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tthc.calendars import DayFact, DayKind, WorkingCalendar, load_calendar
from tthc.deadlines import StatutorySettings, SwappedLastDay, Verdict, compute_deadline, policy_names
from tthc.errors import CalendarError, DeadlineError, RuleError
from tthc.law import Certainty, data_version
from tthc.limits import CalendarDays, Limit, Months, UnknownUnit, WorkingDays, WorkingHours

STAYS = StatutorySettings(swapped_last_day=SwappedLastDay.STAYS)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar()


def test_a_deadline_keeps_its_inputs(calendar: WorkingCalendar) -> None:
    deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=calendar)
    assert (deadline.received, deadline.limit) == (date(2026, 11, 20), WorkingDays(3))
    assert (deadline.policy, deadline.settings) == ("statutory", StatutorySettings())
    assert deadline.calendar == calendar
    assert deadline.data_version == data_version()
    assert deadline.ends_at == datetime(2026, 11, 27, tzinfo=timezone(timedelta(hours=7)))
    assert pickle.loads(pickle.dumps(deadline)) == deadline
    assert deadline == compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=load_calendar())
    assert "calendar" not in repr(deadline)


@pytest.mark.parametrize(
    ("received", "start"),
    [
        (datetime(2026, 11, 19, 16, 59, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=7))), date(2026, 11, 20)),
    ],
)
def test_a_moment_counts_by_its_day_in_vietnam(
    calendar: WorkingCalendar, received: datetime, start: date
) -> None:
    deadline = compute_deadline(received, WorkingDays(3), calendar=calendar)
    assert (deadline.start, deadline.received) == (start, received)
    assert deadline.due == compute_deadline(start, WorkingDays(3), calendar=calendar).due


@pytest.mark.parametrize(
    ("received", "limit", "policy", "code"),
    [
        (datetime(2026, 11, 20, 9), WorkingDays(3), "statutory", "deadline.naive-moment"),
        ("2026-11-20", WorkingDays(3), "statutory", "deadline.not-a-day"),
        (date(2026, 11, 20), WorkingHours(8), "statutory", "deadline.needs-moment"),
        (date(2026, 11, 20), UnknownUnit(5), "statutory", "deadline.unknown-unit"),
        (date(2026, 11, 20), WorkingDays(3), "ten-khac", "deadline.unknown-policy"),
    ],
)
def test_bad_use_is_a_typed_error(  # type: ignore[no-untyped-def]
    calendar: WorkingCalendar, received, limit: Limit, policy: str, code: str
) -> None:
    with pytest.raises(DeadlineError) as caught:
        compute_deadline(received, limit, calendar=calendar, policy=policy)
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi")
    assert "<" not in caught.value.message("en")


def test_an_unknown_policy_names_the_known_ones(calendar: WorkingCalendar) -> None:
    with pytest.raises(DeadlineError, match="statutory"):
        compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=calendar, policy="ten-khac")
    assert "statutory" in policy_names()


@pytest.mark.parametrize(
    "limit", [WorkingDays(20_000), CalendarDays(20_000), CalendarDays(10**9), Months(600), Months(10**6)]
)
def test_a_term_that_leaves_the_calendar_is_a_typed_error(calendar: WorkingCalendar, limit: Limit) -> None:
    with pytest.raises(CalendarError) as caught:
        compute_deadline(date(2026, 11, 20), limit, calendar=calendar)
    assert caught.value.code == "calendar.out-of-bounds"


def test_before_the_first_rule_of_counting_there_is_no_deadline(calendar: WorkingCalendar) -> None:
    with pytest.raises(RuleError) as caught:
        compute_deadline(date(2005, 12, 30), WorkingDays(3), calendar=calendar)
    assert caught.value.code == "rule.not-in-force"
    assert calendar.add_working_days(date(2005, 12, 30), 1) == date(2006, 1, 3)  # the calendar answers


@pytest.mark.parametrize("limit", [WorkingDays(3), CalendarDays(3), Months(1)])
def test_the_code_of_the_start_is_cited(calendar: WorkingCalendar, limit: Limit) -> None:
    old = compute_deadline(date(2016, 12, 30), limit, calendar=calendar)
    new = compute_deadline(date(2017, 1, 3), limit, calendar=calendar)
    assert {law.document for law in old.law} & {"33/2005/QH11", "91/2015/QH13"} == {"33/2005/QH11"}
    assert {law.document for law in new.law} & {"33/2005/QH11", "91/2015/QH13"} == {"91/2015/QH13"}
    assert old.certainty is Certainty.MEMORY
    assert new.certainty is Certainty.VERIFIED
    assert not old.provisional


def test_the_trace_of_working_days(calendar: WorkingCalendar) -> None:
    deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=calendar)
    assert [str(step) for step in deadline.trace] == [
        "2026-11-20 start work [91/2015/QH13 Điều 147]",
        "2026-11-21 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-11-22 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-11-23 counted work",
        "2026-11-24 skipped holiday [Nghị quyết 28/2026/QH16 Điều 2]",
        "2026-11-25 counted work",
        "2026-11-26 counted work",
    ]


def test_the_trace_of_days_that_roll(calendar: WorkingCalendar) -> None:
    deadline = compute_deadline(date(2026, 2, 17), CalendarDays(2), calendar=calendar)
    assert (deadline.last, deadline.due) == (date(2026, 2, 19), date(2026, 2, 23))
    assert [(step.day.day, step.verdict, step.kind) for step in deadline.trace] == [
        (17, Verdict.START, DayKind.HOLIDAY),
        (18, Verdict.COUNTED, DayKind.HOLIDAY),
        (19, Verdict.COUNTED, DayKind.HOLIDAY),
        (20, Verdict.SKIPPED, DayKind.HOLIDAY),
        (21, Verdict.SKIPPED, DayKind.WEEKEND),
        (22, Verdict.SKIPPED, DayKind.WEEKEND),
        (23, Verdict.ROLLED, DayKind.WORKING),
    ]
    assert str(deadline.trace[-1]) == "2026-02-23 rolled work [91/2015/QH13 Điều 148]"


def test_a_term_that_does_not_roll_has_no_rolled_step(calendar: WorkingCalendar) -> None:
    deadline = compute_deadline(date(2026, 3, 2), Months(1), calendar=calendar)
    assert deadline.due == deadline.last == date(2026, 4, 2)
    assert {step.verdict for step in deadline.trace} == {Verdict.START, Verdict.COUNTED}
    assert len(deadline.trace) == 32


def test_received_on_a_day_off_the_next_working_day_is_day_one(calendar: WorkingCalendar) -> None:
    for day in (10, 11):
        deadline = compute_deadline(date(2026, 10, day), WorkingDays(1), calendar=calendar)
        assert deadline.due == date(2026, 10, 12)
    # days of the calendar run from the next day, worked or not
    assert compute_deadline(date(2026, 10, 10), CalendarDays(5), calendar=calendar).due == date(2026, 10, 15)


def test_a_swapped_last_day_rolls_unless_the_switch_says_otherwise(calendar: WorkingCalendar) -> None:
    # 29/4/2024, a Monday, is swapped with Saturday 4/5
    rolls = compute_deadline(date(2024, 4, 26), CalendarDays(3), calendar=calendar)
    stays = compute_deadline(date(2024, 4, 26), CalendarDays(3), calendar=calendar, settings=STAYS)
    assert (rolls.due, stays.due) == (date(2024, 5, 2), date(2024, 4, 29))
    assert stays.settings.swapped_last_day is SwappedLastDay.STAYS
    # from the Saturday before, the same reading ends the term on the swapped Monday
    weekend = compute_deadline(date(2024, 4, 26), CalendarDays(1), calendar=calendar, settings=STAYS)
    assert weekend.due == date(2024, 4, 29)
    # working days are counted alike by both
    for settings in (StatutorySettings(), STAYS):
        deadline = compute_deadline(date(2024, 4, 26), WorkingDays(1), calendar=calendar, settings=settings)
        assert deadline.due == date(2024, 5, 2)


def test_a_local_working_saturday_counts(calendar: WorkingCalendar) -> None:
    own = calendar.with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))
    assert compute_deadline(date(2026, 3, 6), WorkingDays(1), calendar=own).due == date(2026, 3, 7)
    assert compute_deadline(date(2026, 3, 6), CalendarDays(1), calendar=own).due == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("received", "limit", "provisional"),
    [
        (date(2027, 12, 28), WorkingDays(3), False),  # ends 2027-12-31
        (date(2027, 12, 28), WorkingDays(4), True),
        (date(2027, 12, 1), Months(1), True),
        (date(2009, 12, 29), WorkingDays(1), True),  # before the first announced year
        (date(2009, 12, 31), WorkingDays(1), False),  # its window begins on 2010-01-01
        (date(2040, 5, 7), WorkingDays(1), True),
    ],
)
def test_a_window_that_nobody_checked_is_provisional(
    calendar: WorkingCalendar, received: date, limit: Limit, provisional: bool
) -> None:
    assert compute_deadline(received, limit, calendar=calendar).provisional is provisional


def test_a_rule_that_nobody_checked_so_far_is_provisional() -> None:
    # the calendar of a unit's own is checked, the Civil Code only to the end of 2027
    own = WorkingCalendar.from_facts((), name="own", first=date(2027, 1, 1), last=date(2030, 12, 31))
    assert not compute_deadline(date(2027, 12, 30), WorkingDays(1), calendar=own).provisional
    assert compute_deadline(date(2027, 12, 30), WorkingDays(2), calendar=own).provisional


def test_an_estimated_day_of_the_window_is_provisional_and_from_memory() -> None:
    known = load_calendar(known_on=date(2024, 11, 28))  # National Day 2025 is not announced yet
    deadline = compute_deadline(date(2025, 8, 28), WorkingDays(2), calendar=known)
    assert (deadline.provisional, deadline.certainty) == (True, Certainty.MEMORY)
    assert not compute_deadline(date(2025, 8, 27), WorkingDays(1), calendar=known).provisional


def test_certainty_is_the_weakest_of_what_decided(calendar: WorkingCalendar) -> None:
    # 15/4/2019 is told by one page only
    working = compute_deadline(date(2019, 4, 12), WorkingDays(2), calendar=calendar)
    rolled_over = compute_deadline(date(2019, 4, 12), CalendarDays(3), calendar=calendar)
    passed_over = compute_deadline(date(2019, 4, 12), CalendarDays(5), calendar=calendar)
    assert working.certainty is rolled_over.certainty is Certainty.REPORTED
    assert passed_over.certainty is Certainty.VERIFIED


def test_the_law_names_each_text_once(calendar: WorkingCalendar) -> None:
    law = compute_deadline(date(2024, 4, 24), WorkingDays(5), calendar=calendar).law
    assert [str(each) for each in law] == [
        "91/2015/QH13 Điều 147",
        "91/2015/QH13 Điều 148",
        "188/1999/QĐ-TTg Điều 1",
        "2450/VPCP-KGVX",
        "45/2019/QH14 Điều 112",
    ]
    month = compute_deadline(date(2026, 3, 2), Months(1), calendar=calendar).law
    assert [str(each) for each in month] == ["91/2015/QH13 Điều 147", "91/2015/QH13 Điều 148"]


def test_plain_data_for_json(calendar: WorkingCalendar) -> None:
    data = compute_deadline(date(2025, 12, 31), WorkingDays(1), calendar=calendar).to_dict()
    assert list(data) == ["due", "due_at", "provisional", "certainty", "policy", "flags", "trace"]
    assert (data["due"], data["due_at"], data["flags"]) == ("2026-01-05", None, [])
    assert data["trace"][2] == {
        "day": "2026-01-02",
        "verdict": "skipped",
        "kind": "swapped-off",
        "law": ["12729/VPCP-KGVX"],
    }
    assert data["trace"][-1] == {"day": "2026-01-05", "verdict": "counted", "kind": "working", "law": []}
