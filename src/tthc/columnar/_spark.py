"""What Spark needs beside a lazy frame: settings, small tables to broadcast, results through Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from tthc.columnar._small_tables import arrow_table

_SPARK_TYPES = {
    "Int8": "tinyint",
    "Int16": "smallint",
    "Int32": "int",
    "Int64": "bigint",
    "Float64": "double",
    "String": "string",
    "Boolean": "boolean",
    "Date": "date",
    "Datetime": "timestamp_ntz",
}


@contextmanager
def settings_for_counting(session: Any) -> Iterator[None]:
    """Set how Spark compiles while a report is counted, and set it back.

    Java's compiler leaves methods above 8,000 bytes alone, and Spark's own limit is eight times that: a
    stage whose method lies between would run ten times as long. The small map before the large one holds
    fewer groups than a report has, so that most rows would be looked up twice.
    """
    wanted = {
        "spark.sql.codegen.hugeMethodLimit": "8000",
        "spark.sql.codegen.aggregate.map.twolevel.enabled": "false",
    }
    given = session.conf.getAll
    for name, value in wanted.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name in wanted:
            session.conf.set(name, given[name]) if name in given else session.conf.unset(name)


def on_spark(session: Any, columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Any:
    """Return a table to broadcast; through Arrow where it is installed, which saves Spark the rows."""
    from pyspark.sql.types import DataType

    ddl = ", ".join(f"`{name}` {_SPARK_TYPES[_name(types[name])]}" for name in columns)
    if find_spec("pyarrow") is None:
        rows = list(zip(*columns.values(), strict=True))
        return session.createDataFrame(rows, ddl, verifySchema=False).hint("broadcast")
    table = arrow_table(columns, types).select(list(columns))
    return session.createDataFrame(table, DataType.fromDDL(ddl)).hint("broadcast")


def columns_of(native: Any) -> list[Sequence[Any]]:
    """Return the columns of a Spark frame; through Arrow where it is installed, not pickled row by row."""
    if find_spec("pyarrow") is None:
        return list(zip(*native.collect(), strict=True)) or [()] * len(native.columns)
    return [column.to_pylist() for column in native.toArrow().columns]


def listed_of(native: Any, keys: Sequence[str], others: Sequence[str]) -> list[Sequence[Any]]:
    """Return the columns of a Spark frame, one row for each of the keys; listed here, where Arrow can."""
    if find_spec("pyarrow") is None:
        from pyspark.sql import functions as sql

        return columns_of(native.groupBy(*keys).agg(*(sql.collect_list(name) for name in others)))
    listed = native.toArrow().group_by(keys).aggregate([(name, "list") for name in others])
    return [listed.column(name).to_pylist() for name in (*keys, *(f"{name}_list" for name in others))]


def _name(dtype: Any) -> str:
    """Return the name of a narwhals type, given as a class or an instance."""
    return dtype.__name__ if isinstance(dtype, type) else type(dtype).__name__
