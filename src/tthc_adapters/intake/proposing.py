"""Propose a mapping file for a table nobody has described: by its headings, and by what its cells hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from tthc.errors import AdapterError
from tthc.identifiers import is_dossier_code, is_procedure_code
from tthc_adapters.headings import display, endings, fold, nearest
from tthc_adapters.intake.cleaning import clean_cells
from tthc_adapters.intake.dates import DateReader, is_ambiguous, swap_order
from tthc_adapters.intake.detection import locate_headings, source_for
from tthc_adapters.intake.legacy import decode_legacy
from tthc_adapters.intake.locations import labelled
from tthc_adapters.intake.wordings import wording_rule
from tthc_adapters.layouts import CODED, DATES, REQUIRED, Layout
from tthc_adapters.manager import Plugins, load_plugins
from tthc_adapters.protocols import RawTable, ReadOptions

if TYPE_CHECKING:
    import polars as pl

_ROWS = 20_000
_MOST_WORDINGS = 60
_FULL_ROW = 0.5  # share of the usual number of filled cells below which a row is no dossier
_ENOUGH = 0.8  # share of the cells that must fit
_FORMATS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y"),
    *("%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"),
    *("%Y%m%d%H%M%S", "%Y%m%d", "epoch-ms", "dotnet-ms"),
)


@frozen(kw_only=True)
class Placed:
    """Say which column a heading leads to, and why (cột đã xếp).

    Args:
        how: "heading", "like" (a spelling near a known one, named in `like`) or "values".
        formats: date formats it needs beside ISO 8601.
        ambiguous: every date of it can be read day first and month first.
        wordings: for statuses, channels and levels, each wording and its code, None when not known.
    """

    heading: str
    target: str
    how: str
    like: str | None = None
    formats: tuple[str, ...] = ()
    ambiguous: bool = False
    wordings: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Proposal:
    """Hold what was found out about a table (đề xuất ánh xạ).

    Args:
        file: label of the file.
        placed: headings with a column, in the order of the file.
        unplaced: headings without one, each with the reason: "unknown", "not-dates" or "empty".
        known: headings that say nothing the reports need.
        missing: required columns no heading was found for.
    """

    file: str
    placed: tuple[Placed, ...]
    unplaced: tuple[tuple[str, str], ...]
    known: tuple[str, ...]
    missing: tuple[str, ...]


def propose_mapping(
    location: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    plugins: Plugins | None = None,
) -> Proposal:
    """Look at a table and propose which heading is which column (đề xuất tệp ánh xạ).

    A heading is placed when it is known, however spelt, and its cells do not contradict it; else when
    its cells alone are certain (dossier codes, procedure codes, wordings of states and channels).

    Raises:
        AdapterError: the file cannot be read or has no table (`location.*`, `source.*`).
    """
    plugins = load_plugins() if plugins is None else plugins
    (place,) = labelled(plugins, (location,))
    options = ReadOptions(sheet=sheet, separator=separator, encoding=encoding)
    layouts = _layouts(plugins)
    known = frozenset().union(*(layout.headings for layout in layouts))
    for table in source_for(plugins, place).tables(place, options):
        located = locate_headings(table, known)
        if located is not None and any(located[0]):
            headers, above, font = located
            cells = _cells(table, headers, above, font)
            return _Placing(place.label, headers, cells, layouts).proposal(objects=table.paths is not None)
    raise AdapterError("source.empty", file=place.label)


def _layouts(plugins: Plugins) -> list[Layout]:
    """Return the vocabulary, then the layouts of systems whose headings mean what they say."""
    from tthc_adapters.systems.tabular import Tabular

    others = [system.layout for system in plugins.systems.values() if not system.layout.stands_for]
    return [Tabular().layout, *others]


def _cells(table: RawTable, headers: Sequence[str | None], above: int, font: str | None) -> pl.DataFrame:
    """Return the first rows as cleaned text columns c0, c1, …"""
    import polars as pl

    names = [f"c{index}" for index in range(len(headers))]
    blocks = table.blocks(preamble=above, columns=tuple(header or "" for header in headers))
    first = next(iter(blocks), None)
    frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String)) if first is None else first.frame.head(_ROWS)
    frame = frame.select(clean_cells(names))
    if font is not None:
        frame = frame.select(
            pl.Series(name, [text and decode_legacy(text, font) for text in frame[name]], dtype=pl.String)
            for name in names
        )
    if table.paths is not None or frame.is_empty():
        return frame
    filled = frame.select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int32)).alias("n"))["n"]
    usual = filled.median()
    return frame.filter(filled >= _FULL_ROW * (usual if isinstance(usual, float) else 0))


@define
class _Placing:
    """Place the headings of one table, one after the other."""

    file: str
    headers: Sequence[str | None]
    cells: pl.DataFrame
    layouts: Sequence[Layout]
    _taken: dict[str, str] = field(factory=dict, init=False)

    def proposal(self, *, objects: bool) -> Proposal:
        """Return the proposal; headings of their own right come before those placed by their cells."""
        placed: dict[int, Placed] = {}
        unplaced: dict[int, str] = {}
        plain: list[str] = []
        named = [
            (index, display(header))
            for index, header in enumerate(self.headers)
            if header and display(header)
        ]
        seen: set[str] = set()
        for index, heading in named:
            texts = self.cells[f"c{index}"].drop_nulls()
            if fold(heading) in seen or (objects and texts.is_empty()):
                continue
            seen.add(fold(heading))
            if not self.layouts[0].headings.isdisjoint(endings(heading)) and self._target(heading) is None:
                plain.append(heading)
                continue
            found = self._by_heading(heading, texts)
            if isinstance(found, Placed):
                placed[index] = found
            else:
                unplaced[index] = found
        targets = {each.target for each in placed.values()}
        for index in list(unplaced):
            heading = display(self.headers[index])
            one = self._by_cells(heading, self.cells[f"c{index}"].drop_nulls(), targets)
            if one is not None:
                placed[index] = one
                targets.add(one.target)
                del unplaced[index]
        return Proposal(
            file=self.file,
            placed=_settled([placed[index] for index in sorted(placed)]),
            unplaced=tuple((display(self.headers[index]), why) for index, why in unplaced.items()),
            known=tuple(plain),
            missing=tuple(target for target in REQUIRED if target not in targets),
        )

    def _target(self, heading: str) -> str | None:
        return next((target for layout in self.layouts if (target := layout.target(heading))), None)

    def _by_heading(self, heading: str, texts: pl.Series) -> Placed | str:
        """Return what the heading leads to, or why it leads nowhere."""
        target, like = self._target(heading), None
        if target is None:
            like = nearest([heading], list(self.layouts[0].columns), least=0.88)
            target = None if like is None else self.layouts[0].target(like)
        if target is None:
            return "empty" if texts.is_empty() else "unknown"
        how = "heading" if like is None else "like"
        if target in DATES:
            formats, ambiguous = _date_formats(texts)
            if formats is None:
                return "not-dates"
            return Placed(
                heading=heading, target=target, how=how, like=like, formats=formats, ambiguous=ambiguous
            )
        wordings = _wordings(target, texts) if target in CODED else ()
        return Placed(heading=heading, target=target, how=how, like=like, wordings=wordings)

    def _by_cells(self, heading: str, texts: pl.Series, taken: set[str]) -> Placed | None:
        """Return the column that the cells alone tell, if it is not taken."""
        sample = texts.unique(maintain_order=True).head(500).to_list()
        if not sample:
            return None
        tests = {"code": is_dossier_code, "procedure_code": is_procedure_code}
        for target, test in tests.items():
            if target not in taken and sum(map(test, sample)) >= _ENOUGH * len(sample):
                return Placed(heading=heading, target=target, how="values")
        for target in ("status", "channel"):
            wordings = _wordings(target, texts)
            understood = sum(code is not None for _, code in wordings)
            if target not in taken and wordings and understood >= _ENOUGH * len(wordings):
                return Placed(heading=heading, target=target, how="values", wordings=wordings)
        return None


def _settled(placed: list[Placed]) -> tuple[Placed, ...]:
    """Give dates that can be read both ways the order of the other dates of the file, if these agree."""
    orders = {
        each.formats
        for each in placed
        if each.formats and not each.ambiguous and is_ambiguous(each.formats[0])
    }
    if len(orders) != 1:
        return tuple(placed)
    (order,) = orders
    return tuple(
        evolve(each, formats=order, ambiguous=False)
        if each.ambiguous and order[0] in {each.formats[0], swap_order(each.formats[0])}
        else each
        for each in placed
    )


def _date_formats(texts: pl.Series) -> tuple[tuple[str, ...] | None, bool]:
    """Return the formats a column of dates needs, and whether day and month could change places.

    None stands for a column whose cells are no dates in any format known here.
    """
    if texts.is_empty() or _share(texts, ()) >= _ENOUGH:
        return (), False
    best = max(_FORMATS, key=lambda form: _share(texts, (form,)))  # of two alike the first: day before month
    share = _share(texts, (best,))
    if share < _ENOUGH:
        return None, False
    ambiguous = is_ambiguous(best) and _share(texts, (swap_order(best),)) >= share
    return (best,), ambiguous


def _share(texts: pl.Series, formats: tuple[str, ...]) -> float:
    moments, unreadable = DateReader(formats).read(texts)
    nothing = len(texts) - int(unreadable.sum()) - (len(moments) - moments.null_count())
    return 1 - int(unreadable.sum()) / max(len(texts) - nothing, 1)


def _wordings(target: str, texts: pl.Series) -> tuple[tuple[str, str | None], ...]:
    """Return the different wordings of a column and their codes; none when they are too many to be wordings.

    Long texts and texts with many digits are left out: they may name a person.
    """
    distinct = texts.unique(maintain_order=True).to_list()
    if len(distinct) > _MOST_WORDINGS:
        return ()
    read = wording_rule(target, {})
    return tuple(
        (text, read(text))
        for text in distinct
        if len(text) <= 80 and sum(char.isdigit() for char in text) <= 2
    )
