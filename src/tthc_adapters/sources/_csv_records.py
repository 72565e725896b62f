"""Cut CSV text into records: fast where it is regular, carefully where it is not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location
from tthc_adapters.sources._text import refuse_bad_bytes, utf8_chunks

if TYPE_CHECKING:
    import polars as pl


@frozen
class Piece:
    """Some whole records: text columns c0…, flaws by row (None when all are sound)."""

    frame: pl.DataFrame = field(repr=False)
    flaws: list[str | None] | None = field(repr=False)
    done: int

    @property
    def height(self) -> int:
        """Number of records."""
        return self.frame.height


@frozen
class Records:
    """Rows of cells, the flaw of each, and how many bytes they took."""

    rows: list[list[str]] = field(repr=False)
    flaws: list[str | None] = field(repr=False)
    used: int


def pieces(
    location: Location, separator: str, *, width: int, usual: int, encoding: str | None = None
) -> Iterator[Piece]:
    """Yield the records of a file piece by piece; every record is in exactly one of them.

    Args:
        location: the file.
        separator: one character.
        width: number of headings.
        usual: cells most rows have, more than `width` where every line ends in a separator too many.
        encoding: what the file is written in; UTF-8 or what its byte order mark says when None.

    Raises:
        AdapterError: a byte that is not UTF-8 (`source.undecodable`), a line without end
            (`source.line-too-long`).
    """
    rest = b""
    chunks = utf8_chunks(location, encoding=encoding)
    chunk = next(chunks, None)
    before = chunk.done - len(chunk.data) if chunk else 0
    while chunk is not None:
        following = next(chunks, None)
        last = following is None
        data = rest + chunk.data
        cut = len(data) if last else _boundary(data)
        piece = _regular(data[:cut], separator, chunk.done) if cut else None
        if piece is None:
            refuse_bad_bytes(location.label, data if last else data[: data.rfind(b"\n") + 1], before)
            records = read_records(data, separator, complete=last)
            cut = records.used
            piece = _irregular(records, width, usual, chunk.done) if records.rows else None
        if piece is not None:
            yield piece
        rest = data[cut:]
        before += cut
        if len(rest) > bounds.MAX_LINE_BYTES:
            raise AdapterError("source.line-too-long", file=location.label, most=bounds.MAX_LINE_BYTES)
        chunk = following


def _boundary(data: bytes) -> int:
    """Return where the last whole record ends, if quotation marks come in pairs; 0 when none does."""
    marks = data.count(b'"')
    end = data.rfind(b"\n") + 1
    after = data.count(b'"', end)
    while end and (marks - after) % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        after += data.count(b'"', before, end)
        end = before
    return end


def _regular(data: bytes, separator: str, done: int) -> Piece | None:
    """Read records in one go; None unless it is certain that no row would be lost or bent.

    Certain means: quotation marks stand only around whole cells, no line is blank, every record has
    as many separators as the first, and as many rows come out as there are line ends outside quotes.
    """
    import polars as pl

    sep = separator.encode()
    outside = _outside_quotes(data, sep)
    if outside is None or (b"\r" in outside and outside.count(b"\r") != outside.count(b"\r\n")):
        return None
    ends = outside.count(b"\n")
    records = ends if outside.endswith(b"\n") else ends + 1
    per_record = outside.split(b"\n", 1)[0].count(sep)
    if per_record == 0 or outside.count(sep) != records * per_record:
        return None
    names = [f"c{index}" for index in range(per_record + 1)]
    try:
        frame = pl.read_csv(
            data, has_header=False, separator=separator, schema=dict.fromkeys(names, pl.String)
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError, pl.exceptions.NoDataError):
        return None
    return Piece(frame, None, done) if frame.height == records else None


def _outside_quotes(data: bytes, sep: bytes) -> bytes | None:
    """Return the text outside quotation marks; None unless they stand around whole cells only."""
    if b'"' not in data:
        return data
    parts = data.split(b'"')
    outside = parts[0::2]
    after, before = {part[:2] for part in outside[1:]}, {part[-1:] for part in outside[:-1]}
    edges = {b"", sep, b"\n"}
    if len(parts) % 2 == 0 or not before <= edges:
        return None
    if not all(start[:1] in edges or start == b"\r\n" for start in after):
        return None
    return b"".join(outside)


def read_records(data: bytes, separator: str, *, complete: bool) -> Records:
    r"""Read records line by line; a line whose quotes do not close is a row of its own, with a flaw.

    Args:
        data: UTF-8; bytes that are not become replacement marks.
        separator: one character.
        complete: the data end here; otherwise a record that may go on is left for the next call.

    >>> read_records(b'1,"a\nb"\n2,"c\n3,d\n', ",", complete=True).rows
    [['1', 'a\nb'], ['2', '"c'], ['3', 'd']]
    """
    lines = data.split(b"\n")
    tail = lines.pop()
    if complete and tail:
        lines.append(tail)
    rows: list[list[str]] = []
    flaws: list[str | None] = []
    used = index = 0
    while index < len(lines):
        line = lines[index]
        taken = 1
        flaw = None
        if b'"' not in line:
            row = _split(line, separator)
        else:
            window = lines[index : index + bounds.MAX_QUOTED_LINES]
            parsed = _quoted(window, separator)
            if parsed is not None:
                row, taken = parsed
            elif not complete and len(window) < bounds.MAX_QUOTED_LINES and _open(window):
                break
            else:
                row, flaw = _split(line, separator), "quote-broken"
        rows.append(row)
        flaws.append(flaw)
        used += sum(len(lines[index + offset]) + 1 for offset in range(taken))
        index += taken
    return Records(rows, flaws, min(used, len(data)))


def _split(line: bytes, separator: str) -> list[str]:
    return line.decode("utf-8", "replace").removesuffix("\r").split(separator)


def _quoted(lines: list[bytes], separator: str) -> tuple[list[str], int] | None:
    """Read the record that begins with the first of `lines`, and how many of them it takes."""
    texts = (_lone_returns(line.decode("utf-8", "replace")) + "\n" for line in lines)
    reader = csv.reader(texts, delimiter=separator, strict=True)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None


def _lone_returns(line: str) -> str:
    """Keep the CR before a line end and make any other a blank."""
    body = line.removesuffix("\r")
    return body.replace("\r", " ")


def _open(lines: list[bytes]) -> bool:
    """Tell whether the first record is still inside quotes at the end of `lines`."""
    return sum(line.count(b'"') for line in lines) % 2 == 1


def _irregular(records: Records, width: int, usual: int, done: int) -> Piece:
    import polars as pl

    flaws: list[str | None] = []
    for row, flaw in zip(records.rows, records.flaws, strict=True):
        blank = not any(cell.strip() for cell in row)
        if flaw is not None:
            flaws.append(flaw)
        elif not blank and (len(row) > max(width, usual) or any(map(str.strip, islice(row, width, None)))):
            flaws.append("ragged")
        elif len(row) < width and not blank:
            flaws.append("short")
        else:
            flaws.append(None)
    columns = {
        f"c{index}": [row[index] if index < len(row) else None for row in records.rows]
        for index in range(width)
    }
    return Piece(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), flaws, done)
