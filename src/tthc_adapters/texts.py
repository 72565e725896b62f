"""Texts for people, in Vietnamese and English, kept as data beside the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

LANGUAGES = ("vi", "en")


@frozen
class Texts:
    """Say things in one language (văn bản giao diện).

    Args:
        name: data file in `tthc_adapters/data/`, without `.toml`.
        lang: "vi" or "en".

    >>> Texts("reports", "vi")("notes.data_version")
    'Phiên bản dữ liệu'
    >>> Texts("reports", "en")("notes.period_value", first="2024-01-15", last="2024-02-14")
    'from 2024-01-15 to 2024-02-14'
    """

    name: str
    lang: str

    def __call__(self, key: str, /, **details: Any) -> str:
        """Return the text of `key`, with `details` filled in.

        Raises:
            KeyError: the file has no such key.
        """
        text = entries(self.name)[key][self.lang].strip("\n")
        return text.format_map(details) if details else text

    def get(self, key: str) -> str | None:
        """Return the text of `key` as written, or None when the file has none."""
        entry = entries(self.name).get(key)
        return None if entry is None else entry[self.lang].strip("\n")


@cache
def entries(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return every text of a data file by its dotted key; each holds `vi` and `en`."""
    import tomllib

    path = files("tthc_adapters").joinpath(f"data/{name}.toml")
    return dict(_leaves(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in table.items():
        if set(value) == set(LANGUAGES):
            yield prefix + key, value
        else:
            yield from _leaves(value, f"{prefix}{key}.")


def number(value: int, lang: str) -> str:
    """Write a count with thousands separators: a dot in Vietnamese, a comma in English.

    >>> number(925274, "vi"), number(925274, "en"), number(-3420, "vi")
    ('925.274', '925,274', '-3.420')
    """
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def day(value: Any, lang: str) -> str:
    """Write a day as people do: 24/11/2026 in Vietnamese, 2026-11-24 in English.

    >>> from datetime import date
    >>> day(date(2026, 11, 24), "vi"), day(date(2026, 11, 24), "en")
    ('24/11/2026', '2026-11-24')
    """
    return f"{value:%d/%m/%Y}" if lang == "vi" else f"{value:%Y-%m-%d}"
