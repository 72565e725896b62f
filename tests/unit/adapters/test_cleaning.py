"""Cleaning is counted, serious cases are findings, and what is not certain is left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime

import polars as pl
import pytest

from tthc_adapters import Ingested
from tthc_adapters.intake.dates import DateReader
from tthc_adapters.intake.fonts import FontReader
from tthc_adapters.intake.legacy import decode_legacy, detect_legacy, is_syllable, words_of
from tthc_adapters.intake.numbers import read_numbers
from tthc_adapters.texts import entries

Read = Callable[..., Ingested]

TCVN3 = {
    "Tr­êng TiÓu häc Thö NghiÖm": "Trường Tiểu học Thử Nghiệm",
    "§Êt ®ai": "Đất đai",
    "CÊp giÊy phÐp x©y dùng": "Cấp giấy phép xây dựng",
}
VNI = {
    "Ñaát ñai": "Đất đai",
    "Uûy ban nhaân daân xaõ Thöû": "Ủy ban nhân dân xã Thử",
    "Hoä tòch, chöùng thöïc": "Hộ tịch, chứng thực",
}


def counts(read: Ingested) -> dict[tuple[str, str], int]:
    return {(change.rule, change.header): change.count for change in read.cleaning}


def found(read: Ingested) -> dict[str, int]:
    return {finding.code: finding.count for finding in read.findings}


@pytest.mark.parametrize(("encoding", "texts"), [("tcvn3", TCVN3), ("vni", VNI)], ids=["tcvn3", "vni"])
def test_text_of_old_fonts(encoding: str, texts: dict[str, str]) -> None:
    for garbled, meant in texts.items():
        assert decode_legacy(garbled, encoding) == meant
        assert decode_legacy(unicodedata.normalize("NFC", meant)[:0] + "abc 123", encoding) == "abc 123"
    assert detect_legacy(words_of(texts)) == encoding
    assert detect_legacy(words_of(texts.values())) is None


def test_shared_rows_of_old_encodings_where_they_are_at_hand(shared_data: object) -> None:
    from pathlib import Path

    path = Path(str(shared_data)) / "samples" / "legacy_text.txt"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    old = [row for row in rows if row[0] in {"tcvn3", "vni"}]
    assert len(old) == 8
    for encoding, code, meant in old:
        for page in ("cp1252", "cp1258"):
            assert decode_legacy(bytes.fromhex(code).decode(page), encoding) == meant


@pytest.mark.parametrize(
    "words",
    [[], ["NguyÔn", "ThÞ"], ["Café", "Naïve", "Zoë"], ["Hà", "Lò", "Sáu", "Tư"], ["§", "µ", "¸"]],
)
def test_an_old_font_is_never_a_guess(words: list[str]) -> None:
    assert detect_legacy(words) is None


@pytest.mark.parametrize("word", ["nghiệm", "Đặng", "QUYẾT", "uỷ", "thuở", "giếng"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "thöû", "Zoë", "ắắ", "bcd"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_file_in_tcvn3_headings_and_all(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,§Êt ®ai,01/04/2025,§ang xö lý,CÊp giÊy phÐp",
        "H56.22-250401-0002,Hé tÞch,02/04/2025,§· xö lý xong,x",
        headings="M· hå s¬,LÜnh vùc,Ngµy nhËn,Tr¹ng th¸i,Tªn thñ tôc",
    )
    assert result.table["field_name"].to_list() == ["Đất đai", "Hộ tịch"]
    assert result.table["status"].to_list() == [4, 9]
    assert counts(result)["tcvn3", "Lĩnh vực"] == 2


def test_a_column_in_vni_below_unicode_headings(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,Ñaát ñai,01/04/2025,Sở Tư pháp",
        "H56.22-250401-0002,Chöùng thöïc,02/04/2025,UBND xã Thử",
        headings="Mã hồ sơ,Lĩnh vực,Ngày nhận,Đơn vị tiếp nhận",
    )
    assert result.table["field_name"].to_list() == ["Đất đai", "Chứng thực"]
    assert result.table["agency_name"].to_list() == ["Sở Tư pháp", "UBND xã Thử"]
    assert counts(result) == {("vni", "Lĩnh vực"): 2}


def test_a_font_is_settled_by_the_first_rows_and_kept() -> None:
    told: list[tuple[str, str, int]] = []
    reader = FontReader()
    first = pl.DataFrame({"c0": list(TCVN3)})
    assert reader.read(first, ["c0"], lambda *each: told.append(each))["c0"].to_list() == list(TCVN3.values())
    later = reader.read(pl.DataFrame({"c0": ["Hé tÞch", None]}), ["c0"], lambda *each: told.append(each))
    assert later["c0"].to_list() == ["Hộ tịch", None]
    assert told == [("tcvn3", "c0", 3), ("tcvn3", "c0", 1)]


def test_every_change_of_text_is_counted(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,Ðất đai,\u00a0UBND xã Thử,Trực tuyến,01/04/2025,NULL,,"
        + unicodedata.normalize("NFD", "Đang xử lý"),
        "H56.22-250401-0002,Hộ\u200b  tịch,UBND xã Thử,-,01/04/2025 00:00,04/04/2025,,Đang xử lý",
    )
    assert result.table["field_name"].to_list() == ["Đất đai", "Hộ tịch"]
    assert result.table["agency_name"].to_list() == ["UBND xã Thử"] * 2
    assert result.table["channel"].to_list() == ["online", None]
    assert counts(result) == {
        ("d-look-alike", "Lĩnh vực"): 1,
        ("blanks", "Lĩnh vực"): 1,
        ("trimmed", "Đơn vị tiếp nhận"): 1,
        ("null-mark", "Kênh thực hiện"): 1,
        ("null-mark", "Ngày hẹn trả"): 1,
        ("midnight", "Ngày nhận"): 1,
        ("composed", "Trạng thái"): 1,
    }
    assert "channel-unrecognized" not in found(result)


def test_every_rule_has_a_text_in_both_languages(read: Read) -> None:
    result = read("H56.22-250401-0001,Ðất đai,,,01/04/2025,,,")
    (change,) = result.cleaning
    assert change.message("en") != change.message("vi")
    assert set(entries("cleaning_rules")) >= {"null-mark", "trimmed", "blanks", "composed", "tcvn3", "vni"}


def test_serial_numbers_of_a_spreadsheet_are_dates_and_said(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,,,,45748,45751.34375,,", "H56.22-250401-0002,,,,01/04/2025,04/04/2025,,"
    )
    row = result.table.row(0, named=True)
    assert row["received_on"] == date(2025, 4, 1)
    assert row["due_at"] == datetime(2025, 4, 4, 8, 15)
    assert found(result)["excel-serial-dates"] == 1
    assert counts(result)["excel-serial", "Ngày nhận"] == 1


def rows_with(*dates: str) -> list[str]:
    return [f"H56.22-250401-{index:04d},,,,{text},,," for index, text in enumerate(dates)]


def test_a_column_written_month_first_is_read_so_and_said(read: Read) -> None:
    result = read(*rows_with("03/25/2025", "03/04/2025", "04/30/2025 08:00"))
    assert result.table["received_on"].to_list() == [date(2025, 3, 25), date(2025, 3, 4), date(2025, 4, 30)]
    assert found(result)["date-order-changed"] == 3
    assert counts(result)["date-order", "Ngày nhận"] == 3


def test_one_slip_does_not_turn_a_column(read: Read) -> None:
    result = read(*rows_with("03/04/2025", "04/04/2025", "05/04/2025", "04/25/2025"))
    assert result.table["received_on"].to_list()[0] == date(2025, 4, 3)
    assert result.accounting.rejected == {"received-unreadable": 1}
    assert "date-order-changed" not in found(result)


def test_both_orders_in_one_column_are_not_to_be_trusted(read: Read) -> None:
    result = read(*rows_with("25/03/2025", "03/25/2025", "03/26/2025"))
    assert result.accounting.rejected == {"received-unreadable": 2}
    assert found(result)["date-order-mixed"] == 2


def test_two_orders_in_a_mapping_are_decided_by_the_column(read: Read) -> None:
    mapping = {
        "columns": {"code": ["Mã hồ sơ"], "received_on": ["Ngày nhận"]},
        "dates": ["%d/%m/%Y", "%m/%d/%Y"],
    }
    american = read("a,03/25/2025", "b,03/04/2025", headings="Mã hồ sơ,Ngày nhận", mapping=mapping)
    assert american.table["received_on"].to_list() == [date(2025, 3, 25), date(2025, 3, 4)]
    unsure = read("a,03/05/2025", "b,03/04/2025", headings="Mã hồ sơ,Ngày nhận", mapping=mapping)
    assert unsure.table["received_on"].to_list() == [date(2025, 5, 3), date(2025, 4, 3)]
    assert found(unsure)["date-order-ambiguous"] == 2


def test_trap_05_milliseconds() -> None:
    reader = DateReader(("epoch-ms", "dotnet-ms"))
    cells = pl.Series(["1740964800000", "0", "/Date(1740964800000)/", "/Date(-62135596800000)/", "/Date(x)/"])
    moments, unreadable = reader.read(cells)
    assert moments.to_list() == [datetime(2025, 3, 3, 8, 20), None, datetime(2025, 3, 3, 8, 20), None, None]
    assert unreadable.to_list() == [False, False, False, False, True]
    assert reader.changes["epoch"] == 2


@pytest.mark.parametrize(
    ("texts", "values", "ambiguous"),
    [
        (["1.234"], [None], 1),
        (["1.234", "1.234.567"], [1234.0, 1234567.0], 0),
        (["1.234", "12.5"], [1.234, 12.5], 0),
        (["1.234", "0.125"], [1.234, 0.125], 0),
        (["1,234", "12,5"], [1.234, 12.5], 0),
        (["1.500.000", "7", "-3"], [1500000.0, 7.0, -3.0], 0),
        (["1.234,5", "1.000"], [1234.5, 1000.0], 0),
        (["1,234.5", "1,000"], [1234.5, 1000.0], 0),
        (["95.5", "x", None], [95.5, None, None], 0),
        (["12.5", "1.234.567", "1.234"], [12.5, 1234567.0, None], 1),
    ],
)
def test_trap_09_separators_are_decided_by_the_column(
    texts: list[str | None], values: list[float | None], ambiguous: int
) -> None:
    read = read_numbers(pl.Series(texts, dtype=pl.String))
    assert read.values.to_list() == values
    assert read.ambiguous == ambiguous


def test_trap_09_limits_with_separators(read: Read) -> None:
    mapping = {
        "columns": {
            "code": ["Mã"],
            "received_on": ["Ngày"],
            "limit_amount": ["Số giờ"],
            "limit_basis": ["Loại"],
        },
        "hours_per_day": 8,
    }
    rows = ("a,01/04/2025,1.200,Ngày làm việc", "b,01/04/2025,8,Ngày làm việc")
    doubtful = read(*rows, headings="Mã,Ngày,Số giờ,Loại", mapping=mapping)
    assert doubtful.table["limit_amount"].to_list() == [None, 1.0]
    assert found(doubtful)["number-ambiguous"] == 1
    more = read(*rows, 'c,01/04/2025,"12.000,0",Ngày', headings="Mã,Ngày,Số giờ,Loại", mapping=mapping)
    assert more.table["limit_amount"].to_list() == [150.0, 1.0, 1500.0]
    assert counts(more)["thousands", "Số giờ"] == 2
