"""Every order of the dates with every status: one answer each, sums, and carry-over between periods."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date

import polars as pl
import pytest

from tthc.columnar import polars_schema
from tthc.dossiers import Dossier, Status
from tthc.forms import report
from tthc.outcomes import CountingPolicy, Outcome, Scope, Stopped, classify
from tthc.periods import ReportingPeriod
from tthc.tallies import Tally, tally

FEBRUARY = ReportingPeriod(date(2026, 2, 1), date(2026, 2, 28))
MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
DAYS = (
    None,
    date(2026, 1, 12),
    date(2026, 2, 2),
    date(2026, 2, 28),
    date(2026, 3, 2),
    date(2026, 3, 31),
    date(2026, 4, 6),
    date(2026, 4, 20),
)
AS_OF = date(2026, 4, 10)
STATUSES = (None, *range(1, 11))


def every_dossier() -> pl.DataFrame:
    """Every combination of reception, due, end and waiting days with every status, 11 x 8^4 rows."""
    rows = itertools.product(STATUSES, DAYS, DAYS, DAYS, DAYS)
    names = ("status", "received_on", "due_on", "finished_on", "waiting_since")
    schema = polars_schema()
    frame = pl.DataFrame(list(rows), schema={name: schema[name] for name in names}, orient="row")
    frame = frame.with_columns(
        returned_on=pl.col("finished_on"),
        channel=pl.lit("online"),
        online_level=pl.lit("full"),
        level=pl.lit("commune"),
    )
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(missing).select(list(schema))


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return every_dossier()


def walk(table: pl.DataFrame, period: ReportingPeriod, policy: CountingPolicy) -> Tally:
    return tally(table, period=period, as_of=AS_OF, policy=policy)


POLICIES = [CountingPolicy(), CountingPolicy(name="stops-wait", stopped=Stopped.WAITING)]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
@pytest.mark.parametrize("period", [FEBRUARY, MARCH], ids=str)
def test_every_dossier_gets_one_answer_of_each_table(
    table: pl.DataFrame, period: ReportingPeriod, policy: CountingPolicy
) -> None:
    counted = walk(table, period, policy)
    assert sum(counted.count(scope=scope) for scope in Scope) == table.height
    in_scope = counted.count()
    assert 0 < in_scope < table.height
    for group, _ in counted.groups():
        assert group.origin_row is not None
        assert group.outcome_row is not None
    for group, _ in counted.groups(scope=Scope.OUT):
        assert group.origin_row is None
        assert group.outcome_row is None
    assert sum(counted.count(outcome=outcome) for outcome in Outcome) == in_scope


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_what_one_period_leaves_open_the_next_carries_over(
    table: pl.DataFrame, policy: CountingPolicy
) -> None:
    """(6) of March is (11) of February and the open dossiers of February whose due day cannot be used.

    A snapshot holds only the present status, so the law is stated for dossiers whose status and dates
    agree: an open status has no end, a closed one has one.
    """
    closed = pl.col("status").is_in([7, 8, 9, 10]) | pl.col("status").is_null()
    kept = (pl.col("received_on") <= pl.col("finished_on")) & (pl.col("finished_on") <= AS_OF)
    agreeing = table.filter(
        pl.when(closed & ~((pl.col("status") == 8).fill_null(False)))
        .then(kept.fill_null(False))
        .otherwise(pl.col("finished_on").is_null())
    )
    february, march = walk(agreeing, FEBRUARY, policy), walk(agreeing, MARCH, policy)
    left_open = february.count(outcome=(Outcome.WITHIN, Outcome.OVERDUE)) + february.count(outcome_row="Px")
    assert march.count(origin_row="O1") == left_open > 0


@pytest.mark.parametrize("period", [FEBRUARY, MARCH], ids=str)
def test_the_function_says_the_same_as_the_columns(table: pl.DataFrame, period: ReportingPeriod) -> None:
    counted = walk(table, period, CountingPolicy())
    by_row: Counter[tuple[str | None, ...]] = Counter()
    for row in table.iter_rows(named=True):
        dossier = Dossier(
            code="1",
            status=Status(row["status"]) if row["status"] else None,
            received_on=row["received_on"],
            due_on=row["due_on"],
            finished_on=row["finished_on"],
            returned_on=row["returned_on"],
            waiting_since=row["waiting_since"],
        )
        answer = classify(dossier, period=period, as_of=AS_OF)
        by_row[answer.scope_row, answer.outcome_row] += 1
    in_columns: Counter[tuple[str | None, ...]] = Counter()
    for group, number in counted.counts:
        in_columns[group.scope_row, group.outcome_row] += number
    assert by_row == in_columns


@pytest.mark.parametrize("form", ["II.06a", "07a", "07b"])
def test_the_sums_of_the_form_hold(table: pl.DataFrame, form: str) -> None:
    filled = report(walk(table, MARCH, CountingPolicy()), form)
    for row in filled.rows:
        cells = {int(number): value for number, value in row.cells.items()}
        if form == "II.06a":
            assert cells[3] == cells[4] + cells[5] + cells[6] + row.unknown_channel
            assert cells[7] == cells[8] + cells[9] + cells[10]
            assert cells[11] == cells[12] + cells[13]
            assert cells[3] == cells[7] + cells[11] + row.unknown_outcome
        else:
            assert cells[3] == sum(cells[number] for number in range(4, 9)) + row.unknown_channel
            assert cells[9] == cells[10] + cells[11] + cells[12]
            assert cells[13] == cells[14] + cells[15]
            assert cells[3] == cells[9] + cells[13] + row.unknown_outcome
    outside = filled.outside
    assert filled.total.cells["3"] + outside["out"] + outside["unknown_scope"] == table.height
