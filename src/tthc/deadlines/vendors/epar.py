"""The due date of e-par (go-office r3): a working day and one of two closings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.calendars import WorkingCalendar
from tthc.deadlines._policies import DeadlineRequest, Landing
from tthc.deadlines._settings import PolicySettings, StatutorySettings
from tthc.deadlines.vendors._minutes import HOUR, amount_in, at_minute, landing_at, local_minute
from tthc.deadlines.vendors._steps import day_steps
from tthc.limits import LimitUnit

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline
    from tthc.deadlines._steps import TraceStep

NAME = "epar"
NOON = 12 * HOUR
MORNING_ENDS = 11 * HOUR + 30
AFTERNOON_ENDS = 16 * HOUR


def epar_due(received: datetime, days: float, calendar: WorkingCalendar) -> datetime:
    """Compute the due moment of a term in days (hạn theo e-par).

    The day is the N-th working day after the first working day not before reception, N being the days
    without their fraction. The clock is 11:30 for a reception before 12:00, otherwise 16:00. No days:
    the end of the half day of reception. Half a day: the end of the next half day.

    Departs from the law: the term ends at 11:30 or 16:00 instead of 24:00; a fraction beyond the first
    half day is lost, so 1.5 days are 1; a dossier received on a day off is due one working day later
    than by law, since its first working day stands for the day of reception. A reception after 16:00 is
    not moved. After a pause the system stores a date with the time 00:00, which means the whole day.

    Args:
        received: aware moment of reception.
        days: the term; 0 and 0.5 are allowed.
        calendar: working days; worked Saturdays count.

    Raises:
        DeadlineError: no time of day (`deadline.policy-needs-moment`), no time zone
            (`deadline.naive-moment`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).

    >>> from tthc.calendars import VIETNAM, load_calendar
    >>> received = datetime(2015, 3, 9, 15, 42, 52, tzinfo=VIETNAM)
    >>> epar_due(received, 3, load_calendar()).isoformat()
    '2015-03-12T16:00:00+07:00'
    """
    day, minute = local_minute(received, NAME)
    in_the_morning = minute < NOON
    whole = int(days)
    if whole or not days:
        return at_minute(_nth(day, whole, calendar), MORNING_ENDS if in_the_morning else AFTERNOON_ENDS)
    if in_the_morning:
        return at_minute(_nth(day, 0, calendar), AFTERNOON_ENDS)
    return at_minute(_nth(day, 1, calendar), MORNING_ENDS)


def _nth(day: date, n: int, calendar: WorkingCalendar) -> date:
    first = calendar.add_working_days(day, 0)
    return calendar.add_working_days(first, n)


DAYS: Mapping[LimitUnit, float] = MappingProxyType(
    {LimitUnit.WORKING_DAY: 1, LimitUnit.HALF_DAY: 0.5, LimitUnit.SAME_DAY: 0}
)
"""What one of each unit is in the days the system stores."""


@frozen
class EPar:
    """The policy `epar` (cách tính hạn của e-par).

    The system has working days, halves of them, and no days at all for the same half day; `epar_due`
    says how it departs from the law. Other units are refused; it has no switches and takes any.
    """

    name: str = NAME
    defaults: PolicySettings = field(factory=StatutorySettings)

    def land(self, request: DeadlineRequest) -> Landing:
        """Return where the system puts the end of the term.

        Raises:
            DeadlineError: a reception without a time (`deadline.policy-needs-moment`), a limit in a unit
                the system does not have (`deadline.policy-unit`).
            CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        """
        days = amount_in(request.limit, DAYS, NAME)
        day, minute = local_minute(request.received, NAME)
        due_at = epar_due(at_minute(day, minute), days, request.calendar)
        first = request.calendar.add_working_days(day, 0)
        return landing_at(due_at, NAME, deemed=None if first == day else first)

    def trace(self, deadline: Deadline) -> tuple[TraceStep, ...]:
        """Return the days of the list after the one that stands for the day of reception."""
        return day_steps(deadline, deadline.calendar.is_working_day)


EPAR = EPar()
