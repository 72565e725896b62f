"""The decision tables, row by row, against cases typed from the written rule."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tthc.channels import Channel, OnlineLevel
from tthc.dossiers import Dossier, Status
from tthc.errors import PeriodError, RuleError
from tthc.outcomes import (
    Compare,
    CountingPolicy,
    FinishedFallback,
    JudgedAt,
    NoDue,
    OpenWithEnd,
    Outcome,
    Scope,
    Stopped,
    Withdrawn,
    classify,
)
from tthc.periods import ReportingPeriod
from tthc.places import Level

MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
AS_OF = date(2026, 4, 10)
GOLDEN = Path(__file__).parents[1] / "golden" / "counting_ii06.csv"


def golden() -> list[dict[str, str]]:
    """Cases for March 2026 as of 10 April: closing day 31 March."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


def dossier(case: dict[str, str]) -> Dossier:
    return Dossier(
        code="H10.1-260302-0001",
        status=Status(int(case["status"])) if case["status"] else None,
        channel=Channel(case["channel"]) if case["channel"] else None,
        online_level=OnlineLevel(case["online_level"]) if case["online_level"] else None,
        received_on=day(case["received"]),
        due_on=day(case["due"]),
        original_due_on=day(case["original_due"]),
        finished_on=day(case["finished"]),
        returned_on=day(case["returned"]),
        waiting_since=day(case["waiting"]),
    )


@pytest.mark.parametrize("case", golden(), ids=lambda case: case["name"])
def test_golden_case(case: dict[str, str]) -> None:
    answer = classify(dossier(case), period=MARCH, as_of=AS_OF)
    assert (answer.scope_row, answer.origin_row or "", answer.outcome_row or "") == (
        case["scope"],
        case["origin"],
        case["outcome"],
    )
    assert sorted(answer.findings) == case["findings"].split()


def simple(status: int, **days: str) -> Dossier:
    values = {f"{name}_on": day(text) for name, text in days.items() if name != "waiting"}
    return Dossier(
        code="H10.1-260302-0001",
        status=Status(status),
        channel=Channel.DIRECT,
        waiting_since=day(days.get("waiting", "")),
        **values,
    )


WITHDRAWN_LATE = simple(7, received="03-02", due="03-10", finished="03-12")
STOPPED_LATE = simple(8, received="03-02", due="03-10", finished="03-12")
NO_DUE = simple(9, received="03-02", finished="03-12")
NO_DUE_OPEN = simple(4, received="03-02")
OPEN_WITH_END = simple(4, received="03-02", due="03-10", finished="03-12")
WAITING_WITH_END = simple(5, received="03-02", due="03-10", finished="03-12", waiting="03-05")
OLD_OPEN_WITH_END = simple(4, received="02-02", due="03-10", finished="02-12")
HANDED_OVER = simple(10, received="03-02", due="03-10", returned="03-09")
OLD_HANDED_OVER = simple(10, received="02-02", due="03-10", returned="03-09")
STOPPED_BEFORE = simple(8, received="02-02", due="02-20", finished="02-12")


@pytest.mark.parametrize(
    ("switches", "case", "scope", "outcome"),
    [
        ({}, WITHDRAWN_LATE, Scope.IN, Outcome.ON_TIME),
        ({"withdrawn": Withdrawn.BY_DATE}, WITHDRAWN_LATE, Scope.IN, Outcome.LATE),
        ({}, STOPPED_LATE, Scope.IN, Outcome.ON_TIME),
        ({"withdrawn": Withdrawn.BY_DATE}, STOPPED_LATE, Scope.IN, Outcome.LATE),
        ({"stopped": Stopped.BY_DATE}, STOPPED_LATE, Scope.IN, Outcome.LATE),
        ({"stopped": Stopped.WAITING}, STOPPED_LATE, Scope.IN, Outcome.WITHIN),
        ({"stopped": Stopped.WAITING}, STOPPED_BEFORE, Scope.IN, Outcome.WITHIN),
        ({}, STOPPED_BEFORE, Scope.OUT, None),
        ({}, NO_DUE, Scope.IN, Outcome.ON_TIME),
        ({"no_due": NoDue.CANNOT_TELL}, NO_DUE, Scope.IN, Outcome.CANNOT_TELL),
        ({}, NO_DUE_OPEN, Scope.IN, Outcome.WITHIN),
        ({"no_due": NoDue.CANNOT_TELL}, NO_DUE_OPEN, Scope.IN, Outcome.CANNOT_TELL),
        ({}, OPEN_WITH_END, Scope.IN, Outcome.CANNOT_TELL),
        ({"open_with_end": OpenWithEnd.OPEN}, OPEN_WITH_END, Scope.IN, Outcome.OVERDUE),
        ({"open_with_end": OpenWithEnd.OPEN}, WAITING_WITH_END, Scope.IN, Outcome.WITHIN),
        ({}, OLD_OPEN_WITH_END, Scope.CANNOT_TELL, None),
        ({"open_with_end": OpenWithEnd.OPEN}, OLD_OPEN_WITH_END, Scope.IN, Outcome.OVERDUE),
        ({}, HANDED_OVER, Scope.IN, Outcome.CANNOT_TELL),
        ({"finished_fallback": FinishedFallback.RETURNED}, HANDED_OVER, Scope.IN, Outcome.EARLY),
        ({}, OLD_HANDED_OVER, Scope.CANNOT_TELL, None),
        ({"finished_fallback": FinishedFallback.RETURNED}, OLD_HANDED_OVER, Scope.IN, Outcome.EARLY),
    ],
)
def test_switch(switches: dict[str, object], case: Dossier, scope: Scope, outcome: Outcome | None) -> None:
    policy = CountingPolicy(name="ours", **switches)
    answer = classify(case, period=MARCH, as_of=AS_OF, policy=policy)
    assert (answer.scope, answer.outcome) == (scope, outcome)


@pytest.mark.parametrize(
    ("finished_at", "due_at", "expected"),
    [
        ("15:00", "16:00", Outcome.EARLY),
        ("16:00", "16:00", Outcome.ON_TIME),
        ("16:01", "16:00", Outcome.LATE),
        (None, "16:00", Outcome.LATE),
        ("23:59", None, Outcome.EARLY),
        (None, None, Outcome.ON_TIME),
    ],
)
def test_moments_decide_within_a_day(finished_at: str | None, due_at: str | None, expected: Outcome) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    def moment(text: str | None) -> datetime | None:
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        return datetime.fromisoformat(f"2026-03-10T{text}").replace(tzinfo=zone) if text else None

    case = Dossier(
        code="H10.1-260302-0001",
        status=Status.DONE,
        received_on=day("03-02"),
        due_on=day("03-10"),
        due_at=moment(due_at),
        finished_on=day("03-10"),
        finished_at=moment(finished_at),
    )
    policy = CountingPolicy(name="moments", compare=Compare.MOMENT)
    assert classify(case, period=MARCH, as_of=AS_OF, policy=policy).outcome is expected
    assert classify(case, period=MARCH, as_of=AS_OF).outcome is Outcome.ON_TIME


@pytest.mark.parametrize(
    ("judged_at", "expected"),
    [(JudgedAt.END_OF_DAY, Outcome.OVERDUE), (JudgedAt.START_OF_DAY, Outcome.WITHIN)],
)
def test_open_dossiers_are_judged_at(judged_at: JudgedAt, expected: Outcome) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    due_at = datetime(2026, 3, 31, 16, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    case = Dossier(
        code="1", status=Status.RECEIVED, received_on=day("03-02"), due_on=day("03-31"), due_at=due_at
    )
    policy = CountingPolicy(name="moments", compare=Compare.MOMENT, judged_at=judged_at)
    assert classify(case, period=MARCH, as_of=AS_OF, policy=policy).outcome is expected


def test_nothing_is_late_before_its_day_is_over() -> None:
    case = simple(4, received="03-02", due="03-20")
    assert classify(case, period=MARCH, as_of=date(2026, 3, 20)).outcome is Outcome.WITHIN
    assert classify(case, period=MARCH, as_of=date(2026, 3, 21)).outcome is Outcome.OVERDUE


def test_legal_basis_never_takes_the_exported_due_day() -> None:
    case = simple(9, received="03-02", due="03-10", finished="03-09")
    answer = classify(case, period=MARCH, as_of=AS_OF, basis="legal")
    assert answer.outcome is Outcome.CANNOT_TELL
    assert "due-missing" in answer.findings


def test_a_district_ends_with_the_districts() -> None:
    late = Dossier(
        code="1",
        level=Level.DISTRICT,
        received_on=date(2025, 7, 1),
        channel=Channel.DIRECT,
        status=Status.RECEIVED,
    )
    early = Dossier(
        code="1",
        level=Level.DISTRICT,
        received_on=date(2025, 6, 30),
        channel=Channel.DIRECT,
        status=Status.RECEIVED,
    )
    july = ReportingPeriod(date(2025, 6, 15), date(2025, 7, 14))
    assert "district-after-reform" in classify(late, period=july, as_of=july.last).findings
    assert "district-after-reform" not in classify(early, period=july, as_of=july.last).findings


def test_as_of_before_the_period_is_refused() -> None:
    with pytest.raises(PeriodError) as caught:
        classify(NO_DUE, period=MARCH, as_of=date(2026, 2, 28))
    assert caught.value.code == "period.as-of-too-early"


def test_unknown_policy_is_refused() -> None:
    with pytest.raises(RuleError) as caught:
        classify(NO_DUE, period=MARCH, as_of=AS_OF, policy="ii06-1999")
    assert caught.value.code == "policy.unknown"
