"""Limits: making them, writing them, and reading them from Vietnamese text."""

from __future__ import annotations

import json
import unicodedata

import pytest

from tthc.errors import LimitError
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    LimitUnit,
    Months,
    SameDay,
    UnknownUnit,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
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
    ("30 phút làm việc", WorkingHours(0.5)),
    ("24 giờ", Hours(24)),
    ("24 giờ.", Hours(24)),
    ("24h", Hours(24)),
    ("Trong 24 giờ kể từ khi nhận đủ hồ sơ hợp lệ", Hours(24)),
    ("30 phút", Hours(0.5)),
    ("02 tuần", Weeks(2)),
    ("1 năm", Years(1)),
    ("05 (năm) năm", Years(5)),
    ("1 buổi", HalfDays(1)),
    ("02 buổi làm việc", HalfDays(2)),
    ("nửa ngày làm việc", HalfDays(1)),
    ("nửa ngày", HalfDays(1)),
    ("1/2 ngày", HalfDays(1)),
    ("1 / 2 ngày làm việc", HalfDays(1)),
    ("0,5 ngày làm việc", HalfDays(1)),
    ("0.50 ngày", HalfDays(1)),
    ("1,5 ngày làm việc", HalfDays(3)),
    ("trong ngày", SameDay()),
    ("Trong ngày làm việc", SameDay()),
    ("cùng ngày", SameDay()),
    ("Giải quyết ngay trong ngày tiếp nhận hồ sơ.", SameDay()),
    ("trong ngày; sau 15 giờ: ngày làm việc tiếp theo", SameDay(cutoff=900)),
    ("ngay trong ngày; sau 15h30 trả vào ngày làm việc tiếp theo", SameDay(cutoff=930)),
    (
        "Trong ngày làm việc, trường hợp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc kế tiếp",
        SameDay(cutoff=900),
    ),
    ("trong 01 ngày", CalendarDays(1)),
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
    ("1 quý", "limit.unit-not-supported"),
    ("nửa", "limit.unreadable"),
    ("nửa tháng", "limit.not-whole"),
    ("1/2", "limit.unreadable"),
    ("1/20 ngày", "limit.unreadable"),
    ("11/2 ngày", "limit.unreadable"),
    ("trả ngay", "limit.unreadable"),
    ("trong ngày làm việc tiếp theo", "limit.unreadable"),
    ("trong ngày; sau 15 giờ", "limit.unreadable"),
    ("trong ngày; sau 25 giờ: ngày làm việc tiếp theo", "limit.unreadable"),
    ("trong ngày; sau 15 giờ 75: ngày làm việc tiếp theo", "limit.unreadable"),
    ("0 ngày", "limit.not-positive"),
    ("0 giờ làm việc", "limit.not-positive"),
    ("1,25 ngày làm việc", "limit.not-whole"),
    ("1,5 ngày", "limit.not-whole"),
    ("1,5 tuần", "limit.not-whole"),
    ("0,5 buổi", "limit.not-whole"),
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


@pytest.mark.parametrize("kind", [WorkingDays, CalendarDays, Weeks, Months, Years, HalfDays])
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


@pytest.mark.parametrize("kind", [Hours, WorkingHours, UnknownUnit])
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
    amount = 1 if unit is LimitUnit.SAME_DAY else 2
    limit = limit_from(float(amount), unit.value)
    assert limit.unit is unit
    assert limit == limit_from(amount, unit)
    assert isinstance(limit.n, int)
    assert parse_limit(str(limit)) == limit


def test_codes_are_stable() -> None:
    assert [unit.value for unit in LimitUnit] == [
        *("working-day", "day", "week", "month", "year"),
        *("hour", "working-hour", "half-day", "same-day", "unknown"),
    ]


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        (5, "fortnight", "limit.unknown-unit-code"),
        (2, "same-day", "limit.same-day-amount"),
        (1.5, "half-day", "limit.not-whole"),
        (0, "week", "limit.not-positive"),
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
    assert Hours(5) != WorkingHours(5)
    assert Weeks(1) != CalendarDays(7)


@pytest.mark.parametrize("cutoff", [-1, 1440, 15.0, True, "15:00"])
def test_a_cutoff_is_a_minute_of_the_day(cutoff) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LimitError) as caught:
        SameDay(cutoff=cutoff)
    assert caught.value.code == "limit.cutoff"
    assert "<" not in caught.value.message("vi")


@pytest.mark.parametrize(
    ("hours", "minutes", "text"),
    [(1.5, 90, "1,5 giờ"), (10 / 60, 10, "10 phút"), (0.001, 1, "0,001 giờ"), (24, 1440, "24 giờ")],
)
def test_hours_are_whole_minutes_and_written_so(hours: float, minutes: int, text: str) -> None:
    assert Hours(hours).minutes == WorkingHours(hours).minutes == minutes
    assert (str(Hours(hours)), str(WorkingHours(hours))) == (text, f"{text} làm việc")


def test_the_national_list_is_read_or_refused_by_name(shared_data) -> None:  # type: ignore[no-untyped-def]
    source = shared_data / "national_procedures" / "time_limits.jsonl"
    if not source.is_file():
        pytest.skip("../shared/data/national_procedures/time_limits.jsonl is not beside this checkout")
    kinds = {"Ngày làm việc": WorkingDays, "Ngày": CalendarDays, "Tháng": Months, "Giờ": Hours}
    entries = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    numbered = [entry for entry in entries if entry["number"] is not None]
    refused = []
    for entry in numbered:
        try:
            limit = parse_limit(f"{entry['number']} {entry['unit'] or ''}")
        except LimitError:
            refused.append(entry)
        else:
            half = isinstance(limit, HalfDays)
            assert half or type(limit) is kinds.get(entry["unit"], UnknownUnit)
            assert limit.n == float(entry["number"]) * (2 if half else 1)
    assert not any(entry["number"].isdigit() for entry in refused)
    assert (len(numbered), len(refused)) == (2773, 3)
