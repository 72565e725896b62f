from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from tthc.errors import AdapterError
from tthc_adapters import Ingested, bounds, ingest
from tthc_adapters.manager import Plugins

HEADINGS = ["STT", "Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Mức độ", "Thời hạn giải quyết"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook as offices keep them: banner, moved columns, typed and typed-in dates, two sheets."""
    path = tmp_path / "so.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        workbook.add_worksheet("Bìa").write(0, 0, "Báo cáo")
        sheet = workbook.add_worksheet("Hồ sơ")
        sheet.write(1, 1, "DANH SÁCH HỒ SƠ")
        for index, heading in enumerate(HEADINGS):
            sheet.write(3, 1 + index, heading)
        sheet.write_row(4, 1, [1, "H56.22-250401-0001"])
        sheet.write_datetime(4, 3, datetime(2025, 4, 1, 8, 5), moment)
        sheet.write_datetime(4, 4, datetime(2025, 4, 4), day)
        sheet.write_row(4, 5, [4, 5])
        sheet.write_row(5, 1, [2, 250401000123, "01/04/2025 08:05", "04/04/2025", "3", "05 ngày làm việc"])
        sheet.write(7, 1, "Tổng số")
        sheet.write(7, 2, "2 hồ sơ")
        sheet.write(5, 9, "ghi chú ngoài bảng")
        workbook.add_worksheet("Khác").write(0, 0, "x")
    return path


def read(path: Path, plugins: Plugins, sheet: str | None = None) -> Ingested:
    return ingest(path, sheet=sheet, plugins=plugins)


def test_a_sheet_kept_by_hand(book: Path, plugins: Plugins) -> None:
    result = read(book, plugins)
    assert result.accounting.to_dict() == {
        "physical": 4,
        "records": 2,
        "rejected": 0,
        "skipped": {"blank": 1, "total": 1},
        "preamble": 4,
    }
    table = result.table
    assert table["code"].to_list() == ["H56.22-250401-0001", "250401000123"]
    assert table["source_sheet"].to_list() == ["Hồ sơ", "Hồ sơ"]
    assert table["source_row"].to_list() == [5, 6]
    assert table["received_at"].to_list() == [datetime(2025, 4, 1, 8, 5)] * 2
    assert table["due_on"].to_list() == [date(2025, 4, 4)] * 2
    assert table["due_at"].to_list() == [None, None]
    assert table["online_level"].to_list() == ["full", "partial"], "a number cell 4.0 reads as 4"
    assert table["limit_amount"].to_list() == [5.0, 5.0]
    assert table["limit_unit"].to_list() == ["unknown", "working-day"]


def test_the_sheets_left_unread_are_named(book: Path, plugins: Plugins) -> None:
    (finding,) = [each for each in read(book, plugins).findings if each.code == "sheet-not-read"]
    assert finding.details["sheets"] == "Bìa, Khác"


def test_letters_are_those_of_the_sheet(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_row(2, 2, ["Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả"])
        sheet.write_row(3, 2, ["H56.22-250401-0001", "01/04/2025", "31/04/2025"])
    (finding,) = [each for each in read(path, plugins).findings if each.code == "due-unreadable"]
    assert str(finding.samples[0]) == "a.xlsx [S] E4 (Ngày hẹn trả)"


def test_a_sheet_by_name(book: Path, plugins: Plugins) -> None:
    assert read(book, plugins, "Hồ sơ").accounting.records == 2
    with pytest.raises(AdapterError) as error:
        read(book, plugins, "Tháng 4")
    assert error.value.code == "source.sheet-absent"
    assert error.value.details["sheets"] == "Bìa, Hồ sơ, Khác"


def test_html_under_the_name_of_a_workbook(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("<html><table></table></html>", encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        read(path, plugins)
    assert error.value.code == "source.html"


def test_an_archive_that_is_no_workbook(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(AdapterError) as error:
        read(path, plugins)
    assert error.value.code == "source.wrong-kind"


def test_a_truncated_workbook(book: Path, plugins: Plugins) -> None:
    book.write_bytes(book.read_bytes()[:2000])
    with pytest.raises(AdapterError) as error:
        read(book, plugins)
    assert error.value.code == "source.damaged"


def test_an_empty_workbook(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("S")
    with pytest.raises(AdapterError) as error:
        read(path, plugins)
    assert error.value.code == "source.empty"


def test_a_workbook_that_grows_too_large(
    book: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(AdapterError) as error:
        read(book, plugins)
    assert error.value.code == "source.too-large"
