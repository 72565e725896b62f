"""Boxes drawn with characters: lines that meet are joined, whatever cells they belong to."""

from __future__ import annotations

from collections.abc import Iterator

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8

_JOINTS = {
    UP | DOWN: "│",
    LEFT | RIGHT: "─",
    DOWN | RIGHT: "┌",
    DOWN | LEFT: "┐",
    UP | RIGHT: "└",
    UP | LEFT: "┘",
    UP | DOWN | RIGHT: "├",
    UP | DOWN | LEFT: "┤",
    LEFT | RIGHT | DOWN: "┬",
    LEFT | RIGHT | UP: "┴",
    UP | DOWN | LEFT | RIGHT: "┼",
}


def text_width(text: str) -> int:
    """Return how many places `text` takes on a screen; a combining mark takes none.

    >>> text_width("Trực tuyến"), text_width("e" + chr(0x301))
    (10, 1)
    """
    from rich.cells import cell_len

    return cell_len(text)


def wrapped(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` places; a longer word is cut.

    >>> wrapped("Trực tiếp, dịch vụ bưu chính", 10)
    ['Trực tiếp,', 'dịch vụ', 'bưu chính']
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while text_width(rest) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(rest[:width])
            rest = rest[width:]
        if not line:
            line = rest
        elif rest and text_width(line) + 1 + text_width(rest) <= width:
            line += " " + rest
        elif rest:
            lines.append(line)
            line = rest
    return [*lines, line] if line or not lines else lines


def aligned(text: str, width: int, side: str) -> str:
    """Fill `text` with blanks to `width`: side is "left", "right" or "centre"."""
    room = max(0, width - text_width(text))
    if side == "right":
        return " " * room + text
    if side == "centre":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


class Canvas:
    """Collect boxes and lines of text, then write them row by row."""

    def __init__(self) -> None:
        self._joints: dict[tuple[int, int], int] = {}
        self._texts: dict[int, list[tuple[int, str]]] = {}
        self._height = 0
        self._width = 0

    def box(self, left: int, top: int, right: int, bottom: int) -> None:
        """Draw a frame through these columns and rows, joining it with those already there."""
        for x in range(left, right):
            for y in (top, bottom):
                self._join(x, y, RIGHT)
                self._join(x + 1, y, LEFT)
        for y in range(top, bottom):
            for x in (left, right):
                self._join(x, y, DOWN)
                self._join(x, y + 1, UP)
        self._width = max(self._width, right + 1)
        self._height = max(self._height, bottom + 1)

    def put(self, x: int, y: int, text: str) -> None:
        """Write `text` from column `x` on, between the frames."""
        self._texts.setdefault(y, []).append((x, text))

    def rows(self) -> Iterator[str]:
        """Yield the finished rows, from the top."""
        for y in range(self._height):
            # A place holds a whole character with its combining marks, or nothing to its right.
            places = [_JOINTS.get(self._joints.get((x, y), 0), " ") for x in range(self._width)]
            for x, text in self._texts.get(y, ()):
                for offset, cluster in enumerate(_clusters(text)):
                    places[x + offset] = cluster
            yield "".join(places).rstrip()

    def _join(self, x: int, y: int, direction: int) -> None:
        self._joints[x, y] = self._joints.get((x, y), 0) | direction


def _clusters(text: str) -> Iterator[str]:
    """Yield characters with their combining marks; a wide one is followed by an empty place."""
    cluster = ""
    for character in text:
        if cluster and text_width(character) == 0:
            cluster += character
            continue
        if cluster:
            yield from _places(cluster)
        cluster = character
    if cluster:
        yield from _places(cluster)


def _places(cluster: str) -> Iterator[str]:
    yield cluster
    yield from ("" for _ in range(text_width(cluster) - 1))
