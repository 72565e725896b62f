"""The page on the contracts lists every check there is, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tthc_adapters import testing

CONTRACTS = [name for name in testing.__all__ if name.endswith("Contract")]


def checks(contract: str) -> list[str]:
    return [name for name in vars(getattr(testing, contract)) if name.startswith("test_")]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_page_lists_the_checks_in_order(contract: str, repo_root: Path) -> None:
    page = (repo_root / "docs" / "adapter-authors" / "contract.md").read_text(encoding="utf-8")
    (section,) = (
        part for part in re.split(r"^## ", page, flags=re.M) if f"`{contract}`" in part.splitlines()[0]
    )
    assert re.findall(r"`(test_\w+)`", section) == checks(contract)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_check_says_what_it_is_for(contract: str) -> None:
    assert checks(contract)
    for name in checks(contract):
        assert (getattr(getattr(testing, contract), name).__doc__ or "").strip()


def test_nothing_of_the_kit_needs_pytest() -> None:
    code = (
        "import sys; sys.modules['pytest'] = None\n"
        "import tthc_adapters.testing as kit; print(len(kit.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(testing.__all__)


def test_the_list_of_names_is_sorted() -> None:
    assert sorted(testing.__all__) == testing.__all__
