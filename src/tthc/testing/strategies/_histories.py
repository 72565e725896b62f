"""Event histories that can have happened, and dossiers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import strategies as st

from tthc.channels import Channel, OnlineLevel
from tthc.dossiers import Dossier, DossierEvent, EventKind, Status
from tthc.lifecycle import Phase, transitions
from tthc.places import Level
from tthc.testing.strategies._limits import day_limits, limits
from tthc.testing.strategies._moments import FIRST, LAST, receptions

ENDED = (Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.RETURNED)
APART = 10
"""The most days between two events, and between the days of a dossier."""


def events(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[DossierEvent]:
    """Draw one event of any kind; shrinks towards a reception on `first` (một sự kiện).

    >>> from hypothesis import find
    >>> find(events(), lambda event: True).kind.value
    'reception'
    """
    return st.builds(
        lambda kind, day: DossierEvent(1, kind, on=day, until=_until(kind, day)),
        st.sampled_from(EventKind),
        receptions(first, last),
    )


@st.composite
def histories(  # noqa: D417  # hypothesis fills in `draw`
    draw: st.DrawFn,
    *,
    first: date = FIRST,
    last: date = LAST,
    most: int = 8,
    kinds: Collection[EventKind] = tuple(EventKind),
) -> tuple[DossierEvent, ...]:
    """Draw a history that can have happened, by walking the transition table (lịch sử hồ sơ).

    It begins with the reception; each event is one that the phase before it allows. Shrinks towards
    the reception alone.

    Args:
        first: the earliest day of reception.
        last: the latest day of reception.
        most: the greatest number of events after the reception.
        kinds: the kinds of event it may hold; the reception is always there.

    >>> from hypothesis import find
    >>> history = find(histories(), lambda found: found[-1].kind is EventKind.SUPPLEMENT_ANSWER)
    >>> [event.kind.value for event in history]
    ['reception', 'supplement-request', 'supplement-answer']
    """
    table = transitions()
    day = draw(receptions(first, last))
    history = [DossierEvent(1, EventKind.RECEPTION, on=day)]
    phase = table.following(Phase.SUBMITTED, EventKind.RECEPTION)
    for seq in range(2, draw(st.integers(0, most)) + 2):
        allowed = [] if phase is None else [kind for kind in EventKind if kind in table.rows[phase].on]
        possible = [kind for kind in allowed if kind in kinds]
        if phase is None or not possible:
            break
        kind = draw(st.sampled_from(possible))
        day += timedelta(days=draw(st.integers(0, APART)))
        history.append(DossierEvent(seq, kind, on=day, until=_until(kind, day)))
        phase = table.following(phase, kind)
    return tuple(history)


def _until(kind: EventKind, day: date) -> date | None:
    """Give an apology its new due day."""
    return day + timedelta(days=APART) if kind is EventKind.APOLOGY else None


@st.composite
def dossiers(draw: st.DrawFn, *, first: date = FIRST, last: date = LAST) -> Dossier:
    """Draw a dossier whose days can be those of one dossier (hồ sơ).

    Shrinks towards one received on `first` and still handled, with a limit of one working day.

    >>> from hypothesis import find
    >>> dossier = find(dossiers(), lambda dossier: dossier.finished_on is not None)
    >>> dossier.received_on, dossier.finished_on
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5))
    """
    received = draw(receptions(first, last))
    status = draw(st.sampled_from((Status.IN_PROGRESS, Status.RECEIVED, *ENDED)))
    ended = status in ENDED
    finished = draw(_later(received)) if ended else None
    returned = draw(_later(finished)) if finished and status is Status.RETURNED else None
    channel = draw(st.sampled_from((Channel.DIRECT, Channel.ONLINE, Channel.POST)) | st.none())
    online = channel is Channel.ONLINE
    number = draw(st.integers(1, 9999))
    code = f"H00.1-{received:%y%m%d}-{number:04}"
    return Dossier(
        code=code,
        code_normalized=code,
        procedure_code=draw(st.sampled_from(("1.000001", "1.000002", None))),
        field_name=draw(st.sampled_from(("Hộ tịch", "Đất đai", None))),
        agency_name=draw(st.sampled_from(("UBND xã Mẫu 1", "UBND xã Mẫu 2", None))),
        level=draw(st.sampled_from((Level.COMMUNE, Level.PROVINCE, Level.UNKNOWN))),
        channel=channel,
        online_level=draw(st.sampled_from((*OnlineLevel, None))) if online else None,
        received_on=received,
        due_on=draw(st.none() | _later(received)),
        finished_on=finished,
        returned_on=returned,
        status=status,
        limit=draw(st.none() | day_limits() | limits()),
    )


def _later(day: date) -> st.SearchStrategy[date]:
    return st.integers(0, APART).map(lambda days: day + timedelta(days=days))
