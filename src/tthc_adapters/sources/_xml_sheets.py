"""XML spreadsheets of 2003 (SpreadsheetML), which many systems save under the name .xls: sheets as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location, RawTable, ReadOptions
from tthc_adapters.sources._sheets import SheetTable
from tthc_adapters.sources._table_pieces import RowGatherer
from tthc_adapters.sources._xml_events import XmlFollower

if TYPE_CHECKING:
    import polars as pl

_PIECE = 1024 * 1024
_WHOLE = re.compile(r"(-?\d{1,15})\.0*")
_BOOLEANS = {"1": "true", "0": "false"}


def xml_sheets(location: Location, options: ReadOptions) -> Iterator[RawTable]:
    """Yield the sheets of an XML spreadsheet in their order, empty ones left out, or the one asked for.

    Raises:
        AdapterError: a document type (`source.xml-doctype`), not well-formed (`source.xml-syntax`), no
            sheet with content (`source.empty`) or of that name (`source.sheet-absent`), and rows, columns
            or cells beyond bounds.
    """
    book = _Book(location.label)
    follower = XmlFollower(location.label, start=book.start, end=book.end, data=book.data)
    with location.open() as stream:
        while piece := stream.read(_PIECE):
            follower.feed(piece)
    follower.close()
    names = [name for name, _ in book.sheets]
    if options.sheet is not None and options.sheet not in names:
        raise AdapterError(
            "source.sheet-absent", file=location.label, sheet=options.sheet, sheets=", ".join(names)
        )
    for name, frame in book.sheets:
        if options.sheet in {None, name} and frame.height:
            yield SheetTable(sheet=name, frame=frame)


@define
class _Book:
    """Take the events of the document and lay out its sheets.

    A row or a cell may name its place; without one it follows the last, past merged cells. Comments,
    styles and whatever else a workbook holds are passed over.
    """

    file: str
    sheets: list[tuple[str, pl.DataFrame]] = field(factory=list, init=False)
    _name: str = field(default="", init=False)
    _rows: RowGatherer | None = field(default=None, init=False)
    _row: dict[int, str | None] | None = field(default=None, init=False)
    _column: int = field(default=0, init=False)
    _after: int = field(default=0, init=False)
    _reach: dict[int, int] = field(factory=dict, init=False)
    _texts: list[str] | None = field(default=None, init=False)
    _length: int = field(default=0, init=False)
    _type: str = field(default="String", init=False)
    _aside: int = field(default=0, init=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        tag = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if tag == "Worksheet":
            self._name = given.get("Name", "") or str(len(self.sheets) + 1)
            self._rows = RowGatherer(self.file)
            self._reach, self._after = {}, 0
            if len(self.sheets) >= bounds.MAX_SHEETS:
                raise AdapterError("source.too-many-sheets", file=self.file, most=bounds.MAX_SHEETS)
        elif self._rows is None:
            return
        elif tag == "Row":
            self._start_row(given)
        elif tag == "Cell" and self._row is not None:
            self._start_cell(given)
        elif tag == "Comment":
            self._aside += 1
        elif tag == "Data" and self._row is not None and not self._aside:
            self._texts, self._length = [], 0
            self._type = given.get("Type", "String")

    def data(self, text: str) -> None:
        """Take some text."""
        if self._texts is None or self._aside:
            return
        self._length += len(text)
        if self._length > bounds.MAX_CELL_MARKUP:
            raise AdapterError("source.cell-too-long", file=self.file, most=bounds.MAX_CELL_BYTES)
        self._texts.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        tag = name.rpartition(":")[2]
        if tag == "Comment":
            self._aside = max(0, self._aside - 1)
        elif self._aside or self._rows is None:
            return
        elif tag == "Data" and self._texts is not None and self._row is not None:
            self._row[self._column] = _cell("".join(self._texts), self._type) or None
            self._texts = None
        elif tag == "Row" and self._row is not None:
            self._end_row(self._rows)
        elif tag == "Worksheet":
            self.sheets.append((self._name, self._rows.frame()))
            self._rows = None

    def _start_row(self, given: dict[str, str]) -> None:
        rows = self._rows
        if rows is None:
            return
        place = self._number(given, "Index", bounds.MAX_SHEET_ROWS) or rows.rows + self._after + 1
        if place <= rows.rows:
            raise AdapterError("source.damaged", file=self.file)
        if (place - 1) * max(rows.width, 1) > bounds.MAX_SHEET_CELLS:
            raise AdapterError("source.too-many-rows", file=self.file, most=bounds.MAX_SHEET_CELLS)
        for _ in range(rows.rows, place - 1):
            self._pass_row(rows, [])
        self._after = self._number(given, "Span", bounds.MAX_SHEET_ROWS)
        self._row, self._column = {}, -1

    def _start_cell(self, given: dict[str, str]) -> None:
        row = self._row if self._row is not None else {}
        place = self._number(given, "Index", 10**6)
        column = place - 1 if place else self._column + 1
        if place:
            if column in row:
                raise AdapterError("source.damaged", file=self.file)
        else:
            while column in row or self._reach.get(column, 0) > 0:
                column += 1
        across = self._number(given, "MergeAcross", 10**6)
        down = self._number(given, "MergeDown", bounds.MAX_SHEET_ROWS)
        if column + across >= bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)
        for index in range(column, column + across + 1):
            row[index] = None
            if down:
                self._reach[index] = down + 1
        self._column = column

    def _end_row(self, rows: RowGatherer) -> None:
        row = self._row or {}
        self._row = self._texts = None
        self._pass_row(rows, [row.get(index) for index in range(max(row, default=-1) + 1)])

    def _pass_row(self, rows: RowGatherer, cells: list[str | None]) -> None:
        rows.add(cells)
        if self._reach:
            self._reach = {index: left - 1 for index, left in self._reach.items() if left > 1}

    def _number(self, given: dict[str, str], key: str, most: int) -> int:
        """Return a place or a count; 0 when there is none."""
        text = given.get(key, "0").strip()
        if not (text.isascii() and text.isdigit()):
            raise AdapterError("source.damaged", file=self.file)
        if len(text) > 9 or int(text) > most:
            code = "source.too-many-rows" if most == bounds.MAX_SHEET_ROWS else "source.too-many-columns"
            least = bounds.MAX_SHEET_CELLS if most == bounds.MAX_SHEET_ROWS else bounds.MAX_COLUMNS
            raise AdapterError(code, file=self.file, most=least)
        return int(text)


def _cell(text: str, kind: str) -> str:
    """Return a value as the text a person would read: whole numbers without a point, yes and no as words.

    >>> _cell("3.0", "Number"), _cell("1", "Boolean"), _cell("3.0", "String")
    ('3', 'true', '3.0')
    """
    if kind == "Boolean":
        return _BOOLEANS.get(text.strip(), text)
    match = _WHOLE.fullmatch(text.strip()) if kind == "Number" else None
    return match.group(1) if match else text
