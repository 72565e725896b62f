"""Ways to count otherwise, one at a time, and the step at which each leaves the trace."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, fields, frozen

from tthc.calendars import VIETNAM, DayExplanation, DayFact, DayKind, in_vietnam
from tthc.deadlines._compute import compute_deadline
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._explain_words import Words
from tthc.deadlines._policies import policy_named, policy_names
from tthc.deadlines._sectors import cutoff_of
from tthc.deadlines._steps import ONE_DAY, TraceStep
from tthc.errors import TthcError
from tthc.law import LegalRef, rule_book
from tthc.limits import (
    CalendarDays,
    Hours,
    Limit,
    Months,
    SameDay,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
)

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline

_OFF_DAYS = frozenset(
    {DayKind.HOLIDAY, DayKind.ADJACENT, DayKind.COMPENSATORY, DayKind.SWAPPED_OFF, DayKind.LOCAL_OFF}
)
_SATURDAY = 5
_FIFTEEN = time(15)
_WEEKENDS = 8
"""How many Saturdays of a window are tried one at a time."""


@frozen
class Departure:
    """A step at which another reading leaves a deadline (bước khác)."""

    name: str
    day: date
    law: tuple[LegalRef, ...] = ()
    other: date | datetime | None = None
    n: int = 0
    limit: Limit | None = None
    policy: str = ""

    def told(self, deadline: Deadline, words: Words) -> dict[str, Any]:
        """Return what the sentence of the catalogue needs, in words."""
        other = self.day if self.other is None else self.other
        speaks_of = other.date() if isinstance(other, datetime) else other
        calendar = deadline.calendar
        known = calendar.first <= speaks_of <= calendar.last
        return {
            "day": words.day(self.day),
            "kind": words.kind(speaks_of, calendar) if known else "",
            "other": words.when(other),
            "start": words.day(deadline.start),
            "k": self.n,
            "n": words.number(deadline.limit.n),
            "limit": words.limit(self.limit or deadline.limit),
            "policy": self.policy,
        }


@frozen
class Reading:
    """Another way to count that is not counted yet (cách tính khác)."""

    departure: Departure
    land: Callable[[], Deadline]


def departures(deadline: Deadline, other: date | datetime, day: date) -> Iterator[Departure]:
    """Yield where the readings that land on `other` leave the trace, the likeliest reading first."""
    seen = set()
    for reading in _readings(deadline, day):
        try:
            landed = reading.land()
        except TthcError:  # a reading that cannot answer lands nowhere
            continue
        exact = isinstance(other, datetime) and landed.due_at is not None
        if landed.due_at != other if exact else landed.due != day:
            continue
        departure = evolve(reading.departure, day=_place(reading.departure, deadline, landed))
        if departure not in seen:
            seen.add(departure)
            yield departure


_AT_THE_END = ("switch.swapped_last_day", "switch.hours_roll", "switch.session_edge", "switch.leap_day")
_ON_THE_WAY = ("unit", "policy", "switch.day_off_reception", "switch.holidays")


def _place(departure: Departure, deadline: Deadline, landed: Deadline) -> date:
    """Return the day of the step: some readings part from the trace where only both can tell."""
    if departure.name.startswith(_AT_THE_END):
        return min(deadline.due, landed.due)
    if departure.name.startswith(_ON_THE_WAY):
        return _parting(deadline.trace, landed.trace) or departure.day
    return departure.day


def _parting(ours: Iterable[TraceStep], theirs: Iterable[TraceStep]) -> date | None:
    """Return the day of the first step of ours that theirs does not share."""
    known = {(step.day, step.verdict) for step in theirs}
    return next((step.day for step in ours if (step.day, step.verdict) not in known), None)


def _readings(deadline: Deadline, day: date) -> Iterator[Reading]:
    last = min(max(day, deadline.due), deadline.calendar.last)
    yield from _sectors(deadline)
    yield from _unseen_facts(deadline, last)
    yield from _switches(deadline)
    yield from _rolls(deadline)
    yield from _starts(deadline)
    yield from _weekends(deadline, last)
    yield from _units(deadline)
    yield from _policies(deadline)


def again(deadline: Deadline, **changes: Any) -> Deadline:
    """Return the same deadline with something else in the place of what was given (tính lại)."""
    given: dict[str, Any] = {
        "limit": deadline.limit,
        "received": deadline.received,
        "calendar": deadline.calendar,
        "office_hours": deadline.office_hours,
        "policy": deadline.policy,
        "settings": deadline.settings,
        "field": deadline.field,
        **changes,
    }
    return compute_deadline(given.pop("received"), given.pop("limit"), **given)


def _with_days(deadline: Deadline, days: Iterable[DayExplanation]) -> Callable[[], Deadline]:
    """Return the count by a calendar in which each of `days` is the other thing."""

    def land() -> Deadline:
        turned = [DayFact(each.day, DayKind.WEEKEND if each.works else DayKind.WORKING) for each in days]
        return again(deadline, calendar=deadline.calendar.with_facts(turned))

    return land


def _unseen_facts(deadline: Deadline, last: date) -> Iterator[Reading]:
    """Days off and made-up days that are not seen: one at a time, swaps as a whole, all of them."""
    facts = deadline.calendar.facts_between(deadline.start + ONE_DAY, last)
    off = [fact for fact in facts if fact.kind in _OFF_DAYS and fact.day.weekday() not in _weekend(deadline)]
    made_up = [fact for fact in facts if fact.kind is DayKind.MADE_UP]
    swaps = [fact for fact in off if fact.kind is DayKind.SWAPPED_OFF]
    groups = [[fact] for fact in (*off, *made_up)]
    groups += [group for group in (sorted([*swaps, *made_up], key=_day), off) if len(group) > 1]
    if len(facts) > len(off) and off and made_up:
        groups.append(sorted([*off, *made_up], key=_day))
    for group in groups:
        first = group[0]
        name = "unseen-work" if first.works else "unseen-off"
        yield Reading(_days_departure(name, group), _with_days(deadline, group))


def _days_departure(name: str, group: Sequence[DayExplanation]) -> Departure:
    first, more = group[0], len(group) - 1
    return Departure(f"{name}-and-more" if more else name, first.day, first.documents, n=more)


def _day(fact: DayExplanation) -> date:
    return fact.day


def _weekend(deadline: Deadline) -> tuple[int, ...]:
    return deadline.calendar.weekend


def _switches(deadline: Deadline) -> Iterator[Reading]:
    """Each switch of the policy, turned to each of its other values."""
    settings: Any = deadline.settings
    for attribute in fields(type(settings)):
        chosen = getattr(settings, attribute.name)
        if not isinstance(chosen, enum.Enum):
            continue
        for value in type(chosen):
            if value is not chosen:
                turned = evolve(settings, **{attribute.name: value})
                name = f"switch.{attribute.name}.{value.value}"
                yield Reading(Departure(name, deadline.start), partial(again, deadline, settings=turned))


def _starts(deadline: Deadline) -> Iterator[Reading]:
    """The day of reception counted, or the first day of the term not counted."""
    limit, start, calendar = deadline.limit, deadline.start, deadline.calendar
    if not isinstance(limit, WorkingDays | CalendarDays | Weeks | Months | Years):
        return
    law = counting_rules(start).first_day
    in_working_days = isinstance(limit, WorkingDays)
    if calendar.is_working_day(start) or not in_working_days:
        land = partial(again, deadline, received=start - ONE_DAY)
        yield Reading(Departure("reception-counted", start, law), land)
    later = calendar.add_working_days(start, 1) if in_working_days else start + ONE_DAY
    land = partial(again, deadline, received=later)
    yield Reading(Departure("late-start", later, law), land)


def _sectors(deadline: Deadline) -> Iterator[Reading]:
    """The hour of closing of a sector: not seen, or seen where there is none."""
    received, start = deadline.received, deadline.start
    if not isinstance(received, datetime):
        return
    cutoff = cutoff_of(deadline.limit, deadline.field, start)
    if cutoff is not None and deadline.deemed is not None:
        rule = rule_book()[cutoff.rule].at(start).law if cutoff.rule else ()
        limit = SameDay() if isinstance(deadline.limit, SameDay) else deadline.limit
        land = partial(again, deadline, field=None, limit=limit)
        yield Reading(Departure("cutoff-unseen", start, rule, other=received), land)
    elif cutoff is None and in_vietnam(received).time() > _FIFTEEN:
        opening = deadline.calendar.add_working_days(start, 1)
        land = partial(again, deadline, received=datetime.combine(opening, time(), VIETNAM))
        yield Reading(Departure("cutoff-applied", start, other=received), land)


def _weekends(deadline: Deadline, last: date) -> Iterator[Reading]:
    """Saturdays counted: all of them, or one."""
    calendar, day = deadline.calendar, deadline.start
    saturdays = []
    while day < last:
        day += ONE_DAY
        if day.weekday() == _SATURDAY and calendar.kind(day) is DayKind.WEEKEND:
            saturdays.append(calendar.explain(day))
    groups = [saturdays] if len(saturdays) > 1 else []
    groups += [[told] for told in saturdays[:_WEEKENDS]]
    for group in groups:
        yield Reading(_days_departure("counts-off", group), _with_days(deadline, group))


def _rolls(deadline: Deadline) -> Iterator[Reading]:
    if deadline.last != deadline.due:
        law = counting_rules(deadline.start).roll
        departure = Departure("not-rolled", deadline.last, law)
        yield Reading(departure, lambda: evolve(deadline, due=deadline.last, due_at=None))


def _units(deadline: Deadline) -> Iterator[Reading]:
    """The number with another unit, rolled and, for days, not rolled."""
    for limit in _other_units(deadline.limit):
        departure = Departure("unit", deadline.start, limit=limit)
        yield Reading(departure, partial(again, deadline, limit=limit))
        yield Reading(departure, partial(_unrolled, deadline, limit))


def _unrolled(deadline: Deadline, limit: Limit) -> Deadline:
    landed = again(deadline, limit=limit)
    if landed.due_at is not None:
        return landed
    return evolve(landed, due=landed.last, due_at=None)


def _other_units(limit: Limit) -> Iterator[Limit]:
    if isinstance(limit, WorkingDays):
        yield CalendarDays(limit.n)
    elif isinstance(limit, CalendarDays):
        yield WorkingDays(limit.n)
    elif isinstance(limit, Months):
        yield CalendarDays(30 * limit.n)
    elif isinstance(limit, Hours):
        yield WorkingHours(limit.n)
    elif isinstance(limit, WorkingHours):
        yield Hours(limit.n)


def _policies(deadline: Deadline) -> Iterator[Reading]:
    for name in policy_names():
        if name != deadline.policy:
            settings = policy_named(name).defaults
            land = partial(again, deadline, policy=name, settings=settings)
            yield Reading(Departure("policy", deadline.start, policy=name), land)
