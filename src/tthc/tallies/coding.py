"""From the canonical table to counts: one code a row, then one count a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tthc.columnar import validate
from tthc.errors import FormError, TableError
from tthc.law import data_version
from tthc.outcomes import Basis, CountingPolicy, counting_policy, counting_program, report_days
from tthc.periods import ReportingPeriod
from tthc.rules import NOT_ASKED, Program
from tthc.tallies.model import Group, Tally, ordered_counts

FIELD, AGENCY, CODED, SIZE = "field_counted", "agency_counted", "tthc_code", "tthc_size"
GROUPING = ("level_counted", FIELD, AGENCY, CODED)


def tally(
    table: Any,
    *,
    period: ReportingPeriod,
    as_of: date,
    policy: str | CountingPolicy = "ii06-2020",
    basis: str | Basis = Basis.EXPORTED,
) -> Tally:
    """Count the dossiers of one report (tổng hợp số liệu).

    Args:
        table: the canonical table, any frame narwhals knows; lazy frames stay lazy until counted.
        period: closed interval of days.
        as_of: day the data are true for; the closing day is the earlier of it and the period's last day.
        policy: name of a counting policy, or one of your own.
        basis: the due date to go by, "exported" or "legal" (`legal_due_on` must be filled in before).

    Raises:
        TableError: columns missing or mistyped (`table.columns`).
        PeriodError: `as_of` lies before the period (`period.as-of-too-early`).
        RuleError: there is no such policy (`policy.unknown`).

    """
    import narwhals as nw

    validate(table)
    chosen, by = counting_policy(policy), Basis(basis)
    program = counting_program(chosen, by)
    days = report_days(period, as_of)
    coded = code_frame(nw.from_native(table).lazy(), program, days)
    counted = coded.group_by(*GROUPING).agg(nw.len().alias(SIZE)).collect()
    groups: dict[Group, int] = {}
    for level, name, agency, code, size in counted.select(*GROUPING, SIZE).iter_rows():
        group = _decode(program, level, name, agency, int(code))
        groups[group] = groups.get(group, 0) + int(size)
    return Tally(
        period=period,
        as_of=as_of,
        policy=chosen.for_basis(by),
        basis=by,
        data_version=data_version(),
        rules_digest=program.digest(),
        provisional=by is Basis.LEGAL and _beyond_the_notices(nw.from_native(table).lazy()),
        counts=ordered_counts(groups.items()),
        coded=coded,
    )


def code_frame(frame: Any, program: Program, days: Mapping[str, date]) -> Any:
    """Add to a lazy narwhals frame the grouping columns and one code that holds every answer of a row."""
    import narwhals as nw

    schema = frame.collect_schema()
    for name in ("level", "channel", "online_level"):
        if schema[name] != nw.String:
            frame = frame.with_columns(nw.col(name).cast(nw.String))
    frame = program.columns(frame, days)
    flags = program.flag_columns(days)
    code = nw.lit(0, nw.Int64())
    for position, flag in enumerate(flags.values()):
        code = code + nw.when(flag).then(nw.lit(1 << position, nw.Int64())).otherwise(nw.lit(0, nw.Int64()))
    shift = len(flags)
    for table in program.tables:
        answered = (nw.col(table.name).cast(nw.Int64()) - NOT_ASKED) * (1 << shift)
        code = code + answered
        shift += _bits(len(table.rows) + 1)
    return frame.with_columns(
        _first_present("field_name", "field_code").alias(FIELD),
        _first_present("agency_name", "agency_code").alias(AGENCY),
        code.alias(CODED),
    )


def _first_present(name: str, code: str) -> Any:
    import narwhals as nw

    return nw.coalesce(nw.col(name).cast(nw.String), nw.col(code).cast(nw.String))


def _bits(values: int) -> int:
    return (values - 1).bit_length()


def _decode(program: Program, level: str, name: str | None, agency: str | None, code: int) -> Group:
    findings = tuple(flag for position, flag in enumerate(program.flags) if code >> position & 1)
    code >>= len(program.flags)
    rows: list[str | None] = []
    for table in program.tables:
        bits = _bits(len(table.rows) + 1)
        answered = (code & (1 << bits) - 1) + NOT_ASKED
        rows.append(None if answered == NOT_ASKED else table.rows[answered].name)
        code >>= bits
    scope_row, origin_row, outcome_row = rows
    if scope_row is None:
        raise TableError("tally.no-scope")
    return Group(level, name, agency, scope_row, origin_row, outcome_row, findings)


def _encode(program: Program, group: Group) -> int:
    code = sum(1 << position for position, flag in enumerate(program.flags) if flag in group.findings)
    shift = len(program.flags)
    for table, row in zip(
        program.tables, (group.scope_row, group.origin_row, group.outcome_row), strict=True
    ):
        answered = NOT_ASKED if row is None else table.code(row)
        code += (answered - NOT_ASKED) << shift
        shift += _bits(len(table.rows) + 1)
    return code


def select_groups(counted: Tally, groups: Iterable[Group], same: Mapping[str, str | None]) -> Any:
    """Return the rows of the coded frame that belong to `groups`, without the columns of coding.

    Args:
        counted: the tally that was counted from its coded frame.
        groups: every group whose `level`, `field` and `agency` are those of `same`.
        same: the values asked for, by "level", "field" or "agency".

    """
    import narwhals as nw

    program = counting_program(counted.policy, counted.basis)
    condition = nw.col(CODED).is_in(sorted({_encode(program, group) for group in groups}))
    for name, value in same.items():
        column = nw.col({"level": "level_counted", "field": FIELD, "agency": AGENCY}[name])
        condition = condition & (column.is_null() if value is None else (column == value).fill_null(False))
    added = {item.made.name for item in program.derived} | {table.name for table in program.tables}
    rows = counted.coded.filter(condition).drop(*added, FIELD, AGENCY, CODED)
    try:
        return rows.collect().to_native()
    except (nw.exceptions.NarwhalsError, OSError) as gone:
        raise FormError("tally.source-gone") from gone


def _beyond_the_notices(frame: Any) -> bool:
    """Tell whether a legal due day lies where no notice has been checked."""
    import narwhals as nw

    from tthc.calendars import load_calendar

    latest = frame.select(nw.col("legal_due_on").max()).collect().item()
    return latest is not None and latest > load_calendar().verified_through
