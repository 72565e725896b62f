"""Due days by other limits over the canonical table, judged by the tables of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tthc.calendars import WorkingCalendar
from tthc.columnar import validate
from tthc.columnar.due import with_legal_due
from tthc.deadlines import StatutorySettings
from tthc.errors import RuleError, TableError
from tthc.law import data_version
from tthc.outcomes import Basis, CountingPolicy, counting_policy, counting_program, report_days
from tthc.periods import ReportingPeriod
from tthc.simulation._model import LimitChange, SimulatedGroup, Simulation

if TYPE_CHECKING:
    import polars as pl

    from tthc.rules import Program

CLOSED = frozenset({"B1", "B2", "B3", "B4", "B5"})
"""Rows of the outcome table for dossiers that ended in the period and go by their dates."""

_DEFAULTS = StatutorySettings()
_COLUMNS = {"procedure": "procedure_code", "field": "tthc_field", "agency": "tthc_agency"}


def simulate(
    table: Any,
    changes: LimitChange | Iterable[LimitChange],
    *,
    period: ReportingPeriod,
    as_of: date,
    calendar: WorkingCalendar,
    settings: StatutorySettings = _DEFAULTS,
    policy: str | CountingPolicy = "ii06-2020",
) -> Simulation:
    """Judge finished dossiers by other limits (mô phỏng thời hạn khác).

    Every due day is the legal one from the day of reception; events such as supplements are not in
    the table and move neither the due day before nor the one after.

    Args:
        table: the canonical table with `limit_amount` and `limit_unit`, any frame narwhals knows.
        changes: what becomes of which limits; the first that matches a dossier wins.
        period: the dossiers that ended in it (closed interval of days) are judged.
        as_of: day the data are true for.
        calendar: the working calendar.
        settings: the switches of the statutory policy.
        policy: name of a counting policy, or one of your own; it says what is finished.

    Raises:
        RuleError: no change (`simulation.no-change`), no such policy (`policy.unknown`).
        TableError: columns missing or mistyped (`table.columns`).
        PeriodError: `as_of` lies before the period (`period.as-of-too-early`).

    >>> from tthc.calendars import load_calendar
    >>> from tthc.limits import WorkingDays
    >>> from tthc.testing import sample_table
    >>> found = simulate(
    ...     sample_table(),
    ...     LimitChange(WorkingDays(3), old=WorkingDays(5), decision="12/QĐ-UBND"),
    ...     period=ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31)),
    ...     as_of=date(2026, 4, 1),
    ...     calendar=load_calendar(),
    ... )
    >>> effect = found.effect()
    >>> effect.dossiers, effect.before.percent_in_time, effect.after.percent_in_time
    (3, 66.7, 33.3)
    """
    import polars as pl

    wanted = (changes,) if isinstance(changes, LimitChange) else tuple(changes)
    if not wanted:
        raise RuleError("simulation.no-change")
    chosen = counting_policy(policy)
    program = counting_program(chosen, Basis.LEGAL)
    days = report_days(period, as_of)
    frame = _polars(table, [change for change in wanted if change.procedure is not None])
    frame = frame.with_row_index("tthc_row").with_columns(_changed(wanted).alias("tthc_change"))
    before = _judged(frame, program, days, calendar, settings)
    after = _judged(_with_new_limits(frame, wanted), program, days, calendar, settings)
    both = before.join(after.select("tthc_row", "outcome", "legal_due_on"), on="tthc_row", suffix="_after")
    axes = [pl.col(column).alias(axis) for axis, column in _COLUMNS.items()]
    changed = pl.col("tthc_change").is_not_null().alias("changed")
    counted = (
        both.filter(pl.col("outcome").is_in(_codes(program)))
        .group_by(*axes, changed, "outcome", "outcome_after")
        .agg(pl.len(), latest=pl.max_horizontal("legal_due_on", "legal_due_on_after").max())
        .collect()
    )
    rows = program.tables[-1].rows
    counts: Counter[SimulatedGroup] = Counter()
    for procedure, name, agency, touched, one, other, number, _ in counted.iter_rows():
        answers = rows[one].answer, rows[other].answer
        counts[SimulatedGroup(procedure, name, agency, touched, *answers)] += number
    latest = [day for day in counted["latest"] if day is not None]
    return Simulation(
        period=period,
        as_of=as_of,
        changes=wanted,
        policy=chosen.for_basis(Basis.LEGAL),
        calendar_digest=calendar.digest,
        data_version=data_version(),
        provisional=any(day > calendar.verified_through for day in latest),
        counts=tuple(sorted(counts.items(), key=lambda item: str(item[0]))),
    )


def _polars(table: Any, keyed: list[LimitChange]) -> pl.LazyFrame:
    """Return the columns the simulation reads, as a lazy polars frame."""
    import narwhals as nw
    import polars as pl

    validate(table)
    frame = nw.from_native(table).lazy()
    names = frame.collect_schema().names()
    needed = ["limit_amount", "limit_unit", *(["procedure_code"] if keyed else [])]
    missing = [name for name in needed if name not in names]
    if missing:
        raise TableError("table.columns", missing=", ".join(missing), mistyped="-")
    inputs = [item.name for item in counting_program(CountingPolicy(), Basis.LEGAL).inputs]
    wanted = {*inputs, *needed, "procedure_code", "field_name", "field_code", "agency_name", "agency_code"}
    native = frame.select(*(name for name in names if name in wanted)).to_native()
    if isinstance(native, pl.LazyFrame):
        found = native
    else:
        found = nw.from_native(native).lazy().collect(backend="polars").to_native().lazy()
    if "procedure_code" not in names:
        found = found.with_columns(pl.lit(None, dtype=pl.String).alias("procedure_code"))
    return found.with_columns(
        pl.coalesce(pl.col("field_name", "field_code").cast(pl.String)).alias("tthc_field"),
        pl.coalesce(pl.col("agency_name", "agency_code").cast(pl.String)).alias("tthc_agency"),
        pl.col("limit_amount").cast(pl.Float64),
        pl.col("limit_unit").cast(pl.String),
        pl.col("procedure_code").cast(pl.String),
        pl.lit(None, dtype=pl.Datetime("us")).alias("legal_due_at"),
    )


def _changed(changes: tuple[LimitChange, ...]) -> pl.Expr:
    """Return the place of the first change that touches each row; null for none."""
    import polars as pl

    place: pl.Expr = pl.lit(None, dtype=pl.Int32)
    for index, change in reversed(tuple(enumerate(changes))):
        holds = pl.col("limit_amount").is_not_null() & pl.col("limit_unit").is_not_null()
        if change.old is not None:
            holds &= (pl.col("limit_amount") == float(change.old.n)) & (
                pl.col("limit_unit") == change.old.unit.value
            )
        if change.procedure is not None:
            holds &= pl.col("procedure_code") == change.procedure
        if change.since is not None:
            holds &= pl.col("received_on") >= change.since
        place = pl.when(holds).then(pl.lit(index, dtype=pl.Int32)).otherwise(place)
    return place


def _with_new_limits(frame: pl.LazyFrame, changes: tuple[LimitChange, ...]) -> pl.LazyFrame:
    import polars as pl

    change = pl.col("tthc_change")
    amounts = dict(enumerate(float(each.new.n) for each in changes))
    units = dict(enumerate(each.new.unit.value for each in changes))
    return frame.with_columns(
        pl.coalesce(
            change.replace_strict(amounts, default=None, return_dtype=pl.Float64), "limit_amount"
        ).alias("limit_amount"),
        pl.coalesce(change.replace_strict(units, default=None, return_dtype=pl.String), "limit_unit").alias(
            "limit_unit"
        ),
    )


def _judged(
    frame: pl.LazyFrame,
    program: Program,
    days: Mapping[str, date],
    calendar: WorkingCalendar,
    settings: StatutorySettings,
) -> pl.LazyFrame:
    """Return the frame with its legal due days and the row of each table that answers."""
    import narwhals as nw

    landed = with_legal_due(frame, calendar, settings)
    judged: pl.LazyFrame = program.columns(nw.from_native(landed), days).to_native()
    return judged


def _codes(program: Program) -> list[int]:
    return [code for code, row in enumerate(program.tables[-1].rows) if row.name in CLOSED]
