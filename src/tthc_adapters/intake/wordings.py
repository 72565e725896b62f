"""Wordings of states, channels and levels: what each text of an export stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tthc.errors import AdapterError
from tthc.places import Level, level_from_text
from tthc_adapters.headings import fold

PASS = "\x00"
"""Code of a wording that leaves the answer to the next column."""

NOTHING = ""
"""Code of a wording that is known and stands for none of ours."""


@cache
def _common() -> Mapping[str, Mapping[str, str]]:
    import tomllib

    text = files("tthc_adapters").joinpath("data/wordings.toml").read_text(encoding="utf-8")
    return {
        target: {
            fold(word): NOTHING if code == "none" else code for code, words in codes.items() for word in words
        }
        for target, codes in tomllib.loads(text).items()
    }


def wording_rule(
    target: str,
    own: Mapping[str, Any],
    override: Mapping[str, Any] | None = None,
) -> Callable[[str], str | None]:
    """Return the rule that reads one cell of a coded column: code, "" for none, or None if not known.

    Args:
        target: `status`, `channel`, `online_level` or `level`.
        own: folded wordings of the layout; asked before the common ones. One that begins with "~" holds
            for every text with that ending.
        override: wordings of the caller; asked first of all.

    Raises:
        AdapterError: a status of the caller outside 1..10 (`wording.bad-status`).

    >>> rule = wording_rule("status", {})
    >>> rule("ĐANG GIẢI QUYẾT"), rule("hoàn tất rồi")
    ('4', None)
    """
    given = {fold(word): str(int(code)) for word, code in (override or {}).items()} if override else {}
    for code in given.values():
        if target == "status" and not 1 <= int(code) <= 10:
            raise AdapterError("wording.bad-status", code=code)
    shared = _common().get(target, {})
    mine = {word: PASS if code is None else str(code) for word, code in own.items()}
    words = {**shared, **mine, **given}
    endings = {word[1:]: code for word, code in words.items() if word.startswith("~")}

    def read(text: str) -> str | None:
        folded = fold(text)
        code = words.get(folded)
        if code is None and endings:
            code = next((code for end, code in endings.items() if folded.endswith(end)), None)
        if code is None and target == "level":
            level = level_from_text(text)
            return None if level is Level.UNKNOWN else level.value
        return code

    return read
