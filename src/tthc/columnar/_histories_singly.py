"""Histories that are not read in columns: the scalar clock, in chunks of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.columnar._histories_terms import IN_MOMENTS
from tthc.columnar.door import Door
from tthc.deadlines import ClockSettings, PolicySettings, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import CalendarError, LimitError, TthcError
from tthc.limits import Limit, LimitUnit, WorkingDays, limit_from

CHUNK = 20_000
"""Dossiers whose events are brought to the driver at once."""

DOSSIER = (
    *("code", "received_on", "received_at", "limit_amount", "limit_unit", "procedure_code"),
    "calendar_place",
)
"""Columns read of a dossier; the last is the place of its calendar in a stack, 0 where there is one."""
_EVENT = ("code", "seq", "kind", "on", "at", "effect", "until")


@frozen(kw_only=True)
class Clock:
    """Hold what the scalar clock takes beside a dossier and its events."""

    calendars: tuple[WorkingCalendar, ...]
    office_hours: OfficeHours | None
    policy: str
    settings: PolicySettings | None
    clock: ClockSettings


@frozen
class Answer:
    """Hold what the clock says of one dossier: its due day and moment, or the code of the refusal."""

    code: str
    due_on: date | None
    due_at: datetime | None
    reason: str | None


def read_singly(door: Door, dossiers: Sequence[tuple[Any, ...]], clock: Clock) -> list[Answer]:
    """Return the answers of the scalar clock (tính từng hồ sơ).

    Args:
        door: the door of the events.
        dossiers: rows of the columns `DOSSIER`.
        clock: the calendar and the switches.
    """
    answers = []
    for begin in range(0, len(dossiers), CHUNK):
        chunk = dossiers[begin : begin + CHUNK]
        events = dict(_histories(door, sorted({row[0] for row in chunk})))
        answers += [_answer(row, events.get(row[0], ()), clock) for row in chunk]
    return answers


def _histories(door: Door, codes: list[str]) -> Iterator[tuple[str, tuple[DossierEvent, ...]]]:
    import narwhals as nw

    asked = door.lookup({"code": codes}, {"code": nw.String()})
    names = door.frame.collect_schema().names()
    chosen = [nw.col(name) if name in names else nw.lit(None, nw.String()).alias(name) for name in _EVENT]
    frame = door.frame.select(*chosen).join(asked, on="code", how="semi")
    rows = sorted(door.rows(frame), key=lambda row: (row[0], row[1]))
    for code, group in groupby(rows, key=lambda row: row[0]):
        yield code, tuple(_event(row) for row in group)


def _event(row: tuple[Any, ...]) -> DossierEvent:
    _, seq, kind, on, at, effect, until = row
    moment = None if at is None else at.replace(tzinfo=VIETNAM)
    stated = Effect(effect) if effect else None
    return DossierEvent(int(seq), EventKind(kind), on=on, at=moment, effect=stated, until=until)


def _answer(row: tuple[Any, ...], events: tuple[DossierEvent, ...], clock: Clock) -> Answer:
    code, received_on, received_at, amount, unit, procedure_code, place = row
    if place is None:
        return Answer(code, None, None, None)
    limit = _limit(amount, unit)
    in_moments = limit is not None and limit.unit in IN_MOMENTS and received_at is not None
    try:
        reading = due_over_events(
            received_at.replace(tzinfo=VIETNAM) if in_moments else received_on,
            limit or WorkingDays(1),  # without a limit the history is read all the same, for what it refuses
            events,
            calendar=clock.calendars[place],
            office_hours=clock.office_hours,
            policy=clock.policy,
            settings=clock.settings,
            clock=clock.clock,
            procedure_code=procedure_code,
        )
    except CalendarError:
        return Answer(code, None, None, None)  # as a limit that lands outside the calendar in columns
    except TthcError as error:
        return Answer(code, None, None, error.code)
    if limit is None:
        return Answer(code, None, None, None)
    at = None if reading.due_at is None else reading.due_at.astimezone(VIETNAM).replace(tzinfo=None)
    return Answer(code, reading.due, at, None)


def _limit(amount: float | None, unit: str | None) -> Limit | None:
    if amount is None or unit is None:
        return None
    try:
        limit = limit_from(amount, unit)
    except LimitError:
        return None
    return None if limit.unit is LimitUnit.UNKNOWN else limit
