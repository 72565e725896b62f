"""Exported due dates beside legal ones, and the reason for every difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tthc.audit._due_legal import with_implied_days
from tthc.audit._due_matching import POLICY, TABLE, Matching
from tthc.audit._due_model import DueCheck, DueExample, DueGroup, DueReason
from tthc.audit._due_rules import BY_POLICY, BY_TABLE, ROW_NAMES, due_program
from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, load_calendar
from tthc.columnar import NAMES, polars_schema, validate
from tthc.columnar.due import with_legal_due
from tthc.deadlines import StatutorySettings
from tthc.errors import LimitError
from tthc.findings import SourceRef
from tthc.law import data_version
from tthc.limits import limit_from

if TYPE_CHECKING:
    import polars as pl

EXAMPLES = 5
_DEFAULTS = StatutorySettings()
_NO_TABLES: Mapping[str, WorkingCalendar] = MappingProxyType({})


def due_check(
    table: pl.DataFrame | pl.LazyFrame,
    *,
    calendar: WorkingCalendar | None = None,
    office_hours: OfficeHours | None = None,
    settings: StatutorySettings = _DEFAULTS,
    tables: Mapping[str, WorkingCalendar] = _NO_TABLES,
    examples: int = EXAMPLES,
) -> DueCheck:
    """Say of every exported due date whether it is the legal one, and if not why (đối chiếu hạn trả).

    The reasons are the rows of one decision table, first match wins (`due_difference`): not
    comparable; the legal day, with no hour or with one of its own; a new date on the row; a vendor's
    policy; another table of days off; a waiting; a finish on the due day; unexplained. A policy is
    tried where the row holds the time of reception, and must give the exported moment to the minute,
    or the day where the export holds no hour. An exported date is never changed.

    Args:
        table: the canonical table, polars, eager or lazy.
        calendar: the working calendar; "vn-public-sector" without it.
        office_hours: the agency's office hours; without them each policy takes those usual in its
            system, and limits in hours those of the statutory policy.
        settings: switches of the statutory policy.
        tables: tables of days off of your own to try, by the name `by` will show.
        examples: how many dossiers to show of each group.

    Raises:
        TableError: required columns missing or mistyped (`table.columns`).

    Law: 91/2015/QH13 Điều 147, 148.

    >>> import polars as pl
    >>> schema = polars_schema()
    >>> row = {"code": "H10.1-240424-0001", "received_on": date(2024, 4, 24), "due_on": date(2024, 5, 3)}
    >>> row |= {"limit_amount": 5.0, "limit_unit": "working-day"}
    >>> frame = pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)
    >>> for group in due_check(frame).groups:  # the worked Saturday and its Monday were not known
    ...     print(group.reason.value, group.by, group.count)
    calendar without-swaps 1
    """
    validate(table)
    calendar = load_calendar() if calendar is None else calendar
    frame = with_legal_due(_canonical(table), calendar, settings, office_hours=office_hours)
    matching = Matching(calendar=calendar, settings=settings, hours=office_hours, tables=tables)
    checked = _answered(with_implied_days(matching.with_matches(frame), calendar))
    latest = checked["legal_due_on"].max()
    return DueCheck(
        dossiers=checked.height,
        groups=tuple(_groups(checked, examples)),
        calendar=calendar.name,
        calendar_digest=calendar.digest,
        data_version=data_version(),
        provisional=isinstance(latest, date) and latest > calendar.verified_through,
        rules_digest=due_program().digest(),
        checked=checked,
    )


def _canonical(table: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Return the table with every canonical column; those it lacks are empty."""
    import polars as pl

    frame = table.lazy().collect()
    schema = polars_schema()
    absent = [pl.lit(None, schema[name]).alias(name) for name in NAMES if name not in frame.columns]
    return frame.with_columns(*absent).with_columns(pl.col("limit_unit").cast(pl.String))


def _answered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with `due_reason` and `due_by`, and without the columns made on the way."""
    import narwhals as nw
    import polars as pl

    program = due_program()
    (table,) = program.tables
    coded: pl.DataFrame = program.columns(nw.from_native(frame), {}).to_native()
    names = [row.name for row in table.rows]
    fixed = pl.col("row").replace_strict(ROW_NAMES, default="", return_dtype=pl.String)
    by_policy = pl.when(pl.col("row").is_in(BY_POLICY)).then(pl.col(POLICY).fill_null(""))
    by = by_policy.when(pl.col("row").is_in(BY_TABLE)).then(pl.col(TABLE))
    reasons = [row.answer.value for row in table.rows]
    code = pl.col(table.name).cast(pl.Int64)
    return (
        coded.with_columns(pl.lit(pl.Series(names)).gather(code).alias("row"))
        .with_columns(
            pl.lit(pl.Series(reasons)).gather(code).alias("due_reason"), by.otherwise(fixed).alias("due_by")
        )
        .drop("row", table.name, POLICY, TABLE, "paused_to", "restarted_on")
    )


def _groups(checked: pl.DataFrame, examples: int) -> Iterable[DueGroup]:
    import polars as pl

    later = (pl.col("due_on") - pl.col("legal_due_on")).dt.total_days()
    counted = checked.group_by("due_reason", "due_by").agg(
        pl.len().alias("size"), later.min().alias("least"), later.max().alias("most")
    )
    order = [reason.value for reason in DueReason]
    rows = counted.rows(named=True)
    for row in sorted(rows, key=lambda row: (order.index(row["due_reason"]), -row["size"], row["due_by"])):
        of_group = (pl.col("due_reason") == row["due_reason"]) & (pl.col("due_by") == row["due_by"])
        shown = checked.lazy().filter(of_group).head(examples).collect()
        yield DueGroup(
            reason=DueReason(row["due_reason"]),
            by=row["due_by"],
            count=row["size"],
            earliest=row["least"],
            latest=row["most"],
            examples=tuple(_example(dossier) for dossier in shown.iter_rows(named=True)),
        )


def _example(row: Mapping[str, Any]) -> DueExample:
    source = None
    if row["source_file"] is not None:
        source = SourceRef(file=row["source_file"], sheet=row["source_sheet"], row=row["source_row"])
    moments = {name: row[name] for name in ("received_at", "due_at", "legal_due_at")}
    return DueExample(
        **{name: row[name] for name in ("code", "received_on", "due_on", "legal_due_on")},
        **{name: at and at.replace(tzinfo=VIETNAM) for name, at in moments.items()},
        limit=limit_words(row["limit_amount"], row["limit_unit"]),
        source=source,
    )


def limit_words(amount: float | None, unit: str | None) -> str | None:
    """Return a limit of the table in words; None when there is none or it is no limit.

    >>> limit_words(5.0, "working-day")
    '5 ngày làm việc'
    """
    if amount is None or unit is None:
        return None
    try:
        return str(limit_from(amount, unit))
    except LimitError:
        return None
