"""Every deadline can be told, and every other date argued about, in both languages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tthc.calendars import VIETNAM, load_calendar
from tthc.deadlines import Deadline, Verdict, compute_deadline, policy_names
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    Months,
    SameDay,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
)

CALENDAR = load_calendar()
LEFT_OVER = re.compile(r"explain\.|[<>{}]|\bNone\b|  ")
COUNTS = st.integers(1, 30)
LIMITS: st.SearchStrategy[Limit] = st.one_of(
    COUNTS.map(WorkingDays),
    COUNTS.map(CalendarDays),
    st.integers(1, 4).map(Weeks),
    st.integers(1, 6).map(Months),
    st.integers(1, 2).map(Years),
    st.sampled_from([0.5, 1, 2.25, 24, 48]).map(Hours),
    st.sampled_from([0.5, 1 / 3, 2, 8, 24]).map(WorkingHours),
    st.integers(1, 6).map(HalfDays),
    st.just(SameDay()),
)
MOMENTS = st.datetimes(datetime(2014, 1, 1), datetime(2028, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
FIELDS = st.sampled_from([None, "chung-thuc", "ho-tich", "lien-thong"])


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    received = draw(MOMENTS)
    policy = draw(st.sampled_from(["statutory", *policy_names()]))
    field = draw(FIELDS) if received.year > 2024 else None
    try:
        return compute_deadline(received, draw(LIMITS), calendar=CALENDAR, policy=policy, field=field)
    except DeadlineError as error:
        assume(error.code != "deadline.policy-unit")
        raise


@given(deadline=deadlines())
def test_the_explanation_names_every_step_that_decides(deadline: Deadline) -> None:
    vi, en = deadline.explain("vi"), deadline.explain("en")
    assert not LEFT_OVER.search(vi)
    assert not LEFT_OVER.search(en)
    assert len(vi.splitlines()) == len(en.splitlines())
    assert f"{deadline.due:%d/%m/%Y}" in vi
    for step in deadline.trace:
        if step.verdict is not Verdict.COUNTED:
            assert f"{step.day}" in en
    for law in deadline.law if deadline.policy == "statutory" else ():
        assert str(law) in en


@given(deadline=deadlines(), away=st.integers(-40, 40), clock=st.none() | st.times())
def test_any_other_date_departs_somewhere(deadline: Deadline, away: int, clock: object) -> None:
    day = deadline.due + timedelta(days=away)
    other = day if clock is None else datetime.combine(day, clock, VIETNAM)  # type: ignore[arg-type]
    vi, en = deadline.why_not(other, "vi"), deadline.why_not(other, "en")
    assert not LEFT_OVER.search(vi)
    assert not LEFT_OVER.search(en)
    same = other == deadline.due if clock is None else other == deadline.ends_at
    assert (len(en.splitlines()) == 1) == same
    assert len(vi.splitlines()) == len(en.splitlines())


@given(
    start=st.dates(date(2025, 7, 1), date(2026, 6, 30)),
    limit=LIMITS.filter(lambda limit: isinstance(limit, WorkingDays | CalendarDays | Months)),
    gaps=st.tuples(st.integers(0, 10), st.integers(0, 20)),
    effect=st.sampled_from([None, Effect.NONE, Effect.PAUSE, Effect.RESTART]),
    away=st.integers(-20, 20),
)
def test_a_history_can_be_told_too(
    start: date, limit: Limit, gaps: tuple[int, int], effect: Effect | None, away: int
) -> None:
    asked = start + timedelta(days=gaps[0])
    events = (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=asked, effect=effect),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=asked + timedelta(days=gaps[1])),
    )
    deadline = compute_deadline(start, limit, calendar=CALENDAR, events=events)
    vi, en = deadline.explain("vi"), deadline.explain("en")
    told = (vi, en, deadline.why_not(deadline.due + timedelta(days=away), "en"))
    assert not any(LEFT_OVER.search(text) for text in told)
    assert len(vi.splitlines()) == len(en.splitlines())
    assert str(deadline.due) in en
    days = [line for line in en.splitlines() if " counted as day " in line]
    if days and isinstance(limit, WorkingDays):
        assert f"counted as day {limit.n}." in days[-1]
        assert str(deadline.due) in days[-1]
