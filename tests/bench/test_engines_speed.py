"""Form II.06a by level, field and agency over 10 million rows, beside the best query written by hand.

The query by hand counts the same cells and nothing else: no findings, no rows to open. Results are equal
first; then both take turns. Nothing here asserts a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.bench.canonical_rows import write

from tthc.outcomes import Origin, Outcome
from tthc.periods import ReportingPeriod
from tthc.tallies import Tally, check_codes, tally

ROWS = 10_000_000
ROUNDS = 5
PERIOD = ReportingPeriod(date(2026, 1, 1), date(2026, 12, 31))
AS_OF = date(2027, 1, 5)
FIRST, LAST, REFORM = PERIOD.first, PERIOD.last, date(2025, 6, 30)
ORIGINS, OUTCOMES = list(Origin), list(Outcome)

Cells = dict[tuple[str, str, str], list[int]]


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("bench") / "dossiers", ROWS)


def by_hand_in_polars(pattern: str) -> Cells:
    status, received, due = pl.col("status"), pl.col("received_on"), pl.col("due_on")
    waiting, finished, returned = pl.col("waiting_since"), pl.col("finished"), pl.col("returned")

    def kept(name: str) -> pl.Expr:
        return pl.when((received <= pl.col(name)) & (pl.col(name) <= AS_OF)).then(pl.col(name))

    late_district = (pl.col("level") == "district") & (received > REFORM)
    frame = pl.scan_parquet(pattern).select(
        *("status", "channel", "online_level", "received_on", "due_on", "waiting_since"),
        kept("finished_on").alias("finished"),
        kept("returned_on").alias("returned"),
        pl.when(late_district)
        .then(pl.lit("unknown"))
        .otherwise(pl.col("level").fill_null("unknown"))
        .alias("level"),
        pl.coalesce("field_name", "field_code").alias("field"),
        pl.coalesce("agency_name", "agency_code").alias("agency"),
    )
    frame = frame.filter(~status.is_in([1, 3]).fill_null(False) & (received <= LAST))
    stopped = (status == 8) & (finished.is_not_null() | returned.is_not_null())
    ended = status.is_in([7, 9, 10]) | status.is_null() | stopped
    still_open = status.is_in([2, 4, 5, 6])
    frame = frame.filter(
        ~(ended & (pl.coalesce(finished, returned) < FIRST).fill_null(False))
        & ~(ended & finished.is_null() & (received < FIRST))
        & ~(still_open & (finished < FIRST).fill_null(False))
    )
    settled = (finished >= FIRST) & (finished <= LAST)
    judged = (status.is_in([9, 10]) | status.is_null()) & settled
    waits = (status.is_in([5, 6]) & (finished.is_null() | (finished > LAST))) | ((status == 8) & ~stopped)
    outcome = (
        pl.when(judged & due.is_null()).then(1)
        .when(judged & (due < received)).then(5)
        .when(judged & (finished < due)).then(0)
        .when(judged & (finished > due)).then(2)
        .when(judged | (status.is_in([7, 8]) & settled)).then(1)
        .when((ended & finished.is_null()) | (still_open & settled)).then(5)
        .when(waits & (waiting.is_null() | (waiting > AS_OF) | (waiting <= LAST))).then(3)
        .when(due.is_null()).then(3)
        .when(due < received).then(5)
        .when(due < LAST).then(4)
        .otherwise(3)
    )  # fmt: skip
    online = pl.col("online_level")
    origin = (
        pl.when(received < FIRST).then(0)
        .when(pl.col("channel") == "online")
        .then(pl.when(online == "full").then(1).when(online == "partial").then(2).otherwise(3))
        .when(pl.col("channel") == "post").then(4)
        .when(pl.col("channel") == "direct").then(5)
        .otherwise(6)
    )  # fmt: skip
    coded = frame.with_columns(origin.cast(pl.Int8).alias("origin"), outcome.cast(pl.Int8).alias("outcome"))
    sums = [
        (pl.col(name) == code).sum().alias(f"{name}{code}")
        for name, codes in (("origin", ORIGINS), ("outcome", OUTCOMES))
        for code in range(len(codes))
    ]
    counted = coded.group_by("level", "field", "agency").agg(sums).collect()
    return {(level, field, agency): cells for level, field, agency, *cells in counted.iter_rows()}


SQL = """
WITH kept AS (
  SELECT status, channel, online_level, received_on, due_on, waiting_since,
    CASE WHEN received_on <= finished_on AND finished_on <= DATE '{as_of}' THEN finished_on END finished,
    CASE WHEN received_on <= returned_on AND returned_on <= DATE '{as_of}' THEN returned_on END returned,
    CASE WHEN level = 'district' AND received_on > DATE '{reform}' THEN 'unknown'
      ELSE coalesce(level, 'unknown') END level,
    coalesce(field_name, field_code) field, coalesce(agency_name, agency_code) agency
  FROM {source} WHERE (status IS NULL OR status NOT IN (1, 3)) AND received_on <= DATE '{last}'),
grouped AS (
  SELECT *, (status IN (7, 9, 10) OR status IS NULL
      OR (status = 8 AND (finished IS NOT NULL OR returned IS NOT NULL))) ended,
    finished BETWEEN DATE '{first}' AND DATE '{last}' settled FROM kept),
inside AS (
  SELECT * FROM grouped WHERE NOT (ended AND coalesce(coalesce(finished, returned) < DATE '{first}', false))
    AND NOT (ended AND finished IS NULL AND received_on < DATE '{first}')
    AND (status IS NULL OR NOT (status IN (2, 4, 5, 6) AND coalesce(finished < DATE '{first}', false)))),
coded AS (
  SELECT level, field, agency,
    CASE WHEN received_on < DATE '{first}' THEN 0
      WHEN channel = 'online' THEN CASE online_level WHEN 'full' THEN 1 WHEN 'partial' THEN 2 ELSE 3 END
      WHEN channel = 'post' THEN 4 WHEN channel = 'direct' THEN 5 ELSE 6 END origin,
    CASE WHEN (status IN (9, 10) OR status IS NULL) AND settled THEN
        CASE WHEN due_on IS NULL THEN 1 WHEN due_on < received_on THEN 5 WHEN finished < due_on THEN 0
          WHEN finished > due_on THEN 2 ELSE 1 END
      WHEN status IN (7, 8) AND settled THEN 1
      WHEN ended AND finished IS NULL THEN 5
      WHEN status IN (2, 4, 5, 6) AND settled THEN 5
      WHEN ((status IN (5, 6) AND (finished IS NULL OR finished > DATE '{last}'))
          OR (status = 8 AND NOT ended))
        AND (waiting_since IS NULL OR waiting_since > DATE '{as_of}' OR waiting_since <= DATE '{last}') THEN 3
      WHEN due_on IS NULL THEN 3 WHEN due_on < received_on THEN 5 WHEN due_on < DATE '{last}' THEN 4
      ELSE 3 END outcome
  FROM inside)
SELECT level, field, agency, {sums} FROM coded GROUP BY level, field, agency
"""


def sql(source: str) -> str:
    sums = [
        f"count(CASE WHEN {name} = {code} THEN 1 END) {name}{code}"
        for name, codes in (("origin", ORIGINS), ("outcome", OUTCOMES))
        for code in range(len(codes))
    ]
    return SQL.format(source=source, first=FIRST, last=LAST, as_of=AS_OF, reform=REFORM, sums=", ".join(sums))


def cells_of(rows: list[Any]) -> Cells:
    return {(level, field, agency): list(cells) for level, field, agency, *cells in rows}


def cells(counted: Tally) -> Cells:
    """Return the same cells from a tally."""
    found: Cells = {}
    for (level, field, agency), here in counted.cells():
        row = found.setdefault((level, str(field), str(agency)), [0] * (len(ORIGINS) + len(OUTCOMES)))
        for origin, outcome, number in here:
            row[ORIGINS.index(origin)] += number
            row[len(ORIGINS) + OUTCOMES.index(outcome)] += number
    return found


def compare(engine: str, target: str, by_hand: Callable[[], Cells], ours: Callable[[], Cells]) -> None:
    assert ours() == by_hand()
    spent: dict[str, list[float]] = {"by hand": [], "tthc": []}
    for _ in range(ROUNDS):
        for name, work in (("by hand", by_hand), ("tthc", ours)):
            started = time.perf_counter()
            work()
            spent[name].append(time.perf_counter() - started)
    hand, own = (sorted(times)[ROUNDS // 2] for times in spent.values())
    print(
        f"{engine:<10} by hand {hand:6.2f} s   tthc {own:6.2f} s   {own / hand:5.2f} times   target {target}"
    )


def counted_from(table: Any) -> Cells:
    return cells(tally(table, period=PERIOD, as_of=AS_OF))


def test_polars(dossiers: str) -> None:
    compare(
        "polars",
        "1.2 times",
        lambda: by_hand_in_polars(dossiers),
        lambda: counted_from(pl.scan_parquet(dossiers)),
    )


def test_duckdb(dossiers: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    source = f"read_parquet('{dossiers}')"
    with duckdb.connect() as connection:
        compare(
            "DuckDB",
            "1.3 times",
            lambda: cells_of(connection.sql(sql(source)).fetchall()),
            lambda: counted_from(connection.sql(f"SELECT * FROM {source}")),
        )


@pytest.mark.spark
def test_spark(dossiers: str, spark: Any) -> None:
    brought = spark.read.parquet(str(Path(dossiers).parent))
    brought.createOrReplaceTempView("dossiers")
    compare(
        "PySpark",
        "1.3 times + 0.8 s",
        lambda: cells_of(spark.sql(sql("dossiers")).collect()),
        lambda: counted_from(brought),
    )
    spark.catalog.dropTempView("dossiers")


def test_shared_codes(dossiers: str) -> None:
    started = time.perf_counter()
    assert check_codes(pl.scan_parquet(dossiers)) == ()
    print(f"check_codes over {ROWS:,} rows: {time.perf_counter() - started:.2f} s")
