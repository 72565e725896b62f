"""The rest of the kit: what is drawn is legal, answer sheets are read strictly, nothing heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tthc.testing
from tthc.calendars import VIETNAM, DayFact, OfficeHours, WorkingCalendar, load_calendar
from tthc.columnar import validate
from tthc.dossiers import Dossier, DossierEvent, EventKind
from tthc.errors import TableError
from tthc.lifecycle import fold
from tthc.limits import Limit, LimitUnit, WorkingDays
from tthc.tallies import Tally
from tthc.testing import DeadlineAnswers, LawBroken, read_answers, sample_table, table_of
from tthc.testing import strategies as tst


@given(history=tst.histories())
def test_a_drawn_history_can_have_happened(history: tuple[DossierEvent, ...]) -> None:
    assert fold(history).received == history[0]
    assert [event.seq for event in history] == list(range(1, len(history) + 1))


@given(history=tst.histories(kinds=[EventKind.TRANSFER, EventKind.RESULT], most=3))
def test_a_history_of_some_kinds_holds_no_others(history: tuple[DossierEvent, ...]) -> None:
    kinds = {event.kind for event in history}
    assert kinds <= {EventKind.RECEPTION, EventKind.TRANSFER, EventKind.RESULT}
    assert len(history) <= 4


@given(dossier=tst.dossiers())
def test_the_days_of_a_drawn_dossier_follow_each_other(dossier: Dossier) -> None:
    assert dossier.received_on is not None
    days = [dossier.received_on, dossier.finished_on or dossier.received_on]
    days.append(dossier.returned_on or days[-1])
    assert days == sorted(days)
    assert (dossier.finished_on is not None) is (dossier.status in {7, 8, 9, 10})


@given(calendar=tst.calendars(year=2024), day=tst.receptions(date(2024, 1, 1), date(2024, 6, 30)))
def test_a_drawn_calendar_answers_for_its_years(calendar: WorkingCalendar, day: date) -> None:
    assert (calendar.first, calendar.last) == (date(2024, 1, 1), date(2026, 12, 31))
    changed = {fact.day for fact in calendar.facts_between(calendar.first, calendar.last)}
    if day not in changed:
        assert calendar.is_working_day(day) is (day.weekday() < 5)
    if calendar.is_working_day(day) and day in changed:
        assert day.weekday() >= 5


@given(fact=tst.day_facts(date(2026, 1, 5), date(2026, 1, 7)))
def test_a_stretch_without_a_weekend_has_no_worked_days(fact: DayFact) -> None:
    assert not fact.kind.works


@given(hours=tst.office_hours(), calendar=tst.calendars())
def test_drawn_hours_are_hours(hours: OfficeHours, calendar: WorkingCalendar) -> None:
    assert hours.sessions(date(2026, 6, 1), calendar)
    assert OfficeHours.parse(str(hours)) == hours


@given(limits=st.lists(tst.limits() | tst.unknown_units(), min_size=1))
def test_drawn_limits_are_limits(limits: list[Limit]) -> None:
    assert all(limit.n > 0 for limit in limits)


def test_every_unit_is_drawn() -> None:
    seen: set[LimitUnit] = set()

    @given(limit=tst.limits())
    def draw(limit: Limit) -> None:
        seen.add(limit.unit)

    draw()
    assert seen == set(LimitUnit) - {LimitUnit.UNKNOWN}


@given(moment=tst.moments())
def test_a_drawn_moment_is_aware(moment: datetime) -> None:
    assert moment.tzinfo is VIETNAM
    assert date(2026, 1, 5) <= moment.date() <= date(2026, 6, 30)


@given(table=tst.tables(least=1), counts=tst.tallies())
def test_drawn_tables_are_canonical(table: Any, counts: Tally) -> None:
    validate(table)
    assert table["code"].n_unique() == len(table)
    assert counts.count() <= 12


@given(dossier=tst.dossiers())
def test_a_row_says_what_the_dossier_says(dossier: Dossier) -> None:
    (row,) = table_of([dossier]).to_dicts()
    assert (row["received_on"], row["status"]) == (dossier.received_on, dossier.status)
    assert row["level"] == dossier.level.value
    if dossier.limit is not None:
        assert (row["limit_amount"], row["limit_unit"]) == (dossier.limit.n, dossier.limit.unit.value)


def test_moments_of_a_row_are_on_the_clock_of_vietnam() -> None:
    from datetime import UTC

    from tthc.findings import SourceRef

    moment = datetime(2026, 3, 2, 20, tzinfo=UTC)
    dossier = Dossier(code="x", received_at=moment, source=SourceRef(file="a.csv", row=7))
    (row,) = table_of([dossier]).to_dicts()
    assert row["received_at"] == datetime(2026, 3, 3, 3)
    assert (row["source_file"], row["source_sheet"], row["source_row"]) == ("a.csv", None, 7)


def test_the_sample_table_is_canonical() -> None:
    validate(sample_table())
    assert len(sample_table()) == 5


# -- answer sheets -----------------------------------------------------------------------------

HEAD = "received,limit,due,source\n"


@pytest.mark.parametrize(
    ("sheet", "code", "words"),
    [
        ("received,limit,due\n", "testing.sheet-columns", "source"),
        ("", "testing.sheet-columns", "received"),
        (HEAD, "testing.sheet-empty", "no rows"),
        (HEAD + "20/11/2026,5 ngày,2026-11-26,x\n", "testing.sheet-row", "row 2, column received"),
        ("# typed by hand\n" + HEAD + "2026-11-20,5 cây,2026-11-26,x\n", "testing.sheet-row", "row 3"),
        (HEAD + "2026-11-20,5 ngày,hôm nay,x\n", "testing.sheet-row", "column due"),
        (HEAD + "2026-11-20,5 ngày,2026-11-26, \n", "testing.sheet-row", "column source"),
        ("# Generated by our script\n" + HEAD, "testing.sheet-generated", "a tool made it"),
    ],
)
def test_a_sheet_that_cannot_be_trusted_is_refused(sheet: str, code: str, words: str) -> None:
    with pytest.raises(TableError) as caught:
        read_answers(sheet)
    assert caught.value.code == code
    assert words in str(caught.value)


class ByTheCalendar(DeadlineAnswers):
    sheet = (
        "# typed from the notices\n"
        "received,limit,due,source,note\n"
        "2024-04-26,03 ngày làm việc,2024-05-04,2450/VPCP-KGVX,worked Saturday\n"
        "\n"
        "2026-11-20,03 ngày làm việc,2026-11-26,28/2026/QH16,\n"
    )

    def rule(self, received: Any, limit: Any, calendar: WorkingCalendar) -> date:
        return calendar.add_working_days(received, limit.n)


class MondayToFriday(ByTheCalendar):
    @property
    def calendar(self) -> WorkingCalendar:
        first, last = date(2024, 1, 1), date(2027, 12, 31)
        return WorkingCalendar.from_facts((), name="plain", first=first, last=last)


class TestBySubclass(ByTheCalendar):
    """A subclass in a test file is collected and passes."""


def test_every_wrong_row_is_shown_with_its_place_and_source() -> None:
    with pytest.raises(LawBroken) as caught:
        MondayToFriday().test_every_answer_is_the_one_typed_by_hand()
    rows = [details["number"] for _, details in caught.value.lines]
    assert rows == [3, 5]
    assert "2450/VPCP-KGVX" in str(caught.value)
    assert "dòng 5" in caught.value.message("vi")


def test_a_sheet_may_hold_moments() -> None:
    (answer,) = read_answers(HEAD + "2026-10-05T09:00,24 giờ,2026-10-06T09:00,91/2015/QH13\n")
    assert answer.received == datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    assert answer.due == datetime(2026, 10, 6, 9, tzinfo=VIETNAM)


def test_a_rule_must_be_given() -> None:
    with pytest.raises(NotImplementedError):
        DeadlineAnswers().rule(date(2026, 1, 5), WorkingDays(1), load_calendar())


# -- imports and the entry point ---------------------------------------------------------------


def run_clean(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_hypothesis_is_loaded_only_when_it_is_asked_for() -> None:
    code = (
        "import sys, tthc, tthc.testing\n"
        "print('hypothesis' in sys.modules, 'tthc.testing.strategies' in sys.modules)\n"
        "tthc.testing.check_deadline_rule\n"
        "print('hypothesis' in sys.modules)"
    )
    assert run_clean(code).split() == ["False", "False", "True"]


def test_hypothesis_finds_the_strategies_by_its_entry_point() -> None:
    code = (
        "from hypothesis import find, strategies as st\n"
        "from tthc.calendars import OfficeHours, WorkingCalendar\n"
        "from tthc.dossiers import Dossier, DossierEvent\n"
        "from tthc.limits import Limit, WorkingDays\n"
        "for kind in (WorkingDays, WorkingCalendar, OfficeHours, DossierEvent, Dossier):\n"
        "    assert isinstance(find(st.from_type(kind), lambda _: True), kind)\n"
        "print(find(st.from_type(WorkingDays), lambda limit: limit.n > 4))\n"
        "print(find(st.from_type(Limit), lambda limit: limit.unit.value == 'month'))"
    )
    assert run_clean(code).splitlines() == ["5 ngày làm việc", "1 tháng"]


def test_every_public_name_of_the_kit_resolves() -> None:
    assert all(getattr(tthc.testing, name) is not None for name in tthc.testing.__all__)
    with pytest.raises(AttributeError, match="no_such"):
        tthc.testing.no_such  # noqa: B018
