"""The steps of a deadline in sentences: which sentence of the catalogue tells which step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from tthc.calendars import DayKind, in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._explain_words import Words
from tthc.deadlines._sectors import cutoff_of
from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict
from tthc.law import Certainty, LegalRef
from tthc.limits import CalendarDays, HalfDays, Hours, Months, SameDay, Weeks, WorkingDays, Years

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline

Names: TypeAlias = Mapping[tuple[date, Verdict], str]
NO_NAMES: Names = MappingProxyType({})

_WEEKS = 28
"""Days within which a calendar with weekends has one that is not a holiday."""


def asked(deadline: Deadline, words: Words) -> str:
    """Return the question: reception, limit and policy."""
    received, limit = words.when(deadline.received), words.limit(deadline.limit)
    return words.say("received", moment=received, limit=limit, policy=deadline.policy)


def step_lines(
    deadline: Deadline, trace: Sequence[TraceStep], words: Words, names: Names = NO_NAMES
) -> Iterator[str]:
    """Tell every step of a trace; days that nobody counts one by one are told as a stretch.

    Args:
        deadline: the term the trace belongs to.
        trace: its steps.
        words: the language.
        names: sentences of the catalogue for single steps, in place of the usual ones.
    """
    one_by_one = isinstance(deadline.limit, WorkingDays | CalendarDays | SameDay) or deadline.due_at
    counted = minutes = 0
    stretch: list[date] = []
    for step in trace:
        if step.verdict is Verdict.COUNTED:
            counted += 1
            minutes += _minutes(step)
            if not one_by_one and step.day != deadline.last:
                stretch.append(step.day)
                continue
        if stretch:
            law = _month_law(deadline)
            first, last = words.day(stretch[0]), words.day(stretch[-1])
            yield words.say("run", first=first, last=last, law=words.law(law))
            stretch = []
        own = names.get((step.day, step.verdict))
        yield _step(step, deadline, words, own=own, n=counted, minutes=minutes)


def _step(step: TraceStep, deadline: Deadline, words: Words, *, own: str | None, n: int, minutes: int) -> str:
    name, law = _sentence(step, deadline)
    name = own or name
    since, until = step.since, step.until
    if name == "start-past" and isinstance(deadline.received, datetime):
        since = in_vietnam(deadline.received)
    cutoff = _cutoff(deadline)
    return words.say(
        name,
        day=words.day(step.day),
        kind=words.kind(step.day, deadline.calendar),
        n=n,
        limit=words.limit(deadline.limit),
        last=words.day(deadline.last),
        since="" if since is None else words.moment(since),
        cutoff="" if cutoff is None else words.time(cutoff),
        **{
            "from": "" if since is None else words.time(since),
            "to": "" if until is None else words.time_of(until, step.day),
        },
        span=words.duration(_minutes(step)),
        sum=words.duration(minutes),
        law=words.law(law),
    )


def _sentence(step: TraceStep, deadline: Deadline) -> tuple[str, tuple[LegalRef, ...]]:
    """Return the name of the sentence for a step, and the texts it rests on."""
    limit, law = deadline.limit, step.law
    if step.verdict is Verdict.COUNTED:
        return _counted(step, deadline)
    if step.verdict is Verdict.PAUSED:
        return "history.paused", law
    if step.verdict is Verdict.START:
        return _start(step, deadline), law
    if step.verdict is Verdict.DEEMED:
        in_sessions = step.since is not None
        name = "deemed-moment" if in_sessions else "deemed"
        return name, law
    if step.verdict is Verdict.ROLLED:
        return ("rolled-moment" if step.since is not None else "rolled"), law
    after = step.day > deadline.last and not isinstance(limit, SameDay)
    return ("after-last" if after else "skipped"), law


def _start(step: TraceStep, deadline: Deadline) -> str:
    limit, late = deadline.limit, deadline.deemed is not None
    moment = step.since is not None
    if late and _past_cutoff(deadline):
        return "start-past"
    if isinstance(limit, SameDay):
        names = _SAME_DAY
    elif moment:
        names = _HALF_DAYS if isinstance(limit, HalfDays) else _HOURS
    else:
        off = isinstance(limit, WorkingDays) and not step.kind.works
        names = {(False, False): "start-off" if off else "start", (False, True): "start-deemed"}
    return names[moment, late]


_SAME_DAY = {
    (False, False): "start-same-day-no-time",
    (False, True): "start-same-day-off",
    (True, False): "start-same-day",
    (True, True): "start-same-day-late",
}
_HOURS = {(True, False): "start-moment", (True, True): "start-late"}
_HALF_DAYS = {(True, False): "start-half-day", (True, True): "start-late"}
"""The sentence by whether the moment is known, and whether the term starts later."""


def _cutoff(deadline: Deadline) -> time | None:
    """Return the hour of the sector, or of the limit's own words, that held for the reception."""
    cutoff = cutoff_of(deadline.limit, deadline.field, deadline.start)
    return None if cutoff is None else time(*divmod(cutoff.minute, 60))


def _past_cutoff(deadline: Deadline) -> bool:
    cutoff, received = _cutoff(deadline), deadline.received
    if cutoff is None or not isinstance(received, datetime):
        return False
    return in_vietnam(received).time() >= cutoff


def _counted(step: TraceStep, deadline: Deadline) -> tuple[str, tuple[LegalRef, ...]]:
    limit, law = deadline.limit, step.law
    if isinstance(limit, SameDay):
        return "counted-same-day", law
    if step.since is not None:
        return ("counted-half-day" if isinstance(limit, HalfDays) else "counted-session"), law
    if isinstance(limit, CalendarDays) and not step.kind.works:
        return "counted-off", law
    if isinstance(limit, Weeks | Months | Years):
        return "matching", (*_month_law(deadline), *law)
    return "counted", law


def _month_law(deadline: Deadline) -> tuple[LegalRef, ...]:
    rules = counting_rules(deadline.start)
    if isinstance(deadline.limit, Weeks):
        return rules.week_end
    return rules.year_end if isinstance(deadline.limit, Years) else rules.month_end


def _minutes(step: TraceStep) -> int:
    if step.since is None or step.until is None:
        return 0
    return round((step.until - step.since).total_seconds() / 60)


def ordinary_days(deadline: Deadline, trace: Sequence[TraceStep], words: Words) -> Iterator[str]:
    """Tell the text behind the ordinary working days that were counted, if there are any."""
    ordinary = any(step.verdict is Verdict.COUNTED and step.kind is DayKind.WORKING for step in trace)
    if not ordinary or isinstance(deadline.limit, CalendarDays | Weeks | Months | Years | Hours):
        return
    calendar, day = deadline.calendar, deadline.start
    for _ in range(_WEEKS):
        kind, law = calendar.kind_and_law(day)
        if kind is DayKind.WEEKEND:
            if law:
                yield words.say("ordinary-days", law="; ".join(map(str, law)))
            return
        if day == calendar.last:
            return
        day += ONE_DAY


def certainty_of(certainty: Certainty, words: Words) -> Iterator[str]:
    """Tell how sure an answer is."""
    yield words.say("certainty", certainty=words.bare(f"certainty.{certainty.value}"))
