"""`tthc map`: what it proposes can be used, and what it does not know it says."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tthc_adapters import ingest
from tthc_adapters.cli import main
from tthc_adapters.intake.mapping_text import mapping_text
from tthc_adapters.intake.proposing import Proposal, propose_mapping

Printed = pytest.CaptureFixture[str]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return write(
        tmp_path / "odd.csv",
        "TRUNG TÂM THỬ,,,,,,,,",
        "Ký hiệu,Ngay tiep nhan,Hạn giải quyết,Mã dịch vụ,Cách làm,Tình hình,Ngày trả kết quả,Người nộp,Màu",
        "H56.22-250401-0001,04/25/2025,04/30/2025,1.001612,Trực tiếp,Đang giải quyết,chưa,Người thử A,xanh",
        "H56.22-250401-0002,04/05/2025,05/06/2025,2.000815,Qua mạng,Đã trả,rồi,Người thử B,đỏ",
        "H56.22-250401-0003,04/26/2025,05/07/2025,2.000815,BCCI,Đang giải quyết,chưa,Người thử C,vàng",
        "Người lập biểu,,,,,,,,",
    )


def proposed(path: Path) -> Proposal:
    return propose_mapping(path)


def test_headings_near_ones_and_cells(odd: Path) -> None:
    found = {each.heading: (each.target, each.how) for each in proposed(odd).placed}
    assert found == {
        "Ký hiệu": ("code", "values"),
        "Ngay tiep nhan": ("received_on", "like"),
        "Hạn giải quyết": ("due_on", "heading"),
        "Mã dịch vụ": ("procedure_code", "values"),
        "Cách làm": ("channel", "values"),
        "Tình hình": ("status", "values"),
    }


def test_what_is_not_known_is_said(odd: Path) -> None:
    proposal = proposed(odd)
    assert proposal.unplaced == (("Ngày trả kết quả", "not-dates"), ("Màu", "unknown"))
    assert proposal.known == ("Người nộp",)
    assert proposal.missing == ()


def test_the_order_of_day_and_month_is_found_in_the_values(odd: Path) -> None:
    formats = {each.heading: (each.formats, each.ambiguous) for each in proposed(odd).placed if each.formats}
    assert formats == {
        "Ngay tiep nhan": (("%m/%d/%Y",), False),
        "Hạn giải quyết": (("%m/%d/%Y",), False),
    }


def test_the_round_trip(odd: Path, tmp_path: Path, capsys: Printed) -> None:
    assert main(["map", str(odd)]) == 0
    printed = capsys.readouterr()
    path = write(tmp_path / "odd.toml", printed.out)
    read = ingest(odd, mapping=path)
    assert read.accounting.to_dict()["records"] == 3
    assert read.accounting.rejected == {}
    assert read.table["received_on"].to_list() == [date(2025, 4, 25), date(2025, 4, 5), date(2025, 4, 26)]
    assert read.table["channel"].to_list() == ["direct", "online", "post"]
    assert read.table["status"].to_list() == [4, 10, 4]
    assert "Người thử" not in printed.out + printed.err
    assert "Màu" in printed.err
    assert "# “Ký hiệu” xếp theo nội dung ô" in printed.out


def test_the_report_takes_the_mapping(odd: Path, tmp_path: Path, capsys: Printed) -> None:
    main(["map", str(odd)])
    path = write(tmp_path / "odd.toml", capsys.readouterr().out)
    words = ["report", str(odd), "--map", str(path), "--period", "2025", "--as-of", "2025-06-01", "--json"]
    assert main(words) == 0
    assert '"records": 3' in capsys.readouterr().out


def test_dates_that_tell_no_order_are_marked(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Mã hồ sơ,Ngày nhận", "H56.22-250401-0001,01/04/2025")
    (received,) = [each for each in proposed(path).placed if each.target == "received_on"]
    assert (received.formats, received.ambiguous) == (("%d/%m/%Y",), True)
    assert "tháng/ngày" in mapping_text(proposed(path))


def test_another_date_of_the_file_settles_the_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Mã hồ sơ,Ngày nhận,Hẹn trả", "H56.22-250401-0001,04/05/2025,04/25/2025")
    assert {each.formats for each in proposed(path).placed if each.formats} == {("%m/%d/%Y",)}
    assert not any(each.ambiguous for each in proposed(path).placed)


def test_a_date_column_of_its_own_format(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "Mã hồ sơ,Ngày nhận,Hẹn trả,Ngày trả",
        "H56.22-250401-0001,25/04/2025,20250430170000,2025-04-29",
        "H56.22-250401-0002,26/04/2025,20250430170000,",
    )
    mapping = tomllib.loads(mapping_text(proposed(path)))
    assert mapping["formats"] == {"Hẹn trả": ["%Y%m%d%H%M%S"]}
    assert ingest(path, mapping=mapping).findings is not None
    assert ingest(path, mapping=mapping).table["due_on"].to_list() == [date(2025, 4, 30)] * 2


def test_wordings_that_are_not_known_wait_in_a_comment(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "Mã hồ sơ,Ngày nhận,Trạng thái", "a,25/04/2025,Đang xử lý", "b,25/04/2025,Tạm gác"
    )
    text = mapping_text(proposed(path))
    assert tomllib.loads(text)["values"] == {"status": {"4": ["Đang xử lý"]}}
    assert '# Chưa rõ mã, hãy chuyển vào đúng dòng: "Tạm gác"' in text


def test_a_required_column_that_is_not_there(tmp_path: Path, capsys: Printed) -> None:
    path = write(tmp_path / "a.csv", "Mã hồ sơ,Màu", "H56.22-250401-0001,đỏ")
    assert main(["map", str(path), "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert "MISSING required column received_on" in printed.out
    assert "received_on" in printed.err


def test_merged_headings_and_json(tmp_path: Path) -> None:
    merged = write(
        tmp_path / "a.csv", "Mã hồ sơ,Thời gian,,Ghi chú", ",Ngày nhận,Hẹn trả,", "a-1,25/04/2025,26/04/2025,"
    )
    assert tomllib.loads(mapping_text(proposed(merged)))["columns"]["due_on"] == ["Thời gian › Hẹn trả"]
    listed = write(
        tmp_path / "a.json", '[{"soHoSo": "x-1", "moc": {"ngayTiepNhan": "2025-04-25"}, "e": null}]'
    )
    found = proposed(listed)
    assert [(each.heading, each.target) for each in found.placed] == [("soHoSo", "code")]
    assert [heading for heading, _ in found.unplaced] == ["moc.ngayTiepNhan"]


def test_headings_cannot_break_out_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Mã hồ sơ,"Màu\n""x"" = 1\\\x7f",Ngày nhận', "a-1,đỏ,25/04/2025")
    mapping = tomllib.loads(mapping_text(proposed(path)))
    assert set(mapping) == {"dates", "known", "columns"}


def test_an_empty_file(tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf-8")
    assert main(["map", str(path)]) == 2
