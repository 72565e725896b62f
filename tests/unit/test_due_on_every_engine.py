"""Due days typed by hand on every engine; what a call leaves behind; tables and limits that are refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from tests.tables import LOCAL, brought, rows_of

from tthc.calendars import DayFact, DayKind, OfficeHours, load_calendar
from tthc.columnar.days import land, legal_due_expr
from tthc.columnar.doors import open_doors
from tthc.columnar.due import legal_due_of, with_legal_due
from tthc.columnar.stacks import CalendarStack
from tthc.deadlines import LeapDay, StatutorySettings, policy_named
from tthc.errors import DeadlineError, TableError
from tthc.limits import parse_limit

GOLDEN = Path(__file__).parents[1] / "golden"
SCHEMA = {
    "received_on": pl.Date,
    "received_at": pl.Datetime("us"),
    "limit_amount": pl.Float64,
    "limit_unit": pl.String,
}
HOURS = {"": None, "U": OfficeHours.parse("07:30-11:30,13:00-17:00")}
SATURDAY = load_calendar().with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))


Row = tuple[date, datetime | None, float, str, str]


def golden_rows() -> dict[str, list[Row]]:
    """Return reception, limit and due day or moment of the golden files without a sector, by office hours."""
    rows: dict[str, list[Row]] = {hours: [] for hours in HOURS}
    for name in ("statutory_basic.csv", "statutory_units.csv"):
        with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
            kept = (line for line in file if not line.startswith("#"))
            for row in csv.DictReader(kept, delimiter=";", restkey="more"):
                if row.get("field") or row.get("hours", "") not in HOURS or "sau 15" in row["limit"]:
                    continue
                limit = parse_limit(row["limit"])
                moment = datetime.fromisoformat(row["received"]) if "T" in row["received"] else None
                day = date.fromisoformat(row["received"][:10])
                made = (day, moment, float(limit.n), limit.unit.value, row["due"])
                rows[row.get("hours", "")].append(made)
    return rows


def frame_of(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([row[:4] for row in rows], schema=SCHEMA, orient="row").with_row_index("i")


ROWS = golden_rows()
FRAME = frame_of(ROWS[""])

KNOWN = [
    # the swap of Friday 2 January 2026 became known on 25 December 2025
    (date(2025, 12, 31), 3.0, "working-day", date(2025, 12, 24), date(2026, 1, 6)),
    (date(2025, 12, 31), 3.0, "working-day", date(2025, 12, 25), date(2026, 1, 7)),
    (date(2025, 12, 2), 1.0, "month", date(2025, 12, 2), date(2026, 1, 2)),
    (date(2025, 12, 2), 1.0, "month", date(2026, 11, 1), date(2026, 1, 5)),
    (date(2026, 11, 20), 3.0, "working-day", date(2026, 4, 23), date(2026, 11, 25)),
    (date(2026, 11, 20), 3.0, "working-day", date(2026, 4, 24), date(2026, 11, 26)),
    (date(2026, 11, 20), 3.0, "working-day", date(1990, 1, 1), date(2026, 11, 25)),
    (date(2026, 11, 20), 3.0, "working-day", date(2090, 1, 1), date(2026, 11, 26)),
    (date(2026, 11, 20), 3.0, "working-day", None, None),
    (None, 3.0, "working-day", date(2026, 1, 1), None),
]
AGENCIES = [
    (date(2026, 3, 6), 1.0, "working-day", "H00.01", date(2026, 3, 7)),
    (date(2026, 3, 6), 1.0, "working-day", "H00.02", date(2026, 3, 9)),
    (date(2026, 2, 7), 1.0, "month", "H00.01", date(2026, 3, 7)),
    (date(2026, 2, 7), 1.0, "month", None, date(2026, 3, 9)),
]


@pytest.mark.parametrize("engine", LOCAL)
def test_golden_rows(engine: str) -> None:
    check_golden_rows(lambda frame: brought(frame, engine))


@pytest.mark.parametrize("engine", LOCAL)
def test_each_row_by_its_own_calendar(engine: str) -> None:
    check_stacks(lambda frame: brought(frame, engine))


@pytest.mark.spark
def test_the_same_on_spark_and_nothing_stays_there(spark: Any) -> None:
    before = (spark.catalog.listTables(), spark.catalog.listDatabases())
    check_golden_rows(lambda frame: brought(frame, "spark", spark), hours=("",))
    check_agencies(lambda frame: brought(frame, "spark", spark))
    assert (spark.catalog.listTables(), spark.catalog.listDatabases()) == before
    assert spark._jsparkSession.sharedState().cacheManager().isEmpty()  # nothing cached


def check_golden_rows(bring: Callable[[pl.DataFrame], Any], hours: Iterable[str] = HOURS) -> None:
    assert all(len(ROWS[each]) >= 20 for each in HOURS)
    for each in hours:
        rows = ROWS[each]
        landed = with_legal_due(bring(frame_of(rows)), load_calendar(), office_hours=HOURS[each])
        due, due_at = rows_of(landed, "legal_due_on"), rows_of(landed, "legal_due_at")
        for row, day, moment in zip(rows, due, due_at, strict=True):
            expected = datetime.fromisoformat(row[4]) if "T" in row[4] else None
            assert (str(day), moment) == (row[4][:10], expected), row


def check_stacks(bring: Callable[[pl.DataFrame], Any]) -> None:
    schema = {"received_on": pl.Date, "limit_amount": pl.Float64, "limit_unit": pl.String}
    known = pl.DataFrame([row[:4] for row in KNOWN], schema={**schema, "submitted_on": pl.Date}, orient="row")
    (door,) = open_doors(bring(known.with_row_index("i")))
    names = {"received": "received_on", "amount": "limit_amount", "unit": "limit_unit", "into": "due"}
    landed = land(door, door.frame, CalendarStack.known_on("submitted_on"), **names)
    assert rows_of(door.hand_back(landed), "due") == [row[4] for row in KNOWN]
    check_agencies(bring)


def check_agencies(bring: Callable[[pl.DataFrame], Any]) -> None:
    schema = {"received_on": pl.Date, "limit_amount": pl.Float64, "limit_unit": pl.String}
    frame = pl.DataFrame(
        [row[:4] for row in AGENCIES], schema={**schema, "agency_code": pl.String}, orient="row"
    )
    stack = CalendarStack.by_agency({"H00.01": SATURDAY}, default=load_calendar())
    landed = with_legal_due(bring(frame.with_row_index("i")), stack)
    assert rows_of(landed, "legal_due_on") == [row[4] for row in AGENCIES]


@pytest.mark.parametrize("engine", LOCAL)
def test_a_table_comes_back_as_it_came(engine: str) -> None:
    table = brought(FRAME.head(3), engine)
    landed = with_legal_due(table, load_calendar())
    assert type(landed) is type(table)
    made = ("legal_due_on", "legal_due_at")
    names = landed.collect_schema().names() if engine == "polars-lazy" else list(landed_names(landed))
    assert names == [*FRAME.columns, *made]


def landed_names(table: Any) -> list[str]:
    return list(getattr(table, "column_names", None) or table.columns)


def test_what_was_known_when_a_dossier_came_in() -> None:
    days, amounts = [date(2025, 12, 24), date(2025, 12, 25)], [6, 5]
    frame = pl.DataFrame({"received_on": days, "limit_amount": amounts, "limit_unit": "working-day"})
    due = with_legal_due(frame, CalendarStack.known_on("received_on"))["legal_due_on"].to_list()
    assert due == [date(2026, 1, 2), date(2026, 1, 5)]


def test_rows_of_polars_keep_their_order() -> None:
    stack = CalendarStack.by_agency({f"H{place:02}": load_calendar() for place in range(40)})
    frame = pl.DataFrame(
        {
            "i": range(20_000),
            "received_on": [date(2026, 3, 2)] * 20_000,
            "limit_amount": [1.0] * 20_000,
            "limit_unit": ["day"] * 20_000,
            "agency_code": [f"H{place % 40:02}" for place in range(20_000)],
        }
    )
    assert with_legal_due(frame, stack)["i"].to_list() == list(range(20_000))


def test_nothing_is_left_on_the_connection() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE mine AS SELECT 1 AS one")
    frame = FRAME.to_arrow(compat_level=pl.CompatLevel.oldest())
    relation = connection.from_arrow(frame)
    kept = "SELECT view_name FROM duckdb_views() WHERE NOT internal", "SHOW ALL TABLES"
    before = [connection.sql(query).fetchall() for query in kept]
    stack = CalendarStack.by_agency({"a": SATURDAY}, default=load_calendar(), column="limit_unit")
    landed = with_legal_due(relation, stack)
    assert landed.aggregate("count(legal_due_on)").fetchall() == [(len(FRAME),)]
    assert [connection.sql(query).fetchall() for query in kept] == before
    assert landed.aggregate("count(legal_due_on)").fetchall() == [(len(FRAME),)]  # and it stays usable


@pytest.mark.parametrize(
    "kind", [pl.Enum(["week", "working-day"]), pl.Categorical()], ids=["enum", "categorical"]
)
def test_units_of_an_enum_need_not_have_every_category(kind: Any) -> None:
    units = pl.Series("limit_unit", ["working-day", "week", None], dtype=kind)
    frame = pl.DataFrame(
        {"received_on": [date(2026, 4, 16)] * 3, "limit_amount": [1, 2, 3], "limit_unit": units}
    )
    due = [date(2026, 4, 17), date(2026, 5, 4), None]
    assert with_legal_due(frame, load_calendar())["legal_due_on"].to_list() == due
    assert frame.select(legal_due_expr(load_calendar())).to_series().to_list() == due


def test_units_of_a_duckdb_enum() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TYPE unit AS ENUM ('week', 'working-day')")
    relation = connection.sql(
        "SELECT DATE '2026-04-16' AS received_on, 2 AS limit_amount, 'week'::unit AS limit_unit"
    )
    landed = with_legal_due(relation, load_calendar())
    assert landed.project("legal_due_on").fetchall() == [(date(2026, 5, 4),)]


@pytest.mark.parametrize("engine", LOCAL)
def test_missing_and_mistyped_columns_are_named_at_once(engine: str) -> None:
    frame = pl.DataFrame({"received_on": ["05/01/2026"], "limit_unit": ["day"]})
    with pytest.raises(TableError) as caught:
        with_legal_due(brought(frame, engine), CalendarStack.known_on("submitted_on"))
    assert caught.value.code == "table.columns"
    assert "limit_amount, submitted_on" in str(caught.value)
    assert "received_on (day)" in str(caught.value)


def test_events_on_another_engine_are_refused() -> None:
    with pytest.raises(TableError) as caught:
        with_legal_due(FRAME, load_calendar(), events=brought(FRAME, "duckdb"))
    assert caught.value.code == "table.engines-mixed"
    with pytest.raises(TableError) as caught:
        with_legal_due([1, 2], load_calendar())
    assert caught.value.code == "table.engine-unknown"


def test_policies_are_those_with_a_name_and_take_their_own_switches() -> None:
    with pytest.raises(DeadlineError) as caught:
        with_legal_due(FRAME, load_calendar(), policy="by-feeling")
    assert caught.value.code == "deadline.unknown-policy"
    with pytest.raises(DeadlineError) as caught:
        with_legal_due(FRAME, load_calendar(), policy_named("opencps-hours").defaults)
    assert caught.value.code == "deadline.other-settings"
    moment = datetime(2024, 1, 2, 8, 0)
    frame = FRAME.head(1).with_columns(received_on=moment.date(), received_at=moment)
    landed = with_legal_due(frame, load_calendar(), policy="epar")
    assert landed["legal_due_at"][0] is not None


def test_zone_aware_moments_are_converted_and_named() -> None:
    frame = FRAME.head(2).with_columns(pl.col("received_at").dt.replace_time_zone("UTC"))
    found = legal_due_of(frame, load_calendar())
    assert found.converted == ("received_at",)
    assert found.findings == ()
    assert found.table["received_at"].dtype == pl.Datetime("us")


def test_switches_reach_every_engine() -> None:
    frame = pl.DataFrame(
        {"i": [0], "received_on": [date(2024, 2, 29)], "limit_amount": [1.0], "limit_unit": ["year"]}
    )
    march = StatutorySettings(leap_day=LeapDay.MARCH_1)
    for engine in LOCAL:
        assert rows_of(with_legal_due(brought(frame, engine), load_calendar()), "legal_due_on") == [
            date(2025, 2, 28)
        ]
        assert rows_of(with_legal_due(brought(frame, engine), load_calendar(), march), "legal_due_on") == [
            date(2025, 3, 3)
        ]
