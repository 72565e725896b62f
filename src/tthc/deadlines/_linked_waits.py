"""The waits of linked procedures: of one history, and of several put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import TypeAlias

from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.lifecycle import ANSWERS, REQUESTS

Wait: TypeAlias = tuple[DossierEvent, DossierEvent | None]
"""The event that began a wait and the one that ended it; None while it is open."""


def waits_of(events: Iterable[DossierEvent]) -> list[Wait]:
    """Return the waits of one history, in order (các lần chờ)."""
    waits: list[Wait] = []
    for event in events:
        if event.kind in REQUESTS:
            waits.append((event, None))
        elif event.kind in ANSWERS and waits and waits[-1][1] is None:
            waits[-1] = (waits[-1][0], event)
    return waits


def merged_waits(histories: Iterable[Iterable[DossierEvent]]) -> tuple[DossierEvent, ...]:
    """Return the waits of several histories as one history in which no two overlap (gộp các lần chờ).

    >>> asked = DossierEvent(1, EventKind.CONFIRMATION_REQUEST, on=date(2026, 10, 6))
    >>> answered = DossierEvent(2, EventKind.CONFIRMATION_ANSWER, on=date(2026, 10, 8))
    >>> down = DossierEvent(1, EventKind.INCIDENT_START, on=date(2026, 10, 7))
    >>> back = DossierEvent(2, EventKind.INCIDENT_END, on=date(2026, 10, 9))
    >>> [event.on.day for event in merged_waits([(asked, answered), (down, back)])]
    [6, 9]
    """
    merged: list[Wait] = []
    waits = (wait for history in histories for wait in waits_of(history) if wait[0].effect is not Effect.NONE)
    for begun, ended in sorted(waits, key=lambda wait: rank(wait[0].when)):
        if not merged:
            merged.append((begun, ended))
            continue
        first, last = merged[-1]
        if last is not None and rank(begun.when) > rank(last.when):
            merged.append((begun, ended))
        elif last is not None and (ended is None or rank(ended.when) > rank(last.when)):
            merged[-1] = (first, ended)
    numbers = count(1)
    events: list[DossierEvent] = []
    for begun, ended in merged:
        events.append(_as(begun, begun.kind, next(numbers)))
        if ended is not None:
            events.append(_as(ended, REQUESTS[begun.kind], next(numbers)))
    return tuple(events)


def _as(event: DossierEvent, kind: EventKind, seq: int) -> DossierEvent:
    return DossierEvent(seq, kind, on=event.on, at=event.at, effect=None)


def rank(when: date | datetime) -> tuple[date, float]:
    """Return a key that orders days among moments: a day comes first among the moments of that day."""
    return (when.date(), when.timestamp()) if isinstance(when, datetime) else (when, 0.0)
