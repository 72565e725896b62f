"""Any table whose headings are usual words: read when asked for by name, or by a mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from tthc_adapters.layouts import Layout, Recognition, SourceHead
from tthc_adapters.systems.mapping import system_from


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the headings in use for each column, and the date formats (từ vựng tiêu đề)."""
    import tomllib

    text = files("tthc_adapters").joinpath("data/vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@frozen
class Tabular:
    """A table of whatever system, by the headings most of them use (bảng bất kỳ).

    It knows no file by itself: that would be a guess. Ask for it with `--system tabular`, or describe
    the table in a mapping file, which `tthc map` proposes.

    >>> Tabular().layout.target("Số biên nhận")
    'code'
    """

    name: str = "tabular"
    api: int = 1
    layout: Layout = field(factory=lambda: system_from("tabular", vocabulary()).layout, repr=False)

    def sniff(self, head: SourceHead) -> Recognition | None:  # noqa: ARG002 - the protocol's name
        """Know nothing by itself."""
        return None
