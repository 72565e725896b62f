"""Dossiers that stand more than once: the last one in the order of the files counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc_adapters.intake.gathering import Gatherer

if TYPE_CHECKING:
    import polars as pl

_NOT_CONTENT = frozenset({"code", "code_normalized", "source_file", "source_sheet", "source_row", "_rank"})


@frozen
class Resolved:
    """The table with each code once, and how many rows were skipped as what."""

    table: pl.DataFrame = field(repr=False)
    skipped: dict[str, int]


def resolve_duplicates(table: pl.DataFrame, gatherer: Gatherer) -> Resolved:
    """Keep the last row of each code (mã hồ sơ trùng).

    An earlier row with the same content is a `duplicate`, one with other content is `superseded` and
    a finding. Content is everything but the place of the row and the spelling of the code. Where rows
    have a `_rank`, the last of the highest rank counts, and the others are duplicates whatever they say.
    """
    import polars as pl

    hashes = table["code_normalized"].hash()  # equal codes have equal ones, which are found sooner
    if hashes.n_unique() == table.height:
        return Resolved(table, {})
    content = [name for name in table.columns if name not in _NOT_CONTENT]
    if "_rank" not in table.columns:
        table = table.with_columns(pl.lit(0, dtype=pl.Int32).alias("_rank"))
    rows = table.with_columns(pl.col("_rank").fill_null(0)).with_row_index("_place")
    rows = rows.filter(hashes.is_duplicated()).filter(pl.col("code_normalized").is_duplicated())
    last = rows.group_by("code_normalized").agg(pl.all().sort_by("_rank", "_place").last())
    pairs = rows.join(last, on="code_normalized", how="left", suffix="_last", maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_last")) for name in content)
    same = same | (pl.col("_rank") < pl.col("_rank_last"))
    judged = pairs.filter(pl.col("_place") != pl.col("_place_last")).with_columns(same.alias("_same"))
    superseded = judged.filter(~pl.col("_same"))
    for (file, sheet), group in superseded.group_by("source_file", "source_sheet", maintain_order=True):
        name = None if sheet is None else str(sheet)
        gatherer.column("superseded", group["source_row"], file=str(file), sheet=name)
    gone = judged["_place"]
    kept = table.with_row_index("_place").filter(~pl.col("_place").is_in(gone.implode())).drop("_place")
    counts = {"duplicate": judged.height - superseded.height, "superseded": superseded.height}
    return Resolved(kept, {reason: count for reason, count in counts.items() if count})
