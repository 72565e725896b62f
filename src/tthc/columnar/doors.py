"""How tables come in: one engine and one session, moments in Vietnam wall-clock time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tthc.columnar._handed_back import PLACE
from tthc.columnar.door import Brought, Door, Engine, guarded
from tthc.columnar.schema import COLUMNS, Kind
from tthc.errors import TableError

__all__ = ["KINDS", "Door", "Engine", "open_doors"]

VIETNAM_ZONE = "Etc/GMT-7"
"""The fixed offset UTC+7, as `tthc.calendars.VIETNAM` has it for every year."""

_HOURS_7 = 7 * 3600 * 1_000_000

KINDS: dict[str, Kind] = {
    **{column.name: column.kind for column in COLUMNS},
    "seq": Kind.INTEGER,
    "kind": Kind.TEXT,
    "effect": Kind.TEXT,
    "source": Kind.TEXT,
    "on": Kind.DAY,
    "until": Kind.DAY,
    "at": Kind.MOMENT,
}
"""Columns the library reads, of the dossiers' and the events' table; all others are left as they are."""


def open_doors(*tables: Any) -> tuple[Any, ...]:
    """Take in the tables of one call (nhận các bảng của một lời gọi).

    Args:
        tables: polars frames (eager or lazy), pandas and Arrow tables, DuckDB relations, PySpark frames,
            or any of them under a narwhals cover; None stays None.

    Returns:
        a `Door` for each table. Pandas and Arrow tables are taken through polars.

    Zone-aware columns that the library reads become Vietnam wall-clock time. Spark keeps no zone with a
    TIMESTAMP, and reads times without one by the zone of its session, so such columns are refused there.

    Raises:
        TableError: a kind of table that is not taken (`table.engine-unknown`); tables on different
            engines, connections or sessions (`table.engines-mixed`); a column of type TIMESTAMP on
            Spark (`table.zone-lost`).

    >>> import polars as pl
    >>> door, missing = open_doors(pl.DataFrame({"code": ["1"]}), None)
    >>> door.engine, missing
    (<Engine.POLARS: 'polars'>, None)
    """
    doors = tuple(None if table is None else _door(table) for table in tables)
    given = [door for door in doors if door is not None]
    for first, other in pairwise(given):
        if not _together(first, other):
            raise TableError("table.engines-mixed", one=first.brought.value, other=other.brought.value)
    return doors


def _together(one: Any, other: Any) -> bool:
    """Tell whether two tables can be joined by their engine."""
    if one.engine is not other.engine:
        return False
    if one.engine is Engine.SPARK:
        return bool(one.native.sparkSession is other.native.sparkSession)
    if one.engine is Engine.DUCKDB:
        return _one_connection(one.native, other.native)
    return True


def _one_connection(one: Any, other: Any) -> bool:
    """Ask DuckDB, which refuses to combine relations of two connections when it is asked to."""
    import duckdb

    try:
        one.project("1 AS one").limit(0).union(other.project("1 AS one").limit(0))
    except duckdb.InvalidInputException:
        return False
    return True


def _door(table: Any) -> Door:
    import narwhals as nw

    covered = isinstance(table, nw.DataFrame | nw.LazyFrame)
    try:
        frame = nw.from_native(table)
    except TypeError:
        raise TableError("table.engine-unknown", given=type(table).__name__) from None
    native = frame.to_native()
    known = frame.implementation
    if known.is_polars():
        eager = isinstance(frame, nw.DataFrame)
        brought = Brought.POLARS if eager else Brought.POLARS_LAZY
        return _through_polars(native.lazy(), native, brought, covered=covered)
    if known.is_pandas():
        return _through_polars(_of_pandas(native), native, Brought.PANDAS, covered=covered)
    if known.is_pyarrow():
        import polars as pl

        return _through_polars(pl.DataFrame(native).lazy(), native, Brought.ARROW, covered=covered)
    if known.is_duckdb():
        return _of_duckdb(native, covered=covered)
    if known.is_pyspark() or known.is_pyspark_connect():
        return _of_spark(native, covered=covered)
    raise TableError("table.engine-unknown", given=type(native).__name__)


def _through_polars(frame: Any, native: Any, brought: Brought, *, covered: bool) -> Door:
    import narwhals as nw
    import polars as pl

    with guarded(Engine.POLARS):
        schema = frame.collect_schema()
    zoned = tuple(
        name
        for name, dtype in schema.items()
        if KINDS.get(name) is Kind.MOMENT and isinstance(dtype, pl.Datetime) and dtype.time_zone
    )
    local = [pl.col(name).dt.convert_time_zone(VIETNAM_ZONE).dt.replace_time_zone(None) for name in zoned]
    empty = [
        pl.col(name).cast(_polars_types()[KINDS[name]])
        for name, dtype in schema.items()
        if name in KINDS and dtype == pl.Null
    ]
    if local or empty:
        frame = frame.with_columns(*local, *empty)
    return Door(
        engine=Engine.POLARS,
        frame=nw.from_native(frame),
        converted=zoned,
        brought=brought,
        native=native,
        covered=covered,
    )


def _polars_types() -> dict[Kind, Any]:
    """Return the polars type of each kind of column, for columns that hold nothing at all."""
    import polars as pl

    return {
        Kind.TEXT: pl.String(),
        Kind.DAY: pl.Date(),
        Kind.MOMENT: pl.Datetime("us"),
        Kind.INTEGER: pl.Int32(),
        Kind.NUMBER: pl.Float64(),
        Kind.FLAG: pl.Boolean(),
    }


def _of_pandas(table: Any) -> Any:
    """Return a pandas table in polars, with days and whole numbers that NumPy has no type for."""
    import polars as pl

    frame = pl.from_pandas(table).with_row_index(PLACE)
    typed: list[Any] = []
    for name, dtype in frame.schema.items():
        column, kind = frame.get_column(name), KINDS.get(name)
        if kind is Kind.DAY and isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
            if (column == column.dt.truncate("1d")).all():
                typed.append(column.cast(pl.Date))
        elif kind is Kind.INTEGER and dtype.is_float() and (column == column.floor()).all():
            typed.append(column.cast(pl.Int64))
        elif kind is not None and column.null_count() == frame.height:
            typed.append(pl.lit(None, _polars_types()[kind]).alias(name))
    return frame.with_columns(typed).lazy()


def _of_duckdb(relation: Any, *, covered: bool) -> Door:
    import narwhals as nw

    zoned, parts = [], []
    casts = {
        Kind.TEXT: "VARCHAR",
        Kind.DAY: "DATE",
        Kind.MOMENT: "TIMESTAMP",
        Kind.INTEGER: "INTEGER",
        Kind.NUMBER: "DOUBLE",
        Kind.FLAG: "BOOLEAN",
    }
    for name, dtype in zip(relation.columns, map(str, relation.types), strict=True):
        quoted, kind = '"' + name.replace('"', '""') + '"', KINDS.get(name)
        if kind is Kind.MOMENT and dtype == "TIMESTAMP WITH TIME ZONE":
            zoned.append(name)
            parts.append(f"make_timestamp(epoch_us({quoted}) + {_HOURS_7}) AS {quoted}")
        elif kind is not None and "NULL" in dtype:
            parts.append(f"CAST({quoted} AS {casts[kind]}) AS {quoted}")
        else:
            parts.append(quoted)
    changed = any(" AS " in part for part in parts)
    return Door(
        engine=Engine.DUCKDB,
        frame=nw.from_native(relation.project(", ".join(parts)) if changed else relation),
        converted=tuple(zoned),
        brought=Brought.DUCKDB,
        native=relation,
        covered=covered,
    )


def _of_spark(native: Any, *, covered: bool) -> Door:
    import narwhals as nw

    frame, fields = native, [each for each in native.schema.fields if each.name in KINDS]
    lost = [each.name for each in fields if each.dataType.typeName() == "timestamp"]
    if lost:
        raise TableError("table.zone-lost", columns=", ".join(lost))
    casts = {
        Kind.TEXT: "string",
        Kind.DAY: "date",
        Kind.MOMENT: "timestamp_ntz",
        Kind.INTEGER: "int",
        Kind.NUMBER: "double",
        Kind.FLAG: "boolean",
    }
    empty = {
        each.name: frame[each.name].cast(casts[KINDS[each.name]])
        for each in fields
        if each.dataType.typeName() == "void"
    }
    frame = frame.withColumns(empty) if empty else frame
    return Door(
        engine=Engine.SPARK,
        frame=nw.from_native(frame),
        brought=Brought.SPARK,
        native=native,
        covered=covered,
    )
