"""CSV text read in one go, where it can be proved that no row is lost or bent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BOM = b"\xef\xbb\xbf"
_SPARSE = 100  # bytes for each quotation mark above which looking at each is quicker than at all bytes
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)


def regular(data: bytes, separator: str, marks: int | None = None) -> pl.DataFrame | None:
    r"""Return whole records as text columns c0…; None unless it is certain that they are right.

    Certain means that every byte is accounted for: each line end outside a cell ends a row, and cells,
    separators, line ends and quotation marks add up to the length of the text. So no line is missing,
    every record has as many separators as the first, and quotation marks stand only around whole cells.
    Blank lines are rows of empty cells.

    Args:
        data: the text.
        separator: one character.
        marks: quotation marks in the text, where they have been counted.

    >>> regular(b'1,"a,b"\n\n2,c\n', ",").rows()
    [('1', 'a,b'), (None, None), ('2', 'c')]
    >>> regular(b'1,a\n2\n', ",") is None
    True
    """
    first = _first_record(data)
    separators = b"".join(first.split(b'"')[0::2]).count(separator.encode())
    if separators == 0 or data.startswith(_BOM):
        return None
    last = not data.endswith(b"\n")
    ends = data.count(b"\n") + last
    marks = mark_count(data) if marks is None else marks
    if ends * separators > 2 * len(data) or (marks and not _quotes_whole_cells(data, separator, marks)):
        return None
    frame = _parsed(data, separator, separators + 1)
    if frame is None or ends - (_inside(frame, "\n") if ends > frame.height else 0) != frame.height:
        return None
    line_end = 2 if b"\r" in data else 1
    inner = _inside(frame, '"') if marks and b'""' in data else 0
    told = _told(frame) + marks - inner + frame.height * (separators + line_end) - last * line_end
    blank = (told - len(data)) // separators
    if blank and blank != sum(1 for _ in _BLANK_LINE.finditer(data)):
        return None
    return frame if told - blank * separators == len(data) else None


def mark_count(data: bytes) -> int:
    """Return the number of quotation marks; most texts have none, which is told at once."""
    return data.count(b'"') if b'"' in data else 0


def _first_record(data: bytes) -> bytes:
    """Return the first record that is no blank line, line breaks inside quotes included."""
    start = end = len(data) - len(data.lstrip(b"\r\n"))
    marks = 0
    while end < len(data):
        line_end = data.find(b"\n", end)
        line_end = len(data) if line_end < 0 else line_end
        marks += data.count(b'"', end, line_end)
        if marks % 2 == 0:
            return data[start:line_end]
        end = line_end + 1
    return data[start:]


def _parsed(data: bytes, separator: str, width: int) -> pl.DataFrame | None:
    import polars as pl

    schema = {f"c{index}": pl.String for index in range(width)}
    try:
        return pl.read_csv(data, has_header=False, separator=separator, schema=schema)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError, pl.exceptions.NoDataError):
        return None


def _told(frame: pl.DataFrame) -> int:
    """Return the bytes of all cells."""
    import polars as pl

    return int(frame.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item())


def _inside(frame: pl.DataFrame, character: str) -> int:
    """Return how often a character stands inside cells."""
    import polars as pl

    found = pl.all().str.contains(character, literal=True).any()
    there = [name for name, held in frame.select(found).row(0, named=True).items() if held]
    counts = frame.select(pl.col(there).str.count_matches(character, literal=True).sum())
    return sum(counts.row(0)) if there else 0


def _quotes_whole_cells(data: bytes, separator: str, marks: int) -> bool:
    """Tell whether quotation marks stand only around whole cells, and doubled inside them."""
    import polars as pl

    if marks * _SPARSE < len(data):
        return _few_quote_whole_cells(data.split(b'"'), separator.encode())
    cell = rf'(?:[^"{_escaped(separator)}\r\n]*|"(?:[^"]|"")*")'
    text = pl.Series([data], dtype=pl.Binary).cast(pl.String, strict=False)
    pattern = rf"\A(?:{cell}(?:{_escaped(separator)}|\r?\n))*{cell}\z"
    return text.str.contains(pattern).item() is True


def _few_quote_whole_cells(parts: list[bytes], separator: bytes) -> bool:
    """Tell the same of the text between quotation marks, which is quicker where they are few."""
    outside = parts[0::2]
    edges = {b"", separator, b"\n"}
    before = {part[-1:] for part in outside[:-1]}
    after = {part[:2] for part in outside[1:]}
    closed = all(start[:1] in edges or start == b"\r\n" for start in after)
    return len(parts) % 2 == 1 and before <= edges and closed


def _escaped(separator: str) -> str:
    return f"\\x{{{ord(separator):x}}}"
