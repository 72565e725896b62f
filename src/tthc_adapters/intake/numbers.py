"""Numbers as people type them: what a dot or a comma means is decided by the whole column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import polars as pl

_PLAIN = r"^[+-]?\d+$"
_GROUPS = {".": r"^[+-]?\d{1,3}(\.\d{3})+$", ",": r"^[+-]?\d{1,3}(,\d{3})+$"}
_MANY = {".": r"^[+-]?\d{1,3}(\.\d{3}){2,}$", ",": r"^[+-]?\d{1,3}(,\d{3}){2,}$"}
_DECIMAL = {".": r"^[+-]?\d+\.\d+$", ",": r"^[+-]?\d+,\d+$"}
_ZERO = {".": r"^[+-]?0\.\d+$", ",": r"^[+-]?0,\d+$"}
_BOTH = {".": r"^[+-]?\d{1,3}(\.\d{3})+,\d+$", ",": r"^[+-]?\d{1,3}(,\d{3})+\.\d+$"}


class Numbers(NamedTuple):
    """A column of numbers: values, cells that are none, thousands removed, and cells left in doubt."""

    values: pl.Series
    unreadable: pl.Series
    grouped: int
    ambiguous: int


def read_numbers(texts: pl.Series) -> Numbers:
    """Read a column of numbers, its separators decided by all its cells (đọc số).

    A dot before three digits may stand for thousands or for a decimal point. It stands for thousands
    where a cell of the column can only mean that ("1.234.567", "1.234,5"), for a decimal point where
    another cell can only mean that ("12.5", "0.125"); where none tells, the cell is left empty and
    counted as ambiguous. The same holds for a comma.

    >>> import polars as pl
    >>> read_numbers(pl.Series(["1.234", "12.000.000", "7"])).values.to_list()
    [1234.0, 12000000.0, 7.0]
    >>> read_numbers(pl.Series(["1.234", "12.5"])).values.to_list()
    [1.234, 12.5]
    >>> read_numbers(pl.Series(["1.234", "7"]))[0].to_list(), read_numbers(pl.Series(["1.234"])).ambiguous
    ([None, 7.0], 1)
    """
    import polars as pl

    means = {mark: _meaning(texts, mark) for mark in (".", ",")}
    frame = pl.DataFrame({"text": texts})
    text = pl.col("text")
    value: Any = pl.when(text.str.contains(_PLAIN)).then(text)
    doubt = pl.lit(value=False)
    grouped = pl.lit(value=False)
    for mark, meaning in means.items():
        other = "," if mark == "." else "."
        bare = text.str.replace_all(mark, "", literal=True)
        point = text.str.replace(mark, ".", literal=True)
        grouping = text.str.contains(_GROUPS[mark])
        zero = text.str.contains(_ZERO[mark])
        both = text.str.contains(_BOTH[mark])
        value = (
            value.when(both)
            .then(bare.str.replace(other, ".", literal=True))
            .when(text.str.contains(_MANY[mark]))
            .then(bare)
            .when(text.str.contains(_DECIMAL[mark]) & (~grouping | zero))
            .then(point)
        )
        if meaning is not None:
            value = value.when(grouping).then(bare if meaning == "thousands" else point)
        else:
            doubt = doubt | (grouping & ~zero & ~text.str.contains(_MANY[mark]))
        in_groups = text.str.contains(_MANY[mark]) | (grouping & ~zero & (meaning == "thousands"))
        grouped = grouped | both | in_groups
    out = frame.select(
        value.otherwise(None).cast(pl.Float64, strict=False).alias("value"),
        doubt.fill_null(value=False).alias("doubt"),
        grouped.fill_null(value=False).alias("grouped"),
    )
    unreadable = texts.is_not_null() & out["value"].is_null()
    return Numbers(
        out["value"].alias(texts.name), unreadable, int(out["grouped"].sum()), int(out["doubt"].sum())
    )


def _meaning(texts: pl.Series, mark: str) -> str | None:
    """Tell what `mark` means in the column: "thousands", "decimal", or None when no cell tells."""
    other = "," if mark == "." else "."
    grouping = texts.str.contains(_MANY[mark]) | texts.str.contains(_BOTH[mark])
    decimal = texts.str.contains(_DECIMAL[mark]) & ~texts.str.contains(_GROUPS[mark])
    decimal = decimal | texts.str.contains(_BOTH[other]) | texts.str.contains(_ZERO[mark])
    groups, points = bool(grouping.any()), bool(decimal.any())
    if groups == points:
        return None
    return "thousands" if groups else "decimal"
