"""Deadlines in weeks, years, hours, sessions and the same day: settings, certainty, traces, errors."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, load_calendar
from tthc.deadlines import (
    CutoffEdge,
    DayOffReception,
    Deadline,
    HoursRoll,
    LeapDay,
    OpencpsSettings,
    SessionEdge,
    StatutorySettings,
    SwappedLastDay,
    Verdict,
    compute_deadline,
    default_hours,
    sector_cutoff,
    sector_limit,
    statutory_due,
)
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import CalendarError, DeadlineError, LifecycleError, RuleError
from tthc.law import Certainty
from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    Months,
    SameDay,
    UnknownUnit,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
)

USUAL = OfficeHours.parse("07:30-11:30,13:00-17:00")
CALENDAR = load_calendar()


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def due(received: date | datetime, limit: Limit | None, **options: object) -> Deadline:
    return compute_deadline(received, limit, calendar=CALENDAR, **options)  # type: ignore[arg-type]


def test_a_deadline_with_a_moment_keeps_its_inputs() -> None:
    deadline = due(at(10, 5), WorkingHours(8), office_hours=USUAL, field="dat-dai")
    assert (deadline.due, deadline.due_at, deadline.ends_at) == (date(2026, 10, 6), at(10, 6), at(10, 6))
    assert (deadline.office_hours, deadline.field, deadline.deemed) == (USUAL, "dat-dai", None)
    assert pickle.loads(pickle.dumps(deadline)) == deadline
    data = deadline.to_dict()
    assert (data["due"], data["due_at"]) == ("2026-10-06", "2026-10-06T09:00:00+07:00")
    abroad = due(at(10, 5).astimezone(UTC), WorkingHours(8), office_hours=USUAL)
    assert abroad.due_at == deadline.due_at
    assert [str(step) for step in abroad.trace] == [str(step) for step in deadline.trace]


@pytest.mark.parametrize(
    ("settings", "limit", "received", "end"),
    [
        (StatutorySettings(hours_roll=HoursRoll.ROLLS), Hours(24), at(10, 9, 16), date(2026, 10, 12)),
        (StatutorySettings(hours_roll=HoursRoll.ROLLS), Hours(24), at(10, 5, 16), at(10, 6, 16)),
        (
            StatutorySettings(hours_roll=HoursRoll.ROLLS, swapped_last_day=SwappedLastDay.STAYS),
            Hours(24),
            at(4, 28, 9, year=2024),
            at(4, 29, 9, year=2024),
        ),
        (StatutorySettings(session_edge=SessionEdge.OPENING), WorkingHours(8), at(10, 10), at(10, 13, 7, 30)),
        (StatutorySettings(session_edge=SessionEdge.OPENING), WorkingHours(8), at(10, 5), at(10, 6)),
        (StatutorySettings(leap_day=LeapDay.MARCH_1), Years(1), date(2024, 2, 29), date(2025, 3, 3)),
        (StatutorySettings(leap_day=LeapDay.MARCH_1), Years(4), date(2024, 2, 29), date(2028, 2, 29)),
        (
            StatutorySettings(day_off_reception=DayOffReception.NEXT_DAY_RECEIVES),
            WorkingDays(1),
            date(2026, 10, 10),
            date(2026, 10, 13),
        ),
        (
            StatutorySettings(cutoff_edge=CutoffEdge.AT),
            SameDay(cutoff=900),
            at(10, 5, 15),
            date(2026, 10, 6),
        ),
        (
            StatutorySettings(cutoff_edge=CutoffEdge.AT),
            SameDay(cutoff=900),
            at(10, 5, 14, 59),
            date(2026, 10, 5),
        ),
    ],
)
def test_each_convention_is_a_setting(
    settings: StatutorySettings, limit: Limit, received: date | datetime, end: date | datetime
) -> None:
    deadline = due(received, limit, settings=settings, office_hours=USUAL if limit.n == 8 else None)
    assert (deadline.due_at or deadline.due) == end
    trace = deadline.trace
    assert trace[-1].day == deadline.due
    assert trace[0].verdict is Verdict.START


@pytest.mark.parametrize(
    ("received", "limit", "options", "certainty", "used"),
    [
        (at(10, 5), WorkingHours(1), {"office_hours": USUAL}, Certainty.VERIFIED, ()),
        (at(10, 5), WorkingHours(1), {}, Certainty.PRACTICE, ("hours.default",)),
        (at(10, 10), WorkingHours(8), {"office_hours": USUAL}, Certainty.PRACTICE, ("hours.session_edge",)),
        (at(10, 5), HalfDays(1), {"office_hours": USUAL}, Certainty.PRACTICE, ("hours.half_day",)),
        (at(10, 5), Hours(24), {}, Certainty.VERIFIED, ()),
        (at(10, 9), Hours(24), {}, Certainty.PRACTICE, ("hours.day_off",)),
        (at(10, 5), SameDay(), {}, Certainty.VERIFIED, ()),
        (at(10, 10), SameDay(), {}, Certainty.PRACTICE, ("hours.same_day",)),
        (at(10, 5, 16), SameDay(), {"field": "chung-thuc"}, Certainty.VERIFIED, ("cutoff.chung-thuc",)),
        (at(10, 5, 16), SameDay(), {"field": "dat-dai"}, Certainty.VERIFIED, ()),
        (at(10, 5, 16), WorkingDays(1), {"field": "chung-thuc"}, Certainty.VERIFIED, ()),
        (at(10, 5, 16), WorkingDays(1), {"field": "lien-thong"}, Certainty.VERIFIED, ("cutoff.lien-thong",)),
        # NĐ 63/2024 was not read: that it has no 15:00 is from memory, before it nothing is known
        (at(8, 20, 16), WorkingDays(1), {"field": "lien-thong"}, Certainty.MEMORY, ("cutoff.lien-thong",)),
        (at(8, 20, 16, year=2023), WorkingDays(1), {"field": "lien-thong"}, Certainty.VERIFIED, ()),
        (at(3, 2, 16, year=2027), SameDay(), {"field": "ho-tich"}, Certainty.MEMORY, ("cutoff.ho-tich",)),
        (at(3, 2, 10, year=2027), None, {"field": "ho-tich"}, Certainty.VERIFIED, ("unset.ho-tich",)),
        (date(2024, 2, 29), Years(1), {}, Certainty.PRACTICE, ("count.leap_day",)),
        (date(2024, 2, 29), Years(4), {}, Certainty.VERIFIED, ()),  # an ordinary Tuesday, provisional
        (date(2024, 2, 28), Years(1), {}, Certainty.VERIFIED, ()),
        (at(3, 1, year=2016), Hours(24), {}, Certainty.MEMORY, ()),
        (date(2016, 3, 1), Weeks(1), {}, Certainty.MEMORY, ()),
    ],
)
def test_an_answer_says_what_it_rests_on(
    received: date | datetime,
    limit: Limit | None,
    options: dict[str, object],
    certainty: Certainty,
    used: tuple[str, ...],
) -> None:
    deadline = due(received, limit, **options)
    assert (deadline.certainty, deadline.used) == (certainty, used)
    assert deadline.provisional is (deadline.due > date(2027, 12, 31))


@pytest.mark.parametrize(
    ("received", "limit", "law"),
    [
        (date(2026, 10, 5), Weeks(1), ["91/2015/QH13 Điều 147", "91/2015/QH13 Điều 148"]),
        (date(2026, 10, 5), Years(1), ["91/2015/QH13 Điều 147", "91/2015/QH13 Điều 148"]),
        (at(10, 5), Hours(24), ["91/2015/QH13 Điều 147"]),
        (date(2016, 10, 5), Weeks(1), ["33/2005/QH11 Điều 152", "33/2005/QH11 Điều 153"]),
    ],
)
def test_the_law_of_each_unit(received: date | datetime, limit: Limit, law: list[str]) -> None:
    assert [str(each) for each in due(received, limit).law] == law


def test_the_law_of_a_sector_is_cited() -> None:
    law = due(at(10, 5, 16), SameDay(), field="chung-thuc").law
    assert "23/2015/NĐ-CP Điều 7" in map(str, law)
    civil = due(at(3, 1, year=2027), None, field="ho-tich")
    assert {"03/2026/QH16 Điều 3 khoản 3", "03/2026/QH16 Điều 30"} <= set(map(str, civil.law))


def test_the_trace_of_working_hours_has_a_step_for_each_session() -> None:
    deadline = due(at(11, 23, 11), WorkingHours(5), office_hours=USUAL)
    assert [str(step) for step in deadline.trace] == [
        "2026-11-23 start work 11:00 [91/2015/QH13 Điều 147]",
        "2026-11-23 counted work 11:00-11:30",
        "2026-11-23 counted work 13:00-17:00",
        "2026-11-24 skipped holiday [Nghị quyết 28/2026/QH16 Điều 2]",
        "2026-11-25 counted work 07:30-08:00",
    ]
    assert deadline.trace[1].to_dict() == {
        "day": "2026-11-23",
        "verdict": "counted",
        "kind": "working",
        "law": [],
        "from": "2026-11-23T11:00:00+07:00",
        "to": "2026-11-23T11:30:00+07:00",
    }


def test_the_trace_of_an_end_at_the_next_opening() -> None:
    settings = StatutorySettings(session_edge=SessionEdge.OPENING)
    deadline = due(at(10, 9, 16), WorkingHours(1), office_hours=USUAL, settings=settings)
    assert [str(step).partition(" [")[0] for step in deadline.trace] == [
        "2026-10-09 start work 16:00",
        "2026-10-09 counted work 16:00-17:00",
        "2026-10-10 skipped weekend",
        "2026-10-11 skipped weekend",
        "2026-10-12 rolled work 07:30",
    ]


def test_the_trace_of_plain_hours() -> None:
    trace = due(at(10, 9, 16), Hours(40)).trace
    assert [str(step).partition(" [")[0] for step in trace] == [
        "2026-10-09 start work 16:00",
        "2026-10-09 counted work 16:00-24:00",
        "2026-10-10 counted weekend 00:00-24:00",
        "2026-10-11 counted weekend 00:00-08:00",
    ]
    rolled = due(at(10, 9, 16), Hours(24), settings=StatutorySettings(hours_roll=HoursRoll.ROLLS))
    assert [step.verdict for step in rolled.trace] == [
        *(Verdict.START, Verdict.COUNTED, Verdict.SKIPPED, Verdict.ROLLED)
    ]
    assert (rolled.last, rolled.due, rolled.flags) == (date(2026, 10, 10), date(2026, 10, 12), ())
    assert "91/2015/QH13 Điều 148" in map(str, rolled.law)


def test_hours_that_roll_may_overtake_later_ones() -> None:
    rolls = StatutorySettings(hours_roll=HoursRoll.ROLLS)
    sunday, monday = (
        due(at(10, 10, 9), Hours(24), settings=rolls),
        due(at(10, 11, 9), Hours(24), settings=rolls),
    )
    assert (sunday.ends_at, monday.ends_at) == (at(10, 13, 0), at(10, 12, 9))


def test_the_trace_of_a_late_reception() -> None:
    same_day = due(at(10, 9, 15, 30), SameDay(), field="chung-thuc", office_hours=USUAL)
    assert [str(step) for step in same_day.trace] == [
        "2026-10-09 start work 15:30 [23/2015/NĐ-CP Điều 7]",
        "2026-10-10 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-10-11 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-10-12 counted work-17:00",
    ]
    assert same_day.deemed == date(2026, 10, 12)
    days = due(at(10, 9, 15, 30), WorkingDays(1), field="lien-thong")
    assert [str(step) for step in days.trace] == [
        "2026-10-09 start work [301/2026/NĐ-CP]",
        "2026-10-10 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-10-11 skipped weekend [188/1999/QĐ-TTg Điều 1]",
        "2026-10-12 deemed work [91/2015/QH13 Điều 147]",
        "2026-10-13 counted work",
    ]
    hours = due(at(10, 5, 15, 30), Hours(24), field="lien-thong", office_hours=USUAL)
    assert hours.deemed == at(10, 6, 7, 30)
    assert [str(step) for step in hours.trace] == [
        "2026-10-05 start work 15:30 [301/2026/NĐ-CP]",
        "2026-10-06 deemed work 07:30 [91/2015/QH13 Điều 147]",
        "2026-10-06 counted work 07:30-24:00",
        "2026-10-07 counted work 00:00-07:30",
    ]
    sessions = due(at(10, 5, 15, 30), HalfDays(1), field="lien-thong", office_hours=USUAL)
    assert [str(step).partition(" [")[0] for step in sessions.trace] == [
        "2026-10-05 start work 15:30",
        "2026-10-06 deemed work 07:30",
        "2026-10-06 counted work 13:00-17:00",
    ]


def test_a_linked_dossier_of_a_day_off_is_late_too() -> None:
    # Friday after 15:00 is Monday's; a Saturday must not be due before it
    friday = due(at(10, 9, 16), WorkingDays(1), field="lien-thong")
    saturday = due(at(10, 10, 9), WorkingDays(1), field="lien-thong")
    assert friday.due == saturday.due == date(2026, 10, 13)
    own = due(at(10, 10, 9), WorkingHours(1), field="lien-thong", office_hours=USUAL.with_saturday("08-12"))
    assert own.due_at == at(10, 10, 10)


@pytest.mark.parametrize(
    ("received", "limit", "options", "code"),
    [
        (date(2026, 10, 5), Hours(24), {}, "deadline.needs-moment"),
        (date(2026, 10, 5), WorkingHours(8), {"office_hours": USUAL}, "deadline.needs-moment"),
        (date(2026, 10, 5), HalfDays(1), {}, "deadline.needs-moment"),
        (date(2026, 10, 5), SameDay(cutoff=900), {}, "deadline.needs-moment"),
        (date(2026, 10, 5), SameDay(), {"field": "chung-thuc"}, "deadline.needs-moment"),
        (date(2026, 10, 5), WorkingDays(1), {"field": "lien-thong"}, "deadline.needs-moment"),
        (datetime(2026, 10, 5, 9), Hours(24), {}, "deadline.naive-moment"),
        (at(10, 5), None, {}, "deadline.no-limit"),
        (at(10, 5), None, {"field": "dat-dai"}, "deadline.no-limit"),
        (at(10, 5), UnknownUnit(5), {"field": "lien-thong"}, "deadline.unknown-unit"),
        (at(10, 5), WorkingDays(1), {"settings": OpencpsSettings()}, "deadline.other-settings"),
    ],
)
def test_bad_use_is_a_typed_error(
    received: date | datetime, limit: Limit | None, options: dict[str, object], code: str
) -> None:
    with pytest.raises(DeadlineError) as caught:
        due(received, limit, **options)
    assert caught.value.code == code
    for lang in ("vi", "en"):
        assert "<" not in caught.value.message(lang)


@pytest.mark.parametrize("limit", [Hours(10**6), Hours(10**9), WorkingHours(10**6), HalfDays(10**6)])
def test_hours_that_leave_the_calendar_are_a_typed_error(limit: Limit) -> None:
    with pytest.raises(CalendarError) as caught:
        due(at(10, 5), limit)
    assert caught.value.code == "calendar.out-of-bounds"


@pytest.mark.parametrize("limit", [Weeks(10_000), Weeks(10**9), Years(100), Years(10**6)])
def test_weeks_and_years_that_leave_the_calendar_too(limit: Limit) -> None:
    with pytest.raises(CalendarError) as caught:
        due(date(2026, 10, 5), limit)
    assert caught.value.code == "calendar.out-of-bounds"


def test_the_last_day_of_a_calendar_can_be_due() -> None:
    short = WorkingCalendar.from_facts((), name="short", first=date(2026, 10, 1), last=date(2026, 10, 5))
    deadline = compute_deadline(at(10, 5), SameDay(), calendar=short)
    assert (deadline.due, deadline.provisional) == (date(2026, 10, 5), False)


def test_before_the_first_value_of_a_sector_there_is_none() -> None:
    with pytest.raises(RuleError) as caught:
        due(at(4, 9, year=2015), SameDay(), field="chung-thuc")
    assert caught.value.code == "rule.not-in-force"
    assert due(at(4, 9, year=2015), WorkingDays(1), field="chung-thuc").due == date(2015, 4, 10)
    with pytest.raises(RuleError):
        sector_limit("ho-tich", date(2015, 12, 31))


def test_what_a_sector_adds() -> None:
    cutoff = sector_cutoff("lien-thong", date(2026, 9, 1))
    assert cutoff is not None
    assert (cutoff.minute, cutoff.every_limit) == (900, True)
    assert sector_cutoff("lien-thong", date(2026, 8, 31)) is None
    assert sector_cutoff("ho-tich", date(2027, 3, 1)) is None
    assert sector_limit("bien-phap-bao-dam", date(2026, 10, 5)) == SameDay()
    assert default_hours(date(2026, 10, 5)) == USUAL


def test_limits_without_a_day_are_not_for_the_rule_of_days() -> None:
    with pytest.raises(DeadlineError) as caught:
        statutory_due(date(2026, 10, 5), Hours(24), CALENDAR, StatutorySettings())
    assert caught.value.code == "deadline.unit-not-computable"


REQUEST, ANSWER = EventKind.SUPPLEMENT_REQUEST, EventKind.SUPPLEMENT_ANSWER


def history(request: int, answer: int | None, effect: Effect | None = None) -> tuple[DossierEvent, ...]:
    events = (DossierEvent(1, REQUEST, at=at(10, request, 10), effect=effect),)
    return events if answer is None else (*events, DossierEvent(2, ANSWER, at=at(10, answer, 10)))


@pytest.mark.parametrize(
    ("events", "end", "deemed", "paused"),
    [
        (history(7, 14), date(2026, 10, 28), at(10, 14, 10), (6, 7, 8, 9, 12, 13)),
        (history(8, 13, Effect.PAUSE), date(2026, 10, 22), None, (9, 12, 13)),
        (history(10, 11, Effect.PAUSE), date(2026, 10, 19), None, ()),
    ],
)
def test_a_deadline_over_events(
    events: tuple[DossierEvent, ...], end: date, deemed: datetime | None, paused: tuple[int, ...]
) -> None:
    deadline = due(at(10, 5), WorkingDays(10), events=events)
    assert (deadline.due, deadline.deemed, deadline.events) == (end, deemed, events)
    assert deadline.certainty is Certainty.VERIFIED
    trace = deadline.trace
    assert [step.day.day for step in trace if step.verdict is Verdict.PAUSED] == list(paused)
    assert sum(step.verdict is Verdict.COUNTED for step in trace) == 10
    assert [step.verdict is Verdict.DEEMED for step in trace].count(True) == (deemed is not None)
    assert trace[-1].day == end


def test_days_over_events_roll_at_the_end() -> None:
    deadline = due(at(10, 5), CalendarDays(8), events=history(7, 11, Effect.PAUSE))
    assert (deadline.last, deadline.due) == (date(2026, 10, 17), date(2026, 10, 19))
    verdicts = {step.day.day: step.verdict for step in deadline.trace}
    assert verdicts[11] is Verdict.PAUSED
    assert (verdicts[12], verdicts[17], verdicts[18]) == (Verdict.COUNTED, Verdict.COUNTED, Verdict.SKIPPED)
    assert verdicts[19] is Verdict.ROLLED
    months = due(at(10, 5), Months(1), events=history(7, 11, Effect.PAUSE))
    assert months.last == date(2026, 11, 9)


def test_while_a_request_is_open_there_is_no_due_day() -> None:
    with pytest.raises(DeadlineError) as caught:
        due(at(10, 5), WorkingDays(10), events=history(7, None))
    assert caught.value.code == "deadline.request-open"
    assert "2026-10-07" in caught.value.message("vi")
    with pytest.raises(LifecycleError):
        due(at(10, 5), WorkingDays(10), events=history(7, 14)[1:])


def test_a_linked_dossier_before_the_opening_runs_from_it_like_the_evening_before() -> None:
    evening, night = (
        compute_deadline(moment, Hours(24), calendar=load_calendar(), field="lien-thong")
        for moment in (
            datetime(2026, 10, 5, 20, 0, tzinfo=VIETNAM),
            datetime(2026, 10, 6, 0, 30, tzinfo=VIETNAM),
        )
    )
    assert evening.due_at == night.due_at == datetime(2026, 10, 7, 7, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize("policy", ["statutory", "tan-dan"])
@pytest.mark.parametrize(
    "limit", [WorkingHours(1e308), Hours(1e308), CalendarDays(10**9), WorkingDays(10**9)], ids=str
)
def test_an_amount_no_date_can_hold_leaves_the_calendar(policy: str, limit: Limit) -> None:
    with pytest.raises(CalendarError) as refused:
        due(at(10, 5), limit, policy=policy, office_hours=USUAL)
    assert refused.value.code == "calendar.out-of-bounds"
