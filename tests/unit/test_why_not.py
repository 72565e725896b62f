"""Where another date departs: each date and each first step worked out by hand from the calendar."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, get_args

import attrs
import pytest

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.deadlines import Deadline, compute_deadline
from tthc.deadlines._settings import PolicySettings, StatutorySettings, SwappedLastDay
from tthc.deadlines.clock import ClockReading, due_over_events
from tthc.deadlines.explain import why_not_history
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import CalendarError, DeadlineError
from tthc.limits import CalendarDays, Hours, Limit, Months, SameDay, WorkingDays, WorkingHours
from tthc.messages import catalogue

HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=VIETNAM)


def first_step(deadline: Deadline, other: date | datetime, lang: str = "en") -> str:
    head, *steps = deadline.why_not(other, lang).splitlines()
    assert "is not when the limit ends" in head or "không phải là thời điểm hết hạn" in head
    return steps[0]


def statutory(received: date | datetime, limit: Limit, **given: Any) -> Deadline:
    return compute_deadline(received, limit, calendar=load_calendar(), **given)


CULTURE_DAY = (date(2026, 11, 20), WorkingDays(3))  # due Thursday 26
BRIDGE = (date(2024, 4, 24), WorkingDays(5))  # due Saturday 4 May
MONTH = (date(2026, 1, 15), Months(1))  # 15 February is a Sunday, Tết follows: due Monday 23
TEN_DAYS = (date(2026, 8, 20), CalendarDays(10))  # 30 August is a Sunday: due Thursday 3 September


@pytest.mark.parametrize(
    ("received", "limit", "other", "step", "law"),
    [
        (
            *CULTURE_DAY,
            date(2026, 11, 25),
            "does not see that Tuesday 2026-11-24 is a public holiday",
            "28/2026/QH16",
        ),
        (*CULTURE_DAY, date(2026, 11, 27), "skips Monday 2026-11-23, the first day that counts", "Điều 147"),
        (
            *CULTURE_DAY,
            date(2026, 11, 23),
            "takes the limit as 3 days, which differs from Saturday 2026-11-21",
            "",
        ),
        (
            *CULTURE_DAY,
            date(2026, 11, 24),
            "ends on Tuesday 2026-11-24, which is a public holiday",
            "28/2026/QH16",
        ),
        (*CULTURE_DAY, date(2026, 11, 28), "ends on Saturday 2026-11-28, which is a weekend", "188/1999"),
        (*CULTURE_DAY, date(2026, 11, 30), "goes on to Monday 2026-11-30", ""),
        (*CULTURE_DAY, date(2026, 11, 20), "is not after the day of reception", "Điều 147"),
        (
            date(2026, 10, 5),
            WorkingDays(5),
            date(2026, 10, 9),
            "counts the day of reception, Monday 2026-10-05",
            "147",
        ),
        (date(2026, 10, 5), WorkingDays(8), date(2026, 10, 8), "stops on day 3, before day 8", ""),
        (
            date(2026, 10, 8),
            WorkingDays(2),
            date(2026, 10, 10),
            "counts Saturday 2026-10-10 as working",
            "188/1999",
        ),
        (
            date(2026, 10, 10),
            WorkingDays(2),
            date(2026, 10, 14),
            "takes the working day Monday 2026-10-12 for the day",
            "",
        ),
        (
            *BRIDGE,
            date(2024, 5, 3),
            "does not see that Monday 2024-04-29 is a swapped day off",
            "2450/VPCP-KGVX",
        ),
        (
            *BRIDGE,
            date(2024, 5, 6),
            "does not see that Saturday 2024-05-04 is a worked weekend day",
            "2450/VPCP-KGVX",
        ),
        (*BRIDGE, date(2024, 5, 1), "nor sees 2 more days off", "2450/VPCP-KGVX"),
        (*MONTH, date(2026, 2, 15), "stops on Sunday 2026-02-15 (weekend) and does not roll", "Điều 148"),
        (*MONTH, date(2026, 2, 14), "takes the limit as 30 days", ""),
        (*MONTH, date(2026, 2, 20), "does not see that Friday 2026-02-20 is a public holiday", "9441/TB-BNV"),
        (*TEN_DAYS, date(2026, 8, 30), "stops on Sunday 2026-08-30 (weekend) and does not roll", "Điều 148"),
        (
            *TEN_DAYS,
            date(2026, 8, 31),
            "does not see that Monday 2026-08-31 is a swapped day off",
            "9441/TB-BNV",
        ),
    ],
)
def test_the_first_step_that_differs(received: date, limit: Limit, other: date, step: str, law: str) -> None:
    told = first_step(statutory(received, limit), other)
    assert step in told
    assert law in told


def test_the_same_in_vietnamese() -> None:
    deadline = statutory(*CULTURE_DAY)
    assert first_step(deadline, date(2026, 11, 25), "vi") == (
        "Bước khác đầu tiên: không thấy thứ Ba, 24/11/2026 là ngày nghỉ lễ, tết (Ngày Văn hóa Việt Nam), "
        "tính ngày này là ngày làm việc. Căn cứ: Nghị quyết 28/2026/QH16 Điều 2."
    )


def test_every_reading_that_lands_there_is_named_once() -> None:
    _, first, *more = statutory(*CULTURE_DAY).why_not(date(2026, 11, 25), "en").splitlines()
    assert "Tuesday 2026-11-24" in first
    assert [line.removeprefix("The same answer also follows if it ") for line in more] == [
        "counts the day of reception, Friday 2026-11-20. Law: 91/2015/QH13 Điều 147.",
        "counts Saturday 2026-11-21 as working, though it is a weekend. Law: 188/1999/QĐ-TTg Điều 1.",
    ]


def test_the_due_day_itself() -> None:
    deadline = statutory(*CULTURE_DAY)
    assert deadline.why_not(deadline.due, "en") == "Thursday 2026-11-26 is when the limit ends."
    assert deadline.why_not(deadline.ends_at, "en") == "00:00 on Friday 2026-11-27 is when the limit ends."


def test_the_end_of_office_hours_is_not_the_end_of_the_day() -> None:
    closing = datetime(2026, 11, 26, 17, 0, tzinfo=VIETNAM)
    told = first_step(statutory(*CULTURE_DAY), closing)
    assert "takes 17:00 on Thursday 2026-11-26 for the end" in told
    assert "Điều 148" in told


def test_a_switch_turned_the_other_way() -> None:
    received, limit = date(2026, 8, 21), CalendarDays(10)  # 31 August, a swapped Monday
    stays = StatutorySettings(swapped_last_day=SwappedLastDay.STAYS)
    told = statutory(received, limit).why_not(date(2026, 8, 31), "en")
    assert "stops on the swapped day off Monday 2026-08-31" in told
    told = statutory(received, limit, settings=stays).why_not(date(2026, 9, 3), "en")
    assert "rolls over the swapped day off Monday 2026-08-31" in told


def test_the_opening_is_not_the_edge_of_a_session() -> None:
    deadline = statutory(at(9, 15, 30), WorkingHours(1.5), office_hours=HOURS)  # due Friday 17:00
    told = first_step(deadline, at(12, 7, 30))
    assert "does not stop when the session of Friday 2026-10-09 closes" in told


def test_an_hour_too_early_and_too_late() -> None:
    deadline = statutory(at(5, 10, 40), WorkingHours(2), office_hours=HOURS)  # due 14:10 the same day
    assert "takes the limit as 2 hours" in first_step(deadline, at(5, 12, 40))
    assert "stops at 14:00 on Monday 2026-10-05" in first_step(deadline, at(5, 14, 0))
    assert "goes on to 14:30 on Monday 2026-10-05" in first_step(deadline, at(5, 14, 30))


def test_plain_hours_that_roll() -> None:
    deadline = statutory(at(9, 15, 30), Hours(24))  # due Saturday 15:30
    assert "rolls a limit in hours over the day off Saturday 2026-10-10" in first_step(
        deadline, date(2026, 10, 12)
    )


def test_the_hour_of_a_sector_that_is_not_seen() -> None:
    deadline = statutory(at(9, 15, 30), SameDay(), field="chung-thuc")  # due Monday 12
    told = first_step(deadline, date(2026, 10, 9))
    assert "does not take the reception at 15:30 on Friday 2026-10-09 as one of the next working day" in told
    assert "23/2015/NĐ-CP Điều 7" in told


def test_the_hour_of_a_sector_where_there_is_none() -> None:
    deadline = statutory(at(5, 15, 30), WorkingDays(3))  # due Thursday 8
    assert "though this field and limit have no such rule" in first_step(deadline, date(2026, 10, 9))


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    from datetime import UTC

    deadline = statutory(at(5, 10, 40), WorkingHours(2), office_hours=HOURS)
    assert deadline.why_not(datetime(2026, 10, 5, 7, 10, tzinfo=UTC), "en").endswith(
        "is when the limit ends."
    )


def test_what_is_no_day_or_outside_the_calendar() -> None:
    deadline = statutory(*CULTURE_DAY)
    with pytest.raises(DeadlineError) as error:
        deadline.why_not(datetime(2026, 11, 25, 9))
    assert error.value.code == "deadline.naive-moment"
    with pytest.raises(CalendarError) as outside:
        deadline.why_not(date(2071, 1, 1))
    assert outside.value.code == "calendar.out-of-bounds"
    assert "is not after the day of reception" in deadline.why_not(date(1990, 1, 1), "en")


def test_every_switch_of_every_policy_has_a_sentence() -> None:
    names = {
        f"explain.other.switch.{attribute.name}.{value.value}"
        for settings in get_args(PolicySettings)
        for attribute in attrs.fields(settings)
        if isinstance(attribute.default, enum.Enum)
        for value in type(attribute.default)
    }
    assert "explain.other.switch.hours_roll.rolls" in names
    assert names <= set(catalogue())


# -- over events ------------------------------------------------------------------------------------

RECEIVED, LIMIT = date(2026, 10, 5), WorkingDays(5)  # due Monday 12 without events


def over(*events: DossierEvent) -> tuple[ClockReading, Deadline, tuple[DossierEvent, ...]]:
    calendar = load_calendar()
    reading = due_over_events(RECEIVED, LIMIT, events, calendar=calendar)
    return reading, compute_deadline(RECEIVED, LIMIT, calendar=calendar), events


def wait(answered: int, effect: Effect | None = None) -> tuple[DossierEvent, ...]:
    return (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7), effect=effect),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=date(2026, 10, answered)),
    )


@pytest.mark.parametrize(
    ("events", "other", "step"),
    [
        # restart: the answer of Wednesday 14 is not counted, 15, 16, 19, 20, 21
        (wait(14), 12, "takes no notice of what happened from Wednesday 2026-10-07 on"),
        (wait(14), 19, "takes the wait since Wednesday 2026-10-07 (waiting for the supplement) as a pause"),
        (wait(14), 20, "counts the day the dossier is complete as day 1"),
        (wait(14), 22, "skips Thursday 2026-10-15, the first day that counts"),
        (wait(14), 30, "goes on to Friday 2026-10-30"),
        # pause: 8, 9 and 12 are not counted, so 6, 7, 13, 14, 15
        (wait(12, Effect.PAUSE), 12, "takes no notice"),
        (wait(12, Effect.PAUSE), 14, "counts the day of the answer when the clock stands"),
        (wait(12, Effect.PAUSE), 16, "does not count the day of the request either"),
        (wait(12, Effect.PAUSE), 19, "as a restart"),
        (wait(12, Effect.PAUSE), 13, "stops at Tuesday 2026-10-13"),
    ],
)
def test_the_first_event_that_differs(events: tuple[DossierEvent, ...], other: int, step: str) -> None:
    reading, deadline, history = over(*events)
    told = why_not_history(reading, deadline, history, date(2026, 10, other), "en").splitlines()[1]
    assert told.startswith("First step that differs: ")
    assert step in told


def test_the_due_day_over_events_and_an_open_request() -> None:
    reading, deadline, history = over(*wait(14))
    told = why_not_history(reading, deadline, history, date(2026, 10, 21), "en")
    assert told == "Wednesday 2026-10-21 is when the limit ends."
    reading, deadline, history = over(wait(14)[0])
    told = why_not_history(reading, deadline, history, date(2026, 10, 12), "en")
    assert told.splitlines()[0].endswith("there is no due day yet.")
    assert "takes no notice of what happened from Wednesday 2026-10-07 on" in told
