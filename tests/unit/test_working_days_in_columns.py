"""Working days in columns and in arrays: typed answers and those of the calendar, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy
import polars as pl
import pytest
from tests.tables import LOCAL, brought, rows_of

from tthc.calendars import DayFact, DayKind, WorkingCalendar, load_calendar
from tthc.columnar.arrays import BLOCK, add_working_days, working_days_between
from tthc.columnar.days import land
from tthc.columnar.doors import open_doors
from tthc.columnar.expressions import (
    add_working_days_expr,
    next_working_day_expr,
    working_days_between_expr,
    works_expr,
)
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.working_days import (
    with_next_working_day,
    with_worked,
    with_working_days_added,
    with_working_days_between,
)
from tthc.errors import CalendarError, TableError

CALENDAR = load_calendar()
SHORT = WorkingCalendar.from_facts((), name="short", first=date(2026, 3, 7), last=date(2026, 6, 5))
WORKED_ENDS = WorkingCalendar.from_facts((), name="ends", first=date(2026, 3, 6), last=date(2026, 6, 6))
SATURDAY = CALENDAR.with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))

ADDED = [
    (date(2024, 4, 24), 5, date(2024, 5, 4)),
    (date(2014, 1, 24), 5, date(2014, 2, 8)),
    (date(2026, 11, 26), -3, date(2026, 11, 20)),
    (date(2026, 8, 29), 0, date(2026, 9, 3)),
    (date(2026, 1, 10), 0, date(2026, 1, 10)),
    (date(2070, 12, 31), 1, None),
    (date(2000, 1, 4), -1, None),
    (date(1999, 12, 31), 1, None),
    (None, 1, None),
    (date(2026, 1, 5), None, None),
    (date(2026, 1, 5), 2**40, None),
    (date(2026, 1, 5), -(2**40), None),
]
BETWEEN = [
    (date(2025, 12, 31), date(2026, 1, 7), 3),
    (date(2026, 1, 7), date(2025, 12, 31), -3),
    (date(2024, 4, 24), date(2024, 5, 4), 5),
    (date(2026, 1, 10), date(2026, 1, 10), 0),
    (date(2000, 1, 1), date(2000, 1, 4), 1),
    (date(1999, 12, 31), date(2000, 1, 4), None),
    (None, date(2000, 1, 4), None),
    (date(2000, 1, 4), date(2071, 1, 1), None),
]
WORKED = [(date(2024, 5, 4), True), (date(2026, 11, 24), False), (date(1999, 12, 31), None), (None, None)]


def table(rows: list[tuple[Any, ...]], **types: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=types, orient="row").with_row_index("i")


@pytest.mark.parametrize("engine", LOCAL)
def test_the_answers_are_those_typed_by_hand(engine: str) -> None:
    check_typed_rows(lambda frame: brought(frame, engine))


@pytest.mark.spark
def test_the_same_on_spark(spark: Any) -> None:
    check_typed_rows(lambda frame: brought(frame, "spark", spark))
    stack = CalendarStack.by_agency({"H00.01": SATURDAY, "H00.02": SHORT}, default=CALENDAR)
    check_stack(lambda frame: brought(frame, "spark", spark), stack)


def check_typed_rows(bring: Callable[[pl.DataFrame], Any]) -> None:
    asked = table([row[:2] for row in ADDED], received_on=pl.Date, seq=pl.Int64)
    made = with_working_days_added(bring(asked), CALENDAR, day="received_on", n="seq", into="made")
    assert rows_of(made, "made") == [due for _, _, due in ADDED]
    five = with_working_days_added(bring(asked[:2]), CALENDAR, day="received_on", n=5, into="made")
    assert rows_of(five, "made") == [date(2024, 5, 4), date(2014, 2, 8)]

    span = table([row[:2] for row in BETWEEN], received_on=pl.Date, finished_on=pl.Date)
    made = with_working_days_between(
        bring(span), CALENDAR, start="received_on", end="finished_on", into="made"
    )
    assert rows_of(made, "made") == [count for _, _, count in BETWEEN]

    days = table([row[:1] for row in WORKED], due_on=pl.Date)
    assert rows_of(with_worked(bring(days), CALENDAR, day="due_on", into="made"), "made") == [
        flag for _, flag in WORKED
    ]
    made = with_next_working_day(bring(days), CALENDAR, day="due_on", into="due_on")
    assert rows_of(made, "due_on") == [date(2024, 5, 4), date(2026, 11, 25), None, None]


@pytest.mark.parametrize("engine", LOCAL)
@pytest.mark.parametrize("default", [CALENDAR, None], ids=["default", "none"])
def test_each_agency_counts_by_its_own_calendar(engine: str, default: WorkingCalendar | None) -> None:
    stack = CalendarStack.by_agency({"H00.01": SATURDAY, "H00.02": SHORT}, default=default)
    check_stack(lambda frame: brought(frame, engine), stack)


def check_stack(bring: Callable[[pl.DataFrame], Any], stack: CalendarStack) -> None:
    default = CALENDAR if CALENDAR in stack.calendars else None
    own = {"H00.01": SATURDAY, "H00.02": SHORT}
    rows = [
        (date(2026, 3, 4) + timedelta(days=place), date(2026, 6, 8) - timedelta(days=place), n, code)
        for place in range(8)
        for n in (1, 2, 0, -1, 90)
        for code in ("H00.01", "H00.02", "H00.03", None)
    ]
    frame = table(rows, received_on=pl.Date, finished_on=pl.Date, seq=pl.Int64, agency_code=pl.String)
    chosen = [own.get(code or "", default) for *_, code in rows]
    made = with_working_days_added(bring(frame), stack, day="received_on", n="seq", into="made")
    assert rows_of(made, "made") == [
        answer(calendar and calendar.add_working_days, day, n)
        for calendar, (day, _, n, _) in zip(chosen, rows, strict=True)
    ]
    made = with_working_days_between(bring(frame), stack, start="received_on", end="finished_on", into="made")
    assert rows_of(made, "made") == [
        answer(calendar and calendar.working_days_between, start, end)
        for calendar, (start, end, *_) in zip(chosen, rows, strict=True)
    ]
    made = with_worked(bring(frame), stack, day="received_on", into="made")
    assert rows_of(made, "made") == [
        answer(calendar and calendar.is_working_day, day)
        for calendar, (day, *_) in zip(chosen, rows, strict=True)
    ]


def answer(ask: Any, *given: Any) -> Any:
    """Return what a calendar answers; None where it raises, or where there is no calendar."""
    if ask is None:
        return None
    try:
        return ask(*given)
    except CalendarError:
        return None


@pytest.mark.parametrize("calendar", [CALENDAR, SHORT, WORKED_ENDS], ids=["national", "short", "ends"])
def test_the_expressions_equal_the_calendar_at_its_edges(calendar: WorkingCalendar) -> None:
    edges = [calendar.first + timedelta(days=i) for i in range(-3, 30)]
    edges += [calendar.last - timedelta(days=i) for i in range(-3, 30)]
    rows = [(day, n) for day in edges for n in (-25, -2, -1, 0, 1, 2, 25)]
    frame = pl.DataFrame(rows, schema={"day": pl.Date, "n": pl.Int16}, orient="row")
    made = frame.lazy().select(
        added=add_working_days_expr("day", "n", calendar),
        five=add_working_days_expr(pl.col("day"), 5, calendar),
        back=add_working_days_expr("day", -5, calendar),
        next=next_working_day_expr("day", calendar),
        works=works_expr("day", calendar),
        between=working_days_between_expr("day", pl.lit(calendar.last), calendar),
    )
    found = made.collect(engine="streaming")
    add = calendar.add_working_days
    assert found["added"].to_list() == [answer(add, day, n) for day, n in rows]
    assert found["five"].to_list() == [answer(add, day, 5) for day, _ in rows]
    assert found["back"].to_list() == [answer(add, day, -5) for day, _ in rows]
    assert found["next"].to_list() == [answer(calendar.next_working_day, day) for day, _ in rows]
    assert found["works"].to_list() == [answer(calendar.is_working_day, day) for day, _ in rows]
    assert found["between"].to_list() == [
        answer(calendar.working_days_between, day, calendar.last) for day, _ in rows
    ]


def test_an_expression_keeps_the_name_of_its_column_and_refuses_fractions() -> None:
    frame = pl.DataFrame({"due_on": [date(2026, 1, 5)], "n": [1.5]})
    assert frame.select(next_working_day_expr("due_on", CALENDAR)).columns == ["due_on"]
    assert frame.select(working_days_between_expr("due_on", "due_on", CALENDAR)).columns == ["due_on"]
    with pytest.raises(pl.exceptions.InvalidOperationError):
        frame.select(add_working_days_expr("due_on", "n", CALENDAR))


@pytest.mark.parametrize("engine", LOCAL)
def test_bad_columns_are_named_at_once(engine: str) -> None:
    frame = pl.DataFrame({"received_on": ["05/01/2026"], "n": [1.5]})
    with pytest.raises(TableError) as caught:
        with_working_days_added(brought(frame, engine), CALENDAR, day="received_on", n="n", into="made")
    assert caught.value.code == "table.columns"
    assert "received_on (day), n (integer)" in str(caught.value)
    stack = CalendarStack.by_agency({"H00.01": CALENDAR})
    with pytest.raises(TableError, match="agency_code"):
        with_worked(brought(frame, engine), stack, day="received_on", into="made")


def days_of(*days: str) -> Any:
    return numpy.array(days, dtype="datetime64[D]")


def test_arrays_of_the_typed_rows() -> None:
    rows = [row for row in ADDED if None not in row]
    days = numpy.array([day for day, _, _ in rows], dtype="datetime64[D]")
    n = numpy.array([n for _, n, _ in rows], dtype=numpy.int16)
    assert add_working_days(days, n, CALENDAR).tolist() == [due for _, _, due in rows]
    spans = [row for row in BETWEEN if None not in row]
    start = numpy.array([start for start, _, _ in spans], dtype="datetime64[D]")
    end = numpy.array([end for _, end, _ in spans], dtype="datetime64[D]")
    assert working_days_between(start, end, CALENDAR).tolist() == [count for *_, count in spans]


@pytest.mark.parametrize("calendar", [CALENDAR, SHORT, WORKED_ENDS], ids=["national", "short", "ends"])
@pytest.mark.parametrize("n", [-25, -1, 0, 1, 2, 25, 2**40, -(2**40)])
def test_arrays_equal_the_calendar_at_its_edges(calendar: WorkingCalendar, n: int) -> None:
    edges = [calendar.first + timedelta(days=i) for i in range(-3, 30)]
    edges += [calendar.last - timedelta(days=i) for i in range(-3, 30)]
    right = [answer(calendar.add_working_days, day, n) for day in edges]
    days, good = numpy.array(edges, dtype="datetime64[D]"), numpy.array([day is not None for day in right])
    each = numpy.full(len(edges), n)
    found = [day for day in right if day is not None]
    assert add_working_days(days[good], n, calendar).tolist() == found
    assert add_working_days(days[good], each[good], calendar).tolist() == found
    with pytest.raises(CalendarError) as caught:
        add_working_days(days, each, calendar)
    assert caught.value.code == "calendar.rows-out-of-bounds"
    assert str(caught.value).startswith(f"{len(edges) - len(found)} rows")


def test_blocks_join_without_a_seam() -> None:
    size = 2 * BLOCK + 17
    days = numpy.datetime64("2026-01-05") + numpy.arange(size) % 300
    n = numpy.arange(size) % 7 - 2
    landed = add_working_days(days, n, CALENDAR)
    for place in (0, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, size - 1):
        assert landed[place] == CALENDAR.add_working_days(days[place].item(), int(n[place]))
    counted = working_days_between(days, landed, CALENDAR)
    for place in (0, BLOCK - 1, BLOCK, size - 1):
        assert counted[place] == CALENDAR.working_days_between(days[place].item(), landed[place].item())


def test_arrays_keep_their_shape_and_nat() -> None:
    days = days_of("2024-04-24", "NaT", "2026-11-20", "2026-08-29").reshape(2, 2)
    landed = add_working_days(days, 5, CALENDAR)
    assert landed.shape == (2, 2)
    assert landed.tolist()[0] == [date(2024, 5, 4), None]
    every_other = add_working_days(days[:, ::2], numpy.array([[5], [3]]), CALENDAR)
    assert every_other.tolist() == [[date(2024, 5, 4)], [date(2026, 11, 26)]]
    assert add_working_days(days[:0], 5, CALENDAR).shape == (0, 2)
    with pytest.raises(CalendarError, match=r"^1 rows"):
        working_days_between(days, days, CALENDAR)


@pytest.mark.parametrize(
    ("days", "n"),
    [
        (numpy.array(["2026-01-05"], dtype="datetime64[s]"), 1),
        (numpy.array([20_000]), 1),
        ([date(2026, 1, 5)], 1),
        (days_of("2026-01-05"), numpy.array([1.0])),
        (days_of("2026-01-05"), numpy.array([1, 2])),
        (days_of("2026-01-05"), [1]),
    ],
    ids=["seconds", "numbers", "list", "floats", "longer", "a list of steps"],
)
def test_other_arrays_are_refused(days: Any, n: Any) -> None:
    with pytest.raises(TableError) as caught:
        add_working_days(days, n, CALENDAR)
    assert caught.value.code == "table.array"
    with pytest.raises(TableError):
        working_days_between(days_of("2026-01-05"), days_of("2026-01-05", "2026-01-06"), CALENDAR)


def test_a_stack_needs_a_calendar() -> None:
    with pytest.raises(CalendarError) as caught:
        CalendarStack.by_agency({})
    assert caught.value.code == "calendar.empty-stack"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_stack_of_one_calendar_counts_for_its_own_agency_only(engine: str) -> None:
    frame = pl.DataFrame({"i": [0, 1, 2], "day": [date(2026, 3, 6)] * 3, "agency_code": ["a", "b", None]})
    stack = CalendarStack.by_agency({"a": SATURDAY})
    counted = with_working_days_added(brought(frame, engine), stack, day="day", n=1, into="due")
    assert rows_of(counted, "due") == [date(2026, 3, 7), None, None]
    frame = frame.select(
        "i", "agency_code", received_on="day", limit_amount=pl.lit(1.0), limit_unit=pl.lit("working-day")
    )
    (door,) = open_doors(brought(frame, engine))
    names = {"received": "received_on", "amount": "limit_amount", "unit": "limit_unit", "into": "due"}
    landed = door.hand_back(land(door, door.frame, stack, **names))
    assert rows_of(landed, "due") == [date(2026, 3, 7), None, None]
