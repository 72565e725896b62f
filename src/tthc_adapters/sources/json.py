"""JSON answers and files: the list inside whatever wrapper, nested values by dotted path, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._ahead import ahead
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements
from tthc_adapters.sources._json_lines import LineReader, parse_line
from tthc_adapters.sources._json_pieces import ListReader, Place, find_list
from tthc_adapters.sources._json_values import leaves
from tthc_adapters.sources._json_wrappers import (
    LISTS,
    declared_total,
    envelopes,
    find_elements,
    is_wrapper,
    part_of_more,
)
from tthc_adapters.sources._text import utf8_chunks
from tthc_adapters.sources.files import refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl

_HEAD_ELEMENTS = 50


@frozen
class JsonSource:
    """Read lists, single documents and lines of objects in JSON (tệp JSON), paging wrappers taken off."""

    name: str = "json"
    api: int = 1
    suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Return the list of the document; lists in envelopes side by side are told apart by their names."""
        with location.open() as stream:
            data = stream.read(bounds.MAX_JSON_BYTES + 1)
        if len(data) > bounds.MAX_JSON_BYTES:
            lists = [_large(location)]
        else:
            lists = list(_whole(location.label, data))
        named = [table.sheet for table in lists if table.sheet is not None]
        if options.sheet is not None and not named:
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        if options.sheet is not None and options.sheet not in named:
            raise AdapterError(
                "source.sheet-absent", file=location.label, sheet=options.sheet, sheets=", ".join(named)
            )
        return [table for table in lists if options.sheet in {None, table.sheet}]


def _whole(file: str, data: bytes) -> Iterator[RawTable]:
    """Yield the lists of a document: that of its wrapper, or those of named envelopes side by side."""
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        refuse_other_kinds(file, data[:4096], "json")
        raise AdapterError(
            "source.undecodable", file=file, position=error.start + 1, encoding=encoding.upper()
        ) from None
    if not text.lstrip().startswith(("[", "{")):
        refuse_other_kinds(file, data[:4096], "json")
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            yield _table(file, *_lines(file, text))
            return
        raise AdapterError("source.json-syntax", file=file, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise AdapterError("source.json-depth", file=file) from None
    for name, elements in envelopes(document):
        yield _table(file, *_of_list(elements), sheet=name)
    elements = find_elements(document, file)
    yield _table(file, *_of_list(elements), total=declared_total(document))


def _table(
    file: str,
    elements: list[Any],
    places: Iterable[int],
    sheet: str | None = None,
    total: int | None = None,
) -> RawTable:
    places = tuple(places)
    for place, element in zip(places, elements, strict=True):
        if not isinstance(element, dict):
            raise AdapterError("source.json-element", file=file, row=place)
    notes = part_of_more(file, len(elements), total)
    return ObjectTable(elements=tuple(elements), places=places, sheet=sheet, notes=notes)


def _of_list(elements: list[Any]) -> tuple[list[Any], Iterable[int]]:
    return elements, range(1, len(elements) + 1)


def _lines(file: str, text: str) -> tuple[list[Any], Iterable[int]]:
    """Return the objects of lines and their numbers; pages one on a line become one list."""
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    parsed = [(number, parse_line(line, file, number)) for number, line in numbered]
    if all(is_wrapper(element) for _, element in parsed):
        return _of_list([each for _, page in parsed for each in find_elements(page, file)])
    return [element for _, element in parsed], [number for number, _ in parsed]


def _large(location: Location) -> RawTable:
    """Return the table of a document too large to hold: a list in pieces, or lines."""
    head = next(utf8_chunks(location, bounds.MAX_JSON_BYTES)).data
    text = head.decode("utf-8", "replace")
    if not text.lstrip().startswith(("[", "{")):
        refuse_other_kinds(location.label, head[:4096], "json")
    first_lines = [line for line in text.split("\n", _HEAD_ELEMENTS + 1)[:-1] if line.strip()][
        :_HEAD_ELEMENTS
    ]
    if len(first_lines) > 1 and text.lstrip().startswith("{") and _is_object(first_lines[0]):
        first = tuple(parse_line(line, location.label, at) for at, line in enumerate(first_lines, start=1))
        return LinesTable(location=location, first=first)
    place = find_list(text, LISTS, _HEAD_ELEMENTS)
    if place is None:
        raise AdapterError("source.json-shape", file=location.label)
    return PiecesTable(location=location, place=place, sheet=place.envelope)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _paths(elements: Iterable[Any]) -> tuple[str, ...]:
    """Return the dotted paths of elements in the order met."""
    found: dict[str, None] = {}
    for element in elements:
        for path in leaves(element) if isinstance(element, dict) else ():
            found.setdefault(path)
            if len(found) > bounds.MAX_COLUMNS:
                return tuple(found)
    return tuple(found)


def _block(frame: pl.DataFrame, places: Iterable[int], done: int) -> Block:
    import polars as pl

    return Block(
        frame=frame.with_columns(
            pl.Series("_row", places, dtype=pl.Int32),
            pl.lit(None, dtype=pl.String).alias("_flaw"),
        ),
        done=done,
    )


@frozen(kw_only=True)
class ObjectTable:
    """Hold a list of objects; its columns are the paths that are asked for.

    Args:
        places: the 1-based place of each in its list, or the line it stands on; counted when empty.
    """

    elements: tuple[dict[str, Any], ...] = field(repr=False)
    places: tuple[int, ...] = field(default=(), repr=False)
    notes: tuple[Finding, ...] = ()
    sheet: str | None = None
    head: tuple[tuple[str | None, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...] | None:
        """Dotted paths of the first elements, in the order met."""
        return _paths(self.elements[:_HEAD_ELEMENTS])

    @property
    def size(self) -> int | None:
        """Number of elements."""
        return len(self.elements)

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield every element; `_row` is its place."""
        wanted = Wanted(columns)
        places = self.places or range(1, len(self.elements) + 1)
        for start in range(preamble, len(self.elements), bounds.BLOCK_ROWS):
            end = min(start + bounds.BLOCK_ROWS, len(self.elements))
            yield _block(frame_of_elements(self.elements[start:end], wanted), places[start:end], end)


@frozen(kw_only=True)
class LinesTable:
    """Read a long file of lines, an object on each."""

    location: Location = field(repr=False)
    first: tuple[dict[str, Any], ...] = field(repr=False)
    sheet: str | None = None
    head: tuple[tuple[str | None, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...] | None:
        """Dotted paths of the first lines."""
        return _paths(self.first)

    @property
    def size(self) -> int | None:
        """Bytes of the file."""
        return self.location.size

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:  # noqa: ARG002 - none here
        """Yield every object; `_row` is its line."""
        for frame, places, done in ahead(LineReader(self.location, Wanted(columns)).frames()):
            yield _block(frame, places, done)


@frozen(kw_only=True)
class PiecesTable:
    """Read one long list in bounded pieces, inside whatever wrapper it stands.

    `notes` are known once all is read: the wrapper may go on behind the list.
    """

    location: Location = field(repr=False)
    place: Place = field(repr=False)
    notes: list[Finding] = field(factory=list, init=False, eq=False)
    sheet: str | None = None
    head: tuple[tuple[str | None, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...] | None:
        """Dotted paths of the first elements."""
        return _paths(self.place.first)

    @property
    def size(self) -> int | None:
        """Bytes of the file."""
        return self.location.size

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:  # noqa: ARG002 - none here
        """Yield every element; `_row` is its 1-based place in the list.

        Raises:
            AdapterError: when all is read and the wrapper is no JSON, or reports an error
                (`source.json-syntax`, `source.answer-error`).
        """
        reader = ListReader(self.location, self.place, Wanted(columns))
        row = 1
        for frame, done in ahead(reader.frames()):
            yield _block(frame, range(row, row + frame.height), done)
            row += frame.height
        document = self._wrapper(reader.after)
        self.notes[:] = [
            *part_of_more(self.location.label, row - 1, declared_total(document)),
            *self._beside(document),
        ]

    def _beside(self, document: Any) -> Iterator[Finding]:
        """Yield the finding that lists stand in other envelopes, which are not read."""
        names = [name for name, elements in envelopes(document) if name != self.sheet and elements]
        if names:
            details = {"file": self.location.label, "sheets": ", ".join(names)}
            yield Finding("sheet-not-read", count=len(names), details=details)

    def _wrapper(self, after: str) -> Any:
        """Return the document without the elements of its list."""
        try:
            document = json.loads(f"{self.place.before}[]{after}", parse_constant=lambda _: None)
        except ValueError:
            raise AdapterError("source.json-syntax", file=self.location.label, line="-", column="-") from None
        except RecursionError:
            raise AdapterError("source.json-depth", file=self.location.label) from None
        find_elements(document, self.location.label)
        return document
