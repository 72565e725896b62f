"""Legal due dates of a whole table, on the engine the caller brought."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from attrs import frozen

from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.columnar.days import land
from tthc.columnar.door import Brought, Door
from tthc.columnar.doors import open_doors
from tthc.columnar.histories import with_due_over_events
from tthc.columnar.moments import BY_CLOCK, with_due_moments
from tthc.columnar.schema import Kind, require
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.vendors import with_policy_due
from tthc.deadlines import ClockSettings, PolicySettings, StatutorySettings, policy_named
from tthc.errors import DeadlineError
from tthc.findings import Finding

Table = TypeVar("Table")

STATUTORY = "statutory"
LIMIT = {"received_on": Kind.DAY, "limit_amount": Kind.NUMBER, "limit_unit": Kind.TEXT}
"""Columns a limit is read from."""
MOMENT = "received_at"
"""The moment of reception, read where it is there."""

_CLOCK_ON = "tthc_clock_on"
_CLOCK = ClockSettings()


@frozen(kw_only=True)
class LegalDue(Generic[Table]):
    """Hold a table with its legal due dates, and what was found on the way (hạn theo luật cả bảng).

    Attributes:
        table: the table, of the kind that was brought, with `legal_due_on` and `legal_due_at`.
        findings: histories, and rows a vendor's policy refuses, that have no due day: one finding for
            each kind, with their count.
        converted: names of the zone-aware columns that were converted to Vietnam wall-clock time.
    """

    table: Table
    findings: tuple[Finding, ...] = ()
    converted: tuple[str, ...] = ()


def with_legal_due(
    table: Table,
    calendar: WorkingCalendar | CalendarStack,
    settings: PolicySettings | None = None,
    *,
    events: object | None = None,
    office_hours: OfficeHours | None = None,
    policy: str = STATUTORY,
    clock: ClockSettings = _CLOCK,
) -> Table:
    """Return the table with the legal due day and moment of every row (hạn theo luật cả bảng).

    Reads `received_on` (day), `limit_amount` (number) and `limit_unit` (text, see
    `tthc.limits.LimitUnit`), and `received_at` (moment, Vietnam wall-clock time) where it is there.
    Fills `legal_due_on` and `legal_due_at`, never mixed with what stood in them before. The moment is
    null where the term ends at 24:00 of its day. Both are null where a single deadline would raise:
    no unit, an amount that is none, hours without a moment, a term that leaves the calendar.

    Args:
        table: polars (eager or lazy), DuckDB relation, PySpark, pandas or Arrow; DuckDB and Spark
            promise no order of rows.
        calendar: the working calendar, or a stack of them from which each row chooses.
        settings: the switches of the policy; None for its own.
        events: the histories of the dossiers, on the same engine; None for none. See `legal_due_of`
            for what is found in them.
        office_hours: the sessions of the office; None for those a single deadline takes.
        policy: name of the way of counting, see `tthc.deadlines.policy_names`.
        clock: the switches of the clock over events.

    Raises:
        TableError: columns missing or mistyped, all named at once (`table.columns`); a table that is
            not taken (`table.engine-unknown`) or events elsewhere (`table.engines-mixed`).
        DeadlineError: an unknown policy (`deadline.unknown-policy`), switches of another
            (`deadline.other-settings`).

    Law: 91/2015/QH13 Điều 147, 148; over events 118/2025/NĐ-CP Điều 19.

    >>> from datetime import date
    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> frame = pl.DataFrame(
    ...     {
    ...         "received_on": [date(2026, 11, 20), date(2026, 1, 31), date(2026, 1, 5)],
    ...         "limit_amount": [3.0, 1.0, 5.0],
    ...         "limit_unit": ["working-day", "month", "unknown"],
    ...     }
    ... )
    >>> with_legal_due(frame, load_calendar())["legal_due_on"].to_list()
    [datetime.date(2026, 11, 26), datetime.date(2026, 3, 2), None]
    """
    return legal_due_of(
        table, calendar, settings, events=events, office_hours=office_hours, policy=policy, clock=clock
    ).table


def legal_due_of(
    table: Table,
    calendar: WorkingCalendar | CalendarStack,
    settings: PolicySettings | None = None,
    *,
    events: object | None = None,
    office_hours: OfficeHours | None = None,
    policy: str = STATUTORY,
    clock: ClockSettings = _CLOCK,
) -> LegalDue[Table]:
    """Return what `with_legal_due` gives, and what was found on the way (hạn theo luật, kèm phát hiện).

    Args and Raises: as `with_legal_due`.

    >>> import polars as pl
    >>> from tthc.calendars import load_calendar
    >>> from tthc.testing import sample_table
    >>> legal_due_of(sample_table(), load_calendar()).findings
    ()
    """
    door, other = open_doors(table, events)
    _check(door, calendar)
    chosen = policy_named(policy).defaults if settings is None else settings
    frame, findings = _without_events(
        door, calendar, chosen, office_hours, policy=policy, is_read=other is not None
    )
    if other is not None:
        frame, found = with_due_over_events(
            door, frame, other, calendar, chosen, clock=clock, office_hours=office_hours, policy=policy
        )
        findings += found
    return LegalDue(table=door.hand_back(frame), findings=findings, converted=door.converted)


def _check(door: Door, calendar: WorkingCalendar | CalendarStack) -> None:
    """Refuse a table without the columns that are read."""
    needs = dict(LIMIT)
    if MOMENT in door.frame.collect_schema():
        needs[MOMENT] = Kind.MOMENT
    if isinstance(calendar, CalendarStack):
        needs[calendar.column] = calendar.kind
    require(door.frame, needs)


def _without_events(
    door: Door,
    calendar: WorkingCalendar | CalendarStack,
    settings: PolicySettings,
    office_hours: OfficeHours | None,
    *,
    policy: str,
    is_read: bool,
) -> tuple[Any, tuple[Finding, ...]]:
    """Return the frame with both columns, before any event is looked at, and what was found.

    `is_read` tells that the dossiers are read in this call anyway.
    """
    import narwhals as nw

    if policy != STATUTORY:
        return with_policy_due(
            door,
            door.frame,
            policy=policy,
            calendar=calendar,
            settings=settings,
            office_hours=office_hours,
        )
    if not isinstance(settings, StatutorySettings):
        raise DeadlineError("deadline.other-settings", policy=policy, kind=type(settings).__name__)
    frame = land(
        door,
        door.frame,
        calendar,
        settings,
        received="received_on",
        amount="limit_amount",
        unit="limit_unit",
        into="legal_due_on",
    )
    if (is_read or door.brought in _HELD) and _only_days(door):
        return frame.with_columns(nw.lit(None, nw.Datetime("us")).alias("legal_due_at")), ()
    frame = with_due_moments(
        door, frame, calendar=calendar, office_hours=office_hours, settings=settings, into_on=_CLOCK_ON
    )
    due = nw.coalesce(nw.col("legal_due_on"), nw.col(_CLOCK_ON))
    return frame.with_columns(due.alias("legal_due_on")).drop(_CLOCK_ON), ()


_HELD = {Brought.POLARS, Brought.PANDAS, Brought.ARROW}
"""Tables in memory; a query is not run only to find out what is in it."""


def _only_days(door: Door) -> bool:
    """Tell whether no row of a table has a limit by the clock."""
    import narwhals as nw

    by_clock = nw.col("limit_unit").cast(nw.String).is_in([unit.value for unit in BY_CLOCK])
    return not door.rows(door.frame.filter(by_clock).select("limit_unit").head(1))
