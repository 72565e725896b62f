"""What another limit would have made of finished dossiers, against counts worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.canonical import done, table

from tthc.calendars import load_calendar
from tthc.columnar.landing import UNITS
from tthc.deadlines import compute_deadline
from tthc.dossiers import Dossier
from tthc.errors import LimitError, PeriodError, RuleError, TableError, TthcError
from tthc.limits import CalendarDays, Hours, Limit, Months, UnknownUnit, WorkingDays
from tthc.outcomes import Basis, Outcome, classify
from tthc.periods import ReportingPeriod
from tthc.simulation import LimitChange, OnTimeCounts, Simulation, simulate
from tthc.testing import strategies as tst
from tthc.testing import table_of

CALENDAR = load_calendar()
MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
APRIL_1 = date(2026, 4, 1)
FIVE = {"limit_amount": 5.0, "limit_unit": "working-day"}
FIVE_TO_THREE = LimitChange(WorkingDays(3), old=WorkingDays(5))


def run(frame: Any, *changes: LimitChange, **more: Any) -> Simulation:
    return simulate(frame, changes, period=MARCH, as_of=APRIL_1, calendar=CALENDAR, **more)


# Received Monday 2 March: five working days end on Monday 9, three on Thursday 5.
TABLE = table(
    done("1", 2, 9, 4, procedure_code="1.1", **FIVE),  # early by both
    done("2", 2, 9, 5, procedure_code="1.1", **FIVE),  # early; on time by three
    done("3", 2, 9, 6, procedure_code="1.1", **FIVE),  # early; late by three
    done("4", 2, 9, 9, procedure_code="1.2", **FIVE),  # on time; late by three
    done("5", 2, 9, 10, procedure_code="1.2", agency_name="UBND xã Mẫu 2", **FIVE),  # late by both
    done("6", 2, 9, 6, procedure_code=None, limit_amount=10.0, limit_unit="working-day"),  # another limit
    done("7", 2, 9, 6, procedure_code="1.1", limit_amount=5.0, limit_unit="unknown"),  # cannot be told
    done("8", 2, 9, 6, procedure_code="1.1"),  # no limit at all
    done("9", 2, 9, 6, procedure_code="1.1", status=4, **FIVE),  # not finished
)


def test_the_hand_made_table_comes_out_as_counted() -> None:
    effect = run(TABLE, FIVE_TO_THREE).effect()
    assert effect.before == OnTimeCounts(early=4, on_time=1, late=1, cannot_tell=2)
    assert effect.after == OnTimeCounts(early=2, on_time=1, late=3, cannot_tell=2)
    assert (effect.dossiers, effect.changed) == (8, 5)
    assert (effect.newly_late, effect.newly_in_time) == (2, 0)
    assert (effect.before.percent_in_time, effect.after.percent_in_time) == (83.3, 50.0)


def test_every_axis_splits_the_same_dossiers() -> None:
    found = run(TABLE, FIVE_TO_THREE)
    for axis in ("procedure", "field", "agency"):
        assert sum(part.dossiers for part in found.by(axis).values()) == 8
    assert list(found.by("procedure")) == ["1.1", "1.2", None]
    assert found.by("procedure")["1.2"].after == OnTimeCounts(late=2)
    assert found.effect(agency="UBND xã Mẫu 2").dossiers == 1
    assert found.effect(changed=False).before == OnTimeCounts(early=1, cannot_tell=2)


def test_without_an_old_limit_every_limit_changes() -> None:
    effect = run(TABLE, LimitChange(WorkingDays(3))).effect()
    assert effect.changed == 7
    # the one without a unit can be told afterwards, and the one of ten days becomes late
    assert effect.after == OnTimeCounts(early=1, on_time=1, late=5, cannot_tell=1)


def test_a_longer_limit_brings_dossiers_in_time() -> None:
    effect = run(TABLE, LimitChange(CalendarDays(30), old=WorkingDays(5))).effect()
    assert (effect.newly_late, effect.newly_in_time) == (0, 1)


@pytest.mark.parametrize(("since", "changed"), [(1, 3), (2, 3), (3, 2), (4, 1), (5, 0)])
def test_a_decision_holds_from_its_day_of_reception_on(since: int, changed: int) -> None:
    rows = [done(str(day), day, day + 7, day + 4, **FIVE) for day in (2, 3, 4)]
    decision = attrs.evolve(FIVE_TO_THREE, since=date(2026, 3, since), decision="12/QĐ-UBND")
    assert run(table(*rows), decision).effect().changed == changed


def test_the_first_change_that_matches_wins() -> None:
    first = LimitChange(WorkingDays(3), procedure="1.1")
    rest = LimitChange(Months(1))
    both = run(TABLE, first, rest)
    assert both.by("procedure")["1.1"].after == run(TABLE, first).by("procedure")["1.1"].after
    assert both.by("procedure")["1.2"].after == OnTimeCounts(early=2)
    assert run(TABLE, rest, first).by("procedure")["1.1"].after.late == 0


def test_any_frame_gives_the_same_answer() -> None:
    expected = run(TABLE, FIVE_TO_THREE)
    assert run(TABLE.lazy(), FIVE_TO_THREE) == expected
    assert run(TABLE.to_arrow(), FIVE_TO_THREE) == expected
    narrow = TABLE.drop("procedure_code", "officer")
    assert run(narrow, FIVE_TO_THREE).effect() == expected.effect()


def test_an_exported_or_stale_due_day_plays_no_part() -> None:
    stale = TABLE.with_columns(
        pl.lit(date(2020, 1, 1)).alias("legal_due_on"), pl.lit(date(2030, 1, 1)).alias("due_on")
    )
    assert run(stale, FIVE_TO_THREE) == run(TABLE, FIVE_TO_THREE)


def test_the_result_is_plain_data_for_a_report() -> None:
    decision = LimitChange(WorkingDays(3), old=WorkingDays(5), decision="12/QĐ-UBND", procedure="1.1")
    data = run(TABLE, decision).to_dict()
    assert data["changes"] == ["1.1: 5 ngày làm việc → 3 ngày làm việc [12/QĐ-UBND]"]
    assert data["all"]["before"]["percent_in_time"] == 83.3
    assert data["by_procedure"][0]["procedure"] == "1.1"
    assert (data["first"], data["provisional"]) == ("2026-03-01", False)
    assert OnTimeCounts().to_dict()["percent_in_time"] is None


def test_a_due_day_beyond_the_notices_is_provisional() -> None:
    assert run(TABLE, LimitChange(Months(24))).provisional
    assert not run(TABLE, FIVE_TO_THREE).provisional


def test_bad_use_has_a_code() -> None:
    for limit in (UnknownUnit(5), Hours(24)):
        with pytest.raises(LimitError, match="cannot be simulated"):
            LimitChange(limit)
    with pytest.raises(RuleError, match="no change"):
        run(TABLE)
    with pytest.raises(TableError, match="limit_unit"):
        run(TABLE.drop("limit_unit"), FIVE_TO_THREE)
    with pytest.raises(TableError, match="procedure_code"):
        run(TABLE.drop("procedure_code"), LimitChange(WorkingDays(3), procedure="1.1"))
    with pytest.raises(RuleError, match="officer"):
        run(TABLE, FIVE_TO_THREE).effect(officer="x")
    with pytest.raises(RuleError, match="officer"):
        run(TABLE, FIVE_TO_THREE).by("officer")
    with pytest.raises(PeriodError):
        simulate(TABLE, FIVE_TO_THREE, period=MARCH, as_of=date(2026, 2, 1), calendar=CALENDAR)


# -- against one dossier at a time -------------------------------------------------------------


def judged(dossier: Dossier, limit: Limit | None) -> Outcome | None:
    """Return the outcome of a dossier that ended in March and goes by its dates; None for others."""
    due = None
    if dossier.received_on is not None and limit is not None:
        try:
            due = compute_deadline(dossier.received_on, limit, calendar=CALENDAR).due
        except TthcError:
            due = None
    own = attrs.evolve(dossier, legal_due_on=due)
    answer = classify(own, period=MARCH, as_of=APRIL_1, basis=Basis.LEGAL)
    return answer.outcome if (answer.outcome_row or "").startswith("B") else None


CHANGES = st.builds(
    LimitChange,
    tst.working_days(10) | tst.months(1),
    old=st.none() | tst.working_days(3),
    procedure=st.sampled_from([None, "1.000001"]),
    since=st.none() | tst.receptions(date(2026, 2, 20), date(2026, 3, 31)),
)


@settings(max_examples=40)
@given(
    dossiers=st.lists(
        tst.dossiers(first=date(2026, 2, 20), last=date(2026, 3, 31)), unique_by=lambda each: each.code
    ),
    change=CHANGES,
)
def test_the_table_says_what_each_dossier_says(dossiers: list[Dossier], change: LimitChange) -> None:
    day_limits = [
        attrs.evolve(each, limit=None) if each.limit and each.limit.unit not in UNITS else each
        for each in dossiers
    ]
    before, after = [], []
    for each in day_limits:
        touched = (
            each.limit is not None
            and (change.old is None or each.limit == change.old)
            and (change.procedure is None or each.procedure_code == change.procedure)
            and (change.since is None or (each.received_on or date.min) >= change.since)
        )
        before.append(judged(each, each.limit))
        after.append(judged(each, change.new if touched else each.limit))
    effect = run(table_of(day_limits), change).effect()
    assert told(effect.before) == counted(before)
    assert told(effect.after) == counted(after)


def told(counts: OnTimeCounts) -> tuple[int, ...]:
    return counts.early, counts.on_time, counts.late, counts.cannot_tell


def counted(outcomes: list[Outcome | None]) -> tuple[int, ...]:
    kinds = (Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE, Outcome.CANNOT_TELL)
    return tuple(outcomes.count(kind) for kind in kinds)
