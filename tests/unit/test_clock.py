"""The clock over events: its switches, its law by date, its duties, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.deadlines import (
    ClockReading,
    ClockSettings,
    DayOffReception,
    ExtensionFrom,
    HoursRoll,
    LateRequest,
    OpenRequest,
    PauseSpan,
    PauseUnit,
    Repeated,
    RestartDay,
    StatutorySettings,
    SwappedLastDay,
    acceptance_limit,
    apology_window,
    due_over_events,
    effect_rule,
)
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError, LifecycleError, RuleError, TthcError
from tthc.law import Certainty
from tthc.limits import CalendarDays, Hours, Limit, Months, WorkingDays, WorkingHours
from tthc.procedures import Procedure, SupplementEffect

CALENDAR = load_calendar()
HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
DAY = date(2026, 10, 5)
TEN = WorkingDays(10)


def october(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def event(seq: int, kind: str, day: int | datetime, **more: Any) -> DossierEvent:
    if isinstance(day, datetime):
        return DossierEvent(seq, EventKind(kind), at=day, **more)
    return DossierEvent(seq, EventKind(kind), on=october(day), **more)


def asked(request: int, answer: int, kind: str = "obligation", **more: Any) -> tuple[DossierEvent, ...]:
    ends = {"obligation": "obligation-done", "supplement": "supplement-answer"}
    return event(1, f"{kind}-request", request, **more), event(2, ends[kind], answer)


def clock(
    events: tuple[DossierEvent, ...], limit: Limit = TEN, received: date | datetime = DAY, **more: Any
) -> ClockReading:
    return due_over_events(received, limit, events, calendar=CALENDAR, **more)


# -- switches ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "due"),
    [
        ({}, 22),
        ({"pause_span": PauseSpan.BETWEEN}, 21),
        ({"pause_span": PauseSpan.BOTH_ENDS}, 23),
        ({"obligation": Effect.RESTART}, 27),
        ({"obligation": Effect.RESTART, "restart_day": RestartDay.COUNTED}, 26),
        ({"obligation": Effect.EXTEND, "extension": WorkingDays(4)}, 23),
        ({"obligation": Effect.EXTEND, "extension": CalendarDays(5)}, 26),
        (
            {
                "obligation": Effect.EXTEND,
                "extension": WorkingDays(4),
                "extension_from": ExtensionFrom.EVENT_DAY,
            },
            19,
        ),
        ({"obligation": Effect.NONE}, 19),
    ],
)
def test_each_switch_moves_the_due_day_its_own_way(switch: dict[str, Any], due: int) -> None:
    assert clock(asked(8, 13), clock=ClockSettings(**switch)).due == october(due)


def test_a_pause_of_days_can_be_measured_in_working_days() -> None:
    over_a_weekend = asked(9, 12)
    usual = clock(over_a_weekend, CalendarDays(10))  # 15/10 and three days: Sunday 18/10 rolls
    working = ClockSettings(pause_unit=PauseUnit.WORKING_DAYS)
    assert usual.due == october(19)
    assert clock(over_a_weekend, CalendarDays(10), clock=working).due == october(16)


def test_an_open_request_can_keep_its_day() -> None:
    open_one = (event(1, "obligation-request", 8),)
    assert clock(open_one).due is None
    kept = ClockSettings(open_request=OpenRequest.KEEPS_DUE_DAY)
    reading = clock(open_one, clock=kept)
    assert (reading.due, reading.waiting_since) == (october(19), october(8))


def test_lateness_can_be_undone_only_by_a_setting() -> None:
    late = asked(20, 22)
    assert clock(late).due == october(19)
    assert clock(late[:1]).due == october(19)  # an open request after the due day does not hide it
    acts = clock(late, clock=ClockSettings(late_request=LateRequest.ACTS))
    assert (acts.due, acts.flags) == (october(21), ("was-overdue",))


def test_a_second_request_can_be_ignored() -> None:
    twice = (
        *asked(6, 7, "supplement"),
        event(3, "supplement-request", 12),
        event(4, "supplement-answer", 13),
        event(5, "apology", 14, until=october(30)),
        event(6, "apology", 15, until=october(31)),
    )
    ignored = clock(twice, clock=ClockSettings(repeated=Repeated.IGNORED))
    assert clock(twice).due == october(31)
    assert ignored.due == october(30)
    assert clock(twice[:4], clock=ClockSettings(repeated=Repeated.IGNORED)).due == october(21)
    assert set(ignored.flags) == {"second-supplement-request", "second-new-date"}


def test_hours_that_roll_stay_rolled_after_a_pause() -> None:
    friday = datetime(2026, 10, 9, 10, tzinfo=VIETNAM)
    wait = (
        event(1, "obligation-request", friday.replace(hour=11)),
        event(2, "obligation-done", friday.replace(hour=12)),
    )
    stays = clock(wait, Hours(24), friday)
    assert stays.due_at == datetime(2026, 10, 10, 11, tzinfo=VIETNAM)
    rolls = clock(wait, Hours(24), friday, settings=StatutorySettings(hours_roll=HoursRoll.ROLLS))
    assert (rolls.due, rolls.due_at, rolls.flags) == (october(12), None, ())


def test_the_switches_of_the_policy_hold_after_a_pause() -> None:
    settings = StatutorySettings(swapped_last_day=SwappedLastDay.STAYS)
    wait = (
        DossierEvent(1, EventKind.OBLIGATION_REQUEST, on=date(2026, 8, 27)),
        DossierEvent(2, EventKind.OBLIGATION_DONE, on=date(2026, 8, 28)),
    )
    received = date(2026, 8, 25)
    assert clock(wait, CalendarDays(5), received).due == date(2026, 9, 3)
    assert clock(wait, CalendarDays(5), received, settings=settings).due == date(2026, 8, 31)


def test_days_before_the_term_begins_are_not_paused() -> None:
    saturday = date(2026, 10, 10)
    wait = (
        DossierEvent(1, EventKind.OBLIGATION_REQUEST, on=saturday),
        DossierEvent(2, EventKind.OBLIGATION_DONE, on=october(13)),
    )
    deemed_monday = StatutorySettings(day_off_reception=DayOffReception.NEXT_DAY_RECEIVES)
    assert clock(wait, WorkingDays(3), saturday).due == october(16)  # 12, 13, 14 and two days
    assert clock(wait, WorkingDays(3), saturday, settings=deemed_monday).due == october(16)  # 15 and one
    friday = datetime(2026, 10, 9, 15, 20, tzinfo=VIETNAM)
    hours = (
        event(1, "obligation-request", friday.replace(hour=16)),
        event(2, "obligation-done", datetime(2026, 10, 12, 8, 30, tzinfo=VIETNAM)),
    )
    linked = clock(hours, Hours(24), friday, field="lien-thong", office_hours=HOURS)
    assert linked.due_at == datetime(2026, 10, 13, 8, 30, tzinfo=VIETNAM)  # one hour of Monday only
    early = (hours[0], event(2, "obligation-done", datetime(2026, 10, 12, 7, tzinfo=VIETNAM)))
    unmoved = clock(early, Hours(24), friday, field="lien-thong", office_hours=HOURS)
    assert unmoved.due_at == datetime(2026, 10, 13, 7, 30, tzinfo=VIETNAM)


def test_a_request_at_the_very_end_is_not_late() -> None:
    end = datetime(2026, 10, 6, 9, tzinfo=VIETNAM)
    wait = (
        event(1, "obligation-request", end),
        event(2, "obligation-done", end.replace(hour=10)),
    )
    reading = clock(wait, Hours(24), datetime(2026, 10, 5, 9, tzinfo=VIETNAM))
    assert (reading.due_at, reading.flags) == (end.replace(hour=10), ())


def test_hours_may_be_lengthened_by_hours_or_by_days() -> None:
    nine = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    wait = (event(1, "obligation-request", 5), event(2, "obligation-done", 5))
    hours = ClockSettings(obligation=Effect.EXTEND, extension=Hours(2))
    assert clock(wait, Hours(24), nine, clock=hours).due_at == datetime(2026, 10, 6, 11, tzinfo=VIETNAM)
    days = ClockSettings(obligation=Effect.EXTEND, extension=WorkingDays(1))
    assert (clock(wait, Hours(24), nine, clock=days).due, days.extension) == (october(7), WorkingDays(1))
    same = (event(1, "apology", 5, until=october(6)),)
    assert clock(same, Hours(24), nine).flags == ("new-date-not-later",)


# -- the law by date ---------------------------------------------------------------------------


def rule(day: date, kind: EventKind = EventKind.SUPPLEMENT_REQUEST, code: str | None = None) -> Any:
    return effect_rule(kind, day, settings=ClockSettings(), procedure_code=code)


def test_the_effect_is_that_of_the_day_of_reception() -> None:
    before, after = rule(date(2025, 6, 30)), rule(date(2025, 7, 1))
    assert (before.effect, before.certainty) == (Effect.RESTART, Certainty.MEMORY)
    assert (after.effect, after.certainty) == (Effect.RESTART, Certainty.VERIFIED)
    with pytest.raises(RuleError, match=r"supplement\.effect"):
        rule(date(2018, 6, 20))
    with pytest.raises(RuleError, match=r"reception\.effect"):
        rule(DAY, EventKind.RECEPTION)


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("2.001328", Effect.PAUSE),
        ("2.001 328.000.00.00.H56", Effect.PAUSE),
        ("1.014232", Effect.EXTEND),
        ("1.013334", Effect.RESTART),
        ("1.000001", Effect.RESTART),
    ],
)
def test_a_procedure_may_have_its_own_effect(code: str, effect: Effect) -> None:
    assert rule(DAY, code=code).effect is effect
    assert rule(date(2026, 6, 30), code=code).effect is Effect.RESTART


def test_a_value_from_memory_says_so() -> None:
    assert clock(asked(6, 8)).certainty is Certainty.MEMORY
    assert clock(asked(6, 8, "supplement")).certainty is Certainty.VERIFIED
    assert not clock(asked(6, 8)).provisional


def test_an_event_speaks_before_the_settings_and_they_before_the_law() -> None:
    pause = ClockSettings(supplement=Effect.PAUSE)
    assert clock(asked(7, 9, "supplement"), clock=pause).due == october(21)
    assert clock(asked(7, 9, "supplement", effect=Effect.NONE), clock=pause).due == october(19)
    on_answer = (event(1, "supplement-request", 7), event(2, "supplement-answer", 9, effect=Effect.PAUSE))
    assert clock(on_answer).due == october(21)
    old = (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2012, 12, 5)),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=date(2012, 12, 6), effect=Effect.PAUSE),
    )
    assert clock(old, received=date(2012, 12, 3)).due == date(2012, 12, 18)


def test_a_procedure_of_the_catalogue_gives_the_settings() -> None:
    procedure = Procedure(code="9.999999", supplement_effect=SupplementEffect.EXTEND)
    settings = ClockSettings.of_procedure(procedure, extension=WorkingDays(2))
    assert clock(asked(7, 9, "supplement"), clock=settings).due == october(21)


# -- what a reading shows ----------------------------------------------------------------------


def test_a_reading_shows_each_wait_and_what_it_did() -> None:
    reading = clock((*asked(7, 9), event(3, "apology", 16, until=october(30))))
    wait, new_date = reading.spans
    assert (wait.since, wait.until, wait.effect, wait.uncounted) == (october(7), october(9), Effect.PAUSE, 2)
    assert (wait.due_before, wait.due_after) == (october(19), october(21))
    assert (new_date.due_before, new_date.due_after) == (october(21), october(30))
    assert (reading.first_due, reading.start) == (october(19), DAY)
    assert [str(text) for text in new_date.law] == ["118/2025/NĐ-CP Điều 19 khoản 6"]


def test_a_transfer_can_start_the_clock_anew() -> None:
    moved = (event(1, "transfer", 7, effect=Effect.RESTART),)
    assert clock(moved).due == october(21)
    extended = (event(1, "transfer", 7, effect=Effect.EXTEND, until=october(23)),)
    assert clock(extended).due == october(23)


def test_a_reception_event_lends_its_moment() -> None:
    nine = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    reading = clock((event(1, "reception", nine),), WorkingHours(8), office_hours=HOURS)
    assert reading.due_at == datetime(2026, 10, 6, 9, tzinfo=VIETNAM)
    same = datetime(2026, 10, 5, 2, tzinfo=UTC)
    assert clock((event(1, "reception", nine),), WorkingHours(8), same, office_hours=HOURS) == reading


def test_a_request_at_reception_moves_nothing_but_is_counted_apart() -> None:
    before = (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=october(1)),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=october(2)),
        event(3, "reception", 5),
        event(4, "supplement-request", 6),
        event(5, "supplement-answer", 7),
    )
    reading = clock(before)
    assert (reading.due, reading.flags) == (october(21), ())
    twice = (
        *before[:2],
        DossierEvent(3, EventKind.SUPPLEMENT_REQUEST, on=october(3)),
        DossierEvent(4, EventKind.SUPPLEMENT_ANSWER, on=october(4)),
        event(5, "reception", 5),
    )
    assert clock(twice).flags == ("second-supplement-request",)


def test_hours_without_hours_of_an_office_take_the_usual_ones() -> None:
    nine = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    wait = (
        event(1, "obligation-request", nine.replace(hour=10)),
        event(2, "obligation-done", nine.replace(hour=14)),
    )
    reading = clock(wait, WorkingHours(8), nine)
    assert reading.due_at == datetime(2026, 10, 6, 11, 30, tzinfo=VIETNAM)
    assert "hours.default" in reading.used


# -- duties ------------------------------------------------------------------------------------


def test_the_apology_is_due_the_day_before_and_warned_of_on_the_last_working_day() -> None:
    window = apology_window(october(19), calendar=CALENDAR)
    assert (window.latest, window.last_working_day) == (october(18), october(16))
    for day, flags in [
        (15, ()),
        (16, ("apology-last-working-day",)),
        (18, ("apology-last-working-day",)),
        (19, ()),
    ]:
        assert clock((), as_of=october(day)).flags == flags
    said = (event(1, "apology", 15, until=october(30)),)
    assert clock(said, as_of=october(29)).flags == ()
    assert clock((event(1, "result", 15),), as_of=october(16)).flags == ()


def test_a_dossier_nobody_supplements_has_to_be_closed() -> None:
    open_one = (event(1, "supplement-request", 8),)
    assert clock(open_one, as_of=october(23)).flags == ()
    assert clock(open_one, as_of=october(24)).flags == ("dossier-not-closed",)
    assert clock((*open_one, event(2, "stop", 23))).flags == ()
    assert clock((*open_one, event(2, "stop", 26))).flags == ("dossier-not-closed",)
    own = (event(1, "supplement-request", 8, until=october(30)),)
    assert clock(own, as_of=october(30)).flags == ()
    assert clock(own, as_of=october(31)).flags == ("dossier-not-closed",)
    sector = ClockSettings(close=CalendarDays(60))
    assert clock(open_one, as_of=october(30, 11), clock=sector).flags == ()


def test_fifteen_days_after_a_notice_end_after_tet() -> None:
    notice = (DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 2, 2)),)
    received = date(2026, 2, 2)
    assert clock(notice, received=received, as_of=date(2026, 2, 23)).flags == ()
    reading = clock(notice, received=received, as_of=date(2026, 2, 24))
    assert [finding.details["latest"] for finding in reading.findings] == [date(2026, 2, 23)]


def test_a_sector_may_set_its_own_notice() -> None:
    late = asked(9, 12, "supplement")
    assert clock(late).flags == ("supplement-request-late",)
    assert clock(late, clock=ClockSettings(notice=WorkingDays(5))).flags == ()
    assert clock(late, clock=ClockSettings(notice=WorkingDays(2))).flags == ("supplement-request-late",)
    nine = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    hours = ClockSettings(notice=Hours(24))
    in_time = (event(1, "supplement-request", nine.replace(day=6)),)
    too_late = (event(1, "supplement-request", nine.replace(day=6, minute=1)),)
    assert clock(in_time, received=nine, clock=hours).flags == ()
    assert clock(too_late, received=nine, clock=hours).flags == ("supplement-request-late",)


def test_every_finding_has_its_words() -> None:
    reading = clock(
        (*asked(9, 30, "supplement"), event(3, "apology", 31, until=october(1, 12))), as_of=october(31, 12)
    )
    assert reading.flags == ("supplement-request-late", "dossier-not-closed")
    for finding in reading.findings:
        assert "<" not in finding.message("vi") + finding.message("en")


# -- what is refused ---------------------------------------------------------------------------

NINE = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("code", "received", "limit", "events"),
    [
        ("clock.other-reception", DAY, TEN, (event(1, "reception", 6),)),
        ("clock.other-reception", NINE, TEN, (event(1, "reception", NINE.replace(hour=10)),)),
        ("clock.before-reception", DAY, TEN, (event(1, "transfer", 4),)),
        ("clock.before-reception", NINE, TEN, (event(1, "transfer", NINE.replace(hour=8)),)),
        ("clock.moment-needed", NINE, Hours(48), asked(5, 6)),
        ("clock.no-extension", DAY, TEN, asked(6, 7, effect=Effect.EXTEND)),
        ("clock.no-extension", DAY, TEN, (event(1, "apology", 6, effect=Effect.EXTEND),)),
        ("clock.effect-misplaced", DAY, TEN, (event(1, "transfer", 6, effect=Effect.PAUSE),)),
        ("clock.effect-misplaced", DAY, TEN, (event(1, "apology", 6, effect=Effect.RESTART),)),
        ("deadline.naive-moment", datetime(2026, 10, 5, 9), TEN, ()),
        ("deadline.not-a-day", "2026-10-05", TEN, ()),
        ("lifecycle.out-of-order", DAY, TEN, (event(1, "transfer", 7), event(2, "result", 6))),
        ("lifecycle.second-reception", DAY, TEN, (event(1, "reception", 5), event(2, "reception", 5))),
        ("lifecycle.answer-without-request", DAY, TEN, (event(1, "supplement-answer", 6),)),
        (
            "lifecycle.overlapping-stop",
            DAY,
            TEN,
            (event(1, "incident-start", 6), event(2, "obligation-request", 7)),
        ),
        ("calendar.out-of-bounds", date(2070, 12, 30), Months(1), ()),
    ],
)
def test_bad_use_has_a_code_and_words(
    code: str, received: Any, limit: Limit, events: tuple[DossierEvent, ...]
) -> None:
    with pytest.raises(TthcError) as caught:
        clock(events, limit, received)
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi") + caught.value.message("en")


def test_a_note_that_changes_nothing() -> None:
    assert clock((event(1, "apology", 6, until=october(30), effect=Effect.NONE),)).due == october(19)
    assert isinstance(LifecycleError("lifecycle.ended"), TthcError)
    assert clock(()).due == october(19)


# -- acceptance --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2026-10-05T09:00", "2026-10-06T09:00"),
        ("2026-10-05T16:00", "2026-10-06T16:00"),
        ("2026-10-09T16:30", "2026-10-12T16:30"),
        ("2026-10-10T09:00", "2026-10-12T17:00"),
        ("2026-11-23T13:00", "2026-11-25T11:30"),
    ],
)
def test_eight_working_hours_to_accept(arrived: str, due: str) -> None:
    limit = acceptance_limit(
        datetime.fromisoformat(arrived).replace(tzinfo=VIETNAM), calendar=CALENDAR, office_hours=HOURS
    )
    assert limit.due_at == datetime.fromisoformat(due).replace(tzinfo=VIETNAM)
    at_an_edge = due.endswith(("17:00", "11:30"))  # that an end stays there is a convention
    assert limit.certainty is (Certainty.PRACTICE if at_an_edge else Certainty.VERIFIED)
    assert not limit.provisional
    assert str(limit.law[0]) == "118/2025/NĐ-CP Điều 17 khoản 2 điểm c"


def test_a_late_acceptance_is_a_finding() -> None:
    limit = acceptance_limit(NINE, calendar=CALENDAR, office_hours=HOURS)
    assert limit.finding(datetime(2026, 10, 6, 9, tzinfo=VIETNAM)) is None
    late = limit.finding(datetime(2026, 10, 6, 2, 1, tzinfo=UTC))
    assert late is not None
    assert late.code == "acceptance-late"
    assert "2026-10-06T09:01" in late.message("vi")
    with pytest.raises(DeadlineError, match="before the system received it"):
        limit.finding(datetime(2026, 10, 5, 8, tzinfo=VIETNAM))
    with pytest.raises(DeadlineError, match="time zone"):
        limit.finding(datetime(2026, 10, 5, 8))
    with pytest.raises(DeadlineError, match="date or an aware datetime"):
        acceptance_limit(DAY, calendar=CALENDAR)  # type: ignore[arg-type]


def test_the_acceptance_limit_by_date_and_by_sector() -> None:
    old = acceptance_limit(datetime(2025, 6, 30, 9, tzinfo=VIETNAM), calendar=CALENDAR, office_hours=HOURS)
    assert (old.due_at.day, old.certainty) == (1, Certainty.MEMORY)
    with pytest.raises(RuleError):
        acceptance_limit(datetime(2018, 6, 20, 9, tzinfo=VIETNAM), calendar=CALENDAR)
    own = acceptance_limit(NINE, calendar=CALENDAR, limit=WorkingDays(1))
    assert (own.due, own.due_at, own.law) == (october(6), datetime(2026, 10, 7, tzinfo=VIETNAM), ())
    usual = acceptance_limit(NINE, calendar=CALENDAR)
    assert usual.certainty is Certainty.PRACTICE
