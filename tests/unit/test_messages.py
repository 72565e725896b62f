"""The catalogue: every code the source uses has a text in both languages."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from tthc import errors
from tthc.findings import Severity
from tthc.messages import LANGUAGES, catalogue, render

SRC = Path(__file__).parents[2] / "src"
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
}


def codes_used(*constructors: str) -> dict[str, str]:
    """Return every code written as the first argument of a constructor, with the file it stands in."""
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[0]
            if name in constructors and isinstance(code, ast.Constant) and isinstance(code.value, str):
                found[code.value] = path.relative_to(SRC).as_posix()
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_scan_finds_codes_known_to_be_there() -> None:
    assert codes_used(*ERRORS)["rule.order"] == "tthc/law.py"


@pytest.mark.parametrize(("code", "path"), sorted(codes_used(*ERRORS, "Finding").items()))
def test_every_code_in_the_source_is_in_the_catalogue(code: str, path: str) -> None:
    assert code in catalogue(), f"{path} uses {code}"


@pytest.mark.parametrize(("code", "path"), sorted(codes_used("Finding").items()))
def test_every_finding_has_a_severity(code: str, path: str) -> None:
    assert Severity(catalogue()[code]["severity"])


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_both_languages_say_the_same(code: str) -> None:
    entry = catalogue()[code]
    assert set(entry) <= {*LANGUAGES, "severity"}
    assert entry["vi"].strip()
    assert entry["en"].strip()
    assert entry["vi"] != entry["en"]
    assert placeholders(entry["vi"]) == placeholders(entry["en"])


@pytest.mark.parametrize("code", sorted(catalogue()))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_is_broken_by_its_placeholders(code: str, lang: str) -> None:
    details = dict.fromkeys(placeholders(catalogue()[code][lang]), 7)
    assert "{" not in render(code, details, lang)


def test_a_code_nobody_wrote_down_is_shown_as_itself() -> None:
    assert render("plugin.own-code", {}, "vi") == "plugin.own-code"


def test_an_unknown_language_is_english() -> None:
    details = {"key": "a.b", "day": "2001-01-01"}
    assert render("rule.not-in-force", details, "fr") == render("rule.not-in-force", details, "en")
