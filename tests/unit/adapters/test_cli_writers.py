"""The writers: the form as it is printed, on a screen of any width and in a workbook."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO, StringIO
from itertools import pairwise
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl
import pytest

from tthc.columnar import polars_schema
from tthc.findings import Accounting, Finding, SourceRef
from tthc.forms import Report, report
from tthc.periods import ReportingPeriod
from tthc.tallies import tally
from tthc_adapters.manager import load_plugins
from tthc_adapters.reports.notes import finding_lines

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EARLY = {"due_on": date(2024, 1, 9), "finished_on": date(2024, 1, 8), "status": 9}
DANGEROUS = '=HYPERLINK("http://example.org")'


def dossiers(*rows: dict[str, object]) -> pl.DataFrame:
    common = {"received_on": date(2024, 1, 5), "channel": "online", "level": "province", **EARLY}
    numbered = [{**common, "code_normalized": str(i), **row} for i, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=polars_schema())


def filled(*rows: dict[str, object], period: str = "2024", **settings: object) -> Report:
    counts = tally(dossiers(*rows), period=ReportingPeriod.parse(period), as_of=date(2024, 12, 14))
    return report(counts, **settings)  # type: ignore[arg-type]


@pytest.fixture
def mixed() -> Report:
    return filled(
        *[{"field_name": "Đất đai"}] * 1200,
        {"level": "district", "field_name": "Chứng thực", "channel": "direct"},
        {"level": "commune", "field_name": DANGEROUS, "channel": None},
        {"level": "commune", "field_name": "Hộ tịch", "finished_on": None},
        by=("field",),
        accounting=Accounting(
            physical=1206, records=1203, rejected={"received-missing": 1}, skipped={"blank": 2}, preamble=1
        ),
        findings=(Finding("due-missing", count=7, samples=(SourceRef(file="a.csv", row=9, value="=1+1"),)),),
    )


def on_screen(filled_form: Report, width: int, monkeypatch: pytest.MonkeyPatch, lang: str = "vi") -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    stream = StringIO()
    load_plugins().writers["terminal"].write(filled_form, stream, lang=lang)
    return stream.getvalue()


def as_workbook(filled_form: Report, lang: str = "vi") -> bytes:
    stream = BytesIO()
    load_plugins().writers["xlsx"].write(filled_form, stream, lang=lang)
    return stream.getvalue()


def sheet_xml(workbook: bytes, number: int = 1) -> ET.Element:
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def cells(workbook: bytes, sheet: int = 0) -> list[list[str | None]]:
    table = fastexcel.read_excel(workbook).load_sheet(sheet, header_row=None, dtypes="string")
    return [list(row) for row in table.to_polars().rows()]


# -- the screen -------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100, 120, 160, 250])
def test_no_line_is_wider_than_the_screen_and_no_count_is_cut(
    mixed: Report, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = on_screen(mixed, width, monkeypatch)
    assert max(len(line.rstrip()) for line in out.splitlines()) <= width
    numbers = re.findall(
        r"\((\d+)\)", "\n".join(line for line in out.splitlines() if line.startswith("│(1)"))
    )
    assert sorted(set(map(int, numbers))) == list(range(1, 14))
    rows = [line for line in out.splitlines() if line.startswith("│ A │")]
    assert rows
    assert "1.200" in rows[0]


def test_a_narrow_screen_gets_the_form_in_parts(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    wide, narrow = (on_screen(mixed, width, monkeypatch) for width in (160, 80))
    assert wide.count("│STT│") == 1
    assert narrow.count("│STT│") > 1


def test_headings_are_merged_as_in_print(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(mixed, 160, monkeypatch)
    head = out[: out.index("│(1)│")]
    for group in ("Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết", "Trong kỳ"):
        assert head.count(group) == 1
    assert head.index("Số lượng hồ sơ tiếp nhận") < head.index("Trong kỳ")


def test_lines_join_into_boxes(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = on_screen(mixed, 120, monkeypatch).splitlines()
    table = lines[next(i for i, line in enumerate(lines) if line.startswith("┌")) :]
    table = table[: next(i for i, line in enumerate(table) if line.startswith("└")) + 1]
    assert len({len(line) for line in table}) == 1
    for above, below in pairwise(table):
        for upper, lower in zip(above, below, strict=True):
            assert (upper in "│┌┐├┤┬┼") == (lower in "│└┘├┤┴┼")


def test_what_cannot_be_told_stands_beside_the_form(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(mixed, 250, monkeypatch)
    assert "Ngoài" in out[: out.index("│(1)│")]
    total = next(line for line in out.splitlines() if "Tổng số " in line and line.startswith("│   │Tổng số"))
    counts = [cell.strip() for cell in total.split("│")[3:-1]]
    assert counts == ["1.203", "1.201", "1", "0", "1.202", "1.202", "0", "0", "0", "0", "0", "1", "1"]


def test_a_form_with_nothing_to_doubt_has_only_official_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(filled({}), 200, monkeypatch)
    assert "Ngoài biểu mẫu" not in out
    assert "Không có phát hiện nào." in out


def test_the_notes_name_rules_and_rows(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(mixed, 250, monkeypatch)
    assert "Kỳ báo cáo: Năm 2024, từ 15/12/2023 đến 14/12/2024" in out
    assert "ii06-2020 (no_due = on-time;" in out
    assert (
        "1.206 dòng = 1.203 hồ sơ + 1 dòng bị loại (không có ngày tiếp nhận 1)"
        " + 2 dòng bỏ qua (dòng trống 2); 1 dòng tiêu đề" in out
    )
    assert f"Phiên bản dữ liệu: {mixed.data_version}" in out


def test_findings_are_printed_gravest_and_most_frequent_first(mixed: Report) -> None:
    lines = finding_lines((*mixed.findings, Finding("due-missing", count=3)), "vi")
    order = [("error", "warning", "info").index(line.severity) for line in lines]
    assert order == sorted(order)
    assert next(line.count for line in lines if line.code == "due-missing") == 10
    assert [line.code for line in lines].count("due-missing") == 1


def test_english_notes_under_the_form(mixed: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(mixed, 250, monkeypatch, lang="en")
    assert "1,206 rows = 1,203 dossiers + 1 rejected" in out
    assert "Số lượng hồ sơ tiếp nhận" in out


def test_edition_2026_has_its_fifteen_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    form = filled({"online_level": "full"}, {"level": "commune", "channel": "post"}, form="07b")
    out = on_screen(form, 160, monkeypatch)
    assert "Biểu số 07b" in out
    assert "(15)" in out
    assert "│ I │" in out
    assert "│II │" in out


def test_many_kinds_of_findings_are_cut_short_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(
        Finding(f"local-{number}", count=number, messages={"vi": "x", "en": "x"}) for number in range(1, 14)
    )
    out = on_screen(filled({}, findings=many), 120, monkeypatch)
    assert "local-13 × 13" in out
    assert "local-3 × 3" not in out
    assert "… và 3 loại phát hiện khác" in out
    assert [row[0] for row in cells(as_workbook(filled({}, findings=many)), sheet=1)][-1] == "local-1"


def test_a_provisional_form_says_so_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dossiers({"received_on": date(2028, 1, 5), "due_on": None, "finished_on": date(2028, 1, 5)})
    counts = tally(table, period=ReportingPeriod.parse("2028-01-01..2028-12-14"), as_of=date(2028, 12, 14))
    form = report(counts)
    assert form.provisional
    assert "TẠM TÍNH" in on_screen(form, 120, monkeypatch)
    assert "TẠM TÍNH" in [cell for row in cells(as_workbook(form)) for cell in row]


def test_days_that_are_no_official_period_are_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    out = on_screen(filled({}, period="2024-01-01..2024-03-31"), 120, monkeypatch)
    assert "Kỳ báo cáo: từ 01/01/2024 đến 31/03/2024\n" in out


# -- the workbook -----------------------------------------------------------------------------


def test_the_workbook_is_laid_out_as_printed(mixed: Report) -> None:
    rows = cells(as_workbook(mixed))
    flat = [cell for row in rows for cell in row if cell]
    assert any("Biểu số II.06a/VPCP/KSTT" in cell for cell in flat)
    assert any("01/2020/TT-VPCP" in cell for cell in flat)
    assert "Kỳ báo cáo: từ ngày 15/12/2023 đến ngày 14/12/2024" in flat
    assert "Đơn vị tính: Số hồ sơ TTHC" in flat
    numbers = next(row for row in rows if row[0] == "(1)")
    assert [cell for cell in numbers if cell] == [f"({i})" for i in range(1, 14)]
    assert [row[0] for row in rows if row[0] in {"A", "B", "C"}] == ["A", "B", "C"]
    total = next(row for row in rows if row[1] == "Tổng số")
    assert total[2:15] == ["1203", "1201", "1", "0", "1202", "1202", "0", "0", "0", "0", "0", "1", "1"]


def test_headings_are_merged_over_three_rows(mixed: Report) -> None:
    workbook = as_workbook(mixed)
    merged = {cell.attrib["ref"] for cell in sheet_xml(workbook).iter(f"{SPREADSHEET}mergeCell")}
    rows = cells(workbook)
    top = next(i for i, row in enumerate(rows, start=1) if row[0] == "STT")
    assert {
        f"A{top}:A{top + 2}",  # STT
        f"B{top}:B{top + 2}",  # lĩnh vực
        f"C{top}:F{top}",  # tiếp nhận
        f"D{top + 1}:E{top + 1}",  # trong kỳ
        f"G{top}:J{top}",  # đã giải quyết
        f"K{top}:M{top}",  # đang giải quyết
        f"N{top}:O{top}",  # ngoài biểu mẫu
    } <= merged


def test_the_page_is_a4_landscape_with_its_headings_repeated(mixed: Report) -> None:
    workbook = as_workbook(mixed)
    sheet = sheet_xml(workbook)
    setup = sheet.find(f"{SPREADSHEET}pageSetup")
    assert setup is not None
    assert (setup.attrib["orientation"], setup.attrib["paperSize"]) == ("landscape", "9")
    assert setup.attrib["fitToHeight"] == "0"
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8")
    assert "_xlnm.Print_Titles" in book
    assert "_xlnm.Print_Area" in book


def test_no_cell_holds_a_formula_or_a_link_whatever_the_data_say(mixed: Report) -> None:
    workbook = as_workbook(mixed)
    for number in (1, 2):
        sheet = sheet_xml(workbook, number)
        assert not list(sheet.iter(f"{SPREADSHEET}f"))
        assert not list(sheet.iter(f"{SPREADSHEET}hyperlink"))
    assert DANGEROUS in [cell for row in cells(workbook) for cell in row]


def test_level_rows_are_bold_and_fields_are_not(mixed: Report) -> None:
    workbook = as_workbook(mixed)
    sheet = sheet_xml(workbook)
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        styles = ET.fromstring(archive.read("xl/styles.xml"))
    fonts = [font.find(f"{SPREADSHEET}b") is not None for font in styles.iter(f"{SPREADSHEET}font")]
    formats = styles.find(f"{SPREADSHEET}cellXfs")
    assert formats is not None
    bold = [fonts[int(entry.attrib["fontId"])] for entry in formats]
    style_of = {cell.attrib["r"]: int(cell.attrib.get("s", "0")) for cell in sheet.iter(f"{SPREADSHEET}c")}
    for row, texts in enumerate(cells(workbook), start=1):
        if texts[0] in {"A", "B", "C"} or texts[1] == "Tổng số":
            assert bold[style_of[f"C{row}"]]
        elif texts[1] in {"Đất đai", "Chứng thực"}:
            assert not bold[style_of[f"C{row}"]]


def test_the_second_sheet_lists_findings_and_where_but_no_value(mixed: Report) -> None:
    rows = cells(as_workbook(mixed), sheet=1)
    assert rows[0] == ["Mã", "Mức độ", "Số lượng", "Nội dung", "Vị trí (một số ví dụ)"]
    due = next(row for row in rows if row[0] == "due-missing")
    assert due[2] == "7"
    assert due[4] == "a.csv row 9"
    assert not any("=1+1" in (cell or "") for row in rows for cell in row)


def test_the_same_report_gives_the_same_bytes(mixed: Report) -> None:
    assert as_workbook(mixed) == as_workbook(mixed)
