"""A small nation for tests, and a few of its partitions, chosen so that each test stays quick."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from tthc.outcomes import Basis
from tthc.periods import ReportingPeriod
from tthc_adapters.canonical import canonical_folder
from tthc_adapters.national import Store
from tthc_adapters.pipeline import Question

ROWS = 3_000
LAST = date(2026, 11, 30)
HALF = ReportingPeriod(date(2025, 12, 15), date(2026, 6, 14))
FEW = tuple(
    f"province={province}/month={month}"
    for province in ("H26", "H29")
    for month in ("2025-12", "2026-01", "2026-02")
)


def few_partitions(nation: Path, folder: Path) -> Path:
    """Copy the dossiers and events of `FEW` partitions; return the folder that holds both."""
    for kind in ("dossiers", "events"):
        for name in FEW:
            source = nation / kind / name
            if source.is_dir():
                shutil.copytree(source, folder / kind / name)
    return folder


def store_at(folder: Path) -> Store:
    found = canonical_folder(folder)
    assert found is not None
    return Store(location=str(folder), folder=found)


def question(basis: Basis = Basis.EXPORTED) -> Question:
    return Question(period=HALF, as_of=LAST, basis=basis, form="ii06a", lang="en")
