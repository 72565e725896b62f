"""Limits: making them, writing them, and reading them from Vietnamese text."""

from __future__ import annotations

import json
import unicodedata

import pytest

from tthc.errors import LimitError
from tthc.limits import (
    CalendarDays,
    Limit,
    LimitUnit,
    Months,
    UnknownUnit,
    WorkingDays,
    WorkingHours,
    limit_from,
    parse_limit,
)

READ: list[tuple[str, Limit]] = [
    ("05 ngày làm việc", WorkingDays(5)),
    ("5 Ngày làm việc", WorkingDays(5)),
    ("05 NGÀY LÀM VIỆC", WorkingDays(5)),
    ("  05   ngày  làm việc ", WorkingDays(5)),
    ("05\u00a0ngày\u00a0làm\u00a0việc", WorkingDays(5)),
    ("05ngày làm việc", WorkingDays(5)),
    ("05 ngay lam viec", WorkingDays(5)),
    ("03 (ba) ngày làm việc", WorkingDays(3)),
    ("03 ngày làm việc (ba ngày)", WorkingDays(3)),
    ("Không quá 10 ngày làm việc.", WorkingDays(10)),
    ("Trong thời hạn 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ", WorkingDays(5)),
    ("trong vòng 7 ngày làm việc tính từ khi nhận được hồ sơ", WorkingDays(7)),
    ("30 ngày", CalendarDays(30)),
    ("30 NGÀY", CalendarDays(30)),
    ("8 giờ làm việc", WorkingHours(8)),
    ("1,5 giờ làm việc", WorkingHours(1.5)),
    ("0.5 giờ làm việc", WorkingHours(0.5)),
    ("01 tháng", Months(1)),
    ("01 THÁNG", Months(1)),
    ("5", UnknownUnit(5)),
    ("05", UnknownUnit(5)),
    ("1.5", UnknownUnit(1.5)),
    ("5 (không rõ đơn vị)", UnknownUnit(5)),
]

REFUSED: list[tuple[str, str]] = [
    ("", "limit.unreadable"),
    ("ngày làm việc", "limit.unreadable"),
    ("năm ngày làm việc", "limit.unreadable"),
    ("3-5 ngày", "limit.unreadable"),
    ("-5 ngày", "limit.unreadable"),
    ("5²", "limit.unreadable"),
    ("1.200 ngày", "limit.unreadable"),
    ("140,000", "limit.unreadable"),
    ("5 dossiers", "limit.unreadable"),
    ("5 ngày làm việc và 3 ngày", "limit.unreadable"),
    ("05 ngày kể từ ngày có kết quả thẩm định", "limit.unreadable"),
    ("2 tuần", "limit.unit-not-supported"),
    ("1 năm", "limit.unit-not-supported"),
    ("24 giờ", "limit.unit-not-supported"),
    ("1 buổi", "limit.unit-not-supported"),
    ("0 ngày", "limit.not-positive"),
    ("0 giờ làm việc", "limit.not-positive"),
    ("1,5 ngày làm việc", "limit.not-whole"),
    ("0.5 tháng", "limit.not-whole"),
]


@pytest.mark.parametrize(("text", "limit"), READ)
def test_text_is_read(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit
    assert parse_limit(unicodedata.normalize("NFD", text)) == limit
    assert parse_limit(text.upper()) == limit


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_text_that_says_something_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse_limit(text)
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)
    assert "<" not in caught.value.message("vi")


@pytest.mark.parametrize("kind", [WorkingDays, CalendarDays, Months])
@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "limit.not-positive"),
        (-1, "limit.not-positive"),
        (1.5, "limit.not-whole"),
        (True, "limit.not-whole"),
        ("5", "limit.not-whole"),
    ],
)
def test_a_limit_in_days_or_months_is_a_positive_whole_number(kind, amount, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LimitError) as caught:
        kind(amount)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", [WorkingHours, UnknownUnit])
@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "limit.not-positive"),
        (-0.5, "limit.not-positive"),
        (float("nan"), "limit.not-whole"),
        (float("inf"), "limit.not-whole"),
        (True, "limit.not-whole"),
        ("5", "limit.not-whole"),
    ],
)
def test_hours_are_a_positive_number(kind, amount, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LimitError) as caught:
        kind(amount)
    assert caught.value.code == code


@pytest.mark.parametrize("unit", LimitUnit)
def test_a_limit_is_made_from_number_and_code(unit: LimitUnit) -> None:
    limit = limit_from(2.0, unit.value)
    assert limit.unit is unit
    assert limit == limit_from(2, unit)
    assert isinstance(limit.n, int)
    assert parse_limit(str(limit)) == limit


def test_codes_are_stable() -> None:
    assert [unit.value for unit in LimitUnit] == ["working-day", "day", "month", "working-hour", "unknown"]


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        (5, "week", "limit.unknown-unit-code"),
        (1.5, "day", "limit.not-whole"),
        (float("nan"), "day", "limit.not-whole"),
        (0.0, "month", "limit.not-positive"),
        (True, "day", "limit.not-whole"),
    ],
)
def test_bad_numbers_and_codes_are_refused(amount: float, unit: str, code: str) -> None:
    with pytest.raises(LimitError) as caught:
        limit_from(amount, unit)
    assert caught.value.code == code


def test_units_are_never_equal_to_each_other() -> None:
    assert WorkingDays(5) != CalendarDays(5)
    assert UnknownUnit(5) != WorkingHours(5)


def test_the_national_list_is_read_or_refused_by_name(shared_data) -> None:  # type: ignore[no-untyped-def]
    source = shared_data / "national_procedures" / "time_limits.jsonl"
    if not source.is_file():
        pytest.skip("../shared/data/national_procedures/time_limits.jsonl is not beside this checkout")
    kinds = {"Ngày làm việc": WorkingDays, "Ngày": CalendarDays, "Tháng": Months, None: UnknownUnit}
    entries = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    numbered = [entry for entry in entries if entry["number"] is not None]
    refused = []
    for entry in numbered:
        try:
            limit = parse_limit(f"{entry['number']} {entry['unit'] or ''}")
        except LimitError:
            refused.append(entry)
        else:
            assert type(limit) is kinds[entry["unit"]]
            assert limit.n == float(entry["number"])
    assert all(entry["unit"] == "Giờ" or not entry["number"].isdigit() for entry in refused)
    assert (len(numbered), len(refused)) == (2773, 55)
