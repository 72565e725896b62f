"""Cells as text: trimmed, composed, single blanks; marks of nothing become null."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from tthc_adapters.headings import fold
from tthc_adapters.intake.distinct import without

if TYPE_CHECKING:
    import polars as pl

EDGES = (
    " \t\r\n\x0b\x0c\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""Blanks and invisible marks cut off the ends of cells."""


HIDDEN = "[\u00ad\u200b-\u200d\u2060\ufeff]"
"""Marks without a width, as a regular expression."""


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


def clean_cells(columns: Iterable[str], more: Iterable[str] = ()) -> list[pl.Expr]:
    r"""Return expressions that trim `columns` and make marks of nothing null.

    Args:
        columns: names of text columns.
        more: marks of nothing beside the common ones.

    >>> import polars as pl
    >>> pl.DataFrame({"a": [" x\u00a0", "NULL", "", "{}"]}).select(clean_cells(["a"]))["a"].to_list()
    ['x', None, None, None]
    """
    import polars as pl

    nothing = pl.Series(["", *marks().nulls, *more])
    trimmed = {name: pl.col(name).str.strip_chars(EDGES) for name in columns}
    return [pl.when(~text.is_in(nothing.implode())).then(text).alias(name) for name, text in trimmed.items()]


def clean_text(
    texts: pl.Series, count: Callable[[str, int], None] | None = None, more: Iterable[str] = ()
) -> pl.Series:
    r"""Return names in NFC on one line with single blanks, marks of nothing as null.

    Each distinct text is cleaned once, and equal texts share their memory.

    Args:
        texts: names of agencies, procedures, fields; wordings.
        count: told, by rule, how many cells were not taken as they stood.
        more: marks of nothing beside the common ones.

    >>> import polars as pl
    >>> clean_text(pl.Series(["Hộ  tịch", "Đất\u00a0đai\n", None])).to_list()
    ['Hộ tịch', 'Đất đai', None]
    """
    import polars as pl

    distinct = texts.drop_nulls().unique()
    if distinct.is_empty():
        return texts
    trimmed = distinct.str.strip_chars(EDGES)
    steps = {
        "trimmed": trimmed,
        "null-mark": without(trimmed, trimmed.is_in(pl.Series(["", *marks().nulls, *more]).implode())),
    }
    steps["composed"] = steps["null-mark"].str.normalize("NFC")
    steps["d-look-alike"] = steps["composed"].str.replace_all("[ÐƉ]", "Đ").str.replace_all("[ðɖ]", "đ")
    steps["blanks"] = (
        steps["d-look-alike"].str.replace_all(HIDDEN, "").str.replace_all(r"\s+", " ").str.strip_chars()
    )
    before = distinct
    for rule, after in steps.items():
        changed = before.ne_missing(after) & before.is_not_null()
        if count is not None and changed.any():
            touched = distinct.filter(changed & (before != "") if rule == "null-mark" else changed)
            count(rule, int(texts.is_in(touched.implode()).sum()))
        before = after
    if before.equals(distinct):
        return texts
    return texts.replace_strict(distinct, before, default=None, return_dtype=pl.String)


def clean_codes(texts: pl.Series, count: Callable[[str, int], None], more: Iterable[str] = ()) -> pl.Series:
    """Return codes without blanks around them, marks of nothing as null (mã hồ sơ như trong tệp)."""
    import polars as pl

    trimmed = texts.str.strip_chars(EDGES)
    if trimmed.str.len_bytes().sum() != texts.str.len_bytes().sum():
        count("trimmed", int((trimmed != texts).sum()))
    nothing = trimmed.is_in(pl.Series(["", *marks().nulls, *more]).implode())
    if not nothing.any():
        return trimmed
    count("null-mark", int((nothing & (trimmed != "")).sum()))
    return without(trimmed, nothing)


def is_true(text: str) -> bool:
    """Tell whether a flag cell says yes; any mark that is no clear "no" does."""
    return fold(text) not in marks().false


def flag_of(text: str) -> bool | None:
    """Return what a cell of a yes-or-no column says, or None when it says neither.

    >>> flag_of("Có"), flag_of("0"), flag_of("2")
    (True, False, None)
    """
    folded = fold(text)
    return True if folded in marks().true else (False if folded in marks().false else None)
