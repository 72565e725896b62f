"""The traps met in exports of real systems, each a test (numbers of facts/systems.md §9)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest
from tthc_adapters.manager import Plugins

Read = Callable[..., Ingested]
ReadJson = Callable[[Any], Ingested]


@pytest.fixture
def read_json(tmp_path: Path, plugins: Plugins) -> ReadJson:
    def run(document: Any, **options: Any) -> Ingested:
        path = tmp_path / "answer.json"
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        return ingest(path, plugins=plugins, **options)

    return run


def igate(**changes: Any) -> dict[str, Any]:
    return {
        "code": "H48.14-250401-0001",
        "acceptedDate": "2025-04-01T08:20:00.000+0700",
        "dossierStatus": {"id": 2, "name": "Đang xử lý"},
        **changes,
    }


def only(read: Ingested) -> dict[str, Any]:
    (row,) = read.table.rows(named=True)
    return row


def found(read: Ingested) -> dict[str, int]:
    return {finding.code: finding.count for finding in read.findings}


def test_trap_01_finished_is_not_handed_over(read: Read) -> None:
    row = only(
        read(
            "H56.22-250401-0001,03/04/2025,07/04/2025,Đã trả kết quả,01/04/2025",
            headings="Mã hồ sơ,Ngày kết thúc xử lý,Ngày trả,Trạng thái,Ngày nhận",
        )
    )
    assert (row["finished_on"], row["returned_on"]) == (date(2025, 4, 3), date(2025, 4, 7))


def test_trap_02_day_and_minute_are_both_kept(read: Read) -> None:
    row = only(read("H56.22-250401-0001,,,,01/04/2025 08:15,04/04/2025 08:15,04/04/2025 16:00,"))
    assert row["due_on"] == row["finished_on"] == date(2025, 4, 4)
    assert row["due_at"] < row["finished_at"]


def test_trap_03_no_due_date(read: Read, read_json: ReadJson) -> None:
    assert only(read("H56.22-250401-0001,,,,01/04/2025,,,"))["due_on"] is None
    late = igate(appointmentDate="2025-04-04T08:20:00.000+0700", undefindedCompleteTime=1)
    assert only(read_json([late]))["due_on"] is None
    kept = igate(appointmentDate="2025-04-04T08:20:00.000+0700", undefindedCompleteTime=0)
    assert only(read_json([kept]))["due_on"] == date(2025, 4, 4)


def test_trap_04_waiting_since_only_while_waiting(read: Read) -> None:
    headings = "Mã hồ sơ,Ngày nhận,Trạng thái,Ngày yêu cầu bổ sung"
    table = read(
        "H56.22-250401-0001,01/04/2025,Yêu cầu bổ sung giấy tờ,02/04/2025",
        "H56.22-250401-0002,01/04/2025,Đang xử lý,02/04/2025",
        headings=headings,
    ).table
    assert table["waiting_since"].to_list() == [date(2025, 4, 2), None]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-03T08:20:00.000+0700", datetime(2025, 3, 3, 8, 20)),
        ("2025-03-03T08:20:00.000+07:00", datetime(2025, 3, 3, 8, 20)),
        ("2025-03-03T01:20:00.000+0000", datetime(2025, 3, 3, 8, 20)),
        ("2025-03-03T01:20:00Z", datetime(2025, 3, 3, 8, 20)),
        ("2025-03-03T20:00:00.0Z", datetime(2025, 3, 4, 3, 0)),
        ("2025-03-03T08:20:00", datetime(2025, 3, 3, 8, 20)),
    ],
)
def test_trap_05_time_zones(read_json: ReadJson, text: str, moment: datetime) -> None:
    row = only(read_json([igate(acceptedDate=text)]))
    assert (row["received_on"], row["received_at"]) == (moment.date(), moment)


@pytest.mark.parametrize(
    "mark",
    ["", "NULL", "null", "-", "...", "N/A", "{}", "[]", "0001-01-01", "01/01/1900", "1900-01-01T00:00:00"],
)
def test_trap_06_null_marks(read: Read, mark: str) -> None:
    result = read(f"H56.22-250401-0001,,,,01/04/2025,{mark},,")
    assert only(result)["due_on"] is None
    assert found(result) == {}


@pytest.mark.parametrize("nothing", [None, "", {}, []])
def test_trap_06_null_marks_in_json(read_json: ReadJson, nothing: object) -> None:
    result = read_json([igate(appointmentDate=nothing, procedure=nothing, agency={"name": nothing})])
    row = only(result)
    assert (row["due_on"], row["procedure_name"], row["agency_name"]) == (None, None, None)
    assert "due-unreadable" not in found(result)


def test_trap_07_midnight_is_a_day_without_a_time(read: Read, read_json: ReadJson) -> None:
    row = only(read("H56.22-250401-0001,,,,01/04/2025 00:00,04/04/2025 00:00:00,03/04/2025 16:00,"))
    assert (row["received_on"], row["received_at"]) == (date(2025, 4, 1), None)
    assert (row["due_on"], row["due_at"]) == (date(2025, 4, 4), None)
    assert row["finished_at"] == datetime(2025, 4, 3, 16)
    local = only(read_json([igate(acceptedDate="2025-03-31T17:00:00.000+0000")]))
    assert (local["received_on"], local["received_at"]) == (date(2025, 4, 1), None)


@pytest.mark.parametrize(
    "name",
    [
        "Sở Thử",
        {"languageId": 228, "name": "Sở Thử"},
        [{"languageId": 46, "name": "Department"}, {"languageId": 228, "name": "Sở Thử"}],
        [{"name": "Sở Thử"}],
    ],
)
def test_trap_08_three_shapes_of_a_name(read_json: ReadJson, name: object) -> None:
    assert only(read_json([igate(agency={"name": name})]))["agency_name"] == "Sở Thử"


def test_trap_10_channel_codes(read: Read) -> None:
    words = ["Trực tiếp", "trực  tuyến", "Qua mạng", "BCCI", "2", "3", "Fax", ""]
    result = read(*(f"H56.22-250401-{i:04d},,,{word},01/04/2025,,," for i, word in enumerate(words)))
    channels = ["direct", "online", "online", "post", "online", "post", None, None]
    assert result.table["channel"].to_list() == channels
    assert found(result) == {"channel-unrecognized": 1}
    (finding,) = result.findings
    assert str(finding.samples[0]) == "list.csv D8 (Kênh thực hiện)"


def test_trap_11_dossier_codes_in_every_spelling(read: Read) -> None:
    codes = [
        "H56.17-250303-0001",
        "000.00.17.H56-250303-0002",
        "g22.99.08-250303-0001",
        "TP01-CX-U0QVZU",
        "1741000000123",
    ]
    table = read(*(f"{code},,,,03/03/2025,,," for code in codes)).table
    assert table["code"].to_list() == codes
    assert table["code_normalized"].to_list() == [
        "H56.17-250303-0001",
        "H56.17-250303-0002",
        "G22.99.08-250303-0001",
        "TP01-CX-U0QVZU",
        "1741000000123",
    ]


def test_trap_11_two_spellings_are_one_dossier(read: Read) -> None:
    row = "-250303-0001,,,,03/03/2025,,,"
    result = read(f"H56.17{row}", f"000.00.17.H56{row}")
    assert result.accounting.skipped == {"duplicate": 1}


def test_trap_12_procedure_codes_meet_in_their_first_two_groups(read: Read, tmp_path: Path) -> None:
    from tthc_adapters import read_limits, with_limits

    table = read(
        "H56.22-250401-0001,01/04/2025,1.001612.000.00.00.H56",
        "H56.22-250401-0002,01/04/2025,1.0016 12",
        "H56.22-250401-0003,01/04/2025,1.001613",
        headings="Mã hồ sơ,Ngày nhận,Mã thủ tục",
    ).table
    path = tmp_path / "limits.csv"
    path.write_text("Mã thủ tục,Thời hạn giải quyết\n1.001612,03 ngày làm việc\n", encoding="utf-8")
    done = with_limits(table, read_limits(path))
    assert done["limit_amount"].to_list() == [3.0, 3.0, None]


def test_trap_13_status_wordings(read: Read) -> None:
    words = {
        "Đang xử lý": 4,
        "ĐANG GIẢI QUYẾT": 4,
        "Đang thụ lý": 4,
        "Đã xử lý xong": 9,
        "Đã có kết quả": 9,
        "Đã hoàn tất": 9,
        "Chờ trả": 9,
        "Đã trả": 10,
        unicodedata.normalize("NFD", "Đã trả kết quả"): 10,
        "Chờ bổ sung": 5,
        "7": 7,
        "Hỏng máy": None,
    }
    result = read(*(f"H56.22-250401-{i:04d},,,,01/04/2025,,,{word}" for i, word in enumerate(words)))
    assert result.table["status"].to_list() == list(words.values())
    assert found(result) == {"status-unrecognized": 1}


def test_trap_13_wordings_of_a_province(read: Read) -> None:
    result = read("H56.22-250401-0001,,,,01/04/2025,,,Hỏng máy", statuses={"hỏng  máy": 8})
    assert only(result)["status"] == 8
    with pytest.raises(AdapterError) as error:
        read("H56.22-250401-0001,,,,01/04/2025,,,x", statuses={"x": 11})
    assert error.value.code == "wording.bad-status"


def test_trap_15_banners_totals_groups_and_signatures(read: Read) -> None:
    result = read(
        "(1),(2),(3),(4),(5),(6),(7),(8),(9)",
        "I,Cấp huyện,,,,,,,",
        ",UBND huyện Thử,,,,,,,",
        "1,H56.22-250401-0001,,,,01/04/2025,,,",
        'II,"Xã, phường, thị trấn",,,,,,,',
        "2,H56.22-250401-0002,,,,01/04/2025,,,",
        ",,,,,,,,",
        ",Tổng cộng: 2 hồ sơ,,,,,,,",
        ',,,,,"Thử, ngày 02 tháng 4 năm 2025",,,',
        ",,,,,Người lập biểu,,Thủ trưởng đơn vị,",
        ',,,,,"(Ký, ghi rõ họ tên)",,,',
        ",,,,,Nguyễn Văn Thử,,,",
        headings="\n".join(
            [
                "UBND TỈNH THỬ,,,,,,,,",
                "DANH SÁCH HỒ SƠ,,,,,,,,",
                "",
                "STT,Mã hồ sơ,Lĩnh vực,Đơn vị,Kênh thực hiện,Ngày nhận,Ngày hẹn trả,Ngày kết thúc,Trạng thái",
            ]
        ),
    )
    skipped = {"blank": 1, "group": 3, "signature": 4, "total": 1}
    assert result.accounting.to_dict() == {
        "physical": 11,
        "records": 2,
        "rejected": 0,
        "skipped": skipped,
        "preamble": 5,
    }
    assert result.table["source_row"].to_list() == [8, 10]
    assert result.table["level"].to_list() == ["district", "commune"]


WRAPPERS: list[Callable[[list[Any]], Any]] = [
    lambda rows: {"content": rows, "totalElements": 1, "totalPages": 1},
    lambda rows: {"data": rows, "totalCount": 1, "currentPage": 1, "totalPages": 1},
    lambda rows: {"data": {"content": rows}},
    lambda rows: {"Data": rows, "ListSize": 1, "ErrorCode": 0},
    lambda rows: {"data": rows, "recordsTotal": 1},
    lambda rows: {"code": "OK", "data": rows},
    lambda rows: rows,
    lambda rows: rows[0],
]


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_trap_16_paging_wrappers(read_json: ReadJson, wrap: Callable[[list[Any]], Any]) -> None:
    assert read_json(wrap([igate()])).accounting.records == 1


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<!DOCTYPE html><html><body>Đăng nhập</body></html>", "source.html"),
        ({"Data": [], "ListSize": 0, "ErrorCode": 2, "Message": "x"}, "source.answer-error"),
        ({"code": "FAIL", "data": None}, "source.answer-error"),
        ({"success": False, "data": []}, "source.answer-error"),
        ({"timestamp": "x", "status": 500, "error": "Internal", "path": "/pa"}, "source.answer-error"),
        ({"content": []}, "source.empty"),
        ({"totalElements": 0}, "source.empty"),
        ("", "source.empty"),
        ("[1, 2]", "source.json-element"),
        ("[{", "source.json-syntax"),
        ("[" * 5000 + "]" * 5000, "source.json-depth"),
        ("[" * 200 + "]" * 200, "source.json-element"),
        ("a,b\n1,2\n", "source.wrong-kind"),
    ],
)
def test_trap_16_no_list_in_a_good_answer(read_json: ReadJson, document: object, code: str) -> None:
    with pytest.raises(AdapterError) as error:
        read_json(document)
    assert error.value.code == code


def test_trap_17_deleted_rows_are_skipped_and_not_accepted_ones_kept(read_json: ReadJson) -> None:
    base = {"maHoSo": "H56.22-250401-0001", "ngayTiepNhan": "2025-04-01T08:00:00", "trangThaiHoSoId": "4"}
    gone = {**base, "maHoSo": "H56.22-250401-0002", "deletedOn": "2025-04-02T08:00:00"}
    new = {**base, "maHoSo": "H56.22-250401-0003", "ngayTiepNhan": None, "trangThaiHoSoId": "1"}
    refused = {**base, "maHoSo": "H56.22-250401-0004", "ngayTiepNhan": "", "trangThaiHoSoId": "3"}
    read = read_json({"data": [base, gone, new, refused]})
    assert read.accounting.skipped == {"deleted": 1}
    assert read.table["status"].to_list() == [4, 1, 3]
    assert read.accounting.rejected == {}


@pytest.mark.parametrize(
    ("hours", "basis", "limit"),
    [
        (24, "Ngày làm việc", (3.0, "working-day")),
        (8, "Ngày", (1.0, "day")),
        (12, "Ngày làm việc", (12.0, "working-hour")),
        (12, "Ngày", (None, None)),
        (24, None, (3.0, "unknown")),
    ],
)
def test_trap_18_hours_of_tan_dan(
    read_json: ReadJson, hours: float, basis: str | None, limit: tuple[float | None, str | None]
) -> None:
    row = only(
        read_json(
            [
                {
                    "maHoSo": "H56.22-250401-0001",
                    "ngayTiepNhan": "2025-04-01T08:00:00",
                    "thoiGianThucHien": hours,
                    "loaiThoiGianThucHien": basis,
                }
            ]
        )
    )
    assert (row["limit_amount"], row["limit_unit"]) == limit


@pytest.mark.parametrize(
    ("timesheet", "limit"),
    [("Ngày làm việc", (3.0, "working-day")), ("Ngày", (3.0, "day")), (None, (3.0, "unknown"))],
)
def test_trap_18_timesheet_of_igate(
    read_json: ReadJson, timesheet: str | None, limit: tuple[float, str]
) -> None:
    process = {"processDefinition": {"timesheet": {"name": timesheet}}}
    row = only(
        read_json([igate(processingTime=3, processingTimeUnit="d", procedureProcessDefinition=process)])
    )
    assert (row["limit_amount"], row["limit_unit"]) == limit


def test_igate_states_go_by_name_and_not_by_number(read_json: ReadJson) -> None:
    row = only(read_json([igate(dossierStatus={"id": 4, "name": "Chờ bổ sung"})]))
    assert row["status"] == 5


def test_igate_numbers_alone_are_no_state(read_json: ReadJson) -> None:
    row = only(read_json([igate(dossierStatus={"id": 9}, appointmentDate=None)]))
    assert row["status"] is None


@pytest.mark.parametrize("mark", ["<br/>", "<BR>", "[br]"])
def test_trap_14_line_breaks_inside_headings(read: Read, mark: str) -> None:
    row = only(
        read(
            "H56.22-250401-0001,01/04/2025,04/04/2025", headings=f"Mã hồ sơ,Ngày{mark}nhận,Ngày{mark}hẹn trả"
        )
    )
    assert (row["received_on"], row["due_on"]) == (date(2025, 4, 1), date(2025, 4, 4))


def test_trap_14_a_web_page_saved_as_xls(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "list.xls"
    path.write_text(
        "<html><body><table><tr><th colspan=2>DANH SÁCH</th></tr>"
        "<tr><th>Mã hồ sơ</th><th>Ngày<br/>nhận</th></tr>"
        '<tr><td><a href="#">H56.22-250401-0001</a></td><td>01/04/2025 08:00</td></tr></table></body></html>',
        encoding="utf-8",
    )
    row = only(ingest(path, plugins=plugins))
    assert (row["code"], row["received_at"]) == ("H56.22-250401-0001", datetime(2025, 4, 1, 8))


def test_trap_15_headings_repeated_on_every_page(read: Read) -> None:
    headings = "Mã hồ sơ,Ngày nhận,Trạng thái"
    result = read(
        "H56.22-250401-0001,01/04/2025,Đang xử lý",
        headings,
        "H56.22-250401-0002,02/04/2025,Đang xử lý",
        headings=headings,
    )
    assert result.accounting.skipped == {"heading": 1}
    assert result.accounting.records == 2


def test_trap_17_test_rows_of_other_systems(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "cmon.json"
    row = {"MaSoBienNhan": "0001", "NgayNop": "03/13/2015", "DaXoa": 0}
    path.write_text(json.dumps([row, {**row, "MaSoBienNhan": "0002", "DaXoa": 1}]), encoding="utf-8")
    assert ingest(path, plugins=plugins).accounting.skipped == {"deleted": 1}


def test_trap_19_a_due_date_of_a_hand_kept_calendar_is_a_finding(read: Read) -> None:
    result = read("H56.22-120118-0001,,,,18/01/2012,23/01/2012,,Đang xử lý")
    assert only(result)["due_on"] == date(2012, 1, 23), "the first day of Tết, which that calendar lacked"
    assert found(result)["due-on-day-off"] == 1


def test_trap_20_a_due_date_that_was_reset_is_kept_beside_the_lawful_one(read: Read) -> None:
    from tthc.calendars import load_calendar
    from tthc.columnar.due import with_legal_due

    result = read(
        "H56.22-250401-0001,01/04/2025,30/04/2025,30/04/2025,03 ngày làm việc",
        headings="Mã hồ sơ,Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Thời hạn giải quyết",
    )
    row = with_legal_due(result.table, load_calendar()).row(0, named=True)
    assert (row["due_on"], row["legal_due_on"]) == (date(2025, 4, 30), date(2025, 4, 4))
    assert result.accounting.rejected == {}
