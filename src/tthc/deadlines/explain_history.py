"""The reasons for a due day after a history of events, in sentences (diễn giải theo diễn biến hồ sơ)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tthc.deadlines._compute import day_in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._explain_steps import asked, certainty_of, ordinary_days, step_lines
from tthc.deadlines._explain_words import Words
from tthc.deadlines._readings import again
from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict
from tthc.dossiers import Effect, EventKind
from tthc.lifecycle import REQUESTS
from tthc.limits import HalfDays, Hours, WorkingDays, WorkingHours

if TYPE_CHECKING:
    from tthc.deadlines._clock_run import ClockSpan
    from tthc.deadlines._deadline import Deadline
    from tthc.deadlines.clock import ClockReading


def explain_history(reading: ClockReading, deadline: Deadline, lang: str = "vi") -> str:
    """Return the reasoning behind a due day after events (diễn giải tính hạn theo diễn biến hồ sơ).

    Args:
        reading: what `tthc.deadlines.due_over_events` said.
        deadline: the deadline of the same reception without events, from `compute_deadline`.
        lang: "vi" or "en".

    Returns:
        Lines joined by line ends: what was asked, what each wait and each new date did and by which
        article, the days of the running term, when it ends or why there is no due day yet, findings.

    >>> from tthc.calendars import load_calendar
    >>> from tthc.deadlines import compute_deadline
    >>> from tthc.deadlines.clock import due_over_events
    >>> from tthc.dossiers import DossierEvent
    >>> request = DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7))
    >>> received, limit, calendar = date(2026, 10, 5), WorkingDays(5), load_calendar()
    >>> reading = due_over_events(received, limit, [request], calendar=calendar)
    >>> story = explain_history(reading, compute_deadline(received, limit, calendar=calendar), "en")
    >>> print(story.splitlines()[-2])
    No due day yet: waiting since Wednesday 2026-10-07 (waiting for the supplement).
    """
    return "\n".join(history_lines(reading, deadline, lang))


def clock_of(deadline: Deadline) -> tuple[ClockReading, Deadline]:
    """Return what the clock shows over the events of a deadline, and the deadline without them."""
    from tthc.deadlines.clock import due_over_events

    reading = due_over_events(
        deadline.received,
        deadline.limit,
        deadline.events,
        calendar=deadline.calendar,
        office_hours=deadline.office_hours,
        policy=deadline.policy,
        settings=deadline.settings,
        field=deadline.field,
    )
    return reading, again(deadline)


def history_lines(reading: ClockReading, deadline: Deadline, lang: str = "vi") -> tuple[str, ...]:
    """Return the lines of `explain_history`."""
    words = Words.of(lang)
    lines = [asked(deadline, words)]
    lines.append(words.say("history.first-due", due=words.day(reading.first_due)))
    lines += [_span(span, deadline, words) for span in reading.spans]
    lines += _term(reading, deadline, words)
    lines += _ending(reading, deadline, words)
    return tuple(lines)


def running_trace(reading: ClockReading, deadline: Deadline) -> tuple[TraceStep, ...]:
    """Return the steps of the running term, the days of a pause skipped (các bước của thời hạn đang chạy).

    Empty while there is no due day, and where steps do not make the due day: after an extension, or
    a pause of a limit that is not in working days.
    """
    if reading.due is None:
        return ()
    term = running_term(reading, deadline)
    if (term.due, term.due_at) == (reading.due, reading.due_at):
        return term.trace
    return _paused_days(reading, term) if isinstance(term.limit, WorkingDays) else ()


def running_term(reading: ClockReading, deadline: Deadline) -> Deadline:
    """Return the term that runs since the reception or the last restart, as if nothing stopped it."""
    same = day_in_vietnam(reading.start) == deadline.start
    return deadline if same else again(deadline, received=reading.start)


def _pauses(reading: ClockReading) -> Iterator[tuple[date, date, ClockSpan]]:
    start = day_in_vietnam(reading.start)
    for span in reading.spans:
        if span.effect is Effect.PAUSE and span.uncounted and span.until is not None:
            since, until = day_in_vietnam(span.since), day_in_vietnam(span.until)
            if since >= start:
                yield since, until, span


def _paused_days(reading: ClockReading, term: Deadline) -> tuple[TraceStep, ...]:
    first = counting_rules(term.start).first_day
    kind, _ = term.calendar.kind_and_law(term.start)
    found = [TraceStep(term.start, Verdict.START, kind, first)]
    day, counted = term.start, 0
    pauses = tuple(_pauses(reading))
    while reading.due is not None and day < reading.due:
        day += ONE_DAY
        kind, law = term.calendar.kind_and_law(day)
        pause = next((span for since, until, span in pauses if since < day <= until), None)
        if pause is not None:
            verdict = Verdict.PAUSED if kind.works else Verdict.SKIPPED
            found.append(TraceStep(day, verdict, kind, pause.law if kind.works else law))
            continue
        counted += kind.works
        found.append(TraceStep(day, Verdict.COUNTED if kind.works else Verdict.SKIPPED, kind, law))
    whole = counted == term.limit.n and found[-1].verdict is Verdict.COUNTED
    return tuple(found) if whole else ()


# -- sentences --------------------------------------------------------------------------------------


def _span(span: ClockSpan, deadline: Deadline, words: Words) -> str:
    waits = span.kind in REQUESTS
    moved = span.due_after != span.due_before
    if span.due_after is None:
        name = "open"
    elif waits and span.until is None:
        name = "open-kept"
    elif waits and span.effect is Effect.NONE:
        name = "none"
    elif waits:
        name = span.effect.value if moved else "kept"
    else:
        name = "new-date" if moved else "new-date-kept"
    return words.say(
        f"history.{name}",
        since=words.when(span.since),
        until="" if span.until is None else words.when(span.until),
        kind=event_words(span.kind, words),
        span=_uncounted(span, deadline, words),
        before=words.day(span.due_before),
        after="" if span.due_after is None else words.day(span.due_after),
        law=words.law(span.law),
    )


def event_words(kind: EventKind, words: Words) -> str:
    """Return what an event is, in words (tên sự kiện)."""
    if kind in REQUESTS or kind is EventKind.APOLOGY:
        return words.bare(f"event.{kind.value}")
    return words.bare("event.extension", code=kind.value)


def _uncounted(span: ClockSpan, deadline: Deadline, words: Words) -> str:
    if isinstance(deadline.limit, Hours | WorkingHours | HalfDays):
        return words.duration(span.uncounted)
    name = "working-days" if isinstance(deadline.limit, WorkingDays) else "days"
    return words.bare(f"history.{name}", n=span.uncounted)


def _term(reading: ClockReading, deadline: Deadline, words: Words) -> Iterator[str]:
    trace = running_trace(reading, deadline)
    if not trace:
        return
    term = running_term(reading, deadline)
    names: dict[tuple[date, Verdict], str] = {}
    if term is not deadline:
        moment = trace[0].since is not None
        names[term.start, Verdict.START] = "history.restarted-moment" if moment else "history.restarted"
    yield from step_lines(term, trace, words, names)


def _ending(reading: ClockReading, deadline: Deadline, words: Words) -> Iterator[str]:
    if reading.due is None:
        waiting = reading.state.waiting
        since = "" if waiting is None else words.when(waiting.when)
        kind = "" if waiting is None else event_words(waiting.kind, words)
        yield words.say("history.no-due", since=since, kind=kind)
    elif reading.due_at is not None:
        yield words.say("due-moment", moment=words.moment(reading.due_at))
    else:
        law = words.law(counting_rules(deadline.start).day_end)
        yield words.say("due-day", day=words.day(reading.due), law=law)
    yield from ordinary_days(deadline, running_trace(reading, deadline), words)
    for finding in reading.findings:
        yield words.say("flag", message=finding.message(words.lang))
    yield from certainty_of(reading.certainty, words)
    if reading.provisional:
        yield words.say("provisional")
