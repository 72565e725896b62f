"""JSON lines: an object on each line, read a block of lines at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location
from tthc_adapters.sources._ahead import side_by_side
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements, frame_of_lines
from tthc_adapters.sources._text import refuse_bad_bytes, utf8_chunks

if TYPE_CHECKING:
    import polars as pl


_PIECE_BYTES = bounds.BLOCK_BYTES * 3 // 2
"""More than for CSV, since lines name every cell; 32 MiB would be given back to the system each time."""


@frozen
class _Piece:
    """Some whole lines, how many bytes stand before them, and how far into the file they reach."""

    body: bytes = field(repr=False)
    before: int
    done: int


@define
class LineReader:
    """Read the objects of a file of lines; a blank line is none."""

    location: Location
    wanted: Wanted
    _line: int = field(default=0, init=False)

    def frames(self) -> Iterator[tuple[pl.DataFrame, list[int] | range, int]]:
        """Yield columns, the line numbers of their rows, and how many bytes of the file are behind us.

        Raises:
            AdapterError: bytes that are not UTF-8 (`source.undecodable`); a line that is no JSON
                (`source.json-syntax`, `source.json-depth`), no object (`source.json-element`), or beyond
                bounds (`source.line-too-long`).
        """
        read = side_by_side(lambda piece: frame_of_lines(piece.body, self.wanted), self._pieces())
        for piece, frame in read:
            yield *self._rows(piece, frame), piece.done

    def _pieces(self) -> Iterator[_Piece]:
        """Yield whole lines."""
        rest = b""
        before = 0
        for chunk in utf8_chunks(self.location, _PIECE_BYTES):
            cut = chunk.data.rfind(b"\n") + 1
            body = b"".join((rest, memoryview(chunk.data)[:cut])) if cut else b""
            rest = chunk.data[cut:] if cut else rest + chunk.data
            if len(rest) > bounds.MAX_LINE_BYTES:
                raise AdapterError(
                    "source.line-too-long", file=self.location.label, most=bounds.MAX_LINE_BYTES
                )
            if body:
                yield _Piece(body, before, chunk.done)
            before += len(body)
        if rest.strip():
            yield _Piece(rest, before, before + len(rest))

    def _rows(self, piece: _Piece, frame: pl.DataFrame | None) -> tuple[pl.DataFrame, list[int] | range]:
        """Number the rows of a piece; without a frame its lines are read one by one."""
        first = self._line + 1
        if frame is not None:
            self._line += frame.height
            return frame, range(first, first + frame.height)
        refuse_bad_bytes(self.location.label, piece.body, piece.before)
        places: list[int] = []
        elements: list[Any] = []
        for line in piece.body.decode("utf-8").removesuffix("\n").split("\n"):
            self._line += 1
            if line.strip():
                elements.append(parse_line(line, self.location.label, self._line))
                places.append(self._line)
        return frame_of_elements(elements, self.wanted), places


def parse_line(line: str, file: str, number: int) -> dict[str, Any]:
    """Return the object that stands on a line.

    Raises:
        AdapterError: as `LineReader.frames`.
    """
    try:
        element = json.loads(line, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise AdapterError("source.json-syntax", file=file, line=number, column=error.colno) from None
    except (RecursionError, ValueError):
        raise AdapterError("source.json-depth", file=file) from None
    if not isinstance(element, dict):
        raise AdapterError("source.json-element", file=file, row=number)
    return element
