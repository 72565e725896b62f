"""Invented agencies and procedures of each level, kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc.places import Level, level_rules


@frozen(kw_only=True)
class Agency:
    """Name an invented agency and its code (đơn vị)."""

    key: str
    code: str
    name: str


@frozen(kw_only=True)
class SampleProcedure:
    """Describe a procedure of sample dossiers (thủ tục).

    Args:
        limit: working days.
        agencies: positions in `Office.agencies` of those that handle it.
    """

    code: str
    name: str
    field_name: str
    limit: int
    agencies: tuple[int, ...] = field(repr=False)


@frozen(kw_only=True)
class Office:
    """Hold the agencies of a level and what they handle; `long` procedures are a last resort."""

    agencies: tuple[Agency, ...]
    ordinary: tuple[SampleProcedure, ...]
    long: tuple[SampleProcedure, ...]


@cache
def _table() -> Mapping[str, Any]:
    import tomllib

    text = files("tthc_adapters").joinpath("data/samples/offices.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _agencies(level: Level) -> tuple[Agency, ...]:
    found = []
    for row in _table()["agency"]:
        if row["level"] == level.value:
            first = row.get("first", 1)
            for number in range(first, first + row.get("count", 1)):
                code, name = row["code"].format(n=number), row["name"].format(n=number)
                found.append(Agency(key=row["key"], code=code, name=name))
    rules = level_rules()
    for agency in found:
        if rules.level_of(agency.name) is not level:
            other = rules.level_of(agency.name).value
            raise AdapterError("samples.agencies", level=level.value, found=other)
    return tuple(found)


@cache
def office(level: Level) -> Office:
    """Return the sample agencies and procedures of `level`; their names give that level.

    Raises:
        AdapterError: the data name an agency whose level is another one (`samples.agencies`).
    """
    agencies = _agencies(level)
    ordinary = []
    for row in _table()["procedure"]:
        places = tuple(index for index, agency in enumerate(agencies) if agency.key == row["agency"])
        if places:
            ordinary.append(
                SampleProcedure(
                    code=row["code"],
                    name=row["name"],
                    field_name=row["field"],
                    limit=row["limit"],
                    agencies=places,
                )
            )
    everywhere = tuple(range(len(agencies)))
    rare = _table()["long"]
    long = [
        SampleProcedure(
            code=rare["code"].format(limit=limit),
            name=rare["name"],
            field_name=rare["field"],
            limit=limit,
            agencies=everywhere,
        )
        for limit in range(rare["first"], rare["last"] + 1, rare["step"])
    ]
    return Office(agencies=agencies, ordinary=tuple(ordinary), long=tuple(long))
