"""Due days over the events of a table: days counted by hand, and what is wrong with tables of events."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tthc.calendars import OfficeHours, WorkingCalendar, load_calendar
from tthc.columnar import CalendarStack, LegalDue, legal_due_of
from tthc.deadlines import ClockSettings, EventShape, course_of
from tthc.dossiers import Effect, EventKind
from tthc.errors import TableError
from tthc.limits import WorkingDays, parse_limit

HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
EVENT = re.compile(r"(?P<kind>[a-z-]+)@(?P<when>[0-9T:-]+)(=(?P<until>[0-9-]+))?(!(?P<effect>[a-z]+))?")
GOLDEN = Path(__file__).parents[1] / "golden" / "clock.csv"


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar("vn-public-sector")


def dossiers(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Return dossiers of code, reception (a day, or a moment of it) and limit."""
    made = []
    for code, received, limit, *procedure in rows:
        at = datetime.fromisoformat(received) if "T" in received else None
        read = parse_limit(limit)
        day = date.fromisoformat(received[:10])
        made.append((code, day, at, float(read.n), read.unit.value, *(procedure or [None])))
    types = {
        "code_normalized": pl.String,
        "received_on": pl.Date,
        "received_at": pl.Datetime("us"),
        "limit_amount": pl.Float64,
        "limit_unit": pl.String,
        "procedure_code": pl.String,
    }
    return pl.DataFrame(made, schema=types, orient="row")


def events(histories: dict[str, str]) -> pl.DataFrame:
    """Return the events of histories such as "apology@2026-10-16=2026-10-30"."""
    made: list[tuple[Any, ...]] = []
    for code, text in histories.items():
        for seq, part in enumerate(text.split(), start=1):
            event = EVENT.fullmatch(part)
            assert event is not None, part
            at = datetime.fromisoformat(event["when"]) if "T" in event["when"] else None
            until = date.fromisoformat(event["until"]) if event["until"] else None
            day = date.fromisoformat(event["when"][:10])
            made.append((code, seq, event["kind"], day, at, event["effect"], until))
    types = {
        "code": pl.String,
        "seq": pl.Int64,
        "kind": pl.String,
        "on": pl.Date,
        "at": pl.Datetime("us"),
        "effect": pl.String,
        "until": pl.Date,
    }
    return pl.DataFrame(made, schema=types, orient="row")


def due(found: LegalDue[pl.DataFrame]) -> dict[str, str]:
    """Return the due moment of each dossier, else its day, else nothing."""
    return {
        code: at.isoformat(timespec="minutes") if at else day.isoformat() if day else ""
        for code, day, at in found.table.select("code_normalized", "legal_due_on", "legal_due_at").rows()
    }


def codes(found: LegalDue[Any]) -> dict[str, int]:
    return {finding.code: finding.count for finding in found.findings}


def golden() -> Sequence[dict[str, str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter=";"))


def test_the_days_counted_by_hand_are_those_of_the_columns(calendar: WorkingCalendar) -> None:
    rows = golden()
    table = dossiers(*((f"H{i}", row["received"], row["limit"]) for i, row in enumerate(rows)))
    history = events({f"H{i}": row["events"] for i, row in enumerate(rows)})
    found = legal_due_of(table, calendar, events=history, office_hours=HOURS)
    answers = due(found)
    for i, row in enumerate(rows):
        width = len(row["due"])  # a moment where one was typed, else its day
        assert answers[f"H{i}"][:width] == row["due"], row["shows"]
        assert bool(answers[f"H{i}"]) == bool(row["due"]), row["shows"]
    assert found.findings == ()


PLAIN = ("10 ngày làm việc",)
SATURDAY = "apology@2026-10-16=2026-10-31"


@pytest.mark.parametrize(
    ("history", "answer"),
    [
        # 05/10/2026 + 10 working days is Monday 19/10; the autumn's days off: tests/golden/clock.csv
        ("transfer@2026-10-05 result@2026-10-12", "2026-10-19"),
        ("reception@2026-10-05 transfer@2026-10-06", "2026-10-19"),
        ("supplement-request@2026-10-07 supplement-answer@2026-10-14", "2026-10-28"),
        ("supplement-request@2026-10-07", ""),
        ("obligation-request@2026-10-20", "2026-10-19"),
        ("obligation-request@2026-10-06 obligation-done@2026-10-16", "2026-10-29"),
        (
            "apology@2026-10-16=2026-10-31 obligation-request@2026-10-30 obligation-done@2026-11-01",
            "2026-10-31",
        ),
        (
            "apology@2026-10-16=2026-10-31 obligation-request@2026-10-30 obligation-done@2026-11-02",
            "2026-11-02",
        ),
        (  # begins again on 12/10, so of the wait only 13 and 14/10 are not counted: 26/10 + 2
            "confirmation-request@2026-10-07!pause transfer@2026-10-12!restart "
            "confirmation-answer@2026-10-14",
            "2026-10-28",
        ),
    ],
)
def test_days_typed_by_hand(history: str, answer: str, calendar: WorkingCalendar) -> None:
    table = dossiers(("A", "2026-10-05", *PLAIN), ("B", "2026-10-05", *PLAIN))
    found = legal_due_of(table, calendar, events=events({"A": history}))
    assert due(found) == {"A": answer, "B": "2026-10-19"}
    assert found.findings == ()


def test_a_second_pause_moves_the_last_day_and_not_the_day_it_rolled_to(calendar: WorkingCalendar) -> None:
    # 02/11/2026 + 5 days is Saturday 7/11; one day not counted makes it Sunday 8/11, the second Monday 9/11
    waits = "obligation-request@2026-11-04 obligation-done@2026-11-05 "
    waits += "confirmation-request@2026-11-06 confirmation-answer@2026-11-07"
    found = legal_due_of(dossiers(("A", "2026-11-02", "5 ngày")), calendar, events=events({"A": waits}))
    assert due(found) == {"A": "2026-11-09"}


def test_a_procedure_with_an_effect_of_its_own(calendar: WorkingCalendar) -> None:
    history = "supplement-request@2026-10-07 supplement-answer@2026-10-14"
    table = dossiers(
        ("A", "2026-10-05", *PLAIN, "1.014232.000.00.00.H56"),  # extended by 21 working days from 19/10
        ("B", "2026-10-05", *PLAIN, "2.001328"),  # paused: 8, 9, 12, 13 and 14/10 are not counted
        ("C", "2026-10-05", *PLAIN, "9.999999"),
    )
    found = legal_due_of(table, calendar, events=events(dict.fromkeys("ABC", history)))
    assert due(found) == {"A": "2026-11-17", "B": "2026-10-26", "C": "2026-10-28"}


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ("obligation-request@2026-10-07 incident-start@2026-10-08", "lifecycle.overlapping-stop"),
        ("obligation-request@2026-10-08 obligation-done@2026-10-07", "lifecycle.out-of-order"),
        ("obligation-request@2026-10-08T10:00 obligation-done@2026-10-08T09:00", "lifecycle.out-of-order"),
        ("supplement-answer@2026-10-08", "lifecycle.answer-without-request"),
        ("reception@2026-10-05 reception@2026-10-06", "lifecycle.second-reception"),
        ("result@2026-10-08 apology@2026-10-09", "lifecycle.ended"),
        ("reception@2026-10-06", "clock.other-reception"),
        ("obligation-request@2026-10-04", "clock.before-reception"),
        ("transfer@2026-10-06!pause", "clock.effect-misplaced"),
        ("transfer@2026-10-06!extend", "clock.no-extension"),
        ("approved@2026-10-06", "history.unreadable"),
        ("result@2026-10-06!forgiven", "history.unreadable"),
    ],
)
def test_a_history_that_cannot_be_is_a_finding_and_gives_no_day(
    history: str, code: str, calendar: WorkingCalendar
) -> None:
    table = dossiers(("A", "2026-10-05", *PLAIN), ("B", "2026-10-05", *PLAIN))
    found = legal_due_of(table, calendar, events=events({"A": history}))
    assert due(found) == {"A": "", "B": "2026-10-19"}
    assert codes(found) == {code: 1}
    (finding,) = found.findings
    assert finding.details["codes"] == "A"
    assert all("A" in finding.message(lang) and "{" not in finding.message(lang) for lang in ("vi", "en"))


def test_codes_without_a_dossier_and_events_without_a_code(calendar: WorkingCalendar) -> None:
    history = events({"A": "result@2026-10-08", "Z": "result@2026-10-08", "Y": "result@2026-10-08"})
    nobody = events({"A": "result@2026-10-09"}).with_columns(code=pl.lit(None, pl.String))
    table = dossiers(("A", "2026-10-05", *PLAIN), (None, "2026-10-05", *PLAIN))
    found = legal_due_of(table, calendar, events=pl.concat([history, nobody]))
    assert codes(found) == {"history.no-dossier": 2, "history.no-code": 1}
    assert found.table["legal_due_on"].to_list() == [date(2026, 10, 19)] * 2


def test_events_of_a_code_that_stands_twice(calendar: WorkingCalendar) -> None:
    history = events(dict.fromkeys("AB", "obligation-request@2026-10-06 obligation-done@2026-10-16"))
    table = dossiers(
        ("A", "2026-10-05", *PLAIN),
        ("A", "2026-10-05", *PLAIN),  # the same dossier exported twice
        ("B", "2026-10-05", *PLAIN),
        ("B", "2026-10-02", *PLAIN),
    )
    found = legal_due_of(table, calendar, events=history)
    assert found.table["legal_due_on"].to_list() == [date(2026, 10, 29), date(2026, 10, 29), None, None]
    assert codes(found) == {"history.dossier-twice": 1}


def test_numbers_need_not_be_1_to_n_and_one_that_stands_twice_is_disorder(calendar: WorkingCalendar) -> None:
    history = events(dict.fromkeys("ABC", "obligation-request@2026-10-06 obligation-done@2026-10-16"))
    seq = (
        pl.when(pl.col("code") == "A")
        .then(pl.col("seq") * 100 - 7)
        .when(pl.col("code") == "B")
        .then(pl.lit(4))
        .otherwise("seq")
    )
    table = dossiers(*((code, "2026-10-05", *PLAIN) for code in "ABC"))
    found = legal_due_of(table, calendar, events=history.with_columns(seq=seq).reverse())
    assert due(found) == {"A": "2026-10-29", "B": "", "C": "2026-10-29"}
    assert codes(found) == {"lifecycle.out-of-order": 1}


def test_a_history_longer_than_the_columns_take(calendar: WorkingCalendar) -> None:
    pair = "obligation-request@2026-10-06 obligation-done@2026-10-07"
    history = " ".join([*["transfer@2026-10-05"] * 11, pair])
    found = legal_due_of(dossiers(("A", "2026-10-05", *PLAIN)), calendar, events=events({"A": history}))
    assert due(found) == {"A": "2026-10-20"}


def test_other_clocks_are_read_one_by_one(calendar: WorkingCalendar) -> None:
    history = events({"A": "apology@2026-10-16!extend"})
    table = dossiers(("A", "2026-10-05", *PLAIN))
    extended = legal_due_of(table, calendar, events=history, clock=ClockSettings(extension=WorkingDays(5)))
    assert due(extended) == {"A": "2026-10-26"}


def test_no_events_at_all_and_no_dossier_at_all(calendar: WorkingCalendar) -> None:
    table, history = dossiers(("A", "2026-10-05", *PLAIN)), events({"A": "result@2026-10-08"})
    assert due(legal_due_of(table, calendar, events=history.clear())) == {"A": "2026-10-19"}
    nothing = legal_due_of(table.clear(), calendar, events=history)
    assert nothing.table.height == 0
    assert codes(nothing) == {"history.no-dossier": 1}


def test_rows_keep_their_order_and_lazy_stays_lazy(calendar: WorkingCalendar) -> None:
    names = [f"H{i:03}" for i in range(300)]
    table = dossiers(*((code, "2026-10-05", *PLAIN) for code in names))
    history = events(dict.fromkeys(names[::7], "obligation-request@2026-10-06 obligation-done@2026-10-07"))
    found = legal_due_of(table.lazy(), calendar, events=history.lazy()).table
    assert isinstance(found, pl.LazyFrame)
    collected = found.collect()
    assert collected["code_normalized"].to_list() == names
    assert collected.columns == [*table.columns, "legal_due_on", "legal_due_at"]
    moved = [day == date(2026, 10, 20) for day in collected["legal_due_on"]]
    assert moved == [place % 7 == 0 for place in range(300)]


def test_each_row_of_a_stack_goes_by_its_own_calendar(calendar: WorkingCalendar) -> None:
    every_day = WorkingCalendar.from_facts(
        (), name="every-day", first=calendar.first, last=calendar.last, weekend=()
    )
    stack = CalendarStack.by_agency({"a": calendar, "b": every_day})
    long = (
        " ".join(["transfer@2026-10-05"] * 12) + " obligation-request@2026-10-06 obligation-done@2026-10-16"
    )
    histories = {"A": long[12 * 20 :], "B": long[12 * 20 :], "C": long, "D": long}
    table = dossiers(*((code, "2026-10-05", *PLAIN) for code in "ABCD"))
    table = table.with_columns(agency_code=pl.Series(["a", "b", "a", "b"]))
    found = legal_due_of(table, stack, events=events(histories))
    # every day worked: 15/10, and the ten days after 06/10 up to 16/10
    assert due(found) == {"A": "2026-10-29", "B": "2026-10-25", "C": "2026-10-29", "D": "2026-10-25"}


def test_columns_that_are_missing_are_named_at_once(calendar: WorkingCalendar) -> None:
    table, history = dossiers(("A", "2026-10-05", *PLAIN)), events({"A": "result@2026-10-08"})
    with pytest.raises(TableError, match="seq, kind") as refused:
        legal_due_of(table, calendar, events=history.drop("seq", "kind"))
    assert refused.value.code == "table.columns"
    with pytest.raises(TableError, match="code_normalized"):
        legal_due_of(table.drop("code_normalized"), calendar, events=history)


def test_a_term_that_begins_again_forgets_what_was_before() -> None:
    kinds = (
        EventKind.OBLIGATION_REQUEST,
        EventKind.OBLIGATION_DONE,
        EventKind.SUPPLEMENT_REQUEST,
        EventKind.SUPPLEMENT_ANSWER,
        EventKind.INCIDENT_START,
    )
    course = course_of([EventShape(kind=kind) for kind in kinds], date(2026, 10, 5), clock=ClockSettings())
    assert course.begins == 3
    assert [(step.effect, step.begun, step.ended) for step in course.steps] == [(Effect.PAUSE, 4, None)]
