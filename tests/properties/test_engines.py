"""Equal everywhere: the function reading and every engine give each dossier the same answers."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.canonical import table
from tests.properties.test_counting import AS_OF, PERIOD, POLICIES, ROWS, as_dossier, as_row

from tthc.columnar.doors import open_doors
from tthc.errors import FormError, TableError
from tthc.outcomes import Basis, Compare, CountingPolicy, Scope, classify
from tthc.tallies import Tally, check_codes, tally

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")

DUCKDB = duckdb.connect()


def relation(frame: pl.DataFrame) -> Any:
    return DUCKDB.from_arrow(frame.to_arrow())


def numpy_typed(frame: pl.DataFrame) -> Any:
    """Return a pandas table as older code makes them: NumPy types, gaps as NaN and NaT."""
    return frame.to_pandas()


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": pl.DataFrame.lazy,
    "duckdb": relation,
    "pandas of NumPy": numpy_typed,
    "pandas of Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "arrow": pl.DataFrame.to_arrow,
}


def coded(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return table(*({**row, "code": str(n), "code_normalized": str(n)} for n, row in enumerate(rows)))


def one_by_one(rows: list[dict[str, Any]], question: dict[str, Any]) -> dict[str, Any]:
    read = {}
    for number, row in enumerate(rows):
        answer = classify(as_dossier(row), **question)
        read[str(number)] = (answer.scope_row, answer.origin_row, answer.outcome_row, answer.findings)
    return read


def codes(opened: Any) -> list[str]:
    """Return the codes of an opened count, whatever kind of table it is."""
    (door,) = open_doors(opened)
    return [code for (code,) in door.rows(door.frame.select("code_normalized"))]


def row_by_row(counted: Tally) -> dict[str, Any]:
    """Open every group, so that each dossier is known by its code and the answers it was counted under."""
    read = {}
    for group, _ in counted.groups(scope=None):
        exact = {name: getattr(group, name) for name in ("level", "field", "agency", "scope_row")}
        exact |= {"origin_row": group.origin_row, "outcome_row": group.outcome_row}
        for code in codes(counted.open(scope=None, **exact)):
            read.setdefault(code, []).append(group)
    return read


def answers(counted: Tally) -> Counter[Any]:
    summed: Counter[Any] = Counter()
    for group, number in counted.counts:
        summed[group.scope_row, group.origin_row, group.outcome_row, group.findings] += number
    return summed


@given(drawn=st.lists(ROWS, max_size=12), policy=POLICIES, as_of=AS_OF, basis=st.sampled_from(Basis))
@settings(max_examples=20)
def test_every_engine_counts_what_the_function_reads(
    drawn: list[dict[str, Any]], policy: Any, as_of: date, basis: Basis
) -> None:
    rows = [as_row(row) for row in drawn]
    question: dict[str, Any] = {"period": PERIOD, "as_of": as_of, "policy": policy, "basis": basis}
    read = one_by_one(rows, question)
    frame = coded(rows)
    tallies = {name: tally(brought(frame), **question) for name, brought in ENGINES.items()}
    for name, counted in tallies.items():
        assert answers(counted) == Counter(read.values()), name
        assert counted == tallies["polars"], name
        assert counted.provisional == tallies["polars"].provisional, name
        assert counted.findings() == tallies["polars"].findings(), name


@given(drawn=st.lists(ROWS, min_size=1, max_size=6), as_of=AS_OF, name=st.sampled_from(sorted(ENGINES)))
@settings(max_examples=12)
def test_every_dossier_opens_under_its_own_answers(
    drawn: list[dict[str, Any]], as_of: date, name: str
) -> None:
    rows = [as_row(row) for row in drawn]
    read = one_by_one(rows, {"period": PERIOD, "as_of": as_of})
    counted = tally(ENGINES[name](coded(rows)), period=PERIOD, as_of=as_of)
    opened = row_by_row(counted)
    assert opened.keys() == read.keys()
    for code, (scope_row, origin_row, outcome_row, findings) in read.items():
        wanted = (scope_row, origin_row, outcome_row)
        assert {(group.scope_row, group.origin_row, group.outcome_row) for group in opened[code]} == {wanted}
        assert findings in {group.findings for group in opened[code]}
    for scope in Scope:
        assert len(codes(counted.open(scope=scope))) == counted.count(scope=scope)


@given(
    drawn=st.lists(ROWS, max_size=10),
    cut=st.integers(0, 10),
    as_of=AS_OF,
    name=st.sampled_from(sorted(ENGINES)),
)
@settings(max_examples=12)
def test_parts_add_up_on_every_engine(drawn: list[dict[str, Any]], cut: int, as_of: date, name: str) -> None:
    frame = coded([as_row(row) for row in drawn])
    bring = ENGINES[name]

    def count(part: pl.DataFrame) -> Tally:
        return tally(bring(part), period=PERIOD, as_of=as_of)

    parts = frame.head(cut), frame.slice(cut)
    assert check_codes(*map(bring, parts)) == ()
    assert count(parts[0]) + count(parts[1]) == count(frame)


ZONES = ("UTC", "Asia/Ho_Chi_Minh", "America/New_York")


@contextmanager
def process_zone(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.__setitem__("TZ", before)
        time.tzset()


def many_rows(number: int = 150) -> list[dict[str, Any]]:
    """Return rows of every kind, the same ones each time: Spark is too slow for many small tables."""
    chosen = random.Random(20260331)
    day = [None, *(date(2025, 5, 26) + timedelta(days=i) for i in range(0, 66, 3))]
    names = [
        *("received_on", "due_on", "legal_due_on", "original_due_on", "finished_on", "returned_on"),
        "waiting_since",
    ]
    rows = []
    for _ in range(number):
        row: dict[str, Any] = {name: chosen.choice(day) for name in names}
        row["status"] = chosen.choice([None, *range(1, 11)])
        row["channel"] = chosen.choice([None, "online", "direct", "post"])
        row["online_level"] = chosen.choice([None, "full", "partial"])
        row["level"] = chosen.choice(["province", "district", "commune", "unknown"])
        row["field_name"] = chosen.choice([None, "Hộ tịch", "Đất đai"])
        row["due_hour"], row["finished_hour"] = chosen.choice([None, 8, 23]), chosen.choice([None, 1, 17])
        rows.append(as_row(row))
    return rows


def on_spark(session: Any, frame: pl.DataFrame) -> Any:
    """Return the table as Spark holds it: moments without a zone."""
    types = {
        pl.String: "string",
        pl.Date: "date",
        pl.Int32: "int",
        pl.Float64: "double",
        pl.Boolean: "boolean",
    }
    schema = ", ".join(
        f"`{name}` {types.get(dtype.base_type(), 'timestamp_ntz')}" for name, dtype in frame.schema.items()
    )
    return session.createDataFrame(frame.rows(), schema)


@pytest.mark.spark
def test_spark_counts_alike_in_every_zone(spark: Any, tmp_path: Path) -> None:
    rows = many_rows()
    frame = coded(rows)
    frame.write_parquet(tmp_path / "dossiers.parquet")
    moments = CountingPolicy(name="by moments", compare=Compare.MOMENT)
    for policy, basis, zones in (
        (moments, Basis.LEGAL, [*product(ZONES, ZONES)]),
        ("ii06-2020", Basis.EXPORTED, [("UTC", "Asia/Ho_Chi_Minh")]),
    ):
        question: dict[str, Any] = {
            "period": PERIOD,
            "as_of": PERIOD.last + timedelta(days=3),
            "policy": policy,
            "basis": basis,
        }
        expected = tally(frame, **question)
        assert answers(expected) == Counter(one_by_one(rows, question).values())
        for process, session in zones:
            spark.conf.set("spark.sql.session.timeZone", session)
            with process_zone(process):
                counted = tally(spark.read.parquet(str(tmp_path / "dossiers.parquet")), **question)
            assert counted == expected, (process, session)
    spark.conf.set("spark.sql.session.timeZone", "Asia/Ho_Chi_Minh")


@pytest.mark.spark
def test_spark_opens_refuses_and_checks(spark: Any, tmp_path: Path) -> None:
    rows = many_rows(40)
    frame = coded(rows)
    question: dict[str, Any] = {"period": PERIOD, "as_of": PERIOD.last}
    read = one_by_one(rows, question)
    frame.write_parquet(tmp_path / "dossiers.parquet")
    brought = spark.read.parquet(str(tmp_path / "dossiers.parquet"))
    counted = tally(brought, **question)
    # a count opens to a frame of Spark with the caller's columns
    late = counted.open(outcome_row="B5")
    assert late.columns == brought.columns
    assert sorted(codes(late)) == sorted(code for code, answer in read.items() if answer[2] == "B5")
    # a look-up table is broadcast, and typed
    (door,) = open_doors(brought)
    types = {"code": nw.String, "day": nw.Date, "at": nw.Datetime("us"), "n": nw.Int32}
    values = {"code": ["1"], "day": [date(2026, 3, 2)], "at": [datetime(2026, 3, 2, 23, 30)], "n": [1]}
    found = door.lookup(values, types)
    joined = (
        door.frame.select("code").join(found, on="code", how="left").filter(nw.col("code").is_in(["0", "1"]))
    )
    with process_zone("America/New_York"):
        assert sorted(door.rows(joined)) == [
            ("0", None, None, None),
            ("1", date(2026, 3, 2), datetime(2026, 3, 2, 23, 30), 1),
        ]
    assert spark.catalog.listTables() == []
    assert "spark.sql.codegen.hugeMethodLimit" not in spark.conf.getAll
    # a moment that Spark reads by the zone of its session is refused, with its name
    zoned = brought.withColumn("due_at", brought["due_at"].cast("timestamp"))
    with pytest.raises(TableError) as caught:
        tally(zoned, **question)
    assert (caught.value.code, caught.value.details) == ("table.zone-lost", {"columns": "due_at"})
    own = brought.withColumn("loaded_at", brought["due_at"].cast("timestamp"))
    assert tally(own, **question) == counted
    # columns missing or mistyped are named at once, mixtures are ours
    with pytest.raises(TableError) as caught:
        tally(brought.drop("due_on").withColumn("status", brought["status"].cast("string")), **question)
    assert caught.value.details == {"missing": "due_on", "mistyped": "status (integer)"}
    with pytest.raises(TableError, check=lambda error: error.code == "table.engines-mixed"):
        check_codes(brought, frame)
    # an empty table, one on rows in memory, and shared codes
    assert tally(brought.limit(0), **question).count(scope=None) == 0
    shared = on_spark(spark, frame.head(3))
    (finding,) = check_codes(brought, shared)
    assert (finding.code, finding.count, finding.details["rows"]) == ("code-shared", 3, 6)
    assert tally(shared, **question) == tally(frame.head(3), **question)
    # a source that is gone
    (tmp_path / "dossiers.parquet").unlink()
    with pytest.raises(FormError, check=lambda error: error.code == "tally.source-gone"):
        counted.open()
