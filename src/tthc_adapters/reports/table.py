"""The table every writer draws: headings, column numbers, rows, and what stands beside the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from tthc_adapters.texts import Texts

if TYPE_CHECKING:
    from tthc.forms import Report, ReportRow


@frozen
class HeadingCell:
    """One cell of a heading of several rows: where it stands and how far it reaches.

    Units:
        row, column: 0-based. height, width: in rows and columns, at least 1.
    """

    row: int
    column: int
    height: int
    width: int
    text: str


@frozen(kw_only=True)
class BodyRow:
    """One printed row: the mark, the label, the counts in the order of the columns."""

    mark: str
    label: str
    counts: tuple[int, ...]
    strong: bool
    closing: bool


@frozen(kw_only=True)
class FormTable:
    """Lay a report out as the printed form, before anyone draws it.

    Args:
        headings: for each column, from the outermost group to its own label.
        numbers: the row under the headings: "(1)", "(2)", ...; empty beside the form.
        rows: in print order.
        official: how many columns belong to the form; the others stand beside it.
    """

    headings: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]
    rows: tuple[BodyRow, ...]
    official: int

    @property
    def depth(self) -> int:
        """Number of heading rows."""
        return max(len(path) for path in self.headings)


def form_table(report: Report, texts: Texts) -> FormTable:
    """Lay out `report`, with columns beside the form for what cannot be told.

    Such a column stands only where a row has something in it, to the right of the last official one.
    """
    columns = report.layout.columns
    counted = report.layout.cell_columns
    beside = [
        (texts("table.unknown_channel"), [row.unknown_channel for row in report.printed_rows]),
        (texts("table.unknown_outcome"), [row.unknown_outcome for row in report.printed_rows]),
    ]
    beside = [(label, counts) for label, counts in beside if any(counts)]
    rows = []
    for position, row in enumerate(report.printed_rows):
        counts = [row.cells[str(column.number)] for column in counted]
        counts += [extra[position] for _, extra in beside]
        closing = row.level == "total" and position == len(report.printed_rows) - 1
        rows.append(
            BodyRow(
                mark=row.mark,
                label=row.label,
                counts=tuple(counts),
                strong=_is_heading_row(row),
                closing=closing,
            )
        )
    outside = texts("table.beside")
    return FormTable(
        headings=(
            *(tuple(column.headings) for column in columns),
            *((outside, label) for label, _ in beside),
        ),
        numbers=(*(f"({column.number})" for column in columns), *("" for _ in beside)),
        rows=tuple(rows),
        official=len(columns),
    )


def _is_heading_row(row: ReportRow) -> bool:
    """Tell whether the form prints the row in bold: a level or a total, not what stands beneath it."""
    return row.field is None and row.agency is None


def heading_cells(headings: Sequence[Sequence[str]], depth: int) -> Iterator[HeadingCell]:
    """Merge equal groups side by side, and let a label fill the rows beneath it.

    >>> for cell in heading_cells([("STT",), ("Tiếp nhận", "Tổng số"), ("Tiếp nhận", "Từ kỳ trước")], 2):
    ...     print(cell.row, cell.column, cell.height, cell.width, cell.text)
    0 0 2 1 STT
    0 1 1 2 Tiếp nhận
    1 1 1 1 Tổng số
    1 2 1 1 Từ kỳ trước
    """
    for row in range(depth):
        column = 0
        while column < len(headings):
            path = headings[column]
            start = column
            column += 1
            if row >= len(path):
                continue
            if row == len(path) - 1:
                yield HeadingCell(row, start, depth - row, 1, path[row])
                continue
            while column < len(headings) and _same_group(headings[column], path, row):
                column += 1
            yield HeadingCell(row, start, 1, column - start, path[row])


def _same_group(one: Sequence[str], other: Sequence[str], row: int) -> bool:
    return len(one) > row + 1 and tuple(one[: row + 1]) == tuple(other[: row + 1])
