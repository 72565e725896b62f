"""The statutory policy against answers worked out by hand, and those against a count day by day."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from tests.golden.day_by_day import (
    SAME_DAY,
    SWAPPED,
    WORKED,
    days_in,
    due_of,
    happenings,
    notices,
)

from tthc.calendars import OfficeHours, load_calendar
from tthc.deadlines import Deadline, compute_deadline
from tthc.deadlines.clock import ClockReading, ClockSettings, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.limits import parse_limit

VIETNAM = timezone(timedelta(hours=7))
HERE = Path(__file__).parent


def table() -> list[dict[str, str]]:
    with (HERE / "statutory.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


ROWS = table()


def label(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row["received"], row["limit"], row["events"])))


def is_moment(row: dict[str, str]) -> bool:
    return "T" in row["due"]


def test_the_table_is_whole() -> None:
    assert len(ROWS) >= 150
    assert all(None not in row and row["article"] and row["reasoning"] for row in ROWS)
    assert len({label(row) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_the_hand_and_the_counter_agree(row: dict[str, str]) -> None:
    assert due_of(row["received"], row["limit"], row["events"]) == row["due"]


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_a_deadline_is_the_one_worked_out_by_hand(row: dict[str, str]) -> None:
    found = computed(row)
    assert found.due is not None
    assert found.due.isoformat() == row["due"][:10]
    if is_moment(row):
        assert found.due_at is not None
        assert found.due_at.isoformat() == f"{row['due']}:00+07:00"
    elif row["limit"] != SAME_DAY:  # the same day may end at closing time
        assert found.due_at is None
    assert not found.provisional


def computed(row: dict[str, str]) -> Deadline | ClockReading:
    said = list(happenings(row["events"]))
    settings = dict(said)
    sessions = settings.get("office_hours")
    received, limit = reception(row["received"]), parse_limit(row["limit"])
    hours = OfficeHours.parse(sessions) if sessions else None
    calendar = load_calendar()
    events = history(said)
    if not events:
        return compute_deadline(
            received, limit, calendar=calendar, office_hours=hours, field=settings.get("field")
        )
    longer = settings.get("extend", "").partition("=")[2]
    clock = ClockSettings(extension=parse_limit(longer) if longer else None)
    return due_over_events(received, limit, events, calendar=calendar, clock=clock)


def reception(text: str) -> date | datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if "T" in text else date.fromisoformat(text)


KINDS = {"request": EventKind.SUPPLEMENT_REQUEST, "answer": EventKind.SUPPLEMENT_ANSWER}


def history(said: list[tuple[str, str]]) -> tuple[DossierEvent, ...]:
    settings = dict(said)
    events = []
    for seq, (name, rest) in enumerate(said, start=1):
        if name in KINDS:
            day, effect = date.fromisoformat(rest), Effect(settings["effect"])
            events.append(DossierEvent(seq, KINDS[name], on=day, effect=effect))
        elif name == "extend":
            day = date.fromisoformat(rest.partition("=")[0])
            events.append(DossierEvent(seq, EventKind.APOLOGY, on=day, effect=Effect.EXTEND))
    return tuple(events)


def window(row: dict[str, str]) -> set[date]:
    """Return the days after reception up to the due day."""
    return set(days_in(date.fromisoformat(row["received"][:10]), date.fromisoformat(row["due"][:10])))


@pytest.mark.parametrize("kind", [SWAPPED, WORKED])
def test_every_swapped_and_every_worked_day_stands_in_some_window(kind: str) -> None:
    days = {day for day, said in notices().items() if said == kind and 2010 <= day.year <= 2027}
    assert len(days) == 21
    assert days - set().union(*map(window, ROWS)) == set()


@pytest.mark.parametrize("kind", ["holiday", "compensatory", "adjacent", "swapped-off", "made-up"])
def test_the_table_ends_or_passes_every_kind_of_day(kind: str) -> None:
    assert {notices().get(day) for row in ROWS for day in window(row)} >= {kind}


def test_every_swapped_and_worked_day_decides_some_answer() -> None:
    for day, kind in tuple(notices().items()):
        if kind in {SWAPPED, WORKED} and 2010 <= day.year <= 2027:
            kept = notices().pop(day)
            try:
                moved = [
                    row for row in ROWS if due_of(row["received"], row["limit"], row["events"]) != row["due"]
                ]
            finally:
                notices()[day] = kept
            assert moved, day
