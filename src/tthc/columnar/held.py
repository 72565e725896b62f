"""Frames whose rows are computed once and kept, and where the work on them is done.

What is kept is small beside the dossiers: the histories of those that have events. Kept rows are in the
memory of this process, and so polars works on them where it is installed, whatever engine read them;
on Spark they stay with the executors.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from tthc.columnar.door import Brought, Door, Engine


def held(door: Door, frame: Any) -> Any:
    """Return a lazy frame with its rows computed once, where the engine keeps its rows (giữ lại kết quả).

    On Spark they go when the frame does.
    """
    import narwhals as nw

    native = frame.to_native()
    with door.guarded():
        if door.engine is Engine.POLARS:
            return nw.from_native(native.collect(engine="streaming").lazy())
        if door.engine is Engine.SPARK:
            return nw.from_native(native.localCheckpoint())
        return _on_duckdb(door, native.to_arrow_table())


def near(door: Door) -> Door:
    """Return the door to work on kept rows through: polars instead of DuckDB, where it is installed."""
    if door.engine is Engine.DUCKDB and find_spec("polars") is not None:
        return Door(engine=Engine.POLARS, frame=None, brought=Brought.POLARS_LAZY, native=None)
    return door


def carried(door: Door, frame: Any, to: Door) -> Any:
    """Return a held frame of one door at another: the door itself, or the one `near` it."""
    import narwhals as nw

    if door.engine is to.engine:
        return frame
    if door.engine is Engine.POLARS:
        with door.guarded():
            rows = nw.from_native(frame.to_native().collect())
        return _on_duckdb(to, rows.to_arrow())
    import polars as pl

    with door.guarded():
        return nw.from_native(pl.DataFrame(frame.to_native().to_arrow_table()).lazy())


def _on_duckdb(door: Door, table: Any) -> Any:
    """Return an Arrow table as a relation on the caller's own connection, where nothing is left behind."""
    import narwhals as nw

    tthc_held_table = table  # noqa: F841  # read by its name in the query below
    # asked of the caller's table, since a query over the long chain itself would keep it alive
    whole = door.frame.to_native().query("tthc_held_source", "SELECT * FROM tthc_held_table")
    return nw.from_native(whole).lazy()


def shallow(door: Door, frame: Any) -> Any:
    """Return a lazy frame that DuckDB need not bind anew from its very beginning at each operation."""
    return held(door, frame) if door.engine is Engine.DUCKDB else frame


def settled(door: Door, frame: Any) -> Any:
    """Return a lazy frame after one step of many; DuckDB and Spark would carry every step in the plan."""
    return frame if door.engine is Engine.POLARS else held(door, frame)
