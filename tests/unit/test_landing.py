"""Due dates of a whole table, and which days of a column are worked."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tthc.calendars import DayFact, DayKind, WorkingCalendar, load_calendar
from tthc.columnar.days import legal_due_expr
from tthc.columnar.due import with_legal_due
from tthc.columnar.expressions import works_expr
from tthc.columnar.landing import LARGEST, NO_DAY, UNITS, LandingTable
from tthc.deadlines import DayOffReception, LeapDay, StatutorySettings, SwappedLastDay
from tthc.errors import TableError
from tthc.limits import LimitUnit

SCHEMA = {"received_on": pl.Date, "limit_amount": pl.Float64, "limit_unit": pl.String}
Row = tuple[date | None, float | None, str | None]


def dues(rows: list[Row], **options: object) -> list[date | None]:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return with_legal_due(frame, load_calendar(), **options)["legal_due_on"].to_list()  # type: ignore[arg-type]


def test_units_may_be_mixed() -> None:
    assert dues(
        [
            (date(2026, 11, 20), 3.0, "working-day"),
            (date(2026, 1, 20), 30.0, "day"),
            (date(2026, 1, 31), 1.0, "month"),
            (date(2024, 2, 29), 12.0, "month"),
            (date(2014, 1, 24), 5.0, "working-day"),
            (date(2026, 4, 16), 2.0, "week"),
            (date(2024, 2, 29), 1.0, "year"),
            (date(2024, 2, 29), 4.0, "year"),
        ]
    ) == [
        *(date(2026, 11, 26), date(2026, 2, 23), date(2026, 3, 2), date(2025, 2, 28), date(2014, 2, 8)),
        *(date(2026, 5, 4), date(2025, 2, 28), date(2028, 2, 29)),
    ]


NULL_ROWS: list[Row] = [
    (None, 3.0, "working-day"),
    (date(2026, 1, 5), None, "working-day"),
    (date(2026, 1, 5), 3.0, None),
    (date(2026, 1, 5), 3.0, "unknown"),
    (date(2026, 1, 5), 8.0, "working-hour"),
    (date(2026, 1, 5), 24.0, "hour"),
    (date(2026, 1, 5), 1.0, "half-day"),
    (date(2026, 1, 5), 2.0, "same-day"),
    (date(2026, 1, 5), 3.0, "fortnight"),
    (date(2026, 1, 5), 1.5, "week"),
    (date(2026, 1, 5), 0.0, "year"),
    (date(2070, 12, 28), 1.0, "week"),
    (date(2070, 1, 5), 1.0, "year"),
    (date(2026, 1, 5), 1e6, "year"),
    (date(2026, 1, 5), 1.5, "day"),
    (date(2026, 1, 5), 0.0, "day"),
    (date(2026, 1, 5), -3.0, "day"),
    (date(2026, 1, 5), float("nan"), "day"),
    (date(2026, 1, 5), float("inf"), "day"),
    (date(2026, 1, 5), 1e300, "month"),
    (date(2026, 1, 5), 1e6, "working-day"),
    (date(1999, 12, 31), 3.0, "working-day"),
    (date(2005, 12, 31), 3.0, "working-day"),
    (date(2071, 1, 1), 3.0, "day"),
    (date(2070, 12, 31), 1.0, "working-day"),
    (date(2070, 12, 31), 1.0, "day"),
    (date(2070, 12, 31), 1.0, "month"),
    (date(2070, 11, 30), 600.0, "month"),
]


@pytest.mark.parametrize("row", NULL_ROWS, ids=str)
def test_a_row_without_a_computable_limit_gets_null(row: Row) -> None:
    good: Row = (date(2026, 11, 20), 3.0, "working-day")
    assert dues([good, row, good]) == [date(2026, 11, 26), None, date(2026, 11, 26)]


def test_a_section_never_runs_into_the_next() -> None:
    # past the last key of a section come empty ones, as many as a term can move
    calendar = load_calendar()
    table = LandingTable.of(calendar)
    for unit in UNITS:
        landed = [table.due(date(2070, 12, 1), amount, unit) for amount in (*range(1, 40), 10_000, LARGEST)]
        assert None in landed
        after = landed[landed.index(None) :]
        assert set(after) == {None}
    gone = [start + table.reach for start in (*table.starts(0, 1), *table.starts(0, 2), *table.starts(0, 3))]
    assert {table.land[key] for key in gone} == {NO_DAY}


def test_the_switch_reaches_the_table() -> None:
    stays = StatutorySettings(swapped_last_day=SwappedLastDay.STAYS)
    row: Row = (date(2024, 4, 26), 3.0, "day")
    assert dues([row]) == [date(2024, 5, 2)]
    assert dues([row], settings=stays) == [date(2024, 4, 29)]


def test_every_switch_of_day_limits_reaches_the_table() -> None:
    march = StatutorySettings(leap_day=LeapDay.MARCH_1)
    # 1/3/2025 is a Saturday; 12 months keep the end of the month
    assert dues([(date(2024, 2, 29), 1.0, "year")], settings=march) == [date(2025, 3, 3)]
    assert dues([(date(2024, 2, 29), 12.0, "month")], settings=march) == [date(2025, 2, 28)]
    assert dues([(date(2023, 2, 28), 1.0, "year")], settings=march) == [date(2024, 2, 28)]
    receives = StatutorySettings(day_off_reception=DayOffReception.NEXT_DAY_RECEIVES)
    saturday: Row = (date(2026, 10, 10), 1.0, "working-day")
    assert dues([saturday], settings=receives) == [date(2026, 10, 13)]
    assert dues([saturday]) == [date(2026, 10, 12)]


def test_a_local_calendar_has_its_own_table() -> None:
    own = load_calendar().with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))
    frame = pl.DataFrame([(date(2026, 3, 6), 1.0, "working-day")], schema=SCHEMA, orient="row")
    assert with_legal_due(frame, own)["legal_due_on"].to_list() == [date(2026, 3, 7)]


def test_a_short_calendar_that_begins_in_mid_year() -> None:
    short = WorkingCalendar.from_facts((), name="short", first=date(2026, 3, 30), last=date(2026, 6, 5))
    table = LandingTable.of(short)
    assert table.due(date(2026, 3, 31), 1, LimitUnit.MONTH) == date(2026, 4, 30)
    assert table.due(date(2026, 4, 30), 1, LimitUnit.MONTH) == date(2026, 6, 1)
    assert table.due(date(2026, 5, 6), 1, LimitUnit.MONTH) is None
    assert table.due(date(2026, 3, 28), 1, LimitUnit.DAY) is None


def test_lazy_streaming_and_empty_frames() -> None:
    frame = pl.DataFrame([(date(2026, 11, 20), 3.0, "working-day")], schema=SCHEMA, orient="row")
    lazy = with_legal_due(frame.lazy(), load_calendar())
    assert isinstance(lazy, pl.LazyFrame)
    expected = [date(2026, 11, 26)]
    assert lazy.collect(engine="streaming")["legal_due_on"].to_list() == expected
    assert lazy.collect_schema()["legal_due_on"] == pl.Date
    empty = with_legal_due(frame.clear(), load_calendar())
    assert (empty.height, empty.schema["legal_due_on"]) == (0, pl.Date)


def test_an_existing_column_is_replaced() -> None:
    frame = pl.DataFrame(
        {
            "received_on": [date(2026, 1, 5)],
            "limit_amount": [5.0],
            "limit_unit": ["unknown"],
            "legal_due_on": [date(2026, 1, 9)],
        }
    )
    assert with_legal_due(frame, load_calendar())["legal_due_on"].to_list() == [None]


def test_whole_number_columns_and_other_names() -> None:
    frame = pl.DataFrame({"a": [date(2026, 11, 20)], "n": [3], "u": ["working-day"]})
    due = legal_due_expr(load_calendar(), received="a", amount="n", unit="u")
    assert frame.select(due).to_series().to_list() == [date(2026, 11, 26)]


def test_a_missing_column_is_a_typed_error() -> None:
    with pytest.raises(TableError) as caught:
        with_legal_due(pl.DataFrame({"received_on": [date(2026, 1, 5)]}), load_calendar())
    assert caught.value.code == "table.columns"
    assert "limit_amount, limit_unit" in str(caught.value)


def test_whether_the_days_of_a_column_are_worked() -> None:
    days = [date(2026, 1, 10), date(2026, 1, 2), date(1999, 12, 31), date(2071, 1, 1), None, date(2000, 1, 3)]
    frame = pl.DataFrame({"due_on": days}, schema={"due_on": pl.Date})
    asked = frame.lazy().with_columns(works_expr("due_on", load_calendar()).alias("works"))
    assert asked.collect()["works"].to_list() == [True, False, None, None, None, False]


def test_the_column_of_works_equals_the_calendar() -> None:
    calendar = load_calendar()
    days, works = zip(*calendar.days(), strict=True)
    frame = pl.DataFrame({"day": days}, schema={"day": pl.Date})
    assert frame.select(works_expr("day", calendar)).to_series().to_list() == list(works)
