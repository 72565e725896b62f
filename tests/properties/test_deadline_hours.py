"""What holds of every limit in hours, sessions or the same day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from tthc.calendars import VIETNAM, DayFact, DayKind, OfficeHours, load_calendar
from tthc.deadlines import SessionEdge, StatutorySettings, Verdict, compute_deadline
from tthc.limits import HalfDays, Hours, Limit, SameDay, WorkingHours

CALENDAR = load_calendar()
USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00")
OFFICES = st.sampled_from(
    [USUAL, USUAL.with_saturday("07:30-11:30"), OfficeHours.parse("t2-t5 7-11,13-17; t6 7-10:15; cn 9-10")]
)
MOMENTS = st.datetimes(datetime(2026, 8, 15), datetime(2026, 12, 31), timezones=st.just(VIETNAM))
LIMITS = st.one_of(
    st.builds(Hours, st.integers(1, 400).map(lambda n: n / 4)),
    st.builds(WorkingHours, st.integers(1, 160).map(lambda n: n / 4)),
    st.builds(HalfDays, st.integers(1, 12)),
    st.builds(SameDay, cutoff=st.none() | st.just(900)),
)
SECTORS = st.sampled_from([None, "chung-thuc", "lien-thong", "dat-dai"])
SETTINGS = st.builds(StatutorySettings, session_edge=st.sampled_from(SessionEdge))


@given(
    received=MOMENTS,
    later=st.timedeltas(timedelta(0), timedelta(days=4)),
    limit=LIMITS,
    options=st.fixed_dictionaries(
        {"office_hours": st.none() | OFFICES, "field": SECTORS, "settings": SETTINGS}
    ),
)
def test_a_later_reception_never_gives_an_earlier_end(
    received: datetime, later: timedelta, limit: Limit, options: dict[str, Any]
) -> None:
    if options["field"] == "lien-thong" and received < datetime(2026, 9, 1, tzinfo=VIETNAM):
        received += timedelta(days=20)  # a law that changes in between may shorten a term
    first, second = (
        compute_deadline(moment, limit, calendar=CALENDAR, **options)
        for moment in (received, received + later)
    )
    assert second.ends_at >= first.ends_at


@given(received=MOMENTS, limit=LIMITS, more=st.integers(1, 40), office=OFFICES, sector=SECTORS)
def test_a_longer_limit_never_gives_an_earlier_end(
    received: datetime, limit: Limit, more: int, office: OfficeHours, sector: str | None
) -> None:
    longer = limit if isinstance(limit, SameDay) else attrs.evolve(limit, n=limit.n + more)
    first, second = (
        compute_deadline(received, each, calendar=CALENDAR, office_hours=office, field=sector)
        for each in (limit, longer)
    )
    assert second.ends_at >= first.ends_at


@given(received=MOMENTS, limit=LIMITS, office=OFFICES, off=st.dates(date(2026, 8, 15), date(2027, 1, 31)))
def test_a_new_day_off_never_brings_the_end_forward(
    received: datetime, limit: Limit, office: OfficeHours, off: date
) -> None:
    longer = CALENDAR.with_fact(DayFact(off, DayKind.HOLIDAY))
    first, second = (
        compute_deadline(received, limit, calendar=calendar, office_hours=office)
        for calendar in (CALENDAR, longer)
    )
    assert second.ends_at >= first.ends_at


@given(received=MOMENTS, n=st.integers(1, 160), office=OFFICES, sector=SECTORS)
def test_the_steps_of_working_hours_add_up(
    received: datetime, n: int, office: OfficeHours, sector: str | None
) -> None:
    limit = WorkingHours(n / 4)
    deadline = compute_deadline(received, limit, calendar=CALENDAR, office_hours=office, field=sector)
    counted = [step for step in deadline.trace if step.verdict is Verdict.COUNTED]
    spans = [(step.since, step.until) for step in counted if step.since and step.until]
    assert sum((until - since for since, until in spans), timedelta()) == timedelta(minutes=n * 15)
    assert spans[-1][1] == deadline.due_at
    assert all(step.until is not None and step.since is not None for step in counted)
    assert all(early[1] <= late[0] for early, late in pairwise(spans))
    begin = received if deadline.deemed is None else deadline.deemed
    assert isinstance(begin, datetime)
    assert spans[0][0] >= begin


@given(received=MOMENTS, n=st.integers(1, 12), office=OFFICES)
def test_half_days_end_with_the_nth_session_that_opens_later(
    received: datetime, n: int, office: OfficeHours
) -> None:
    day, seen = received.date(), 0
    while True:
        for opens, closes in office.sessions(day, CALENDAR):
            midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
            seen += midnight + timedelta(minutes=opens) > received
            if seen == n:
                deadline = compute_deadline(received, HalfDays(n), calendar=CALENDAR, office_hours=office)
                assert deadline.due_at == midnight + timedelta(minutes=closes)
                return
        day += timedelta(days=1)


@given(received=MOMENTS, n=st.integers(1, 400))
def test_plain_hours_are_hours_and_say_when_they_end_on_a_day_off(received: datetime, n: int) -> None:
    deadline = compute_deadline(received, Hours(n / 4), calendar=CALENDAR)
    assert deadline.due_at == received + timedelta(minutes=15 * n)
    assert (deadline.flags == ("ends-on-day-off",)) is not CALENDAR.is_working_day(deadline.due)
    counted = [step for step in deadline.trace if step.verdict is Verdict.COUNTED]
    assert len(counted) == len({step.day for step in counted})
