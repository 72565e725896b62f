"""XML lists: the repeated elements as rows, their children by dotted path; entities never expanded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import NoneType
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements
from tthc_adapters.sources._xml_elements import ElementReader, RowFinder, first_paths
from tthc_adapters.sources._xml_events import XmlFollower, parse_xml
from tthc_adapters.sources._xml_sheets import xml_sheets
from tthc_adapters.sources.files import refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl

_HEAD_ELEMENTS = 50
_PIECE = 1024 * 1024


@frozen
class XmlSource:
    """Read lists and envelopes in XML (tệp XML)."""

    name: str = "xml"
    api: int = 1
    suffixes: tuple[str, ...] = (".xml",)

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one list of the document, or the sheets of an XML spreadsheet.

        Raises:
            AdapterError: a document type (`source.xml-doctype`), not well-formed (`source.xml-syntax`),
                nested too deep (`source.too-deep`), and what any source refuses.
        """
        with location.open() as stream:
            kind = refuse_other_kinds(location.label, stream.read(4096), "xml", "xml-sheet")
        if kind == "xml-sheet":
            yield from xml_sheets(location, options)
            return
        if options.sheet is not None:
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        finder = RowFinder(location.label)
        parse_xml(location.label, _pieces(location), start=finder.start, end=finder.end)
        at, count = finder.answer()
        first = next(_elements(location, at, most=_HEAD_ELEMENTS), [])[:_HEAD_ELEMENTS]
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

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield every element below the preamble; `_row` is its 1-based place in the list."""
        import polars as pl

        wanted = Wanted(columns)
        row = 1
        for elements in _elements(self.location, self.at):
            frame = _frame(elements, wanted).with_columns(
                pl.Series("_row", range(row, row + len(elements)), dtype=pl.Int32),
                pl.lit(None, dtype=pl.String).alias("_flaw"),
            )
            row += len(elements)
            yield Block(frame=frame.filter(pl.col("_row") > preamble), done=row - 1)


def _frame(elements: list[dict[str, object]], wanted: Wanted) -> pl.DataFrame:
    """Return the columns of some elements; one whose values are all text is taken whole."""
    import polars as pl

    columns = []
    for index, (path, steps) in enumerate(zip(wanted.paths, wanted.steps, strict=True)):
        values = [element.get(path) for element in elements] if len(steps) == 1 else [elements]
        if {str, NoneType}.issuperset(map(type, values)):
            columns.append(pl.Series(f"c{index}", values, dtype=pl.String))
        else:
            columns.append(frame_of_elements(elements, Wanted((path,))).to_series().alias(f"c{index}"))
    return pl.DataFrame(columns) if columns else frame_of_elements(elements, wanted)


def _elements(
    location: Location, at: tuple[str, ...], *, most: int = bounds.BLOCK_ROWS
) -> Iterator[list[dict[str, object]]]:
    """Yield the elements at a path, at least `most` at a time."""
    reader = ElementReader(location.label, at)
    for _ in _parsed(location, reader):
        if len(reader.done) >= most:
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
