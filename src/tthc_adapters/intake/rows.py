"""Rows that are no dossiers: blank, total, group and signature rows; and what group rows say."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from tthc.places import Level, level_from_text
from tthc_adapters.headings import fold
from tthc_adapters.intake.cleaning import clean_text, is_true
from tthc_adapters.intake.distinct import Distinct
from tthc_adapters.intake.plan import Plan

if TYPE_CHECKING:
    import polars as pl

_ORDINAL = r"^\(?(\d{1,7}|[IVXLC]{1,8}|[ivxlc]{1,8}|[A-Za-zĐđ])[.)]?$"

_DAY = r"\d[/\-.]\d|\d{8}"  # what a cell with a date has, and the text of a signature has not


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    import tomllib

    table = tomllib.loads(files("tthc_adapters").joinpath("data/rows.toml").read_text(encoding="utf-8"))
    return {kind: re.compile("|".join(f"(?:{each})" for each in texts)) for kind, texts in table.items()}


def kind_of_text(text: str) -> str | None:
    """Tell what kind of row a text heads: "total", "signature", a level, "unit", or None.

    >>> [kind_of_text(text) for text in ("Tổng cộng: 12", "Cấp huyện", "UBND xã Mẫu", "Hộ tịch")]
    ['total', 'level:district', 'unit', None]
    """
    folded = fold(text)
    bare = re.sub(r"^[^\w(]+|^(?:\d{1,3}|[ivxlc]{1,6}|[a-dđ])[.)\-:]\s*", "", folded)
    patterns = _patterns()
    if patterns["total"].match(bare):
        return "total"
    level = level_from_text(text)
    if level is not Level.UNKNOWN:
        return f"level:{level.value}"
    if patterns["signature"].match(bare):
        return "signature"
    return "unit" if patterns["unit"].match(bare) else None


def is_unit(text: str) -> bool:
    """Tell whether a name begins like that of an agency, and so is not a person's."""
    return _patterns()["unit"].match(fold(text)) is not None


@frozen
class SortedRows:
    """Say of each row of a block what it is, and what the group rows above it said.

    Args:
        kinds: null for a dossier; None when all of them are.
        levels, units: level and agency of the group; one value for all rows, or one for each.
    """

    kinds: pl.Series | None = field(repr=False)
    levels: pl.Series | str | None = field(repr=False)
    units: pl.Series | str | None = field(repr=False)


@define
class RowSorter:
    """Sort the rows of one table; what a group row says holds for the rows below it.

    After each `sort` the last group and signature are kept for the next block.
    """

    plan: Plan
    width: int
    objects: bool
    grouped: bool = field(default=False, init=False)
    _signed: bool = field(default=False, init=False)
    _level: str | None = field(default=None, init=False)
    _unit: str | None = field(default=None, init=False)
    _kinds: Distinct = field(init=False)
    _flags: Distinct = field(init=False)

    def __attrs_post_init__(self) -> None:
        import polars as pl

        self._kinds = Distinct(kind_of_text, pl.String)
        self._flags = Distinct(is_true, pl.Boolean)

    def sort(self, odd: pl.DataFrame, places: pl.Series, height: int) -> SortedRows:
        """Sort a block of `height` rows.

        Args:
            odd: the rows, cleaned, that have no code or no day of reception; no other row can be
                anything but a dossier.
            places: their places in the block, from 0.
            height: rows in the block.
        """
        import polars as pl

        if odd.is_empty():
            return SortedRows(None, self._level, self._unit)
        facts = self._facts(odd)
        kinds = self._kinds_of(facts)
        full = pl.Series("_kind", [None], dtype=pl.String).new_from_index(0, height).scatter(places, kinds)
        if self.objects or not (kinds == "group").any():
            return SortedRows(full, self._level, self._unit)
        self.grouped = True
        marks = pl.DataFrame([kinds, facts["_text"], facts["_class"]])
        levels, units = (
            pl.Series([None], dtype=pl.String).new_from_index(0, height).scatter(places, said)
            for said in marks.select(*self._said()).get_columns()
        )
        levels = levels.fill_null(strategy="forward").fill_null(pl.lit(self._level, dtype=pl.String))
        units = units.fill_null(strategy="forward").fill_null(pl.lit(self._unit, dtype=pl.String))
        self._level, self._unit = levels[-1], units[-1]
        return SortedRows(full, levels, units)

    def deleted(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return which rows of a block are marked as deleted; None when no column says so."""
        marked: pl.Series | None = None
        for column in self.plan.of("deleted"):
            if frame[column.name].null_count() == frame.height:
                continue
            flags = self._flags.map(clean_text(frame[column.name])).fill_null(value=False)
            marked = flags if marked is None else marked | flags
        return marked

    def _facts(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return, for each row, how many cells say something, the first of them, and its class."""
        import polars as pl

        ordinals = {column.name for column in self.plan.of("ordinal")}
        cells = [
            pl.when(~pl.col(name).str.contains(_ORDINAL)).then(pl.col(name))
            if name in ordinals
            else pl.col(name)
            for name in (f"c{index}" for index in range(self.width))
        ]
        code = pl.coalesce([column.name for column in self.plan.of("code")])
        received = pl.coalesce([column.name for column in self.plan.of("received_on")])
        first = frame.select(
            (~received.str.contains(_DAY)).fill_null(value=True).alias("_open"),
            code.alias("_code"),
            pl.coalesce(cells).alias("_text"),
            pl.sum_horizontal(cell.is_not_null().cast(pl.Int32) for cell in cells).alias("_filled"),
            pl.coalesce(cells[:3] if ordinals else cells[:2]).is_not_null().alias("_early"),
        )
        wordy = pl.col("_text").str.contains(r"\s") | ~pl.col("_text").str.contains(r"\d")
        candidate = pl.col("_open") & wordy
        first = first.with_columns(candidate.alias("_candidate"))
        texts = first.select(pl.when("_candidate").then("_text")).to_series()
        return first.with_columns(self._kinds.map(texts).alias("_class"))

    def _kinds_of(self, facts: pl.DataFrame) -> pl.Series:
        """Return the kind of each row by its texts; null for a dossier."""
        import polars as pl

        filled, named = pl.col("_filled"), pl.col("_class").fill_null("")
        kinds: pl.Expr = pl.when(filled == 0).then(pl.lit("blank"))
        if not self.objects:
            no_code = pl.col("_code").is_null() | (pl.col("_code") == pl.col("_text"))
            free = pl.col("_candidate") & no_code
            signature = free & (named == "signature") & (filled <= 4)
            signed = signature.cast(pl.Int32).cum_max().shift(1).fill_null(0).cast(pl.Boolean)
            signed = signed | pl.lit(self._signed)
            heading = named.str.starts_with("level:") | (named == "unit")
            heading = heading | (pl.col("_early") & pl.col("_text").str.contains(r"\s"))
            again = pl.col("_candidate") & self._repeats_heading(facts["_code"])
            kinds = (
                pl.when(filled == 0)
                .then(pl.lit("blank"))
                .when(again)
                .then(pl.lit("heading"))
                .when(pl.col("_candidate") & (named == "total"))
                .then(pl.lit("total"))
                .when(signature | (free & signed & (filled <= 3)))
                .then(pl.lit("signature"))
                .when(free & (filled == 1) & heading)
                .then(pl.lit("group"))
            )
        answer = facts.select(kinds.alias("_kind")).to_series()
        self._signed = self._signed or bool((answer == "signature").any())
        return answer

    def _repeats_heading(self, codes: pl.Series) -> pl.Series:
        """Tell which rows have the heading of the code column where the code should be."""
        import polars as pl

        names = {fold(column.header) for column in self.plan.of("code")}
        return Distinct(lambda text: fold(text) in names, pl.Boolean).map(codes).fill_null(value=False)

    @staticmethod
    def _said() -> tuple[pl.Expr, pl.Expr]:
        """Return the level and the unit a group row names; a new level ends the unit."""
        import polars as pl

        group = pl.col("_kind") == "group"
        named = pl.col("_class").fill_null("")
        leveled = named.str.starts_with("level:")
        level = pl.when(group & leveled).then(named.str.strip_prefix("level:"))
        unit = pl.when(group & leveled).then(pl.lit("")).when(group & (named == "unit")).then(pl.col("_text"))
        return level.alias("_level"), unit.alias("_unit")
