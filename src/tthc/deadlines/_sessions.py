"""Where a term in hours, sessions or the same day ends: the moment of reception decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from tthc.calendars import VIETNAM, OfficeHours, WorkingClock, clock_of, in_vietnam
from tthc.deadlines._policies import DeadlineRequest, Landing
from tthc.deadlines._sectors import Cutoff
from tthc.deadlines._settings import CutoffEdge, HoursRoll, SessionEdge, StatutorySettings
from tthc.deadlines._statutory import rolled
from tthc.deadlines._steps import ONE_DAY
from tthc.errors import CalendarError, DeadlineError
from tthc.law import rule_book
from tthc.limits import HalfDays, Hours, SameDay, WorkingHours

DEFAULT_HOURS = "hours.default"
ENDS_ON_DAY_OFF = "ends-on-day-off"
"""Flag of plain hours whose last moment lies on a day off."""


def default_hours(on: date) -> OfficeHours:
    """Return the office hours taken when a caller gives none (giờ làm việc mặc định).

    Monday to Friday, 07:30-11:30 and 13:00-17:00: no text says so, it is what one-stop systems
    come with. An answer that needed them has certainty `practice` at most.

    Raises:
        RuleError: `on` is before the first value (`rule.not-in-force`).

    >>> print(default_hours(date(2026, 10, 5)))
    t2-t6 07:30-11:30,13:00-17:00
    """
    return _hours_of(rule_book()[DEFAULT_HOURS].at(on).value)


@cache
def _hours_of(text: str) -> OfficeHours:
    return OfficeHours.parse(text)


def land_in_sessions(
    request: DeadlineRequest, settings: StatutorySettings, cutoff: Cutoff | None, used: tuple[str, ...]
) -> Landing:
    """Return where a limit in hours, half days or the same day ends.

    Raises:
        DeadlineError: a bare day where the moment decides (`deadline.needs-moment`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
    """
    limit = request.limit
    if isinstance(limit, WorkingHours):
        return _working_hours(request, limit, settings, cutoff, used)
    if isinstance(limit, Hours):
        return _hours(request, limit, settings, cutoff, used)
    if isinstance(limit, SameDay):
        return _same_day(request, settings, cutoff, used)
    assert isinstance(limit, HalfDays)  # limits in days never come here
    begin, used = _begin(request, settings, cutoff, used)
    clock, used = _clock(request, used)
    due_at = clock.sessions_after(begin, limit.n)[-1][1]
    return _landing(due_at, (*used, "hours.half_day"), request, begin)


def _working_hours(
    request: DeadlineRequest,
    limit: WorkingHours,
    settings: StatutorySettings,
    cutoff: Cutoff | None,
    used: tuple[str, ...],
) -> Landing:
    begin, used = _begin(request, settings, cutoff, used)
    clock, used = _clock(request, used)
    due_at, closes = clock.end_of(begin, limit.minutes)
    if closes:
        used = (*used, "hours.session_edge")
        if settings.session_edge is SessionEdge.OPENING:
            due_at = clock.opening_on_or_after(due_at)
    return _landing(due_at, used, request, begin)


def _hours(
    request: DeadlineRequest,
    limit: Hours,
    settings: StatutorySettings,
    cutoff: Cutoff | None,
    used: tuple[str, ...],
) -> Landing:
    begin, used = _begin(request, settings, cutoff, used)
    calendar = request.calendar
    try:
        end = begin + timedelta(minutes=limit.minutes)
    except OverflowError:
        asked = f"{begin.isoformat()} + {limit}"
        raise CalendarError(
            "calendar.out-of-bounds", day=asked, first=str(calendar.first), last=str(calendar.last)
        ) from None
    last = end.date()
    if calendar.is_working_day(last):
        return _landing(end, used, request, begin)
    used = (*used, "hours.day_off")
    due = rolled(last, calendar, settings)
    deemed = _deemed(request, begin)
    if settings.hours_roll is HoursRoll.ROLLS and due != last:
        return Landing(last, due, used=used, deemed=deemed)
    return Landing(last, last, end, (ENDS_ON_DAY_OFF,), used, deemed)


def _same_day(
    request: DeadlineRequest, settings: StatutorySettings, cutoff: Cutoff | None, used: tuple[str, ...]
) -> Landing:
    start, calendar = request.start, request.calendar
    day = start if cutoff is None else deemed_day(request, settings, cutoff) or start
    if request.office_hours is None:
        worked = calendar.next_working_day(day)
        due_at = None
    else:
        clock = clock_of(calendar, request.office_hours)
        received = _moment(request) if isinstance(request.received, datetime) else _midnight(start)
        worked = clock.opening_on_or_after(received if day == start else _midnight(day)).date()
        closing = request.office_hours.sessions(worked, calendar)[-1][1]
        due_at = _midnight(worked) + timedelta(minutes=closing)
    if worked != day:
        used = (*used, "hours.same_day")
    return Landing(worked, worked, due_at, used=used, deemed=worked if worked != start else None)


def deemed_day(request: DeadlineRequest, settings: StatutorySettings, cutoff: Cutoff) -> date | None:
    """Return the working day on which a late reception is deemed received, or None when it is not late.

    Where the hour holds for every limit of a sector, a reception on a day off is late too: it comes
    after the last working day's 15:00, and a Friday evening must not be due later than a Saturday.

    Raises:
        DeadlineError: a bare day (`deadline.needs-moment`).
    """
    received = _moment(request)
    minute = received.hour * 60 + received.minute
    past = minute > cutoff.minute or (
        minute == cutoff.minute
        and (received.second > 0 or received.microsecond > 0 or settings.cutoff_edge is CutoffEdge.AT)
    )
    if request.office_hours is None:
        off = cutoff.every_limit and not request.calendar.is_working_day(request.start)
        return request.calendar.add_working_days(request.start, 1) if past or off else None
    off = cutoff.every_limit and not request.office_hours.sessions(request.start, request.calendar)
    if not (past or off):
        return None
    clock = clock_of(request.calendar, request.office_hours)
    return clock.opening_on_or_after(_midnight(request.start + ONE_DAY)).date()


def _begin(
    request: DeadlineRequest, settings: StatutorySettings, cutoff: Cutoff | None, used: tuple[str, ...]
) -> tuple[datetime, tuple[str, ...]]:
    """Return the moment from which a limit in hours or sessions runs."""
    received = _moment(request)
    if cutoff is None:
        return received, used
    day = deemed_day(request, settings, cutoff)
    if day is None and not cutoff.every_limit:
        return received, used
    clock, with_hours = _clock(request, used)
    opening = clock.opening_on_or_after(_midnight(request.start if day is None else day))
    if day is None and received >= opening:
        return received, used
    return opening, with_hours  # before the opening counts as the evening before, which runs from there


def _clock(request: DeadlineRequest, used: tuple[str, ...]) -> tuple[WorkingClock, tuple[str, ...]]:
    if request.office_hours is not None:
        return clock_of(request.calendar, request.office_hours), used
    if DEFAULT_HOURS not in used:
        used = (*used, DEFAULT_HOURS)
    return clock_of(request.calendar, default_hours(request.start)), used


def _landing(due_at: datetime, used: tuple[str, ...], request: DeadlineRequest, begin: datetime) -> Landing:
    day = due_at.date()
    return Landing(day, day, due_at, used=used, deemed=_deemed(request, begin))


def _deemed(request: DeadlineRequest, begin: datetime) -> datetime | None:
    return begin if begin != request.received else None


def _moment(request: DeadlineRequest) -> datetime:
    if isinstance(request.received, datetime):
        return in_vietnam(request.received)
    raise DeadlineError("deadline.needs-moment", limit=request.limit)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
