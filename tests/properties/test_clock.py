"""Laws of the clock over events and of the fold, on drawn histories."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tthc.calendars import load_calendar
from tthc.deadlines import due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import LifecycleError
from tthc.lifecycle import REQUESTS, State, advance, fold, fold_or_findings, transitions
from tthc.limits import CalendarDays, Limit, Months, WorkingDays

CALENDAR = load_calendar()
RECEIVED = st.dates(date(2018, 7, 1), date(2027, 6, 30))
DAY_LIMITS = st.one_of(
    st.builds(WorkingDays, st.integers(1, 40)),
    st.builds(CalendarDays, st.integers(1, 60)),
    st.builds(Months, st.integers(1, 6)),
)


@st.composite
def legal_histories(draw: st.DrawFn) -> tuple[DossierEvent, ...]:
    """Draw a walk along the transition table, from the submission on."""
    state, day = State(), draw(RECEIVED)
    events: list[DossierEvent] = []
    for seq in range(1, draw(st.integers(1, 12)) + 1):
        allowed = sorted(transitions().rows[state.phase].on, key=lambda kind: kind.value)
        if not allowed:
            break
        day += timedelta(days=draw(st.integers(0, 9)))
        events.append(DossierEvent(seq, draw(st.sampled_from(allowed)), on=day))
        state = advance(state, events[-1])
    return tuple(events)


@st.composite
def any_histories(draw: st.DrawFn) -> tuple[DossierEvent, ...]:
    kinds, gaps = st.sampled_from(EventKind), st.integers(-1, 5)
    day, events = date(2026, 10, 5), []
    for seq in range(1, draw(st.integers(1, 10)) + 1):
        day += timedelta(days=draw(gaps))
        events.append(DossierEvent(seq, draw(kinds), on=day))
    return tuple(events)


@given(history=legal_histories())
def test_every_prefix_of_a_legal_history_is_legal(history: tuple[DossierEvent, ...]) -> None:
    states = [fold(history[:n]) for n in range(len(history) + 1)]
    assert states[-1] == fold(history)


@given(history=legal_histories(), data=st.data())
def test_a_history_in_two_parts_gives_the_same_state(
    history: tuple[DossierEvent, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(history)))
    assert fold(history[cut:], fold(history[:cut])) == fold(history)


@given(history=any_histories())
def test_an_illegal_event_fails_and_leaves_the_state(history: tuple[DossierEvent, ...]) -> None:
    state, refused = State(), 0
    for event in history:
        before = hash(state)
        try:
            state = advance(state, event)
        except LifecycleError:
            refused += 1
        assert (hash(state) == before) or state.seq == event.seq
    folded = fold_or_findings(history)
    assert folded.state == state
    assert len(folded.findings) == refused
    assert len(folded.events) + refused == len(history)


def wait(request: date, answer: date, effect: Effect) -> tuple[DossierEvent, DossierEvent]:
    return (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=request, effect=effect),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=answer),
    )


@given(received=RECEIVED, n=st.integers(1, 40), after=st.integers(0, 40), length=st.integers(0, 40))
def test_a_pause_moves_the_end_by_exactly_the_paused_working_days(
    received: date, n: int, after: int, length: int
) -> None:
    request = received + timedelta(days=after)
    answer = request + timedelta(days=length)
    plain = due_over_events(received, WorkingDays(n), (), calendar=CALENDAR).due
    assert plain is not None
    assume(request <= plain)
    moved = due_over_events(
        received, WorkingDays(n), wait(request, answer, Effect.PAUSE), calendar=CALENDAR
    ).due
    assert moved is not None
    paused = [day for day in range(1, length + 1) if CALENDAR.is_working_day(request + timedelta(days=day))]
    assert CALENDAR.working_days_between(plain, moved) == len(paused)


@given(received=RECEIVED, limit=DAY_LIMITS, after=st.integers(0, 60), length=st.integers(0, 40))
def test_a_restart_equals_a_fresh_reception(received: date, limit: Limit, after: int, length: int) -> None:
    request = received + timedelta(days=after)
    answer = request + timedelta(days=length)
    again = due_over_events(received, limit, wait(request, answer, Effect.RESTART), calendar=CALENDAR)
    fresh = due_over_events(answer, limit, (), calendar=CALENDAR)
    assert (again.start, again.last, again.due) == (fresh.start, fresh.last, fresh.due)


@given(received=RECEIVED, limit=DAY_LIMITS, after=st.integers(0, 60), length=st.integers(0, 40))
def test_a_pause_never_brings_the_end_forward_nor_leaves_it_on_a_day_off(
    received: date, limit: Limit, after: int, length: int
) -> None:
    request = received + timedelta(days=after)
    answer = request + timedelta(days=length)
    plain = due_over_events(received, limit, (), calendar=CALENDAR).due
    moved = due_over_events(received, limit, wait(request, answer, Effect.PAUSE), calendar=CALENDAR)
    assert plain is not None
    assert moved.due is not None
    assert moved.due >= plain
    assert CALENDAR.is_working_day(moved.due)
    assert (moved.due == plain) or "was-overdue" not in moved.flags


@given(history=legal_histories(), limit=DAY_LIMITS)
def test_the_clock_answers_for_every_legal_history(history: tuple[DossierEvent, ...], limit: Limit) -> None:
    reception = next((event for event in history if event.kind is EventKind.RECEPTION), None)
    assume(reception is not None)
    assert reception is not None
    for n in range(history.index(reception) + 1, len(history) + 1):
        reading = due_over_events(reception.on, limit, history[:n], calendar=CALENDAR)
        state = fold(history[:n])
        assert reading.state == state
        if state.waiting is None:
            assert reading.due is not None
        elif "was-overdue" not in reading.flags:
            assert reading.due is None


@given(received=RECEIVED, limit=DAY_LIMITS, after=st.integers(0, 20), gap=st.integers(0, 20))
def test_one_wait_of_either_kind_gives_the_same_pause(
    received: date, limit: Limit, after: int, gap: int
) -> None:
    request, answer = received + timedelta(days=after), received + timedelta(days=after + gap)
    dues = set()
    for begin, end in REQUESTS.items():
        events = (
            DossierEvent(1, begin, on=request, effect=Effect.PAUSE),
            DossierEvent(2, end, on=answer),
        )
        dues.add(due_over_events(received, limit, events, calendar=CALENDAR).due)
    assert len(dues) == 1
