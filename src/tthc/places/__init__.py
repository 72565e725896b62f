"""Administrative levels, the level of an agency by its name, and provinces by date."""

from __future__ import annotations

from tthc.places._agencies import LevelEntry, LevelRules, level_rules
from tthc.places._levels import Level, district_level_last_day, level_from_text
from tthc.places._provinces import Province, province_of, provinces

__all__ = [
    "Level",
    "LevelEntry",
    "LevelRules",
    "Province",
    "district_level_last_day",
    "level_from_text",
    "level_rules",
    "province_of",
    "provinces",
]
