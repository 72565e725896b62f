"""The layers of a calendar: week < statute < estimate < notice; each known from its own day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from attrs import evolve, frozen

from tthc.calendars._facts import CultureDayMakeUp, DayFact, DayKind
from tthc.law import Certainty, LegalRef

TET = "tet"
CULTURE_DAY = "culture-day"


@frozen(kw_only=True)
class StatuteText:
    """Name a law that fixes days off, and when it began and became known."""

    law: LegalRef
    effective_from: date
    known_from: date
    certainty: Certainty


@frozen(kw_only=True)
class StatuteDay:
    """Name a day that the law fixes once, its date in each year, and the texts that did so."""

    occasion: str
    name: str
    dates: tuple[date, ...]
    texts: tuple[StatuteText, ...]


def statute_facts(days: Iterable[StatuteDay], known_on: date | None) -> Iterable[DayFact]:
    """Yield the statutory days, each by the last known text in force on it."""
    for statute in days:
        for day in statute.dates:
            in_force = [
                text
                for text in statute.texts
                if text.effective_from <= day and (known_on is None or text.known_from <= known_on)
            ]
            if in_force:
                text = in_force[-1]
                yield DayFact(
                    day,
                    DayKind.HOLIDAY,
                    name=statute.name,
                    documents=(text.law,),
                    certainty=text.certainty,
                    known_from=text.known_from,
                    occasion=statute.occasion,
                )


def assume_known_from(notices: Iterable[DayFact]) -> list[DayFact]:
    """Settle since when each notice is known.

    A notice without a date is known from 1 January of its year. Both days of a swap are known
    together, and never after the earlier of the two.
    """
    by_day = {fact.day: fact for fact in notices}
    return [_settled(fact, by_day) for fact in by_day.values()]


def _settled(fact: DayFact, by_day: Mapping[date, DayFact]) -> DayFact:
    pair = by_day.get(fact.paired_with) if fact.paired_with else None
    both = [fact] if pair is None else [fact, pair]
    known = [each.known_from or date(each.day.year, 1, 1) for each in both]
    if pair is not None:
        known.append(min(each.day for each in both))
    assumed = any(each.known_from is None for each in both)
    return evolve(fact, known_from=min(known), known_from_assumed=assumed)


def known_notices(notices: Iterable[DayFact], known_on: date | None) -> list[DayFact]:
    """Return the notices known on `known_on`; one that rests on an assumed day is doubtful then."""
    if known_on is None:
        return list(notices)
    return [
        evolve(fact, provisional=True, certainty=Certainty.MEMORY) if fact.known_from_assumed else fact
        for fact in notices
        if fact.known_from is None or fact.known_from <= known_on
    ]


def estimate_facts(
    estimates: Iterable[DayFact], notices: Iterable[DayFact], known_on: date | None
) -> Iterable[DayFact]:
    """Yield the estimated days that no known notice of the same year and occasion replaces."""
    announced = {(fact.day.year, fact.occasion) for fact in notices}
    for fact in estimates:
        known = known_on is None or fact.known_from is None or fact.known_from <= known_on
        if known and (fact.day.year, fact.occasion) not in announced:
            yield fact


def last_verified(notices: Iterable[DayFact], known_on: date | None, verified_through: date) -> date:
    """Return the last verified day: never past the last year whose Tết notice is known."""
    if known_on is None:
        return verified_through
    everything = list(notices)
    announced = {fact.day.year for fact in known_notices(everything, known_on) if fact.occasion == TET}
    first = min(fact.day.year for fact in everything)
    year = max(announced, default=first - 1)
    return min(verified_through, date(year, 12, 31))


def culture_day_facts(facts: Mapping[date, DayFact], rule: CultureDayMakeUp) -> list[DayFact]:
    """Return the make-up days of 24 November that `rule` adds to `facts`."""
    added = []
    if rule is CultureDayMakeUp.NEXT_WORKING_DAY:
        for fact in facts.values():
            if fact.occasion == CULTURE_DAY and fact.day.weekday() >= 5:
                day = fact.day + timedelta(days=1)
                while day.weekday() >= 5 or (day in facts and not facts[day].kind.works):
                    day += timedelta(days=1)
                added.append(
                    DayFact(
                        day,
                        DayKind.COMPENSATORY,
                        name=f"Nghỉ bù {fact.name}",
                        documents=fact.documents,
                        certainty=Certainty.MEMORY,
                        known_from=fact.known_from,
                        provisional=True,
                        occasion=f"make-up-{CULTURE_DAY}",
                    )
                )
    return added
