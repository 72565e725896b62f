"""Speed of one dossier: deadlines, the clock of office hours, the fold; results equal first, then figures.

Peers that are not installed (numpy, pandas) are left out. Nothing here asserts a time.
"""

from __future__ import annotations

import importlib
import timeit
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, WorkingClock, load_calendar
from tthc.deadlines import compute_deadline, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.lifecycle import fold
from tthc.limits import Hours, WorkingDays, WorkingHours

CALENDAR = load_calendar()
HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
SPAN = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
RECEIVED = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
N = 10


def micros(work: Callable[[], object], *, loops: int = 20_000) -> float:
    """Return the best of seven rounds, in microseconds a call."""
    return min(timeit.repeat(work, number=loops, repeat=7)) / loops * 1e6


def show(what: str, took: float, target: str) -> None:
    print(f"{what:<58}{took:10.2f} µs   target {target}")


def optional(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def test_adding_working_days() -> None:
    base = CALENDAR.first.toordinal()
    working = [CALENDAR.first, *(day for day, works in CALENDAR.days() if works)]
    ordinal: list[int] = []
    for _, works in CALENDAR.days():
        ordinal.append((ordinal[-1] if ordinal else 0) + works)

    def bare(day: date = RECEIVED, n: int = N) -> date:
        return working[ordinal[day.toordinal() - base] + n]

    for day in SPAN:
        assert bare(day) == CALENDAR.add_working_days(day, N)
    looked_up = micros(lambda: bare(RECEIVED, N), loops=100_000)
    took = micros(lambda: CALENDAR.add_working_days(RECEIVED, N), loops=100_000)
    show("calendar.add_working_days", took, "<= 2 x bare look-up")
    print(f"{'  the bare two-array look-up':<58}{looked_up:10.2f} µs   {took / looked_up:.2f} times it")
    beside_numpy(took)
    beside_holidays()


def beside_numpy(took: float) -> None:
    numpy: Any = optional("numpy")
    if numpy is None:
        print("  numpy is not installed")
        return
    off = [day for day, works in CALENDAR.days() if not works]
    week = numpy.busdaycalendar(weekmask="1111111", holidays=off)

    def peer(day: date = RECEIVED, n: int = N) -> date:
        landed = numpy.busday_offset(day, n, roll="backward", busdaycal=week)
        found: date = landed.item()
        return found

    for day in SPAN:
        assert peer(day) == CALENDAR.add_working_days(day, N)
    slow = micros(peer)
    show("  numpy.busday_offset, dates in and out", slow, "20 x slower")
    print(f"{'':<58}{slow / took:10.1f} times the calendar")


def beside_holidays() -> None:
    holidays: Any = optional("holidays")
    if holidays is None:
        print("  holidays is not installed")
        return
    theirs = holidays.country_holidays("VN", years=range(2025, 2028), expand=False)
    ours = WorkingCalendar.from_holidays(theirs)
    asked = [(day, 1 + 7 * i % 60) for i, day in enumerate(SPAN[:300])]  # 1 to 60 working days, in turn
    for day, n in asked:
        assert theirs.get_nth_working_day(day, n) == ours.add_working_days(day, n)
    took = micros(lambda: [ours.add_working_days(day, n) for day, n in asked], loops=300)
    peer = micros(lambda: [theirs.get_nth_working_day(day, n) for day, n in asked], loops=2)
    show("  holidays.get_nth_working_day, 1 to 60 working days", peer / len(asked), "200 x slower")
    print(f"{'':<58}{peer / took:10.1f} times the calendar")


def test_one_deadline() -> None:
    limit = WorkingDays(N)
    deadline = compute_deadline(RECEIVED, limit, calendar=CALENDAR)
    assert deadline.due == CALENDAR.add_working_days(RECEIVED, N)
    assert len(deadline.trace) == (deadline.due - RECEIVED).days + 1
    show("compute_deadline", micros(lambda: compute_deadline(RECEIVED, limit, calendar=CALENDAR)), "<= 5 µs")
    traced = micros(lambda: compute_deadline(RECEIVED, limit, calendar=CALENDAR).trace, loops=5_000)
    show("compute_deadline with a trace of 10 working days", traced, "<= 25 µs")
    day = timedelta(hours=24)
    assert compute_deadline(MOMENT, Hours(24), calendar=CALENDAR).due_at == MOMENT + day
    show(
        "compute_deadline, 24 hours",
        micros(lambda: compute_deadline(MOMENT, Hours(24), calendar=CALENDAR)),
        "-",
    )
    whole = WorkingHours(8)
    took = micros(lambda: compute_deadline(MOMENT, whole, calendar=CALENDAR, office_hours=HOURS))
    show("compute_deadline, 8 working hours", took, "-")


def test_an_instant_in_working_hours() -> None:
    clock = WorkingClock(CALENDAR, HOURS)
    assert clock.add_minutes(MOMENT, 480) == MOMENT + timedelta(days=1)
    took = micros(lambda: clock.add_minutes(MOMENT, 480))
    show("WorkingClock.add_minutes, 8 working hours", took, "<= 5 µs")
    pandas: Any = optional("pandas")
    if pandas is None:
        print("  pandas is not installed")
        return
    off = [day for day, works in CALENDAR.days() if not works and SPAN[0] <= day <= SPAN[-1]]
    step = pandas.offsets.CustomBusinessHour(
        8, start=["07:30", "13:00"], end=["11:30", "17:00"], weekmask="1111111", holidays=off
    )
    naive = MOMENT.replace(tzinfo=None)
    for day in SPAN[20:300:7]:
        start = datetime(day.year, day.month, day.day, 9, 0)
        there = (pandas.Timestamp(start) + step).to_pydatetime()
        here = clock.add_minutes(start.replace(tzinfo=VIETNAM), 480).replace(tzinfo=None)
        # a day that is filled to its last minute ends at the next opening with pandas, here at 17:00
        assert there in (here, clock.opening_on_or_after(here.replace(tzinfo=VIETNAM)).replace(tzinfo=None))
    peer = micros(lambda: pandas.Timestamp(naive) + step, loops=200)
    show("  pandas CustomBusinessHour", peer, "about 185 µs")
    print(f"{'':<58}{peer / took:10.1f} times the clock")


@pytest.fixture
def history() -> tuple[DossierEvent, ...]:
    """Return a reception, four waits with their answers, and a result: ten events."""
    waits = [
        (EventKind.OBLIGATION_REQUEST, EventKind.OBLIGATION_DONE),
        (EventKind.CONFIRMATION_REQUEST, EventKind.CONFIRMATION_ANSWER),
    ] * 2
    events = [DossierEvent(1, EventKind.RECEPTION, on=RECEIVED)]
    day = RECEIVED
    for request, answer in waits:
        for kind in (request, answer):
            day += timedelta(days=2)
            effect = Effect.PAUSE if kind is request else None
            events.append(DossierEvent(len(events) + 1, kind, on=day, effect=effect))
    events.append(DossierEvent(10, EventKind.RESULT, on=day + timedelta(days=1)))
    return tuple(events)


def test_a_fold_over_ten_events(history: tuple[DossierEvent, ...]) -> None:
    assert len(history) == 10
    assert fold(history[5:], fold(history[:5])) == fold(history)
    show("fold over 10 events: status and phase", micros(lambda: fold(history), loops=2_000), "<= 80 µs")

    def clocked() -> object:
        return due_over_events(RECEIVED, WorkingDays(N), history, calendar=CALENDAR)

    reading = due_over_events(RECEIVED, WorkingDays(N), history, calendar=CALENDAR)
    paused = sum(span.uncounted for span in reading.spans)
    assert reading.due == CALENDAR.add_working_days(RECEIVED, N + paused)
    show("due_over_events over 10 events", micros(clocked, loops=1_000), "<= 80 µs")
