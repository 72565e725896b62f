"""The page on hooks says exactly what the specifications say."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from tthc_adapters import hookspecs, load_plugins
from tthc_adapters.manager import BUILT_IN

SPECS = {name: function for name, function in vars(hookspecs).items() if name.startswith("tthc_")}


@pytest.fixture(scope="module")
def sections(repo_root: Path) -> dict[str, str]:
    page = (repo_root / "docs" / "adapter-authors" / "hooks.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\w+)\n", page, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_has_every_hook_in_order_and_no_other(sections: dict[str, str]) -> None:
    assert list(sections) == list(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_the_signature_and_who_wins(name: str, sections: dict[str, str]) -> None:
    said = re.search(r"^`(\w+)(\(.*)` \((collected|first result)\)$", sections[name], re.M)
    assert said is not None
    signature = str(inspect.signature(SPECS[name])).replace("'", "")
    first = SPECS[name].tthc_spec["firstresult"]
    assert said.groups() == (name, signature, "first result" if first else "collected")


@pytest.mark.parametrize("name", SPECS)
def test_the_words_are_those_of_the_specification(name: str, sections: dict[str, str]) -> None:
    text = " ".join(sections[name].split())
    for paragraph in inspect.cleandoc(SPECS[name].__doc__ or "").split("\n\n"):
        assert " ".join(paragraph.split()) in text


@pytest.mark.parametrize("name", SPECS)
def test_the_specification_says_who_wins_too(name: str) -> None:
    words = "First answer wins" if SPECS[name].tthc_spec["firstresult"] else "All answers are collected"
    assert words in " ".join((SPECS[name].__doc__ or "").split())


def test_every_hook_is_used_and_every_built_in_module_is_named(sections: dict[str, str]) -> None:
    used = {hook for record in load_plugins().inventory() for hook in record.hooks}
    assert set(SPECS) - used == {"tthc_check_dossiers"}, "a hook nobody implements is called by no code"
    for module in BUILT_IN:
        assert f"`{module}`" in " ".join(" ".join(sections.values()).split())
