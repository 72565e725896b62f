"""Layouts kept as data: headings, codes and date formats in a TOML file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from tthc_adapters.layouts import Layout


@cache
def layout_from(name: str) -> Layout:
    """Return the layout in `data/systems/<name>.toml`.

    The file has `[columns]` (column = its headings, the first with a value wins), and may have
    `[values.<column>]` (code = its wordings), `[blanks]`, `known`, `units_only`, `dates` and `hours_per_day`.
    """
    import tomllib

    text = files("tthc_adapters").joinpath(f"data/systems/{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    values = {
        target: {word: _code(target, code) for code, words in codes.items() for word in words}
        for target, codes in table.get("values", {}).items()
    }
    return Layout(
        columns={heading: target for target, headings in table["columns"].items() for heading in headings},
        dates=tuple(table["dates"]),
        values=values,
        blanks={target: tuple(texts) for target, texts in table.get("blanks", {}).items()},
        known=tuple(table.get("known", ())),
        units_only=tuple(table.get("units_only", ())),
        hours_per_day=table.get("hours_per_day"),
    )


def _code(target: str, code: str) -> str | int:
    if code == "none":
        return ""
    return int(code) if target == "status" else code
