"""Kept counts: read back, counted anew where something changed, and whole after a kill at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from tests.nation import FEW, few_partitions, question, store_at

from tthc.errors import AdapterError
from tthc.outcomes import Basis
from tthc.tallies import Tally
from tthc_adapters import national
from tthc_adapters.national import Counting, count_store

PROGRAM = """
from pathlib import Path
from tests.nation import question, store_at
from tthc_adapters.national import Counting, count_store
count_store(store_at(Path({dossiers!r})), question(), Counting(state={state!r}))
"""


@pytest.fixture
def few(nation: Path, tmp_path: Path) -> Path:
    return few_partitions(nation, tmp_path / "few")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the partitions that are really counted."""
    names: list[str] = []
    original = national._count

    def count(engine: object, files: list[Path], *more: object) -> Tally:
        names.append("/".join(files[0].parts[-3:-1]))
        return original(engine, files, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(national, "_count", count)
    return names


def run(folder: Path, state: Path, basis: Basis = Basis.EXPORTED, events: Path | None = None) -> Tally:
    counting = Counting(state=str(state), events=None if events is None else str(events))
    return count_store(store_at(folder / "dossiers"), question(basis), counting)


def in_one_go(folder: Path) -> Tally:
    return count_store(store_at(folder / "dossiers"), question(), Counting())


def test_a_second_run_reads_what_is_there(few: Path, tmp_path: Path, counted: list[str]) -> None:
    first = run(few, tmp_path / "state")
    assert counted == list(FEW)
    again = run(few, tmp_path / "state")
    assert counted == list(FEW)
    assert first == again == in_one_go(few)
    assert first.count() > 100
    assert len(list((tmp_path / "state").iterdir())) == len(FEW)


def test_only_a_changed_partition_is_counted_anew(few: Path, tmp_path: Path, counted: list[str]) -> None:
    before = run(few, tmp_path / "state")
    counted.clear()
    path = few / "dossiers" / FEW[3] / "part-0.parquet"
    rows = pl.read_parquet(path, hive_partitioning=False)
    rows.filter(pl.col("status") != 4).write_parquet(path)
    after = run(few, tmp_path / "state")
    assert counted == [FEW[3]]
    assert after == in_one_go(few)
    assert after.count(scope=None) < before.count(scope=None)


def test_a_new_file_and_a_lost_file_change_a_partition(few: Path, tmp_path: Path, counted: list[str]) -> None:
    run(few, tmp_path / "state")
    counted.clear()
    (few / "dossiers" / FEW[0] / "part-0.parquet").rename(few / "dossiers" / FEW[1] / "part-1.parquet")
    after = run(few, tmp_path / "state")
    assert counted == [FEW[1]]
    assert after == in_one_go(few)


def test_a_damaged_and_a_foreign_file_are_counted_again_and_reported(
    few: Path, tmp_path: Path, counted: list[str]
) -> None:
    whole = run(few, tmp_path / "state")
    one, other, third, *_ = sorted((tmp_path / "state").iterdir())
    one.write_bytes(one.read_bytes()[:-20])
    shutil.copy(third, other)
    counted.clear()
    again = run(few, tmp_path / "state")
    assert len(counted) == 2
    assert again == whole
    assert sorted(note.code for note in again.notes) == ["state.damaged", "state.foreign"]
    assert run(few, tmp_path / "state").notes == ()


def test_another_basis_keeps_counts_of_its_own(few: Path, tmp_path: Path, counted: list[str]) -> None:
    run(few, tmp_path / "state")
    run(few, tmp_path / "state", Basis.LEGAL)
    over_events = run(few, tmp_path / "state", Basis.LEGAL, few / "events")
    assert counted == [*FEW, *FEW, *FEW]
    assert len(list((tmp_path / "state").iterdir())) == 3 * len(FEW)
    counting = Counting(events=str(few / "events"))
    assert over_events == count_store(store_at(few / "dossiers"), question(Basis.LEGAL), counting)


def test_changed_events_change_the_counts_by_law(few: Path, tmp_path: Path, counted: list[str]) -> None:
    run(few, tmp_path / "state", Basis.LEGAL, few / "events")
    counted.clear()
    changed = next((few / "events").rglob("*.parquet"))
    pl.read_parquet(changed, hive_partitioning=False).head(0).write_parquet(changed)
    run(few, tmp_path / "state", Basis.LEGAL, few / "events")
    assert counted == ["/".join(changed.parts[-3:-1])]


def test_events_that_no_partition_has_are_refused(few: Path, tmp_path: Path) -> None:
    shutil.rmtree(few / "dossiers" / FEW[0])
    with pytest.raises(AdapterError, check=lambda error: error.code == "canonical.unpaired"):
        run(few, tmp_path / "state", Basis.LEGAL, few / "events")


def test_a_state_folder_that_is_a_file_is_refused(few: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(AdapterError, check=lambda error: error.code == "state.not-a-folder"):
        run(few, tmp_path / "state")


def test_leftovers_of_killed_runs_go_when_they_are_old(few: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(few, state)
    name = next(state.iterdir())
    old, young = state / f"{name.stem}.old.tmp", state / f"{name.stem}.young.tmp"
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    name.unlink()
    run(few, state)
    assert not old.exists()
    assert young.exists()


def test_a_kill_at_any_moment_loses_at_most_one_partition(few: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    program = PROGRAM.format(dossiers=str(few / "dossiers"), state=str(state))
    whole = in_one_go(few)
    rng = random.Random(5)
    kills, done = 0, 0
    for _ in range(12):
        running = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[3])
        # wait for the next partition to be finished, then kill somewhere in the one after it
        while running.poll() is None and len(list(state.glob("*.json"))) <= done:
            time.sleep(0.001)
        time.sleep(rng.random() * 0.05)
        running.send_signal(signal.SIGKILL)
        if running.wait() == -signal.SIGKILL:
            kills += 1
        kept = len(list(state.glob("*.json")))
        assert kept >= done
        done = kept
        if done == len(FEW):
            break
    assert kills >= 2
    assert done >= 3  # what was finished before a kill was not lost
    after = run(few, state)
    assert after == whole
    assert after.notes == ()
    assert len(list(state.glob("*.json"))) == len(FEW)


def test_what_stands_beside_the_place_is_never_read(few: Path, tmp_path: Path) -> None:
    """A kill between writing and moving leaves a file that no run takes for counts."""
    state = tmp_path / "state"
    whole = run(few, state)
    for path in state.glob("*.json"):
        path.rename(path.with_suffix(".0.tmp"))
    assert run(few, state) == whole
    assert len(list(state.glob("*.json"))) == len(FEW)
