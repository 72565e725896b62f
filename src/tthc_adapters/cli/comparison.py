"""A filled form beside a published one, cell by cell; what does not add up in print is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from tthc_adapters.reports.table import BodyRow, FormTable
from tthc_adapters.texts import Texts

if TYPE_CHECKING:
    from tthc.forms import Report
    from tthc_adapters.samples import TargetForm

TOTAL = "total"


@frozen(kw_only=True)
class ComparedRow:
    """One row of both forms: the printed mark and label, and the counts by column number."""

    mark: str
    label: str
    level: str
    published: Mapping[str, int]
    ours: Mapping[str, int]
    unknown_channel: int

    def differences(self) -> Iterator[str]:
        """Yield the numbers of the columns that differ."""
        numbers = sorted({*self.published, *self.ours}, key=int)
        return (number for number in numbers if self.published.get(number) != self.ours.get(number))


@frozen(kw_only=True)
class ReceivedGap:
    """A printed total of dossiers received that exceeds its parts (sai số của biểu đã công bố)."""

    label: str
    level: str
    published: int
    parts: int
    unknown_channel: int

    @property
    def gap(self) -> int:
        """How much the total exceeds its parts."""
        return self.published - self.parts


def compare(report: Report, target: TargetForm) -> tuple[ComparedRow, ...]:
    """Lay the level rows and the total of `report` beside those of `target`, in print order.

    A row that stands in one of the two only is compared with nothing, so it differs in every cell.
    """
    published = {TOTAL if level is None else level.value: cells for level, cells in target.cells().items()}
    labels = {row.level.value: row.label for row in target.rows}
    rows = []
    for row in report.rows:
        if row.field is None and row.agency is None:
            rows.append(
                ComparedRow(
                    mark=row.mark,
                    label=row.label,
                    level=row.level,
                    published=published.pop(row.level, {}),
                    ours=row.cells,
                    unknown_channel=row.unknown_channel,
                )
            )
    for level, cells in published.items():
        label = labels.get(level, level)
        missing = ComparedRow(mark="", label=label, level=level, published=cells, ours={}, unknown_channel=0)
        rows.append(missing)
    return tuple(rows)


def received_gaps(rows: tuple[ComparedRow, ...]) -> tuple[ReceivedGap, ...]:
    """Check (3) = (4) + (5) + (6) in the published rows; return every row, right or wrong."""
    gaps = []
    for row in rows:
        if row.published:
            parts = sum(row.published[number] for number in ("4", "5", "6"))
            gaps.append(
                ReceivedGap(
                    label=row.label,
                    level=row.level,
                    published=row.published["3"],
                    parts=parts,
                    unknown_channel=row.unknown_channel,
                )
            )
    return tuple(gaps)


def comparison_table(report: Report, rows: tuple[ComparedRow, ...], texts: Texts) -> FormTable:
    """Lay the comparison out as the form: what was published, what came out, and the difference."""
    columns = report.layout.columns
    numbers = [str(column.number) for column in report.layout.cell_columns]
    body = []
    for row in rows:
        published = tuple(row.published.get(number, 0) for number in numbers)
        ours = tuple(row.ours.get(number, 0) for number in numbers)
        lines = (
            ("published", published),
            ("ours", ours),
            ("difference", tuple(mine - theirs for mine, theirs in zip(ours, published, strict=True))),
        )
        for name, counts in lines:
            first = name == "published"
            body.append(
                BodyRow(
                    mark=row.mark if first else "",
                    label=texts(f"demo.line_{name}", row=row.label),
                    counts=counts,
                    strong=first,
                    closing=first and row is not rows[0],
                )
            )
    return FormTable(
        headings=tuple(tuple(column.headings) for column in columns),
        numbers=tuple(f"({column.number})" for column in columns),
        rows=tuple(body),
        official=len(columns),
    )
