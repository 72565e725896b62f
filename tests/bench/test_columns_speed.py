"""Speed of days in columns at 1 and 10 million rows: results equal first, then figures.

Nothing here asserts a time. The peers are given a calendar of five days a week and the days off of each
year, so they are wrong on worked Saturdays; on how many rows is printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy
import polars as pl
import pytest

from tthc.calendars import load_calendar
from tthc.columnar.arrays import add_working_days, working_days_between
from tthc.columnar.days import legal_due_expr
from tthc.columnar.due import with_legal_due
from tthc.columnar.expressions import add_working_days_expr
from tthc.limits import LimitUnit

CALENDAR = load_calendar()
FIRST, LAST = (numpy.datetime64(day).astype(int) for day in ("2010-01-01", "2030-12-31"))
DAYS_OFF = [day for day, works in CALENDAR.days() if not works and day.weekday() not in CALENDAR.weekend]
EVERY_DAY_OFF = [day for day, works in CALENDAR.days() if not works]
UNITS = ("working-day", "day", "week", "month", "year", "working-hour")
SHARES = (0.70, 0.10, 0.05, 0.05, 0.02, 0.08)

SIZES = pytest.mark.parametrize("size", [1_000_000, 10_000_000], ids=["1M", "10M"])


def best(work: Callable[[], Any], size: int, rounds: int = 5) -> tuple[float, Any]:
    """Return the best time of some rounds in nanoseconds a row, and the answer."""
    took, answer = float("inf"), None
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = work()
        took = min(took, time.perf_counter() - begin)
    return took / size * 1e9, answer


def show(what: str, took: float, target: str) -> None:
    print(f"{what:<58}{took:10.2f} ns   target {target}")


def receptions(size: int) -> tuple[Any, Any]:
    drawn = numpy.random.default_rng(size)
    return drawn.integers(FIRST, LAST, size).astype("datetime64[D]"), drawn.integers(1, 61, size)


@SIZES
def test_numpy_arrays(size: int) -> None:
    days, n = receptions(size)
    took, due = best(lambda: add_working_days(days, n, CALENDAR), size)
    rows = slice(0, 1_000_000)
    right = numpy.busday_offset(
        days[rows], n[rows], roll="backward", weekmask="1111111", holidays=EVERY_DAY_OFF
    )
    assert (due[rows] == right).all()
    slow, wrong = best(
        lambda: numpy.busday_offset(days, n, roll="backward", holidays=DAYS_OFF), size, rounds=2
    )
    show(f"numpy, {size:,} rows: add working days", took, "<= 6 ns")
    show("  numpy.busday_offset, five days a week", slow, "20 x slower")
    print(f"{'':<58}{slow / took:10.1f} times; {(due != wrong).mean():.2%} of its rows are wrong")
    took, counted = best(lambda: working_days_between(days, due, CALENDAR), size)
    assert (counted == n).all()
    show("  working days between", took, "-")


@SIZES
def test_the_polars_expression(size: int) -> None:
    days, n = receptions(size)
    frame = pl.LazyFrame({"day": days, "n": n})
    ours = frame.select(add_working_days_expr("day", "n", CALENDAR))
    theirs = frame.select(pl.col("day").dt.add_business_days(pl.col("n"), holidays=DAYS_OFF, roll="backward"))
    took, due = best(lambda: ours.collect(engine="streaming"), size)
    assert (due["day"].to_numpy() == add_working_days(days, n, CALENDAR)).all()
    slow, _ = best(lambda: theirs.collect(engine="in-memory"), size, rounds=2)  # its quicker engine
    show(f"polars, {size:,} rows: add working days", took, "<= 12 ns")
    show("  dt.add_business_days, five days a week", slow, "12 x slower")
    print(f"{'':<58}{slow / took:10.1f} times")


@SIZES
def test_mixed_units(size: int) -> None:
    days, n = receptions(size)
    drawn = numpy.random.default_rng(size).choice(len(UNITS), size, p=SHARES)
    units = pl.Series("limit_unit", UNITS).gather(drawn)
    frame = pl.DataFrame({"received_on": days, "limit_amount": n.astype(float), "limit_unit": units})
    took, due = best(
        lambda: frame.lazy().select(legal_due_expr(CALENDAR)).collect(engine="streaming").to_series(), size
    )
    in_days = frame["limit_unit"] == LimitUnit.WORKING_DAY.value
    asked = add_working_days(days, n, CALENDAR)
    assert due.filter(in_days).equals(pl.Series(asked).filter(in_days), null_equal=True)
    assert due.filter(frame["limit_unit"] == "working-hour").null_count() == (drawn == 5).sum()
    show(f"polars, {size:,} rows: mixed units, limits in days", took, "<= 60 ns")
    took, _ = best(lambda: with_legal_due(frame, CALENDAR), size, rounds=2)
    show("  with_legal_due, limits by the clock included", took, "-")
