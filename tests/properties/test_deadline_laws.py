"""The statutory policy keeps the laws that the kit offers to every rule, in every unit and setting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.deadlines import StatutorySettings, SwappedLastDay, compute_deadline
from tthc.deadlines.clock import due_over_events
from tthc.dossiers import DossierEvent
from tthc.lifecycle import fold
from tthc.limits import Limit
from tthc.testing import LAWS, check_deadline_rule
from tthc.testing import strategies as tst

SATURDAYS = OfficeHours.parse("t2-t5 07:30-11:30,13:00-17:00; t6 07:30-11:30; t7 07:30-11:30")
OF_A_RULE = {"later-reception", "longer-limit", "new-holiday", "new-working-saturday"}


def statutory(received: Any, limit: Limit, calendar: WorkingCalendar, **more: Any) -> date | datetime:
    deadline = compute_deadline(received, limit, calendar=calendar, **more)
    return deadline.due_at or deadline.due


def over_events(events: tuple[DossierEvent, ...], limit: Limit, calendar: WorkingCalendar) -> date:
    due = due_over_events(events[0].on, limit, events, calendar=calendar).due
    assert due is not None
    return due


def test_limits_in_days_keep_every_law() -> None:
    assert check_deadline_rule(statutory, over_events=over_events, fold=fold) == tuple(LAWS)


@pytest.mark.parametrize(
    "limits", [tst.working_hours(), tst.hours(), tst.half_days()], ids=["working-hour", "hour", "half-day"]
)
@pytest.mark.parametrize("office_hours", [None, SATURDAYS], ids=["ordinary", "half-saturday"])
def test_limits_in_hours_keep_the_laws_of_order(limits: Any, office_hours: OfficeHours | None) -> None:
    def rule(received: Any, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
        return statutory(received, limit, calendar, office_hours=office_hours)

    assert set(check_deadline_rule(rule, limits=limits, max_examples=100)) == OF_A_RULE


@pytest.mark.parametrize("field", [None, "chung-thuc", "ho-tich"])
def test_the_same_day_keeps_the_laws_of_order(field: str | None) -> None:
    def rule(received: Any, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
        return statutory(received, limit, calendar, field=field)

    held = check_deadline_rule(rule, limits=tst.same_day(), max_examples=100)
    assert set(held) == OF_A_RULE - {"longer-limit"}


def test_the_other_reading_of_swapped_days_keeps_the_laws_of_order() -> None:
    stays = StatutorySettings(swapped_last_day=SwappedLastDay.STAYS)

    def rule(received: Any, limit: Limit, calendar: WorkingCalendar) -> date | datetime:
        return statutory(received, limit, calendar, settings=stays)

    assert OF_A_RULE < set(check_deadline_rule(rule, max_examples=100))
