"""Cells as text: trimmed, composed, single blanks; marks of nothing become null."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from tthc_adapters.headings import fold

if TYPE_CHECKING:
    import polars as pl

EDGES = (
    " \t\r\n\x0b\x0c\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""Blanks and invisible marks cut off the ends of cells."""


class Marks(NamedTuple):
    """Marks of nothing, days of nothing, and the two answers of a flag."""

    nulls: tuple[str, ...]
    null_days: tuple[date, ...]
    true: frozenset[str]
    false: frozenset[str]


@cache
def marks() -> Marks:
    """Return the marks of `data/cleaning.toml`."""
    import tomllib

    table = tomllib.loads(files("tthc_adapters").joinpath("data/cleaning.toml").read_text(encoding="utf-8"))
    return Marks(
        nulls=tuple(table["nulls"]),
        null_days=tuple(table["null_days"]),
        true=frozenset(map(fold, table["true_marks"])),
        false=frozenset(map(fold, table["false_marks"])),
    )


def clean_cells(columns: Iterable[str]) -> list[pl.Expr]:
    r"""Return expressions that trim `columns` and make marks of nothing null.

    >>> import polars as pl
    >>> pl.DataFrame({"a": [" x\u00a0", "NULL", "", "{}"]}).select(clean_cells(["a"]))["a"].to_list()
    ['x', None, None, None]
    """
    import polars as pl

    nothing = pl.Series(["", *marks().nulls])
    trimmed = {name: pl.col(name).str.strip_chars(EDGES) for name in columns}
    return [pl.when(~text.is_in(nothing.implode())).then(text).alias(name) for name, text in trimmed.items()]


def clean_text(texts: pl.Series) -> pl.Series:
    r"""Return names in NFC on one line with single blanks; equal texts share their memory.

    >>> import polars as pl
    >>> clean_text(pl.Series(["Hộ  tịch", "Đất\u00a0đai\n", None])).to_list()
    ['Hộ tịch', 'Đất đai', None]
    """
    distinct = texts.drop_nulls().unique()
    if distinct.is_empty():
        return texts
    cleaned = (
        distinct.str.normalize("NFC")
        .str.replace_all("[\u00ad\u200b-\u200d\u2060\ufeff]", "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )
    return texts.replace_strict(distinct, cleaned, default=None)


def is_true(text: str) -> bool:
    """Tell whether a flag cell says yes; any mark that is no clear "no" does."""
    return fold(text) not in marks().false
