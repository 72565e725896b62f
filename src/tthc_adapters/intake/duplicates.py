"""Dossiers that stand more than once: the last one in the order of the files counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.findings import SourceRef
from tthc_adapters.intake.gathering import Gatherer

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = frozenset({"code", "code_normalized", "source_file", "source_sheet", "source_row"})


@frozen
class Resolved:
    """The table with each code once, and how many rows were skipped as what."""

    table: pl.DataFrame = field(repr=False)
    skipped: dict[str, int]


def resolve_duplicates(table: pl.DataFrame, gatherer: Gatherer) -> Resolved:
    """Keep the last row of each code (mã hồ sơ trùng).

    An earlier row with the same content is a `duplicate`, one with other content is `superseded` and
    a finding. Content is everything but the place of the row and the spelling of the code.
    """
    import polars as pl

    repeated = table["code_normalized"].is_duplicated()
    if not repeated.any():
        return Resolved(table, {})
    content = [name for name in table.columns if name not in _NOT_CONTENT]
    rows = table.with_row_index("_place").filter(repeated)
    last = rows.group_by("code_normalized").agg(pl.all().sort_by("_place").last())
    pairs = rows.join(last, on="code_normalized", how="left", suffix="_last", maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_last")) for name in content)
    judged = pairs.filter(pl.col("_place") != pl.col("_place_last")).with_columns(same.alias("_same"))
    superseded = judged.filter(~pl.col("_same"))
    for (file, sheet), group in superseded.group_by("source_file", "source_sheet", maintain_order=True):
        rows_of_group = group["source_row"].head(10).to_list()
        places = [
            SourceRef(file=str(file), sheet=None if sheet is None else str(sheet), row=row)
            for row in rows_of_group
        ]
        gatherer.add("superseded", *places, count=group.height)
    gone = judged["_place"]
    kept = table.with_row_index("_place").filter(~pl.col("_place").is_in(gone.implode())).drop("_place")
    counts = {"duplicate": judged.height - superseded.height, "superseded": superseded.height}
    return Resolved(kept, {reason: count for reason, count in counts.items() if count})
