"""The reference page of the command line shows the help pages as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_adapters.cli import main

COMMANDS = ("", "report", "check", "map", "due", "due-check", "calendar", "plugins", "generate", "demo")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_holds_every_help_text(
    command: str,
    lang: str,
    repo_root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main([*filter(None, [command]), "--help", "--lang", lang]) == 0
    shown = capsys.readouterr().out.strip()
    page = (repo_root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert f"```text\n{shown}\n```" in page
