"""Headings as people type them: matched whatever their spelling, found below banners."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

BELOW = "›"
"""Stands between a merged heading and the one below it."""

_BREAKS = re.compile(r"<br\s*/?>|\[br\]|<[^<>]{1,80}>", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ALIKE = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_STARS = re.compile(r"\(\*+\)")
_NUMBERED = re.compile(r"\(?\d{1,2}\)?(\s*=.*)?")


def display(heading: str | None) -> str:
    """Return a heading as it would be printed: NFC, one line, no tags, no trailing colon or star.

    >>> display("Ngày<br/>hẹn  trả (*):")
    'Ngày hẹn trả'
    """
    if not heading:
        return ""
    text = _INVISIBLE.sub("", _BREAKS.sub(" ", unicodedata.normalize("NFC", heading)))
    return " ".join(_STARS.sub(" ", text).split()).strip(" *:")


@lru_cache(maxsize=4096)
def fold(heading: str) -> str:
    """Return the form in which headings are compared: display form, lower case, tight slashes.

    >>> fold("MÃ  HỒ SƠ *") == fold(unicodedata.normalize("NFD", "Mã hồ sơ"))
    True
    """
    folded = unicodedata.normalize("NFC", display(heading).translate(_ALIKE).casefold())
    return re.sub(r"\s*([/›])\s*", r"\1", folded)


def endings(heading: str) -> tuple[str, ...]:
    """Return the folded heading, then without its outer group, and so on.

    >>> endings("Trả kết quả › Ngày nhận")
    ('trả kết quả›ngày nhận', 'ngày nhận')
    """
    parts = fold(heading).split(BELOW)
    return tuple(BELOW.join(parts[start:]) for start in range(len(parts)))


def letters(index: int) -> str:
    """Return the spreadsheet letters of a 0-based column.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def heading_row(rows: Sequence[Sequence[str | None]], known: Collection[str]) -> int | None:
    """Return the 0-based row of the headings: the first with the most known ones.

    Without two known headings in a row it is the first row with the most filled cells, so that
    an error can name what was found; None when every row is empty.
    """
    best, best_score = None, (1, 0)
    for index, row in enumerate(rows):
        cells = {fold(cell) for cell in row if cell}
        score = (len(cells & set(known)), 0)
        if score > best_score:
            best, best_score = index, score
    if best is not None:
        return best
    filled = [sum(1 for cell in row if cell and cell.strip()) for row in rows]
    return filled.index(max(filled)) if any(filled) else None


def is_numbering(row: Iterable[str | None]) -> bool:
    """Tell whether a row only numbers the columns: (1), (2), (3) = (4) + (5) …

    >>> is_numbering(["(1)", "(2)", "(3)=(1)+(2)"]), is_numbering(["1", "H56", None])
    (True, False)
    """
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    if len(cells) < 3 or not all(_NUMBERED.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(re.sub(r"\D.*", "", cell.lstrip("("))) for cell in cells]
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def looks_like_data(row: Iterable[str | None]) -> bool:
    """Tell whether a row holds dates or long numbers, which no heading does."""
    return any(cell and len(re.findall(r"\d", cell)) >= 4 for cell in row)


def nearest(wanted: Iterable[str], found: Iterable[str], *, least: float = 0.6) -> str | None:
    """Return the heading of `found` that comes nearest to one of `wanted`, or None below `least` likeness.

    >>> nearest(["Mã hồ sơ"], ["Ma ho so", "Ghi chú"])
    'Ma ho so'
    """
    plain = {_plain(heading): heading for heading in found if heading}
    scored = [
        (difflib.SequenceMatcher(None, _plain(want), have).ratio(), heading)
        for want in wanted
        for have, heading in plain.items()
    ]
    score, heading = max(scored, default=(0.0, ""))
    return heading if score >= least else None


def _plain(heading: str) -> str:
    decomposed = unicodedata.normalize("NFD", fold(heading).replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
