"""A dossier as it stood on a day, for reports that look back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from attrs import evolve

from tthc.dossiers import Dossier, DossierEvent, EventKind, Status
from tthc.errors import LifecycleError
from tthc.lifecycle._fold import State, fold, state_after_reception
from tthc.lifecycle._table import Phase

_WAITING = frozenset({Status.SUPPLEMENT_REQUESTED, Status.OBLIGATION_REQUESTED})


def snapshot(dossier: Dossier, *, on: date, events: Iterable[DossierEvent] = ()) -> Dossier:
    """Return the dossier as it stood at the end of a day (hồ sơ tại thời điểm cuối ngày).

    Status, reception, end, hand-over, the waiting day and the due day are those of the events up to
    `on` (inclusive); what came later is taken away. A dossier that had not been received has status
    1 and no reception. Without events only the columns are known: the dossier is returned as it is,
    its status being the current one. A reception that stands in no event is taken from the dossier.

    A new date given by an apology moves the due day from the day of the apology; before it the
    original one stands. `waiting_since` is the open supplement or obligation only.

    Raises:
        LifecycleError: a history that cannot have happened (`lifecycle.*`); `on` is no day
            (`event.not-a-day`).

    >>> dossier = Dossier(code="H56.17-261005-0001", received_on=date(2026, 10, 5), status=Status.DONE)
    >>> events = (
    ...     DossierEvent(1, EventKind.RECEPTION, on=date(2026, 10, 5)),
    ...     DossierEvent(2, EventKind.RESULT, on=date(2026, 10, 20)),
    ... )
    >>> snapshot(dossier, on=date(2026, 10, 14), events=events).status
    <Status.RECEIVED: 2>
    """
    if isinstance(on, datetime):
        raise LifecycleError("event.not-a-day", field="on", kind="datetime")
    history = tuple(events)
    if not history:
        return dossier
    in_events = any(event.kind is EventKind.RECEPTION for event in history)
    start = State() if in_events or dossier.received_on is None else state_after_reception()
    past = tuple(event for event in history if event.on <= on)
    fold(history, start)  # a broken history is refused whichever day is asked for
    state = fold(past, start)
    if not past and start.phase is Phase.RECEIVED and (dossier.received_on or on) > on:
        state = State()
    return evolve(
        dossier,
        status=state.status,
        **_reception(dossier, state),
        **_end(state),
        **_due(dossier, history, past),
        waiting_since=state.waiting_since if state.status in _WAITING else None,
    )


def _reception(dossier: Dossier, state: State) -> dict[str, Any]:
    if state.received is not None:
        return {"received_on": state.received.on, "received_at": state.received.at}
    if state.phase in (Phase.SUBMITTED, Phase.ASKED_AT_RECEPTION, Phase.NOT_ACCEPTED):
        return {"received_on": None, "received_at": None}
    return {"received_on": dossier.received_on, "received_at": dossier.received_at}


def _end(state: State) -> dict[str, Any]:
    end, back = state.finished, state.returned
    return {
        "finished_on": end.on if end else None,
        "finished_at": end.at if end else None,
        "returned_on": back.on if back else None,
        "returned_at": back.at if back else None,
    }


def _due(
    dossier: Dossier, history: tuple[DossierEvent, ...], past: tuple[DossierEvent, ...]
) -> dict[str, Any]:
    """Return the due day of that day; nothing changes where no apology names a new one."""
    new_dates = [event.until for event in history if event.kind is EventKind.APOLOGY and event.until]
    if not new_dates:
        return {}
    first = dossier.original_due_on
    if first is None and dossier.due_on not in new_dates:
        first = dossier.due_on
    known = [event.until for event in past if event.kind is EventKind.APOLOGY and event.until]
    if known:
        due = known[-1]
        at = dossier.due_at if due == dossier.due_on else None
        return {"due_on": due, "due_at": at, "original_due_on": first}
    at = dossier.due_at if first == dossier.due_on else None
    return {"due_on": first, "due_at": at, "original_due_on": None}
