"""Kinds of files that come with tthc: CSV, XLSX, JSON; and files of this machine."""

from __future__ import annotations

from typing import IO

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.protocols import SourceReader


@hookimpl
def tthc_sources() -> list[SourceReader]:
    """Offer the readers of CSV, XLSX and JSON."""
    from tthc_adapters.sources.csv import CsvSource
    from tthc_adapters.sources.json import JsonSource
    from tthc_adapters.sources.xlsx import XlsxSource

    return [CsvSource(), XlsxSource(), JsonSource()]


@hookimpl(trylast=True)
def tthc_open_location(location: str) -> IO[bytes] | None:
    """Open a file of this machine; other schemes are for others."""
    from tthc_adapters.sources.files import open_file

    return open_file(location)
