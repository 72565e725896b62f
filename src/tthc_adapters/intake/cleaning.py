"""Cells as text: trimmed, composed, single blanks; marks of nothing become null."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from tthc_adapters.headings import fold
from tthc_adapters.intake.distinct import MANY, Distinct, replaced, without

if TYPE_CHECKING:
    import polars as pl

EDGES = (
    " \t\r\n\x0b\x0c\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""Blanks and invisible marks cut off the ends of cells."""


HIDDEN = "[\u00ad\u200b-\u200d\u2060\ufeff]"
"""Marks without a width, as a regular expression."""


_COMPACT = bytes(byte for byte in range(33, 127) if not chr(byte).islower())


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

    nothing = _nothing(more)
    trimmed = {name: pl.col(name).str.strip_chars(EDGES) for name in columns}
    return [pl.when(~text.is_in(nothing)).then(text).alias(name) for name, text in trimmed.items()]


@frozen
class CleanCells:
    """Hold a column as its distinct texts and what each of them says (giá trị phân biệt đã làm sạch).

    Args:
        given: the cells as they stand.
        distinct: each text among them once.
        cleaned: beside each of those, what it says; null for a mark of nothing.
        places: of each cell its place in `distinct`, where that is known already.
    """

    given: pl.Series = field(repr=False)
    distinct: pl.Series = field(repr=False)
    cleaned: pl.Series = field(repr=False)
    places: pl.Series | None = field(default=None, repr=False)

    def texts(self) -> pl.Series:
        """Return the cells cleaned; equal texts share their memory."""
        if self.cleaned is self.distinct:
            return self.given
        return replaced(self.given, self.distinct, self.cleaned)

    def through(self, rule: Distinct) -> pl.Series:
        """Return what a rule makes of the cells once they are cleaned."""
        if self.distinct.is_empty():
            return rule.map(self.given)
        if self.places is not None:
            return rule.map(self.cleaned).gather(self.places).alias(self.given.name)
        return replaced(self.given, self.distinct, rule.map(self.cleaned))


def clean_text(
    texts: pl.Series, count: Callable[[str, int], None] | None = None, more: Iterable[str] = ()
) -> pl.Series:
    r"""Return names in NFC on one line with single blanks, marks of nothing as null (see `cleaned`).

    Args:
        texts: names of agencies, procedures, fields; wordings.
        count: told, by rule, how many cells were not taken as they stood.
        more: marks of nothing beside the common ones.

    >>> import polars as pl
    >>> clean_text(pl.Series(["Hộ  tịch", "Đất\u00a0đai\n", None])).to_list()
    ['Hộ tịch', 'Đất đai', None]
    """
    return cleaned(texts, count, more).texts()


def cleaned(
    texts: pl.Series, count: Callable[[str, int], None] | None = None, more: Iterable[str] = ()
) -> CleanCells:
    """Clean each distinct text once.

    Args:
        texts: the cells.
        count: told, by rule, how many of them were not taken as they stood.
        more: marks of nothing beside the common ones.
    """
    import polars as pl

    if texts.null_count() == len(texts):
        return CleanCells(texts, texts.clear(), texts.clear())
    distinct = texts.drop_nulls().unique()
    steps = distinct.to_frame("given").select_seq(_steps(pl.col("given"), _nothing(more)))
    last = steps.to_series(-1)
    if last.null_count() == 0 and last.equals(distinct, check_names=False):
        return CleanCells(texts, distinct, distinct)
    before = distinct
    for after in steps.get_columns():
        changed = before.ne_missing(after) & before.is_not_null()
        if count is not None and changed.any():
            rule = after.name
            touched = distinct.filter(changed & (before != "") if rule == "null-mark" else changed)
            count(rule, int(texts.is_in(touched.implode()).sum()))
        before = after
    return CleanCells(texts, distinct, before)


@define
class TextCleaner:
    """Clean a column block by block; what was found clean once is not looked at again (bộ làm sạch cột).

    Args:
        more: marks of nothing beside the common ones.

    >>> import polars as pl
    >>> cleaner = TextCleaner()
    >>> [cleaner.read(pl.Series([" a", "b"])).texts().to_list() for _ in range(2)]
    [['a', 'b'], ['a', 'b']]
    """

    more: tuple[str, ...] = ()
    _clean: pl.Series | None = field(default=None, init=False, repr=False)

    def read(self, texts: pl.Series, count: Callable[[str, int], None] | None = None) -> CleanCells:
        """Return the cells of a block, as `cleaned` does."""
        import polars as pl

        known = self._clean
        if known is not None and len(known) <= MANY:
            places = texts.cast(pl.Enum(known), strict=False).to_physical()
            if places.null_count() == texts.null_count():
                return CleanCells(texts, known, known, places)
        cells = cleaned(texts, count, self.more)
        if cells.cleaned is cells.distinct and (known is None or len(known) <= MANY):
            self._clean = cells.distinct if known is None else pl.concat([known, cells.distinct]).unique()
        return cells


def _nothing(more: Iterable[str]) -> pl.Series:
    """Return the marks of nothing as one list."""
    import polars as pl

    return pl.Series(["", *marks().nulls, *more], dtype=pl.String).implode()


def _steps(given: pl.Expr, nothing: pl.Series) -> list[pl.Expr]:
    """Return the text after each rule of cleaning, in their order and under their names."""
    import polars as pl

    trimmed = given.str.strip_chars(EDGES)
    said = pl.when(~trimmed.is_in(nothing)).then(trimmed)
    composed = said.str.normalize("NFC")
    letters = composed.str.replace_all("[ÐƉ]", "Đ").str.replace_all("[ðɖ]", "đ")
    spaced = letters.str.replace_all(HIDDEN, "").str.replace_all(r"\s+", " ").str.strip_chars()
    return [
        trimmed.alias("trimmed"),
        said.alias("null-mark"),
        composed.alias("composed"),
        letters.alias("d-look-alike"),
        spaced.alias("blanks"),
    ]


def is_compact(texts: pl.Series) -> bool:
    """Tell whether texts hold nothing but visible ASCII without small letters, as most columns of codes do.

    >>> import polars as pl
    >>> is_compact(pl.Series(["H56.17-250303-0001", None])), is_compact(pl.Series(["H56 17"]))
    (True, False)
    """
    whole: str = texts.str.join("").item()  # all of them at once, many times faster than one by one
    return not whole.encode().translate(None, _COMPACT)


def clean_codes(
    texts: pl.Series, count: Callable[[str, int], None], more: Iterable[str] = (), *, compact: bool = False
) -> pl.Series:
    """Return codes without blanks around them, marks of nothing as null (mã hồ sơ như trong tệp).

    Args:
        texts: the cells.
        count: told, by rule, how many of them were not taken as they stood.
        more: marks of nothing beside the common ones.
        compact: `is_compact` holds, so that there is no blank.
    """
    trimmed = texts
    if not compact:
        trimmed = texts.str.strip_chars(EDGES)
        count("trimmed", int((trimmed != texts).sum()))
    nothing = trimmed.is_in(_nothing(more))
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
