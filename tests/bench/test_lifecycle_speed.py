"""One dossier's fold over ten events: the state alone, and with its due day. Prints microseconds."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from datetime import date

from tthc.calendars import load_calendar
from tthc.deadlines import due_over_events
from tthc.dossiers import DossierEvent, EventKind, Status
from tthc.lifecycle import fold
from tthc.limits import WorkingDays

STEPS = (
    ("reception", 5),
    ("transfer", 5),
    ("supplement-request", 7),
    ("supplement-answer", 9),
    ("confirmation-request", 12),
    ("confirmation-answer", 14),
    ("transfer", 15),
    ("apology", 16),
    ("result", 28),
    ("hand-over", 29),
)
EVENTS = tuple(
    DossierEvent(
        seq,
        EventKind(kind),
        on=date(2026, 10, day),
        until=date(2026, 10, 30) if kind == "apology" else None,
    )
    for seq, (kind, day) in enumerate(STEPS, start=1)
)
CALENDAR = load_calendar()
LIMIT = WorkingDays(10)


def microseconds(work: Callable[[], object], number: int = 5_000) -> float:
    """Return the best of five runs: the others hold what else the machine did."""
    return min(timeit.repeat(work, number=number, repeat=5)) / number * 1e6


def test_ten_events() -> None:
    def due() -> object:
        return due_over_events(date(2026, 10, 5), LIMIT, EVENTS, calendar=CALENDAR)

    assert fold(EVENTS).status is Status.RETURNED
    assert due_over_events(date(2026, 10, 5), LIMIT, EVENTS, calendar=CALENDAR).due == date(2026, 10, 30)
    print(f"\nfold over 10 events             {microseconds(lambda: fold(EVENTS)):8.1f} us  (target 80)")
    print(f"due day over the same 10 events {microseconds(due):8.1f} us")
