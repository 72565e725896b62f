"""Due days over the events of every dossier: pauses, restarts and new dates of a whole table.

The common histories are read in columns, by the tables that read one dossier; the others (limits in
hours, long histories, switches the columns do not know) by the scalar clock itself. Either way the
answer is that of `tthc.deadlines.due_over_events`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.columnar._histories_courses import courses
from tthc.columnar._histories_findings import NO_CODE, NO_DOSSIER, TWICE, counted
from tthc.columnar._histories_shape import histories
from tthc.columnar._histories_singly import DOSSIER, Answer, Clock, read_singly
from tthc.columnar._histories_terms import SINGLY, UNREADABLE, Terms
from tthc.columnar.by_code import with_answers, with_history
from tthc.columnar.door import Door
from tthc.columnar.held import carried, held, near
from tthc.columnar.landing import DEFAULTS
from tthc.columnar.schema import Kind, require
from tthc.columnar.stacks import CALENDAR, CalendarStack
from tthc.deadlines import (
    ClockSettings,
    DayOffReception,
    ExtensionFrom,
    PauseSpan,
    PauseUnit,
    PolicySettings,
    Repeated,
    RestartDay,
    StatutorySettings,
    own_procedure,
)
from tthc.findings import Finding

NEEDED = {
    "code_normalized": Kind.TEXT,
    "received_on": Kind.DAY,
    "limit_amount": Kind.NUMBER,
    "limit_unit": Kind.TEXT,
}
"""Columns of the dossiers that are read; `received_at` and `procedure_code` are where they are there."""

_CLOCK = ClockSettings()


def with_due_over_events(
    door: Door,
    frame: Any,
    events: Door,
    calendar: WorkingCalendar | CalendarStack,
    settings: PolicySettings = DEFAULTS,
    *,
    clock: ClockSettings = _CLOCK,
    office_hours: OfficeHours | None = None,
    policy: str = "statutory",
) -> tuple[Any, tuple[Finding, ...]]:
    """Put the due days over events into a lazy frame that holds those without (hạn theo diễn biến).

    Args:
        door: the door of the dossiers.
        frame: the dossiers with `legal_due_on` and `legal_due_at`.
        events: the door of the events table.
        calendar: the working calendar, or a stack of them.
        settings: the switches of the policy.
        clock: the switches of the clock over events.
        office_hours: the hours of the office; None for those `compute_deadline` takes.
        policy: name of the way of counting.

    Returns:
        the frame, and a finding for each kind of history that gives no due day, with its count.

    The events are read when this is called, and the dossiers that have some. A dossier without events
    keeps what it has; one whose history cannot have happened, or waits for an answer, has no due day.

    Raises:
        TableError: columns missing or mistyped (`table.columns`).
    """
    import narwhals as nw

    require(door.frame, NEEDED)
    found = histories(events)
    by = near(door)
    dossiers = carried(door, held(door, _with_histories(door, found, calendar)), by)
    found = carried(door, found, by)
    if isinstance(settings, StatutorySettings) and policy == "statutory" and _in_columns(settings, clock):
        dossiers, procedures = _with_procedure(by, dossiers)
        terms = Terms(
            door=by,
            found=courses(by, found, procedures, clock),
            calendar=calendar,
            settings=settings,
            clock=clock,
        )
        read = terms.of(dossiers, DOSSIER)
    else:
        unreadable = nw.when(nw.col("unreadable") == 1).then(nw.lit(UNREADABLE)).otherwise(nw.lit(SINGLY))
        read = dossiers.with_columns(unreadable.alias("reason"), nw.lit(None, nw.Date()).alias("due"))
    read = held(by, read.select(*DOSSIER, "due", "reason"))
    answers = read.filter((nw.col("reason") != SINGLY).fill_null(True)).select(
        "code", "due", nw.lit(None, nw.Datetime()).alias("due_at"), "reason"
    )
    singly = by.rows(read.filter((nw.col("reason") == SINGLY).fill_null(False)).select(*DOSSIER))
    if singly:
        way = Clock(
            calendars=_calendars(calendar),
            office_hours=office_hours,
            policy=policy,
            settings=settings,
            clock=clock,
        )
        answers = nw.concat([answers, _lookup(by, read_singly(events, singly, way))])
    answers = held(by, _once_a_code(answers))
    # both have every code once, so where they are as many, each history has its dossier
    each_has_one = by.rows(found.select(nw.len())) == by.rows(answers.select(nw.len()))
    lost = () if each_has_one else counted(by, found.join(dossiers, on="code", how="anti"), NO_DOSSIER)
    findings = (
        *counted(by, answers.filter(~nw.col("reason").is_null()), "reason"),
        *lost,
        *counted(events, _without_code(events), NO_CODE),
    )
    return with_answers(door, frame, carried(by, answers, door)), findings


def _in_columns(settings: StatutorySettings, clock: ClockSettings) -> bool:
    """Tell whether the columns know every switch that is set; those of duties change no day."""
    known = evolve(
        clock,
        pause_span=PauseSpan.AFTER_REQUEST,
        pause_unit=PauseUnit.OF_THE_LIMIT,
        restart_day=RestartDay.UNCOUNTED,
        extension_from=ExtensionFrom.OLD_DUE,
        repeated=Repeated.ACTS,
    )
    return clock == known and settings.day_off_reception is DayOffReception.NEXT_DAY_COUNTS


def _with_histories(door: Door, found: Any, calendar: WorkingCalendar | CalendarStack) -> Any:
    """Return the dossiers that have events, with what is read of them."""
    import narwhals as nw

    names = door.frame.collect_schema().names()
    empty = {"received_at": nw.Datetime(), "procedure_code": nw.String()}
    chosen = ["received_on", "limit_amount", "limit_unit", *(name for name in empty if name in names)]
    if isinstance(calendar, CalendarStack) and calendar.column not in chosen:
        chosen.append(calendar.column)
    frame = door.frame.select(
        nw.col("code_normalized").cast(nw.String).alias("code"),
        *chosen,
        *(nw.lit(None, dtype).alias(name) for name, dtype in empty.items() if name not in names),
    )
    if isinstance(calendar, CalendarStack):
        frame = calendar.placed(door, frame).rename({CALENDAR: "calendar_place"})
    else:
        frame = frame.with_columns(nw.lit(0, nw.Int32()).alias("calendar_place"))
    return with_history(door, frame, found)


def _calendars(calendar: WorkingCalendar | CalendarStack) -> tuple[WorkingCalendar, ...]:
    return calendar.calendars if isinstance(calendar, CalendarStack) else (calendar,)


def _with_procedure(door: Door, dossiers: Any) -> tuple[Any, list[str | None]]:
    """Add the national code of procedures with effects of their own; return their codes as well."""
    import narwhals as nw

    given = door.rows(dossiers.select(nw.col("procedure_code").cast(nw.String)).unique())
    own = {code: own_procedure(code) for (code,) in given if own_procedure(code) is not None}
    if not own:
        return dossiers.with_columns(nw.lit(None, nw.String()).alias("procedure")), []
    table = door.lookup(
        {"procedure_code": list(own), "procedure": list(own.values())},
        {"procedure_code": nw.String(), "procedure": nw.String()},
    )
    return dossiers.join(table, on="procedure_code", how="left"), list(own)


def _lookup(door: Door, answers: Iterable[Answer]) -> Any:
    import narwhals as nw

    rows = list(answers)
    return door.lookup(
        {
            "code": [row.code for row in rows],
            "due": [row.due_on for row in rows],
            "due_at": [row.due_at for row in rows],
            "reason": [row.reason for row in rows],
        },
        {"code": nw.String(), "due": nw.Date(), "due_at": nw.Datetime(), "reason": nw.String()},
    )


def _once_a_code(answers: Any) -> Any:
    """Return one answer a code; where dossiers share a code and their answers differ, none."""
    import narwhals as nw

    names = ("due", "due_at", "reason")
    grouped = answers.group_by("code").agg(
        nw.len().alias("rows"),
        *(nw.col(name).count().alias(f"{name}_given") for name in names),
        *(nw.col(name).min() for name in names),
        *(nw.col(name).max().alias(f"{name}_last") for name in names),
    )
    differ = nw.col("rows") < 0
    for name in names:
        some = (nw.col(f"{name}_given") > 0) & (nw.col(f"{name}_given") < nw.col("rows"))
        differ = differ | some | (nw.col(name) != nw.col(f"{name}_last")).fill_null(False)
    return grouped.select(
        "code",
        nw.when(~differ).then(nw.col("due")).alias("due"),
        nw.when(~differ).then(nw.col("due_at")).alias("due_at"),
        nw.when(differ).then(nw.lit(TWICE)).otherwise(nw.col("reason")).alias("reason"),
    )


def _without_code(events: Door) -> Any:
    import narwhals as nw

    return events.frame.select(nw.col("code").cast(nw.String)).filter(nw.col("code").is_null())
