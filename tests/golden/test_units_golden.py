"""Limits in every unit against due days and moments worked out by hand."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.deadlines import Verdict, compute_deadline
from tthc.limits import parse_limit

FILE = Path(__file__).parent / "statutory_units.csv"
USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00")
HOURS = {
    "": None,
    "U": USUAL,
    "S": USUAL.with_saturday("07:30-11:30"),
    "F": USUAL.with_weekday(4, "07:30-11:30,13:00-16:00"),
}


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        kept = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(kept, delimiter=";", restkey="more"))


ROWS = rows()


def moment(text: str) -> date | datetime:
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_the_rows_are_all_there() -> None:
    assert len(ROWS) == 67
    assert sum("sau 15 giờ" in row["limit"] for row in ROWS) == 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['received']}+{row['limit']}+{row['field']}")
def test_a_deadline_is_the_one_worked_out_by_hand(row: dict[str, str]) -> None:
    deadline = compute_deadline(
        moment(row["received"]),
        parse_limit(row["limit"]) if row["limit"] else None,
        calendar=load_calendar(),
        office_hours=HOURS[row["hours"]],
        field=row["field"] or None,
    )
    due = moment(row["due"])
    if isinstance(due, datetime):
        assert deadline.due_at == deadline.ends_at == due
        assert deadline.due == due.date()
    else:
        assert (deadline.due, deadline.due_at) == (due, None)
    assert deadline.flags == tuple(row["flags"].split())
    trace = deadline.trace
    assert trace[0].verdict is Verdict.START
    assert trace[0].day == deadline.start
    assert trace[-1].day == deadline.due
    assert [step.day for step in trace] == sorted(step.day for step in trace)
    assert all(isinstance(str(step), str) and step.to_dict() for step in trace)
    assert deadline.law or deadline.due_at
