"""Canonical dossiers by the million, made in columns: a hundred agencies, fifteen months, every status."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

FIRST = date(2025, 10, 1)
DAYS = 457
AGENCIES = 100
FIELDS = 40
FIELDS_OF_AN_AGENCY = 4
BLOCK = 1_000_000


def part(start: int, rows: int) -> pl.DataFrame:
    """Return rows numbered from `start`; the same numbers give the same rows."""
    number = pl.int_range(start, start + rows, dtype=pl.Int64, eager=True).alias("number")
    frame = pl.DataFrame({"number": number})

    def drawn(seed: int, below: int) -> pl.Expr:
        return (pl.col("number").hash(seed) % below).cast(pl.Int32)

    def some(values: pl.Expr, seed: int, percent: int) -> pl.Expr:
        return pl.when(drawn(seed, 100) < percent).then(values)

    def of(values: list[object], chosen: pl.Expr) -> pl.Expr:
        return pl.lit(pl.Series(values)).gather(chosen)

    agency, received = drawn(1, AGENCIES), drawn(2, DAYS)
    statuses = [9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 9, 10, 7, 8]
    recent = [9, 10, 9, 10, 2, 4, 4, 4, 5, 6, 7, 1]
    frame = frame.with_columns(
        agency=agency,
        field=(agency * 7 + drawn(3, FIELDS_OF_AN_AGENCY)) % FIELDS,
        received=received,
        due=received + 1 + drawn(4, 30),
        finished=received + drawn(5, 28),
        status=pl.when(received < DAYS - 30)
        .then(of(statuses, drawn(6, len(statuses))))
        .otherwise(of(recent, drawn(6, len(recent)))),
    )
    day = pl.lit(FIRST).cast(pl.Int32)

    def as_day(offset: pl.Expr) -> pl.Expr:
        return (day + offset).cast(pl.Date)

    ended = pl.col("status").is_in([7, 8, 9, 10])
    due, finished = as_day(pl.col("due")), as_day(pl.col("finished"))
    nothing = pl.lit(None)
    agency_text = pl.col("agency").cast(pl.String).str.zfill(4)
    moved = pl.when(drawn(14, 100) < 3).then(as_day(pl.col("due") - 1)).otherwise(due)
    return frame.select(
        pl.format("H10-{}", pl.col("number").cast(pl.String).str.zfill(9)).alias("code_normalized"),
        pl.format("F{}", pl.col("field")).alias("field_code"),
        pl.format("Lĩnh vực {}", pl.col("field")).alias("field_name"),
        pl.format("H10.{}", agency_text).alias("agency_code"),
        pl.format("Cơ quan {}", agency_text).alias("agency_name"),
        of(["commune", "commune", "province", "commune", "commune"], pl.col("agency") % 5).alias("level"),
        some(of(["online", "online", "direct", "direct", "post"], drawn(7, 5)), 8, 99).alias("channel"),
        some(of(["full", "partial"], drawn(9, 2)), 10, 98).alias("online_level"),
        as_day(pl.col("received")).alias("received_on"),
        some(due, 11, 98).alias("due_on"),
        nothing.cast(pl.Datetime("us")).alias("due_at"),
        moved.alias("original_due_on"),
        due.alias("legal_due_on"),
        nothing.cast(pl.Datetime("us")).alias("legal_due_at"),
        pl.when(ended).then(finished).alias("finished_on"),
        pl.when(ended).then(finished.cast(pl.Datetime("us")) + pl.duration(hours=9)).alias("finished_at"),
        pl.when(ended).then(some(finished + pl.duration(days=1), 13, 80)).alias("returned_on"),
        pl.col("status").cast(pl.Int32),
        pl.when(pl.col("status").is_in([5, 6])).then(as_day(pl.col("received") + 2)).alias("waiting_since"),
    )


def write(folder: Path, rows: int) -> str:
    """Write `rows` of them as Parquet files of a million rows each; return the pattern to scan."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, rows, BLOCK):
        path = folder / f"part-{start // BLOCK:04}.parquet"
        part(start, min(BLOCK, rows - start)).write_parquet(path)
    return str(folder / "*.parquet")
