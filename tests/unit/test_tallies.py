"""Counts that add, compare and open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.canonical import SAMPLE

from tthc.columnar import polars_schema
from tthc.errors import FormError, PeriodError, TableError
from tthc.outcomes import Origin, Outcome, Scope
from tthc.periods import ReportingPeriod
from tthc.tallies import tally

MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
AS_OF = date(2026, 4, 1)


def count(frame: object = SAMPLE, **more: object):
    return tally(frame, period=MARCH, as_of=AS_OF, **more)


def test_counts_by_answer_and_group() -> None:
    counted = count()
    assert counted.count() == 4
    assert counted.count(scope=None) == 5
    assert counted.count(outcome=Outcome.LATE) == 2
    assert counted.count(outcome=(Outcome.EARLY, Outcome.ON_TIME)) == 2
    assert counted.count(origin=Origin.ONLINE_LEVEL_UNKNOWN) == 1
    assert counted.count(level="commune", agency="UBND xã Mẫu 1") == 3
    assert counted.count(agency="H10.1.2") == 1
    assert counted.count(field=None) == 1
    assert counted.count(outcome_row="B5") == 2
    assert counted.count(scope=Scope.OUT, level="unknown") == 1


def test_a_count_opens_to_its_dossiers() -> None:
    counted = count()
    late = counted.open(outcome=Outcome.LATE)
    assert sorted(late["code"]) == ["H10.1-260302-0002", "H10.1-260304-0001"]
    assert late.columns == list(polars_schema())
    assert counted.open(field=None)["code"].to_list() == ["H10.1-260304-0001"]
    assert counted.open(finding="online-level-missing")["code"].to_list() == ["H10.1-260304-0001"]
    assert counted.open(scope=Scope.OUT)["code"].to_list() == ["H10.1-260304-0002"]


def test_a_changed_source_does_not_open() -> None:
    duckdb = pytest.importorskip("duckdb")
    sample = SAMPLE.to_arrow()  # noqa: F841  (read by name below)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE dossiers AS SELECT * FROM sample")
        counted = count(connection.table("dossiers"))
        connection.execute("DELETE FROM dossiers WHERE code = 'H10.1-260302-0001'")
        with pytest.raises(FormError, check=lambda error: error.code == "tally.source-changed"):
            counted.open()


def test_a_deleted_source_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    SAMPLE.write_parquet(path)
    counted = count(pl.scan_parquet(path))
    assert counted.open().height == 4
    path.unlink()
    with pytest.raises(FormError, check=lambda error: error.code == "tally.source-gone"):
        counted.open()


def test_parts_add_and_their_sum_does_not_open() -> None:
    whole, parts = count(), count(SAMPLE.head(2)) + count(SAMPLE.tail(3))
    assert parts == whole
    assert hash(parts) == hash(whole)
    with pytest.raises(FormError, check=lambda error: error.code == "tally.no-frame"):
        parts.open()


def test_unlike_tallies_do_not_add() -> None:
    other = tally(SAMPLE, period=MARCH, as_of=date(2026, 4, 2))
    with pytest.raises(FormError, check=lambda error: error.code == "tally.unlike"):
        count() + other


def test_findings_are_counted_most_frequent_first() -> None:
    assert [(finding.code, finding.count) for finding in count().findings()] == [
        ("not-received-with-end", 1),
        ("online-level-missing", 1),
    ]


def test_an_empty_table_counts_nothing() -> None:
    assert count(SAMPLE.clear()).count(scope=None) == 0


def test_columns_missing_or_mistyped_are_named_at_once() -> None:
    broken = SAMPLE.drop("due_on", "status").with_columns(pl.col("received_on").cast(pl.String))
    with pytest.raises(TableError) as caught:
        count(broken)
    assert caught.value.code == "table.columns"
    assert caught.value.details == {"missing": "due_on, status", "mistyped": "received_on (day)"}


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(FormError, check=lambda error: error.code == "tally.criterion"):
        count().count(colour="red")


def test_as_of_before_the_period_is_refused() -> None:
    with pytest.raises(PeriodError, check=lambda error: error.code == "period.as-of-too-early"):
        tally(SAMPLE, period=MARCH, as_of=date(2026, 2, 1))


def test_categorical_columns_count_alike() -> None:
    columns = [pl.col(name).cast(pl.Categorical) for name in ("level", "channel", "field_name")]
    assert count(SAMPLE.with_columns(columns)) == count()


def test_other_engines_count_alike() -> None:
    duckdb = pytest.importorskip("duckdb")
    sample = SAMPLE  # noqa: F841  (read by name below)
    assert count(duckdb.sql("SELECT * FROM sample")) == count()
    assert count(SAMPLE.to_arrow()) == count()


def test_no_personal_value_in_repr() -> None:
    assert "H10.1-260302-0001" not in repr(count())
