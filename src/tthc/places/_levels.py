"""Levels of government, the end of the district level, and what a level column says."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from tthc.law import rule_book


class Level(enum.Enum):
    """Level of government an agency belongs to (cấp giải quyết)."""

    PROVINCE = "province"
    """Cấp tỉnh: departments, their branches, the province's one-stop centre."""
    DISTRICT = "district"
    """Cấp huyện: until 30/6/2025."""
    COMMUNE = "commune"
    """Cấp xã: communes, wards, townships, special zones."""
    MINISTRY = "ministry"
    """Bộ, cơ quan ngang bộ."""
    OTHER = "other"
    """Cơ quan khác: courts, banks, enterprises."""
    UNKNOWN = "unknown"
    """Chưa rõ cấp."""


@cache
def district_level_last_day() -> date:
    """Return the last day on which the district level existed (ngày cuối cùng của cấp huyện).

    Law: 203/2025/QH15 Điều 2 (certainty `memory`: see `rule_book()["level.district"]`).

    >>> district_level_last_day()
    datetime.date(2025, 6, 30)
    """
    ended = next(entry for entry in rule_book()["level.district"].entries if not entry.value)
    return ended.effective_from - timedelta(days=1)


def _key(text: str) -> str:
    """Reduce a text to its bare letters and digits, without diacritics."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]", "", plain)


@cache
def _level_words() -> Mapping[str, Level]:
    import tomllib

    text = files("tthc").joinpath("data/places/level_words.toml").read_text(encoding="utf-8")
    return {_key(word): Level(level) for level, words in tomllib.loads(text).items() for word in words}


def level_from_text(text: str | None) -> Level:
    """Read a level as a level column writes it (giá trị cột Cấp).

    Accepts "Cấp huyện", "huyện", "QUANHUYEN", "Xã, phường, thị trấn", "district", and the row heads of
    the printed form ("B cấp huyện"). Anything else is `Level.UNKNOWN`.

    >>> [level_from_text(text).value for text in ("Cấp huyện", "QUANHUYEN", "A. Cấp tỉnh", "xa-phuong", "?")]
    ['district', 'district', 'province', 'commune', 'unknown']
    """
    words = _level_words()
    bare = re.sub(r"^\s*(?:[ABCDĐabcd]|[IVX]+)[\s.)\-:]+", "", text or "")
    for key in (_key(text or ""), _key(bare)):
        level = words.get(key) or words.get(key.removeprefix("cap"))
        if level is not None:
            return level
    return Level.UNKNOWN
