"""The form on a screen: headings merged as in print, at any width from 80 places on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import IO, TYPE_CHECKING

from attrs import frozen

from tthc_adapters.reports.canvas import Canvas, aligned, text_width, wrapped
from tthc_adapters.reports.console import console
from tthc_adapters.reports.notes import finding_lines, notes
from tthc_adapters.reports.table import FormTable, form_table, heading_cells
from tthc_adapters.texts import Texts, day, number

if TYPE_CHECKING:
    from rich.console import Console

    from tthc.forms import Report

NARROWEST_LABEL = 16
WIDEST_LABEL = 60
FINDINGS_SHOWN = 10

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


@frozen(kw_only=True)
class TerminalWriter:
    """Write the form as text (bản in trên màn hình).

    A form wider than the screen is drawn in parts, one under another.
    """

    name: str = "terminal"
    api: int = 1
    suffixes: tuple[str, ...] = ()

    def write(self, report: Report, out: IO[str], *, lang: str = "vi") -> None:
        """Write `report` with its notes to a text stream.

        Args:
            report: the filled form.
            out: a text stream; with colour and full width when it is a terminal.
            lang: language of the notes; the form itself is Vietnamese.
        """
        show_report(report, console(out), lang)


def show_report(report: Report, screen: Console, lang: str) -> None:
    """Show `report` with its notes on a console."""
    texts = Texts("reports", lang)
    _show_head(report, screen, texts)
    show_table(form_table(report, texts), screen, lang)
    screen.print()
    for note in notes(report, texts):
        screen.print(f"{note.title}: {note.text}")
    _show_findings(report, screen, texts)


def _show_head(report: Report, screen: Console, texts: Texts) -> None:
    layout = report.layout
    first, last = day(report.period.first, "vi"), day(report.period.last, "vi")
    form = Texts("reports", "vi")
    screen.print(f"{layout.label} · {layout.legal_basis}")
    screen.print()
    screen.print(layout.title.upper(), style="bold", justify="center")
    screen.print(form("head.period", first=first, last=last), justify="center")
    if report.provisional:
        screen.print(texts("head.provisional"), style="bold yellow", justify="center")
    screen.print(form("head.unit", unit=layout.unit), justify="right")


def _show_findings(report: Report, screen: Console, texts: Texts) -> None:
    from rich.padding import Padding
    from rich.text import Text

    lines = finding_lines(report.findings, texts.lang)
    screen.print()
    if not lines:
        screen.print(texts("findings.none"))
        return
    screen.print(texts("findings.title"), style="bold")
    for line in lines[:FINDINGS_SHOWN]:
        mark = texts(f"findings.severity_{line.severity}")
        count = number(line.count, texts.lang)
        head = Text.assemble((f"[{mark}]", _STYLES[line.severity]), f" {line.code} × {count}")
        screen.print(Padding(head, (0, 0, 0, 2), expand=False))
        screen.print(Padding(Text(line.message), (0, 0, 0, 6), expand=False))
    if len(lines) > FINDINGS_SHOWN:
        screen.print(texts("findings.more", count=len(lines) - FINDINGS_SHOWN))


def show_table(table: FormTable, screen: Console, lang: str = "vi") -> None:
    """Draw `table` on `screen`, in parts when it is too wide."""
    for style, row in drawn(table, screen.width, lang):
        screen.print(row, style=style or None, no_wrap=True, overflow="ignore", crop=False)


def drawn(table: FormTable, width: int, lang: str = "vi") -> Iterator[tuple[str, str]]:
    """Yield (style, line) of the table at `width`; the groups of columns stay whole."""
    written = [[number(count, lang) for count in row.counts] for row in table.rows]
    for part, columns in enumerate(_parts(table, written, width)):
        if part:
            yield "", ""
        yield from _drawn_part(table, written, columns, width)


def _parts(table: FormTable, written: Sequence[Sequence[str]], width: int) -> list[list[int]]:
    """Split the counted columns into as few runs of whole groups as fit in `width`."""
    groups: list[list[int]] = []
    for column in range(2, len(table.headings)):
        if groups and table.headings[groups[-1][-1]][0] == table.headings[column][0]:
            groups[-1].append(column)
        else:
            groups.append([column])
    parts: list[list[int]] = [[]]
    for group in groups:
        if parts[-1] and _needed(table, written, [*parts[-1], *group]) > width:
            parts.append([])
        parts[-1] += group
    return parts


def _needed(table: FormTable, written: Sequence[Sequence[str]], columns: Sequence[int]) -> int:
    return _mark_width(table) + 2 + NARROWEST_LABEL + 1 + sum(_widths(table, written, columns)) + len(columns)


def _mark_width(table: FormTable) -> int:
    return max([3, *(text_width(row.mark) for row in table.rows)])


def _widths(table: FormTable, written: Sequence[Sequence[str]], columns: Sequence[int]) -> list[int]:
    """Return the least width of each column: its counts, and the longest word above them."""
    widths = []
    for column in columns:
        words = [text_width(word) for word in table.headings[column][-1].split()]
        counts = [text_width(row[column - 2]) for row in written]
        widths.append(max([*words, *counts, text_width(table.numbers[column])]))
    return widths


def _drawn_part(
    table: FormTable, written: Sequence[Sequence[str]], columns: Sequence[int], width: int
) -> Iterator[tuple[str, str]]:
    shown = [0, 1, *columns]
    counted = _widths(table, written, columns)
    mark = _mark_width(table)
    room = width - (mark + 2 + 1 + sum(counted) + len(columns))
    longest = max((text_width(row.label) for row in table.rows), default=0)
    label = min(max(NARROWEST_LABEL, longest), max(NARROWEST_LABEL, room), WIDEST_LABEL)
    spare = max(0, room - label) // max(1, len(columns))
    widths = [mark, label, *(one + min(2, spare) for one in counted)]
    edges = [0]
    for one in widths:
        edges.append(edges[-1] + one + 1)

    canvas, styles = Canvas(), {}
    top = _draw_headings(canvas, [table.headings[column] for column in shown], table.depth, edges)
    for position, column in enumerate(shown):
        canvas.box(edges[position], top, edges[position + 1], top + 2)
        text = aligned(table.numbers[column], widths[position], "centre")
        canvas.put(edges[position] + 1, top + 1, text)
    for y in range(top):
        styles[y] = "bold"
    y = top + 3
    block = top + 2
    for row, counts in zip(table.rows, written, strict=True):
        if row.closing and y > block + 1:
            _frame(canvas, edges, block, y)
            block, y = y, y + 1
        lines = wrapped(row.label, label) or [""]
        canvas.put(1, y, aligned(row.mark, mark, "centre"))
        for offset, line in enumerate(lines):
            canvas.put(edges[1] + 1, y + offset, line)
            styles[y + offset] = "bold" if row.strong else ""
        for position, column in enumerate(columns, start=2):
            canvas.put(edges[position] + 1, y, aligned(counts[column - 2], widths[position], "right"))
        y += len(lines)
    _frame(canvas, edges, block, y)
    for position_y, line in enumerate(canvas.rows()):
        yield styles.get(position_y, ""), line


def _frame(canvas: Canvas, edges: Sequence[int], top: int, bottom: int) -> None:
    for left, right in pairwise(edges):
        canvas.box(left, top, right, bottom)


def _draw_headings(
    canvas: Canvas, headings: Sequence[Sequence[str]], depth: int, edges: Sequence[int]
) -> int:
    """Draw the merged headings; return the row of the line beneath them."""
    cells = [
        (cell, wrapped(cell.text, edges[cell.column + cell.width] - edges[cell.column] - 1))
        for cell in heading_cells(headings, depth)
    ]
    heights = [1] * depth
    for span in range(1, depth + 1):
        for cell, lines in cells:
            if cell.height == span:
                inside = sum(heights[cell.row : cell.row + span]) + span - 1
                heights[cell.row + span - 1] += max(0, len(lines) - inside)
    tops = [0]
    for height in heights:
        tops.append(tops[-1] + height + 1)
    for cell, lines in cells:
        left, right = edges[cell.column], edges[cell.column + cell.width]
        top, bottom = tops[cell.row], tops[cell.row + cell.height]
        canvas.box(left, top, right, bottom)
        start = top + 1 + (bottom - top - 1 - len(lines)) // 2
        for offset, line in enumerate(lines):
            canvas.put(left + 1, start + offset, aligned(line, right - left - 1, "centre"))
    return tops[-1]
