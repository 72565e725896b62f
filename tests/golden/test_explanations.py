"""Explanations word for word, in both languages: every day and article typed from the calendar and the law.

Sources: 2026-11-24 Nghị quyết 28/2026/QH16; the swap of 2024-04-29 and 2024-05-04 2450/VPCP-KGVX; the
week 188/1999/QĐ-TTg; counting 91/2015/QH13 Điều 147, 148; 15:00 23/2015/NĐ-CP Điều 7; restart
118/2025/NĐ-CP Điều 19 khoản 5.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.deadlines import compute_deadline
from tthc.deadlines.clock import due_over_events
from tthc.deadlines.explain import explain_history
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.limits import Limit, Months, SameDay, WorkingDays, WorkingHours

HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
LUNCH = datetime(2026, 10, 5, 10, 40, tzinfo=VIETNAM)
LATE = datetime(2026, 10, 9, 15, 30, tzinfo=VIETNAM)

TEXT = (Path(__file__).parent / "explanations.txt").read_text(encoding="utf-8")
EXPECTED = {
    (name, lang): lines
    for head, *lines in (part.strip().splitlines() for part in TEXT.split("== ")[1:])
    for name, lang in [head.split()]
}

FROM_A_DAY = [
    (date(2026, 11, 20), WorkingDays(3), "culture-day"),
    (date(2024, 4, 24), WorkingDays(5), "swap"),
    (date(2026, 1, 31), Months(1), "month"),
]


@pytest.mark.parametrize(("received", "limit", "name"), FROM_A_DAY)
def test_limits_in_days(received: date, limit: Limit, name: str) -> None:
    deadline = compute_deadline(received, limit, calendar=load_calendar())
    assert deadline.explain().splitlines() == EXPECTED[name, "vi"]
    assert deadline.explain("en").splitlines() == EXPECTED[name, "en"]


def test_working_hours_across_lunch() -> None:
    calendar = load_calendar()
    deadline = compute_deadline(LUNCH, WorkingHours(2), calendar=calendar, office_hours=HOURS)
    assert deadline.explain("vi").splitlines() == EXPECTED["lunch", "vi"]
    assert deadline.explain("en").splitlines() == EXPECTED["lunch", "en"]


def test_the_rule_of_15_hours() -> None:
    deadline = compute_deadline(LATE, SameDay(), calendar=load_calendar(), field="chung-thuc")
    assert deadline.explain("vi").splitlines() == EXPECTED["after-15", "vi"]
    assert deadline.explain("en").splitlines() == EXPECTED["after-15", "en"]


@pytest.mark.parametrize(
    ("effect", "answered", "name"),
    [
        (Effect.PAUSE, date(2026, 10, 12), "pause"),
        (None, date(2026, 10, 14), "restart"),  # the law of the day: a restart
    ],
)
def test_a_wait(effect: Effect | None, answered: date, name: str) -> None:
    history = (
        DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7), effect=effect),
        DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=answered),
    )
    received, limit, calendar = date(2026, 10, 5), WorkingDays(5), load_calendar()
    deadline = compute_deadline(received, limit, calendar=calendar)
    reading = due_over_events(received, limit, history, calendar=calendar)
    assert explain_history(reading, deadline).splitlines() == EXPECTED[name, "vi"]
    assert explain_history(reading, deadline, "en").splitlines() == EXPECTED[name, "en"]
