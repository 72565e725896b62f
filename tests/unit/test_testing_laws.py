"""The kit catches a wrong rule of each kind, with the law and a small case, and lets the right one pass."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tthc.calendars import VIETNAM, WorkingCalendar
from tthc.deadlines import compute_deadline
from tthc.deadlines.clock import due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError, RuleError, TthcError
from tthc.lifecycle import fold
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Limit,
    Months,
    SameDay,
    UnknownUnit,
    WorkingDays,
    WorkingHours,
)
from tthc.testing import LAWS, LawBroken, check_deadline_rule
from tthc.testing import strategies as tst

ONE_DAY = timedelta(days=1)
DAYS = tst.working_days(10)


def legal(received: Any, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
    deadline = compute_deadline(received, limit, calendar=calendar)
    return deadline.due_at or deadline.due


def over_events(events: tuple[DossierEvent, ...], limit: Limit, calendar: WorkingCalendar) -> date:
    due = due_over_events(events[0].on, limit, events, calendar=calendar).due
    assert due is not None
    return due


def test_the_statutory_rule_keeps_every_law() -> None:
    held = check_deadline_rule(legal, over_events=over_events, fold=fold, max_examples=60)
    assert held == tuple(LAWS)


@pytest.mark.parametrize(
    ("limits", "held"),
    [
        ([Months(1)], ("later-reception", "longer-limit", "new-holiday", "new-working-saturday")),
        (tst.working_hours(), ("later-reception", "longer-limit", "new-holiday", "new-working-saturday")),
        ([HalfDays(2)], ("later-reception", "longer-limit", "new-holiday", "new-working-saturday")),
        ([SameDay()], ("later-reception", "new-holiday", "new-working-saturday")),
    ],
)
def test_only_laws_that_speak_of_the_limits_are_tried(limits: Any, held: tuple[str, ...]) -> None:
    assert check_deadline_rule(legal, limits=limits, max_examples=30) == held


def counts_the_first_day(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(received - ONE_DAY, limit.n)


def forgets_worked_saturdays(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> date:
    day, left = received, limit.n
    while left:
        day += ONE_DAY
        left -= day.weekday() < 5 and calendar.is_working_day(day)
    return day


def forgets_the_calendar(received: date, limit: Limit, calendar: WorkingCalendar) -> date:
    return received + ONE_DAY * int(limit.n)


def early_in_the_second_half(received: date, limit: Limit, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(received.replace(day=1 if received.day > 15 else received.day), 1)


def shortens_long_limits(received: date, limit: Limit, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(received, min(int(limit.n), 12 - int(limit.n)) if limit.n < 12 else 1)


def rolls_backwards(received: date, limit: Limit, calendar: WorkingCalendar) -> date:
    day = received + ONE_DAY * int(limit.n)
    while not calendar.is_working_day(day):
        day -= ONE_DAY
    return day


def fears_saturdays(received: date, limit: Limit, calendar: WorkingCalendar) -> date:
    day = calendar.add_working_days(received, int(limit.n))
    return day + 3 * ONE_DAY if day.weekday() == 5 else day


@pytest.mark.parametrize(
    ("rule", "law", "limits"),
    [
        (counts_the_first_day, "exact-working-days", DAYS),
        (forgets_worked_saturdays, "exact-working-days", DAYS),
        (forgets_the_calendar, "not-on-a-day-off", DAYS),
        (early_in_the_second_half, "later-reception", DAYS),
        (shortens_long_limits, "longer-limit", DAYS),
        (rolls_backwards, "new-holiday", tst.calendar_days()),
        (fears_saturdays, "new-working-saturday", DAYS),
    ],
)
def test_a_wrong_rule_is_caught_by_the_law_it_breaks(
    rule: Callable[..., date], law: str, limits: Any
) -> None:
    with pytest.raises(LawBroken) as caught:
        check_deadline_rule(rule, limits=limits, laws=[law], max_examples=400)
    assert caught.value.law == law
    assert LAWS[law].sentence() in str(caught.value)


def no_bonus_day(events: tuple[DossierEvent, ...], limit: WorkingDays, calendar: WorkingCalendar) -> date:
    """One vendor's pause: the days of waiting of the calendar, and one working day as a bonus."""
    due = calendar.add_working_days(events[0].on, limit.n)
    if len(events) == 1:
        return due
    return calendar.add_working_days(due + (events[2].on - events[1].on - ONE_DAY), 1)


def keeps_the_first_day(events: tuple[DossierEvent, ...], limit: Limit, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(events[0].on, int(limit.n))


def test_a_pause_with_a_bonus_day_is_caught() -> None:
    with pytest.raises(LawBroken, match="pause") as caught:
        check_deadline_rule(legal, limits=DAYS, over_events=no_bonus_day, laws=["pause"])
    codes = [code for code, _ in caught.value.lines]
    assert codes[-2:] == ["testing.line.waited", "testing.line.moved"]


def test_a_restart_that_does_not_restart_is_caught() -> None:
    with pytest.raises(LawBroken, match="restart"):
        check_deadline_rule(legal, limits=DAYS, over_events=keeps_the_first_day, laws=["restart"])


def test_a_fold_that_forgets_what_came_before_is_caught() -> None:
    def forgetful(events: tuple[DossierEvent, ...], before: int = 0) -> int:
        return len(events)

    with pytest.raises(LawBroken, match="two-parts") as caught:
        check_deadline_rule(legal, fold=forgetful, laws=["two-parts"])
    assert [code for code, _ in caught.value.lines] == ["testing.line.event", "testing.line.cut"]


def test_the_case_shown_is_small_and_true() -> None:
    with pytest.raises(LawBroken) as caught:
        check_deadline_rule(forgets_worked_saturdays, limits=DAYS, laws=["exact-working-days"])
    lines = dict(caught.value.lines)
    assert [code for code, _ in caught.value.lines].count("testing.line.worked") == 1
    assert "testing.line.off" not in lines
    saturday, due = lines["testing.line.worked"]["day"], lines["testing.line.due"]["due"]
    assert lines["testing.line.due"]["received"] < saturday < due
    assert lines["testing.line.count"]["found"] == lines["testing.line.count"]["expected"] + 1


def test_the_failure_is_an_assertion_in_both_languages_and_travels() -> None:
    with pytest.raises(AssertionError) as caught:
        check_deadline_rule(counts_the_first_day, limits=[WorkingDays(1)])
    broken = caught.value
    assert isinstance(broken, LawBroken)
    assert isinstance(broken, TthcError)
    vi, en = broken.message("vi"), broken.message("en")
    assert "tiếp nhận Thứ Hai 05/01/2026" in vi
    assert "received Mon 2026-01-05" in en
    assert len(vi.splitlines()) == len(en.splitlines())
    assert str(pickle.loads(pickle.dumps(broken))) == str(broken)


def test_the_same_case_comes_back_at_each_run() -> None:
    def case() -> str:
        with pytest.raises(LawBroken) as caught:
            check_deadline_rule(forgets_worked_saturdays, limits=DAYS, max_examples=100)
        return str(caught.value)

    assert case() == case()


def test_a_rule_that_raises_shows_its_own_error() -> None:
    def refuses(*_: Any) -> date:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check_deadline_rule(refuses, limits=DAYS)


@pytest.mark.parametrize(
    ("answer", "code"),
    [(datetime(2026, 1, 5, 9), "deadline.naive-moment"), ("2026-01-05", "deadline.not-a-day")],
)
def test_an_answer_that_is_no_day_is_refused(answer: Any, code: str) -> None:
    with pytest.raises(DeadlineError) as caught:
        check_deadline_rule(lambda *_: answer, limits=DAYS)
    assert caught.value.code == code


def test_moments_are_compared_as_moments() -> None:
    def closing(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> datetime:
        day = calendar.add_working_days(received, limit.n)
        return datetime(day.year, day.month, day.day, 17, tzinfo=VIETNAM)

    assert "exact-working-days" in check_deadline_rule(closing, limits=DAYS, max_examples=50)


def test_an_unknown_law_and_a_kit_without_laws_are_bad_use() -> None:
    with pytest.raises(RuleError) as caught:
        check_deadline_rule(legal, laws=["gravity"])
    assert caught.value.code == "testing.unknown-law"
    assert "later-reception" in str(caught.value)
    for limits in ([UnknownUnit(5)], tst.unknown_units()):
        with pytest.raises(RuleError) as caught:
            check_deadline_rule(legal, limits=limits)
        assert caught.value.code == "testing.no-law"
    with pytest.raises(RuleError):
        check_deadline_rule(legal, laws=["pause"])


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_each_law_says_what_it_is_for(law: Any) -> None:
    assert law.sentence("vi") != law.sentence("en")
    assert not law.holds_for(UnknownUnit(5))
    if law.name in {"exact-working-days", "not-on-a-day-off", "pause"}:
        assert law.holds_for(WorkingDays(5))
        assert not law.holds_for(CalendarDays(5))
    if law.name == "restart":
        assert not law.holds_for(WorkingHours(8))


def test_effects_in_the_drawn_waits_are_stated() -> None:
    seen: set[tuple[EventKind, Effect | None]] = set()

    def watch(events: tuple[DossierEvent, ...], limit: Limit, calendar: WorkingCalendar) -> date:
        seen.update((event.kind, event.effect) for event in events)
        return over_events(events, limit, calendar)

    check_deadline_rule(legal, limits=DAYS, over_events=watch, laws=["pause", "restart"], max_examples=5)
    request = EventKind.SUPPLEMENT_REQUEST
    assert {(request, Effect.PAUSE), (request, Effect.RESTART)} <= seen
