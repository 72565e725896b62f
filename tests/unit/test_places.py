"""Levels by name, by column and by day; provinces by day. The expected answers are typed by hand."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc.errors import RuleError
from tthc.law import Certainty
from tthc.places import (
    Level,
    district_level_last_day,
    level_from_text,
    level_rules,
    province_of,
    provinces,
)

BY_NAME = {
    "province": """
        UBND tỉnh Bình Phước
        Uỷ ban nhân dân tỉnh Bình Phước
        Văn phòng UBND tỉnh
        Sở Tư pháp
        Sở Lao động - Thương binh và Xã hội
        Thanh tra Sở Xây dựng
        UBND thành phố Hà Nội
        UBND TP. Hà Nội
        UBND TP.HCM
        UBND thành phố Cần Thơ
        Chi nhánh VPĐKĐĐ huyện X
        Chi nhánh VPĐKĐĐ mẫu
        CN VPĐKĐĐ thị xã Bình Long
        Chi nhánh Văn phòng Đăng ký đất đai thành phố Đồng Xoài
        Văn phòng đăng ký đất đai
        Văn phòng Đăng ký đất đai - Chi nhánh huyện Lộc Ninh
        Trung tâm Phục vụ hành chính công tỉnh X
        TTPVHCC tỉnh X
        TT PVHCC
        Bộ Chỉ huy quân sự tỉnh
        Bộ CHQS tỉnh
        Bộ Chỉ huy Bộ đội Biên phòng tỉnh
        Công an tỉnh X
        Bảo hiểm xã hội tỉnh X
        BHXH tỉnh X
        Cục Thuế tỉnh X
        Liên minh Hợp tác xã tỉnh X
        Ban Quản lý Khu kinh tế
        Phòng Đăng ký kinh doanh
        Phòng Cảnh sát giao thông - Công an tỉnh
    """,
    "district": """
        UBND thị xã X
        UBND TX. Bình Long
        UBND huyện mẫu
        UBND H. Bù Đốp
        UBND quận Ba Đình, thành phố Hà Nội
        UBND thành phố Đồng Xoài
        UBND TP Đồng Xoài, tỉnh Bình Phước
        UBND thành phố Thủ Đức
        UBND thành phố Thủ Đức, TP. Hồ Chí Minh
        Phòng Tư pháp huyện X
        Phòng Tư pháp
        Phòng Lao động - Thương binh và Xã hội huyện X
        Phòng Quản lý đô thị thị xã Bình Long
        Phòng Văn hóa và Thông tin
        Văn phòng HĐND và UBND huyện X
        Ban Chỉ huy quân sự huyện X
        Công an thành phố Đồng Xoài
        Bảo hiểm xã hội huyện X
        Bộ phận Tiếp nhận và Trả kết quả UBND huyện X
    """,
    "commune": """
        UBND xã Tân Thành, huyện Bù Đốp, tỉnh Bình Phước
        UBND phường Yên Sở
        UBND P. Bến Nghé
        UBND thị trấn X
        UBND TT. Đức Phong
        UBND đặc khu Phú Quốc
        Ban Chỉ huy quân sự xã X
        BCH quân sự phường X
        BCHQS xã X
        Công an xã A huyện B tỉnh C
        Bộ phận một cửa UBND phường Y
        Trung tâm Phục vụ hành chính công xã X
        Trạm Y tế xã Z
    """,
    "ministry": """
        Bộ Tư pháp
        Bộ Lao động - Thương binh và Xã hội
        Cục Quản lý xuất nhập cảnh - Bộ Công an
        Cục Sở hữu trí tuệ
        Bảo hiểm xã hội Việt Nam
        Ngân hàng Nhà nước Việt Nam
        Văn phòng Chính phủ
    """,
    "other": """
        Công ty Điện lực Mẫu
        Điện lực huyện X
        Tòa án nhân dân huyện X
        Toà án nhân dân tỉnh X
        Ngân hàng Chính sách xã hội
        Văn phòng công chứng Mẫu
    """,
    "unknown": """
        Trung tâm y tế cơ sở
        Bảo hiểm xã hội
        Bộ phận một cửa
        Hợp tác xã Mẫu
        Cán bộ tiếp nhận
        Huyen mau
        ---
    """,
}
CASES = [(name.strip(), level) for level, names in BY_NAME.items() for name in names.strip().splitlines()]


@pytest.mark.parametrize(("name", "level"), CASES)
def test_the_level_follows_from_the_name(name: str, level: str) -> None:
    assert level_rules().level_of(name).value == level


@pytest.mark.parametrize("name", [None, "", "   ", "—"])
def test_no_name_no_level(name: str | None) -> None:
    assert level_rules().level_of(name) is Level.UNKNOWN


@given(st.sampled_from(CASES), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_spelling_does_not_matter(case: tuple[str, str], form: Any, upper: bool) -> None:
    name, level = case
    name = unicodedata.normalize(form, "  ".join((name.upper() if upper else name).split(" ")))
    assert level_rules().level_of(f" {name} ").value == level


@given(st.text())
def test_any_text_has_a_level(text: str) -> None:
    assert isinstance(level_rules().level_of(text), Level)
    assert isinstance(level_from_text(text), Level)


def test_the_district_level_ends() -> None:
    rules = level_rules()
    assert district_level_last_day() == date(2025, 6, 30)
    assert rules.level_of("UBND huyện X", date(2025, 6, 30)) is Level.DISTRICT
    assert rules.level_of("UBND huyện X", date(2025, 7, 1)) is Level.UNKNOWN
    assert rules.level_of("UBND xã X", date(2025, 7, 1)) is Level.COMMUNE
    assert rules.level_of("Phòng Tư pháp", date(2025, 6, 30)) is Level.DISTRICT
    assert rules.level_of("Phòng Tư pháp", date(2025, 7, 1)) is Level.UNKNOWN
    assert rules.level_of("Phòng Văn hóa - Xã hội", date(2025, 7, 1)) is Level.COMMUNE


def test_hue_became_a_central_city() -> None:
    rules = level_rules()
    assert rules.level_of("UBND thành phố Huế", date(2024, 12, 31)) is Level.DISTRICT
    assert rules.level_of("UBND thành phố Huế", date(2025, 1, 1)) is Level.PROVINCE
    assert rules.level_of("UBND thành phố Huế") is Level.PROVINCE


@given(st.sampled_from(CASES), st.dates(date(2024, 6, 1), date(2025, 12, 31)))
def test_answers_change_only_on_the_days_named(case: tuple[str, str], day: date) -> None:
    rules = level_rules()
    era = max((change for change in rules.change_days if change <= day), default=date(2024, 1, 1))
    assert rules.level_of(case[0], day) is rules.level_of(case[0], era)


def test_a_province_s_own_entries_come_first() -> None:
    own = level_rules(
        {
            "name": [
                {"phrase": "Văn phòng đăng ký đất đai", "level": "other"},
                {"phrases": ["Tổ Một", "Tổ Hai"], "level": "commune", "at": "whole"},
            ],
            "word": [{"phrase": "thành phố", "level": "province", "from": date(2024, 1, 1)}],
            "fallback": [{"phrase": "phòng", "at": "start", "level": "other"}],
            "neutral": ["tỉnh lộ"],
            "abbreviation": [{"short": ["XDTT"], "long": "xã"}],
        }
    )
    assert own.level_of("Chi nhánh VPĐKĐĐ huyện X") is Level.OTHER
    assert own.level_of("Tổ hai") is Level.COMMUNE
    assert own.level_of("Tổ hai lăm") is Level.UNKNOWN
    assert own.level_of("UBND thành phố Mẫu", date(2024, 1, 1)) is Level.PROVINCE
    assert own.level_of("UBND thành phố Mẫu", date(2023, 12, 31)) is Level.DISTRICT
    assert own.level_of("UBND phường A, thành phố Mẫu") is Level.COMMUNE
    assert own.level_of("Phòng Mẫu") is Level.OTHER
    assert own.level_of("Trạm tỉnh lộ 8") is Level.UNKNOWN
    assert own.level_of("UBND XDTT Mẫu") is Level.COMMUNE
    assert level_rules() == level_rules({})
    assert own != level_rules()


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ({"names": []}, "places.level-key"),
        ({"name": [{"phrase": "x", "level": "province", "place": "start"}]}, "places.level-key"),
        ({"name": [{"phrase": "x", "level": "city"}]}, "places.level-unknown"),
        ({"name": [{"phrase": "x"}]}, "places.level-unknown"),
        ({"name": [{"phrase": " - ", "level": "province"}]}, "places.level-entry"),
        ({"neutral": ["phòng", "."]}, "places.level-entry"),
        ({"abbreviation": [{"short": [""], "long": "thị xã"}]}, "places.level-entry"),
        ({"word": [{"phrase": "x", "level": "province", "at": "end"}]}, "places.level-entry"),
    ],
)
def test_a_broken_entry_is_refused(override: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as caught:
        level_rules(override)
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi") + caught.value.message("en")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Cấp tỉnh", "province"),
        ("A cấp tỉnh", "province"),
        ("I. Cấp tỉnh", "province"),
        ("Tỉnh", "province"),
        ("so-ban-nganh", "province"),
        ("cnvpdk", "province"),
        ("province", "province"),
        ("Cấp Huyện", "district"),
        ("huyện", "district"),
        ("QUANHUYEN", "district"),
        ("quan-huyen", "district"),
        ("B cấp huyện", "district"),
        ("Cấp huyện (tiếp nhận trước 1/7/2025)", "district"),
        ("district", "district"),
        ("Xã", "commune"),
        ("CẤP XÃ", "commune"),
        ("xa-phuong", "commune"),
        ("Xã, phường, thị trấn", "commune"),
        (unicodedata.normalize("NFD", "Cấp xã"), "commune"),
        ("Bộ, ngành", "ministry"),
        ("Cơ quan khác", "other"),
        ("chưa rõ", "unknown"),
        ("Chưa rõ cấp", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
        ("gì đó", "unknown"),
    ],
)
def test_a_level_column_is_read(text: str | None, level: str) -> None:
    assert level_from_text(text).value == level


def test_provinces_before_and_since_the_merger() -> None:
    before, since = provinces(date(2025, 6, 30)), provinces(date(2025, 7, 1))
    assert (len(before), len(since)) == (63, 34)
    assert [province.code for province in before] == [f"H{number:02}" for number in range(1, 64)]
    assert sorted(name for province in since for name in province.former) == sorted(
        province.name for province in before
    )
    assert sum(len(province.former) == 1 for province in since) == 11


def test_what_is_from_memory_says_so() -> None:
    before = {province.code: province for province in provinces(date(2020, 1, 1))}
    verified = {code for code, province in before.items() if province.code_certainty is Certainty.VERIFIED}
    assert verified == {"H08", "H15", "H29", "H56", "H57"}
    since = {province.code: province for province in provinces(date(2026, 1, 1))}
    assert since["H13"].former == ("Cần Thơ", "Hậu Giang", "Sóc Trăng")
    assert since["H13"].certainty is Certainty.VERIFIED
    assert since["H19"].certainty is Certainty.MEMORY
    assert (since["H57"].name, since["H57"].gso_code) == ("Huế", "46")


def test_a_code_outlives_its_province() -> None:
    assert province_of("h10", date(2025, 6, 30)).name == "Bình Phước"
    assert province_of("H10", date(2025, 7, 1)).name == "Đồng Nai"
    assert province_of("H45", date(2026, 1, 1)).code == "H15"
    with pytest.raises(RuleError) as caught:
        province_of("H64", date(2026, 1, 1))
    assert caught.value.code == "places.province-code"
    assert "H64" not in str(caught.value)
