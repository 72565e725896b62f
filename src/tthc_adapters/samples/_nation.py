"""The shape of the nation: provinces, their agencies and procedures, and how many dossiers each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

from attrs import frozen

from tthc.places import Level, provinces
from tthc_adapters.samples._offices import Agency, SampleProcedure, office

SLOTS = 1 << 16
"""Places a draw may fall on; each belongs to a procedure of an agency."""

_SAMPLE_PROVINCE = "H10"
_CITY = "Thành phố "
"""Left out of the names of agencies, where it would speak of a level."""
_ENOUGH_PROCEDURES = 12


@cache
def national_table() -> Mapping[str, Any]:
    """Return the shares and sizes the nation is made of (`data/samples/national.toml`)."""
    import tomllib

    text = files("tthc_adapters").joinpath("data/samples/national.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@frozen(kw_only=True)
class Month:
    """A month of reception (tháng tiếp nhận)."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """Return the month as partitions are named, such as "2026-01"."""
        return f"{self.first:%Y-%m}"


@frozen(kw_only=True)
class Unit:
    """An agency of the nation with its level and the share of the dossiers of its province."""

    code: str
    name: str
    level: Level
    weight: float
    procedures: tuple[SampleProcedure, ...]


@frozen(kw_only=True)
class ProvinceShape:
    """A province with its agencies (tỉnh, thành phố và các cơ quan)."""

    code: str
    name: str
    weight: int
    units: tuple[Unit, ...]


def months() -> tuple[Month, ...]:
    """Return the months of reception, ascending."""
    first: date = national_table()["first_month"]
    found = []
    for _ in range(national_table()["months"]):
        following = (first + timedelta(days=31)).replace(day=1)
        found.append(Month(first=first, last=following - timedelta(days=1)))
        first = following
    return tuple(found)


@cache
def nation() -> tuple[ProvinceShape, ...]:
    """Return the 34 provinces and central cities with their agencies (34 tỉnh, thành phố)."""
    shares = national_table()["provinces"]
    return tuple(
        ProvinceShape(
            code=province.code,
            name=province.name.removeprefix(_CITY),
            weight=shares[province.code]["weight"],
            units=_units(province.code, province.name.removeprefix(_CITY), shares[province.code]["communes"]),
        )
        for province in provinces(months()[0].first)
    )


def _units(code: str, name: str, communes: int) -> tuple[Unit, ...]:
    found = []
    for entry in national_table()["office"]:
        level = Level(entry["level"])
        pool = [
            each for key in entry.get("procedures", [level.value]) for each in office(Level(key)).ordinary
        ]
        agencies = _communes(code, communes) if level is Level.COMMUNE else _moved(level, code)
        falls = _falling(len(agencies), entry["halving"])
        whole = sum(falls)
        for place, (agency, fall) in enumerate(zip(agencies, falls, strict=True)):
            own = pool if level is Level.COMMUNE else [each for each in pool if place in each.agencies]
            found.append(
                Unit(
                    code=agency.code,
                    name=f"{agency.name} ({name})",
                    level=level,
                    weight=entry["percent"] * fall / whole,
                    procedures=tuple(own[:_ENOUGH_PROCEDURES]),
                )
            )
    return tuple(found)


def _communes(code: str, count: int) -> tuple[Agency, ...]:
    table = national_table()["commune"]
    found = []
    for number in range(1, count + 1):
        kind = table["ward" if number <= count // 3 else "other"]
        found.append(
            Agency(
                key="commune",
                code=kind["code"].format(province=code, n=number),
                name=kind["name"].format(n=number),
            )
        )
    return tuple(found)


def _moved(level: Level, code: str) -> tuple[Agency, ...]:
    """Return the sample agencies of a level as if they stood in another province."""
    return tuple(
        Agency(key=each.key, code=each.code.replace(_SAMPLE_PROVINCE, code, 1), name=each.name)
        for each in office(level).agencies
    )


def _falling(count: int, halving: int) -> list[float]:
    return [0.5 ** (place / halving) for place in range(count)]


def cells(province: ProvinceShape) -> tuple[list[tuple[Unit, SampleProcedure]], list[int]]:
    """Return each procedure of each agency, and for each of the `SLOTS` which of these it stands for."""
    pairs, weights = [], []
    halving = national_table()["procedure"]["halving"]
    for unit in province.units:
        falls = _falling(len(unit.procedures), halving)
        for procedure, fall in zip(unit.procedures, falls, strict=True):
            pairs.append((unit, procedure))
            weights.append(unit.weight * fall / sum(falls))
    slots = [place for place, size in enumerate(shared(SLOTS, weights)) for _ in range(size)]
    return pairs, slots


def shared(count: int, weights: Sequence[float]) -> list[int]:
    """Divide `count` in proportion to `weights`; the parts add up to it.

    >>> shared(10, [1, 1, 2])
    [2, 3, 5]
    """
    heights = list(accumulate(weights))
    marks = [int(count * height / heights[-1]) for height in heights]
    marks[-1] = count
    return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]
