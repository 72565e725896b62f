"""The due date of OpenCPS, newest generation: a stopwatch of working hours, eight to a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc.calendars import DayKind, OfficeHours, Sessions, WorkingCalendar
from tthc.deadlines._policies import DeadlineRequest, Landing
from tthc.deadlines._settings import OpencpsSettings, PolicySettings, ReceptionHoliday
from tthc.deadlines.vendors._minutes import (
    DAY_OF_EIGHT_HOURS,
    HOUR,
    ONE_DAY,
    DaySessions,
    amount_in,
    at_minute,
    landing_at,
    local_minute,
)
from tthc.deadlines.vendors._steps import day_steps
from tthc.errors import DeadlineError
from tthc.limits import LimitUnit

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline
    from tthc.deadlines._steps import TraceStep

NAME = "opencps-hours"
USUAL_HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
SATURDAY = 5
LONGEST_WALK = 360
"""Days it looks at, the day of reception included; a longer term is cut there."""
QUARTER = 15


@frozen(kw_only=True)
class OpenCpsDue:
    """Hold what OpenCPS works out of one term (kết quả tính hạn của OpenCPS).

    Attributes:
        counted_from: the moment its counting starts from.
        raw: the moment the term ends, to the minute.
        due: the moment it prints: `raw`, up to the next full quarter of an hour.
    """

    counted_from: datetime
    raw: datetime
    due: datetime


def opencps_minutes(days: float) -> int:
    """Return the minutes of a term in days, eight hours a day (đổi ngày ra phút).

    A fraction of a day becomes hours with two places, as the system keeps them.

    >>> opencps_minutes(2.25), opencps_minutes(0.5)
    (1080, 240)
    """
    whole = int(days)
    return whole * DAY_OF_EIGHT_HOURS + int(round((days - whole) * 8, 2) * HOUR)


def opencps_due(received: datetime, minutes: int, sessions: DaySessions) -> OpenCpsDue:
    """Compute the due moment of a term of working minutes (hạn theo OpenCPS thế hệ E).

    Departs from the law: the rest of the day of reception counts and the last day does not count to
    its end, so the due moment keeps the time of reception, while 91/2015/QH13 Điều 147, 148 leave out
    the day of reception and end the term at 24:00. Received on a day off, the term ends at an opening,
    one working day later than the law. Kept as they are, since printed dates hold them:

    * received on a working day after closing, with less than a day left to count: the minutes since
      closing are added to the term;
    * received exactly at the end of a session: the break is not skipped;
    * a whole day takes whatever the sessions of that day are, a short Friday too, so "30 days" drift;
    * a term that needs more than 360 days of the calendar is cut there, at the next opening (the hour of
      such a cut is read from its description, not from an output).

    Args:
        received: aware moment of reception; seconds are dropped.
        minutes: the term, see `opencps_minutes`.
        sessions: the sessions of any day, () for a day off; see `opencps_sessions` for what the
            system takes for Saturdays and made-up days.

    Raises:
        DeadlineError: no time of day (`deadline.policy-needs-moment`), no time zone
            (`deadline.naive-moment`), no day worked among the first 360 (`deadline.policy-no-sessions`).
        CalendarError: the walk leaves the calendar behind `sessions` (`calendar.out-of-bounds`).

    >>> from tthc.calendars import VIETNAM
    >>> every_day = lambda day: ((450, 690), (780, 1020)) if day.weekday() < 5 else ()
    >>> monday = datetime(2024, 3, 4, 17, 30, tzinfo=VIETNAM)
    >>> opencps_due(monday, 240, every_day).due.isoformat()  # right would be 11:30
    '2024-03-05T13:30:00+07:00'
    """
    day, minute = local_minute(received, NAME)
    day, minute = _start(day, minute, sessions)
    counted_from = at_minute(day, minute)
    end = _walk(day, minute, minutes, sessions, local_minute(received, NAME)[0])
    return OpenCpsDue(counted_from=counted_from, raw=end, due=_up_to_quarter(end))


def _start(day: date, minute: int, sessions: DaySessions) -> tuple[date, int]:
    """Return where counting starts: openings are waited for, a closing is not noticed."""
    today = sessions(day)
    if not today:
        return _next_opening(day, sessions)
    if minute < today[0][0]:
        return day, today[0][0]
    for (_, closes), (opens, _) in pairwise(today):
        if closes < minute < opens:
            return day, opens
    return day, minute


def _walk(day: date, minute: int, rest: int, sessions: DaySessions, received: date) -> datetime:
    """Take whole days off the term, then the rest of a day, until the rest fits before a closing."""
    for _ in range(LONGEST_WALK - (day - received).days):
        today = sessions(day)
        if not today:
            day += ONE_DAY
            continue
        length = sum(closes - opens for opens, closes in today)
        if rest >= length:
            rest -= length
            day += ONE_DAY
            continue
        end, closing = _after(minute, rest, today), today[-1][1]
        if end <= closing:
            return at_minute(day, end)
        # Past closing with nothing left the excess is dropped; otherwise it becomes the rest.
        rest = end - closing if rest else 0
        day, minute = _next_opening(day, sessions)
    return at_minute(*_next_opening(day - ONE_DAY, sessions))


def _after(minute: int, rest: int, today: Sessions) -> int:
    """Return the minute `rest` minutes after `minute`, breaks skipped; past closing it runs on."""
    end = minute + rest
    for (_, closes), (opens, _) in pairwise(today):
        if minute < closes < end:
            end += opens - closes
        elif rest and closes <= minute < opens:
            end = max(end, opens)
    return end


def _next_opening(day: date, sessions: DaySessions) -> tuple[date, int]:
    """Return the first day after `day` that is worked, and its opening."""
    for _ in range(LONGEST_WALK):
        day += ONE_DAY
        today = sessions(day)
        if today:
            return day, today[0][0]
    raise DeadlineError("deadline.policy-no-sessions", policy=NAME, day=day)


def _up_to_quarter(moment: datetime) -> datetime:
    return at_minute(moment.date(), moment.hour * HOUR - (-moment.minute // QUARTER) * QUARTER)


def opencps_sessions(
    hours: OfficeHours, calendar: WorkingCalendar, unseen: date | None = None
) -> DaySessions:
    """Return the sessions of any day as the system takes them (giờ làm việc theo OpenCPS).

    A made-up day and a Saturday that is worked have Monday's hours, whatever their own are: the first
    by design, the second by a slip of the system.

    Args:
        hours: the office hours; a weekday without sessions is a day off.
        calendar: the days off and the made-up days.
        unseen: a day that counts by its weekday alone; see `ReceptionHoliday`.

    >>> from tthc.calendars import load_calendar
    >>> opencps_sessions(USUAL_HOURS, load_calendar())(date(2024, 5, 4))  # a worked Saturday
    ((450, 690), (780, 1020))
    """
    seen = _Week(hours, calendar)
    if unseen is None:
        return seen.sessions
    by_weekday = seen.taken(unseen, hours.ordinary(unseen, DayKind.WORKING))
    return lambda day: by_weekday if day == unseen else seen.sessions(day)


@lru_cache(maxsize=16)
class _Week:
    """Remember the sessions of the days already asked for."""

    def __init__(self, hours: OfficeHours, calendar: WorkingCalendar) -> None:
        self._hours, self._calendar, self._known = hours, calendar, dict[date, Sessions]()

    def sessions(self, day: date) -> Sessions:
        """Return the sessions of `day`."""
        found = self._known.get(day)
        if found is None:
            own = self._hours.sessions(day, self._calendar)
            found = self._known[day] = self.taken(day, own)
        return found

    def taken(self, day: date, own: Sessions) -> Sessions:
        """Return Monday's sessions for a day that is worked and has none of its own in the system."""
        extra = day.weekday() == SATURDAY or day.weekday() in self._calendar.weekend
        if not own or not extra:
            return own
        return self._hours.ordinary(day - day.weekday() * ONE_DAY, DayKind.WORKING) or own


MINUTES: Mapping[LimitUnit, int] = MappingProxyType(
    {
        LimitUnit.WORKING_DAY: DAY_OF_EIGHT_HOURS,
        LimitUnit.DAY: DAY_OF_EIGHT_HOURS,
        LimitUnit.HALF_DAY: DAY_OF_EIGHT_HOURS // 2,
        LimitUnit.WORKING_HOUR: HOUR,
        LimitUnit.HOUR: HOUR,
    }
)
"""The units of the system: it has days and hours, and both run in working hours."""


@frozen
class OpenCpsHours:
    """The policy `opencps-hours` (cách tính hạn của OpenCPS).

    The term is a stopwatch of working hours, eight to a day, and the due moment goes up to the next
    quarter of an hour; `opencps_due` says how that departs from the law and which slips are kept. The
    system has days and hours only: a limit in days of the calendar runs in working hours here, since a
    "30" typed into it does so; weeks, months and years have no place in it and are refused.
    """

    name: str = NAME
    defaults: PolicySettings = field(factory=OpencpsSettings)

    def land(self, request: DeadlineRequest) -> Landing:
        """Return where the system puts the end of the term.

        Raises:
            DeadlineError: a reception without a time (`deadline.policy-needs-moment`), a limit in a unit
                the system does not have (`deadline.policy-unit`).
            CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        """
        minutes = amount_in(request.limit, MINUTES, NAME)
        received = at_minute(*local_minute(request.received, NAME))
        sessions = _sessions(received, request.settings, request.office_hours, request.calendar)
        found = opencps_due(received, int(minutes), sessions)
        later = found.counted_from.date() > received.date()
        return landing_at(found.due, NAME, deemed=found.counted_from if later else None)

    def trace(self, deadline: Deadline) -> tuple[TraceStep, ...]:
        """Return the days the stopwatch ran on, whole or in part, after that of reception."""
        received = at_minute(*local_minute(deadline.received, NAME))
        sessions = _sessions(received, deadline.settings, deadline.office_hours, deadline.calendar)
        return day_steps(deadline, lambda day: bool(sessions(day)))


def _sessions(
    received: datetime, settings: PolicySettings, hours: OfficeHours | None, calendar: WorkingCalendar
) -> DaySessions:
    unseen = isinstance(settings, OpencpsSettings) and (
        settings.reception_holiday is ReceptionHoliday.UNSEEN and received.time() > time()
    )
    return opencps_sessions(hours or USUAL_HOURS, calendar, received.date() if unseen else None)


OPENCPS_HOURS = OpenCpsHours()
