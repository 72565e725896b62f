"""Due moments and working minutes of whole columns are those of single deadlines, row by row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hours import office_hours

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, WorkingCalendar, clock_of
from tthc.columnar.doors import open_doors
from tthc.columnar.moments import with_due_moments, with_working_minutes
from tthc.columnar.moments_lines import BY_CLOCK
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.vendors import with_policy_due
from tthc.deadlines import HoursRoll, SessionEdge, StatutorySettings, SwappedLastDay, compute_deadline
from tthc.errors import TthcError
from tthc.limits import limit_from

FIRST, LAST = date(2026, 8, 15), date(2026, 9, 20)
FACTS = (
    DayFact(date(2026, 8, 22), DayKind.MADE_UP, paired_with=date(2026, 8, 31)),
    DayFact(date(2026, 8, 31), DayKind.SWAPPED_OFF, paired_with=date(2026, 8, 22)),
    DayFact(date(2026, 9, 1), DayKind.ADJACENT),
    DayFact(date(2026, 9, 2), DayKind.HOLIDAY),
    DayFact(date(2026, 9, 5), DayKind.LOCAL_WORKING),
    DayFact(date(2026, 9, 16), DayKind.LOCAL_OFF),
)
CALENDAR = WorkingCalendar.from_facts(FACTS, name="late summer", first=FIRST, last=LAST)
SHORTER = WorkingCalendar.from_facts((), name="autumn", first=date(2026, 8, 20), last=date(2026, 9, 10))
SCHEMA = {
    "place": pl.Int64,
    "agency_code": pl.String,
    "received_on": pl.Date,
    "received_at": pl.Datetime("us"),
    "limit_amount": pl.Float64,
    "limit_unit": pl.String,
    "other": pl.Datetime("us"),
}
HOURS = office_hours(FIRST, LAST, 10) | st.just(OfficeHours.parse("07:30-11:30,13:00-17:00"))
SETTINGS = st.builds(
    StatutorySettings,
    session_edge=st.sampled_from(SessionEdge),
    hours_roll=st.sampled_from(HoursRoll),
    swapped_last_day=st.sampled_from(SwappedLastDay),
)
MOMENTS = st.datetimes(datetime(2026, 8, 14), datetime(2026, 9, 22))
ON_EDGES = st.builds(
    datetime,
    st.just(2026),
    st.sampled_from([8, 9]),
    st.integers(1, 30),
    st.sampled_from([0, 7, 11, 12, 13, 17, 23]),
    st.sampled_from([0, 10, 30, 50]),
    st.sampled_from([0, 1]),
)
AMOUNTS = st.one_of(
    st.integers(1, 12).map(float),
    st.integers(1, 40).map(lambda n: n / 40),  # halves of a minute among them
    st.just(1.0),
    st.sampled_from([0.0, -1.0, 1.5, 1e-9, 300.0, 1e7, 1e18, float("inf"), float("nan"), None]),
)
CODES = st.sampled_from([*(unit.value for unit in BY_CLOCK)] * 3 + ["working-day", "unknown", "x", None])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        MOMENTS.map(datetime.date),
        st.none() | MOMENTS | ON_EDGES,
        AMOUNTS,
        CODES,
        st.none() | MOMENTS | ON_EDGES,
    ),
    min_size=1,
    max_size=30,
)
Answer = tuple[date | None, datetime | None]


def tabled(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Return the rows as a table, each with the place it stands at."""
    return pl.DataFrame(
        [(place, *row) for place, row in enumerate(rows)], schema=SCHEMA, orient="row", strict=False
    )


def single(row: tuple[Any, ...], calendar: WorkingCalendar | None, **options: Any) -> Answer:
    """Return what a single deadline says of one row."""
    _, received_on, received_at, amount, unit, _ = row
    if calendar is None or amount is None or unit not in [each.value for each in BY_CLOCK]:
        return None, None
    received = received_on if received_at is None else received_at.replace(tzinfo=VIETNAM)
    try:
        deadline = compute_deadline(received, limit_from(amount, unit), calendar=calendar, **options)
    except (TthcError, OverflowError):
        return None, None
    return deadline.due, deadline.due_at and deadline.due_at.replace(tzinfo=None)


def answers(native: Any, **options: Any) -> list[Answer]:
    (door,) = open_doors(native)
    frame = with_due_moments(door, door.frame, **options)
    return [row[1:] for row in sorted(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))]


@given(rows=ROWS, hours=st.none() | HOURS, switches=SETTINGS)
def test_polars_lands_each_row_where_a_single_deadline_does(
    rows: list[tuple[Any, ...]], hours: OfficeHours | None, switches: StatutorySettings
) -> None:
    found = answers(tabled(rows), calendar=CALENDAR, office_hours=hours, settings=switches)
    assert found == [single(row, CALENDAR, office_hours=hours, settings=switches) for row in rows]


@settings(max_examples=15)
@given(rows=ROWS, hours=st.none() | HOURS, switches=SETTINGS)
def test_duckdb_lands_each_row_where_a_single_deadline_does(
    rows: list[tuple[Any, ...]], hours: OfficeHours | None, switches: StatutorySettings
) -> None:
    with duckdb.connect() as connection:
        relation = connection.from_arrow(tabled(rows).to_arrow())
        found = answers(relation, calendar=CALENDAR, office_hours=hours, settings=switches)
    assert found == [single(row, CALENDAR, office_hours=hours, settings=switches) for row in rows]


@settings(max_examples=20)
@given(rows=ROWS, hours=st.none() | HOURS)
def test_a_stack_lands_each_row_on_its_own_calendar(
    rows: list[tuple[Any, ...]], hours: OfficeHours | None
) -> None:
    stack = CalendarStack.by_agency({"A": CALENDAR, "B": SHORTER})
    of_agency = {"A": CALENDAR, "B": SHORTER}
    expected = [single(row, of_agency.get(row[0]), office_hours=hours) for row in rows]
    assert answers(tabled(rows), calendar=stack, office_hours=hours) == expected
    with duckdb.connect() as connection:
        relation = connection.from_arrow(tabled(rows).to_arrow())
        assert answers(relation, calendar=stack, office_hours=hours) == expected


@settings(max_examples=25)
@given(rows=ROWS, hours=st.none() | HOURS, switches=SETTINGS)
def test_the_two_roads_meet(
    rows: list[tuple[Any, ...]], hours: OfficeHours | None, switches: StatutorySettings
) -> None:
    by_clock = [row for row in rows if row[4] in [unit.value for unit in BY_CLOCK]]
    (door,) = open_doors(tabled(by_clock))
    frame, findings = with_policy_due(
        door, door.frame, policy="statutory", calendar=CALENDAR, settings=switches, office_hours=hours
    )
    found = [row[1:] for row in sorted(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))]
    expected = [single(row, CALENDAR, office_hours=hours, settings=switches) for row in by_clock]
    assert found == expected
    asked = [row[3] is not None for row in by_clock]
    refused = sum(due is None and given for (due, _), given in zip(expected, asked, strict=True))
    assert sum(finding.count for finding in findings) == refused


@settings(max_examples=40)
@given(rows=ROWS, hours=HOURS)
def test_working_minutes_are_those_of_the_clock(rows: list[tuple[Any, ...]], hours: OfficeHours) -> None:
    clock, expected = clock_of(CALENDAR, hours), []
    for _, _, start, *_, end in rows:
        try:
            minutes = clock.minutes_between(start.replace(tzinfo=VIETNAM), end.replace(tzinfo=VIETNAM))
        except (TthcError, AttributeError):  # outside the calendar, or no moment
            minutes = None
        expected.append(minutes)
    options = {"calendar": CALENDAR, "office_hours": hours, "start": "received_at", "end": "other"}
    with duckdb.connect() as connection:
        for native in (tabled(rows), connection.from_arrow(tabled(rows).to_arrow())):
            (door,) = open_doors(native)
            frame = with_working_minutes(door, door.frame, into="minutes", **options)
            assert [row[1] for row in sorted(door.rows(frame.select("place", "minutes")))] == expected
