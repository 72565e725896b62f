"""Due moments and working minutes of whole tables, on every engine, against answers worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tthc.calendars import DayFact, DayKind, OfficeHours, WorkingCalendar, load_calendar
from tthc.columnar import moments_lookup, vendors
from tthc.columnar.doors import open_doors
from tthc.columnar.due import with_legal_due
from tthc.columnar.moments import with_due_moments, with_working_minutes
from tthc.columnar.moments_lines import BY_CLOCK
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.vendors import with_policy_due
from tthc.deadlines import HolidaysInDays, SessionEdge, StatutorySettings, TanDanSettings
from tthc.errors import DeadlineError
from tthc.limits import parse_limit

GOLDEN = Path(__file__).parent.parent / "golden" / "statutory_units.csv"
USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00")
HOURS = {
    "": None,
    "U": USUAL,
    "S": USUAL.with_saturday("07:30-11:30"),
    "F": USUAL.with_weekday(4, "07:30-11:30,13:00-16:00"),
}
CALENDAR = load_calendar()
SCHEMA = {
    "place": pl.Int64,
    "received_on": pl.Date,
    "received_at": pl.Datetime("us"),
    "limit_amount": pl.Float64,
    "limit_unit": pl.String,
}
Bring = Callable[[pl.DataFrame], Any]
Row = tuple[date | None, datetime | None, float | None, str | None]


@pytest.fixture(params=["polars", "duckdb"])
def bring(request: pytest.FixtureRequest) -> Iterator[Bring]:
    """Bring a table to an engine."""
    if request.param == "polars":
        yield pl.DataFrame.lazy
        return
    with duckdb.connect() as connection:
        yield lambda table: connection.from_arrow(table.to_arrow())


def table(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([(n, *row) for n, row in enumerate(rows)], schema=SCHEMA, orient="row")


def at(text: str, amount: float | None, unit: str | None) -> Row:
    moment = datetime.fromisoformat(text)
    return moment.date(), moment, amount, unit


def on(text: str, amount: float | None, unit: str | None) -> Row:
    return date.fromisoformat(text), None, amount, unit


def due(native: Any, **options: Any) -> list[str]:
    """Return the due moment of each row, else its due day, as text."""
    (door,) = open_doors(native)
    frame = with_due_moments(door, door.frame, calendar=CALENDAR, **options)
    return texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))


def texts(rows: list[tuple[Any, ...]]) -> list[str]:
    for _, day, moment in rows:
        assert moment is None or day == moment.date()
    return [str(moment or day) for _, day, moment in sorted(rows)]


def golden(hours: str) -> tuple[pl.DataFrame, list[str]]:
    """Return the golden rows that no sector and no word of the limit changes, as a table and its answers."""
    rows: list[Row] = []
    expected = []
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        kept = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(kept, delimiter=";", restkey="more"):
            limit = parse_limit(row["limit"]) if row["limit"] and "sau" not in row["limit"] else None
            if limit is None or limit.unit not in BY_CLOCK or row["field"] or row["hours"] != hours:
                continue
            made = (float(limit.n), limit.unit.value)
            rows.append(at(row["received"], *made) if "T" in row["received"] else on(row["received"], *made))
            answer = row["due"]
            expected.append(str(datetime.fromisoformat(answer)) if "T" in answer else answer)
    return table(rows), expected


@pytest.mark.parametrize("hours", HOURS)
def test_the_golden_rows(bring: Bring, hours: str) -> None:
    rows, expected = golden(hours)
    assert len(expected) >= 3
    assert due(bring(rows), office_hours=HOURS[hours]) == expected


EDGES = [
    (at("2026-10-09T16:00:00", 8, "working-hour"), "2026-10-12 16:00:00"),
    (at("2026-10-09T16:00:30.250000", 8, "working-hour"), "2026-10-12 16:00:30.250000"),
    (at("2026-10-09T16:00:00", 1, "working-hour"), "2026-10-09 17:00:00"),
    (at("2026-10-09T16:00:05", 1, "working-hour"), "2026-10-12 07:30:05"),
    (at("2026-10-09T17:00:05", 1, "working-hour"), "2026-10-12 08:30:00"),
    (at("2026-10-09T16:00:05", 24, "hour"), "2026-10-10 16:00:05"),
    (at("2026-10-09T07:30:00", 1, "half-day"), "2026-10-09 17:00:00"),
    (at("2026-10-09T07:29:59", 1, "half-day"), "2026-10-09 11:30:00"),
    (at("2026-10-09T16:59:59", 1, "same-day"), "2026-10-09 17:00:00"),
    (at("2026-10-09T17:00:00", 1, "same-day"), "2026-10-12 17:00:00"),
    (on("2026-10-10", 1, "same-day"), "2026-10-12 17:00:00"),
    # 0,025 giờ là 1,5 phút, 0,075 giờ là 4,5 phút: về số chẵn
    (at("2026-10-09T08:00:00", 0.025, "hour"), "2026-10-09 08:02:00"),
    (at("2026-10-09T08:00:00", 0.075, "working-hour"), "2026-10-09 08:04:00"),
    (at("2026-10-09T08:00:00", 0.001, "hour"), "2026-10-09 08:01:00"),
    (at("2070-12-31T16:00:00", 1, "working-hour"), "2070-12-31 17:00:00"),
]
NONE: list[Row] = [
    *(on("2026-10-09", 2, unit) for unit in ("hour", "working-hour", "half-day")),
    *(at("2026-10-09T08:00", amount, "working-hour") for amount in (0, -1, None, float("nan"), 1e18)),
    *(at("2026-10-09T08:00", amount, "half-day") for amount in (1.5, 0.5, float("inf"))),
    at("2026-10-09T08:00", 2, "same-day"),
    *(at("2026-10-09T08:00", 5, unit) for unit in ("working-day", "day", "unknown", "fortnight", None)),
    at("2070-12-31T16:00:01", 1, "working-hour"),
    at("2070-12-31T16:00", 9, "hour"),
    at("2005-12-30T08:00", 1, "hour"),  # before the first rule of counting
    at("1999-12-31T08:00", 1, "hour"),
    (None, None, 1, "same-day"),
]


def test_edges(bring: Bring) -> None:
    rows = bring(table([row for row, _ in EDGES] + NONE))
    assert due(rows, office_hours=USUAL) == [answer for _, answer in EDGES] + ["None"] * len(NONE)


def test_a_full_session_may_end_at_the_next_opening(bring: Bring) -> None:
    rows = table([at("2026-10-09T16:00", 1, "working-hour"), at("2070-12-31T16:00", 1, "working-hour")])
    switches = StatutorySettings(session_edge=SessionEdge.OPENING)
    assert due(bring(rows), office_hours=USUAL, settings=switches) == ["2026-10-12 07:30:00", "None"]


def test_sessions_of_unequal_length(bring: Bring) -> None:
    afternoon = OfficeHours.parse("07:30-11:30,13:00-16:30")
    rows = table([at("2026-10-09T07:30", n, "working-hour") for n in (3.5, 4, 5, 7.5, 8)])
    assert due(bring(rows), office_hours=afternoon) == [
        *("2026-10-09 11:00:00", "2026-10-09 11:30:00", "2026-10-09 14:00:00"),
        *("2026-10-09 16:30:00", "2026-10-12 08:00:00"),
    ]


def test_an_office_open_until_midnight(bring: Bring) -> None:
    rows = table([at("2026-10-08T20:00", 1, "same-day"), at("2026-10-08T20:00", 4, "working-hour")])
    (door,) = open_doors(bring(rows))
    evening = OfficeHours.parse("18:00-24:00")
    frame = with_due_moments(door, door.frame, calendar=CALENDAR, office_hours=evening)
    found = sorted(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))
    midnight = datetime(2026, 10, 9)
    assert found == [(0, date(2026, 10, 8), midnight), (1, date(2026, 10, 9), midnight)]


def test_the_moment_decides_where_the_day_says_another(bring: Bring) -> None:
    row = (date(2026, 10, 8), datetime(2026, 10, 9, 16), 1.0, "working-hour")
    assert due(bring(table([row])), office_hours=USUAL) == ["2026-10-09 17:00:00"]


def test_without_the_column_of_moments_only_the_same_day_has_an_end(bring: Bring) -> None:
    rows = table([on("2026-10-09", 1, "same-day"), on("2026-10-09", 1, "hour")]).drop("received_at")
    assert due(bring(rows)) == ["2026-10-09", "None"]


def test_milliseconds_and_categories_are_read_too() -> None:
    rows = table([at("2026-10-09T16:00:30.250", 8, "working-hour")]).with_columns(
        pl.col("received_at").cast(pl.Datetime("ms")), pl.col("limit_unit").cast(pl.Enum(["working-hour"]))
    )
    assert due(rows, office_hours=USUAL) == ["2026-10-12 16:00:30.250000"]


def test_other_columns_and_the_order_stay_as_they_were() -> None:
    rows = table([at("2026-10-09T16:00", 1, "hour"), at("2026-10-08T16:00", 1, "hour")])
    rows = rows.with_columns(legal_due_at=pl.lit("old"), note=pl.Series(["a", "b"]))
    (door,) = open_doors(rows)
    given = door.hand_back(with_due_moments(door, door.frame, calendar=CALENDAR))
    assert given.columns == [*rows.columns, "legal_due_on"]
    assert given["note"].to_list() == ["a", "b"]
    assert given["legal_due_at"].to_list() == [datetime(2026, 10, 9, 17), datetime(2026, 10, 8, 17)]


def test_due_dates_of_every_unit_in_one_call(bring: Bring) -> None:
    rows = table([at("2026-10-09T16:00", 5, "working-day"), at("2026-10-09T16:00", 8, "working-hour")])
    found = with_legal_due(bring(rows), CALENDAR, office_hours=USUAL)
    (door,) = open_doors(found)
    answers = door.rows(door.frame.select("place", "legal_due_on", "legal_due_at"))
    assert texts(answers) == ["2026-10-16", "2026-10-12 16:00:00"]


SATURDAY = CALENDAR.with_fact(DayFact(date(2026, 10, 10), DayKind.LOCAL_WORKING))


def test_each_agency_has_its_days(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments_lookup, "LARGEST_LOOKUP", 1000)  # so only what the rows ask for is joined
    stack = CalendarStack.by_agency({"one": CALENDAR, "two": SATURDAY})
    units = [("working-hour", 2.0), ("half-day", 2.0), ("same-day", 1.0), ("hour", 9.0)]
    rows = table([at("2026-10-09T16:00", n, unit) for unit, n in units] * 3).with_columns(
        agency_code=pl.Series(["one"] * 4 + ["two"] * 4 + ["three"] * 4)
    )
    (door,) = open_doors(bring(rows))
    frame = with_due_moments(door, door.frame, calendar=stack, office_hours=USUAL)
    assert "tthc_calendar" not in frame.collect_schema().names()
    assert texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at"))) == [
        *("2026-10-12 08:30:00", "2026-10-12 17:00:00", "2026-10-09 17:00:00", "2026-10-10 01:00:00"),
        *("2026-10-10 08:30:00", "2026-10-10 17:00:00", "2026-10-09 17:00:00", "2026-10-10 01:00:00"),
        *["None"] * 4,
    ]


def test_working_minutes(bring: Bring) -> None:
    pairs = [
        ("2026-10-09T16:00:00", "2026-10-12T08:00:00", 90),
        ("2026-10-12T08:00:00", "2026-10-09T16:00:00", -90),
        ("2026-10-09T16:00:30", "2026-10-09T16:02:29", 1),
        ("2026-10-09T16:02:29", "2026-10-09T16:00:30", -1),
        ("2026-10-09T12:00:30", "2026-10-09T13:01:00", 1),
        ("2026-10-09T18:00:00", "2026-10-11T18:00:00", 0),
        ("2005-10-07T16:00:00", "2005-10-10T08:00:00", 90),
        ("1999-10-07T16:00:00", "2005-10-10T08:00:00", None),
    ]
    schema = {"place": pl.Int64, "begun": pl.Datetime("us"), "over": pl.Datetime("us")}
    rows = [(n, datetime.fromisoformat(a), datetime.fromisoformat(b)) for n, (a, b, _) in enumerate(pairs)]
    rows.append((len(rows), None, datetime(2026, 10, 9)))  # type: ignore[arg-type]
    (door,) = open_doors(bring(pl.DataFrame(rows, schema=schema, orient="row")))
    options = {"calendar": CALENDAR, "office_hours": USUAL, "start": "begun", "end": "over"}
    frame = with_working_minutes(door, door.frame, into="minutes", **options)
    assert frame.collect_schema().names() == ["place", "begun", "over", "minutes"]
    found = sorted(door.rows(frame.select("place", "minutes")))
    assert [minutes for _, minutes in found] == [*(minutes for *_, minutes in pairs), None]


VENDORS = [
    # đúng ra là 11:30: opencps cộng dồn phút sau giờ đóng cửa
    ("opencps-hours", at("2024-03-04T17:30", 4, "working-hour"), "2024-03-05 13:30:00"),
    ("opencps-hours", at("2024-01-29T10:41:59", 20, "working-day"), "2024-03-04 10:45:00"),
    ("epar", at("2015-03-09T15:42:52", 3, "working-day"), "2015-03-12 16:00:00"),
    ("tan-dan", at("2025-08-29T17:30", 1, "working-day"), "2025-09-04 07:00:00"),
    ("tan-dan", at("2025-08-27T10:30", 4, "working-hour"), "2025-08-27 16:30:00"),
]
SEPTEMBER = (DayFact(date(2025, 9, 1), DayKind.HOLIDAY), DayFact(date(2025, 9, 2), DayKind.HOLIDAY))
OWN = WorkingCalendar.from_facts(SEPTEMBER, name="own", first=date(2025, 1, 1), last=date(2026, 12, 31))


@pytest.mark.parametrize("policy", ["opencps-hours", "epar", "tan-dan"])
def test_policies_of_vendors(bring: Bring, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendors, "CHUNK", 1)
    rows = [(row, answer) for name, row, answer in VENDORS if name == policy] * 2
    refused = [at("2025-08-29T08:00", 1, "month"), at("2025-08-29T08:00", 1, "month")]
    dateless = [on("2025-08-29", 1, "working-day")]
    empty = [at("2025-08-29T08:00", None, "day"), at("2025-08-29T08:00", 5, None)]
    (door,) = open_doors(bring(table([row for row, _ in rows] + refused + dateless + empty)))
    calendar = OWN if policy == "tan-dan" else CALENDAR
    settings = TanDanSettings(holidays=HolidaysInDays.COUNTED) if policy == "tan-dan" else None
    frame, findings = with_policy_due(
        door, door.frame, policy=policy, calendar=calendar, settings=settings, office_hours=None
    )
    found = texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))
    assert found == [answer for _, answer in rows] + ["None"] * 5
    counted = {finding.code: finding.count for finding in findings}
    assert counted == {"deadline.policy-needs-moment": 1, "deadline.policy-unit": 2}
    assert policy in findings[0].message("vi")
    assert "1 rows" in findings[0].message("en")


def test_a_policy_refused_as_a_whole() -> None:
    (door,) = open_doors(table([at("2026-10-09T16:00", 1, "hour")]))
    with pytest.raises(DeadlineError) as unknown:
        with_policy_due(door, door.frame, policy="mine", calendar=CALENDAR)
    assert unknown.value.code == "deadline.unknown-policy"
    with pytest.raises(DeadlineError) as other:
        with_policy_due(door, door.frame, policy="statutory", calendar=CALENDAR, settings=TanDanSettings())
    assert other.value.code == "deadline.other-settings"


def test_an_amount_no_clock_can_run_is_counted() -> None:
    (door,) = open_doors(table([at("2026-10-09T16:00", 1e308, "half-day")]))
    frame, findings = with_policy_due(door, door.frame, policy="tan-dan", calendar=CALENDAR)
    assert texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at"))) == ["None"]
    assert [(finding.code, finding.count) for finding in findings] == [("calendar.out-of-bounds", 1)]


@pytest.mark.parametrize("rows", [[], NONE[:1]], ids=["no rows", "nothing to ask"])
def test_tables_without_answers(bring: Bring, rows: list[Row]) -> None:
    (door,) = open_doors(bring(table(rows).with_columns(limit_amount=pl.lit(None, pl.Float64))))
    frame = with_due_moments(door, door.frame, calendar=CALENDAR)
    assert texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at"))) == ["None"] * len(rows)
    frame, findings = with_policy_due(door, door.frame, policy="epar", calendar=CALENDAR)
    assert texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at"))) == ["None"] * len(rows)
    assert findings == ()


@pytest.mark.spark
def test_spark_in_two_session_zones(spark: Any) -> None:
    schema = (
        "place bigint, received_on date, received_at timestamp_ntz, limit_amount double, limit_unit string"
    )
    rows, expected = golden("F")
    edges = table([row for row, _ in EDGES] + NONE)
    held = spark.conf.get("spark.sql.session.timeZone")
    try:
        for zone in ("Asia/Ho_Chi_Minh", "America/New_York"):
            spark.conf.set("spark.sql.session.timeZone", zone)
            assert due(spark.createDataFrame(rows.rows(), schema), office_hours=HOURS["F"]) == expected
            answers = [answer for _, answer in EDGES] + ["None"] * len(NONE)
            native = spark.createDataFrame(edges.rows(), schema)
            assert due(native, office_hours=USUAL) == answers
            (door,) = open_doors(native)
            options = {"calendar": CALENDAR, "office_hours": USUAL, "start": "received_at"}
            frame = with_due_moments(door, door.frame, calendar=CALENDAR, office_hours=USUAL)
            frame = with_working_minutes(door, frame, end="legal_due_at", into="minutes", **options)
            minutes = dict(door.rows(frame.select("place", "minutes")))
            assert (minutes[0], minutes[4], minutes[9]) == (480, 60, 480)
            frame, findings = with_policy_due(door, door.frame, policy="epar", calendar=CALENDAR)
            found = texts(door.rows(frame.select("place", "legal_due_on", "legal_due_at")))
            assert found[9] == "2026-10-09 16:00:00"
            assert "deadline.policy-unit" in [finding.code for finding in findings]
    finally:
        spark.conf.set("spark.sql.session.timeZone", held)
