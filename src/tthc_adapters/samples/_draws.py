"""Draws in columns: the number of a row and a seed give the same words on every release of polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MASK = (1 << 64) - 1


def word(number: pl.Expr, seed: int) -> pl.Expr:
    """Return 64 mixed bits of each row number (SplitMix64; products wrap).

    >>> import polars as pl
    >>> pl.select(word(pl.lit(0, dtype=pl.UInt64), 0)).item()
    16294208416658607535
    """
    import polars as pl

    def constant(value: int) -> pl.Expr:
        return pl.lit(value & _MASK, dtype=pl.UInt64)

    mixed = (number + constant(seed + 1)) * constant(_STEP)
    mixed = (mixed ^ (mixed // constant(1 << 30))) * constant(_FIRST)
    mixed = (mixed ^ (mixed // constant(1 << 27))) * constant(_SECOND)
    return mixed ^ (mixed // constant(1 << 31))


class Draws:
    """Take one draw after the other out of a word, as long as its bits last.

    >>> import polars as pl
    >>> draws = Draws("word")
    >>> frame = pl.DataFrame({"word": [1234567]}, schema={"word": pl.UInt64})
    >>> frame.select(draws.below(1000).alias("a"), draws.below(1000).alias("b")).row(0)
    (567, 234)
    """

    def __init__(self, column: str) -> None:
        import polars as pl

        self._left, self._room = pl.col(column), 1 << 64

    def below(self, end: int) -> pl.Expr:
        """Return a whole number from 0 to `end` - 1 for each row.

        Raises:
            ValueError: the word has no bits left for it.
        """
        import polars as pl

        if self._room < end * 64:
            raise ValueError("a word holds no more draws")
        divisor = pl.lit(end, dtype=pl.UInt64)
        drawn = (self._left % divisor).cast(pl.Int32)
        self._left, self._room = self._left // divisor, self._room // end
        return drawn
