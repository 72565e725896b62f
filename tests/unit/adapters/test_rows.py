from __future__ import annotations

from collections.abc import Callable

import pytest

from tthc_adapters import Ingested
from tthc_adapters.intake.rows import is_unit, kind_of_text

Read = Callable[..., Ingested]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tổng số", "total"),
        ("TỔNG CỘNG:", "total"),
        ("Cộng (12)", "total"),
        ("Tổng", "total"),
        ("Tổng cục Thử", "unit"),
        ("Cộng đồng dân cư", None),
        ("Sở, ban, ngành", "level:province"),
        ("Huyện, thị xã, thành phố", "level:district"),
        ("Xã, phường, thị trấn", "level:commune"),
        ("C. Cấp xã", "level:commune"),
        ("Người lập biểu", "signature"),
        ("KT. CHỦ TỊCH", "signature"),
        ("…, ngày … tháng … năm 2025", "signature"),
        ("(Ký tên, đóng dấu)", "signature"),
        ("1. UBND xã Thử", "unit"),
        ("Ủy ban nhân dân xã Thử", "unit"),
        ("Hộ tịch", None),
    ],
)
def test_what_a_text_heads(text: str, kind: str | None) -> None:
    assert kind_of_text(text) == kind


def test_a_person_is_no_unit() -> None:
    assert is_unit("Phòng Tư pháp")
    assert not is_unit("Nguyễn Văn Thử")


def test_a_total_with_numbers_in_other_columns(read: Read) -> None:
    result = read("Tổng số hồ sơ,12,3,,,,,", "H56.22-250401-0001,,,,01/04/2025,,,")
    assert result.accounting.skipped == {"total": 1}


def test_a_row_that_lost_its_code_is_rejected_and_not_taken_for_a_group(read: Read) -> None:
    result = read(",Hộ tịch,UBND xã Thử,Trực tiếp,01/04/2025,,,", ",Hộ tịch,UBND xã Thử,Trực tiếp,,,,")
    assert result.accounting.rejected == {"code-missing": 2}


def test_a_lone_code_is_rejected_and_not_taken_for_a_group(read: Read) -> None:
    result = read("H56.22-250401-0001,,,,,,,", "HOSO,,,,,,,")
    assert result.accounting.rejected == {"received-missing": 2}


def test_group_rows_give_the_agency_where_no_column_does(read: Read) -> None:
    result = read(
        "UBND xã Thử,,",
        "H56.22-250401-0001,01/04/2025,",
        "Sở Tư pháp,,",
        "H56.22-250401-0002,01/04/2025,",
        headings="Mã hồ sơ,Ngày nhận,Ngày hẹn trả",
    )
    assert result.table["agency_name"].to_list() == ["UBND xã Thử", "Sở Tư pháp"]
    assert result.table["level"].to_list() == ["commune", "province"]
    assert "level-and-agency-column-missing" not in [finding.code for finding in result.findings]


def test_a_new_level_ends_the_unit_above_it(read: Read) -> None:
    result = read(
        "Cấp huyện,,",
        "UBND huyện Thử,,",
        "H56.22-250401-0001,01/04/2025,",
        "Cấp xã,,",
        "H56.22-250401-0002,01/04/2025,",
        headings="Mã hồ sơ,Ngày nhận,Ngày hẹn trả",
    )
    assert result.table["agency_name"].to_list() == ["UBND huyện Thử", None]
    assert result.table["level"].to_list() == ["district", "commune"]


def test_a_level_column_wins_over_group_rows_and_agencies(read: Read) -> None:
    result = read(
        "Cấp xã,,,",
        "H56.22-250401-0001,01/04/2025,Cấp tỉnh,UBND xã Thử",
        "H56.22-250401-0002,01/04/2025,,UBND xã Thử",
        "H56.22-250401-0003,01/04/2025,Vùng,UBND xã Thử",
        headings="Mã hồ sơ,Ngày nhận,Cấp,Đơn vị tiếp nhận",
    )
    assert result.table["level"].to_list() == ["province", "commune", "commune"]
    assert {finding.code: finding.count for finding in result.findings}["level-unrecognized"] == 1


def test_the_group_of_one_block_holds_in_the_next(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    from tthc_adapters.sources import _csv_records

    real = _csv_records.utf8_chunks
    monkeypatch.setattr(_csv_records, "utf8_chunks", lambda location, **more: real(location, 64, **more))
    rows = [f"H56.22-250401-{index:04d},01/04/2025," for index in range(20)]
    result = read(
        "Cấp huyện,,", *rows, "Người lập biểu,,", "Trần Thị Thử,,", headings="Mã hồ sơ,Ngày nhận,Ngày hẹn trả"
    )
    assert set(result.table["level"]) == {"district"}
    assert result.accounting.skipped == {"group": 1, "signature": 2}


def test_a_district_agency_stays_one_after_the_district_level_ended(read: Read) -> None:
    result = read("H56.22-250801-0001,,UBND huyện Thử,,01/08/2025,,,")
    assert result.table["level"].to_list() == ["district"]


def test_own_level_rules(read: Read) -> None:
    own = {"name": [{"phrase": "Đội Một cửa số 3", "level": "commune"}]}
    result = read("H56.22-250401-0001,,Đội Một cửa số 3,,01/04/2025,,,", levels=own)
    assert result.table["level"].to_list() == ["commune"]


def test_the_handling_unit_comes_before_the_receiving_one(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,01/04/2025,Trung tâm Phục vụ hành chính công tỉnh Thử,Sở Xây dựng",
        "H56.22-250401-0002,01/04/2025,UBND xã Thử,",
        "H56.22-250401-0003,01/04/2025,UBND xã Thử,Nguyễn Văn Thử",
        headings="Mã hồ sơ,Ngày nhận,Đơn vị tiếp nhận,Đơn vị/cá nhân giải quyết",
    )
    assert result.table["agency_name"].to_list() == ["Sở Xây dựng", "UBND xã Thử", "UBND xã Thử"]
