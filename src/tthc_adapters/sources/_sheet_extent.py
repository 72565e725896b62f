"""How far a sheet reaches, told before a reader lays it out as one solid rectangle of cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from attrs import define

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.sources._archives import unpacked_pieces
from tthc_adapters.sources._xml_events import parse_xml

_UNUSUAL = (
    r"<c(?:[^ of]| (?:[^r]|r(?:[^=]|=(?:[^\x22]|\x22"  # a cell that does not begin with its place
    r"(?i:[A-Z]{3,}|[C-Z][A-Z]|B[J-Z]|[A-Z]*\d{7})))))"  # or stands beyond column BI or row 999,999
    r"|:c[\s/>]|<!D"
)
_REFERENCE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
_LONGEST_TAG = 64 * 1024
_SHORTEST_CELL = len('<c r="A1"/>')
_WINDOW = 4 * 1024 * 1024


def refuse_far_cells(file: str, data: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook (.xlsx) with a sheet too wide, too long, or mostly empty and vast.

    Sheets as every known program writes them are searched for cells that are not near the others; any
    other sheet is parsed. Which member is a sheet is told by what it holds: a hostile archive may give
    it any name.

    Raises:
        AdapterError: `source.too-many-columns`, `source.too-many-rows`, `source.damaged`,
            `source.xml-doctype`, and what unpacking finds.
    """
    for member in archive.infolist():
        few = member.file_size <= bounds.MAX_SHEET_CELLS * _SHORTEST_CELL
        if not _is_plain(unpacked_pieces(file, data, member), count=not few):
            _Extent(file).of_xlsx(unpacked_pieces(file, data, member))


def _is_plain(pieces: Iterator[bytes], *, count: bool) -> bool:
    """Tell whether every cell names its place, and none stands far from column A and row 1.

    Unpacking goes on while another thread searches what is there already.
    """
    sheet, plain, cells = False, True, 0
    with ThreadPoolExecutor(max_workers=1) as searcher:
        pending: Future[bool] | None = None
        for window in _windows(pieces):
            sheet = sheet or b"sheetData" in window
            cells += window.count(b"<c ") if count else 0
            plain = plain and (pending is None or not pending.result())
            pending = searcher.submit(_has_unusual, window) if plain else None
        plain = plain and (pending is None or not pending.result())
    return not sheet or (plain and cells <= bounds.MAX_SHEET_CELLS)


def _windows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield larger pieces that end with a tag, so that none is cut."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _WINDOW:
            window = b"".join(held)
            cut = window.rfind(b">") + 1
            yield window[:cut] if cut else window
            held = [window[cut:][-_LONGEST_TAG:] if cut else b""]
            size = len(held[0])
    yield b"".join(held)


def _has_unusual(window: bytes) -> bool:
    """Tell whether a window has a cell that only a careful look may judge, or is no text."""
    import polars as pl

    try:
        text = pl.Series([window], dtype=pl.Binary).cast(pl.String, strict=False)
    except pl.exceptions.ComputeError:  # no UTF-8: the careful look says so
        return True
    return text.str.contains(_UNUSUAL).item() is not False


@define
class _Extent:
    """Follow a sheet's XML and keep the last row and column that hold something."""

    file: str
    last_row: int = 0
    last_column: int = 0
    row: int = 0
    column: int = 0
    filled: bool = False
    cells: int = 0

    def of_xlsx(self, pieces: Iterable[bytes]) -> None:
        """Follow a sheet of an .xlsx workbook."""
        parse_xml(self.file, pieces, start=self._xlsx)

    def of_ods(self, pieces: Iterable[bytes]) -> None:
        """Follow the content of an .ods workbook."""
        parse_xml(self.file, pieces, start=self._ods_start, end=self._ods_end)

    def _xlsx(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        place = attributes.get("r", "")
        if local == "row":
            self.row = int(place) if place.isascii() and place.isdigit() and len(place) < 11 else self.row + 1
            self.column = 0
        elif local == "c":
            match = _REFERENCE.fullmatch(place)
            if match:
                self.column = _number(match.group(1))
                self.row = int(match.group(2))
            else:
                self.column += 1
            self._reach(self.row, self.column)

    def _ods_start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table":
            self.row, self.last_row, self.last_column = 0, 0, 0
        elif local == "table-row":
            self.column, self.filled = 0, False
            self.row += self._repeats(attributes, "rows", bounds.MAX_SHEET_ROWS)
        elif local in {"table-cell", "covered-table-cell"}:
            self.column += self._repeats(attributes, "columns", 16_384)
            self.filled = any(key.rpartition(":")[2].endswith(("value", "value-type")) for key in attributes)
            if self.filled:
                self._reach(self.row, self.column)
        elif local == "p":
            self._reach(self.row, self.column)

    def _ods_end(self, name: str) -> None:
        if name.rpartition(":")[2] == "table-row" and self.column > 16_384 * 4:
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)

    def _repeats(self, attributes: dict[str, str], what: str, most: int) -> int:
        given = next(
            (value for key, value in attributes.items() if key.endswith(f"number-{what}-repeated")), "1"
        )
        count = int(given) if given.isascii() and given.isdigit() and len(given) < 11 else 1
        if count > most:
            raise AdapterError("source.too-many-rows", file=self.file, most=bounds.MAX_SHEET_CELLS)
        return count

    def _reach(self, row: int, column: int) -> None:
        self.cells += 1
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        if self.last_column > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)
        vast = self.last_row * self.last_column > bounds.MAX_SHEET_CELLS
        if vast or self.last_row > bounds.MAX_SHEET_ROWS or self.cells > bounds.MAX_SHEET_CELLS:
            raise AdapterError("source.too-many-rows", file=self.file, most=bounds.MAX_SHEET_CELLS)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def refuse_far_ods_cells(file: str, data: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse an .ods workbook with a sheet too wide, too long, or mostly empty and vast.

    Raises:
        AdapterError: as `refuse_far_cells`.
    """
    for member in archive.infolist():
        pieces = unpacked_pieces(file, data, member)
        if member.filename == "content.xml":
            _Extent(file).of_ods(pieces)
        else:
            for _ in pieces:
                pass
