"""Where a term ends by the Civil Code: the one definition, for one dossier and for whole tables."""

from __future__ import annotations

import calendar as gregorian
from datetime import MAXYEAR, date, timedelta

from tthc.calendars import DayKind, WorkingCalendar
from tthc.deadlines._settings import StatutorySettings, SwappedLastDay
from tthc.errors import CalendarError, DeadlineError
from tthc.limits import CalendarDays, Limit, Months, UnknownUnit, WorkingDays


def statutory_due(
    start: date, limit: Limit, calendar: WorkingCalendar, settings: StatutorySettings
) -> tuple[date, date]:
    """Return the n-th day of the term and the day it ends after rolling (ngày cuối, ngày hết hạn).

    Law: 91/2015/QH13 Điều 147 (first day not counted), Điều 148 (end of the term, roll).

    Raises:
        DeadlineError: hours (`deadline.unit-not-computable`), no unit (`deadline.unknown-unit`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
    """
    if isinstance(limit, WorkingDays):
        last = calendar.add_working_days(start, limit.n)
        return last, last
    if isinstance(limit, CalendarDays):
        last = _days_after(start, limit.n, calendar)
    elif isinstance(limit, Months):
        last = matching_day(start, limit.n, calendar)
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
            day += timedelta(days=1)
    return due


def matching_day(start: date, months: int, calendar: WorkingCalendar) -> date:
    """Return the matching day `months` later, or the last day of that month (ngày tương ứng).

    Law: 91/2015/QH13 Điều 148 khoản 3.
    """
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if years > MAXYEAR:
        raise _outside(start, f"{months} tháng", calendar)
    return date(years, month + 1, min(start.day, gregorian.monthrange(years, month + 1)[1]))


def _days_after(start: date, n: int, calendar: WorkingCalendar) -> date:
    try:
        return start + timedelta(days=n)
    except OverflowError:
        raise _outside(start, f"{n} ngày", calendar) from None


def _outside(start: date, limit: str, calendar: WorkingCalendar) -> CalendarError:
    asked = f"{start} + {limit}"
    return CalendarError(
        "calendar.out-of-bounds", day=asked, first=str(calendar.first), last=str(calendar.last)
    )
