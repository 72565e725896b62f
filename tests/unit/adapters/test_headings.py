from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_adapters.headings import display, fold, heading_row, is_numbering, letters, nearest
from tthc_adapters.systems.igate import Igate
from tthc_adapters.systems.tan_dan import TanDan

HEADINGS = sorted(TanDan().layout.columns)


@given(
    heading=st.sampled_from(HEADINGS),
    form=st.sampled_from(["NFC", "NFD", "NFKC"]),
    case=st.sampled_from([str, str.upper, str.lower, str.title]),
    blank=st.sampled_from([" ", "  ", "\u00a0", "\n", "<br/>", "<BR>", "[br]", " \t "]),
    end=st.sampled_from(["", ":", " :", "*", " (*)", "(**)", " * "]),
)
def test_headings_match_whatever_their_spelling(
    heading: str, form: str, case: object, blank: str, end: str
) -> None:
    spelt = unicodedata.normalize(form, case(heading).replace(" ", blank) + end)  # type: ignore[operator,arg-type]
    layout = TanDan().layout
    assert layout.target(spelt) == layout.columns[heading]


@pytest.mark.parametrize(
    "heading",
    [
        *("STT", "Mã hồ sơ", "Mã thủ tục", "Tên thủ tục hành chính", "Lĩnh vực", "Đơn vị tiếp nhận"),
        *("Kênh thực hiện", "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả"),
        *("Trạng thái", "Ghi chú", "Địa chỉ", "Người nộp", "Chủ hồ sơ", "Người tiếp nhận"),
        *(
            "Tên thủ tục hành chính / Nội dung hồ sơ",
            "Đơn vị/cá nhân giải quyết",
            "Thời hạn giải quyết",
            "Cấp",
        ),
    ],
)
def test_every_printed_heading_of_tan_dan_is_known(heading: str) -> None:
    assert fold(heading) in TanDan().layout.headings


def test_layouts_have_no_heading_twice() -> None:
    for system in (TanDan(), Igate()):
        assert len({fold(heading) for heading in system.layout.columns}) == len(system.layout.columns)


def test_the_heading_row_is_found_below_banners() -> None:
    rows = [["UBND TỈNH THỬ", None], [None, None], ["Mã hồ sơ", "Ngày nhận"], ["H56", "01/04/2025"]]
    known = TanDan().layout.headings
    assert heading_row(rows, known) == 2
    assert heading_row([[None, ""]], known) is None
    assert heading_row([["a", None], ["b", "c"]], known) == 1


def test_the_row_that_numbers_the_columns() -> None:
    assert is_numbering(["1", "2", "3"])
    assert is_numbering(["(1)", "(2)", "(3)=(4)+(5)", "(4)"])
    assert not is_numbering(["1", "3", "5"])
    assert not is_numbering(["1", "H56.22"])


def test_letters_and_nearest() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert nearest(["Mã hồ sơ"], ["Ma ho so", "Tên"]) == "Ma ho so"
    assert nearest(["Mã hồ sơ"], ["Tên"]) is None
    assert display(None) == ""
    assert display(unicodedata.normalize("NFD", "Mã hồ  sơ :")) == "Mã hồ sơ"
