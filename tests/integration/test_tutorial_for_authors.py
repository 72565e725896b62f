"""The tutorial for adapter authors is the example package, file by file, and it is short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tthc-adapter-thanh-an"
MOST_LINES = 60
FILE = re.compile(r"^`(?P<path>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.S | re.M)


def shown() -> dict[str, str]:
    page = (ROOT / "docs" / "adapter-authors" / "tutorial.md").read_text(encoding="utf-8")
    return {match["path"]: match["text"] for match in FILE.finditer(page)}


def test_the_page_shows_every_file_of_the_package() -> None:
    code = {
        path for path in EXAMPLE.rglob("*") if path.suffix in {".py", ".toml"} and ".venv" not in path.parts
    }
    assert set(shown()) == {path.relative_to(EXAMPLE).as_posix() for path in code}


@pytest.mark.parametrize("path", sorted(shown()))
def test_a_file_on_the_page_is_the_file_in_the_package(path: str) -> None:
    assert shown()[path] == (EXAMPLE / path).read_text(encoding="utf-8")


def test_it_is_under_sixty_lines() -> None:
    lines = [line for text in shown().values() for line in text.splitlines() if line.strip()]
    assert 0 < len(lines) < MOST_LINES
