"""Small exports written by hand: tables in text, lists in JSON, and how to damage one cell of them."""

from __future__ import annotations

import copy
import csv
import io
import json
import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any, Protocol

from attrs import evolve, field, frozen

from tthc_adapters.headings import letters


@frozen(kw_only=True)
class Cell:
    """Name one cell of a sample as a finding does (ô của tệp mẫu).

    Args:
        row: physical, 1-based; the place in the list for JSON.
        column: spreadsheet letters; None in JSON.
        header: heading, or dotted path.
    """

    row: int
    column: str | None
    header: str


class Sample(Protocol):
    """An export small enough to be read by eye, and again after every change."""

    @property
    def file(self) -> str:
        """Name of the file; its ending chooses the reader."""
        ...

    @property
    def physical(self) -> range:
        """Physical rows of the data."""
        ...

    def content(self) -> bytes:
        """Return the file."""
        ...

    def cells(self) -> Iterator[Cell]:
        """Yield every cell of the data that holds something."""
        ...

    def points_at(self, row: int, column: str | None, header: str | None) -> bool:
        """Tell whether a finding's place is a row, or a cell, that is there."""
        ...

    def damaged(self, cell: Cell, text: str) -> Sample:
        """Return the sample with `text` in one cell."""
        ...

    def respelt(self, form: str) -> Sample:
        """Return the sample with its headings in Unicode form "NFC" or "NFD", or in "upper" case."""
        ...


@frozen(kw_only=True)
class SampleTable:
    """A table with headings (bảng mẫu), written as CSV.

    Args:
        headings: one row of headings, or more when they are merged over several.
        rows: the cells below; every row as long as the headings.
        banner: lines above the headings.
    """

    headings: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    banner: tuple[tuple[str, ...], ...] = ()
    file: str = "sample.csv"

    @property
    def physical(self) -> range:
        """Physical rows of the data."""
        first = len(self.banner) + len(self.headings) + 1
        return range(first, first + len(self.rows))

    def content(self) -> bytes:
        """Return the table as CSV in UTF-8."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([*self.banner, *self.headings, *self.rows])
        return text.getvalue().encode()

    def cells(self) -> Iterator[Cell]:
        """Yield every cell of the data that holds something."""
        for number, row in zip(self.physical, self.rows, strict=True):
            for index, text in enumerate(row):
                if text:
                    yield Cell(row=number, column=letters(index), header=self._heading(index))

    def points_at(self, row: int, column: str | None, header: str | None) -> bool:
        """Tell whether a finding's place is a row, or a cell, that is there."""
        if row not in self.physical:
            return False
        places = {letters(index): self._heading(index) for index in range(len(self.headings[-1]))}
        return column is None or (column in places and _same(places[column], header))

    def _heading(self, index: int) -> str:
        """Return the lowest heading of a column that is not empty."""
        return next((row[index] for row in reversed(self.headings) if row[index]), "")

    def damaged(self, cell: Cell, text: str) -> SampleTable:
        """Return the table with `text` in one cell."""
        rows = [list(row) for row in self.rows]
        place = next(index for index in range(len(rows[0])) if letters(index) == cell.column)
        rows[cell.row - self.physical.start][place] = text
        return evolve(self, rows=tuple(map(tuple, rows)))

    def respelt(self, form: str) -> SampleTable:
        """Return the table with its headings spelt another way."""
        return evolve(self, headings=tuple(tuple(_spelt(one, form) for one in row) for row in self.headings))


def table_from_text(
    text: str, *, headings: int = 1, banner: int = 0, file: str = "sample.csv"
) -> SampleTable:
    """Read a table drawn with bars, as one would write it in a test (bảng viết tay).

    Args:
        text: one line a row, cells parted by "|"; a line of bars alone is a blank row.
        headings: rows of headings.
        banner: lines above them.
        file: name of the file it stands for.

    Raises:
        ValueError: rows of different length, or no data.

    >>> table = table_from_text('''
    ...     Mã hồ sơ          | Ngày tiếp nhận
    ...     H00.1-260302-0001 | 02/03/2026
    ... ''')
    >>> table.headings, table.physical
    ((('Mã hồ sơ', 'Ngày tiếp nhận'),), range(2, 3))
    """
    lines = [line for line in textwrap.dedent(text).splitlines() if line.strip()]
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    above, below = rows[:banner], rows[banner:]
    if len(below) <= headings or len({len(row) for row in below}) != 1:
        raise ValueError("a table has headings, data, and rows of one length")
    return SampleTable(
        banner=tuple(above), headings=tuple(below[:headings]), rows=tuple(below[headings:]), file=file
    )


@frozen(kw_only=True)
class SampleObjects:
    """A JSON document with a list of dossiers (danh sách JSON mẫu).

    Args:
        text: the document.
        at: dotted path to the list inside it; "" when the document is the list.
    """

    text: str = field(repr=False)
    at: str = ""
    file: str = "sample.json"

    @property
    def _elements(self) -> list[Any]:
        found = self._list_in(json.loads(self.text))
        return found if isinstance(found, list) else [found]

    def _list_in(self, document: Any) -> Any:
        for step in filter(None, self.at.split(".")):
            document = document[int(step) if isinstance(document, list) else step]
        return document

    @property
    def physical(self) -> range:
        """Places in the list."""
        return range(1, len(self._elements) + 1)

    def content(self) -> bytes:
        """Return the document in UTF-8."""
        return self.text.encode()

    def cells(self) -> Iterator[Cell]:
        """Yield every value that is no object and no list, by its dotted path."""
        for number, element in enumerate(self._elements, start=1):
            for path, value in _leaves(element, ""):
                if value not in (None, ""):
                    yield Cell(row=number, column=None, header=path)

    def points_at(self, row: int, column: str | None, header: str | None) -> bool:
        """Tell whether a finding's place is an element, and its header no empty path."""
        return row in self.physical and column is None and header != ""

    def damaged(self, cell: Cell, text: str) -> SampleObjects:
        """Return the document with `text` for one value."""
        document = copy.deepcopy(json.loads(self.text))
        found = self._list_in(document)
        *steps, last = cell.header.split(".")
        element = found[cell.row - 1] if isinstance(found, list) else found
        for step in steps:
            element = element[step]
        element[last] = text
        return evolve(self, text=json.dumps(document, ensure_ascii=False))

    def respelt(self, form: str) -> SampleObjects:
        """Return the document with its keys in another Unicode form; keys keep their case."""
        if form == "upper":
            return self

        def keys(value: Any) -> Any:
            if isinstance(value, dict):
                return {_spelt(key, form): keys(inner) for key, inner in value.items()}
            return [keys(inner) for inner in value] if isinstance(value, list) else value

        return evolve(self, text=json.dumps(keys(json.loads(self.text)), ensure_ascii=False))


def objects_from_json(text: str, *, at: str = "", file: str = "sample.json") -> SampleObjects:
    """Take a JSON document as a sample (mẫu JSON).

    Raises:
        ValueError: it is no JSON, or there is no list or object at `at`.

    >>> objects_from_json('{"content": [{"code": "H00.1-260302-0001"}]}', at="content").physical
    range(1, 2)
    """
    sample = SampleObjects(text=text, at=at, file=file)
    try:
        elements = sample._elements
    except LookupError:
        raise ValueError(f"there is nothing at {at!r}") from None
    if not elements or not all(isinstance(element, dict) for element in elements):
        raise ValueError(f"there is no list of objects at {at!r}")
    return sample


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif not isinstance(value, list):
        yield path, value


def _spelt(text: str, form: str) -> str:
    if form == "upper":
        return f" {text.upper()}  ".replace(" ", "  ")
    return unicodedata.normalize("NFD" if form == "NFD" else "NFC", text)


def _same(heading: str, header: str | None) -> bool:
    """Tell whether a finding's header names the column; merged headings add words before it."""
    from tthc_adapters.headings import fold

    return header is None or fold(heading) in fold(header)
