"""`tthc calendar`: grids that read without colour, and the document behind every special day."""

from __future__ import annotations

import json

import pytest

from tthc_adapters.cli import main

NOVEMBER = """\
       Tháng 11/2026
 T2  T3  T4  T5  T6  T7  CN
                          1.
  2   3   4   5   6   7.  8.
  9  10  11  12  13  14. 15.
 16  17  18  19  20  21. 22.
 23  24* 25  26  27  28. 29.
 30
"""


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def drawn(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["calendar", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_november_2026_is_drawn_with_its_new_holiday(capsys: pytest.CaptureFixture[str]) -> None:
    out = drawn(capsys, "2026-11")
    assert NOVEMBER in out
    line = next(line for line in out.splitlines() if line.startswith("T3 24/11/2026"))
    assert "Ngày Văn hóa Việt Nam" in line
    assert "Nghị quyết 28/2026/QH16" in line
    assert "Số ngày làm việc: 20" in out
    assert "Tạm tính" not in out


def test_swaps_and_worked_saturdays_have_signs_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    out = drawn(capsys, "2026-01")
    assert "              1*  2-  3.  4." in out
    assert "  5   6   7   8   9  10! 11." in out
    listed = [line for line in out.splitlines() if "12729/VPCP-KGVX" in line]
    assert [line[:13] for line in listed] == ["T6 02/01/2026", "T7 10/01/2026"]
    assert "7!  ngày cuối tuần đi làm bù" in out
    assert "7-  nghỉ hoán đổi" in out


@pytest.mark.parametrize(("width", "months_in_a_row"), [(40, 1), (80, 2), (120, 3), (130, 4), (200, 6)])
def test_a_year_fits_the_screen(
    width: int, months_in_a_row: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = drawn(capsys, "2026")
    titles = [line.count("/2026") for line in out.splitlines() if line.strip().startswith("Tháng ")]
    assert sum(titles) == 12
    assert max(titles) == months_in_a_row
    assert max(map(len, out.splitlines())) <= width
    assert "Số ngày làm việc: 249" in out  # facts of the year's notices, counted by hand


def test_what_was_not_yet_published_is_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    out = drawn(capsys, "2026-11", "--known-on", "2026-04-01")
    assert " 24  25" in out
    assert "Không có ngày nghỉ lễ" in out
    assert "đã công bố đến 01/04/2026" in out


def test_years_past_the_checked_ones_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    out = drawn(capsys, "2030")
    assert "Tạm tính: lịch mới được kiểm tra từ 01/01/2010 đến 31/12/2027" in " ".join(out.split())
    assert "(ước tính)" in out  # Tết is fixed by a notice that is not out
    assert "Ngày Văn hóa Việt Nam (tạm tính)" in " ".join(
        out.split()
    )  # the law is there, unchecked so far on
    assert "(ước tính) (" not in out


def test_the_month_may_be_written_as_people_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert drawn(capsys, "11/2026") == drawn(capsys, "2026-11")


def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(drawn(capsys, "2026-11", "--json"))
    assert answer["working_days"] == 20
    assert answer["provisional"] is False
    (day,) = answer["days"]
    assert (day["day"], day["kind"], day["works"]) == ("2026-11-24", "holiday", False)
    assert day["law"] == ["Nghị quyết 28/2026/QH16 Điều 2"]
