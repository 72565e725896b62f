"""Form II.06a with legal due dates computed and pauses joined, against the form alone, on one data set.

A twentieth of the dossiers has events. Sizes: TTHC_BENCH_ROWS, else a million.
"""

from __future__ import annotations

import os

import polars as pl
import pytest
from tests.bench import canonical_rows
from tests.bench.measuring import Measured, measure, median

ROWS = int(os.environ.get("TTHC_BENCH_ROWS", "1000000"))
ROUNDS = 3
WITH_EVENTS = 20
"""One dossier in so many has events."""

SHAPES = (
    ("supplement-request", "supplement-answer", "result"),
    ("obligation-request", "obligation-done", "result"),
    ("reception", "transfer", "supplement-request", "supplement-answer", "result", "hand-over"),
    ("transfer", "obligation-request", "obligation-done", "confirmation-request", "confirmation-answer"),
    ("apology", "result"),
    ("supplement-request",),
)

PROGRAM = """
from datetime import date
{imports}
from tthc import ReportingPeriod, tally
from tthc.calendars import load_calendar
from tthc.columnar import legal_due_of
from tthc.outcomes import Basis
table = {table}
events = {events}
basis, findings = Basis.EXPORTED, 0
if {over}:
    found = legal_due_of(table, load_calendar(), events=events)
    table, basis, findings = found.table, Basis.LEGAL, sum(each.count for each in found.findings)
period = ReportingPeriod.parse("2026-Q2")
counted = tally(table, period=period, as_of=date(2026, 7, 1), basis=basis)
result = [sum(number for _, number in counted.counts), findings]
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Write dossiers with limits, and the events of a twentieth of them."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "dossiers").mkdir()
    histories = []
    for number, start in enumerate(range(0, ROWS, canonical_rows.BLOCK)):
        part = canonical_rows.part(start, min(canonical_rows.BLOCK, ROWS - start))
        row, unit_month = pl.int_range(pl.len()), pl.col("limit_unit") == "month"
        part = part.with_columns(
            limit_amount=(row % 20 + 1).cast(pl.Float64),
            limit_unit=pl.when(row % 10 < 8)
            .then(pl.lit("working-day"))
            .otherwise(pl.when(row % 10 == 8).then(pl.lit("day")).otherwise(pl.lit("month"))),
        ).with_columns(limit_amount=pl.when(unit_month).then(1.0).otherwise("limit_amount"))
        part.write_parquet(folder / "dossiers" / f"{number}.parquet")
        histories.append(_events(part))
    pl.concat(histories).sample(fraction=1.0, shuffle=True, seed=1).write_parquet(folder / "events.parquet")
    return str(folder / "dossiers" / "*.parquet"), str(folder / "events.parquet")


def _events(part: pl.DataFrame) -> pl.DataFrame:
    chosen = part.select(code="code_normalized", received="received_on").gather_every(WITH_EVENTS)
    shape = pl.DataFrame({"kinds": [list(kinds) for kinds in SHAPES]}).with_row_index("shape")
    chosen = chosen.with_columns(shape=(pl.int_range(pl.len()) * 7 % len(SHAPES)).cast(pl.UInt32))
    rows = chosen.join(shape, on="shape").explode("kinds").rename({"kinds": "kind"})
    rows = rows.with_columns(seq=pl.int_range(1, pl.len() + 1).over("code").cast(pl.Int32))
    later = pl.when(pl.col("kind") == "reception").then(0).otherwise(pl.col("seq") * 2 + pl.col("shape") % 3)
    on = pl.col("received") + pl.duration(days=later)
    until = pl.when(pl.col("kind") == "apology").then(on + pl.duration(days=20))
    return rows.select("code", "seq", "kind", on=on, until=until)


def show(what: str, took: Measured, base: Measured) -> None:
    ratio = took.seconds / base.seconds
    print(f"{what:<50}{took.seconds:8.2f} s {took.peak_mib:8.0f} MiB {ratio:6.2f} x the form alone")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_form_over_events_against_the_form_alone(engine: str, data: tuple[str, str]) -> None:
    dossiers, events = data
    if engine == "polars":
        read = "pl.scan_parquet({!r})"
        imports = "import polars as pl"
    else:
        read = "connection.read_parquet({!r})"
        imports = "import duckdb\nconnection = duckdb.connect()"
    asked = {"imports": imports, "table": read.format(dossiers), "events": read.format(events)}
    alone, over = [], []
    for _ in range(ROUNDS):
        alone.append(measure(PROGRAM.format(**asked, over=False)))
        over.append(measure(PROGRAM.format(**asked, over=True)))
    show(f"{engine}: form II.06a, {ROWS:,} rows", median(alone), median(alone))
    show(f"{engine}: with legal due dates over events", median(over), median(alone))
    assert median(alone).result[0] == median(over).result[0] == ROWS
    assert median(over).result[1] == 0
