"""Vendors' policies by their names: what they accept, refuse, and how they leave the law."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, WorkingCalendar, load_calendar
from tthc.deadlines import (
    HolidaysInDays,
    OpencpsSettings,
    ReceptionHoliday,
    TanDanSettings,
    compute_deadline,
    policy_names,
)
from tthc.deadlines.vendors import TanDanTerm, epar_due, opencps_due, opencps_minutes, tan_dan_due
from tthc.errors import DeadlineError
from tthc.law import Certainty
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    Months,
    SameDay,
    UnknownUnit,
    WorkingDays,
    WorkingHours,
)

CALENDAR = load_calendar()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(received: str, limit: Limit, policy: str, **more: object) -> str:
    found = compute_deadline(moment(received), limit, calendar=CALENDAR, policy=policy, **more)  # type: ignore[arg-type]
    assert found.policy == policy
    assert found.due_at is not None
    assert found.last <= found.due == found.due_at.date()
    assert found.certainty is Certainty.PRACTICE
    return f"{found.due_at:%Y-%m-%d %H:%M}"


def test_the_policies_are_known_by_name() -> None:
    assert {"epar", "opencps-hours", "statutory", "tan-dan"} <= set(policy_names())


@pytest.mark.parametrize(
    ("policy", "received", "limit", "expected"),
    [
        # 2026-11-20 is a Friday, 2026-11-24 a holiday
        ("opencps-hours", "2026-11-20 09:20", WorkingDays(2), "2026-11-25 09:30"),
        ("opencps-hours", "2026-11-20 09:20", CalendarDays(2), "2026-11-25 09:30"),
        ("opencps-hours", "2026-11-20 09:00", HalfDays(1), "2026-11-20 14:30"),
        ("opencps-hours", "2026-11-20 16:00", WorkingHours(1.5), "2026-11-23 08:00"),
        ("opencps-hours", "2026-11-20 16:00", Hours(24), "2026-11-26 16:00"),
        ("tan-dan", "2026-11-20 09:20", WorkingDays(2), "2026-11-25 09:20"),
        ("tan-dan", "2026-11-20 09:20", CalendarDays(2), "2026-11-23 09:20"),
        ("tan-dan", "2026-11-20 09:20", HalfDays(1), "2026-11-20 15:20"),
        ("tan-dan", "2026-11-20 16:00", WorkingHours(2), "2026-11-23 08:00"),
        ("tan-dan", "2026-11-20 16:00", Hours(8), "2026-11-23 16:00"),
        ("epar", "2026-11-20 09:20", WorkingDays(2), "2026-11-25 11:30"),
        ("epar", "2026-11-20 12:00", WorkingDays(2), "2026-11-25 16:00"),
        ("epar", "2026-11-20 11:59", HalfDays(1), "2026-11-20 16:00"),
        ("epar", "2026-11-20 17:30", HalfDays(1), "2026-11-23 11:30"),
        ("epar", "2026-11-20 09:00", HalfDays(3), "2026-11-23 11:30"),
        ("epar", "2026-11-20 09:00", SameDay(), "2026-11-20 11:30"),
        ("epar", "2026-11-21 14:00", SameDay(), "2026-11-23 16:00"),
    ],
)
def test_due_moments(policy: str, received: str, limit: Limit, expected: str) -> None:
    assert due(received, limit, policy) == expected


@pytest.mark.parametrize(
    ("policy", "limit"),
    [
        ("opencps-hours", Months(1)),
        ("opencps-hours", SameDay()),
        ("tan-dan", Months(1)),
        ("tan-dan", SameDay()),
        ("epar", CalendarDays(3)),
        ("epar", WorkingHours(4)),
    ],
)
def test_a_unit_the_system_does_not_have(policy: str, limit: Limit) -> None:
    with pytest.raises(DeadlineError) as caught:
        due("2026-11-20 09:00", limit, policy)
    assert caught.value.code == "deadline.policy-unit"
    assert str(limit) in caught.value.message("vi")
    assert policy in caught.value.message("en")


@pytest.mark.parametrize("policy", ["opencps-hours", "tan-dan", "epar"])
def test_bad_receptions_and_limits(policy: str) -> None:
    cases = {
        "deadline.policy-needs-moment": (date(2026, 11, 20), WorkingDays(1)),
        "deadline.naive-moment": (datetime(2026, 11, 20, 9), WorkingDays(1)),
        "deadline.unknown-unit": (moment("2026-11-20 09:00"), UnknownUnit(3)),
    }
    for code, (received, limit) in cases.items():
        with pytest.raises(DeadlineError) as caught:
            compute_deadline(received, limit, calendar=CALENDAR, policy=policy)
        assert caught.value.code == code


def test_the_low_level_functions_refuse_a_naive_moment() -> None:
    naive = datetime(2026, 11, 20, 9)
    for call in (
        lambda: epar_due(naive, 1, CALENDAR),
        lambda: opencps_due(naive, 60, lambda day: ((480, 720),)),
        lambda: tan_dan_due(naive, 8, TanDanTerm.DAYS, CALENDAR),
    ):
        with pytest.raises(DeadlineError) as caught:
            call()
        assert caught.value.code == "deadline.naive-moment"


def test_a_moment_elsewhere_counts_on_the_clock_of_vietnam() -> None:
    received = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)  # 09:20 in Vietnam
    for policy in ("opencps-hours", "tan-dan", "epar"):
        there = compute_deadline(received, WorkingDays(2), calendar=CALENDAR, policy=policy)
        here = compute_deadline(moment("2026-11-20 09:20"), WorkingDays(2), calendar=CALENDAR, policy=policy)
        assert there.due_at == here.due_at


def test_seconds_are_dropped() -> None:
    received = moment("2026-11-20 09:15:59")
    found = compute_deadline(received, WorkingDays(1), calendar=CALENDAR, policy="opencps-hours")
    assert found.due_at == moment("2026-11-23 09:15")


# -- departures from the law ---------------------------------------------------------------------


def test_worked_saturdays() -> None:
    """Received Thursday 25/4/2024; Monday 29/4 is swapped for Saturday 4/5, 30/4 and 1/5 are holidays."""
    received, limit = "2024-04-25 08:15", WorkingDays(4)
    law = compute_deadline(moment(received), limit, calendar=CALENDAR)
    assert law.due == date(2024, 5, 4)
    assert due(received, limit, "opencps-hours") == "2024-05-04 08:15"
    assert due(received, limit, "epar") == "2024-05-04 11:30"
    assert due(received, limit, "tan-dan") == "2024-05-06 08:15"


def test_reception_on_a_day_off() -> None:
    """Saturday + 1 working day: Monday by law and in tan-dan, Tuesday in the two others."""
    received, limit = "2026-11-14 09:00", WorkingDays(1)
    law = compute_deadline(moment(received), limit, calendar=CALENDAR)
    assert law.due == date(2026, 11, 16)
    assert due(received, limit, "tan-dan") == "2026-11-16 09:00"
    assert due(received, limit, "opencps-hours") == "2026-11-17 07:30"
    assert due(received, limit, "epar") == "2026-11-17 11:30"


@pytest.mark.parametrize(
    ("received", "seen", "unseen"),
    [
        ("2026-11-24 09:00", "2026-11-26 07:30", "2026-11-25 09:00"),  # a holiday
        ("2026-11-24 00:00", "2026-11-26 07:30", "2026-11-26 07:30"),  # at its very beginning
        ("2024-05-04 09:00", "2024-05-06 09:00", "2024-05-07 07:30"),  # a worked Saturday
        ("2026-11-25 09:00", "2026-11-26 09:00", "2026-11-26 09:00"),  # an ordinary day
    ],
)
def test_the_holiday_of_reception(received: str, seen: str, unseen: str) -> None:
    blind = OpencpsSettings(reception_holiday=ReceptionHoliday.UNSEEN)
    assert due(received, WorkingDays(1), "opencps-hours") == seen
    assert due(received, WorkingDays(1), "opencps-hours", settings=blind) == unseen


def test_days_of_the_calendar_may_pass_over_holidays() -> None:
    """From Friday 20/11/2026 four days end on the holiday 24/11, or the day after it."""
    skipping = TanDanSettings(holidays=HolidaysInDays.SKIPPED)
    assert due("2026-11-20 09:00", CalendarDays(4), "tan-dan") == "2026-11-25 09:00"
    assert due("2026-11-20 09:00", CalendarDays(4), "tan-dan", settings=skipping) == "2026-11-25 09:00"
    assert due("2026-11-20 09:00", CalendarDays(5), "tan-dan") == "2026-11-25 09:00"
    assert due("2026-11-20 09:00", CalendarDays(5), "tan-dan", settings=skipping) == "2026-11-26 09:00"


def test_hours_over_closing_on_friday_pass_the_weekend() -> None:
    assert due("2026-11-20 16:30", WorkingHours(6), "tan-dan") == "2026-11-23 14:30"


def test_tan_dan_at_the_edges_of_its_sessions() -> None:
    """Exactly 17:00 is not after 17:00; from exactly 11:30 one hour is 14:30, not 03:00."""
    assert due("2026-11-20 17:00", WorkingDays(1), "tan-dan") == "2026-11-23 17:00"
    assert due("2026-11-20 17:01", WorkingDays(1), "tan-dan") == "2026-11-25 07:00"
    assert due("2026-11-20 11:30", WorkingHours(1), "tan-dan") == "2026-11-20 14:30"
    assert due("2026-11-20 11:30", WorkingDays(1), "tan-dan") == "2026-11-23 11:30"


# -- office hours --------------------------------------------------------------------------------


def test_office_hours_of_the_agency() -> None:
    hours = OfficeHours.parse("08:00-12:00,13:00-17:00")
    assert due("2026-11-20 16:00", WorkingHours(2), "opencps-hours", office_hours=hours) == "2026-11-23 09:00"
    assert due("2026-11-20 16:00", WorkingHours(2), "tan-dan", office_hours=hours) == "2026-11-23 09:00"


def test_one_session_has_no_break() -> None:
    hours = OfficeHours.parse("08:00-16:00")
    assert due("2026-11-20 11:00", WorkingHours(3), "opencps-hours", office_hours=hours) == "2026-11-20 14:00"
    with pytest.raises(DeadlineError) as caught:
        due("2026-11-20 11:00", WorkingHours(3), "tan-dan", office_hours=hours)
    assert caught.value.code == "deadline.policy-two-sessions"


def test_an_office_that_never_opens() -> None:
    with pytest.raises(DeadlineError) as caught:
        opencps_due(moment("2026-11-20 09:00"), 60, lambda day: ())
    assert caught.value.code == "deadline.policy-no-sessions"


def test_a_fraction_of_a_day_is_kept_to_a_hundredth_of_an_hour() -> None:
    assert opencps_minutes(1 / 3) == 160  # 2.67 hours are 160.2 minutes
    assert opencps_minutes(2.25) == 1080
    assert opencps_minutes(30) == 14400


def test_an_ordinary_saturday_has_mondays_hours() -> None:
    hours = OfficeHours.parse("07:30-11:30,13:00-17:00").with_saturday("07:30-11:30")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    calendar = WorkingCalendar.from_facts((), name="six days", first=first, last=last, weekend=(6,))
    found = compute_deadline(
        moment("2026-03-06 16:00"),
        WorkingDays(1),
        calendar=calendar,
        office_hours=hours,
        policy="opencps-hours",
    )
    assert found.due_at == moment("2026-03-07 16:00")


def test_a_made_up_day_has_mondays_hours() -> None:
    monday = OfficeHours.parse("t2 08:00-10:00; t3-t6 07:30-11:30,13:00-17:00")
    days = (DayFact(date(2026, 3, 7), DayKind.MADE_UP, paired_with=date(2026, 3, 6)),)
    calendar = WorkingCalendar.from_facts(days, name="x", first=date(2026, 1, 1), last=date(2026, 12, 31))
    found = compute_deadline(
        moment("2026-03-07 07:00"),
        WorkingHours(1),
        calendar=calendar,
        office_hours=monday,
        policy="opencps-hours",
    )
    assert found.due_at == moment("2026-03-07 09:00")


# -- the steps -----------------------------------------------------------------------------------


def steps(received: str, limit: Limit, policy: str, **more: object) -> list[tuple[str, str]]:
    found = compute_deadline(moment(received), limit, calendar=CALENDAR, policy=policy, **more)  # type: ignore[arg-type]
    assert [step.day for step in found.trace] == sorted({step.day for step in found.trace})
    return [(f"{step.day:%m-%d}", step.verdict.value) for step in found.trace]


def test_the_steps_of_tan_dan_skip_a_worked_saturday() -> None:
    found = steps("2024-04-25 08:15", WorkingDays(4), "tan-dan")
    counted = [day for day, verdict in found if verdict == "counted"]
    assert counted == ["04-26", "05-02", "05-03", "05-06"]
    assert dict(found)["05-04"] == "skipped"
    deadline = compute_deadline(
        moment("2024-04-25 08:15"), WorkingDays(4), calendar=CALENDAR, policy="tan-dan"
    )
    laws = {f"{step.day:%m-%d}": [str(law) for law in step.law] for step in deadline.trace}
    assert laws["05-04"] == []
    assert laws["04-29"] == ["2450/VPCP-KGVX"]


def test_the_steps_of_days_that_roll() -> None:
    deadline = compute_deadline(
        moment("2024-04-25 08:15"), CalendarDays(4), calendar=CALENDAR, policy="tan-dan"
    )
    assert (deadline.last, deadline.due) == (date(2024, 4, 29), date(2024, 5, 2))
    found = dict(steps("2024-04-25 08:15", CalendarDays(4), "tan-dan"))
    assert [found[day] for day in ("04-29", "04-30", "05-01", "05-02")] == [
        *("counted", "skipped", "skipped", "rolled")
    ]
    skipping = TanDanSettings(holidays=HolidaysInDays.SKIPPED)
    found = dict(steps("2024-04-25 08:15", CalendarDays(4), "tan-dan", settings=skipping))
    assert [found[day] for day in ("04-28", "04-29", "05-01", "05-02")] == [
        *("counted", "skipped", "skipped", "counted")
    ]


@pytest.mark.parametrize("policy", ["opencps-hours", "epar"])
def test_the_steps_from_a_day_off(policy: str) -> None:
    assert steps("2026-11-21 09:20", WorkingDays(2), policy) == [
        ("11-21", "start"),
        ("11-22", "skipped"),
        ("11-23", "deemed"),
        ("11-24", "skipped"),
        ("11-25", "counted"),
        ("11-26", "counted"),
    ]


def test_the_steps_of_an_unseen_holiday() -> None:
    blind = OpencpsSettings(reception_holiday=ReceptionHoliday.UNSEEN)
    found = steps("2026-11-24 09:00", WorkingDays(1), "opencps-hours", settings=blind)
    assert found == [("11-24", "start"), ("11-25", "counted")]


@pytest.mark.parametrize("policy", ["opencps-hours", "tan-dan", "epar"])
def test_an_answer_names_the_code_it_was_read_from(policy: str) -> None:
    deadline = compute_deadline(moment("2026-11-20 09:20"), WorkingDays(2), calendar=CALENDAR, policy=policy)
    assert deadline.used == (f"policy.{policy}",)
    assert any("/" in law.document and law.document[0].isalpha() for law in deadline.law)
    assert "91/2015/QH13" not in {law.document for law in deadline.law}
