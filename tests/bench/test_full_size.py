"""A province's year, 925,274 dossiers, written, read and counted: time, peak memory, rows a second."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.measuring import Measured, measure, median

from tthc_adapters.samples import published_target

ROUNDS = 3
ROWS = 925_274


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "ho-so.csv"
    wrote = measure(
        "from tthc_adapters.samples import published_target, write_sample\n"
        f"result = write_sample(published_target(), {str(path)!r}).rows"
    )
    show("write the export", wrote)
    assert wrote.result == ROWS
    return path


def show(what: str, took: Measured, *, base: Measured | None = None) -> None:
    ratio = f"  {took.seconds / base.seconds:5.2f} x the peer" if base else ""
    rate = ROWS / took.seconds
    print(f"{what:<42}{took.seconds:8.2f} s {took.peak_mib:8.0f} MiB {rate:12,.0f} rows/s{ratio}")


def test_from_export_to_form(export: Path) -> None:
    program = (
        "from datetime import date\n"
        "from tthc import ReportingPeriod, tally\n"
        "from tthc.forms import report\n"
        "from tthc_adapters import ingest\n"
        f"read = ingest({str(export)!r})\n"
        "counted = tally(read.table, period=ReportingPeriod.parse('2022'), as_of=date(2022, 12, 14))\n"
        "made = report(counted, accounting=read.accounting, findings=read.findings)\n"
        "result = {row.level: [row.cells, row.unknown_channel] for row in made.rows}"
    )
    peer = (
        "import polars as pl\n"
        f"frame = pl.read_csv({str(export)!r}, infer_schema=False)\n"
        "days = [name for name in frame.columns if name.startswith('Ngày')]\n"
        "moments = [pl.coalesce(pl.col(name).str.to_datetime('%d/%m/%Y %H:%M', strict=False),\n"
        "           pl.col(name).str.to_datetime('%d/%m/%Y', strict=False)) for name in days]\n"
        "result = frame.with_columns(moments).height"
    )
    took, bare = [], []
    for _ in range(ROUNDS):
        bare.append(measure(peer))
        took.append(measure(program))
    show("read and parse with polars alone", median(bare))
    show("from the export to form II.06a", median(took), base=median(bare))
    assert median(bare).result == ROWS
    target = published_target().cells()
    rows = median(took).result
    for level, cells in target.items():
        printed, unknown_channel = rows[level.value if level else "total"]
        assert printed == {str(number): value for number, value in cells.items()}
        assert unknown_channel == (3420 if level is None or level.value == "commune" else 0)
