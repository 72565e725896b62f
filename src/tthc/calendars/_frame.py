"""What a calendar is beside its facts, and the digest that stands for both."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from hashlib import sha256

from attrs import field, fields, frozen

from tthc.calendars._facts import DayFact, references
from tthc.law import LegalRef

SATURDAY_AND_SUNDAY = (5, 6)


def _ascending(weekdays: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(set(weekdays)))


@frozen(kw_only=True)
class CalendarFrame:
    """Hold what a calendar is beside its facts: its name, span, week and how far it was checked.

    Args:
        name: stable name, shown with every answer.
        first: first day it can answer for.
        last: last day it can answer for.
        verified_from: first day that somebody checked.
        verified_through: last day that somebody checked; later days are provisional.
        data_version: version of the data it was built from; empty for one made by hand.
        known_on: the day whose knowledge it holds; None for everything known.
        weekend: weekdays that rest, Monday is 0.
        weekend_law: the text that set the week.
    """

    name: str
    first: date
    last: date
    verified_from: date
    verified_through: date
    data_version: str = ""
    known_on: date | None = None
    weekend: tuple[int, ...] = field(default=SATURDAY_AND_SUNDAY, converter=_ascending)
    weekend_law: tuple[LegalRef, ...] = field(default=(), converter=references)


def digest(frame: CalendarFrame, facts: Iterable[DayFact]) -> str:
    """Return a sha256 of everything that decides an answer, written out so that no `repr` matters."""
    parts: list[object] = [getattr(frame, attribute.name) for attribute in fields(CalendarFrame)]
    for fact in facts:
        parts += [getattr(fact, attribute.name) for attribute in fields(DayFact)]
    return sha256("\x1e".join(map(_written, parts)).encode()).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "\x1f".join(map(_written, value))
    if isinstance(value, LegalRef):
        return f"{value.document}\x1d{value.provision}\x1d{value.checked}"
    return str(value)
