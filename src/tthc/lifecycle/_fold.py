"""A pure fold over events: each event makes a new state or raises, and never changes the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from tthc.dossiers import DossierEvent, EventKind, Status
from tthc.errors import LifecycleError
from tthc.findings import Finding
from tthc.lifecycle._table import ANSWERS, REQUESTS, Phase, PhaseGroup, transitions


@frozen(kw_only=True)
class State:
    """Hold where a dossier stands after some events (trạng thái sau các sự kiện).

    Args:
        phase: where it stands; a new state is submitted and not received.
        seq: number of the last event; None before the first.
        on: its day.
        at: the last moment known on that day; None when only days are known.
        received: the reception; None before it.
        waiting: the request or incident that is open; None when nobody is waited for.
        finished: the event that ended the handling: result, refusal, withdrawal or stop.
        returned: the hand-over.

    >>> State().status
    <Status.NEW: 1>
    """

    phase: Phase = Phase.SUBMITTED
    seq: int | None = None
    on: date | None = None
    at: datetime | None = None
    received: DossierEvent | None = None
    waiting: DossierEvent | None = None
    finished: DossierEvent | None = None
    returned: DossierEvent | None = None

    @property
    def status(self) -> Status:
        """Return the status in the national list."""
        return transitions().rows[self.phase].status

    @property
    def group(self) -> PhaseGroup:
        """Return whether the dossier is before reception, running, waiting or ended."""
        return transitions().rows[self.phase].group

    @property
    def waiting_since(self) -> date | None:
        """Return the day of the open request or incident."""
        return self.waiting.on if self.waiting else None


@frozen
class Folded:
    """Hold what a history from data amounts to (kết quả đọc lịch sử từ dữ liệu).

    Args:
        state: where the dossier stands after the events that were possible.
        events: those events.
        findings: one for each event that was not.
    """

    state: State
    events: tuple[DossierEvent, ...]
    findings: tuple[Finding, ...]


_START = State()
_RECEIVED = State(phase=Phase.RECEIVED)


def state_after_reception() -> State:
    """Return the state of a dossier whose reception is known but stands in no event."""
    return _RECEIVED


def advance(state: State, event: DossierEvent) -> State:
    """Return the state after one more event (trạng thái sau một sự kiện); `state` is left as it was.

    Raises:
        LifecycleError: the event is earlier than the one before it or repeats its number
            (`lifecycle.out-of-order`); the dossier was received already
            (`lifecycle.second-reception`); it is not received yet (`lifecycle.not-received`); no
            request is open (`lifecycle.answer-without-request`); another wait is open
            (`lifecycle.overlapping-stop`); it has ended (`lifecycle.ended`); anything else the
            phase does not allow (`lifecycle.not-allowed`).

    >>> reception = DossierEvent(1, EventKind.RECEPTION, on=date(2026, 10, 5))
    >>> advance(State(), reception).status
    <Status.RECEIVED: 2>
    """
    _check_order(state, event)
    table, kind = transitions(), event.kind
    phase = table.following(state.phase, kind)
    if phase is None:
        raise LifecycleError(
            table.refusal(state.phase, kind),
            seq=event.seq,
            kind=kind.value,
            on=event.on,
            state=state.phase.value,
            since=state.waiting_since,
            allowed=", ".join(each.value for each in table.rows[state.phase].on) or "-",
        )
    group = table.rows[phase].group
    asks, answers = kind in REQUESTS, kind in ANSWERS
    ended = group is PhaseGroup.ENDED
    return State(
        phase=phase,
        seq=event.seq,
        on=event.on,
        at=event.at or (state.at if state.on == event.on else None),
        received=event if kind is EventKind.RECEPTION else state.received,
        waiting=event if asks else None if answers or kind is EventKind.RECEPTION else state.waiting,
        finished=event if ended and kind is not EventKind.HAND_OVER else state.finished,
        returned=event if kind is EventKind.HAND_OVER else state.returned,
    )


def _check_order(state: State, event: DossierEvent) -> None:
    if state.seq is None or state.on is None:
        return
    same_day = event.on == state.on
    earlier_moment = same_day and event.at is not None and state.at is not None and event.at < state.at
    if event.seq <= state.seq or event.on < state.on or earlier_moment:
        before = f"{state.seq}, {state.at.isoformat() if state.at else state.on}"
        raise LifecycleError(
            "lifecycle.out-of-order", seq=event.seq, kind=event.kind.value, on=event.on, before=before
        )


def fold(events: Iterable[DossierEvent], start: State = _START) -> State:
    """Return the state after a history (trạng thái sau một chuỗi sự kiện), all of it or an error.

    A history in two parts gives the state of the whole: `fold(b, fold(a)) == fold(a + b)`.

    Raises:
        LifecycleError: an event that cannot have happened; see `advance`.

    >>> events = (
    ...     DossierEvent(1, EventKind.RECEPTION, on=date(2026, 10, 5)),
    ...     DossierEvent(2, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7)),
    ... )
    >>> state = fold(events)
    >>> state.status, state.waiting_since
    (<Status.SUPPLEMENT_REQUESTED: 5>, datetime.date(2026, 10, 7))
    """
    for event in events:
        start = advance(start, event)
    return start


def fold_or_findings(events: Iterable[DossierEvent], start: State = _START) -> Folded:
    """Return the state after a history from data, and a finding for each event that cannot be.

    Events are taken in the order of `seq`, as a table may hold them in any. One that cannot have
    happened is left out and the fold goes on with the next; its finding has the code of the error.

    >>> answer = DossierEvent(1, EventKind.SUPPLEMENT_ANSWER, on=date(2026, 10, 5))
    >>> [finding.code for finding in fold_or_findings([answer]).findings]
    ['lifecycle.answer-without-request']
    """
    taken, findings = [], []
    for event in sorted(events, key=lambda event: event.seq):
        try:
            start = advance(start, event)
        except LifecycleError as error:
            findings.append(Finding(error.code, details=error.details))
        else:
            taken.append(event)
    return Folded(start, tuple(taken), tuple(findings))
