"""What holds of every deadline, and of the table that computes them by column."""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tthc.calendars import DayFact, DayKind, WorkingCalendar, load_calendar
from tthc.columnar.due import with_legal_due
from tthc.deadlines import (
    DayOffReception,
    LeapDay,
    StatutorySettings,
    SwappedLastDay,
    Verdict,
    compute_deadline,
)
from tthc.errors import TthcError
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    LimitUnit,
    Months,
    SameDay,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
    limit_from,
    parse_limit,
)

RECEIVED = st.dates(date(2010, 1, 1), date(2027, 6, 30))
LIMITS = st.one_of(
    st.builds(WorkingDays, st.integers(1, 60)),
    st.builds(CalendarDays, st.integers(1, 120)),
    st.builds(Weeks, st.integers(1, 20)),
    st.builds(Months, st.integers(1, 14)),
    st.builds(Years, st.integers(1, 3)),
)
SETTINGS = st.builds(StatutorySettings, swapped_last_day=st.sampled_from(SwappedLastDay))
EVERY_SWITCH = st.builds(
    StatutorySettings,
    swapped_last_day=st.sampled_from(SwappedLastDay),
    day_off_reception=st.sampled_from(DayOffReception),
    leap_day=st.sampled_from(LeapDay),
)
CALENDAR = load_calendar()


@given(received=RECEIVED, n=st.integers(1, 60))
def test_the_window_holds_exactly_n_working_days(received: date, n: int) -> None:
    due = compute_deadline(received, WorkingDays(n), calendar=CALENDAR).due
    window = [received + timedelta(days=i) for i in range(1, (due - received).days + 1)]
    assert sum(map(CALENDAR.is_working_day, window)) == n
    assert CALENDAR.is_working_day(due)


@given(received=RECEIVED, n=st.integers(1, 120), choice=SETTINGS)
def test_days_end_on_the_last_day_or_just_past_days_off(
    received: date, n: int, choice: StatutorySettings
) -> None:
    due = compute_deadline(received, CalendarDays(n), calendar=CALENDAR, settings=choice).due
    day = received + timedelta(days=n)
    stays = choice.swapped_last_day is SwappedLastDay.STAYS
    while not CALENDAR.is_working_day(day) and not (stays and CALENDAR.kind(day) is DayKind.SWAPPED_OFF):
        day += timedelta(days=1)
    assert due == day


@given(received=RECEIVED, n=st.integers(1, 14))
def test_months_end_on_the_matching_day_or_the_last(received: date, n: int) -> None:
    last = compute_deadline(received, Months(n), calendar=CALENDAR).last
    month = received.year * 12 + received.month - 1 + n
    assert last.year * 12 + last.month - 1 == month
    length = gregorian.monthrange(last.year, last.month)[1]
    assert last.day == received.day or (last.day == length and received.day > length)


@given(
    received=RECEIVED,
    limit=LIMITS,
    extra=st.dates(date(2010, 1, 1), date(2028, 12, 31)),
)
def test_a_new_day_off_never_brings_the_deadline_forward(received: date, limit: Limit, extra: date) -> None:
    before = compute_deadline(received, limit, calendar=CALENDAR).due
    longer = CALENDAR.with_fact(DayFact(extra, DayKind.HOLIDAY))
    assert compute_deadline(received, limit, calendar=longer).due >= before


@given(received=RECEIVED, later=st.integers(0, 20), limit=LIMITS)
def test_a_later_reception_never_gives_an_earlier_deadline(received: date, later: int, limit: Limit) -> None:
    first = compute_deadline(received, limit, calendar=CALENDAR).due
    second = compute_deadline(received + timedelta(days=later), limit, calendar=CALENDAR).due
    assert second >= first


@given(received=RECEIVED, limit=LIMITS, longer=st.integers(0, 10))
def test_a_longer_limit_never_gives_an_earlier_deadline(received: date, limit: Limit, longer: int) -> None:
    first = compute_deadline(received, limit, calendar=CALENDAR).due
    more = limit_from(limit.n + longer, limit.unit)
    assert compute_deadline(received, more, calendar=CALENDAR).due >= first


@given(received=RECEIVED, limit=LIMITS, choice=SETTINGS)
def test_the_trace_tells_the_whole_story(received: date, limit: Limit, choice: StatutorySettings) -> None:
    deadline = compute_deadline(received, limit, calendar=CALENDAR, settings=choice)
    trace = deadline.trace
    days = (deadline.due - received).days
    assert [step.day for step in trace] == [received + timedelta(days=i) for i in range(days + 1)]
    assert [step.verdict is Verdict.START for step in trace] == [True, *[False] * days]
    counted = sum(step.verdict is Verdict.COUNTED for step in trace)
    if isinstance(limit, WorkingDays):
        assert counted == limit.n
        assert trace[-1].verdict is Verdict.COUNTED
    else:
        assert counted == (deadline.last - received).days
        assert (trace[-1].verdict is Verdict.ROLLED) is (deadline.due != deadline.last)
    nameless = [step for step in trace if step.verdict is Verdict.SKIPPED and not step.law]
    assert not nameless or deadline.provisional  # no text names an estimated day
    assert {law for step in trace if step.verdict is Verdict.SKIPPED for law in step.law} <= set(deadline.law)


ANY_LIMIT = st.one_of(
    LIMITS,
    st.builds(Hours, st.integers(1, 400).map(lambda n: n / 4)),
    st.builds(WorkingHours, st.integers(1, 400).map(lambda n: n / 4)),
    st.builds(Hours, st.integers(1, 59).map(lambda n: n / 60)),
    st.builds(HalfDays, st.integers(1, 9)),
    st.builds(SameDay, cutoff=st.none() | st.integers(0, 1439)),
)


@given(limit=ANY_LIMIT)
def test_a_limit_reads_back_from_its_own_text(limit: Limit) -> None:
    assert parse_limit(str(limit)) == limit


WORDS = (
    *"0123456789 ().,-",
    "ngày",
    "làm",
    "việc",
    "tháng",
    "giờ",
    "tuần",
    "không quá",
    "\u0301",
    "/",
    "nửa",
    "buổi",
    "trong ngày",
    "sau",
    "tiếp theo",
    ";",
)


@given(text=st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_any_text_is_a_limit_or_a_typed_error(text: str) -> None:
    try:
        limit = parse_limit(text)
    except TthcError as error:
        assert error.code.startswith("limit.")  # noqa: PT017
    else:
        assert limit.n > 0


AMOUNTS = st.one_of(
    st.none(), st.integers(-1, 70).map(float), st.sampled_from([0.5, 2.5, 400.0, 20_000.0, 1e12])
)
UNITS = st.sampled_from([None, "fortnight", *(unit.value for unit in LimitUnit)])
ROWS = st.lists(
    st.tuples(st.none() | st.dates(date(1999, 6, 1), date(2071, 6, 30)), AMOUNTS, UNITS),
    min_size=1,
    max_size=40,
)
OWN = CALENDAR.with_facts(
    DayFact(date(2026, 3, 7) + timedelta(weeks=i), DayKind.LOCAL_WORKING) for i in range(8)
)


@settings(max_examples=200)
@example(rows=[(date(2070, 12, 30), 1.0, "working-day")], calendar=CALENDAR, choice=StatutorySettings())
@example(rows=[(date(2070, 11, 30), 1.0, "month")], calendar=CALENDAR, choice=StatutorySettings())
@given(rows=ROWS, calendar=st.sampled_from([CALENDAR, OWN]), choice=EVERY_SWITCH)
def test_the_column_equals_the_single_deadline(
    rows: list[tuple[date | None, float | None, str | None]],
    calendar: WorkingCalendar,
    choice: StatutorySettings,
) -> None:
    schema = {"received_on": pl.Date, "limit_amount": pl.Float64, "limit_unit": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    column = with_legal_due(frame, calendar, choice)["legal_due_on"].to_list()
    assert column == [single(row, calendar, choice) for row in rows]


def single(
    row: tuple[date | None, float | None, str | None], calendar: WorkingCalendar, choice: StatutorySettings
) -> date | None:
    received, amount, unit = row
    if received is None or amount is None or unit is None:
        return None
    try:
        limit = limit_from(amount, unit)
        return compute_deadline(received, limit, calendar=calendar, settings=choice).due
    except TthcError:
        return None
