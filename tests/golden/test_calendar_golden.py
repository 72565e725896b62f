"""The calendar and its deadlines against answers typed from the notices."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tthc.calendars import DayKind, load_calendar
from tthc.columnar.landing import LandingTable
from tthc.deadlines import compute_deadline
from tthc.law import Certainty
from tthc.limits import parse_limit

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter=";", restkey="more"
        )


def changed_days(year: str, text: str) -> dict[date, bool]:
    """Return the days of a compact line: True for one that is worked."""
    days, month = {}, ""
    for word in text.split():
        works = word.endswith("W")
        written = word.removesuffix("W")
        if "-" in written:
            month, written = written.split("-")
        days[date.fromisoformat(f"{year}-{month}-{written}")] = works
    return days


YEARS = list(rows("days_off.csv"))
DEADLINES = list(rows("statutory_basic.csv"))


def test_the_golden_files_are_all_there() -> None:
    assert [row["year"] for row in YEARS] == [str(year) for year in range(2010, 2028)]
    assert len(DEADLINES) == 34


@pytest.mark.parametrize("row", YEARS, ids=lambda row: row["year"])
def test_a_year_is_off_exactly_on_the_announced_days(row: dict[str, str]) -> None:
    calendar = load_calendar()
    year = calendar.year(int(row["year"]))
    found = {each.day: each.works for each in year if each.works is (each.day.weekday() >= 5)}
    assert found == changed_days(row["year"], row["days"])
    assert sum(not each.works for each in year if each.day.weekday() < 5) == int(row["weekdays_off"])
    assert sum(each.works for each in year) == int(row["working_days"])
    assert not any(each.provisional for each in year)
    assert all(each.documents for each in year if each.kind is not DayKind.WORKING)


@pytest.mark.parametrize("row", DEADLINES, ids=lambda row: f"{row['received']}+{row['limit']}")
def test_a_deadline_is_the_one_worked_out_by_hand(row: dict[str, str]) -> None:
    received, limit = date.fromisoformat(row["received"]), parse_limit(row["limit"])
    deadline = compute_deadline(received, limit, calendar=load_calendar())
    assert deadline.due.isoformat() == row["due"]
    assert not deadline.provisional
    code = "33/2005/QH11" if received.year < 2017 else "91/2015/QH13"
    assert deadline.law[0].document == code
    assert (deadline.certainty is Certainty.MEMORY) is (received.year < 2017)
    landed = LandingTable.of(load_calendar()).due(received, int(limit.n), limit.unit)
    assert landed is not None
    assert landed.isoformat() == row["due"]


def test_the_data_agree_with_the_table_the_facts_came_from(shared_data: Path) -> None:
    source = shared_data.parent / "facts" / "vn_days_off.csv"
    if not source.is_file():
        pytest.skip("../shared/facts/vn_days_off.csv is not beside this checkout")
    calendar = load_calendar()
    with source.open(encoding="utf-8", newline="") as file:
        facts = {date.fromisoformat(row["date"]): row for row in csv.DictReader(file)}
    for day, row in facts.items():
        found = calendar.explain(day)
        assert (found.kind.value, found.name) == (row["kind"], row["name"]), day
        assert found.works is (row["effect"] == "work"), day
        assert str(found.paired_with or "") == row["paired_with"], day
        if row["document_date"] and not row["paired_with"]:
            assert str(found.known_from) == row["document_date"], day
        assert found.known_from_assumed is (row["document_date"] == ""), day
        assert found.certainty is (Certainty.REPORTED if row["confidence"] == "one" else Certainty.VERIFIED)
    listed = {each.day for each in calendar.facts_between(date(2010, 1, 1), date(2027, 12, 31))}
    assert listed == facts.keys()


def test_a_calendar_kept_by_a_one_stop_system_agrees_on_every_day(shared_data: Path) -> None:
    # Yên Bái, complete from the week after New Year 2013; an independent table.
    source = shared_data / "real" / "yenbai_epar_calendar_2012_2015.csv"
    if not source.is_file():
        pytest.skip("../shared/data/real/yenbai_epar_calendar_2012_2015.csv is not beside this checkout")
    first, last = date(2013, 1, 6), date(2015, 12, 31)
    calendar = load_calendar()
    with source.open(encoding="utf-8", newline="") as file:
        kept = {date.fromisoformat(row["date"]): row["off"] == "1" for row in csv.DictReader(file)}
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert [day for day in span if kept[day] is calendar.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("received", "limit", "known_on", "then", "now"),
    [
        ("2025-12-31", "3 ngày làm việc", "2025-12-01", "2026-01-06", "2026-01-07"),
        ("2025-12-31", "3 ngày làm việc", "2025-12-24", "2026-01-06", "2026-01-07"),
        ("2025-12-31", "3 ngày làm việc", "2025-12-25", "2026-01-07", "2026-01-07"),
        ("2026-11-20", "3 ngày làm việc", "2026-04-01", "2026-11-25", "2026-11-26"),
        ("2026-11-20", "3 ngày làm việc", "2026-04-23", "2026-11-25", "2026-11-26"),
        ("2026-11-20", "3 ngày làm việc", "2026-04-24", "2026-11-26", "2026-11-26"),
        ("2024-04-26", "3 ngày làm việc", "2024-04-11", "2024-05-03", "2024-05-04"),
        ("2024-04-26", "3 ngày làm việc", "2024-04-12", "2024-05-04", "2024-05-04"),
    ],
)
def test_what_was_known_on_a_day_decides(
    received: str, limit: str, known_on: str, then: str, now: str
) -> None:
    day, term = date.fromisoformat(received), parse_limit(limit)
    known = load_calendar(known_on=date.fromisoformat(known_on))
    assert compute_deadline(day, term, calendar=known).due.isoformat() == then
    assert compute_deadline(day, term, calendar=load_calendar()).due.isoformat() == now
