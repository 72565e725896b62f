"""The form as a workbook: A4 landscape, laid out as it is printed."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from attrs import frozen

from tthc_adapters.reports.notes import FindingLine, finding_lines, notes
from tthc_adapters.reports.table import FormTable, form_table, heading_cells
from tthc_adapters.texts import Texts, day

if TYPE_CHECKING:
    from tthc.forms import Report

A4 = 9
FONT = "Times New Roman"
LABEL_WIDTH = 34
COUNT_WIDTH = 11
BESIDE_WIDTH = 16
NUMBER_FORMAT = "#,##0"
"""The workbook stores numbers; the reader's own locale decides between 1.234 and 1,234."""

_CELL = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
_BORDER = {"border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "bold": {"bold": True},
    "label": {"bold": True, "text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 13, "align": "center", "text_wrap": True},
    "centred": {"align": "center", "italic": True},
    "right": {"align": "right", "italic": True},
    "heading": {**_BORDER, "bold": True, "align": "center", "text_wrap": True},
    "heading_beside": {**_BORDER, "italic": True, "align": "center", "text_wrap": True},
    "number": {**_BORDER, "italic": True, "align": "center", "font_size": 9},
    "mark": {**_BORDER, "align": "center"},
    "mark_strong": {**_BORDER, "align": "center", "bold": True},
    "name": {**_BORDER, "text_wrap": True},
    "name_strong": {**_BORDER, "text_wrap": True, "bold": True},
    "count": {**_BORDER, "num_format": NUMBER_FORMAT},
    "count_strong": {**_BORDER, "num_format": NUMBER_FORMAT, "bold": True},
    "whole": {"num_format": NUMBER_FORMAT, "valign": "top"},
}


@frozen(kw_only=True)
class XlsxWriter:
    """Write the form as a workbook (tệp XLSX theo mẫu in).

    No cell holds a formula: text from the data is stored as text, whatever it begins with.
    The same report gives the same bytes.
    """

    name: str = "xlsx"
    api: int = 1
    suffixes: tuple[str, ...] = (".xlsx",)

    def write(self, report: Report, out: IO[bytes], *, lang: str = "vi") -> None:
        """Write `report` to a binary stream.

        Args:
            report: the filled form.
            out: a binary stream; it gets the whole workbook or nothing.
            lang: language of the notes and of the findings sheet; the form itself is Vietnamese.
        """
        out.write(render(report, lang))


def render(report: Report, lang: str) -> bytes:
    """Return the bytes of the workbook."""
    import xlsxwriter

    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        # A fixed time of making: the clock has no say in what a report looks like.
        made = datetime(report.as_of.year, report.as_of.month, report.as_of.day)
        book.set_properties({"title": report.layout.label, "created": made})
        styles = {name: book.add_format({**_CELL, **style}) for name, style in _STYLES.items()}
        texts = Texts("reports", lang)
        _FormSheet(book.add_worksheet(texts("sheets.form")), styles, report, texts).write()
        _write_findings(book.add_worksheet(texts("sheets.findings")), styles, report, texts)
    return stream.getvalue()


class _FormSheet:
    """Write the first sheet from the top down; `row` is the next free row, 0-based."""

    def __init__(self, sheet: Any, styles: dict[str, Any], report: Report, texts: Texts) -> None:
        self.sheet = sheet
        self.styles = styles
        self.report = report
        self.texts = texts
        self.table: FormTable = form_table(report, texts)
        self.last = len(self.table.headings) - 1
        self.row = 0

    def write(self) -> None:
        self._page()
        self._head()
        top = self.row
        self._headings()
        self.sheet.repeat_rows(top, self.row - 1)
        self.sheet.freeze_panes(self.row, 2)
        self._rows()
        self._notes()
        self.sheet.print_area(0, 0, self.row - 1, self.last)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&R" + self.texts("sheets.page"))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, LABEL_WIDTH)
        sheet.set_column(2, self.table.official - 1, COUNT_WIDTH)
        if self.last >= self.table.official:
            sheet.set_column(self.table.official, self.last, BESIDE_WIDTH)

    def _head(self) -> None:
        report, layout = self.report, self.report.layout
        form = Texts("reports", "vi")
        first, last = day(report.period.first, "vi"), day(report.period.last, "vi")
        right = self.table.official - 4
        issued = form("head.issued_with", legal_basis=layout.legal_basis)
        top = self.row
        self._across(0, 1, f"{layout.label}\n{issued}", "label", row=top, height=2)
        self._across(2, right - 1, layout.title, "title", row=top, height=2)
        self._across(right, self.last, form("head.reporting_unit"), "plain", row=top)
        self._across(right, self.last, form("head.receiving_unit"), "plain", row=top + 1)
        self.row = top + 2
        for row in (top, top + 1):
            self.sheet.set_row(row, 26)
        self._across(0, self.last, form("head.period", first=first, last=last), "centred")
        if report.provisional:
            self._across(0, self.last, form("head.provisional"), "centred")
        self._across(0, self.last, form("head.unit", unit=layout.unit), "right")

    def _across(
        self, first: int, last: int, text: str, style: str, *, height: int = 1, row: int | None = None
    ) -> None:
        """Write text over merged columns; move down unless `row` says where."""
        top = self.row if row is None else row
        self.sheet.merge_range(top, first, top + height - 1, last, "", self.styles[style])
        self.sheet.write_string(top, first, text, self.styles[style])
        if row is None:
            self.row += height

    def _headings(self) -> None:
        table = self.table
        for cell in heading_cells(table.headings, table.depth):
            style = self.styles["heading" if cell.column < table.official else "heading_beside"]
            top, left = self.row + cell.row, cell.column
            if cell.height * cell.width > 1:
                self.sheet.merge_range(top, left, top + cell.height - 1, left + cell.width - 1, "", style)
            self.sheet.write_string(top, left, cell.text, style)
        for offset in range(table.depth):
            self.sheet.set_row(self.row + offset, 45 if offset == table.depth - 1 else 20)
        self.row += table.depth
        for column, text in enumerate(table.numbers):
            self.sheet.write_string(self.row, column, text, self.styles["number"])
        self.row += 1

    def _rows(self) -> None:
        for row in self.table.rows:
            suffix = "_strong" if row.strong else ""
            self.sheet.write_string(self.row, 0, row.mark, self.styles["mark" + suffix])
            self.sheet.write_string(self.row, 1, row.label, self.styles["name" + suffix])
            for column, count in enumerate(row.counts, start=2):
                self.sheet.write_number(self.row, column, count, self.styles["count" + suffix])
            self.row += 1

    def _notes(self) -> None:
        self.row += 1
        self._across(0, self.last, self.texts("notes.title"), "bold")
        lines = [f"- {note.title}: {note.text}" for note in notes(self.report, self.texts)]
        for line in finding_lines(self.report.findings, self.texts.lang):
            severity = self.texts(f"findings.severity_{line.severity}")
            lines.append(f"- [{severity}] {line.code}: {line.message}")
        room = LABEL_WIDTH + COUNT_WIDTH * (self.last - 1)
        for text in lines:
            # Merged cells do not grow by themselves.
            self.sheet.set_row(self.row, 15 * (1 + len(text) // room))
            self._across(0, self.last, text, "wrapped")


def _write_findings(sheet: Any, styles: dict[str, Any], report: Report, texts: Texts) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    columns = (("code", 26), ("severity", 11), ("count", 10), ("message", 70), ("where", 60))
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, texts(f"sheets.{name}"), styles["heading"])
    for row, line in enumerate(finding_lines(report.findings, texts.lang), start=1):
        _write_finding(sheet, styles, row, line, texts)


def _write_finding(sheet: Any, styles: dict[str, Any], row: int, line: FindingLine, texts: Texts) -> None:
    sheet.write_string(row, 0, line.code, styles["wrapped"])
    sheet.write_string(row, 1, texts(f"findings.severity_{line.severity}"), styles["wrapped"])
    sheet.write_number(row, 2, line.count, styles["whole"])
    sheet.write_string(row, 3, line.message, styles["wrapped"])
    sheet.write_string(row, 4, "; ".join(map(str, line.samples)), styles["wrapped"])
