"""Every example runs as it stands, from a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
ASKED_FOR = {
    *("deadline.py", "own_calendar_fact.py", "property_test_of_a_rule.py", "report_from_export.py"),
}


def test_the_promised_examples_are_there() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} >= ASKED_FOR


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_example_runs(path: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "an example shows something"
