"""The clock over events against due days counted by hand, and against a walk day by day."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, load_calendar
from tthc.deadlines import ClockReading, ClockSettings, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.limits import WorkingDays, parse_limit

HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
EVENT = re.compile(r"(?P<kind>[a-z-]+)@(?P<when>[0-9T:-]+)(=(?P<until>[0-9-]+))?(!(?P<effect>[a-z]+))?")


def rows() -> list[dict[str, str]]:
    path = Path(__file__).parent / "clock.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter=";"))


def when(text: str) -> date | datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if "T" in text else date.fromisoformat(text)


def events(text: str) -> tuple[DossierEvent, ...]:
    found = []
    for seq, part in enumerate(text.split(), start=1):
        event = EVENT.fullmatch(part)
        assert event is not None, part
        at = when(event["when"])
        found.append(
            DossierEvent(
                seq,
                EventKind(event["kind"]),
                on=at.date() if isinstance(at, datetime) else at,
                at=at if isinstance(at, datetime) else None,
                until=date.fromisoformat(event["until"]) if event["until"] else None,
                effect=Effect(event["effect"]) if event["effect"] else None,
            )
        )
    return tuple(found)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar("vn-public-sector")


def read(row: dict[str, str], calendar: WorkingCalendar) -> ClockReading:
    return due_over_events(
        when(row["received"]),
        parse_limit(row["limit"]),
        events(row["events"]),
        calendar=calendar,
        office_hours=HOURS,
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['received']} {row['shows']}")
def test_due_days_are_those_counted_by_hand(row: dict[str, str], calendar: WorkingCalendar) -> None:
    reading = read(row, calendar)
    if "T" in row["due"]:
        assert reading.due_at == when(row["due"])
    else:
        assert reading.due == (when(row["due"]) if row["due"] else None)
    assert sorted(reading.flags) == row["flags"].split()


def test_the_table_meets_each_effect_and_each_finding() -> None:
    text = (Path(__file__).parent / "clock.csv").read_text(encoding="utf-8")
    wanted = {"!pause", "!restart", "!none", "apology@", "incident-start@", "confirmation-request@"}
    wanted |= {"was-overdue", "second-new-date", "second-supplement-request", "dossier-not-closed"}
    assert {word for word in wanted if word in text} == wanted


def test_an_extension_is_counted_from_the_old_due_day_once(calendar: WorkingCalendar) -> None:
    extend = events("apology@2026-10-16T09:00!extend")
    clock = ClockSettings(extension=WorkingDays(5))
    reading = due_over_events(date(2026, 10, 5), WorkingDays(10), extend, calendar=calendar, clock=clock)
    assert (reading.first_due, reading.due) == (date(2026, 10, 19), date(2026, 10, 26))


def test_a_procedure_that_extends_by_21_working_days(calendar: WorkingCalendar) -> None:
    history = events("supplement-request@2026-10-07 supplement-answer@2026-10-14")
    reading = due_over_events(
        date(2026, 10, 5),
        WorkingDays(10),
        history,
        calendar=calendar,
        procedure_code="1.014232.000.00.00.H56",
    )
    assert reading.due == date(
        2026, 11, 17
    )  # 19/10 and 21 working days: 20-23, 26-30, 2-6, 9-13, 16 and 17/11
    assert reading.used == ("supplement.procedures",)


OFF_IN_AUTUMN_2026 = {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)}
WORKED_IN_AUTUMN_2026 = {date(2026, 8, 22)}


def works(day: date) -> bool:
    """Say whether a day of autumn 2026 is worked, from notices 9441/TB-BNV and the law on 24/11 alone."""
    return day in WORKED_IN_AUTUMN_2026 or (day.weekday() < 5 and day not in OFF_IN_AUTUMN_2026)


def count_by_hand(received: date, n: int, request: date, answer: date) -> date:
    """Walk day by day; a worked day after the request up to the answer has to be walked once more.

    A request on the last day finds the term still running until 24:00, so its pause moves the end too.
    """
    day, left = request, n
    while day < answer:
        day += timedelta(days=1)
        left += works(day)
    day = received
    while left:
        day += timedelta(days=1)
        left -= works(day)
    return day


@pytest.mark.parametrize("n", [1, 4, 9, 15])
@pytest.mark.parametrize("start", range(0, 90, 7))
@pytest.mark.parametrize(("after", "length"), [(0, 1), (1, 0), (1, 6), (3, 20)])
def test_a_pause_agrees_with_a_walk_day_by_day(
    n: int, start: int, after: int, length: int, calendar: WorkingCalendar
) -> None:
    received = date(2026, 8, 17) + timedelta(days=start)
    request = received + timedelta(days=after)
    answer = request + timedelta(days=length)
    history = (
        DossierEvent(1, EventKind.OBLIGATION_REQUEST, on=request, effect=Effect.PAUSE),
        DossierEvent(2, EventKind.OBLIGATION_DONE, on=answer),
    )
    reading = due_over_events(received, WorkingDays(n), history, calendar=calendar)
    unmoved = count_by_hand(received, n, received, received)
    late = request > unmoved
    assert reading.due == (unmoved if late else count_by_hand(received, n, request, answer))
    assert (reading.flags == ("was-overdue",)) == late
