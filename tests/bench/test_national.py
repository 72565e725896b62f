"""The nation's table generated and counted at growing sizes: time, peak memory, bytes a dossier.

Sizes are 1 and 10 million rows; `TTHC_BENCH_ROWS=100000000` takes others, separated by commas, and
`TTHC_BENCH_FOLDER` keeps what was generated for the next run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from tests.bench.measuring import Measured, measure

ROUNDS = 3
SIZES = [int(size) for size in os.environ.get("TTHC_BENCH_ROWS", "1000000,10000000").split(",")]

COUNT = """
from datetime import date
from tthc.outcomes import Basis
from tthc.periods import ReportingPeriod
from tthc_adapters.canonical import canonical_folder
from tthc_adapters.engines import EngineName
from tthc_adapters.national import Counting, Store, fill_from_store
from tthc_adapters.pipeline import Question
store = Store(location={folder!r}, folder=canonical_folder({folder!r}))
question = Question(
    period=ReportingPeriod.parse("2026"), as_of=date(2026, 11, 30), basis=Basis({basis!r}), form="ii06a"
)
report = fill_from_store(store, question, Counting({counting}))
result = [dict(report.total.cells), report.total.unknown_channel, dict(report.outside)]
"""


@pytest.fixture(scope="module", params=SIZES, ids=lambda rows: f"{rows:,}")
def nation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, Path]]:
    rows = request.param
    kept = os.environ.get("TTHC_BENCH_FOLDER")
    folder = Path(kept) / str(rows) if kept else tmp_path_factory.mktemp("nation") / str(rows)
    if not folder.exists():
        wrote = measure(
            "from tthc_adapters.samples import write_national_sample\n"
            f"made = write_national_sample({rows}, {str(folder)!r})\n"
            "result = [made.rows, made.events, made.size, made.files]"
        )
        assert wrote.result[0] == rows
        show("generate", rows, wrote)
        _, events, size, files = wrote.result
        print(f"    {events:,} events, {files} files, {size / rows:.1f} bytes a dossier")
    yield rows, folder
    if not kept:
        rmtree(folder)


def show(what: str, rows: int, took: Measured) -> None:
    each = took.seconds / rows * 1e9
    print(f"{rows:>12,} {what:<34}{took.seconds:9.2f} s {each:8.0f} ns a row {took.peak_mib:8.0f} MiB")


def best(folder: Path, *, basis: str = "exported", counting: str = "", rounds: int = ROUNDS) -> Measured:
    """Return the fastest of some rounds, each in a process of its own, imports and start included."""
    program = COUNT.format(folder=str(folder / "dossiers"), basis=basis, counting=counting)
    return min((measure(program) for _ in range(rounds)), key=lambda took: took.seconds)


def test_the_form_of_the_nation(nation: tuple[int, Path]) -> None:
    rows, folder = nation
    polars = best(folder)
    show("form II.06a", rows, polars)
    cells, _, outside = polars.result
    assert int(cells["3"]) + sum(outside.values()) == rows
    duckdb = best(folder, counting="engine=EngineName.DUCKDB")
    show("form II.06a, DuckDB", rows, duckdb)
    assert duckdb.result == polars.result
    checked = best(folder, counting="check_codes=True", rounds=1)
    show("form II.06a and check_codes", rows, checked)
    assert checked.result == polars.result


def test_the_form_by_law_over_events(nation: tuple[int, Path]) -> None:
    rows, folder = nation
    if rows > 10_000_000:
        pytest.skip("the growth is told by 1 and 10 million")
    show("form II.06a by law", rows, best(folder, basis="legal"))
    events = f"events={str(folder / 'events')!r}"
    show("form II.06a by law over events", rows, best(folder, basis="legal", counting=events, rounds=1))


def test_counts_that_are_kept(nation: tuple[int, Path], tmp_path: Path) -> None:
    rows, folder = nation
    state = f"state={str(tmp_path / 'state')!r}"
    first, again = (best(folder, counting=state, rounds=1) for _ in range(2))
    show("form II.06a, state written", rows, first)
    show("form II.06a, state read", rows, again)
    kept = [path.stat().st_size for path in (tmp_path / "state").iterdir()]
    print(f"    {len(kept)} state files, {sum(kept) / 2**20:.1f} MiB")
    assert first.result == again.result == best(folder, rounds=1).result
