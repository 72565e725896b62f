"""What holds of every rule of deadlines, written once, for anybody's rule (định luật của hạn trả)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import field, frozen
from hypothesis import strategies as st

from tthc.calendars import VIETNAM, DayFact, DayKind, WorkingCalendar, in_vietnam
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    Months,
    SameDay,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
    limit_from,
)
from tthc.messages import render
from tthc.testing import strategies as tst
from tthc.testing._broken import Line

DeadlineRule: TypeAlias = Callable[[Any, Any, WorkingCalendar], date | datetime]
"""From reception (a day, or an aware moment for limits in hours), a limit and a calendar to the due
day (to its 24:00) or the due moment."""

EventRule: TypeAlias = Callable[[tuple[DossierEvent, ...], Any, WorkingCalendar], date | datetime]
"""From the history of a dossier, a limit and a calendar to the due day."""

HistoryFold: TypeAlias = Callable[..., Any]
"""From events, and the state before them when there is one, to the state after them."""

Trial: TypeAlias = Callable[["Subject", st.DrawFn, Any], list[Line] | None]
"""Draw one case and try it: the story of the case when it breaks the law, None when it holds."""

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 31)
DAYS = (WorkingDays, CalendarDays, Weeks, Months, Years)
CLOCK = (WorkingHours, Hours, HalfDays, SameDay)
ONE_DAY = timedelta(days=1)
RECEPTIONS, MOMENTS = tst.receptions(FIRST, LAST), tst.moments(FIRST, LAST)
SATURDAYS = tst.working_saturdays(FIRST, LAST)
HISTORIES = tst.histories(first=FIRST, last=LAST)


class Needs(enum.Enum):
    """What a law is asked of (đối tượng kiểm tra)."""

    RULE = "rule"
    """The rule from reception to due day."""
    EVENTS = "events"
    """The rule over events."""
    FOLD = "fold"
    """The fold of a history to a state."""


@frozen(kw_only=True)
class Subject:
    """Hold what is under test."""

    rule: DeadlineRule
    over_events: EventRule | None = None
    fold: HistoryFold | None = None


@frozen
class DeadlineLaw:
    """State something that holds of every rule of deadlines (định luật).

    Attributes:
        name: its stable name.
        kinds: the kinds of limit it holds for; empty when it asks no limit at all.
        needs: what it is asked of.

    >>> from tthc.limits import Months, WorkingDays
    >>> law = LAWS["exact-working-days"]
    >>> law.holds_for(WorkingDays(5)), law.holds_for(Months(1))
    (True, False)
    >>> print(law.sentence("vi"))
    Từ sau ngày tiếp nhận đến hết ngày hẹn trả có đúng số ngày làm việc của thời hạn.
    """

    name: str
    kinds: tuple[type[Limit], ...]
    trial: Trial = field(repr=False)
    needs: Needs = field(default=Needs.RULE, kw_only=True)

    def holds_for(self, limit: Limit) -> bool:
        """Tell whether the law speaks of limits such as `limit`."""
        return isinstance(limit, self.kinds)

    def sentence(self, lang: str = "en") -> str:
        """Return what the law says, in `lang` ("vi" or "en")."""
        return render(f"testing.law.{self.name}", {}, lang)


# -- drawing and telling a case ----------------------------------------------------------------


def _calendar(draw: st.DrawFn, limit: Limit, times: int = 1) -> WorkingCalendar:
    """Draw a calendar long enough for `limit`, so many times, from any reception."""
    lengths = {WorkingDays: 2, Weeks: 7, Months: 31, Years: 366}
    days = int(limit.n * times * lengths.get(type(limit), 1))
    return draw(_calendars(1 + (days + 150) // 365))


@cache
def _calendars(years: int) -> st.SearchStrategy[WorkingCalendar]:
    return tst.calendars(year=FIRST.year, years=years, first=FIRST, last=LAST)


def _reception(draw: st.DrawFn, limit: Limit) -> date | datetime:
    return draw(MOMENTS if isinstance(limit, CLOCK) else RECEPTIONS)


def _ends(due: date | datetime) -> datetime:
    """Return the moment a term ends: 24:00 of a day."""
    if isinstance(due, datetime):
        if due.utcoffset() is None:
            raise DeadlineError("deadline.naive-moment")
        return due
    if not isinstance(due, date):
        raise DeadlineError("deadline.not-a-day", kind=type(due).__name__)
    return datetime.combine(due + ONE_DAY, time(), VIETNAM)


def _day(due: date | datetime) -> date:
    _ends(due)
    return in_vietnam(due).date() if isinstance(due, datetime) else due


def _told(calendar: WorkingCalendar, limit: Limit | None = None) -> list[Line]:
    lines: list[Line] = [("testing.line.limit", {"limit": limit})] if limit else []
    facts = calendar.facts_between(calendar.first, calendar.last)
    for fact in facts:
        lines.append(("testing.line.worked" if fact.works else "testing.line.off", {"day": fact.day}))
    return lines if facts else [*lines, ("testing.line.plain-weeks", {})]


def _due(received: date | datetime, due: date | datetime) -> Line:
    return "testing.line.due", {"received": received, "due": due}


# -- the laws of a rule ------------------------------------------------------------------------


def _later_reception(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    calendar, received = _calendar(draw, limit), _reception(draw, limit)
    hours = draw(st.integers(0, 200)) if isinstance(limit, CLOCK) else 24 * draw(st.integers(0, 20))
    later = received + timedelta(hours=hours)
    due, due_later = subject.rule(received, limit, calendar), subject.rule(later, limit, calendar)
    if _ends(due_later) >= _ends(due):
        return None
    return [*_told(calendar, limit), _due(received, due), _due(later, due_later)]


def _longer_limit(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    longer = limit_from(limit.n + draw(st.integers(0, 10)), limit.unit)
    calendar, received = _calendar(draw, longer), _reception(draw, limit)
    due, due_longer = subject.rule(received, limit, calendar), subject.rule(received, longer, calendar)
    if _ends(due_longer) >= _ends(due):
        return None
    pairs = ((limit, due), (longer, due_longer))
    told = [
        ("testing.line.due-with-limit", {"received": received, "limit": each, "due": end})
        for each, end in pairs
    ]
    return [*_told(calendar), *told]


def _exact_working_days(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    calendar, received = _calendar(draw, limit), _reception(draw, limit)
    due = subject.rule(received, limit, calendar)
    start, end = _day(received), _day(due)
    window = (start + ONE_DAY * i for i in range(1, (end - start).days + 1))
    found = sum(map(calendar.is_working_day, window))
    if found == limit.n:
        return None
    count: Line = ("testing.line.count", {"found": found, "expected": limit.n})
    return [*_told(calendar, limit), _due(received, due), count]


def _not_on_a_day_off(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    calendar, received = _calendar(draw, limit), _reception(draw, limit)
    due = subject.rule(received, limit, calendar)
    if calendar.is_working_day(_day(due)):
        return None
    off: Line = ("testing.line.day-off-due", {"due": _day(due)})
    return [*_told(calendar, limit), _due(received, due), off]


def _new_holiday(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    calendar, received = _calendar(draw, limit), _reception(draw, limit)
    fact = DayFact(draw(RECEPTIONS), DayKind.HOLIDAY)
    due, due_after = _both(subject, received, limit, calendar, fact)
    if _ends(due_after) >= _ends(due):
        return None
    return [*_told(calendar, limit), _due(received, due), _once(fact, due_after)]


def _new_working_saturday(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    calendar, received = _calendar(draw, limit), _reception(draw, limit)
    fact = draw(SATURDAYS)
    due, due_after = _both(subject, received, limit, calendar, fact)
    if _ends(due_after) <= _ends(due):
        return None
    return [*_told(calendar, limit), _due(received, due), _once(fact, due_after)]


def _both(
    subject: Subject, received: date | datetime, limit: Limit, calendar: WorkingCalendar, fact: DayFact
) -> tuple[date | datetime, date | datetime]:
    after = subject.rule(received, limit, calendar.with_fact(fact))
    return subject.rule(received, limit, calendar), after


def _once(fact: DayFact, due: date | datetime) -> Line:
    return "testing.line.with-fact", {"day": fact.day, "kind": fact.kind.value, "due": due}


# -- the laws of a rule over events ------------------------------------------------------------


def _reception_event(day: date) -> DossierEvent:
    return DossierEvent(1, EventKind.RECEPTION, on=day)


def _waited(received: date, asked: date, answered: date, effect: Effect) -> tuple[DossierEvent, ...]:
    return (
        _reception_event(received),
        DossierEvent(2, EventKind.SUPPLEMENT_REQUEST, on=asked, effect=effect),
        DossierEvent(3, EventKind.SUPPLEMENT_ANSWER, on=answered, effect=effect),
    )


def _pause(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    assert subject.over_events is not None
    calendar, received = _calendar(draw, limit), draw(RECEPTIONS)
    due = _day(subject.over_events((_reception_event(received),), limit, calendar))
    asked = received + ONE_DAY * draw(st.integers(0, max((due - received).days - 1, 0)))
    answered = asked + ONE_DAY * draw(st.integers(0, 14))
    expected = due
    paused = calendar.working_days_between(asked, answered)
    if paused:
        expected = calendar.add_working_days(due, paused)
    found = subject.over_events(_waited(received, asked, answered, Effect.PAUSE), limit, calendar)
    if _day(found) == expected:
        return None
    return [*_told(calendar, limit), _due(received, due), *_waiting((asked, answered), (found, expected))]


def _restart(subject: Subject, draw: st.DrawFn, limit: Limit) -> list[Line] | None:
    assert subject.over_events is not None
    calendar, received = _calendar(draw, limit, 2), draw(RECEPTIONS)
    due = subject.over_events((_reception_event(received),), limit, calendar)
    asked = received + ONE_DAY * draw(st.integers(0, max((_day(due) - received).days - 1, 0)))
    answered = asked + ONE_DAY * draw(st.integers(1, 14))
    found = subject.over_events(_waited(received, asked, answered, Effect.RESTART), limit, calendar)
    expected = subject.over_events((_reception_event(answered),), limit, calendar)
    if _ends(found) == _ends(expected):
        return None
    return [*_told(calendar, limit), _due(received, due), *_waiting((asked, answered), (found, expected))]


def _waiting(wait: tuple[date, date], dues: tuple[date | datetime, date | datetime]) -> tuple[Line, Line]:
    (asked, answered), (found, expected) = wait, dues
    return (
        ("testing.line.waited", {"asked": asked, "answered": answered}),
        ("testing.line.moved", {"found": found, "expected": expected}),
    )


def _two_parts(subject: Subject, draw: st.DrawFn, _: Any) -> list[Line] | None:
    assert subject.fold is not None
    history = draw(HISTORIES)
    cut = draw(st.integers(0, len(history)))
    whole = subject.fold(history)
    parts = subject.fold(history[cut:], subject.fold(history[:cut]))
    if whole == parts:
        return None
    told: list[Line] = [
        ("testing.line.event", {"number": each.seq, "day": each.on, "kind": each.kind.value})
        for each in history
    ]
    return [*told, ("testing.line.cut", {"number": cut, "whole": whole, "parts": parts})]


_ALL = (
    DeadlineLaw("later-reception", (*DAYS, *CLOCK), _later_reception),
    DeadlineLaw("longer-limit", (*DAYS, WorkingHours, Hours, HalfDays), _longer_limit),
    DeadlineLaw("exact-working-days", (WorkingDays,), _exact_working_days),
    DeadlineLaw("not-on-a-day-off", (WorkingDays,), _not_on_a_day_off),
    DeadlineLaw("new-holiday", (*DAYS, *CLOCK), _new_holiday),
    DeadlineLaw("new-working-saturday", (*DAYS, *CLOCK), _new_working_saturday),
    DeadlineLaw("pause", (WorkingDays,), _pause, needs=Needs.EVENTS),
    DeadlineLaw("restart", DAYS, _restart, needs=Needs.EVENTS),
    DeadlineLaw("two-parts", (), _two_parts, needs=Needs.FOLD),
)

LAWS: Mapping[str, DeadlineLaw] = MappingProxyType({law.name: law for law in _ALL})
"""Every law by its name (các định luật)."""
