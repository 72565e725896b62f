"""Headings of one to three rows, merged cells, banners; and which column a joined heading leads to."""

from __future__ import annotations

import pytest

from tthc_adapters.heading_rows import find_heading_rows, join_headings
from tthc_adapters.intake.plan import match_columns
from tthc_adapters.layouts import Layout
from tthc_adapters.systems.tabular import Tabular

KNOWN = Tabular().layout.headings
N = None


def headers(rows: list[list[str | None]]) -> tuple[tuple[str | None, ...], int]:
    found = find_heading_rows(rows, KNOWN)
    assert found is not None
    return found.headers, found.above


def test_one_row_below_banners() -> None:
    rows = [
        ["UBND TỈNH THỬ", N, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [N, N, "Độc lập - Tự do"],
        ["STT", "Mã hồ sơ", "Ngày nhận"],
        ["(1)", "(2)", "(3)"],
        ["1", "H56.22-250401-0001", "01/04/2025"],
    ]
    assert headers(rows) == (("STT", "Mã hồ sơ", "Ngày nhận"), 4)


def test_two_rows_with_merged_cells() -> None:
    rows = [
        ["DANH SÁCH", N, N, N, N],
        ["STT", "Mã hồ sơ", "Thời gian", N, "Ghi chú"],
        [N, N, "Ngày nhận", "Ngày hẹn trả", N],
        ["1", "H56.22-250401-0001", "01/04/2025", "04/04/2025", N],
    ]
    assert headers(rows) == (
        ("STT", "Mã hồ sơ", "Thời gian › Ngày nhận", "Thời gian › Ngày hẹn trả", "Ghi chú"),
        3,
    )


def test_three_rows_with_merged_cells() -> None:
    rows = [
        ["STT", "Mã hồ sơ", "Thời gian", N, N, "Trạng thái"],
        [N, N, "Nộp", "Giải quyết", N, N],
        [N, N, "Ngày nộp", "Ngày nhận", "Ngày hẹn trả", N],
        ["1", "H56.22-250401-0001", "01/04/2025", "01/04/2025", "04/04/2025", "Đang xử lý"],
    ]
    assert headers(rows)[0][2:5] == (
        "Thời gian › Nộp › Ngày nộp",
        "Thời gian › Giải quyết › Ngày nhận",
        "Thời gian › Giải quyết › Ngày hẹn trả",
    )
    assert headers(rows)[1] == 3


def test_merged_cells_that_were_filled_when_exported() -> None:
    rows = [
        ["Mã hồ sơ", "Thời gian", "Thời gian", "Trạng thái"],
        ["Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Trạng thái"],
        ["H56.22-250401-0001", "01/04/2025", "04/04/2025", "Đang xử lý"],
    ]
    assert headers(rows) == (
        ("Mã hồ sơ", "Thời gian › Ngày nhận", "Thời gian › Ngày hẹn trả", "Trạng thái"),
        2,
    )


@pytest.mark.parametrize(
    "first",
    [
        ["I", "Cấp huyện", N, N],
        [N, "UBND huyện Thử", N, N],
        ["1", "HOSO", "UBND xã Thử", N],
        ["A", "Tổng số", "x", "y"],
    ],
)
def test_the_first_row_of_data_is_no_heading(first: list[str | None]) -> None:
    rows = [["STT", "Mã hồ sơ", "Đơn vị tiếp nhận", "Ngày nhận"], first]
    assert headers(rows)[1] == 1


def test_joined_names() -> None:
    assert join_headings([["A", N], ["B", "C"]]) == ("A › B", "A › C")
    assert join_headings([["A", "B"]]) == ("A", "B")
    assert join_headings([["A", N, "D"], [N, N, "E"]]) == ("A", None, "D › E")


def test_a_joined_heading_is_known_whole_or_by_its_last_part() -> None:
    layout = Layout(columns={"Mã hồ sơ": "code", "Ngày": "received_on", "Trả › Ngày": "returned_on"})
    plan = match_columns(["Mã hồ sơ", "Nhận › Ngày"], layout, objects=False)
    assert plan.of("received_on")[0].letter == "B"
    assert plan.repeated == ()


def test_a_last_part_that_stands_twice_tells_nothing() -> None:
    layout = Layout(columns={"Mã hồ sơ": "code", "Ngày": "received_on", "Trả › Ngày": "returned_on"})
    plan = match_columns(["Mã hồ sơ", "Nhận › Ngày", "Hẹn › Ngày", "Trả › Ngày"], layout, objects=False)
    assert "received_on" not in plan
    assert plan.of("returned_on")[0].letter == "D"
    assert [column.letter for column in plan.repeated] == ["B", "C"]
