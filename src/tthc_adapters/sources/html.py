"""HTML tables, under their own name or saved as .xls and .xlsx by a one-stop system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location, RawTable, ReadOptions
from tthc_adapters.sources._extras import needs
from tthc_adapters.sources._sheets import SheetTable
from tthc_adapters.sources._text import codec_named, utf8_chunks
from tthc_adapters.sources.files import refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{1,40})""", re.IGNORECASE)


@frozen
class HtmlSource:
    """Read the tables of a web page (bảng HTML)."""

    name: str = "html"
    api: int = 1
    suffixes: tuple[str, ...] = (".html", ".htm")

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the tables of the page that have two rows and two columns or more."""
        with location.open() as stream:
            refuse_other_kinds(location.label, stream.read(_HEAD), "html")
        return html_tables(location, options)


def html_tables(location: Location, options: ReadOptions) -> Iterator[RawTable]:
    """Yield the tables of a page; their sheet is their number when there are several.

    Raises:
        AdapterError: a page without tables, as a login page is (`source.html`); no table with that
            number (`source.sheet-absent`); bad bytes (`source.undecodable`).
    """
    frames = _frames(location, options)
    if not frames:
        raise AdapterError("source.html", file=location.label)
    numbers = [str(number) for number in range(1, len(frames) + 1)]
    if options.sheet is not None and options.sheet not in numbers:
        raise AdapterError(
            "source.sheet-absent", file=location.label, sheet=options.sheet, sheets=", ".join(numbers)
        )
    for number, frame in zip(numbers, frames, strict=True):
        if options.sheet in {None, number}:
            yield SheetTable(sheet=number if len(frames) > 1 else None, frame=frame)


def _frames(location: Location, options: ReadOptions) -> list[pl.DataFrame]:
    with needs("lxml", location.label, extra="tables"):
        from lxml import etree
    from tthc_adapters.sources._html_rows import TableTarget

    target = TableTarget(location.label)
    parser = etree.HTMLParser(
        target=target, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    encoding = options.encoding or _declared(location)
    try:
        for chunk in utf8_chunks(location, bounds.BLOCK_BYTES // 4, encoding=encoding, strict=True):
            parser.feed(chunk.data.replace(b"\x00", b" "))
        frames: list[pl.DataFrame] = parser.close()
    except etree.LxmlError:
        raise AdapterError("source.damaged", file=location.label) from None
    return frames


def _declared(location: Location) -> str | None:
    """Return the encoding the page names, when it is one that is read."""
    with location.open() as stream:
        match = _CHARSET.search(stream.read(_HEAD))
    return codec_named(match.group(1).decode()) if match else None
