"""Due days over the events of whole tables are those of the fold, on every engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.columnar import held, legal_due_of
from tthc.deadlines import ClockSettings, LateRequest, OpenRequest, PauseSpan, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import CalendarError, TthcError
from tthc.lifecycle import REQUESTS, State, advance, state_after_reception, transitions
from tthc.limits import CalendarDays, HalfDays, Hours, Limit, Months, WorkingDays, WorkingHours, Years
from tthc.testing import strategies as tst

CALENDAR = load_calendar()
HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
PROCEDURES = (None, "1.000001", "1.014246", "2.001328.000.00.00.H56", "1.014232", "1.013334")
IN_DAYS = st.one_of(
    st.builds(WorkingDays, st.integers(1, 20)),
    st.builds(CalendarDays, st.integers(1, 30)),
    st.builds(Months, st.integers(1, 3)),
    st.builds(Years, st.integers(1, 1)),
)
BY_THE_CLOCK = st.one_of(
    st.builds(Hours, st.integers(1, 72)), st.builds(WorkingHours, st.integers(1, 30)), st.just(HalfDays(3))
)


@frozen(repr=False)
class Case:
    """A dossier with its history, as the fold takes it."""

    received: date
    limit: Limit
    procedure: str | None
    events: tuple[DossierEvent, ...]

    def __repr__(self) -> str:  # many are drawn at a time, and the whole would fill pages
        told = " ".join(
            f"{e.seq}.{e.kind.value}@{e.on if e.at is None else e.at:%d/%m/%Y %H}"
            + "".join(f" {more}" for more in (e.effect and e.effect.value, e.until) if more)
            for e in self.events
        )
        return f"<{self.received} + {self.limit}, {self.procedure}: {told}>"


# Days around Tết and the National Day of 2026, where terms and waits begin and end on days off.
RECEIVED = st.one_of(
    st.dates(date(2018, 7, 1), date(2027, 6, 30)),
    st.dates(date(2026, 1, 20), date(2026, 3, 5)),
    st.dates(date(2026, 8, 15), date(2026, 9, 10)),
)


@st.composite
def walks(draw: st.DrawFn) -> tuple[DossierEvent, ...]:
    """Draw a history that can have happened, with stated effects and new dates, days off as any other."""
    day = draw(RECEIVED)
    state = State() if draw(st.booleans()) else state_after_reception()
    events: list[DossierEvent] = []
    if state == State():
        events.append(DossierEvent(1, EventKind.RECEPTION, on=day))
        state = advance(state, events[-1])
    for seq in range(len(events) + 1, draw(st.integers(0, 11)) + 2):
        allowed = sorted(transitions().rows[state.phase].on, key=lambda kind: kind.value)
        if not allowed:
            break
        waits = [kind for kind in allowed if kind in REQUESTS or kind.value.endswith(("-answer", "-done"))]
        kind = draw(st.sampled_from(waits * 3 + allowed))
        day += timedelta(days=draw(st.integers(0, 9)))
        named = kind is EventKind.APOLOGY and draw(st.integers(0, 4)) > 0
        until = day + timedelta(days=draw(st.integers(0, 25))) if named else None
        effect = draw(st.sampled_from((None, None, None, *Effect)))
        events.append(DossierEvent(seq, kind, on=day, effect=effect, until=until))
        state = advance(state, events[-1])
    return tuple(events)


@st.composite
def muddles(draw: st.DrawFn) -> tuple[DossierEvent, ...]:
    """Draw events of any kind, out of order as often as not."""
    day, events = draw(RECEIVED), []
    for seq in range(1, draw(st.integers(1, 14)) + 1):
        day += timedelta(days=draw(st.integers(-1, 5)))
        moment = draw(st.sampled_from((None, 8, 9)))
        at = None if moment is None else datetime(day.year, day.month, day.day, moment, tzinfo=VIETNAM)
        kind = draw(st.sampled_from(EventKind))
        events.append(
            DossierEvent(seq, kind, on=day, at=at, effect=draw(st.none() | st.sampled_from(Effect)))
        )
    return tuple(events)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    history = draw(st.one_of(walks(), walks(), tst.histories(), muddles()))
    spread = draw(st.sampled_from((1, 1, 1, 3)))
    apart = tuple(
        DossierEvent(e.seq * spread, e.kind, on=e.on, at=e.at, effect=e.effect, until=e.until)
        for e in history
    )
    received = next((e.on for e in apart if e.kind is EventKind.RECEPTION), None)
    if received is None or draw(st.integers(0, 9)) == 0:
        first = apart[0].on if apart else draw(RECEIVED)
        received = first - timedelta(days=draw(st.integers(-1, 6)))
    limit = draw(st.one_of(IN_DAYS, IN_DAYS, IN_DAYS, BY_THE_CLOCK))
    return Case(received, limit, draw(st.sampled_from(PROCEDURES)), apart)


def folded(case: Case, clock: ClockSettings) -> tuple[date | None, str | None]:
    """Return the due day of the fold, or the code of its refusal."""
    try:
        reading = due_over_events(
            case.received,
            case.limit,
            case.events,
            calendar=CALENDAR,
            office_hours=HOURS,
            clock=clock,
            procedure_code=case.procedure,
        )
    except CalendarError:
        return None, None
    except TthcError as error:
        return None, error.code
    return reading.due, None


def tables(drawn: Sequence[Case], shuffled: random.Random) -> tuple[pl.DataFrame, pl.DataFrame]:
    dossiers = pl.DataFrame(
        [
            (f"H{i:04}", case.received, float(case.limit.n), case.limit.unit.value, case.procedure)
            for i, case in enumerate(drawn)
        ],
        schema={
            "code_normalized": pl.String,
            "received_on": pl.Date,
            "limit_amount": pl.Float64,
            "limit_unit": pl.String,
            "procedure_code": pl.String,
        },
        orient="row",
    )
    rows = [
        (
            f"H{i:04}",
            event.seq,
            event.kind.value,
            event.on,
            None if event.at is None else event.at.replace(tzinfo=None),
            None if event.effect is None else event.effect.value,
            event.until,
        )
        for i, case in enumerate(drawn)
        for event in case.events
    ]
    shuffled.shuffle(rows)
    events = pl.DataFrame(
        rows,
        schema={
            "code": pl.String,
            "seq": pl.Int32,
            "kind": pl.String,
            "on": pl.Date,
            "at": pl.Datetime("us"),
            "effect": pl.String,
            "until": pl.Date,
        },
        orient="row",
    )
    return dossiers, events


def compare(
    drawn: Sequence[Case],
    bring: Callable[[pl.DataFrame], Any],
    rows: Callable[[Any], list[tuple[str, date | None]]],
    clock: ClockSettings,
    seed: int = 1,
) -> None:
    """Compare every due day, and the number of histories refused by each code."""
    dossiers, events = tables(drawn, random.Random(seed))
    given = legal_due_of(bring(dossiers), CALENDAR, events=bring(events), office_hours=HOURS, clock=clock)
    answers = dict(rows(given.table))
    wanted, refused = {}, {}
    for i, case in enumerate(drawn):
        due, code = folded(case, clock)
        if not case.events and code is not None:
            code, due = None, answers[f"H{i:04}"]  # nothing to fold: what one deadline refuses has no finding
        wanted[f"H{i:04}"] = due
        if code is not None:
            refused[code] = refused.get(code, 0) + 1
    differing = {code: (wanted[code], answers[code]) for code in wanted if wanted[code] != answers[code]}
    assert not differing, [(differing[code], drawn[int(code[1:])]) for code in differing][:2]
    assert {finding.code: finding.count for finding in given.findings} == refused


def in_polars(table: pl.DataFrame) -> list[tuple[str, date | None]]:
    return table.select("code_normalized", "legal_due_on").rows()


CLOCKS = st.sampled_from(
    (
        ClockSettings(),
        ClockSettings(),
        ClockSettings(open_request=OpenRequest.KEEPS_DUE_DAY, late_request=LateRequest.ACTS),
        ClockSettings(supplement=Effect.PAUSE, obligation=Effect.EXTEND, extension=WorkingDays(4)),
        ClockSettings(incident=Effect.EXTEND, extension=Months(1)),
        ClockSettings(pause_span=PauseSpan.BETWEEN),
    )
)
MANY = st.lists(cases(), min_size=20, max_size=40)


@settings(max_examples=40)
@given(drawn=MANY, clock=CLOCKS, seed=st.integers(0, 99))
def test_polars_agrees_with_the_fold(drawn: list[Case], clock: ClockSettings, seed: int) -> None:
    compare(drawn, lambda table: table, in_polars, clock, seed)


@settings(max_examples=12)
@given(drawn=MANY, clock=CLOCKS, seed=st.integers(0, 99), alone=st.booleans())
def test_duckdb_agrees_with_the_fold(drawn: list[Case], clock: ClockSettings, seed: int, alone: bool) -> None:
    import duckdb

    with pytest.MonkeyPatch.context() as patched:
        if alone:  # as where polars is not installed
            patched.setattr(held, "find_spec", lambda name: None)
        duckdb_agrees(duckdb, drawn, clock, seed)


def duckdb_agrees(duckdb: Any, drawn: list[Case], clock: ClockSettings, seed: int) -> None:

    connection = duckdb.connect()

    def bring(table: pl.DataFrame) -> Any:
        return connection.from_arrow(table.to_arrow())

    compare(
        drawn, bring, lambda found: found.project("code_normalized, legal_due_on").fetchall(), clock, seed
    )
    assert connection.sql("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]
    assert connection.sql("SELECT count(*) FROM duckdb_views() WHERE NOT internal").fetchall() == [(0,)]


@pytest.mark.spark
def test_spark_agrees_with_the_fold(spark: Any) -> None:
    def bring(table: pl.DataFrame) -> Any:
        types = {pl.String: "string", pl.Date: "date", pl.Float64: "double", pl.Int32: "int"}
        schema = ", ".join(
            f"`{name}` {types.get(type(dtype), 'timestamp_ntz')}" for name, dtype in table.schema.items()
        )
        return spark.createDataFrame(table.rows(), schema)

    def rows(found: Any) -> list[tuple[str, date | None]]:
        return [tuple(row) for row in found.select("code_normalized", "legal_due_on").collect()]

    drawn: list[Case] = []

    @settings(max_examples=8, database=None, derandomize=True)
    @given(more=MANY)
    def draw(more: list[Case]) -> None:
        drawn.extend(more)

    draw()
    compare(drawn, bring, rows, ClockSettings())
