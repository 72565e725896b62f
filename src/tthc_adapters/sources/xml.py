"""XML lists: the repeated elements as rows, their children by dotted path; entities never expanded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements
from tthc_adapters.sources._xml_elements import ElementReader, RowFinder, first_paths
from tthc_adapters.sources._xml_events import XmlFollower, parse_xml
from tthc_adapters.sources.files import refuse_other_kinds

_HEAD_ELEMENTS = 50
_PIECE = 1024 * 1024


@frozen
class XmlSource:
    """Read lists and envelopes in XML (tệp XML)."""

    name: str = "xml"
    api: int = 1
    suffixes: tuple[str, ...] = (".xml",)

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one list of the document.

        Raises:
            AdapterError: a document type (`source.xml-doctype`), not well-formed (`source.xml-syntax`),
                nested too deep (`source.too-deep`), and what any source refuses.
        """
        if options.sheet is not None:
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        with location.open() as stream:
            refuse_other_kinds(location.label, stream.read(4096), "xml")
        finder = RowFinder(location.label)
        parse_xml(location.label, _pieces(location), start=finder.start, end=finder.end)
        at = finder.answer()
        first: list[dict[str, object]] = []
        count = 0
        for elements in _elements(location, at):
            first += elements[: _HEAD_ELEMENTS - len(first)]
            count += len(elements)
        yield XmlTable(location=location, at=at, paths=first_paths(first), size=count)


@frozen(kw_only=True)
class XmlTable:
    """Read the elements at one path of a document."""

    location: Location = field(repr=False)
    at: tuple[str, ...]
    paths: tuple[str, ...] | None
    size: int | None
    sheet: str | None = None
    head: tuple[tuple[str | None, ...], ...] = ()

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:  # noqa: ARG002 - none here
        """Yield every element; `_row` is its 1-based place in the list."""
        import polars as pl

        wanted = Wanted(columns)
        row = 1
        for elements in _elements(self.location, self.at):
            frame = frame_of_elements(elements, wanted).with_columns(
                pl.Series("_row", range(row, row + len(elements)), dtype=pl.Int32),
                pl.lit(None, dtype=pl.String).alias("_flaw"),
            )
            row += len(elements)
            yield Block(frame=frame, done=row - 1)


def _elements(location: Location, at: tuple[str, ...]) -> Iterator[list[dict[str, object]]]:
    """Yield the elements at a path, some at a time."""
    reader = ElementReader(location.label, at)
    for _ in _parsed(location, reader):
        if len(reader.done) >= bounds.BLOCK_ROWS:
            yield reader.done
            reader.done = []
    if reader.done:
        yield reader.done


def _parsed(location: Location, reader: ElementReader) -> Iterator[None]:
    follower = XmlFollower(location.label, start=reader.start, end=reader.end, data=reader.data)
    for piece in _pieces(location):
        follower.feed(piece)
        yield
    follower.close()
    yield


def _pieces(location: Location) -> Iterator[bytes]:
    with location.open() as stream:
        while piece := stream.read(_PIECE):
            yield piece
