"""How far the sheets of an old workbook (.xls) reach, read from its records before anything is laid out."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.sources._extras import guarded, needs

_LAST_ROW, _LAST_COLUMN = 65_535, 255
_DIMENSIONS = 0x0200
_BOUND_SHEET = 0x0085
_CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x00FD, 0x00D6, 0x0207})


def refuse_far_xls_cells(file: str, data: bytes) -> None:
    """Refuse an .xls workbook whose cells or declared sizes lie outside what Excel could have written.

    Raises:
        AdapterError: `source.too-many-columns`, `source.too-many-rows`, `source.too-many-sheets`,
            `source.damaged`; the package that opens such files is missing (`source.extra-missing`).
    """
    with needs("olefile", file, extra="tables"):
        import olefile
    with guarded(file), olefile.OleFileIO(io.BytesIO(data)) as ole:
        name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if name is None or ole.get_size(name) > len(data):
            raise AdapterError("source.damaged", file=file)
        stream = ole.openstream(name).read()
    sheets = 0
    for kind, body in _records(stream):
        if kind == _BOUND_SHEET:
            sheets += 1
            if sheets > bounds.MAX_SHEETS:
                raise AdapterError("source.too-many-sheets", file=file, most=bounds.MAX_SHEETS)
        elif kind == _DIMENSIONS:
            _check_dimensions(file, body)
        elif kind in _CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            _check(file, row, column)
            if kind in {0x00BD, 0x00BE} and len(body) >= 6:
                _check(file, row, struct.unpack_from("<H", body, len(body) - 2)[0])


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a stream: their number and what they hold."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _check_dimensions(file: str, body: bytes) -> None:
    if len(body) >= 14:
        _, rows, _, columns = struct.unpack_from("<IIHH", body)
    elif len(body) >= 8:
        _, rows, _, columns = struct.unpack_from("<HHHH", body)
    else:
        return
    _check(file, max(rows, 1) - 1, max(columns, 1) - 1)


def _check(file: str, row: int, column: int) -> None:
    if column > _LAST_COLUMN:
        raise AdapterError("source.too-many-columns", file=file, most=_LAST_COLUMN + 1)
    if row > _LAST_ROW:
        raise AdapterError("source.too-many-rows", file=file, most=bounds.MAX_SHEET_CELLS)
