"""CSV text read in one go, where it can be proved that no row is lost or bent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BOM = b"\xef\xbb\xbf"
_SPARSE = 100  # bytes for each quotation mark above which looking for each is quicker than at all bytes
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)


class Counted:
    r"""Hold text with the number of its line ends and quotation marks (đếm dấu xuống dòng, dấu nháy).

    The counting is polars', which lets other threads go on meanwhile; text that is not UTF-8 is counted
    as bytes.

    >>> text = Counted(b'1,"a"\n2,b\n')
    >>> text.ends, text.marks
    (2, 2)
    """

    __slots__ = ("cells", "data", "ends", "marks")

    def __init__(self, data: bytes) -> None:
        import polars as pl

        self.data = data
        self.cells: pl.DataFrame | None = None
        try:
            self.cells = pl.Series("text", [data], dtype=pl.Binary).cast(pl.String).to_frame()
        except pl.exceptions.PolarsError:
            self.ends, self.marks = data.count(b"\n"), data.count(b'"')
        else:
            self.ends = self.matches("\n")
            self.marks = self.matches('"') if b'"' in data else 0

    def matches(self, pattern: str) -> int:
        """Return how often a regular expression matches; 0 in what is no text."""
        import polars as pl

        if self.cells is None:
            return 0
        return int(self.cells.select_seq(pl.col("text").str.count_matches(pattern)).item())


def regular(text: Counted, separator: str) -> pl.DataFrame | None:
    r"""Return whole records as text columns c0…; None unless it is certain that they are right.

    Certain means that every byte is accounted for: each line end outside a cell ends a row, and cells,
    separators, line ends and quotation marks add up to the length of the text. So no line is missing,
    every record has as many separators as the first, and quotation marks stand only around whole cells.
    Blank lines are rows of empty cells.

    Args:
        text: the records.
        separator: one character.

    >>> regular(Counted(b'1,"a,b"\n\n2,c\n'), ",").rows()
    [('1', 'a,b'), (None, None), ('2', 'c')]
    >>> regular(Counted(b'1,a\n2\n'), ",") is None
    True
    """
    data, marks = text.data, text.marks
    first = _first_record(data)
    separators = b"".join(first.split(b'"')[0::2]).count(separator.encode())
    if separators == 0 or data.startswith(_BOM) or text.cells is None:
        return None
    last = not data.endswith(b"\n")
    ends = text.ends + last
    if ends * separators > 2 * len(data):
        return None
    around = marks == 0 or _pairs_around_cells(text, separator) * 2 == marks
    if not around and not _quotes_whole_cells(text, separator):
        return None
    frame = _parsed(data, separator, separators + 1)
    if frame is None or ends - (_inside(frame, "\n") if ends > frame.height else 0) != frame.height:
        return None
    line_end = 2 if b"\r" in data else 1
    inner = 0 if around else _inside(frame, '"')
    told = _told(frame) + marks - inner + frame.height * (separators + line_end) - last * line_end
    blank = (told - len(data)) // separators
    if blank and blank != sum(1 for _ in _BLANK_LINE.finditer(data)):
        return None
    return frame if told - blank * separators == len(data) else None


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


def _pairs_around_cells(text: Counted, separator: str) -> int:
    """Return how many pairs of quotation marks surely stand around whole cells; 0 where marks are many.

    Cells are looked for twice, from the mark that opens one to the next: behind a separator or a line
    end, and before one. Where either count is half of the marks, each search took them two by two from
    the first to the last, so both saw the same pairs, and no mark is left to stand inside a cell.
    """
    if text.marks * _SPARSE > len(text.data):
        return 0
    mark = _escaped(separator)
    behind, before = rf'[{mark}\n]"[^"]*"', rf'"[^"]*"(?:{mark}|\r?\n)'
    return min(text.matches(behind), text.matches(before))


def _quotes_whole_cells(text: Counted, separator: str) -> bool:
    """Tell whether quotation marks stand only around whole cells, and doubled inside them."""
    mark = _escaped(separator)
    cell = rf'(?:[^"{mark}\r\n]*|"(?:[^"]|"")*")'
    return text.matches(rf"\A(?:{cell}(?:{mark}|\r?\n))*{cell}\z") == 1


def _escaped(separator: str) -> str:
    return f"\\x{{{ord(separator):x}}}"
