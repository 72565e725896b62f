"""The due date of the Tân Dân one-stop system: days walked one by one, the clock of reception kept."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.calendars import DayKind, OfficeHours, Sessions, WorkingCalendar
from tthc.deadlines._policies import DeadlineRequest, Landing
from tthc.deadlines._settings import HolidaysInDays, PolicySettings, TanDanSettings
from tthc.deadlines.vendors._minutes import (
    HOUR,
    ONE_DAY,
    amount_in,
    at_minute,
    landing_at,
    local_minute,
)
from tthc.deadlines.vendors._steps import day_steps
from tthc.errors import DeadlineError
from tthc.limits import Limit, LimitUnit

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline
    from tthc.deadlines._steps import TraceStep

NAME = "tan-dan"
HOURS_A_DAY = 8
USUAL_SESSIONS: Sessions = ((7 * HOUR, 11 * HOUR + 30), (13 * HOUR + 30, 17 * HOUR))
SATURDAY = 5


class TanDanTerm(enum.Enum):
    """The two kinds of term the system knows (loại thời gian thực hiện)."""

    WORKING_DAYS = "Ngày làm việc"
    DAYS = "Ngày"


def tan_dan_due(
    received: datetime,
    hours: float,
    term: TanDanTerm,
    calendar: WorkingCalendar,
    *,
    sessions: Sessions = USUAL_SESSIONS,
    holidays: HolidaysInDays = HolidaysInDays.COUNTED,
) -> datetime:
    """Compute the due moment of a term kept in hours, eight to a day (hạn theo hệ thống Tân Dân).

    Departs from the law: the due moment keeps the clock of reception instead of 24:00; a reception
    after closing starts at the opening and costs one day more; Saturdays and Sundays are days off
    whatever the calendar says, so a worked Saturday counts for nothing; a term of hours alone that is
    received on a day off ends on that day. The system itself prints 03:00 for a dossier received at
    exactly 11:30 with hours beyond whole days; that slip is not reproduced: 11:30 and one hour is 14:30.

    Args:
        received: aware moment of reception; seconds are dropped.
        hours: the term; 8 is one day, whatever the sessions are.
        term: working days, or days of the calendar.
        calendar: whose days off that are no plain weekend stand for the system's holiday table.
        sessions: morning and afternoon, the same on every day.
        holidays: for days of the calendar only.

    Raises:
        DeadlineError: no time of day (`deadline.policy-needs-moment`), no time zone
            (`deadline.naive-moment`), not two sessions (`deadline.policy-two-sessions`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).

    >>> from tthc.calendars import VIETNAM, load_calendar
    >>> received = datetime(2024, 4, 25, 8, 15, tzinfo=VIETNAM)  # the worked Saturday 4/5 is not seen
    >>> tan_dan_due(received, 32, TanDanTerm.WORKING_DAYS, load_calendar()).isoformat()
    '2024-05-06T08:15:00+07:00'
    """
    return _run(received, hours, _Rule(term, calendar, sessions, holidays))[1]


@frozen
class _Rule:
    term: TanDanTerm
    calendar: WorkingCalendar
    sessions: Sessions
    holidays: HolidaysInDays

    def rests(self, day: date) -> bool:
        """Tell whether the system takes `day` for a day off."""
        return day.weekday() >= SATURDAY or not self.calendar.is_working_day(day)

    def counts(self, day: date) -> bool:
        """Tell whether `day` is one of the days of a term."""
        if self.term is TanDanTerm.WORKING_DAYS:
            return not self.rests(day)
        if self.holidays is HolidaysInDays.COUNTED:
            return True
        kind = self.calendar.kind(day)
        return kind.works or kind is DayKind.WEEKEND


def _run(received: datetime, hours: float, rule: _Rule) -> tuple[date, datetime]:
    """Return the last day of the term before it rolls, and the due moment."""
    if len(rule.sessions) != 2:
        raise DeadlineError("deadline.policy-two-sessions", policy=NAME, count=len(rule.sessions))
    day, minute = local_minute(received, NAME)
    (opening, noon), (afternoon, closing) = rule.sessions
    days, rest = int(hours) // HOURS_A_DAY, round(hours % HOURS_A_DAY * HOUR)
    if minute > closing:
        minute, days = opening, days + 1
    elif minute < opening:
        minute = opening
    elif noon < minute < afternoon:
        minute = afternoon
    end = _after(minute, rest, noon, afternoon)
    if end > closing:
        end, days = _after(opening, end - closing, noon, afternoon), days + 1
    while days:
        day += ONE_DAY
        days -= rule.counts(day)
    last = day
    while rule.term is TanDanTerm.DAYS and rule.rests(day):
        day += ONE_DAY
    return last, at_minute(day, end)


def _after(minute: int, rest: int, noon: int, afternoon: int) -> int:
    end = minute + rest
    return end + afternoon - noon if minute <= noon < end else end


HOURS: Mapping[LimitUnit, float] = MappingProxyType(
    {
        LimitUnit.WORKING_DAY: HOURS_A_DAY,
        LimitUnit.DAY: HOURS_A_DAY,
        LimitUnit.HALF_DAY: HOURS_A_DAY / 2,
        LimitUnit.WORKING_HOUR: 1,
        LimitUnit.HOUR: 1,
    }
)
"""What one of each unit is in the hours the system stores."""


@frozen
class TanDan:
    """The policy `tan-dan` (cách tính hạn của hệ thống Tân Dân).

    The clock of reception is kept and days are walked one by one; `tan_dan_due` says how that departs
    from the law. Terms are stored in hours, eight to a day, of working days or of days of the calendar:
    hours and half days become parts of a working day; weeks, months and years have no place in it.
    """

    name: str = NAME
    defaults: PolicySettings = field(factory=TanDanSettings)

    def land(self, request: DeadlineRequest) -> Landing:
        """Return where the system puts the end of the term.

        Raises:
            DeadlineError: a reception without a time (`deadline.policy-needs-moment`), a limit in a unit
                the system does not have (`deadline.policy-unit`), office hours without two sessions
                (`deadline.policy-two-sessions`).
            CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        """
        hours = amount_in(request.limit, HOURS, NAME)
        received = at_minute(*local_minute(request.received, NAME))
        rule = _rule(request.limit, request.calendar, request.office_hours, request.start, request.settings)
        last, due_at = _run(received, hours, rule)
        return landing_at(due_at, NAME, last=last)

    def trace(self, deadline: Deadline) -> tuple[TraceStep, ...]:
        """Return the days the system counted; worked Saturdays are not among them."""
        given = deadline.limit, deadline.calendar, deadline.office_hours, deadline.start, deadline.settings
        return day_steps(deadline, _rule(*given).counts)


def _rule(
    limit: Limit, calendar: WorkingCalendar, hours: OfficeHours | None, day: date, settings: PolicySettings
) -> _Rule:
    term = TanDanTerm.DAYS if limit.unit is LimitUnit.DAY else TanDanTerm.WORKING_DAYS
    holidays = settings.holidays if isinstance(settings, TanDanSettings) else HolidaysInDays.COUNTED
    return _Rule(term, calendar, _sessions(hours, day, calendar), holidays)


def _sessions(hours: OfficeHours | None, day: date, calendar: WorkingCalendar) -> Sessions:
    """Return the one pair of sessions the system has: those of the first day worked from `day` on."""
    if hours is None:
        return USUAL_SESSIONS
    return hours.sessions(calendar.add_working_days(day, 0), calendar)


TAN_DAN = TanDan()
