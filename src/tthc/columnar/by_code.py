"""Dossiers looked up by their code among the few that have a history.

An engine that joins well joins. Polars would carry every column of every dossier through the join, so
there the few are found by a 64-bit mark of their code, and only their texts are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tthc.columnar.door import Door, Engine

if TYPE_CHECKING:
    import polars as pl

CODE = "code_normalized"
DAY, MOMENT = "legal_due_on", "legal_due_at"
_CODE, _OVER, _DUE, _AT = "tthc_code_over", "tthc_over_events", "tthc_due_on", "tthc_due_at"


def with_history(door: Door, dossiers: Any, found: Any) -> Any:
    """Return the dossiers that have a history, with its columns (hồ sơ có diễn biến).

    Args:
        door: the door of the dossiers.
        dossiers: a lazy frame with the column `code`.
        found: a held frame with the column `code`, each code once and none null.

    """
    import narwhals as nw

    if door.engine is Engine.POLARS:
        import polars as pl

        marks = found.to_native().select(pl.col("code").hash()).collect().to_series()
        some = pl.col("code").hash().is_in(marks.implode())
        dossiers = nw.from_native(dossiers.to_native().filter(some))
    return dossiers.join(found, on="code", how="inner")


def with_answers(door: Door, frame: Any, answers: Any) -> Any:
    """Return the lazy frame with the due days and moments that its dossiers have over their events.

    Args:
        door: the door of the frame; where its engine has an order of rows, they keep it.
        frame: the dossiers, with `code_normalized`, `legal_due_on` and `legal_due_at`.
        answers: a held frame of `code`, each once and none null, `due` and `due_at`; null takes away
            what a dossier has.

    """
    import narwhals as nw

    if door.engine is Engine.POLARS:
        import polars as pl

        known = answers.to_native().select("code", "due", "due_at", mark=pl.col("code").hash()).collect()
        if known.get_column("mark").is_unique().all():
            return nw.from_native(_put_over(frame.to_native(), known.sort("mark")))
    return _joined(door, frame, answers)


def _put_over(native: pl.LazyFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """Replace the answers of the dossiers that are known; the others are not touched."""
    import polars as pl

    code = pl.col(CODE).cast(pl.String)
    mark = code.hash()
    some = mark.is_in(known.get_column("mark").implode())
    return native.with_columns(
        pl.struct(code.alias("code"), mark.alias("mark"), some.alias("some"), pl.col(name).alias("old"))
        .map_batches(_replaced(known, answer), return_dtype=dtype, is_elementwise=True)
        .alias(name)
        for name, answer, dtype in ((DAY, "due", pl.Date()), (MOMENT, "due_at", pl.Datetime("us")))
    )


def _replaced(known: pl.DataFrame, answer: str) -> Callable[[pl.Series], pl.Series]:
    """Return what gives a block of dossiers its answers; where only the marks agree nothing changes."""
    marks, codes, answers = (known.get_column(name) for name in ("mark", "code", answer))

    def replaced(block: pl.Series) -> pl.Series:
        rows = block.struct.unnest()
        at = rows.get_column("some").arg_true()
        position = marks.search_sorted(rows.get_column("mark").gather(at))
        same = codes.gather(position) == rows.get_column("code").gather(at)
        if not same.all():
            at, position = at.filter(same), position.filter(same)
        return rows.get_column("old").scatter(at, answers.gather(position))

    return replaced


def _joined(door: Door, frame: Any, answers: Any) -> Any:
    import narwhals as nw

    frame = frame.with_columns(nw.col(CODE).cast(nw.String).alias(_CODE))
    answers = answers.select(
        nw.col("code").alias(_CODE),
        nw.col("due").alias(_DUE),
        nw.col("due_at").alias(_AT),
        nw.lit(1, nw.Int64()).alias(_OVER),
    )
    if door.engine is Engine.POLARS:
        native, few = frame.to_native(), answers.to_native()
        joined = nw.from_native(native.join(few, on=_CODE, how="left", maintain_order="left"))
    else:
        joined = frame.join(answers, on=_CODE, how="left")
    over = (nw.col(_OVER) == 1).fill_null(False)
    return joined.with_columns(
        nw.when(over).then(nw.col(_DUE)).otherwise(nw.col(DAY)).alias(DAY),
        nw.when(over).then(nw.col(_AT)).otherwise(nw.col(MOMENT)).alias(MOMENT),
    ).drop(_CODE, _DUE, _AT, _OVER)
