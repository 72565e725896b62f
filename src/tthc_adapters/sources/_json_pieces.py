"""JSON too large to hold: its list found in the first bytes, then read piece by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements, frame_of_lines
from tthc_adapters.sources._text import refuse_bad_bytes, utf8_chunks

if TYPE_CHECKING:
    import polars as pl

_BLANKS = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


@frozen
class Place:
    """Where a list stands: what comes before it, and the first of its elements.

    Args:
        before: text up to the list, without its bracket.
        start: where the first element begins, in bytes of the text.
        between: what stands between two elements, braces included.
        first: the first elements.
        envelope: name of the object the list stands in, where it has one of its own.
    """

    before: str = field(repr=False)
    start: int
    between: bytes
    first: tuple[Any, ...] = field(repr=False)
    envelope: str | None = None


def find_list(head: str, names: tuple[str, ...], most: int) -> Place | None:
    """Return where the list of a document begins, looking only at its first characters.

    Args:
        head: the first characters of the document.
        names: keys whose value may be the list, or an object that holds it.
        most: first elements to return.
    """
    at = _skip(head, 0)
    envelope = None
    for _ in range(3):
        if head[at : at + 1] == "[":
            return _place(head, at, most, envelope)
        if head[at : at + 1] != "{":
            return None
        inner = _enter(head, at + 1, names)
        if inner is None:
            return None
        at, key = inner
        envelope = envelope or (None if key in names else key)
    return None


def _enter(head: str, at: int, names: tuple[str, ...]) -> tuple[int, str] | None:
    """Return where the value that holds the list begins, and its key.

    It is the first list or object under a key in `names`, else the object that does not end here.
    """
    while True:
        at = _skip(head, at)
        key: Any = None
        value = None
        try:
            key, at = _DECODER.raw_decode(head, at)
            at = _skip(head, at)
            if not isinstance(key, str) or head[at : at + 1] != ":":
                return None
            value = at = _skip(head, at + 1)
            if key in names and head[at : at + 1] in {"[", "{"}:
                return at, key
            _, at = _DECODER.raw_decode(head, at)
        except ValueError:
            return None if value is None or head[value : value + 1] != "{" else (value, key)
        except RecursionError:
            return None
        at = _skip(head, at)
        if head[at : at + 1] != ",":
            return None
        at += 1


def _place(head: str, bracket: int, most: int, envelope: str | None) -> Place | None:
    first: list[Any] = []
    start = at = _skip(head, bracket + 1)
    between = b""
    try:
        while len(first) < most:
            element, end = _DECODER.raw_decode(head, at)
            first.append(element)
            following = _skip(head, end)
            if head[following : following + 1] != ",":
                break
            at = _skip(head, following + 1)
            between = between or b"}" + head[end:at].encode() + b"{"
    except (ValueError, RecursionError):
        pass
    if not first:
        return None
    return Place(head[:bracket], len(head[:start].encode()), between, tuple(first), envelope)


def _skip(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


@define
class ListReader:
    """Read the elements of one long list, a piece at a time; what follows it is kept in `after`."""

    location: Location
    place: Place
    wanted: Wanted
    after: str = field(default="", init=False)
    _elements: int = field(default=0, init=False)
    _line: int = field(default=1, init=False)

    def frames(self) -> Iterator[tuple[pl.DataFrame, int]]:
        """Yield the columns of some elements, and how many bytes of the file are behind us.

        Raises:
            AdapterError: bytes that are not UTF-8 (`source.undecodable`); no JSON (`source.json-syntax`,
                `source.json-depth`); an element beyond bounds (`source.too-large`) or that is no object
                (`source.json-element`).
        """
        file = self.location.label
        rest = b""
        ended = False
        start: int | None = self.place.start
        before = 0
        for chunk in utf8_chunks(self.location):
            data = rest + chunk.data
            if start is not None:
                self._line += data[:start].count(b"\n")
                data, before, start = data[start:], start, None
            used = 0
            if not ended:
                used, frame = self._columns(data)
                if frame is None:
                    refuse_bad_bytes(file, _whole(data), before)
                    frame, used, ended = self._decode(_whole(data).decode("utf-8"), last=False)
                if frame.height:
                    yield frame, chunk.done
            before += used
            self._line += data[:used].count(b"\n")
            rest = data[used:]
            if len(rest) > bounds.MAX_JSON_ELEMENT_BYTES:
                raise AdapterError("source.too-large", file=file, most=bounds.MAX_JSON_ELEMENT_BYTES)
        refuse_bad_bytes(file, rest, before)
        if not ended:
            frame, used, _ = self._decode(rest.decode("utf-8"), last=True)
            if frame.height:
                yield frame, before + used
            rest = rest[used:]
        self.after = rest.decode("utf-8")

    def _columns(self, data: bytes) -> tuple[int, pl.DataFrame | None]:
        """Read all but the last element of `data` in columns, and return how many bytes they took."""
        between = self.place.between
        cut = data.rfind(between) if between else -1
        if cut <= 0:
            return 0, None
        frame = frame_of_lines(self._lines(data[: cut + 1]), self.wanted)
        if frame is None:
            return 0, None
        self._elements += frame.height
        return cut + len(between) - 1, frame

    def _lines(self, body: bytes) -> bytes:
        """Put elements one on a line; a wrong cut makes lines that no reader takes."""
        between = self.place.between
        if b"[" not in body:
            joined = body.replace(between, b"}\n{")
        else:
            segments = body.split(between)
            lines, depth, held = [], 0, []
            for segment in segments:
                held.append(segment)
                depth += segment.count(b"[") - segment.count(b"]")
                if depth <= 0:
                    lines.append(between.join(held))
                    held, depth = [], 0
            lines += [between.join(held)] if held else []
            joined = b"}\n{".join(lines)
        if b"\n" not in body:
            return joined
        if b"\n" in between or joined.count(b"\n") != joined.count(b"}\n{"):
            plain = joined.replace(b"}\n{", b"}\x00{").replace(b"\n", b" ").replace(b"\r", b" ")
            joined = plain.replace(b"}\x00{", b"}\n{")
        return joined

    def _decode(self, text: str, *, last: bool) -> tuple[pl.DataFrame, int, bool]:
        """Decode elements one by one; return their columns, the bytes taken, and whether the list ended."""
        elements: list[Any] = []
        at = done = _skip(text, 0)
        ended = False
        while not ended:
            if text[at : at + 1] == "]":
                done, ended = at + 1, True
                break
            try:
                element, end = _DECODER.raw_decode(text, at)
            except json.JSONDecodeError:
                if last:
                    raise self._syntax(text, at) from None
                break
            except (RecursionError, ValueError):  # nested too deep, or a number without end
                raise AdapterError("source.json-depth", file=self.location.label) from None
            following = _skip(text, end)
            mark = text[following : following + 1]
            if mark not in {",", "]"}:
                if last or mark:
                    raise self._syntax(text, following)
                break
            self._elements += 1
            if not isinstance(element, dict):
                raise AdapterError("source.json-element", file=self.location.label, row=self._elements)
            elements.append(element)
            at = done = _skip(text, following + 1) if mark == "," else following
        return frame_of_elements(elements, self.wanted), len(text[:done].encode()), ended

    def _syntax(self, text: str, at: int) -> AdapterError:
        line = self._line + text.count("\n", 0, at)
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        return AdapterError("source.json-syntax", file=self.location.label, line=line, column=column)


def _whole(data: bytes) -> bytes:
    """Return `data` without a character cut at its end."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return data
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return data[:-back] if length > back else data
    return data
