"""Where a term in days, weeks, months or years ends by the Civil Code, for one dossier and for tables."""

from __future__ import annotations

import calendar as gregorian
from datetime import MAXYEAR, date, timedelta

from tthc.calendars import DayKind, WorkingCalendar
from tthc.deadlines._settings import LeapDay, StatutorySettings, SwappedLastDay
from tthc.deadlines._steps import ONE_DAY
from tthc.errors import CalendarError, DeadlineError
from tthc.limits import CalendarDays, Limit, Months, UnknownUnit, Weeks, WorkingDays, Years


def statutory_due(
    start: date, limit: Limit, calendar: WorkingCalendar, settings: StatutorySettings
) -> tuple[date, date]:
    """Return the n-th day of the term and the day it ends after rolling (ngày cuối, ngày hết hạn).

    Law: 91/2015/QH13 Điều 147 (first day not counted), Điều 148 (end of the term, roll).

    Raises:
        DeadlineError: hours, sessions or the same day (`deadline.unit-not-computable`), no unit
            (`deadline.unknown-unit`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
    """
    if isinstance(limit, WorkingDays):
        last = calendar.add_working_days(start, limit.n)
        return last, last
    if isinstance(limit, CalendarDays):
        last = _days_after(start, limit.n, limit, calendar)
    elif isinstance(limit, Weeks):
        last = _days_after(start, limit.n * 7, limit, calendar)
    elif isinstance(limit, Months):
        last = matching_day(start, limit.n, calendar)
    elif isinstance(limit, Years):
        last = matching_day_of_year(start, limit.n, calendar, settings)
    elif isinstance(limit, UnknownUnit):
        raise DeadlineError("deadline.unknown-unit", limit=limit)
    else:
        raise DeadlineError("deadline.unit-not-computable", limit=limit)
    return last, rolled(last, calendar, settings)


def rolled(last: date, calendar: WorkingCalendar, settings: StatutorySettings) -> date:
    """Return the day a term ends whose last day is `last`: a day off gives way to the next working day.

    Law: 91/2015/QH13 Điều 148 khoản 5.
    """
    due = calendar.next_working_day(last)
    if settings.swapped_last_day is SwappedLastDay.STAYS and due != last:
        day = last
        while day < due:
            if calendar.kind(day) is DayKind.SWAPPED_OFF:
                return day
            day += ONE_DAY
    return due


def matching_day(start: date, months: int, calendar: WorkingCalendar) -> date:
    """Return the matching day `months` later, or the last day of that month (ngày tương ứng).

    Law: 91/2015/QH13 Điều 148 khoản 3.
    """
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if years > MAXYEAR:
        raise _outside(start, f"{months} tháng", calendar)
    return date(years, month + 1, min(start.day, gregorian.monthrange(years, month + 1)[1]))


def matching_day_of_year(
    start: date, years: int, calendar: WorkingCalendar, settings: StatutorySettings
) -> date:
    """Return the matching day and month `years` later; 29 February ends by its setting (tròn năm).

    Law: 91/2015/QH13 Điều 148.
    """
    return leap_day_end(start, matching_day(start, years * 12, calendar), settings)


def leap_day_end(start: date, matching: date, settings: StatutorySettings) -> date:
    """Return the end of a term whose matching day is `matching`, by the setting for 29 February."""
    if matching.day != start.day and settings.leap_day is LeapDay.MARCH_1:
        return matching + ONE_DAY
    return matching


def _days_after(start: date, n: int, limit: Limit, calendar: WorkingCalendar) -> date:
    try:
        return start + timedelta(days=n)
    except OverflowError:
        raise _outside(start, str(limit), calendar) from None


def _outside(start: date, limit: str, calendar: WorkingCalendar) -> CalendarError:
    asked = f"{start} + {limit}"
    return CalendarError(
        "calendar.out-of-bounds", day=asked, first=str(calendar.first), last=str(calendar.last)
    )
