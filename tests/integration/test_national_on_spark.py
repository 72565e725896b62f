"""The nation's table on Spark: partitioned Parquet, one province with half the rows, empty keys."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.nation import HALF, LAST, few_partitions

from tthc.calendars import load_calendar
from tthc.columnar.due import with_legal_due
from tthc.outcomes import Basis
from tthc.tallies import check_codes, tally
from tthc_adapters.cli import main

pytestmark = pytest.mark.spark

PERIOD = ("--period", "2026-H1", "--as-of", "2026-11-30", "--form", "ii06a", "--by", "agency")


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["report", *words, "--json", "--lang", "en"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_the_command_counts_on_the_running_session(
    spark: Any, nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = few_partitions(nation, tmp_path / "few")
    asked = (str(few / "dossiers"), *PERIOD)
    counted = as_json(capsys, *asked)
    state = ("--state", str(tmp_path / "state"))
    assert as_json(capsys, *asked, "--engine", "spark", "--check-codes", *state) == counted
    assert len(list((tmp_path / "state").iterdir())) == 6
    remote = f"file://{few / 'dossiers'}"  # a place that Spark reads itself, partition columns and all
    assert as_json(capsys, remote, *PERIOD, "--engine", "spark") == counted
    by_law = (*asked, "--basis", "legal", "--events", str(few / "events"))
    assert as_json(capsys, *by_law, "--engine", "spark") == as_json(capsys, *by_law) != counted
    far = (remote, *PERIOD, "--basis", "legal", "--events", f"file://{few / 'events'}", "--engine", "spark")
    assert as_json(capsys, *far) == as_json(capsys, *by_law)
    assert main(["report", *by_law[:-1], f"file://{few / 'events'}", "--engine", "spark", *state]) == 2
    assert "file://" in capsys.readouterr().err
    assert spark.catalog.listTables() == []


def skewed() -> pl.DataFrame:
    """One province with half of 4,000 rows, and every key and date empty in some."""
    row = pl.int_range(4_000, eager=True).alias("row")
    frame = pl.DataFrame({"row": row})

    def gaps(values: pl.Expr, every: int) -> pl.Expr:
        return pl.when(pl.col("row") % every != 3).then(values)

    def day(offset: pl.Expr) -> pl.Expr:
        return (pl.lit(date(2025, 11, 20)).cast(pl.Int32) + offset).cast(pl.Date)

    province = pl.when(pl.col("row") % 2 == 0).then(29).otherwise(pl.col("row") % 34 + 30)
    agency = pl.format("H{}.40.{}", province, pl.col("row") % 7)
    received = pl.col("row") * 7 % 250
    finished = received + pl.col("row") * 11 % 30
    nothing = {name: pl.lit(None, dtype=pl.String) for name in ("field_code", "agency_name")}
    return frame.select(
        gaps(pl.format("{}-{}", agency, pl.col("row")), 41).alias("code_normalized"),
        gaps(pl.lit("Hộ tịch"), 5).alias("field_name"),
        gaps(agency, 11).alias("agency_code"),
        gaps(pl.lit("commune"), 13).alias("level"),
        gaps(pl.lit("online"), 6).alias("channel"),
        gaps(pl.lit("full"), 7).alias("online_level"),
        gaps(day(received), 17).alias("received_on"),
        gaps(day(received + 10), 19).alias("due_on"),
        pl.lit(None, dtype=pl.Datetime("us")).alias("due_at"),
        pl.lit(None, dtype=pl.Date).alias("original_due_on"),
        pl.lit(None, dtype=pl.Date).alias("legal_due_on"),
        pl.lit(None, dtype=pl.Datetime("us")).alias("legal_due_at"),
        gaps(day(finished), 4).alias("finished_on"),
        gaps(day(finished).cast(pl.Datetime("us")) + pl.duration(hours=9), 8).alias("finished_at"),
        gaps(day(finished + 1), 9).alias("returned_on"),
        gaps(pl.col("row") % 10 + 1, 23).cast(pl.Int32).alias("status"),
        gaps(day(received + 2), 2).alias("waiting_since"),
        gaps(pl.col("row") % 20 + 1, 29).cast(pl.Float64).alias("limit_amount"),
        gaps(pl.lit("working-day"), 31).alias("limit_unit"),
        **nothing,
    )


def test_half_of_the_rows_in_one_province_and_empty_keys(spark: Any, tmp_path: Path) -> None:
    table = skewed()
    parts = table.with_columns(province=pl.col("agency_code").str.slice(0, 3).fill_null("unknown"))
    assert 0.4 < (parts["province"] == "H29").mean() < 0.6  # type: ignore[operator]
    for (province,), rows in parts.partition_by("province", as_dict=True, include_key=False).items():
        folder = tmp_path / "table" / f"province={province}"
        folder.mkdir(parents=True)
        rows.write_parquet(folder / "part-0.parquet")
    read = spark.read.parquet(str(tmp_path / "table"))
    asked = {"period": HALF, "as_of": LAST}
    on_spark, on_polars = tally(read, **asked), tally(table, **asked)
    assert on_spark == on_polars
    assert on_spark.count(scope=None) == 4_000
    assert on_spark.count(field=None, agency=None) > 0
    legal = tally(with_legal_due(read, load_calendar()), **asked, basis=Basis.LEGAL)
    assert legal == tally(with_legal_due(table, load_calendar()), **asked, basis=Basis.LEGAL)
    assert legal != on_polars
    assert check_codes(read) == check_codes(table) == ()
    again = check_codes(read, read.limit(0).union(read.filter("status = 4")))
    assert again[0].count == check_codes(table, table.filter(pl.col("status") == 4))[0].count > 100


def test_without_pyarrow_the_answers_are_the_same(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = skewed()
    types = {
        pl.String: "string",
        pl.Date: "date",
        pl.Int32: "int",
        pl.Float64: "double",
        pl.Datetime("us"): "timestamp_ntz",
    }
    ddl = ", ".join(f"{name} {types[dtype]}" for name, dtype in table.schema.items())
    read = spark.createDataFrame(table.rows(), ddl)
    asked = {"period": HALF, "as_of": LAST}
    monkeypatch.setattr("tthc.columnar._spark.find_spec", lambda name: None)
    monkeypatch.setattr("tthc.columnar._spark.arrow_table", None)  # whoever asks for it fails
    legal = with_legal_due(read, load_calendar())
    assert tally(legal, **asked, basis=Basis.LEGAL) == tally(
        with_legal_due(table, load_calendar()), **asked, basis=Basis.LEGAL
    )
    assert tally(read, **asked) == tally(table, **asked)
