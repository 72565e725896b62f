"""Where another date leaves the reasoning of a deadline (vì sao không phải ngày khác)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from tthc.calendars import VIETNAM
from tthc.deadlines._compute import day_in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._explain_words import Words
from tthc.deadlines._readings import Departure, departures
from tthc.deadlines._steps import Verdict
from tthc.deadlines.explain_history import clock_of
from tthc.deadlines.explain_other_history import why_not_history
from tthc.limits import CalendarDays, WorkingDays

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline


def why_not(deadline: Deadline, other: date | datetime, lang: str = "vi") -> str:
    """Name the first step at which another date departs from a deadline (vì sao không phải ngày khác).

    Known ways to count otherwise are tried one at a time, from the likeliest: a holiday, swap or
    worked weekend that is not seen; a switch of the policy turned the other way; the day of
    reception counted; days off counted; the unit misread; no roll; another named policy. Those that
    land on `other` are named with the step at which they leave the trace and its article or notice.
    When none does, the place where `other` stops or runs on is named.

    Args:
        deadline: the deadline to argue for; with events see `why_not_history`.
        other: a day, or an aware moment.
        lang: "vi" or "en".

    Raises:
        DeadlineError: a moment without a time zone (`deadline.naive-moment`), neither a day nor a
            moment (`deadline.not-a-day`).
        CalendarError: `other` is later than the calendar (`calendar.out-of-bounds`).

    >>> from tthc.calendars import load_calendar
    >>> from tthc.deadlines import compute_deadline
    >>> deadline = compute_deadline(date(2026, 11, 23), WorkingDays(1), calendar=load_calendar())
    >>> print(why_not(deadline, date(2026, 11, 24), "en").splitlines()[1])
    First step that differs: does not see that Tuesday 2026-11-24 is a public holiday, Ngày Văn hóa \
Việt Nam, and counts it as working. Law: Nghị quyết 28/2026/QH16 Điều 2.
    """
    if deadline.events:
        reading, plain = clock_of(deadline)
        return why_not_history(reading, plain, deadline.events, other, lang)
    words = Words.of(lang)
    day = day_in_vietnam(other)
    if isinstance(other, datetime):
        other = other.astimezone(VIETNAM)
    shown = words.when(other)
    if _same(deadline, other):
        return words.say("other.same", other=shown)
    if deadline.due_at is None:
        due = words.bare("other.end-of-day", day=words.day(deadline.due))
    else:
        due = words.bare("other.end-moment", moment=words.moment(deadline.due_at))
    lines = [words.say("other.not", other=shown, due=due)]
    found = list(_departures(deadline, other, day))
    for place, departure in enumerate(found):
        step = words.bare(f"other.{departure.name}", **departure.told(deadline, words))
        lines.append(
            words.say("other.also" if place else "other.first", step=step, law=words.law(departure.law))
        )
    return "\n".join(lines)


def _same(deadline: Deadline, other: date | datetime) -> bool:
    if isinstance(other, datetime):
        return other == deadline.ends_at
    return other == deadline.due


def _departures(deadline: Deadline, other: date | datetime, day: date) -> Iterator[Departure]:
    found = tuple(departures(deadline, other, day)) if day != deadline.due or deadline.due_at else ()
    yield from found or (_plain(deadline, other, day),)


def _plain(deadline: Deadline, other: date | datetime, day: date) -> Departure:
    """Return where a date stops or runs on that follows from no known reading."""
    limit, rules = deadline.limit, counting_rules(deadline.start)
    if day == deadline.due and deadline.due_at is None:
        return Departure("day-end", day, rules.day_end, other=other)
    if day < deadline.start or (day == deadline.start and deadline.due_at is None):
        return Departure("before-start", deadline.start, rules.first_day, other=other)
    kind, law = deadline.calendar.kind_and_law(day)
    if isinstance(limit, WorkingDays) and not kind.works:
        return Departure("day-off", day, law, other=other)
    if day > deadline.due or (isinstance(other, datetime) and other > deadline.ends_at):
        return Departure("over", deadline.due, (), other=other)
    if isinstance(limit, WorkingDays | CalendarDays):
        counted = sum(step.verdict is Verdict.COUNTED and step.day <= day for step in deadline.trace)
        if counted < limit.n:
            return Departure("short", day, (), n=counted)
    return Departure("earlier", day, (), other=other)
