"""The front door: light to import, and every public name behind it is there."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tthc

HEAVY = ("cattrs", "holidays", "narwhals", "numpy", "polars", "pluggy", "pyarrow", "tomllib")


def run_clean(code: str) -> str:
    """Run `code` in a new interpreter, unmeasured: coverage itself imports some of the modules."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_front_door_loads_nothing_heavy() -> None:
    code = f"import sys, tthc; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    assert run_clean(code) == ""


def test_a_deadline_needs_no_frame_library() -> None:
    code = (
        "import sys, tthc\n"
        "from datetime import date\n"
        "calendar = tthc.load_calendar('vn-public-sector')\n"
        "deadline = tthc.compute_deadline(date(2026, 11, 20), tthc.WorkingDays(3), calendar=calendar)\n"
        "print(deadline.due, *[name for name in ('polars', 'narwhals', 'holidays') if name in sys.modules])"
    )
    assert run_clean(code) == "2026-11-26"


@pytest.mark.parametrize("name", tthc.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(tthc, name) is not None


def test_the_list_of_names_is_sorted_and_shown() -> None:
    assert sorted(tthc.__all__) == tthc.__all__
    assert set(tthc.__all__) <= set(dir(tthc))


def test_type_checkers_see_the_names_that_are_served() -> None:
    tree = ast.parse(Path(tthc.__file__).read_text(encoding="utf-8"))
    declared = {
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tthc.")
        for alias in node.names
    }
    served = {(f"tthc.{room}", name) for room, names in tthc._ROOMS.items() for name in names}
    assert declared == served
    assert {name for _, name in served} | {"__version__"} == set(tthc.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        tthc.no_such_name  # noqa: B018
