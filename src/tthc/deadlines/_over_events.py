"""A deadline over a history of events: what the clock shows, kept and traced as any other deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import attrs

from tthc.calendars import in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._deadline import Deadline
from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict
from tthc.deadlines.clock import ClockReading, due_over_events
from tthc.dossiers import DossierEvent, Effect
from tthc.errors import DeadlineError
from tthc.law import LegalRef
from tthc.limits import HalfDays, WorkingDays, WorkingHours

_ONLY_WORKING = WorkingDays | WorkingHours | HalfDays


def deadline_over_events(plain: Deadline, events: Iterable[DossierEvent]) -> Deadline:
    """Return a deadline after a history of events (hạn trả kết quả theo diễn biến hồ sơ).

    Args:
        plain: the deadline of the same reception without events.
        events: the history in order.

    Raises:
        DeadlineError: a request is open, so there is no due day yet (`deadline.request-open`), and
            what `tthc.deadlines.due_over_events` refuses.
        LifecycleError: a history that cannot have happened (`lifecycle.*`).
    """
    history = tuple(events)
    reading = _reading(plain, history)
    if reading.due is None or reading.last is None:
        raise DeadlineError("deadline.request-open", since=reading.waiting_since)
    received = in_vietnam(plain.received) if isinstance(plain.received, datetime) else plain.received
    begins_again = reading.start != received and _day(reading.start) != plain.start
    return attrs.evolve(
        plain,
        last=reading.last,
        due=reading.due,
        due_at=reading.due_at,
        provisional=reading.provisional,
        certainty=reading.certainty,
        flags=tuple(dict.fromkeys((*(() if begins_again else plain.flags), *reading.flags))),
        used=tuple(dict.fromkeys((*plain.used, *reading.used))),
        deemed=reading.start if begins_again else plain.deemed,
        events=history,
    )


def trace_over_events(deadline: Deadline) -> tuple[TraceStep, ...]:
    """Return every day from reception to the end, with those a wait took out (diễn giải từng ngày)."""
    return tuple(_steps(deadline, _reading(deadline, deadline.events)))


def _steps(deadline: Deadline, reading: ClockReading) -> Iterator[TraceStep]:
    rules = counting_rules(deadline.start)
    look = deadline.calendar.kind_and_law
    only_working = isinstance(deadline.limit, _ONLY_WORKING)
    base = deadline.start if deadline.deemed is None else _day(deadline.deemed)
    out = _taken_out(reading, base)
    day, last, due = deadline.start, deadline.last, deadline.due
    kind, _ = look(day)
    yield TraceStep(day, Verdict.START, kind, rules.first_day)
    while day < due:
        day += ONE_DAY
        kind, law = look(day)
        if day == base:
            yield TraceStep(day, Verdict.DEEMED, kind, (*_law_of(reading, Effect.RESTART), *rules.first_day))
        elif not kind.works and only_working:
            yield TraceStep(day, Verdict.SKIPPED, kind, law)
        elif day in out or day < base:
            yield TraceStep(day, Verdict.PAUSED, kind, out.get(day, ()))
        elif day <= last:
            yield TraceStep(day, Verdict.COUNTED, kind, law)
        elif day < due:
            yield TraceStep(day, Verdict.SKIPPED, kind, law)
        else:
            yield TraceStep(day, Verdict.ROLLED, kind, (*law, *rules.roll))


def _taken_out(reading: ClockReading, base: date) -> dict[date, tuple[LegalRef, ...]]:
    """Return the days after each request up to and including its answer, with the law of the pause."""
    days = {}
    for span in reading.spans:
        if span.effect is not Effect.PAUSE or span.until is None:
            continue
        day, end = _day(span.since), _day(span.until)
        while day < end:
            day += ONE_DAY
            if day > base:
                days[day] = span.law
    return days


def _law_of(reading: ClockReading, effect: Effect) -> tuple[LegalRef, ...]:
    found = (law for span in reading.spans if span.effect is effect for law in span.law)
    return tuple(dict.fromkeys(found))


def _reading(deadline: Deadline, events: tuple[DossierEvent, ...]) -> ClockReading:
    return due_over_events(
        deadline.received,
        deadline.limit,
        events,
        calendar=deadline.calendar,
        office_hours=deadline.office_hours,
        policy=deadline.policy,
        settings=deadline.settings,
        field=deadline.field,
    )


def _day(moment: date | datetime) -> date:
    return in_vietnam(moment).date() if isinstance(moment, datetime) else moment
