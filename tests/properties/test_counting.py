"""Laws of counting: the two readings agree, parts add, order does not matter."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.canonical import table

from tthc.channels import Channel, OnlineLevel
from tthc.dossiers import Dossier, Status
from tthc.outcomes import (
    Basis,
    Compare,
    CountingPolicy,
    FinishedFallback,
    JudgedAt,
    NoDue,
    OpenWithEnd,
    Scope,
    Stopped,
    Withdrawn,
    classify,
)
from tthc.periods import ReportingPeriod
from tthc.places import Level
from tthc.tallies import tally

START = date(2025, 6, 20)
PERIOD = ReportingPeriod(START, START + timedelta(days=20))
DAYS = st.none() | st.dates(START - timedelta(days=25), START + timedelta(days=40))
ROWS = st.fixed_dictionaries(
    {
        "status": st.none() | st.integers(1, 10),
        "channel": st.none() | st.sampled_from([channel.value for channel in Channel]),
        "online_level": st.none() | st.sampled_from([level.value for level in OnlineLevel]),
        "level": st.sampled_from([level.value for level in Level]),
        "received_on": DAYS,
        "due_on": DAYS,
        "legal_due_on": DAYS,
        "original_due_on": DAYS,
        "finished_on": DAYS,
        "returned_on": DAYS,
        "waiting_since": DAYS,
        "due_hour": st.none() | st.integers(0, 23),
        "finished_hour": st.none() | st.integers(0, 23),
    }
)
POLICIES = st.builds(
    CountingPolicy,
    name=st.just("drawn"),
    no_due=st.sampled_from(NoDue),
    withdrawn=st.sampled_from(Withdrawn),
    stopped=st.sampled_from(Stopped),
    open_with_end=st.sampled_from(OpenWithEnd),
    finished_fallback=st.sampled_from(FinishedFallback),
    compare=st.sampled_from(Compare),
    judged_at=st.sampled_from(JudgedAt),
)
AS_OF = st.dates(PERIOD.first, PERIOD.last + timedelta(days=20))


def moment(day: date | None, hour: int | None) -> datetime | None:
    return None if day is None or hour is None else datetime(day.year, day.month, day.day, hour)


def as_row(drawn: dict[str, Any]) -> dict[str, Any]:
    hours = {"due_at": ("due_on", "due_hour"), "finished_at": ("finished_on", "finished_hour")}
    moments = {name: moment(drawn[day], drawn[hour]) for name, (day, hour) in hours.items()}
    return {name: value for name, value in drawn.items() if not name.endswith("hour")} | moments


def as_dossier(row: dict[str, Any]) -> Dossier:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    kinds = {"status": Status, "channel": Channel, "online_level": OnlineLevel, "level": Level}
    values = {
        name: kinds[name](value) if name in kinds and value is not None else value
        for name, value in row.items()
    }
    for name in ("due_at", "finished_at"):
        values[name] = values[name] and values[name].replace(tzinfo=zone)
    return Dossier(code="1", **values)


@given(drawn=st.lists(ROWS, max_size=12), policy=POLICIES, as_of=AS_OF, basis=st.sampled_from(Basis))
def test_the_function_and_the_columns_agree(
    drawn: list[dict[str, Any]], policy: CountingPolicy, as_of: date, basis: Basis
) -> None:
    rows = [as_row(row) for row in drawn]
    question: dict[str, Any] = {"period": PERIOD, "as_of": as_of, "policy": policy, "basis": basis}
    one_by_one = Counter(
        (answer.scope_row, answer.origin_row, answer.outcome_row, answer.findings)
        for answer in (classify(as_dossier(row), **question) for row in rows)
    )
    in_columns: Counter[Any] = Counter()
    for group, number in tally(table(*rows), **question).counts:
        in_columns[group.scope_row, group.origin_row, group.outcome_row, group.findings] += number
    assert one_by_one == in_columns


@given(drawn=st.lists(ROWS, min_size=1, max_size=12), cut=st.integers(0, 12), as_of=AS_OF)
def test_parts_add_and_order_does_not_matter(drawn: list[dict[str, Any]], cut: int, as_of: date) -> None:
    frame = table(*(as_row(row) for row in drawn))

    def count(part: pl.DataFrame):
        return tally(part, period=PERIOD, as_of=as_of)

    whole = count(frame)
    assert count(frame.head(cut)) + count(frame.slice(cut)) == whole
    assert count(frame.reverse()) == whole


@given(drawn=st.lists(ROWS, max_size=12), as_of=AS_OF)
def test_every_count_opens_to_as_many_dossiers(drawn: list[dict[str, Any]], as_of: date) -> None:
    counted = tally(table(*(as_row(row) for row in drawn)), period=PERIOD, as_of=as_of)
    for scope in Scope:
        assert counted.open(scope=scope).height == counted.count(scope=scope)
    for finding in counted.findings():
        opened = counted.open(scope=None, finding=finding.code)
        assert opened.height == finding.count
