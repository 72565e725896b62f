"""Values inside JSON elements: walked by path, names in their three shapes, cells as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

VIETNAMESE = 228
"""Language number of Vietnamese where a name is given in several languages."""

_DEPTH = 5


def walk(element: Any, path: Sequence[str]) -> Any:
    """Return what stands at `path`, or None; a list of translations is entered in Vietnamese.

    A step that is a number takes that element of a list, from the end when it is negative.

    >>> walk({"agency": {"name": [{"languageId": 228, "name": "Sở Mẫu"}]}}, ("agency", "name"))
    [{'languageId': 228, 'name': 'Sở Mẫu'}]
    """
    for step in path:
        if isinstance(element, list):
            if step.removeprefix("-").isdecimal():
                element = _element(element, int(step))
                continue
            element = _translation(element)
        if not isinstance(element, dict):
            return None
        element = element.get(step)
    return element


def _element(values: list[Any], place: int) -> Any:
    return values[place] if -len(values) <= place < len(values) else None


def cell(value: Any) -> str | None:
    """Return a value as the text of a cell; a name may be text, an object or a list of translations.

    >>> cell(3.0), cell(True), cell({}), cell({"languageId": 228, "name": "Sở Mẫu"})
    ('3', 'true', None, 'Sở Mẫu')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        value = _translation(value)
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else None
    return None


def _plain(value: float) -> str:
    """Return a number with all its digits and no exponent, as columnar readers write it."""
    if not isfinite(value):
        return repr(value)
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def leaves(element: Any, prefix: str = "", depth: int = _DEPTH) -> Iterator[str]:
    """Yield the dotted paths at which an element may be read as a cell."""
    for key, value in element.items():
        path = f"{prefix}{key}"
        yield path
        if isinstance(value, dict) and depth:
            yield from leaves(value, f"{path}.", depth - 1)


def _translation(values: list[Any]) -> Any:
    named = [value for value in values if isinstance(value, dict) and "name" in value]
    return next(
        (value for value in named if value.get("languageId") == VIETNAMESE), named[0] if named else None
    )
