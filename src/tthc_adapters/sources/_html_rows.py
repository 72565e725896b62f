"""Tables of a web page as rows of text: merged cells laid out, line breaks as blanks, links as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.sources._table_pieces import RowGatherer

if TYPE_CHECKING:
    import polars as pl

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "td", "th"})
_UNREAD = frozenset({"script", "style", "template", "noscript"})
_MOST_COLUMNS_OF_A_CELL = 1_000  # as browsers have it
_MOST_ROWS_OF_A_CELL = 65_534


@define
class _Grid:
    """One table in the making: the row being read, and the merged cells that reach into it."""

    rows: RowGatherer
    row: dict[int, str | None] | None = None
    texts: list[str] | None = None
    length: int = 0
    reach: dict[int, int] = field(factory=dict)
    span: tuple[int, int] = (1, 1)

    def start_row(self) -> None:
        self.end_row()
        self.row = {}

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        self.end_cell()
        if self.row is None:
            self.row = {}
        self.texts = []
        self.length = 0
        self.span = (
            _span(attributes.get("colspan"), _MOST_COLUMNS_OF_A_CELL),
            _span(attributes.get("rowspan"), _MOST_ROWS_OF_A_CELL),
        )

    def add(self, text: str) -> None:
        if self.texts is None:
            return
        self.length += len(text)
        if self.length > bounds.MAX_CELL_MARKUP:
            raise AdapterError("source.cell-too-long", file=self.rows.file, most=bounds.MAX_CELL_BYTES)
        self.texts.append(text)

    def end_cell(self) -> None:
        if self.texts is None or self.row is None:
            return
        text = " ".join("".join(self.texts).split())
        self.texts = None
        column = 0
        while column in self.row or self.reach.get(column, 0) > 0:
            column += 1
        columns, rows = self.span
        if column + columns > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=self.rows.file, most=bounds.MAX_COLUMNS)
        for index in range(column, column + columns):
            self.row[index] = None
            if rows > 1:
                self.reach[index] = rows
        self.row[column] = text or None

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        last = max([*self.row, *(column for column, rows in self.reach.items() if rows > 0)], default=-1)
        self.rows.add([self.row.get(column) for column in range(last + 1)])
        self.reach = {column: rows - 1 for column, rows in self.reach.items() if rows > 1}
        self.row = None


def _span(given: str | None, most: int) -> int:
    """Return how many rows or columns a cell covers; what is no number is one."""
    text = (given or "").strip()[:6]
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


class TableTarget:
    """Take the events of an HTML parser and keep the tables; one inside another stands by itself."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Grid] = []
        self._closed: list[_Grid] = []
        self._unread = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "table":
            grid = _Grid(RowGatherer(self._file))
            self._open.append(grid)
            self._closed.append(grid)
            if len(self._closed) > bounds.MAX_SHEETS:
                raise AdapterError("source.too-many-sheets", file=self._file, most=bounds.MAX_SHEETS)
        elif self._open:
            grid = self._open[-1]
            if tag == "tr":
                grid.start_row()
            elif tag in {"td", "th"}:
                grid.start_cell(attributes)
            elif tag in _BREAKS:
                grid.add(" ")

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif self._open:
            grid = self._open[-1]
            if tag == "table":
                grid.end_row()
                self._open.pop()
            elif tag in {"td", "th"}:
                grid.end_cell()
            elif tag == "tr":
                grid.end_row()
            elif tag in _BREAKS:
                grid.add(" ")

    def data(self, text: str) -> None:
        """Take some text."""
        if self._open and not self._unread:
            self._open[-1].add(text)

    def close(self) -> list[pl.DataFrame]:
        """Return the tables in the order they begin, those that cannot be lists left out."""
        for grid in self._open:
            grid.end_row()
        return [grid.rows.frame() for grid in self._closed if grid.rows.rows > 1 and grid.rows.width > 1]
