"""Cut CSV text into records: fast where it is regular, carefully where it is not."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location
from tthc_adapters.sources._csv_regular import Counted, regular
from tthc_adapters.sources._text import refuse_bad_bytes, utf8_chunks

if TYPE_CHECKING:
    import polars as pl

_WINDOW = 256 * 1024
"""Bytes looked at together where a piece has a row that is not regular."""

_PIECE_ROWS = 262_144
"""Rows that make a piece, however few bytes they take."""


@frozen
class Piece:
    """Some whole records: text columns c0…, and `_flaw`, null where a row is sound."""

    frame: pl.DataFrame = field(repr=False)
    done: int


@frozen
class Records:
    """Rows of cells, the flaw of each, and how many bytes they took."""

    rows: list[list[str]] = field(repr=False)
    flaws: list[str | None] = field(repr=False)
    used: int


@frozen
class Shape:
    """How a text table is cut into cells.

    Args:
        separator: one character.
        width: number of headings.
        usual: cells most rows have, more than `width` where every line ends in a separator too many.
    """

    separator: str
    width: int
    usual: int


def pieces(location: Location, shape: Shape, *, encoding: str | None = None) -> Iterator[Piece]:
    """Yield the records of a file piece by piece; every record is in exactly one of them.

    Args:
        location: the file.
        shape: how lines are cut.
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
        data = rest + chunk.data if rest else chunk.data
        text = Counted(data) if last else _whole_records(data)
        cut = len(text.data)
        frame = regular(text, shape.separator) if cut else None
        if frame is not None:
            yield Piece(_fitted(frame, shape), chunk.done)
        else:
            refuse_bad_bytes(location.label, data if last else data[: data.rfind(b"\n") + 1], before)
            cut = 0
            for careful, reach in _by_windows(data, shape, complete=last):
                yield Piece(careful, chunk.done)
                cut = reach
        rest = data[cut:]
        before += cut
        if len(rest) > bounds.MAX_LINE_BYTES:
            raise AdapterError("source.line-too-long", file=location.label, most=bounds.MAX_LINE_BYTES)
        chunk = following


def _whole_records(data: bytes) -> Counted:
    """Return the text up to the last record that is whole, if quotation marks come in pairs.

    It is empty when no record is whole.
    """
    end = data.rfind(b"\n") + 1
    text = Counted(data[:end])
    marks = text.marks
    while end and marks % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        marks -= data.count(b'"', before, end)
        end = before
    return text if end == len(text.data) else Counted(data[:end])


def _by_windows(data: bytes, shape: Shape, *, complete: bool) -> Iterator[tuple[pl.DataFrame, int]]:
    """Yield columns and how far they reach: only the windows that need it are read the careful way.

    A record that goes on beyond `data` is left, unless they are `complete`.
    """
    import polars as pl

    held: list[pl.DataFrame] = []
    rows = at = 0
    while at < len(data):
        frame, end = _window(data, at, shape, complete=complete)
        if end == at:
            break
        held.append(frame)
        rows += frame.height
        at = end
        if rows >= _PIECE_ROWS:
            yield pl.concat(held), at
            held, rows = [], 0
    if held:
        yield pl.concat(held), at


def _window(data: bytes, at: int, shape: Shape, *, complete: bool) -> tuple[pl.DataFrame, int]:
    """Return the columns of the records that begin in a window at `at`, and where they end."""
    end = data.rfind(b"\n", at, at + _WINDOW) + 1 or data.find(b"\n", at + _WINDOW) + 1
    if not end and complete:
        end = len(data)
    window = data[at:end] if end else b""
    if window and b'"' not in window:
        frame = regular(Counted(window), shape.separator)
        return (_of_lines(window, shape) if frame is None else _fitted(frame, shape)), end
    text = Counted(window) if complete and end == len(data) else _whole_records(window)
    frame = regular(text, shape.separator) if text.data else None
    if frame is not None:
        return _fitted(frame, shape), at + len(text.data)
    records = read_records(data, shape.separator, complete=complete, start=at, enough=_WINDOW)
    return _of_records(records, shape), at + records.used


def read_records(
    data: bytes, separator: str, *, complete: bool, start: int = 0, enough: int | None = None
) -> Records:
    r"""Read records line by line; a line whose quotes do not close is a row of its own, with a flaw.

    Args:
        data: UTF-8; bytes that are not become replacement marks.
        separator: one character.
        complete: the data end here; otherwise a record that may go on is left for the next call.
        start: where the first record begins.
        enough: bytes after which no further record is begun; all are read when None.

    >>> read_records(b'1,"a\nb"\n2,"c\n3,d\n', ",", complete=True).rows
    [['1', 'a\nb'], ['2', '"c'], ['3', 'd']]
    """
    rows: list[list[str]] = []
    flaws: list[str | None] = []
    stop = len(data) if enough is None else min(len(data), start + enough)
    at = start
    while at < stop:
        line = next(_lines(data, at, complete=complete), None)
        if line is None:
            break
        taken = len(line) + 1
        flaw = None
        if b'"' not in line:
            row = _split(line, separator)
        else:
            parsed = _quoted(data, at, separator, complete=complete)
            if parsed is not None:
                row, taken = parsed
            elif not complete and _goes_on(data, at):
                break
            else:
                row, flaw = _split(line, separator), "quote-broken"
        rows.append(row)
        flaws.append(flaw)
        at += taken
    return Records(rows, flaws, min(at, len(data)) - start)


def _lines(data: bytes, at: int, *, complete: bool) -> Iterator[bytes]:
    """Yield the lines from `at` on; the last one only where it ends, or the data are `complete`."""
    while (end := data.find(b"\n", at)) >= 0:
        yield data[at:end]
        at = end + 1
    if complete and at < len(data):
        yield data[at:]


def _split(line: bytes, separator: str) -> list[str]:
    return line.decode("utf-8", "replace").removesuffix("\r").split(separator)


def _quoted(data: bytes, at: int, separator: str, *, complete: bool) -> tuple[list[str], int] | None:
    """Read the record that begins at `at`, and how many bytes it takes; None when it never closes."""
    taken: list[int] = []

    def texts() -> Iterable[str]:
        for line in islice(_lines(data, at, complete=complete), bounds.MAX_QUOTED_LINES):
            taken.append(len(line) + 1)
            yield _lone_returns(line.decode("utf-8", "replace")) + "\n"

    try:
        row = next(csv.reader(texts(), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None
    return row, sum(taken)


def _lone_returns(line: str) -> str:
    """Keep the CR before a line end and make any other a blank."""
    body = line.removesuffix("\r")
    return body.replace("\r", " ")


def _goes_on(data: bytes, at: int) -> bool:
    """Tell whether a record is still inside quotes where the data end, and its lines may yet be more."""
    lines = list(islice(_lines(data, at, complete=False), bounds.MAX_QUOTED_LINES))
    return len(lines) < bounds.MAX_QUOTED_LINES and sum(line.count(b'"') for line in lines) % 2 == 1


def _fitted(frame: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Bring regular records to the width of the table; what does not fit becomes a flaw of its row."""
    import polars as pl

    width = shape.width
    flaw: pl.Expr = pl.lit(None, dtype=pl.String)
    if frame.width < width:
        flaw = pl.lit("short")
    elif frame.width > width:
        overflow = pl.any_horizontal(pl.col(frame.columns[width:]).str.strip_chars().fill_null("") != "")
        flaw = pl.when(overflow | (frame.width > shape.usual)).then(pl.lit("ragged"))
    have = frame.columns[:width]
    more = (pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(len(have), width))
    return frame.select(*have, *more, flaw.alias("_flaw"))


def _of_lines(window: bytes, shape: Shape) -> pl.DataFrame:
    """Return the records of lines without quotation marks, whatever number of cells they have."""
    import polars as pl

    text = window.decode("utf-8", "replace").removesuffix("\n")
    lines = pl.Series([text]).str.split("\n").explode().str.strip_suffix("\r")
    cells = pl.DataFrame({"cells": lines.str.split(shape.separator)})
    return _judged(cells, pl.col("cells"), pl.lit(None, dtype=pl.String), shape)


def _of_records(records: Records, shape: Shape) -> pl.DataFrame:
    import polars as pl

    cells = pl.DataFrame(
        {"cells": records.rows, "broken": records.flaws},
        schema={"cells": pl.List(pl.String), "broken": pl.String},
    )
    return _judged(cells, pl.col("cells"), pl.col("broken"), shape)


def _judged(rows: pl.DataFrame, cells: pl.Expr, broken: pl.Expr, shape: Shape) -> pl.DataFrame:
    """Lay rows of cells out in columns; a row with too many or too few of them has a flaw."""
    import polars as pl

    said = cells.list.eval(pl.element().str.strip_chars() != "")
    beyond = said.list.slice(shape.width).list.any()
    length = cells.list.len()
    flaw = (
        pl.when(broken.is_not_null())
        .then(broken)
        .when(said.list.any() & ((length > max(shape.width, shape.usual)) | beyond))
        .then(pl.lit("ragged"))
        .when(said.list.any() & (length < shape.width))
        .then(pl.lit("short"))
    )
    columns = [cells.list.get(at, null_on_oob=True).alias(f"c{at}") for at in range(shape.width)]
    laid = rows.select(*columns, flaw.alias("_flaw"))
    return laid.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
