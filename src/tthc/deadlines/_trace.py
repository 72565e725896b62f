"""The steps of a deadline, day by day or session by session, from the inputs it keeps."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from tthc.calendars import VIETNAM, WorkingClock, in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._sessions import default_hours
from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict
from tthc.law import LegalRef, rule_book
from tthc.limits import HalfDays, Hours, SameDay, WorkingDays, WorkingHours

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline

IN_SESSIONS = WorkingHours | HalfDays | SameDay
"""Limits that run in the sessions of an office."""


def trace_of(deadline: Deadline) -> tuple[TraceStep, ...]:
    """Return the steps from reception to the end of the term (diễn giải từng bước)."""
    limit = deadline.limit
    if isinstance(limit, SameDay):
        return tuple(_same_day(deadline))
    if isinstance(deadline.received, datetime) and deadline.due_at is not None:
        if isinstance(limit, WorkingHours | HalfDays):
            return tuple(_in_sessions(deadline, in_vietnam(deadline.received), deadline.due_at))
        if isinstance(limit, Hours):
            return tuple(_in_hours(deadline, in_vietnam(deadline.received), deadline.due_at))
    return _by_day(deadline)


def _by_day(deadline: Deadline) -> tuple[TraceStep, ...]:
    rules = counting_rules(deadline.start)
    look = deadline.calendar.kind_and_law
    only_working = isinstance(deadline.limit, WorkingDays | WorkingHours | HalfDays)
    day, last, due = deadline.start, deadline.last, deadline.due
    steps: list[TraceStep] = []
    if deadline.deemed is None:
        kind, _ = look(day)
        steps.append(TraceStep(day, Verdict.START, kind, rules.first_day))
    else:
        base = _day(deadline.deemed)
        steps += _until_deemed(deadline, base)
        kind, _ = look(base)
        if base > day:
            steps.append(TraceStep(base, Verdict.DEEMED, kind, rules.first_day))
        day = base
    for _ in range((due - day).days):
        day += ONE_DAY
        kind, law = look(day)
        if day > last:
            if day == due:
                steps.append(TraceStep(day, Verdict.ROLLED, kind, (*law, *rules.roll)))
                break
            verdict = Verdict.SKIPPED
        else:
            verdict = Verdict.COUNTED if kind.works or not only_working else Verdict.SKIPPED
        steps.append(TraceStep(day, verdict, kind, law))
    return tuple(steps)


def _until_deemed(deadline: Deadline, base: date, since: datetime | None = None) -> Iterator[TraceStep]:
    """Yield the day of reception and the days passed over until the dossier is deemed received."""
    look = deadline.calendar.kind_and_law
    kind, _ = look(deadline.start)
    yield TraceStep(deadline.start, Verdict.START, kind, _used_law(deadline), since)
    day = deadline.start + ONE_DAY
    while day < base:
        kind, law = look(day)
        yield TraceStep(day, Verdict.SKIPPED, kind, law)
        day += ONE_DAY


def _same_day(deadline: Deadline) -> Iterator[TraceStep]:
    look = deadline.calendar.kind_and_law
    received = deadline.received
    yield from _until_deemed(
        deadline, deadline.due, in_vietnam(received) if isinstance(received, datetime) else None
    )
    kind, law = look(deadline.due)
    yield TraceStep(deadline.due, Verdict.COUNTED, kind, law, until=deadline.due_at)


def _in_sessions(deadline: Deadline, received: datetime, due_at: datetime) -> Iterator[TraceStep]:
    look = deadline.calendar.kind_and_law
    begin, opening = yield from _opening_steps(deadline, received)
    hours = deadline.office_hours or default_hours(deadline.start)
    clock = WorkingClock(deadline.calendar, hours)
    if isinstance(deadline.limit, HalfDays):
        sessions = clock.sessions_after(begin, deadline.limit.n)
    else:
        sessions = clock.sessions_between(begin, due_at)
    day = opening
    for since, until in sessions:
        while day + ONE_DAY < since.date():
            day += ONE_DAY
            kind, law = look(day)
            yield TraceStep(day, Verdict.SKIPPED, kind, law)
        day = since.date()
        kind, law = look(day)
        yield TraceStep(day, Verdict.COUNTED, kind, law, since, until)
    if sessions and sessions[-1][1] != due_at:
        while day + ONE_DAY < due_at.date():
            day += ONE_DAY
            kind, law = look(day)
            yield TraceStep(day, Verdict.SKIPPED, kind, law)
        kind, law = look(due_at.date())
        yield TraceStep(due_at.date(), Verdict.ROLLED, kind, (*law, *_used_law(deadline)), due_at)


def _in_hours(deadline: Deadline, received: datetime, due_at: datetime) -> Iterator[TraceStep]:
    look = deadline.calendar.kind_and_law
    begin, day = yield from _opening_steps(deadline, received)
    since = begin
    while since < due_at:
        until = min(due_at, datetime.combine(day + ONE_DAY, time(), VIETNAM))
        kind, law = look(day)
        yield TraceStep(day, Verdict.COUNTED, kind, law, since, until)
        since, day = until, day + ONE_DAY


def _opening_steps(
    deadline: Deadline, received: datetime
) -> Generator[TraceStep, None, tuple[datetime, date]]:
    """Yield what comes before the first counted minute; return the moment and day it begins from."""
    rules = counting_rules(deadline.start)
    first = rules.first_day if isinstance(deadline.limit, HalfDays) else rules.hours_start
    look = deadline.calendar.kind_and_law
    if not isinstance(deadline.deemed, datetime):
        kind, _ = look(deadline.start)
        yield TraceStep(deadline.start, Verdict.START, kind, first, received)
        return received, deadline.start
    begin = in_vietnam(deadline.deemed)
    yield from _until_deemed(deadline, begin.date(), received)
    kind, _ = look(begin.date())
    yield TraceStep(begin.date(), Verdict.DEEMED, kind, first, begin)
    return begin, begin.date()


def _used_law(deadline: Deadline) -> tuple[LegalRef, ...]:
    book = rule_book()
    return tuple(law for key in deadline.used for law in book[key].at(deadline.start).law)


def _day(moment: date | datetime) -> date:
    return in_vietnam(moment).date() if isinstance(moment, datetime) else moment
