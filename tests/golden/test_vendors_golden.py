"""Vendors' due dates against what their systems stored or their public code gives."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, WorkingCalendar, load_calendar
from tthc.deadlines.vendors import (
    OpenCpsDue,
    TanDanTerm,
    epar_due,
    opencps_due,
    opencps_minutes,
    opencps_sessions,
    tan_dan_due,
)

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def of_own(name: str, *facts: DayFact, year: int = 2024) -> WorkingCalendar:
    first, last = date(year, 1, 1), date(year + 2, 12, 31)
    return WorkingCalendar.from_facts(facts, name=name, first=first, last=last)


def open_cps(
    received: datetime,
    amount: float,
    *,
    in_days: bool,
    office: tuple[OfficeHours, WorkingCalendar],
    unseen: bool,
) -> OpenCpsDue:
    # a day of the table is loaded when its midnight is not before the moment of reception
    hidden = received.date() if unseen and received.time() > time() else None
    minutes = opencps_minutes(amount) if in_days else round(amount * 60)
    return opencps_due(received, minutes, opencps_sessions(*office, hidden))


NO_HOLIDAYS = of_own("no holidays")
STD = OfficeHours.parse("07:30-11:30,13:00-17:00")
OFFICES = {
    "std": (STD, load_calendar()),
    "mid8": (OfficeHours.parse("07:00-11:30,13:30-17:00"), load_calendar()),
    "q45": (OfficeHours.parse("07:45-11:30,13:15-17:30"), load_calendar()),
    "saturday": (STD.with_saturday("07:30-11:30"), load_calendar()),
    "friday": (STD.with_weekday(4, "07:30-11:30,13:00-16:00"), load_calendar()),
    "nohol": (STD, NO_HOLIDAYS),
    "every-day": (OfficeHours.parse("t2-cn 07:30-11:30,13:00-17:00"), NO_HOLIDAYS),
}
OPENCPS = list(rows("vendors_opencps.csv"))


@pytest.mark.parametrize("row", OPENCPS, ids=[f"{row['received']} {row['shows']}" for row in OPENCPS])
def test_opencps_typed(row: dict[str, str]) -> None:
    found = open_cps(
        moment(row["received"]),
        float(row["amount"]),
        in_days=row["unit"] == "day",
        office=OFFICES[row["office"]],
        unseen=row["reception_holiday"] == "unseen",
    )
    assert found.counted_from == moment(row["counted_from"])
    assert found.raw == moment(row["raw"])
    assert found.due == moment(row["due"])


def test_a_term_beyond_360_days_is_cut() -> None:
    found = opencps_due(
        moment("2024-03-04 09:00"), opencps_minutes(400), opencps_sessions(STD, load_calendar())
    )
    assert found.due.date() == date(2025, 2, 27)


@pytest.mark.parametrize("row", list(rows("vendors_tan_dan.csv")), ids=lambda row: row["received"])
def test_tan_dan_typed(row: dict[str, str]) -> None:
    days_off = (date(2025, 9, 1), date(2025, 9, 2))
    calendar = of_own("1 and 2/9", *(DayFact(day, DayKind.HOLIDAY) for day in days_off), year=2025)
    found = tan_dan_due(moment(row["received"]), float(row["hours"]), TanDanTerm(row["term"]), calendar)
    assert found == moment(row["due"])


@pytest.mark.parametrize("row", list(rows("vendors_epar.csv")), ids=lambda row: row["what"])
def test_epar_typed(row: dict[str, str]) -> None:
    found = epar_due(moment(row["received"]), float(row["days"]), load_calendar())
    assert found == moment(row["due"])


# -- the whole published files, where they stand beside the checkout ----------------------------


def _published_offices(folder: Path) -> dict[str, tuple[OfficeHours, WorkingCalendar]]:
    config = json.loads((folder / "opencps_vectors_config.json").read_text(encoding="utf-8"))
    return {
        name: (_hours(calendar["workTimes"]), _days_off(calendar["holidays"]))
        for name, calendar in config["calendars"].items()
    }


def _hours(lines: list[dict[str, Any]]) -> OfficeHours:
    if not lines:
        return OfficeHours.parse("t2-cn 07:30-11:30,13:00-17:00")
    names = ("cn", "t2", "t3", "t4", "t5", "t6", "t7")
    return OfficeHours.parse(
        "; ".join(
            # "11:30-11:30" is how that system writes an afternoon off
            f"{names[line['day'] - 1]} {line['hours'].replace(',11:30-11:30', '')}"
            for line in lines
        )
    )


def _days_off(lines: list[dict[str, Any]]) -> WorkingCalendar:
    kinds = (DayKind.HOLIDAY, DayKind.MADE_UP)
    facts = (DayFact(date.fromisoformat(line["holidayDate"]), kinds[line["holidayType"]]) for line in lines)
    return of_own("published", *facts)


def test_every_published_opencps_vector(shared_data: Path) -> None:
    offices = _published_offices(shared_data)
    with (shared_data / "opencps_vectors.csv").open(encoding="utf-8", newline="") as file:
        vectors = [row for row in csv.DictReader(file) if row["variant"] == "latest"]
    assert len(vectors) == 413
    assert {row["holiday_mode"] for row in vectors} == {"all", "ge"}
    wrong = []
    for row in vectors:
        found = open_cps(
            moment(row["receive"]),
            float(row["duration"]),
            in_days=row["unit"] == "0",
            office=offices[row["calendar_id"]],
            unseen=row["holiday_mode"] == "ge",
        )
        expected = (row["counted_from"], row["due_raw"], row["due_returned"])
        if (found.counted_from, found.raw, found.due) != tuple(map(moment, expected)):
            wrong.append(row["id"])
    assert wrong == []


def test_every_published_tan_dan_vector_but_the_slip(shared_data: Path) -> None:
    days_off = (DayFact(date(2025, 9, day), DayKind.HOLIDAY) for day in (1, 2))
    calendar = of_own("1 and 2/9", *days_off, year=2025)
    path = shared_data / "real" / "td_deadline_vectors_computed.csv"
    differing = {}
    with path.open(encoding="utf-8", newline="") as file:
        vectors = list(csv.DictReader(file))
    for row in vectors:
        found = tan_dan_due(
            moment(row["received_at"]), float(row["hours"]), TanDanTerm(row["unit"]), calendar
        )
        if found != moment(row["due_at"]):
            differing[row["received_at"]] = found
    assert len(vectors) == 14
    # the system prints 03:00 of the same day; one hour from the end of the morning is 14:30
    assert differing == {"2025-08-27 11:30": moment("2025-08-27 14:30")}


def test_every_stored_epar_dossier_and_step(shared_data: Path) -> None:
    calendar = load_calendar()
    with (shared_data / "real" / "yenbai_epar_records.csv").open(encoding="utf-8", newline="") as file:
        dossiers = list(csv.DictReader(file))
    with (shared_data / "real" / "yenbai_epar_steps.csv").open(encoding="utf-8", newline="") as file:
        steps = list(csv.DictReader(file))
    assert (len(dossiers), len(steps)) == (2, 13)
    for dossier in dossiers:
        due = epar_due(moment(dossier["received_at"]), float(dossier["working_days"]), calendar)
        assert due == moment(dossier["due_at_original"])
        stored = moment(dossier["due_at_stored"])
        assert stored == due or (dossier["paused_at"] and stored == due - timedelta(hours=16))
    for step in steps:
        begun = moment(step["step_begin_at(derived: previous step finish, or reception)"])
        due = epar_due(begun, float(step["allotted_working_days"]), calendar)
        assert due == moment(step["step_deadline"]), step["step_group"]
