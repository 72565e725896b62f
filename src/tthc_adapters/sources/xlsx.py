"""Workbooks (.xlsx, .xls, .ods): every sheet as text, with the row numbers and letters a person sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location, RawTable, ReadOptions
from tthc_adapters.sources._archives import checked_archive
from tthc_adapters.sources._extras import guarded, needs
from tthc_adapters.sources._sheet_extent import refuse_far_cells, refuse_far_ods_cells
from tthc_adapters.sources._sheets import SheetTable
from tthc_adapters.sources._xls_extent import refuse_far_xls_cells
from tthc_adapters.sources._xml_sheets import xml_sheets
from tthc_adapters.sources.files import refuse_other_kinds
from tthc_adapters.sources.html import html_tables

if TYPE_CHECKING:
    import polars as pl

_MEMBER = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_BY_TEXT = {"html": html_tables, "xml-sheet": xml_sheets}
_ALSO = ("xlsx", "xls", "ods", *_BY_TEXT)


@frozen
class WorkbookSource:
    """Read workbooks (tệp bảng tính), typed dates and numbers as text.

    What stands under the name of a workbook is read as what it is, since systems save one kind under
    the name of another: a page of HTML or an XML spreadsheet (SpreadsheetML) as .xls, an .xlsx as .xls.

    Args:
        name: the kind of workbook: "xlsx", "xls" or "ods".
        suffixes: endings of such files.
    """

    name: str
    suffixes: tuple[str, ...]
    api: int = 1

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the sheets in their order, empty ones left out, or only the one asked for."""
        with location.open() as stream:
            head = stream.read(4096)
            kind = refuse_other_kinds(location.label, head, self.name, *_ALSO)
            if kind in _BY_TEXT:
                return _BY_TEXT[kind](location, options)
            if self.name == "ods" and kind == "xlsx":  # an archive whose first member does not say
                kind = "ods"
            data = head + stream.read(bounds.MAX_UNPACKED_BYTES)
            if stream.read(1):
                raise AdapterError("source.too-large", file=location.label, most=bounds.MAX_UNPACKED_BYTES)
        _check(location.label, data, kind)
        return _sheets(location.label, data, options)


def _check(file: str, data: bytes, kind: str) -> None:
    """Refuse what would exhaust the machine, or is no workbook."""
    if kind == "xls":
        refuse_far_xls_cells(file, data)
        return
    archive = checked_archive(file, data)
    if _MEMBER[kind] not in archive.namelist():
        raise AdapterError("source.wrong-kind", file=file, found="zip", expected=kind)
    check = refuse_far_ods_cells if kind == "ods" else refuse_far_cells
    check(file, data, archive)


def _sheets(file: str, data: bytes, options: ReadOptions) -> Iterator[RawTable]:
    with needs("fastexcel", file, extra="tables"):
        import fastexcel
    with guarded(file):
        workbook = fastexcel.read_excel(data)
        names = workbook.sheet_names
    if options.sheet is not None and options.sheet not in names:
        raise AdapterError("source.sheet-absent", file=file, sheet=options.sheet, sheets=", ".join(names))
    if len(names) > bounds.MAX_SHEETS:
        raise AdapterError("source.too-many-sheets", file=file, most=bounds.MAX_SHEETS)
    for name in names if options.sheet is None else [options.sheet]:
        with guarded(file):
            frame = _sheet(workbook, name, file)
        if frame is not None:
            yield SheetTable(sheet=name, frame=frame)


def _sheet(workbook: Any, name: str, file: str) -> pl.DataFrame | None:
    """Return a sheet as text in columns c0…, column A first; None when it is empty."""
    import polars as pl

    sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    offset = min((column.absolute_index for column in sheet.available_columns()), default=0)
    frame: pl.DataFrame = sheet.to_polars()
    if frame.height == 0:
        return None
    if offset + frame.width > bounds.MAX_COLUMNS:
        raise AdapterError("source.too-many-columns", file=file, most=bounds.MAX_COLUMNS)
    before = [pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(offset)]
    return frame.rename({old: f"c{offset + index}" for index, old in enumerate(frame.columns)}).select(
        *before, pl.all()
    )
