"""Counts that add, compare and open."""

from __future__ import annotations

import json
import pickle
from datetime import date, datetime
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from tests.canonical import SAMPLE

from tthc.codec import from_plain_data, plain_data
from tthc.columnar import polars_schema
from tthc.columnar.door import Door
from tthc.errors import FormError, PeriodError, TableError
from tthc.outcomes import Compare, CountingPolicy, Origin, Outcome, Scope
from tthc.periods import ReportingPeriod
from tthc.places import Level
from tthc.tallies import Tally, check_codes, tally

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


def test_cells_count_what_is_in_scope_by_origin_and_outcome() -> None:
    assert [
        (place, {(origin, outcome): n for origin, outcome, n in cells}) for place, cells in count().cells()
    ] == [
        (("commune", None, "UBND xã Mẫu 1"), {(Origin.ONLINE_LEVEL_UNKNOWN, Outcome.LATE): 1}),
        (("commune", "Hộ tịch", "H10.1.2"), {(Origin.DIRECT, Outcome.ON_TIME): 1}),
        (
            ("commune", "Hộ tịch", "UBND xã Mẫu 1"),
            {(Origin.DIRECT, Outcome.EARLY): 1, (Origin.DIRECT, Outcome.LATE): 1},
        ),
    ]
    twice = count() + count()
    assert sum(n for _, cells in twice.cells() for _, _, n in cells) == 8
    assert list(count(SAMPLE.clear()).cells()) == []


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


def test_codes_in_no_list_count_as_missing_and_are_findings() -> None:
    strange = SAMPLE.with_columns(
        pl.Series("level", ["quận", "commune", "commune", "quận", None]),
        pl.Series("channel", ["bưu điện", "direct", "direct", "online", "direct"]),
        pl.Series("online_level", [None, None, None, "mức 4", None]),
        pl.Series("status", [11, 9, 0, 9, 1], dtype=pl.Int32),
    )
    missing = strange.with_columns(
        pl.Series("level", [None, "commune", "commune", None, None], dtype=pl.String),
        pl.Series("channel", [None, "direct", "direct", "online", "direct"]),
        pl.lit(None, pl.String).alias("online_level"),
        pl.Series("status", [None, 9, None, 9, 1], dtype=pl.Int32),
    )
    duckdb = pytest.importorskip("duckdb")
    for table in (strange, strange.cast({"level": pl.Categorical}), duckdb.from_arrow(strange.to_arrow())):
        counted = count(table)
        found = {finding.code: finding.count for finding in counted.findings()}
        assert {code: number for code, number in found.items() if code.endswith("not-a-code")} == {
            "level-not-a-code": 2,
            "status-not-a-code": 2,
            "channel-not-a-code": 1,
            "online-level-not-a-code": 1,
        }
        plain = {
            (group.level, group.scope_row, group.origin_row, group.outcome_row) for group, _ in counted.counts
        }
        expected = count(missing)
        assert plain == {
            (group.level, group.scope_row, group.origin_row, group.outcome_row)
            for group, _ in expected.counts
        }
        assert counted.count(level="unknown") == expected.count(level="unknown") == 2
        first, last = "H10.1-260302-0001", "H10.1-260304-0001"
        for criteria, codes in (
            ({"level": "unknown"}, [first, last]),
            ({"finding": "level-not-a-code"}, [first, last]),
            ({"finding": "channel-not-a-code"}, [first]),
            ({"finding": "online-level-not-a-code"}, [last]),
        ):
            opened = pl.DataFrame(nw.from_native(counted.open(**criteria)).lazy().collect().to_arrow())
            assert sorted(opened["code"]) == codes


def test_zone_aware_columns_are_converted_and_counted() -> None:
    aware = SAMPLE.with_columns(
        pl.datetime(2026, 3, 9, 20, time_zone="UTC").alias("due_at"),
        pl.when(pl.col("status") == 9).then(pl.datetime(2026, 3, 10, 2)).alias("finished_at"),
    )
    naive = aware.with_columns(pl.lit(datetime(2026, 3, 10, 3)).alias("due_at"))
    moments = CountingPolicy(name="moments", compare=Compare.MOMENT)
    counted = count(aware, policy=moments)
    assert counted == count(naive, policy=moments)
    assert counted != count(naive.with_columns(pl.col("due_at").dt.offset_by("-7h")), policy=moments)
    note = counted.findings()[0]
    assert (note.code, note.count, dict(note.details)) == ("zone-converted", 5, {"columns": "due_at"})
    both = count(aware.head(2), policy=moments) + count(aware.tail(3), policy=moments)
    assert both.findings() == counted.findings()


def test_places_that_share_a_mark_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = count()
    monkeypatch.setattr(
        Door, "marked", lambda self, frame, names, into: frame.with_columns(nw.lit(1).alias(into))
    )
    assert count() == expected


def test_levels_have_marks_of_their_own() -> None:
    levels = pl.LazyFrame({"level": [None, *(level.value for level in Level)]})
    marks = levels.select(pl.col("level").hash(0)).collect()
    assert marks.n_unique() == marks.height


def test_places_that_the_first_rows_do_not_name_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = count()
    monkeypatch.setattr("tthc.columnar.door._FIRST_ROWS", (1,))
    assert count() == expected
    assert len({(group.level, group.field, group.agency) for group, _ in expected.counts}) > 1


def test_a_tally_is_stored_and_read_back() -> None:
    counted = count()
    again = from_plain_data(json.loads(json.dumps(plain_data(counted))), Tally)
    assert again == counted
    assert hash(again) == hash(counted)
    assert pickle.loads(pickle.dumps(counted.counts)) == counted.counts
    assert counted.counts[0] == next(iter(counted.counts))
    assert counted.counts[:2] == tuple(counted.counts)[:2]


def test_shared_codes_are_found_within_and_across_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = SAMPLE.head(3), SAMPLE.tail(3)
    sourced = second.with_columns(pl.lit("b.csv").alias("source_file"), source_row=pl.int_range(2, 5))
    assert check_codes(SAMPLE) == ()
    assert check_codes() == ()
    nameless = SAMPLE.with_columns(pl.lit(None, pl.String).alias("code_normalized"))
    assert check_codes(nameless, nameless) == ()
    monkeypatch.setattr("tthc.tallies.shared_codes.ROWS_A_BUCKET", 2)
    (finding,) = check_codes(first, sourced, first.head(1))
    assert (finding.code, finding.count, finding.details["rows"]) == ("code-shared", 2, 4)
    assert [(sample.file, sample.row, sample.value) for sample in finding.samples] == [
        ("#1", None, "H10.1-260302-0001"),
        ("#3", None, "H10.1-260302-0001"),
        ("#1", None, "H10.1-260303-0001"),
        ("b.csv", 2, "H10.1-260303-0001"),
    ]
    assert "H10.1-260302-0001" not in str(finding) + repr(finding) + finding.message("vi")
    with pytest.raises(TableError, check=lambda error: error.code == "table.columns"):
        check_codes(first.drop("code_normalized"))


def test_a_lazy_source_that_is_not_there_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(TableError, check=lambda error: error.code == "table.engine-failed"):
        count(pl.scan_parquet(tmp_path / "gone.parquet"))


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
