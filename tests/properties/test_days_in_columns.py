"""Due days and working days of whole tables equal those of one dossier, on every engine installed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tables import brought, rows_of

from tthc.calendars import WorkingCalendar
from tthc.columnar.days import land
from tthc.columnar.doors import open_doors
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.working_days import with_working_days_added, with_working_days_between
from tthc.deadlines import DayOffReception, LeapDay, StatutorySettings, SwappedLastDay, compute_deadline
from tthc.errors import TthcError
from tthc.limits import LimitUnit, limit_from
from tthc.testing import strategies as tst

Row = tuple[date | None, float | None, str | None, str | None]

ENGINES = st.sampled_from(["polars", "polars-lazy", "duckdb", "pandas-arrow", "arrow"])
SWITCHES = st.builds(
    StatutorySettings,
    swapped_last_day=st.sampled_from(SwappedLastDay),
    day_off_reception=st.sampled_from(DayOffReception),
    leap_day=st.sampled_from(LeapDay),
)
RECEIVED = st.dates(date(2027, 12, 1), date(2029, 2, 10))  # the calendars span 2028, a leap year, and no more
AMOUNTS = st.one_of(
    st.integers(1, 40).map(float),
    st.integers(-1, 1000).map(float),
    st.sampled_from([0.5, float("nan"), 1e300]),
)
UNITS = st.sampled_from([*(unit.value for unit in LimitUnit), "fortnight"])
CODES = st.sampled_from(["a", "b", "c"])
ROWS = st.lists(
    st.tuples(*(st.none() | drawn for drawn in (RECEIVED, AMOUNTS, UNITS, CODES))), min_size=1, max_size=30
)
CALENDARS = tst.calendars(year=2028, years=1)
IN_DAYS = {"working-day", "day", "week", "month", "year"}


def single(row: Row, calendar: WorkingCalendar | None, choice: StatutorySettings) -> date | None:
    received, amount, unit, _ = row
    if received is None or amount is None or calendar is None or unit not in IN_DAYS:
        return None
    try:
        return compute_deadline(received, limit_from(amount, unit), calendar=calendar, settings=choice).due
    except TthcError:
        return None


@settings(max_examples=60)
@given(
    rows=ROWS,
    own=st.dictionaries(CODES, CALENDARS, min_size=1, max_size=2),
    default=st.none() | CALENDARS,
    choice=SWITCHES,
    engine=ENGINES,
)
def test_every_engine_equals_the_single_deadline(
    rows: list[Row],
    own: dict[str, WorkingCalendar],
    default: WorkingCalendar | None,
    choice: StatutorySettings,
    engine: str,
) -> None:
    stack = CalendarStack.by_agency(own, default=default)
    names = {"received": "received_on", "amount": "limit_amount", "unit": "limit_unit", "into": "due"}
    schema = {"received_on": pl.Date, "limit_amount": pl.Float64, "limit_unit": pl.String}
    frame = pl.DataFrame(rows, schema={**schema, "agency_code": pl.String}, orient="row").with_row_index("i")
    (door,) = open_doors(brought(frame, engine))
    by_agency = door.hand_back(land(door, door.frame, stack, choice, **names))
    assert rows_of(by_agency, "due") == [single(row, own.get(row[3] or "", default), choice) for row in rows]
    one = next(iter(own.values()))
    for_all = door.hand_back(land(door, door.frame, one, choice, **names))
    assert rows_of(for_all, "due") == [single(row, one, choice) for row in rows]


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(RECEIVED, RECEIVED, st.integers(-300, 300)), min_size=1, max_size=40),
    calendar=CALENDARS,
    engine=ENGINES,
)
def test_working_days_equal_those_of_the_calendar(
    rows: list[tuple[date, date, int]], calendar: WorkingCalendar, engine: str
) -> None:
    schema = {"received_on": pl.Date, "finished_on": pl.Date, "seq": pl.Int64}
    table = brought(pl.DataFrame(rows, schema=schema, orient="row").with_row_index("i"), engine)

    def asked(ask: Any, *given: Any) -> Any:
        try:
            return ask(*given)
        except TthcError:
            return None

    added = with_working_days_added(table, calendar, day="received_on", n="seq", into="made")
    assert rows_of(added, "made") == [asked(calendar.add_working_days, day, n) for day, _, n in rows]
    between = with_working_days_between(table, calendar, start="received_on", end="finished_on", into="made")
    assert rows_of(between, "made") == [
        asked(calendar.working_days_between, start, end) for start, end, _ in rows
    ]


@given(calendar=CALENDARS, day=st.dates(date(2028, 1, 1), date(2028, 11, 1)), n=st.integers(1, 20))
def test_the_way_there_and_the_way_back(calendar: WorkingCalendar, day: date, n: int) -> None:
    frame = pl.DataFrame({"i": [0], "received_on": [day]})
    later = with_working_days_added(frame, calendar, day="received_on", n=n, into="due_on")
    counted = with_working_days_between(later, calendar, start="received_on", end="due_on", into="n")
    back = with_working_days_between(later, calendar, start="due_on", end="received_on", into="n")
    assert (counted["n"].to_list(), back["n"].to_list()) == ([n], [-n])
    assert later["due_on"][0] >= day + timedelta(days=n)
