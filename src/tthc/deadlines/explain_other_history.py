"""Where another date leaves the reasoning of a due day after events (vì sao không phải ngày khác)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from attrs import evolve

from tthc.calendars import VIETNAM
from tthc.deadlines._clock_settings import ClockSettings, PauseSpan, RestartDay
from tthc.deadlines._compute import day_in_vietnam
from tthc.deadlines._explain_words import Words
from tthc.deadlines._readings import departures
from tthc.deadlines.clock import due_over_events
from tthc.deadlines.explain_history import event_words, running_term
from tthc.dossiers import DossierEvent, Effect
from tthc.errors import TthcError
from tthc.lifecycle import REQUESTS

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline
    from tthc.deadlines.clock import ClockReading

_EXTENDS_BY_LAW = (Effect.NONE, Effect.PAUSE, Effect.RESTART)
_CLOCKS = {
    "between": ClockSettings(pause_span=PauseSpan.BETWEEN),
    "both-ends": ClockSettings(pause_span=PauseSpan.BOTH_ENDS),
    "restart-counted": ClockSettings(restart_day=RestartDay.COUNTED),
}


def why_not_history(
    reading: ClockReading,
    deadline: Deadline,
    events: Iterable[DossierEvent],
    other: date | datetime,
    lang: str = "vi",
) -> str:
    """Name the first event or step at which another date departs (vì sao không phải ngày khác).

    Tried one at a time: every event left out, each wait with another effect, the ends of a wait
    counted otherwise, and what `tthc.deadlines.explain.why_not` tries for the running term.

    Args:
        reading: what `tthc.deadlines.clock.due_over_events` said of the history.
        deadline: the deadline of the same reception without events.
        events: the same history.
        other: a day, or an aware moment.
        lang: "vi" or "en".

    Raises:
        DeadlineError: a moment without a time zone (`deadline.naive-moment`), neither a day nor a
            moment (`deadline.not-a-day`).

    >>> from tthc.calendars import load_calendar
    >>> from tthc.deadlines import compute_deadline
    >>> from tthc.dossiers import EventKind
    >>> from tthc.limits import WorkingDays
    >>> history = [
    ...     DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7)),
    ...     DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=date(2026, 10, 14)),
    ... ]
    >>> received, limit, calendar = date(2026, 10, 5), WorkingDays(5), load_calendar()
    >>> reading = due_over_events(received, limit, history, calendar=calendar)
    >>> deadline = compute_deadline(received, limit, calendar=calendar)
    >>> print(why_not_history(reading, deadline, history, date(2026, 10, 12), "en").splitlines()[1])
    First step that differs: takes no notice of what happened from Wednesday 2026-10-07 on \
(waiting for the supplement).
    """
    words = Words.of(lang)
    day = day_in_vietnam(other)
    if isinstance(other, datetime):
        other = other.astimezone(VIETNAM)
    shown = words.when(other)
    if reading.due is None:
        lines = [words.say("other.no-due", other=shown)]
    elif _same(reading, other):
        return words.say("other.same", other=shown)
    else:
        lines = [words.say("other.not", other=shown, due=_end(reading, words))]
    steps = tuple(dict.fromkeys(_steps(reading, deadline, tuple(events), other, words)))
    for place, step in enumerate(steps):
        lines.append(words.say("other.also" if place else "other.first", step=step, law=""))
    if not steps and reading.due is not None:
        name = "over" if day > reading.due else "earlier"
        step = words.bare(f"other.{name}", other=shown, limit=words.limit(deadline.limit))
        lines.append(words.say("other.first", step=step, law=""))
    return "\n".join(lines)


def _same(reading: ClockReading, other: date | datetime) -> bool:
    if isinstance(other, datetime):
        return other == reading.due_at
    return other == reading.due


def _end(reading: ClockReading, words: Words) -> str:
    if reading.due_at is not None:
        return words.bare("other.end-moment", moment=words.moment(reading.due_at))
    assert reading.due is not None
    return words.bare("other.end-of-day", day=words.day(reading.due))


def _steps(
    reading: ClockReading,
    deadline: Deadline,
    events: tuple[DossierEvent, ...],
    other: date | datetime,
    words: Words,
) -> Iterator[str]:
    day = day_in_vietnam(other)
    moved = next((span for span in reading.spans if span.due_after != span.due_before), None)
    if day == reading.first_due and moved is not None:
        kind = event_words(moved.kind, words)
        yield words.bare("other.event-unseen", since=words.when(moved.since), kind=kind)
    for at, event in enumerate(events):
        for effect in _EXTENDS_BY_LAW if event.kind in REQUESTS else ():
            turned = (*events[:at], evolve(event, effect=effect), *events[at + 1 :])
            if _lands(deadline, turned, ClockSettings(), other, day):
                kind, since = event_words(event.kind, words), words.when(event.when)
                yield words.bare(f"other.effect.{effect.value}", since=since, kind=kind)
    for name, clock in _CLOCKS.items():
        if _lands(deadline, events, clock, other, day):
            yield words.bare(f"other.clock.{name}")
    if reading.due is None:
        return
    term = running_term(reading, deadline)
    if (term.due, term.due_at) == (reading.due, reading.due_at):
        for departure in departures(term, other, day):
            yield words.bare(f"other.{departure.name}", **departure.told(term, words))


def _lands(
    deadline: Deadline,
    events: tuple[DossierEvent, ...],
    clock: ClockSettings,
    other: date | datetime,
    day: date,
) -> bool:
    try:
        landed = due_over_events(
            deadline.received,
            deadline.limit,
            events,
            calendar=deadline.calendar,
            office_hours=deadline.office_hours,
            policy=deadline.policy,
            settings=deadline.settings,
            field=deadline.field,
            clock=clock,
        )
    except TthcError:  # a reading that cannot answer lands nowhere
        return False
    exact = isinstance(other, datetime) and landed.due_at is not None
    return landed.due_at == other if exact else landed.due == day
