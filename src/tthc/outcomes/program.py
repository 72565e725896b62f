"""The counting program: kept dates, the three tables and the findings, read together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from attrs import frozen

from tthc.dossiers import Dossier
from tthc.errors import PeriodError
from tthc.outcomes.answers import Origin, Outcome, Scope
from tthc.outcomes.flags import finding_flags
from tthc.outcomes.inputs import CONSTANTS, due, inputs, kept_dates
from tthc.outcomes.policy import Basis, CountingPolicy, counting_policy
from tthc.outcomes.tables import Groups, origin_table, outcome_table, scope_table
from tthc.periods import ReportingPeriod
from tthc.places import district_level_last_day
from tthc.rules import NOT_ASKED, Program, Rules


@cache
def counting_program(policy: CountingPolicy, basis: Basis) -> Program:
    """Return the program of `policy` over the due dates of `basis`; its tables are scope, origin, outcome."""
    policy = policy.for_basis(basis)
    groups = Groups(policy)
    due_day, due_moment = due(basis)
    scope = scope_table(policy, groups)
    in_scope = scope.answered("A5")
    origin = origin_table(in_scope)
    outcome = outcome_table(policy, groups, due_day, due_moment, in_scope)
    return Program(
        constants=CONSTANTS,
        inputs=inputs(basis),
        derived=kept_dates(policy),
        tables=(scope, origin, outcome),
        flags=finding_flags(basis, due_day, scope, origin, outcome),
    )


def report_days(period: ReportingPeriod, as_of: date) -> dict[str, date]:
    """Return the days a report compares with: first day, closing day, as-of day, end of districts.

    The closing day is the last day of the period, or the as-of day when that comes first.

    Raises:
        PeriodError: `as_of` lies before the period (`period.as-of-too-early`).

    """
    if as_of < period.first:
        raise PeriodError("period.as-of-too-early", as_of=as_of, first=period.first)
    return {
        "first_day": period.first,
        "closing_day": min(period.last, as_of),
        "as_of": as_of,
        "districts_end": district_level_last_day(),
    }


@frozen
class Classification:
    """Say what one dossier is in one report, and by which row of which table.

    `origin`, `outcome` and their rows are None unless the dossier is in scope.
    """

    scope: Scope
    scope_row: str
    origin: Origin | None
    origin_row: str | None
    outcome: Outcome | None
    outcome_row: str | None
    findings: tuple[str, ...]


@cache
def _compiled(policy: CountingPolicy, basis: Basis) -> tuple[Callable[..., Any], Callable[..., Any]]:
    program = counting_program(policy, basis)
    return program.function(), program.flag_function()


def classify(
    dossier: Dossier,
    *,
    period: ReportingPeriod,
    as_of: date,
    policy: str | CountingPolicy = "ii06-2020",
    basis: str | Basis = Basis.EXPORTED,
) -> Classification:
    """Classify one dossier by the tables that `tthc.tally` reads in columns (phân loại một hồ sơ).

    Args:
        dossier: the dossier as of `as_of`.
        period: closed interval of days.
        as_of: day the data are true for.
        policy: name of a counting policy, or one of your own.
        basis: the due date to go by, "exported" or "legal".

    Raises:
        PeriodError: `as_of` lies before the period (`period.as-of-too-early`).
        RuleError: there is no such policy (`policy.unknown`).

    >>> from tthc.dossiers import Status
    >>> dossier = Dossier(code="H10.1-260302-0001", status=Status.DONE, received_on=date(2026, 3, 2),
    ...                   due_on=date(2026, 3, 9), finished_on=date(2026, 3, 10))
    >>> march = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
    >>> answer = classify(dossier, period=march, as_of=date(2026, 4, 1))
    >>> answer.outcome, answer.outcome_row, answer.findings
    (<Outcome.LATE: 'late'>, 'B5', ('channel-missing',))

    """
    chosen, by = counting_policy(policy), Basis(basis)
    program = counting_program(chosen, by)
    tables, flags = _compiled(chosen, by)
    arguments = [_plain(getattr(dossier, item.name)) for item in program.inputs]
    days = report_days(period, as_of)
    arguments += [days[constant.name] for constant in program.constants]
    scope, origin, outcome = (
        _row(table, code) for table, code in zip(program.tables, tables(*arguments), strict=True)
    )
    raised = tuple(code for code, holds in zip(program.flags, flags(*arguments), strict=True) if holds)
    return Classification(*scope, *origin, *outcome, raised)


def _row(table: Rules[Any], code: int) -> tuple[Any, Any]:
    return (None, None) if code == NOT_ASKED else (table.rows[code].answer, table.rows[code].name)


def _plain(value: Any) -> Any:
    """Return the code that stands in tables for an enum's member."""
    return getattr(value, "value", value)
