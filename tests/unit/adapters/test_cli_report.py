"""`tthc report`: an invented list whose form was counted by hand, and every way the command ends."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tthc_adapters.cli import main

HEADINGS = (
    "STT,Mã hồ sơ,Mã thủ tục,Lĩnh vực,Đơn vị giải quyết,Kênh thực hiện,"
    "Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái"
)
ROWS = (
    # province: one carried over and late, one open within its limit
    "1,H56.17-250210-0001,1.004194,Đất đai,Sở Mẫu,Trực tiếp,10/02/2025,03/03/2025,04/03/2025,Đã xử lý xong",
    "2,H56.17-250228-0007,1.004194,Đất đai,Sở Mẫu,Bưu chính công ích,28/02/2025,14/03/2025,,Đang xử lý",
    # district: one online, early
    "3,H56.17-250303-0001,1.001612,Hộ kinh doanh,UBND huyện Mẫu,Trực tuyến,03/03/2025,06/03/2025,05/03/2025,"
    "Đã xử lý xong",
    # commune: one on time, one without a channel and early
    "4,H56.17-250303-0002,2.000815,Chứng thực,UBND xã Mẫu,Trực tiếp,03/03/2025,03/03/2025,03/03/2025,"
    "Đã trả kết quả",
    "5,H56.17-250304-0003,2.000815,Chứng thực,UBND xã Mẫu,,04/03/2025,05/03/2025,04/03/2025,Đã trả kết quả",
    # received after the period
    "6,H56.17-250317-0001,2.000815,Chứng thực,UBND xã Mẫu,Trực tiếp,17/03/2025,18/03/2025,,Đang xử lý",
)
PERIOD = ("--period", "2025-03", "--as-of", "2025-03-14")

TOTAL = {"3": 5, "4": 1, "5": 2, "6": 1, "7": 4, "8": 2, "9": 1, "10": 1, "11": 1, "12": 1, "13": 0}
PROVINCE = {"3": 2, "4": 0, "5": 1, "6": 1, "7": 1, "8": 0, "9": 0, "10": 1, "11": 1, "12": 1, "13": 0}
"""Counted by hand from the rows above."""


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def export(tmp_path: Path) -> str:
    return write(tmp_path / "ho-so.csv", *ROWS)


def write(path: Path, *rows: str, headings: str = HEADINGS) -> str:
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8-sig")
    return str(path)


def as_json(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["report", *words, "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_the_json_is_the_contract(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", export, *PERIOD, "--json"]) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)  # nothing else is on standard output
    assert captured.err == ""
    assert list(answer) == [
        *("form", "edition", "period", "as_of", "basis", "policy", "data_version", "provisional"),
        *("rows", "outside", "accounting", "findings"),
    ]
    assert (answer["form"], answer["edition"], answer["basis"]) == ("II.06a", "2020", "exported")
    assert answer["period"] == {"from": "2025-02-15", "to": "2025-03-14"}
    rows = {row["level"]: row for row in answer["rows"]}
    assert list(rows) == ["province", "district", "commune", "total"]
    assert rows["total"]["cells"] == TOTAL
    assert rows["province"]["cells"] == PROVINCE
    assert rows["total"]["unknown_channel"] == rows["commune"]["unknown_channel"] == 1
    assert answer["outside"] == {"out": 1, "unknown_scope": 0}
    assert answer["accounting"] == {"physical": 6, "records": 6, "rejected": 0, "skipped": {}, "preamble": 1}
    assert {finding["code"] for finding in answer["findings"]} >= {"channel-missing"}


def test_the_screen_shows_the_form_and_its_notes(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", export, *PERIOD]) == 0
    out = capsys.readouterr().out
    assert "Biểu số II.06a/VPCP/KSTT" in out
    total = next(line for line in out.splitlines() if line.startswith("│   │Tổng số"))
    assert [cell.strip() for cell in total.split("│")[3:-1]] == [*map(str, TOTAL.values()), "1"]
    assert "6 dòng = 6 hồ sơ + 0 dòng bị loại" in out
    assert "channel-missing × 1" in out


def test_rejected_rows_are_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = ROWS[4].replace("04/03/2025,05/03", "32/03/2025,05/03")
    export = write(tmp_path / "a.csv", *ROWS[:4], broken)
    assert main(["report", export, *PERIOD]) == 1
    captured = capsys.readouterr()
    assert "5 dòng = 4 hồ sơ + 1 dòng bị loại" in captured.out
    assert "Có 1 dòng bị loại" in captured.err
    answer = as_json(capsys, export, *PERIOD, code=1)
    assert answer["accounting"]["rejected"] == 1


def test_without_a_period_the_covered_ones_are_named(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", export]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "từ 10/02/2025 đến 17/03/2025" in captured.err
    for period in ("2025", "2025-H1", "2025-Q1", "2025-Q2", "2025-02", "2025-03", "2025-04"):
        assert f"--period {period} " in captured.err
    assert "Tháng 3 năm 2025 (15/02/2025 - 14/03/2025)" in captured.err


def test_a_list_without_dossiers_covers_no_period(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = write(tmp_path / "a.csv", ",,,,,,,,,")
    assert main(["report", export]) == 2
    assert "không suy ra được kỳ báo cáo" in capsys.readouterr().err


def test_the_periods_in_english(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", export, "--lang", "en"]) == 2
    assert "from 2025-02-10 to 2025-03-17" in capsys.readouterr().err


@pytest.mark.parametrize(
    "by", [["--by", "field,agency"], ["--by", "level", "--by", "field", "--by", "agency"]]
)
def test_rows_by_field_and_agency(by: list[str], export: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = as_json(capsys, export, *PERIOD, *by)["rows"]
    assert [row["level"] for row in rows if row["field"] is None and row["agency"] is None] == [
        "province",
        "district",
        "commune",
        "total",
    ]
    land = next(row for row in rows if row["field"] == "Đất đai")
    office = next(row for row in rows if row["agency"] == "Sở Mẫu")
    assert land["cells"] == office["cells"] == PROVINCE


def test_another_form(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = as_json(capsys, export, *PERIOD, "--form", "07B")
    assert (answer["form"], answer["edition"]) == ("07b", "2026")
    total = answer["rows"][-1]
    # the online dossier does not say whether it was full-process, so it joins the one without a channel
    assert (total["cells"]["3"], total["cells"]["4"], total["cells"]["5"], total["unknown_channel"]) == (
        5,
        0,
        0,
        2,
    )
    assert (total["cells"]["6"], total["cells"]["7"], total["cells"]["8"]) == (1, 1, 1)


def test_the_form_may_be_named_as_printed(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert as_json(capsys, export, *PERIOD, "--form", "II.06a")["form"] == "II.06a"


def test_the_workbook_beside_the_screen(
    export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "bieu.xlsx"
    assert main(["report", export, *PERIOD, "--xlsx", str(target)]) == 0
    captured = capsys.readouterr()
    assert str(target) in captured.err
    assert "Biểu số II.06a" in captured.out
    assert zipfile.is_zipfile(target)


def test_with_json_the_note_about_the_workbook_stays_off_standard_output(
    export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", export, *PERIOD, "--xlsx", str(tmp_path / "a.xlsx"), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)
    assert "a.xlsx" in captured.err


def test_a_workbook_that_cannot_be_written_is_exit_2(
    export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", export, *PERIOD, "--xlsx", str(tmp_path / "no" / "a.xlsx")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Lỗi: ")


def test_due_dates_by_law_need_limits(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", export, *PERIOD, "--basis", "legal"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--limits" in captured.err
    assert "Thời hạn giải quyết" in captured.err


def test_due_dates_by_law_from_a_limits_file(
    export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = write(
        tmp_path / "thoi-han.csv",
        "1.004194,10 ngày làm việc",
        "1.001612.000.00.00.H56,01 ngày làm việc",
        headings="Mã thủ tục,Thời hạn giải quyết",
    )
    answer = as_json(capsys, export, *PERIOD, "--basis", "legal", "--limits", limits)
    assert answer["basis"] == "legal"
    total = answer["rows"][-1]
    # 10/02 + 10 working days is 24/02, 28/02 + 10 is 14/03, 03/03 + 1 is 04/03; the commune's have no limit
    assert total["cells"] | {"3": 5} == total["cells"]
    assert {number: total["cells"][number] for number in ("8", "9", "10", "12", "13")} == {
        "8": 0,
        "9": 0,
        "10": 2,
        "12": 1,
        "13": 0,
    }
    assert total["unknown_outcome"] == 2


def test_due_dates_by_law_from_a_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{row},03 ngày làm việc" for row in ROWS]
    export = write(tmp_path / "a.csv", *rows, headings=f"{HEADINGS},Thời hạn giải quyết")
    total = as_json(capsys, export, *PERIOD, "--basis", "legal")["rows"][-1]
    assert total["unknown_outcome"] == 0
    # 03/03 + 3 is 06/03 (twice early), 04/03 early; 10/02 late; 28/02 + 3 is 05/03, still open: overdue
    assert (total["cells"]["8"], total["cells"]["10"], total["cells"]["13"]) == (3, 1, 1)


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "khong-co.csv"), *PERIOD]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "khong-co.csv" in captured.err
    assert "Traceback" not in captured.err


def test_a_file_without_its_columns_names_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write(tmp_path / "a.csv", *ROWS, headings=HEADINGS.replace("Ngày nhận", "Ngày nhậm"))
    assert main(["report", export, *PERIOD, "--system", "tan-dan", "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Ngày nhậm" in captured.err


def test_a_later_file_wins(export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = write(tmp_path / "moi.csv", ROWS[1].replace(",,Đang xử lý", ",13/03/2025,Đã xử lý xong"))
    answer = as_json(capsys, export, newer, *PERIOD)
    assert answer["accounting"]["physical"] == 7
    assert answer["accounting"]["skipped"] == {"superseded": 1}
    assert answer["rows"][-1]["cells"]["11"] == 0
    again = as_json(capsys, newer, export, *PERIOD)
    assert again["rows"][-1]["cells"]["11"] == 1


def test_today_in_vietnam_is_the_default_day(
    export: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from tthc_adapters.cli import report_command

    monkeypatch.setattr(report_command, "today_in_vietnam", lambda: date(2025, 3, 20))
    assert as_json(capsys, export, "--period", "2025-03")["as_of"] == "2025-03-20"
