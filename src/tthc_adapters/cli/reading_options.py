"""What each command that reads tables may be told of them: the sheet, the separator, the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from attrs import frozen

from tthc_adapters.cli.usage import Complaint, Option
from tthc_adapters.texts import Texts

_TAB = ("tab", "\\t")


def system_options(texts: Texts) -> list[click.Parameter]:
    """Return the options that say which system wrote the files (mẫu tệp)."""
    return [
        Option(["--system"], metavar=texts("help.name_metavar"), help=texts("report.system")),
        Option(["--map", "mapping"], metavar=texts("help.file_metavar"), help=texts("report.map")),
    ]


def reading_options(texts: Texts) -> list[click.Parameter]:
    """Return the options of `Reading` (cách đọc tệp)."""
    name, sign, query = (
        texts(f"{key}_metavar") for key in ("help.name", "reading.separator", "reading.query")
    )
    return [
        Option(["--sheet"], metavar=name, help=texts("report.sheet")),
        Option(["--table"], metavar=name, help=texts("reading.table")),
        Option(["--query"], metavar=query, help=texts("reading.query")),
        Option(["--separator"], metavar=sign, help=texts("reading.separator")),
        Option(["--encoding"], metavar=name, help=texts("reading.encoding")),
    ]


@frozen(kw_only=True)
class Reading:
    """Where to read and how, as `ingest` and `propose_mapping` take it (cách đọc).

    Args:
        files: what to read; databases with the query behind their address.
        sheet: sheet of a workbook, or table of a database.
    """

    files: tuple[str, ...]
    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None

    @property
    def names(self) -> str:
        """What is read, as the progress of a long read names it."""
        from tthc_adapters.intake.locations import shown_name

        return ", ".join(map(shown_name, self.files))

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The keyword arguments: `sheet`, `separator` and `encoding`."""
        return {"sheet": self.sheet, "separator": self.separator, "encoding": self.encoding}


def reading_of(files: Sequence[str], words: dict[str, Any], texts: Texts) -> Reading:
    """Take the words of `reading_options` out of `words`.

    Raises:
        Complaint: two of `--sheet`, `--table` and `--query`, or one of the last two for what is no database.
    """
    sheet, table, query, separator, encoding = (
        words.pop(name) for name in ("sheet", "table", "query", "separator", "encoding")
    )
    if sum(word is not None for word in (sheet, table, query)) > 1:
        raise Complaint(texts("reading.one_of"))
    if table is not None or query is not None:
        from tthc_adapters.sources.sql import is_database, with_query

        if not all(map(is_database, files)):
            raise Complaint(texts("reading.no_database"))
        if query is not None:
            files = [with_query(file, query) for file in files]
    return Reading(
        files=tuple(files),
        sheet=sheet if table is None else table,
        separator="\t" if separator in _TAB else separator,
        encoding=encoding,
    )
