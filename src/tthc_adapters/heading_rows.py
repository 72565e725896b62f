"""Headings of one to three rows: found below banners, merged cells joined into one name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from attrs import frozen

from tthc_adapters.headings import BELOW, display, endings, fold, heading_row, is_numbering, looks_like_data

Row = Sequence[str | None]

MOST_ROWS = 3


@frozen
class HeadingRows:
    """Say where the headings stand and what they are (dòng tiêu đề).

    Args:
        headers: one name for each column; a name below merged cells as "group › name".
        above: rows above the data: banners, headings and the row that numbers the columns.
        known: how many of the headings were known.
    """

    headers: tuple[str | None, ...]
    above: int
    known: int


def find_heading_rows(rows: Sequence[Row], known: Collection[str]) -> HeadingRows | None:
    """Return the headings of a table, or None when every row is empty.

    The row with the most known headings is one of them; the rows next to it belong to them when merged
    cells say so. Without two known headings it is the first row with the most filled cells, so that an
    error can name what was found.

    >>> rows = [["Mã hồ sơ", "Thời gian", None], [None, "Nhận", "Hẹn trả"], ["H56.1", "1/3", "4/3"]]
    >>> find_heading_rows(rows, {"mã hồ sơ", "thời gian", "nhận"}).headers
    ('Mã hồ sơ', 'Thời gian › Nhận', 'Thời gian › Hẹn trả')
    """
    place = heading_row(rows, known)
    if place is None:
        return None
    first = last = place
    while last + 1 < len(rows) and last - first + 1 < MOST_ROWS and _continues(rows[last], rows[last + 1]):
        last += 1
    while first > 0 and last - first + 1 < MOST_ROWS and _continues(rows[first - 1], rows[first]):
        first -= 1
    headers = list(join_headings(rows[first : last + 1]))
    while headers and headers[-1] is None:
        headers.pop()
    numbered = last + 1 < len(rows) and is_numbering(rows[last + 1])
    met = {name for header in headers if header for name in endings(header)}
    return HeadingRows(tuple(headers), last + 1 + numbered, len(met & set(known)))


def _continues(top: Row, below: Row) -> bool:
    """Tell whether `below` holds the names under the merged headings of `top`."""
    width = max(len(top), len(below))
    over, under = _folded(top, width), _folded(below, width)
    filled = [index for index, text in enumerate(under) if text]
    if len(filled) < 2 or is_numbering(below) or looks_like_data(below) or looks_like_data(top):
        return False
    if sum(1 for text in over if text) < 2:
        return False
    repeated = [index for index in filled if under[index] == over[index]]
    grouped = [index for index in filled if index not in repeated and _group(over, under, index) is not None]
    alone = len(filled) - len(repeated) - len(grouped)
    return len(grouped) >= 2 and len(grouped) > alone


def _folded(row: Row, width: int) -> list[str]:
    return [fold(row[index] or "") if index < len(row) else "" for index in range(width)]


def _group(over: list[str], under: list[str], index: int) -> int | None:
    """Return where the merged heading above column `index` begins; None when nothing is merged there."""
    start = index
    while start > 0 and not over[start]:
        start -= 1
    if start == index:
        while start > 0 and over[start - 1] == over[index]:
            start -= 1
    if not over[start] or not under[start]:
        return None
    end = start + 1
    while end < len(over) and under[end] and over[end] in {"", over[start]}:
        end += 1
    return start if end - start >= 2 and index < end else None


def join_headings(rows: Sequence[Row]) -> tuple[str | None, ...]:
    """Join the heading rows of each column, outer group first; repeated texts count once.

    >>> join_headings([["STT", "Trả", None], [None, "Ngày", "Ký"]])
    ('STT', 'Trả › Ngày', 'Trả › Ký')
    """
    if len(rows) == 1:
        return tuple(row if row and display(row) else None for row in rows[0])
    width = max(map(len, rows))
    texts = [[display(row[index]) if index < len(row) else "" for index in range(width)] for row in rows]
    for upper, lower in reversed(list(pairwise(texts))):
        over, under = [fold(text) for text in upper], [fold(text) for text in lower]
        for index in range(width):
            if not over[index] and under[index]:
                start = _group(over, under, index)
                upper[index] = upper[start] if start is not None else ""
    names = []
    for index in range(width):
        parts: list[str] = []
        for row in texts:
            if row[index] and (not parts or fold(parts[-1]) != fold(row[index])):
                parts.append(row[index])
        names.append(f" {BELOW} ".join(parts) or None)
    return tuple(names)
