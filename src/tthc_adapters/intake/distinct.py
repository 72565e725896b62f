"""Scalar rules on columns: each distinct text is judged once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


MANY = 5_000
"""Different texts above which a join is faster than numbering them."""


def without(values: pl.Series, gone: pl.Series) -> pl.Series:
    """Return `values` with null where `gone` holds.

    >>> import polars as pl
    >>> without(pl.Series(["a", "b"]), pl.Series([True, None])).to_list()
    [None, 'b']
    """
    if not gone.any():
        return values
    nothing = values.clear(1)
    return values.zip_with(~gone.fill_null(value=False), nothing.new_from_index(0, len(values)))


def replaced(texts: pl.Series, distinct: pl.Series, new: pl.Series) -> pl.Series:
    """Return for each text what stands in `new` at its place in `distinct`, which has them all.

    >>> import polars as pl
    >>> replaced(pl.Series(["b", None, "a"]), pl.Series(["a", "b"]), pl.Series([1, 2])).to_list()
    [2, None, 1]
    """
    import polars as pl

    if len(distinct) > MANY:
        numbers = pl.int_range(len(distinct), dtype=pl.UInt32, eager=True)
        places = texts.replace_strict(distinct, numbers, default=None, return_dtype=pl.UInt32)
    else:
        places = texts.cast(pl.Enum(distinct)).to_physical()
    return new.gather(places).alias(texts.name)


class Distinct:
    """Apply a rule for one text to whole columns, once for each distinct text (giá trị phân biệt).

    Args:
        rule: what to make of a text; None makes the cell null.
        dtype: polars type of the results.

    >>> import polars as pl
    >>> Distinct(len, pl.Int64).map(pl.Series(["a", "bb", None, "a"])).to_list()
    [1, 2, None, 1]
    """

    def __init__(self, rule: Callable[[str], Any], dtype: Any) -> None:
        self._rule = rule
        self._dtype = dtype
        self._known: dict[str, Any] = {}

    def map(self, texts: pl.Series) -> pl.Series:
        """Return the results for `texts`; a null stays null."""
        import polars as pl

        if texts.null_count() == len(texts):
            return pl.Series(texts.name, [None], dtype=self._dtype).new_from_index(0, len(texts))
        distinct = texts.drop_nulls().unique()
        results = []
        for text in distinct:
            if text not in self._known:
                self._known[text] = self._rule(text)
            results.append(self._known[text])
        new = pl.Series(results, dtype=self._dtype)
        if new.dtype == texts.dtype and new.equals(distinct, check_names=False):
            return texts
        return replaced(texts, distinct, new)
