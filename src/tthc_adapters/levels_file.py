"""A province's own agency-to-level table, in a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tthc.errors import AdapterError
from tthc.places import level_rules


def read_levels(path: str) -> Mapping[str, Any]:
    """Return the entries of a file in the shape of `tthc.places.level_rules` (bảng cấp riêng của tỉnh).

    Raises:
        AdapterError: the file is no TOML in UTF-8 (`levels.unreadable`).
        RuleError: an entry is wrong; see `tthc.places.level_rules`.
        OSError: it cannot be opened.
    """
    import tomllib

    file = Path(path)
    try:
        own: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise AdapterError("levels.unreadable", name=file.name) from None
    level_rules(own)
    return own
