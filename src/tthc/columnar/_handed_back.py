"""Results of polars as the pandas or Arrow table that was brought, with its index and its types."""

from __future__ import annotations

from typing import Any

PLACE = "tthc_place"
"""Names the row of a pandas table, so that what the caller brought is handed back as it was."""


def as_pandas(result: Any, brought: Any, before: Any) -> Any:
    """Return the rows the caller brought, with the columns that are new or changed."""
    import polars as pl

    if PLACE not in result.columns:
        return result.to_pandas()
    place = result.get_column(PLACE)
    kept = before.select(pl.all().gather(place)).collect()
    rows = brought.iloc[place.to_numpy()]
    arrow = any(type(dtype).__name__ == "ArrowDtype" for dtype in brought.dtypes)
    made = {
        name: result.get_column(name)
        for name in result.columns
        if name != PLACE
        and (name not in kept.columns or not kept.get_column(name).equals(result.get_column(name)))
    }
    typed = {name: _pandas_column(column, arrow=arrow).set_axis(rows.index) for name, column in made.items()}
    rows = rows.assign(**typed)
    return rows[[name for name in result.columns if name != PLACE]]


def _pandas_column(column: Any, *, arrow: bool) -> Any:
    return column.to_pandas(use_pyarrow_extension_array=arrow)


def as_arrow(result: Any, brought: Any, converted: tuple[str, ...]) -> Any:
    """Return an Arrow table whose columns have the types they came with, where they still fit."""
    import polars as pl

    table = result.to_arrow(compat_level=pl.CompatLevel.oldest())
    for place, name in enumerate(table.column_names):
        if name in brought.schema.names and name not in converted:
            before = brought.schema.field(name)
            if str(before.type) not in {"null", str(table.schema.field(place).type)}:
                table = table.set_column(place, before, table.column(place).cast(before.type))
    return table
