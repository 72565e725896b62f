"""Bring one table on any engine, and read a column of what comes back in the order it had."""

from __future__ import annotations

from typing import Any

import polars as pl

LOCAL = ("polars", "polars-lazy", "duckdb", "arrow", "pandas", "pandas-arrow")
"""Engines, and kinds of table, that need no session."""


def brought(frame: pl.DataFrame, engine: str, session: Any = None) -> Any:
    """Return `frame` as a table of `engine`."""
    if engine == "polars-lazy":
        return frame.lazy()
    if engine == "arrow":
        return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    if engine in {"pandas", "pandas-arrow"}:
        return frame.to_pandas(use_pyarrow_extension_array=engine == "pandas-arrow")
    if engine == "duckdb":
        import duckdb

        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        return duckdb.connect().from_arrow(table)
    if engine == "spark":
        signed = frame.with_columns(pl.col(pl.UInt32).cast(pl.Int64))  # all numbers of Spark have a sign
        session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")  # moments without a zone stay so
        made = session.createDataFrame(signed.to_arrow(compat_level=pl.CompatLevel.oldest()))
        session.conf.unset("spark.sql.timestampType")
        return made
    return frame


def rows_of(table: Any, column: str, by: str = "i") -> list[Any]:
    """Return the values of a column, ordered by another."""
    kind = type(table).__module__.split(".")[0]
    if kind == "pyspark":
        pairs = [(row[by], row[column]) for row in table.select(by, column).collect()]
    elif kind in {"duckdb", "_duckdb"}:
        pairs = table.project(f'"{by}", "{column}"').fetchall()
    elif kind == "pandas":
        values = pl.from_pandas(table).sort(by)[column]
        if values.dtype == pl.Datetime and (values == values.dt.truncate("1d")).all():
            values = values.dt.date()  # NumPy has no type for days alone
        return values.to_list()
    else:
        frame = table.collect() if isinstance(table, pl.LazyFrame) else pl.DataFrame(table)
        pairs = frame.select(by, column).rows()
    return [value for _, value in sorted(pairs, key=lambda pair: pair[0])]
