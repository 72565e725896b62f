"""The catalogue of codes and messages, in Vietnamese and English, kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every entry by code: `vi`, `en` and, for findings, `severity`.

    The files stand in `tthc/data/messages/`, one for each room.

    >>> catalogue()["calendar.out-of-bounds"]["vi"].startswith("Ngày")
    True
    """
    import tomllib

    merged: dict[str, Mapping[str, str]] = {}
    for path in sorted(files("tthc").joinpath("data/messages").iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml"):
            continue
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in merged:
                raise ValueError(f"{path.name}: {code} is defined twice")
            merged[code] = entry
    return merged


class _Details(dict[str, Any]):
    """Details of a message; one that was not given shows as its own name."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def render(code: str, details: Mapping[str, Any], lang: str) -> str:
    """Return the message of `code` in `lang`, or the code itself when the catalogue lacks it.

    >>> render("calendar.unknown-name", {"name": "x", "known": "vn-public-sector"}, "en")
    'There is no calendar named x. Known: vn-public-sector.'
    """
    entry = catalogue().get(code)
    if entry is None:
        return code
    return entry[lang if lang in LANGUAGES else "en"].format_map(_Details(details))
