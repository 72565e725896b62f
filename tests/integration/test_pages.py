"""Every Python session printed in the README and in the docs gives what it prints."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SNIPPET = re.compile(r"^```pycon\n(.*?)^```$", re.S | re.M)


def pages() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "README.vi.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(path for path in found if "```pycon" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_sessions_of_a_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    # Blocks of one page share their names; blank lines keep the line numbers of the page.
    kept, position = [], 0
    for match in SNIPPET.finditer(text):
        kept += ["\n" * text.count("\n", position, match.start(1)), match[1]]
        position = match.end(1)
    session = doctest.DocTestParser().get_doctest("".join(kept), {}, page.name, str(page), 0)
    assert session.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=report.append)
    assert not report, "".join(report)


def test_there_are_sessions_to_run() -> None:
    assert ROOT / "README.md" in pages()


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.vi.md", "vi")])
def test_the_readme_shows_what_the_command_prints(name: str, lang: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    shown = re.search(r"<!-- output: tthc due -->\n```text\n(.*?)```", page, re.S)
    assert shown is not None
    command = [Path(sys.executable).with_name("tthc"), "due", "2026-11-20", "--limit", "3 ngày làm việc"]
    assert " ".join(map(str, command[1:4])) in page
    done = subprocess.run(
        [*command, "--lang", lang],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"},
    )
    assert [line.rstrip() for line in done.stdout.splitlines()] == shown[1].splitlines()
