"""Limits of procedures in a file of their own, and their way into the table."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc.findings import Finding, SourceRef
from tthc.identifiers import is_procedure_code, normalize_procedure_code
from tthc.limits import Limit, limit_from
from tthc_adapters.headings import display, fold, heading_row, letters
from tthc_adapters.intake.cleaning import clean_cells
from tthc_adapters.intake.detection import source_for
from tthc_adapters.intake.gathering import Gatherer
from tthc_adapters.intake.limits import read_limit
from tthc_adapters.intake.locations import labelled
from tthc_adapters.manager import Plugins, load_plugins
from tthc_adapters.protocols import RawTable, ReadOptions

if TYPE_CHECKING:
    import polars as pl

    Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_CODE = (
    "Mã thủ tục",
    "Mã TTHC",
    "Mã thủ tục hành chính",
    "Mã số",
    "maTTHC",
    "procedure_code",
    "procedure",
    "code",
)
_LIMIT = ("Thời hạn giải quyết", "Thời hạn", "Thời gian giải quyết", "thoiHanGiaiQuyet", "thoiHan", "limit")


def _freeze(limits: Mapping[str, Limit]) -> Mapping[str, Limit]:
    return MappingProxyType(dict(limits))


@frozen(kw_only=True)
class Limits:
    """Hold the limit of each procedure by its national code (thời hạn theo thủ tục)."""

    by_code: Mapping[str, Limit] = field(converter=_freeze, hash=False)
    findings: tuple[Finding, ...] = ()

    def of(self, procedure_code: str | None) -> Limit | None:
        """Return the limit of a procedure, its code in any spelling; None when the file has none."""
        return None if procedure_code is None else self.by_code.get(normalize_procedure_code(procedure_code))


def read_limits(
    location: str | os.PathLike[str], *, sheet: str | None = None, plugins: Plugins | None = None
) -> Limits:
    """Read a table of procedure codes and limits in words (đọc bảng thời hạn).

    The columns are found by their headings, else they are the first two. A row that cannot be used
    is a finding; so is a procedure with two different limits, and neither of them is applied.

    Raises:
        AdapterError: the file cannot be read (`location.*`, `source.*`), or has fewer than two
            columns (`limits.columns`).
    """
    plugins = load_plugins() if plugins is None else plugins
    (place,) = labelled(plugins, (location,))
    options = ReadOptions(sheet=sheet)
    table = next(iter(source_for(plugins, place).tables(place, options)), None)
    if table is None or not (table.head or table.paths):
        raise AdapterError("source.empty", file=place.label)
    headers, preamble = _headings(table)
    if len(headers) < 2:
        raise AdapterError("limits.columns", file=place.label)
    code, limit = _columns(headers)
    reader = _LimitRows(
        file=place.label, sheet=table.sheet, header=display(headers[limit]) or None, column=limit
    )
    for block in table.blocks(preamble=preamble, columns=tuple(header or "" for header in headers)):
        frame = block.frame.with_columns(clean_cells([f"c{code}", f"c{limit}"]))
        for row, procedure, words in frame.select("_row", f"c{code}", f"c{limit}").rows():
            reader.add(row, procedure, words)
    return reader.finish()


def _headings(table: RawTable) -> tuple[Sequence[str | None], int]:
    if table.paths is not None:
        return table.paths, 0
    rows = table.head
    place = heading_row(rows, {fold(heading) for heading in (*_CODE, *_LIMIT)}) or 0
    if any(cell and is_procedure_code(cell) for cell in rows[place]):
        return [None] * len(rows[place]), place  # no heading row at all
    return rows[place], place + 1


def _columns(headers: Sequence[str | None]) -> tuple[int, int]:
    """Return the places of code and limit: by heading, else the first two."""
    folded = [fold(header) if header else "" for header in headers]

    def place(names: Sequence[str]) -> int | None:
        return next((folded.index(fold(name)) for name in names if fold(name) in folded), None)

    code, limit = place(_CODE), place(_LIMIT)
    return (0, 1) if code is None or limit is None else (code, limit)


@define(kw_only=True)
class _LimitRows:
    """Collect the rows of a limits file."""

    file: str
    sheet: str | None
    header: str | None
    column: int
    gatherer: Gatherer = field(factory=Gatherer)
    found: dict[str, set[tuple[float, str]]] = field(factory=dict)
    rows: dict[str, int] = field(factory=dict)

    def add(self, row: int, procedure: str | None, words: str | None) -> None:
        """Take one row; a blank one says nothing."""
        if procedure is None and words is None:
            return
        if procedure is None or words is None:
            self._report("limit-row-incomplete", row)
            return
        limit = read_limit(words)
        if limit is None:
            self._report("limit-unreadable", row)
            return
        code = normalize_procedure_code(procedure)
        self.found.setdefault(code, set()).add(limit)
        self.rows[code] = row

    def finish(self) -> Limits:
        """Return the limits no two rows contradict each other about."""
        by_code: dict[str, Limit] = {}
        for code, limits in self.found.items():
            if len(limits) > 1:
                self._report("limit-contradictory", self.rows[code])
                continue
            ((amount, unit),) = limits
            by_code[code] = limit_from(amount, unit)
        return Limits(by_code=by_code, findings=self.gatherer.findings())

    def _report(self, code: str, row: int) -> None:
        place = SourceRef(
            file=self.file, sheet=self.sheet, row=row, column=letters(self.column), header=self.header
        )
        self.gatherer.add(code, place)


def with_limits(frame: Frame, limits: Limits) -> Frame:
    """Return the canonical table with the limits of a file in place of the export's own.

    The file wins for every procedure it names, whatever the spelling of the code.

    >>> import polars as pl
    >>> from tthc.limits import WorkingDays
    >>> table = pl.DataFrame(
    ...     {"procedure_code": ["1.001612.000.00.00.H48"], "limit_amount": [None], "limit_unit": [None]},
    ...     schema={"procedure_code": pl.String, "limit_amount": pl.Float64, "limit_unit": pl.String},
    ... )
    >>> with_limits(table, Limits(by_code={"1.001612": WorkingDays(3)})).row(0)
    ('1.001612.000.00.00.H48', 3.0, 'working-day')
    """
    import polars as pl

    codes = (
        frame.lazy().select(pl.col("procedure_code").drop_nulls().unique()).collect().to_series().to_list()
    )
    named = [(code, limit) for code in codes if (limit := limits.of(code)) is not None]
    known = [code for code, _ in named]
    amounts = pl.Series([float(limit.n) for _, limit in named], dtype=pl.Float64)
    units = pl.Series([limit.unit.value for _, limit in named], dtype=pl.String)
    if not named:
        return frame
    code = pl.col("procedure_code")
    replaced = code.is_in(pl.Series(known).implode())
    return frame.with_columns(
        pl.when(replaced)
        .then(code.replace_strict(pl.Series(known), amounts, return_dtype=pl.Float64, default=None))
        .otherwise("limit_amount")
        .alias("limit_amount"),
        pl.when(replaced)
        .then(code.replace_strict(pl.Series(known), units, return_dtype=pl.String, default=None))
        .otherwise("limit_unit")
        .alias("limit_unit"),
    )
