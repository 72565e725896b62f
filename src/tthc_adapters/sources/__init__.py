"""Kinds of files that come with tthc, and files of this machine."""

from __future__ import annotations

from typing import IO

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.protocols import SourceReader


@hookimpl
def tthc_sources() -> list[SourceReader]:
    """Offer the readers of text tables, workbooks, pages, JSON, XML, columnar files and databases."""
    from tthc_adapters.sources.columnar import ArrowSource, ParquetSource
    from tthc_adapters.sources.csv import CsvSource
    from tthc_adapters.sources.html import HtmlSource
    from tthc_adapters.sources.json import JsonSource
    from tthc_adapters.sources.sql import SqlSource
    from tthc_adapters.sources.xlsx import WorkbookSource
    from tthc_adapters.sources.xml import XmlSource

    return [
        CsvSource(),
        WorkbookSource("xlsx", (".xlsx", ".xlsm")),
        WorkbookSource("xls", (".xls",)),
        WorkbookSource("ods", (".ods",)),
        HtmlSource(),
        JsonSource(),
        XmlSource(),
        ParquetSource(),
        ArrowSource(),
        SqlSource(),
    ]


@hookimpl(trylast=True)
def tthc_open_location(location: str) -> IO[bytes] | None:
    """Open a file of this machine; other schemes are for others."""
    from tthc_adapters.sources.files import open_file

    return open_file(location)
