"""Values inside JSON elements: walked by path, names in their three shapes, cells as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

VIETNAMESE = 228
"""Language number of Vietnamese where a name is given in several languages."""

_DEPTH = 5


def walk(element: Any, path: Sequence[str]) -> Any:
    """Return what stands at `path`, or None; a list of translations is entered in Vietnamese.

    >>> walk({"agency": {"name": [{"languageId": 228, "name": "Sở Mẫu"}]}}, ("agency", "name"))
    [{'languageId': 228, 'name': 'Sở Mẫu'}]
    """
    for step in path:
        if isinstance(element, list):
            element = _translation(element)
        if not isinstance(element, dict):
            return None
        element = element.get(step)
    return element


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
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        value = _translation(value)
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else None
    return None


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
