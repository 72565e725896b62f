"""Bridges to the `holidays` package, which much software already asks for days off.

This module imports `holidays` and is itself imported only when a bridge is used.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from holidays import HolidayBase

from tthc.calendars._facts import DayFact, DayKind
from tthc.calendars._frame import CalendarFrame
from tthc.calendars._working import WorkingCalendar
from tthc.errors import CalendarError
from tthc.law import Certainty

FIRST_YEAR, LAST_YEAR = 2000, 2070


def from_holidays(days_off: HolidayBase, *, name: str = "") -> WorkingCalendar:
    """Read every day of `days_off`; see `WorkingCalendar.from_holidays`."""
    if days_off.expand:
        first = max(FIRST_YEAR, days_off.start_year)
        last = min(LAST_YEAR, days_off.end_year)
        years = list(range(first, last + 1))
    else:
        years = sorted(year for year in days_off.years if FIRST_YEAR <= year <= LAST_YEAR)
    if not years or years != list(range(years[0], years[-1] + 1)):
        raise CalendarError("calendar.holidays-years", first=FIRST_YEAR, last=LAST_YEAR)
    source = deepcopy(days_off)  # asking for a day makes the object grow; the caller's stays as it was
    start, end = date(years[0], 1, 1), date(years[-1], 12, 31)
    for year in range(years[0] - 1, years[-1] + 2):  # a swap may reach over the new year
        if days_off.start_year <= year <= days_off.end_year:
            source.get(date(year, 6, 30))
    weekend = _weekend(source, end)
    facts = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        fact = _fact(source, day, rests=day.weekday() in weekend)
        if fact is not None:
            facts.append(fact)
    frame = CalendarFrame(
        name=name or f"holidays-{getattr(source, 'country', None) or type(source).__name__}",
        first=start,
        last=end,
        verified_from=end + timedelta(days=1),
        verified_through=start - timedelta(days=1),
        weekend=weekend,
    )
    return WorkingCalendar(frame, facts)


def _weekend(source: HolidayBase, end: date) -> frozenset[int]:
    """Return the weekdays that rest in the last week; other weeks become facts of their own."""
    last_week = (end - timedelta(days=i) for i in range(7))
    return frozenset(day.weekday() for day in last_week if source.is_weekend(day))


def _fact(source: HolidayBase, day: date, *, rests: bool) -> DayFact | None:
    """Return what `source` says of `day`, or None when it is as its weekday is."""
    title = source.get(day)
    if source.is_working_day(day):
        kind = DayKind.MADE_UP if rests else DayKind.WORKING
    elif title is not None:
        kind = DayKind.HOLIDAY
    else:
        kind = DayKind.WEEKEND
    if kind is (DayKind.WEEKEND if rests else DayKind.WORKING):
        return None
    return DayFact(day, kind, name=title or "", certainty=Certainty.REPORTED)


class CalendarHolidays(HolidayBase):
    """Show a `WorkingCalendar` as an object of the `holidays` package.

    The worked weekends of every year are present from the start, so that an object that grows a
    year at a time counts across new year as the calendar does.
    """

    def __init__(self, calendar: WorkingCalendar, **options: Any) -> None:
        """Fill the object from `calendar`; `options` are those of `HolidayBase`."""
        self.calendar = calendar
        self.start_year = calendar.first.year
        self.end_year = calendar.last.year
        self.weekend = set(calendar.weekend)
        self.weekend_workdays = {
            day for day, works in calendar.days() if works and day.weekday() in self.weekend
        }
        super().__init__(**options)

    def _populate(self, year: int) -> None:
        """Add the days off of `year`; raise for a year the calendar does not hold."""
        start = max(date(year, 1, 1), self.calendar.first)
        end = min(date(year, 12, 31), self.calendar.last)
        if start > end:
            raise CalendarError(
                "calendar.out-of-bounds",
                day=str(date(year, 1, 1)),
                first=str(self.calendar.first),
                last=str(self.calendar.last),
            )
        for fact in self.calendar.facts_between(start, end):
            if not fact.works and (fact.name or fact.day.weekday() not in self.weekend):
                self[fact.day] = fact.name or fact.kind.value

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.calendar, set(self.years), dict(self), set(self.weekend_workdays))


def _restored(
    calendar: WorkingCalendar, years: set[int], days_off: dict[date, str], worked: set[date]
) -> CalendarHolidays:
    """Make an unpickled or copied object equal to the first, with the days its owner changed."""
    again = CalendarHolidays(calendar, years=years)
    again.clear()
    dict.update(again, days_off)
    again.weekend_workdays = worked
    return again
