"""Office hours: the sessions of an agency by weekday, season and day (giờ hành chính)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import Attribute, evolve, field, frozen

from tthc.calendars._facts import DayKind
from tthc.calendars._sessions import (
    WORKING_WEEK,
    Sessions,
    checked,
    parse_sessions,
    parse_week,
    sessions_text,
)
from tthc.calendars._working import WorkingCalendar
from tthc.errors import CalendarError

_LEAP_YEAR = 2024
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_WEEKDAY_NAMES = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")


def _a_week(_: Any, __: Attribute[Any], value: tuple[Sessions, ...]) -> None:
    if len(value) != 7:
        raise CalendarError("hours.not-a-week", days=len(value))
    if not any(value):
        raise CalendarError("hours.closed-always")


def _week(value: tuple[Sessions, ...]) -> tuple[Sessions, ...]:
    return tuple(checked(tuple(sessions)) for sessions in value)


def _optional(value: Sessions | None) -> Sessions | None:
    return None if value is None else checked(value)


def _month_day(_: Any, __: Attribute[Any], value: Any) -> None:
    found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        date(_LEAP_YEAR, *map(int, found.groups() if found else (0, 0)))
    except ValueError:
        raise CalendarError("hours.season-day", text=value) from None


@frozen
class Season:
    """Hold the sessions of a week in a part of every year (giờ làm việc theo mùa).

    Args:
        first: month and day it begins, such as "04-16" (inclusive).
        last: month and day it ends (inclusive); before `first` when it runs over the new year.
        week: the sessions of each weekday, Monday first.

    Raises:
        CalendarError: no month and day (`hours.season-day`), no week (`hours.not-a-week`,
            `hours.closed-always`), sessions that cannot be (`hours.backwards`,
            `hours.beyond-the-day`, `hours.overlap`).

    >>> Season("10-16", "04-15", parse_week("08-12,13-17")).holds(date(2027, 1, 4))
    True
    """

    first: str = field(validator=_month_day)
    last: str = field(validator=_month_day)
    week: tuple[Sessions, ...] = field(converter=_week, validator=_a_week)

    def holds(self, day: date) -> bool:
        """Tell whether `day` lies in the season."""
        return self.spans(f"{day.month:02}-{day.day:02}")

    def spans(self, month_day: str) -> bool:
        """Tell whether a month and day lies in the season."""
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last


def _seasons(value: Iterable[Season]) -> tuple[Season, ...]:
    return tuple(value)


def _apart(_: Any, __: Attribute[Any], seasons: tuple[Season, ...]) -> None:
    for i, season in enumerate(seasons):
        for other in seasons[:i]:
            if season.spans(other.first) or other.spans(season.first):
                raise CalendarError(
                    "hours.seasons-overlap",
                    one=f"{other.first}..{other.last}",
                    other=f"{season.first}..{season.last}",
                )


def _dates(value: Mapping[Any, Sessions] | tuple[tuple[Any, Sessions], ...]) -> Any:
    given = value.items() if isinstance(value, Mapping) else value
    pairs = [(day, checked(tuple(sessions))) for day, sessions in given]
    if any(not isinstance(day, date) or isinstance(day, datetime) for day, _ in pairs):
        raise CalendarError("calendar.not-a-day", field="dates")
    ordered = tuple(sorted(pairs))
    if len({day for day, _ in ordered}) != len(ordered):
        raise CalendarError("hours.date-twice")
    return ordered


@frozen(cache_hash=True)
class OfficeHours:
    """Hold the sessions in which an office works (giờ hành chính, giờ làm việc của đơn vị).

    Days may be unequal, a weekday may have no session, and Saturday may have a morning. Which days
    are worked at all is the calendar's to say: on a holiday, a make-up day off or a swapped weekday
    the office is closed whatever its hours. On an ordinary weekend day it is open when the hours
    have sessions for that weekday: a half Saturday that the agency really works.

    Args:
        week: the sessions of each weekday, Monday first, in minutes after midnight.
        made_up: the sessions of a made-up day; None for the ordinary ones, those of the weekday it
            stands for, else of Monday.
        seasons: parts of the year with a week of their own; they do not overlap.
        dates: days with sessions of their own, before every other rule.

    Raises:
        CalendarError: not seven days (`hours.not-a-week`), no session (`hours.closed-always`),
            sessions that overlap (`hours.overlap`), are empty or run backwards (`hours.backwards`)
            or leave the day (`hours.beyond-the-day`), seasons that overlap
            (`hours.seasons-overlap`), a day stated twice (`hours.date-twice`).

    >>> from tthc.calendars import load_calendar
    >>> hours = OfficeHours.parse("07:30-11:30,13:00-17:00").with_saturday("07:30-11:30")
    >>> hours.sessions(date(2026, 10, 10), load_calendar())  # a Saturday
    ((450, 690),)
    >>> hours.sessions(date(2026, 11, 24), load_calendar())  # a holiday
    ()
    """

    week: tuple[Sessions, ...] = field(converter=_week, validator=_a_week)
    made_up: Sessions | None = field(default=None, converter=_optional, kw_only=True)
    seasons: tuple[Season, ...] = field(default=(), validator=_apart, converter=_seasons, kw_only=True)
    dates: tuple[tuple[date, Sessions], ...] = field(default=(), converter=_dates, kw_only=True)

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read office hours from text (đọc giờ hành chính).

        "07:30-11:30,13:00-17:00" is Monday to Friday. Weekdays may be named, between semicolons:
        "t2-t5 07:30-11:30,13:00-17:00; t6 07:30-11:30,13:00-16:30; t7 07:30-11:30".

        Raises:
            CalendarError: no sessions (`hours.unreadable`, `hours.closed-always`), a weekday twice
                (`hours.weekday-twice`), sessions that cannot be (`hours.overlap`,
                `hours.backwards`, `hours.beyond-the-day`).

        >>> print(OfficeHours.parse("07:30-11:30,13:00-17:00"))
        t2-t6 07:30-11:30,13:00-17:00
        """
        return cls(parse_week(text))

    def with_weekday(self, weekday: int, text: str) -> OfficeHours:
        """Return hours in which a weekday (Monday is 0) has the sessions of `text`; "" closes it.

        Seasons keep theirs.

        Raises:
            CalendarError: no such weekday (`hours.weekday`), sessions that cannot be.

        >>> print(OfficeHours.parse("08-12,13-17").with_weekday(4, "08-12,13-16"))
        t2-t5 08:00-12:00,13:00-17:00; t6 08:00-12:00,13:00-16:00
        """
        if isinstance(weekday, bool) or weekday not in range(7):
            raise CalendarError("hours.weekday", weekday=weekday)
        week = list(self.week)
        week[weekday] = parse_sessions(text)
        return evolve(self, week=tuple(week))

    def with_saturday(self, text: str) -> OfficeHours:
        """Return hours in which Saturday has the sessions of `text` (làm việc sáng thứ Bảy).

        Law: Quyết định 14/2010/QĐ-TTg Điều 1 lets a province work Saturdays, except holidays.
        """
        return self.with_weekday(5, text)

    def with_season(self, first: str, last: str, text: str) -> OfficeHours:
        """Return hours with a season of its own week, "04-16" to "10-15" (giờ mùa hè, mùa đông).

        Raises:
            CalendarError: see `Season`; a season that overlaps another (`hours.seasons-overlap`).

        >>> hours = OfficeHours.parse("07:30-11:30,13:00-16:30")
        >>> summer = hours.with_season("04-16", "10-15", "07:00-11:30,13:30-17:00")
        >>> from tthc.calendars import load_calendar
        >>> summer.sessions(date(2026, 7, 1), load_calendar())
        ((420, 690), (810, 1020))
        """
        return evolve(self, seasons=(*self.seasons, Season(first, last, parse_week(text))))

    def with_dates(self, days: Mapping[date, str]) -> OfficeHours:
        """Return hours with sessions for single days; "" closes the day (giờ làm việc của từng ngày).

        They hold whatever the calendar says of the day: an agency knows when it was open.

        >>> from tthc.calendars import load_calendar
        >>> hours = OfficeHours.parse("08-12,13-17").with_dates({date(2026, 10, 9): "08-12"})
        >>> hours.sessions(date(2026, 10, 9), load_calendar())
        ((480, 720),)
        """
        read = {day: parse_sessions(text) for day, text in days.items()}
        return evolve(self, dates={**dict(self.dates), **read})

    def sessions(self, day: date, calendar: WorkingCalendar) -> Sessions:
        """Return the sessions of `day`, in minutes after midnight; none when the office is closed.

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> hours = OfficeHours.parse("07:30-11:30,13:00-17:00")
        >>> hours.sessions(date(2024, 5, 4), load_calendar())  # a made-up Saturday
        ((450, 690), (780, 1020))
        """
        kind, _ = calendar.kind_and_law(day)
        own = dict(self.dates)
        if day in own:
            return own[day]
        paired = calendar.explain(day).paired_with if kind is DayKind.MADE_UP else None
        return self.ordinary(day, kind, paired)

    def ordinary(self, day: date, kind: DayKind, paired_with: date | None = None) -> Sessions:
        """Return the sessions of a day of that kind, the single days left aside."""
        week = next((season.week for season in self.seasons if season.holds(day)), self.week)
        if kind is DayKind.MADE_UP:
            if self.made_up is not None:
                return self.made_up
            stands_for = week[paired_with.weekday()] if paired_with else ()
            return stands_for or _first_open(week)
        if kind is DayKind.LOCAL_WORKING:
            return week[day.weekday()] or _first_open(week)
        return week[day.weekday()] if kind in (DayKind.WORKING, DayKind.WEEKEND) else ()

    def __str__(self) -> str:
        """Write the week as `parse` reads it; seasons and single days are left out."""
        runs: list[tuple[int, int, Sessions]] = []
        for day, sessions in enumerate(self.week):
            if runs and runs[-1][2] == sessions:
                runs[-1] = (runs[-1][0], day, sessions)
            else:
                runs.append((day, day, sessions))
        return "; ".join(
            f"{_WEEKDAY_NAMES[first]}{'-' + _WEEKDAY_NAMES[last] if last > first else ''} "
            f"{sessions_text(sessions)}"
            for first, last, sessions in runs
            if sessions
        )


def _first_open(week: tuple[Sessions, ...]) -> Sessions:
    return next(week[day] for day in (*WORKING_WEEK, 5, 6) if week[day])
