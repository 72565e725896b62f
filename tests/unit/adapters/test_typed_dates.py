"""Days and moments that a file types: read as they stand, and as their text would be."""

from __future__ import annotations

import gc
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path
from subprocess import Popen
from typing import Any

import polars as pl
import pytest

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest
from tthc_adapters.intake.columns import dates_only
from tthc_adapters.intake.plan import Column, Plan
from tthc_adapters.manager import Plugins
from tthc_adapters.sources import _trial, columnar
from tthc_adapters.sources.typed_cells import written

CODES = [f"H01.2-25030{day}-0001" for day in (1, 2, 3)]


def table(**columns: pl.Series) -> pl.DataFrame:
    named = {
        "received": "Ngày nhận",
        "due": "Ngày hẹn trả",
        "finished": "Ngày kết thúc xử lý",
    }
    usual = {"Mã hồ sơ": CODES, "Đơn vị tiếp nhận": "UBND xã Mẫu", "Trạng thái": "Đã trả kết quả"}
    return pl.DataFrame(usual | {named[name]: cells for name, cells in columns.items()})


DAYS = pl.Series([date(2025, 3, 3), date(2025, 3, 8), None])
MOMENTS = pl.Series([datetime(2025, 3, 3, 8, 20), datetime(2025, 3, 4), datetime(2025, 3, 5, 16, 0, 1)])


def both(frame: pl.DataFrame, folder: Path, plugins: Plugins) -> tuple[Ingested, Ingested]:
    """Read a typed file, and one with the same cells as text."""
    answers = []
    for name, cells in (("typed", frame), ("text", written(frame))):
        (folder / name).mkdir()
        path = folder / name / "a.parquet"
        cells.write_parquet(path)
        answers.append(ingest(path, plugins=plugins))
    return answers[0], answers[1]


def all_of(read: Ingested) -> tuple[object, ...]:
    return read.table.rows(), read.findings, read.accounting, read.cleaning


def test_days_and_moments_are_taken_as_they_stand(tmp_path: Path, plugins: Plugins) -> None:
    typed, text = both(table(received=MOMENTS, due=DAYS), tmp_path, plugins)
    columns = ("received_on", "received_at", "due_on", "due_at")
    assert typed.table.select(columns).rows() == [
        (date(2025, 3, 3), datetime(2025, 3, 3, 8, 20), date(2025, 3, 3), None),
        (date(2025, 3, 4), None, date(2025, 3, 8), None),
        (date(2025, 3, 5), datetime(2025, 3, 5, 16, 0, 1), None, None),
    ]
    assert all_of(typed) == all_of(text)
    assert [(change.rule, change.header, change.count) for change in typed.cleaning] == [
        ("midnight", "Ngày nhận", 1)
    ]
    assert "due-on-day-off" in {finding.code for finding in typed.findings}  # a Saturday


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([date(1900, 1, 1), date(2025, 3, 8), None]),
        pl.Series([datetime(1971, 5, 1, 3), datetime(2071, 1, 1), datetime(2025, 3, 8, 9)]),
        pl.Series([datetime(2070, 12, 31, 23, 59, 59), datetime(2000, 1, 1), None]),
        pl.Series([-(2**31), 2**31 - 1, 20_155]).cast(pl.Int32).cast(pl.Date),
        pl.Series([106_752_000, 20_155, None]).cast(pl.Int32).cast(pl.Date),
        pl.Series([2**63 - 1, 1_741_000_000_000_000, -(2**62)]).cast(pl.Datetime("us")),
        pl.Series([datetime(2025, 3, 8, 1, tzinfo=UTC), None, datetime(2025, 3, 7, 17, tzinfo=UTC)]),
        pl.Series([datetime(2025, 3, 8, 1, 2, 3, 450_000)] * 3).cast(pl.Datetime("ns")),
        pl.Series([datetime(2025, 3, 8, 1)] * 3).cast(pl.Datetime("ms")),
        pl.Series([None] * 3, dtype=pl.Date),
        pl.Series([time(8, 20), None, time(9)]),
    ],
)
def test_typed_cells_say_what_their_text_says(cells: pl.Series, tmp_path: Path, plugins: Plugins) -> None:
    for name in ("due", "finished", "received"):
        frame = table(**{"received": MOMENTS, name: cells})
        (tmp_path / name).mkdir()
        typed, text = both(frame, tmp_path / name, plugins)
        assert all_of(typed) == all_of(text)


def test_samples_of_unreadable_days_are_text(tmp_path: Path, plugins: Plugins) -> None:
    typed, _ = both(table(received=MOMENTS, due=pl.Series([date(1999, 1, 2)] * 3)), tmp_path, plugins)
    (found,) = (finding for finding in typed.findings if finding.code == "due-unreadable")
    assert found.samples[0].value == "1999-01-02"


def test_typed_rows_that_are_no_dossiers(tmp_path: Path, plugins: Plugins) -> None:
    frame = table(received=MOMENTS, due=DAYS)
    blank = pl.DataFrame({name: [None] for name in frame.columns}, schema=frame.schema)
    lone = blank.with_columns(pl.lit(date(2025, 3, 8)).alias("Ngày hẹn trả"))
    typed, text = both(pl.concat([frame, blank, lone]), tmp_path, plugins)
    assert all_of(typed) == all_of(text)
    assert typed.accounting.skipped == {"blank": 1}
    assert typed.accounting.rejected == {"code-missing": 1}


def test_a_column_read_as_more_than_dates_is_text() -> None:
    one, other = Column(0, "A", "Ngày nhận"), Column(1, "B", "Hạn trả")
    plan = Plan({"received_on": (one,), "due_on": (other,), "no_due": (other,)})
    assert dates_only(plan) == {"c0"}


def trial_of(path: Path, rows: int, *, copied: bool = False) -> _trial.Trial:
    with path.open("rb") as stream:
        return _trial.Trial("a.parquet", stream, None if copied else path, "parquet", rows)


@pytest.mark.parametrize("copied", [False, True])
def test_a_trial_tells_how_far_a_file_can_be_read(tmp_path: Path, copied: bool) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": range(25)}).write_parquet(path)
    trial = trial_of(path, 10, copied=copied)
    for rows in (0, 25, 10):
        trial.wait(rows)
    with pytest.raises(AdapterError) as error:
        trial.wait(31)  # more than the file holds: the other process has ended
    assert error.value.code == "source.damaged"


def test_a_trial_that_fails_or_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    with pytest.raises(AdapterError) as error:
        trial_of(path, 10).wait(0)
    assert error.value.code == "source.damaged"
    table(received=MOMENTS).write_parquet(path)
    monkeypatch.setattr(_trial, "_SECONDS", 0)
    with pytest.raises(AdapterError):
        trial_of(path, 10).wait(1)


def test_a_piece_that_ends_its_reader_is_never_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugins: Plugins
) -> None:
    """The other process ends in the second piece, as one does that is refused memory."""
    stop = "    if start: sys.exit(1)\n    frame.slice"
    monkeypatch.setattr(_trial, "_PROGRAM", _trial._PROGRAM.replace("    frame.slice", stop))
    monkeypatch.setattr(columnar, "_ROWS", 32)
    path = tmp_path / "a.parquet"
    pl.concat([table(received=MOMENTS)] * 20).write_parquet(path)
    seen: list[int] = []
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins, progress=lambda state: seen.append(state.rows))
    assert error.value.code == "source.damaged"
    assert seen == [32]


def test_a_trial_ends_with_its_table(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table(received=MOMENTS).write_parquet(path)
    trial = trial_of(path, 10)
    end = trial.end
    assert end.alive
    del trial
    gc.collect()
    assert not end.alive
    assert subprocess._active == []  # type: ignore[attr-defined]  # none is left behind


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Popen[bytes]]:
    """Return the processes that trials have started, as they are started."""
    found: list[Popen[bytes]] = []

    def start(*words: Any, **settings: Any) -> Popen[bytes]:
        found.append(Popen(*words, **settings))
        return found[-1]

    monkeypatch.setattr(_trial, "Popen", start)
    return found


@pytest.mark.parametrize("name", ["a.parquet", "hồ sơ\n1 .PQ", "ghi chú.txt"])
def test_the_other_process_may_be_started_early(
    tmp_path: Path, started: list[Popen[bytes]], name: str
) -> None:
    path = tmp_path / name
    table(received=MOMENTS).write_parquet(path)
    with _trial.started_early(["a.csv", name]):
        early = list(started)
        assert len(early) == (not name.endswith(".txt"))
        trial = trial_of(path, 10)
        trial.wait(len(MOMENTS))
        assert len(started) == 1  # it is the one that was started before
        second = trial_of(path, 10)
        second.wait(len(MOMENTS))
        assert len(started) == 2
    assert started[0].poll() is None or started[0].returncode == 0  # what a trial has taken is the trial's
    with _trial.started_early([name]):
        assert len(started) == 2 + len(early)
    assert all(process.returncode for process in started[2:])  # nobody took it, so it was ended
    assert not _trial._early


def test_the_other_process_ends_with_its_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Popen[bytes]]
) -> None:
    monkeypatch.setattr(_trial, "_PROGRAM", "import time; time.sleep(5)")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    trial = trial_of(path, 10)
    assert started[0].poll() is None
    trial.end()
    assert started[0].returncode  # it was ended, and did not come to its own end
