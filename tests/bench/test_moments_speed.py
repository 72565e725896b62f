"""Due moments in columns: hours, working hours, half days and the same day, and all units mixed."""

from __future__ import annotations

import time
from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from tthc.calendars import VIETNAM, OfficeHours, clock_of, load_calendar
from tthc.columnar.doors import open_doors
from tthc.columnar.due import with_legal_due
from tthc.columnar.moments import with_due_moments, with_working_minutes
from tthc.columnar.moments_lines import BY_CLOCK
from tthc.deadlines import compute_deadline
from tthc.limits import LimitUnit, limit_from

ROWS, CHECKED, ROUNDS = 2_000_000, 2_000, 7
HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
CALENDAR = load_calendar()
IN_DAYS = [LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.WEEK, LimitUnit.MONTH, LimitUnit.YEAR]
MIXES = {
    "working hours": [LimitUnit.WORKING_HOUR],
    "hours": [LimitUnit.HOUR],
    "units by the clock": list(BY_CLOCK),
    "all units": [*BY_CLOCK, *IN_DAYS],
}


def table(units: list[LimitUnit], rows: int = ROWS) -> pl.DataFrame:
    """Return receptions of three years, to the second, with limits of 1 to 40 units."""
    draw = np.random.default_rng(7)
    seconds = draw.integers(0, 3 * 365 * 86_400, rows).astype("timedelta64[s]")
    codes = np.array([unit.value for unit in units])[draw.integers(0, len(units), rows)]
    frame = pl.DataFrame(
        {
            "received_at": (np.datetime64("2024-01-01T00:00:00") + seconds).astype("datetime64[us]"),
            "limit_amount": draw.integers(1, 41, rows).astype(float),
            "limit_unit": codes,
        }
    )
    same_day = pl.col("limit_unit") == LimitUnit.SAME_DAY.value
    return frame.with_columns(
        pl.col("received_at").dt.date().alias("received_on"),
        pl.when(same_day).then(1.0).otherwise("limit_amount").alias("limit_amount"),
    )


def singly(frame: pl.DataFrame) -> list[tuple[date, datetime | None]]:
    """Return what a single deadline says of each row."""
    found = []
    for moment, amount, unit in frame.select("received_at", "limit_amount", "limit_unit").iter_rows():
        limit, received = limit_from(amount, unit), moment.replace(tzinfo=VIETNAM)
        deadline = compute_deadline(received, limit, calendar=CALENDAR, office_hours=HOURS)
        due_at = deadline.due_at
        found.append((deadline.due, None if due_at is None else due_at.replace(tzinfo=None)))
    return found


def timed(frame: pl.LazyFrame, *columns: str) -> str:
    """Return nanoseconds a row: median and extremes."""
    figures = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        frame.select(*columns).collect(engine="streaming")
        figures.append((time.perf_counter() - started) / ROWS * 1e9)
    figures.sort()
    return f"{figures[ROUNDS // 2]:6.1f} ns a row [{figures[0]:.1f}-{figures[-1]:.1f}]"


@pytest.mark.parametrize("mix", MIXES)
def test_due_moments(mix: str) -> None:
    answers = ("legal_due_on", "legal_due_at")
    few = table(MIXES[mix], CHECKED)
    assert with_legal_due(few, CALENDAR, office_hours=HOURS).select(answers).rows() == singly(few)
    frame = table(MIXES[mix]).lazy()
    print(f"\n{mix}: {timed(with_legal_due(frame, CALENDAR, office_hours=HOURS), *answers)}  (target 60)")
    (door,) = open_doors(frame)
    alone = with_due_moments(door, door.frame, calendar=CALENDAR, office_hours=HOURS).to_native()
    print(f"{mix}, the part by the clock alone: {timed(alone, *answers)}")


def test_working_minutes() -> None:
    frame = table(MIXES["hours"]).with_columns(
        over=pl.col("received_at").shift(1, fill_value=datetime(2024, 1, 1))
    )
    (door,) = open_doors(frame.lazy())
    made = with_working_minutes(
        door,
        door.frame,
        calendar=CALENDAR,
        office_hours=HOURS,
        start="received_at",
        end="over",
        into="minutes",
    ).to_native()
    clock = clock_of(CALENDAR, HOURS)
    few = made.head(CHECKED).select("received_at", "over", "minutes").collect()
    for start, over, minutes in few.iter_rows():
        aware = (start.replace(tzinfo=VIETNAM), over.replace(tzinfo=VIETNAM))
        assert minutes == clock.minutes_between(*aware)
    print(f"\nworking minutes between two moments: {timed(made, 'minutes')}")
