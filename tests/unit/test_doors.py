"""Tables come in from every engine, and go back as they came."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tthc.columnar.doors import Engine, open_doors
from tthc.errors import TableError

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")
pyarrow = pytest.importorskip("pyarrow")

TABLE = pl.DataFrame(
    {
        "code": ["a", "b"],
        "received_on": [date(2026, 3, 2), None],
        "due_at": [datetime(2026, 3, 9, 20, tzinfo=UTC), None],
        "loaded_at": [datetime(2026, 3, 9, 20, tzinfo=UTC)] * 2,
        "level": pl.Series(["commune", "province"], dtype=pl.Enum(["commune", "province"])),
        "channel": [None, None],
    }
)
HEAVY = ("duckdb", "numpy", "pandas", "pyarrow", "pyspark")
VIETNAM_TIME = datetime(2026, 3, 10, 3)


def numpy_typed() -> Any:
    return pandas.DataFrame(
        {
            "code": ["a", "b"],
            "received_on": pandas.to_datetime(["2026-03-02", None]),
            "due_at": pandas.to_datetime(["2026-03-09 20:00", None], utc=True),
            "status": [9, None],
        },
        index=[7, 3],
    )


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'America/New_York'")
        yield opened


def raised(code: str) -> Any:
    return pytest.raises(TableError, check=lambda error: error.code == code)


def test_every_kind_comes_in_by_its_engine(connection: Any) -> None:
    kinds = [
        (TABLE, Engine.POLARS),
        (TABLE.lazy(), Engine.POLARS),
        (TABLE.to_arrow(), Engine.POLARS),
        (TABLE.to_pandas(use_pyarrow_extension_array=True), Engine.POLARS),
        (numpy_typed(), Engine.POLARS),
        (nw.from_native(TABLE), Engine.POLARS),
        (connection.from_arrow(TABLE.to_arrow()), Engine.DUCKDB),
    ]
    for table, engine in kinds:
        (door,) = open_doors(table)
        assert door.engine is engine
        assert isinstance(door.frame, nw.LazyFrame)
        assert door.converted == ("due_at",)
        rows = door.rows(door.frame.select("code", "received_on", "due_at"))
        assert sorted(rows) == [("a", date(2026, 3, 2), VIETNAM_TIME), ("b", None, None)]


def test_tables_go_back_as_they_came() -> None:
    for table in (TABLE.drop("due_at"), TABLE.drop("due_at").lazy()):
        (door,) = open_doors(table)
        handed = door.hand_back(door.frame)
        assert type(handed) is type(table)
        expected = TABLE.drop("due_at").with_columns(pl.col("channel").cast(pl.String))
        assert_frame_equal(handed.lazy().collect(), expected)
    covered = nw.from_native(TABLE)
    (door,) = open_doors(covered)
    assert isinstance(door.hand_back(door.frame), nw.DataFrame)


def test_arrow_keeps_the_types_it_came_with() -> None:
    columns = {
        "code": pyarrow.array(["a", None], pyarrow.string()),
        "received_on": pyarrow.array([date(2026, 3, 2), None], pyarrow.date64()),
        "level": pyarrow.array(["commune", "commune"]).dictionary_encode(),
        "channel": pyarrow.nulls(2),
    }
    table = pyarrow.table(columns)
    (door,) = open_doors(table)
    handed = door.hand_back(door.frame.with_columns(nw.lit(1).alias("one")))
    names = ["code", "received_on", "level"]
    assert handed.select(names).schema.types == table.select(names).schema.types
    assert handed.select(names).to_pylist() == table.select(names).to_pylist()


def test_pandas_keeps_its_index_and_types() -> None:
    table = numpy_typed()
    (door,) = open_doors(table)
    assert dict(door.frame.collect_schema())["received_on"] == nw.Date
    assert dict(door.frame.collect_schema())["status"] == nw.Int64
    added = door.frame.with_columns(nw.lit(date(2026, 3, 9)).alias("due_on"))
    handed = door.hand_back(added)
    assert list(handed.columns) == [*table.columns, "due_on"]
    pandas.testing.assert_frame_equal(handed[list(table.columns)], table)
    assert list(handed["due_on"]) == [pandas.Timestamp(2026, 3, 9)] * 2
    last = door.hand_back(added.filter(nw.col("code") == "b"))
    assert list(last.index) == [3]


def test_a_day_with_a_time_of_day_stays_what_it_is() -> None:
    table = pandas.DataFrame({"received_on": pandas.to_datetime(["2026-03-02 09:00"])})
    (door,) = open_doors(table)
    assert isinstance(door.frame.collect_schema()["received_on"], nw.Datetime)


def test_a_column_of_the_callers_own_keeps_its_zone() -> None:
    (door,) = open_doors(TABLE)
    assert door.frame.collect_schema()["loaded_at"].time_zone == "UTC"


def test_mixtures_are_our_error(connection: Any, tmp_path: Path) -> None:
    relation = connection.sql("SELECT 1 AS one")
    assert [door.engine for door in open_doors(relation, connection.sql("SELECT 2 AS one"))] == [
        Engine.DUCKDB
    ] * 2
    with raised("table.engines-mixed"):
        open_doors(relation, TABLE)
    with duckdb.connect() as other, raised("table.engines-mixed"):
        open_doors(relation, None, other.sql("SELECT 1 AS one"))
    assert open_doors(None, TABLE)[0] is None


def test_an_unknown_kind_is_refused() -> None:
    for thing in ([{"code": "a"}], "table", TABLE["code"]):
        with raised("table.engine-unknown"):
            open_doors(thing)


def test_a_look_up_table_leaves_nothing_behind(connection: Any) -> None:
    before = connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
    types = {"code": nw.String, "day": nw.Date, "n": nw.Int32}
    values = {"code": ["a", "c"], "day": [date(2026, 3, 2), None], "n": [1, 2]}
    for table in (TABLE, connection.from_arrow(TABLE.to_arrow())):
        (door,) = open_doors(table)
        found = door.lookup(values, types)
        assert dict(found.collect_schema()) == types
        joined = door.frame.select("code").join(found, on="code", how="left")
        assert sorted(door.rows(joined)) == [("a", date(2026, 3, 2), 1), ("b", None, None)]
    assert connection.execute("SHOW TABLES").fetchall() == []
    assert connection.execute("SELECT view_name FROM duckdb_views()").fetchall() == before


def test_an_exception_of_the_engine_becomes_ours_without_its_text(connection: Any) -> None:
    secret = connection.sql("SELECT CAST('001099012345' || 'x' AS INTEGER) AS n FROM range(2)")
    for table in (secret, pl.LazyFrame({"n": ["001099012345x"]}).select(pl.col("n").cast(pl.Int32))):
        (door,) = open_doors(table)
        with raised("table.engine-failed") as caught:
            door.rows(door.frame)
        assert "001099012345" not in str(caught.value) + repr(caught.value.details)
        assert caught.value.__cause__ is None


def test_a_missing_file_is_our_error(tmp_path: Path) -> None:
    with raised("table.engine-failed"):
        open_doors(pl.scan_parquet(tmp_path / "gone.parquet"))


def test_equal_values_have_equal_marks(connection: Any) -> None:
    table = pl.DataFrame({"a": ["x", "x", None, ""], "b": ["y", "y", "y", "y"]})
    for each in (table, connection.from_arrow(table.to_arrow())):
        (door,) = open_doors(each)
        marks = door.rows(door.marked(door.frame, ["a", "b"], "mark"))
        by_value: dict[Any, set[Any]] = {}
        for a, b, mark in marks:
            by_value.setdefault((a, b), set()).add(mark)
        assert sorted(map(len, by_value.values())) == [1, 1, 1]
        assert len(set.union(*by_value.values())) == 3


def test_no_two_of_a_million_places_share_a_mark() -> None:
    names = pl.Series([None, "", *(f"UBND xã Mẫu {number}" for number in range(498)), *map(str, range(200))])
    levels = pl.DataFrame({"level": ["commune", "province", None]})
    places = levels.join(pl.DataFrame({"field": names}), how="cross")
    places = places.join(pl.DataFrame({"agency": names.head(500)}), how="cross")
    (door,) = open_doors(places)
    marked = door.marked(door.frame, places.columns, "mark").to_native()
    assert marked.select(pl.col("mark").n_unique()).collect().item() == places.height == 1_050_000


def test_no_engine_is_imported_that_nobody_brought() -> None:
    code = (
        "import sys\n"
        "from datetime import date\n"
        "from tthc import ReportingPeriod, tally\n"
        "from tthc.testing import sample_table\n"
        "march = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))\n"
        "tally(sample_table().lazy(), period=march, as_of=date(2026, 4, 1)).open()\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""
