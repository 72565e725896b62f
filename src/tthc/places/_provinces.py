"""Provinces and central cities by date: 63 before 1/7/2025, 34 since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from attrs import frozen

from tthc.errors import RuleError
from tthc.law import Certainty
from tthc.places._levels import district_level_last_day


@frozen(kw_only=True)
class Province:
    """Name a province or central city and its code (tỉnh, thành phố trực thuộc trung ương).

    Args:
        code: H code of the national identifier list.
        code_certainty: `memory` where the code only follows from the alphabetical rule.
        former: names of the provinces it was made of on 1/7/2025; just its own where it was not merged.
        certainty: how sure the name and the merger are.
        gso_code: code of the statistics office, where known (certainty `memory`).
    """

    code: str
    name: str
    code_certainty: Certainty
    former: tuple[str, ...] = ()
    certainty: Certainty = Certainty.VERIFIED
    gso_code: str | None = None


@cache
def _province_rows() -> tuple[Mapping[str, str], ...]:
    import csv

    text = files("tthc").joinpath("data/places/provinces.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _before_merger() -> tuple[Province, ...]:
    return tuple(
        Province(code=row["code"], name=row["name"], code_certainty=Certainty(row["code_certainty"]))
        for row in _province_rows()
    )


@cache
def _after_merger() -> tuple[Province, ...]:
    parts: dict[str, list[Mapping[str, str]]] = {}
    for row in _province_rows():
        parts.setdefault(row["code_since_2025_07_01"], []).append(row)
    return tuple(
        Province(
            code=code,
            name=rows[0]["name_since_2025_07_01"],
            code_certainty=Certainty.weakest(Certainty(row["code_since_certainty"]) for row in rows),
            former=tuple(row["name"] for row in rows),
            certainty=Certainty.weakest(Certainty(row["merger_certainty"]) for row in rows),
            gso_code=rows[0]["gso_code"],
        )
        for code, rows in sorted(parts.items())
    )


def provinces(day: date) -> tuple[Province, ...]:
    """Return the provinces and central cities on `day`: 63 until 30/6/2025, 34 since (danh mục tỉnh).

    >>> len(provinces(date(2025, 6, 30))), len(provinces(date(2025, 7, 1)))
    (63, 34)
    """
    return _after_merger() if day > district_level_last_day() else _before_merger()


def province_of(code: str, day: date) -> Province:
    """Return the province in which the area of an H code lies on `day` (tỉnh theo mã và ngày).

    Codes outlived the mergers: H10 (Bình Phước) is still written on dossiers received in Đồng Nai.

    Raises:
        RuleError: no province has or had the code (`places.province-code`).

    >>> province_of("H10", date(2025, 6, 30)).name, province_of("H10", date(2025, 7, 1)).name
    ('Bình Phước', 'Đồng Nai')
    """
    for row in _province_rows():
        if row["code"] == code.strip().upper():
            current = row["code_since_2025_07_01"] if day > district_level_last_day() else row["code"]
            return next(province for province in provinces(day) if province.code == current)
    raise RuleError("places.province-code", day=day)
