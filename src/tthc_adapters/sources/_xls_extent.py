"""How far the sheets of an old workbook (.xls) reach, read from its records before anything is laid out."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.sources._extras import guarded, needs

_LAST_ROW, _LAST_COLUMN = 65_535, 255
_NONE = 0xFFFFFFFF
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
        if name is None or _is_endless(ole, data):
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


def _is_endless(ole: Any, data: bytes) -> bool:
    """Tell whether a reader that believes the container would ask for memory without end.

    Its sectors are chained by tables of what comes next: a chain that comes back to itself is followed
    for ever, and a length it declares is asked for at once.
    """
    sectors = len(data) // ole.sector_size + 1
    counts = (ole.num_dir_sectors, ole.num_fat_sectors, ole.num_mini_fat_sectors, ole.num_difat_sectors)
    if any(count > sectors for count in counts):
        return True
    if any(entry.size > len(data) for entry in ole.direntries if entry is not None):
        return True
    if ole.num_mini_fat_sectors:
        ole.loadminifat()
    tables = [ole.fat, ole.minifat or (), _tables_of_tables(ole, data)]
    return any(_has_circle(table) for table in tables)


def _tables_of_tables(ole: Any, data: bytes) -> list[int]:
    """Return which sector follows each of the chain that names the sectors of the table itself."""
    following = [_NONE] * (len(data) // ole.sector_size + 1)
    sector = ole.first_difat_sector
    while sector < len(following) and following[sector] == _NONE:
        end = (sector + 2) * ole.sector_size
        if end > len(data):
            break
        following[sector] = struct.unpack_from("<I", data, end - 4)[0]
        sector = following[sector]
    return following


def _has_circle(following: Sequence[int]) -> bool:
    """Tell whether a chain comes back to itself.

    >>> _has_circle([1, 2, 0]), _has_circle([1, 2, 0xFFFFFFFE])
    (True, False)
    """
    seen = bytearray(len(following))  # 1: on the chain being followed, 2: on one that ends
    for start in range(len(following)):
        chain = []
        place = start
        while place < len(following) and not seen[place]:
            seen[place] = 1
            chain.append(place)
            place = following[place]
        if place < len(following) and seen[place] == 1:
            return True
        for each in chain:
            seen[each] = 2
    return False


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
