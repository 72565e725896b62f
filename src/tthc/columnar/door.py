"""One way in for every engine: the frame a caller brought, as a lazy frame, and the way back.

Everything in columns is written once, over narwhals lazy frames. A door knows what an engine needs
beside that: where a small table has to be put to be joined, what a lazy frame is handed back as, and
which exceptions are the engine's own. Tables are let in by `tthc.columnar.doors`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import reduce
from importlib import import_module
from operator import xor
from typing import Any

from attrs import field, frozen

from tthc.columnar._handed_back import as_arrow, as_pandas
from tthc.columnar._small_tables import arrow_table
from tthc.columnar._spark import columns_of, listed_of, on_spark, settings_for_counting
from tthc.errors import TableError

_MARK, _SECOND = "tthc_mark", "tthc_second_mark"
_FIRST_ROWS = (1 << 16, 1 << 20)  # among which most tables that are in no order have all their places


class Engine(enum.Enum):
    """What runs the work (bộ máy tính toán)."""

    POLARS = "polars"
    """Also for pandas and Arrow tables, which are taken through polars."""
    DUCKDB = "duckdb"
    SPARK = "pyspark"


class Brought(enum.Enum):
    """What kind of table the caller brought and gets back (loại bảng)."""

    POLARS = "polars.DataFrame"
    POLARS_LAZY = "polars.LazyFrame"
    PANDAS = "pandas.DataFrame"
    ARROW = "pyarrow.Table"
    DUCKDB = "duckdb.DuckDBPyRelation"
    SPARK = "pyspark.sql.DataFrame"


@frozen(eq=False, repr=False, kw_only=True)
class Door:
    """Hold one table of a call, on its engine (một bảng đã nhận vào).

    Attributes:
        engine: what runs the work.
        frame: the table as a narwhals lazy frame; moments are Vietnam wall-clock time.
        converted: names of the columns that were zone-aware and were converted.
        brought: the kind of table the caller brought.
        native: what the caller brought, without a narwhals cover.
        covered: whether it came under a narwhals cover, and goes back under one.

    """

    engine: Engine
    frame: Any
    converted: tuple[str, ...] = ()
    brought: Brought
    native: Any
    covered: bool = field(default=False)

    def lookup(self, columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Any:
        """Return a small table to join with, on the caller's own connection or session (bảng tra).

        Nothing is left behind: no table, no view. On Spark it is broadcast.

        Args:
            columns: up to some 100,000 values for each column, all of one length.
            types: the narwhals type of each column.

        """
        import narwhals as nw

        if self.engine is Engine.POLARS:
            return nw.from_dict(columns, schema=types, backend="polars").lazy()
        if self.engine is Engine.DUCKDB:
            # read by its name in the query below; a table of the caller's own would go before it
            tthc_lookup_table = arrow_table(columns, types)  # noqa: F841
            relation = self.frame.to_native()
            return nw.from_native(
                relation.query("tthc_lookup_source", "SELECT * FROM tthc_lookup_table")
            ).lazy()
        return nw.from_native(on_spark(self.frame.to_native().sparkSession, columns, types))

    def hand_back(self, frame: Any) -> Any:
        """Return a lazy frame as the kind of table the caller brought (trả lại đúng loại bảng).

        Eager polars stays eager and lazy stays lazy; a pandas table keeps its index and the types of the
        columns that were not changed, an Arrow table the types of its columns.

        Raises:
            TableError: the engine could not do it (`table.engine-failed`).

        """
        import narwhals as nw

        native = frame.to_native()
        if self.brought in (Brought.POLARS, Brought.PANDAS, Brought.ARROW):
            with self.guarded():
                native = native.collect()
        if self.brought is Brought.PANDAS:
            native = as_pandas(native, self.native, self.frame.to_native())
        elif self.brought is Brought.ARROW:
            native = as_arrow(native, self.native, self.converted)
        return nw.from_native(native) if self.covered else native

    def rows(self, frame: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a small result, in no order.

        Raises:
            TableError: the engine could not read or compute them (`table.engine-failed`).

        """
        return list(zip(*self.columns(frame), strict=True))

    def columns(self, frame: Any) -> list[Sequence[Any]]:
        """Return the columns of a small result, its rows in no order; no object is made for a row.

        Raises:
            TableError: the engine could not read or compute them (`table.engine-failed`).

        """
        native = frame.to_native()
        with self.guarded():
            if self.engine is Engine.POLARS:
                return [column.to_list() for column in native.collect().iter_columns()]
            if self.engine is Engine.DUCKDB:
                return list(zip(*native.fetchall(), strict=True)) or [()] * len(native.columns)
            with settings_for_counting(native.sparkSession):
                return columns_of(native)

    def listed(
        self, frame: Any, keys: Sequence[str], code: str, found: Sequence[Any], *, bits: int
    ) -> list[Sequence[Any]]:
        """Group a lazy frame by text columns and a code, and return a row for each of the texts (gom nhóm).

        Polars takes the texts by their mark (see `marked`), since rows of texts cost it more than all the
        rest, and fills the code up with a second mark. DuckDB and Spark compare the texts themselves.

        Args:
            frame: the rows.
            keys: names of text columns with few combinations. The first has a handful of values, so both
                marks may take the same one of it.
            code: name of a column of whole numbers, of which each combination has some.
            found: what to compute for each combination and code, as narwhals expressions.
            bits: how many of its lowest bits a code has, fewer than 64. The others are those of the second
                mark: with 31, two of a million combinations share both with odds of 1 to 10¹⁷.

        Returns:
            the columns of the result: `keys`, then the codes as lists, then what was found as lists. Values
            of one place in their lists belong together; nulls may be left out.

        Raises:
            TableError: the engine could not read or compute them (`table.engine-failed`).

        """
        with self.guarded():
            if self.engine is Engine.POLARS:
                listed = self._listed_by_mark(frame, keys, code, found, bits)
                return [column.to_list() for column in listed.iter_columns()]
            native = frame.group_by(*keys, code).agg(*found).to_native()
            others = [name for name in native.columns if name not in keys]
            if self.engine is Engine.DUCKDB:
                names = ", ".join(_quoted(name) for name in keys)
                lists = ", ".join(f"list({_quoted(name)})" for name in others)
                listed = native.aggregate(f"{names}, {lists}", names)
                return list(zip(*listed.fetchall(), strict=True)) or [()] * len(native.columns)
            with settings_for_counting(native.sparkSession):
                return listed_of(native, keys, others)

    def _listed_by_mark(
        self, frame: Any, keys: Sequence[str], code: str, found: Sequence[Any], bits: int
    ) -> Any:
        import narwhals as nw
        import polars as pl

        marked = self.marked(frame, keys, _MARK).to_native()
        second = _mark(keys, (0, *range(len(keys), 2 * len(keys) - 1)))
        second *= pl.lit(1 << bits, pl.UInt64)  # what is beyond 64 bits is gone
        filled = marked.with_columns((second + pl.col(code).cast(pl.UInt64)).alias(_SECOND))
        grouped = nw.from_native(filled).group_by(_MARK, _SECOND).agg(*found).to_native().collect()
        own = pl.col(_SECOND) & pl.lit((1 << bits) - 1, pl.UInt64)
        grouped = grouped.with_columns(own.alias(code), pl.col(_SECOND) - own)
        both = (_MARK, _SECOND)
        marked = marked.with_columns(second.alias(_SECOND))
        listed = grouped.group_by(both).agg(code, pl.exclude(*both, code))
        for rows in (*map(marked.head, _FIRST_ROWS), marked):
            named = rows.group_by(both).agg(pl.col(keys).first()).collect()
            whole = named.join(listed, on=both).drop(both)
            if whole.height == listed.height:
                return whole
        raise TableError("table.engine-failed", engine=self.engine.value, reason="SourceChanged")

    def hand_back_counted(self, frame: Any) -> tuple[int, Any]:
        """Return how many rows a lazy frame has, and the frame handed back; lazy polars comes back eager.

        Raises:
            TableError: the engine could not read or compute it (`table.engine-failed`).

        """
        import narwhals as nw

        if self.engine is Engine.POLARS:
            with self.guarded():
                eager = frame.to_native().collect()
            if self.brought is Brought.POLARS_LAZY:
                return eager.height, nw.from_native(eager) if self.covered else eager
            return eager.height, self.hand_back(nw.from_native(eager.lazy()))
        ((number,),) = self.rows(frame.select(nw.len()))
        return number, self.hand_back(frame)

    def compared(self, condition: Any) -> Any:
        """Return a comparison in the form that the engine combines fastest; null means false to a rule.

        Spark compiles what can be null to so much code that the methods of a report would grow too large
        for Java's compiler.
        """
        return condition.fill_null(False) if self.engine is Engine.SPARK else condition

    def marked(self, frame: Any, names: Sequence[str], into: str) -> Any:
        """Add a 64-bit mark of some text columns to a lazy frame (dấu băm); each engine has its own.

        Equal values have equal marks. Different ones may share one, so a caller has to look.
        """
        import narwhals as nw

        native = frame.to_native()
        if self.engine is Engine.POLARS:
            return nw.from_native(native.with_columns(_mark(names, range(len(names))).alias(into)))
        if self.engine is Engine.DUCKDB:
            columns = ", ".join(_quoted(name) for name in names)
            return nw.from_native(native.project(f'*, hash({columns}) AS "{into}"'))
        from pyspark.sql import functions as sql

        parts = [part for name in names for part in (sql.col(name), sql.isnull(name))]
        return nw.from_native(native.withColumn(into, sql.xxhash64(*parts)))

    def guarded(self) -> AbstractContextManager[None]:
        """Turn an exception of the engine into ours (`table.engine-failed`), as `guarded` does."""
        return guarded(self.engine)


@contextmanager
def guarded(engine: Engine) -> Iterator[None]:
    """Turn an exception of an engine into ours, without its text, which may repeat a value.

    Raises:
        TableError: an exception of the engine came up (`table.engine-failed`).

    """
    failures = engine_errors(engine)
    try:
        yield
    except failures as failed:
        reason = type(failed).__name__
    else:
        return
    raise TableError("table.engine-failed", engine=engine.value, reason=reason)


def engine_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """Return the exceptions that an engine raises of its own accord."""
    from narwhals.exceptions import NarwhalsError

    if engine is Engine.POLARS:
        from polars.exceptions import PolarsError

        return (NarwhalsError, OSError, PolarsError)
    if engine is Engine.DUCKDB:
        import duckdb

        return (NarwhalsError, OSError, duckdb.Error)
    from pyspark.errors import PySparkException

    bridge: Any = import_module("py4j.protocol")
    return (NarwhalsError, OSError, PySparkException, bridge.Py4JError)


def _mark(names: Sequence[str], seeds: Iterable[int]) -> Any:
    """Return the mark of some text columns in polars; other seeds give another mark."""
    import polars as pl

    return reduce(xor, (pl.col(name).hash(seed) for name, seed in zip(names, seeds, strict=True)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
