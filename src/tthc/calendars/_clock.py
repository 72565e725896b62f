"""A stopwatch that runs in office hours: every session of a calendar on one line (đồng hồ giờ làm việc).

The sessions of the whole calendar stand in ascending arrays: the minute each opens (`opens`, counted
from the first day's midnight) and the working minutes before it (`before`). A moment becomes a
number of working minutes by one search, a number becomes a moment by another; no day is walked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from attrs import frozen

from tthc.calendars._facts import DayKind
from tthc.calendars._hours import OfficeHours
from tthc.calendars._moments import DAY, VIETNAM, in_vietnam
from tthc.calendars._sessions import Sessions
from tthc.calendars._working import WorkingCalendar
from tthc.errors import CalendarError

_MINUTE = timedelta(minutes=1)
_STILL = timedelta()


@frozen(eq=False, repr=False)
class _Lattice:
    """Every session of a calendar, in order; `before` has one more place, the sum of all."""

    base: int
    midnight: datetime
    opens: list[int]
    before: list[int]
    days: int


@lru_cache(maxsize=32)
def _lattice(calendar: WorkingCalendar, hours: OfficeHours) -> _Lattice:
    facts = {each.day: each for each in calendar.facts_between(calendar.first, calendar.last)}
    own = dict(hours.dates)
    opens: list[int] = []
    before = [0]
    minute, total = 0, 0
    plain = _plain_weeks(hours)
    for day, works in calendar.days():
        if day in own:
            sessions = own[day]
        elif (fact := facts.get(day)) is not None:
            sessions = hours.ordinary(day, fact.kind, fact.paired_with)
        elif plain is not None:
            sessions = plain[day.weekday()]
        else:
            sessions = hours.ordinary(day, DayKind.WORKING if works else DayKind.WEEKEND)
        for start, end in sessions:
            opens.append(minute + start)
            total += end - start
            before.append(total)
        minute += DAY
    midnight = datetime(calendar.first.year, calendar.first.month, calendar.first.day, tzinfo=VIETNAM)
    return _Lattice(calendar.first.toordinal(), midnight, opens, before, minute // DAY)


def _plain_weeks(hours: OfficeHours) -> tuple[Sessions, ...] | None:
    """Return the one week of hours without seasons: ordinary days need no look at the date."""
    return None if hours.seasons else hours.week


@lru_cache(maxsize=32)
def clock_of(calendar: WorkingCalendar, hours: OfficeHours) -> WorkingClock:
    """Return the clock of a calendar and hours; those used last are kept."""
    return WorkingClock(calendar, hours)


class WorkingClock:
    """Count minutes in office hours (đồng hồ giờ làm việc), immutable and safe to share.

    A reception outside the sessions counts from the next opening. A count that fills a session to
    its last minute ends at its closing, 17:00 and not 07:30 of the next day.

    Making one costs little: the sessions of the calendars and hours used last are kept.

    >>> from tthc.calendars import load_calendar
    >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
    >>> clock.add_minutes(datetime(2026, 10, 9, 16, 30, tzinfo=VIETNAM), 8 * 60).isoformat()
    '2026-10-12T16:30:00+07:00'
    """

    __slots__ = ("_lattice", "calendar", "hours")

    calendar: WorkingCalendar
    hours: OfficeHours
    _lattice: _Lattice

    def __init__(self, calendar: WorkingCalendar, hours: OfficeHours) -> None:
        put = object.__setattr__
        put(self, "calendar", calendar)
        put(self, "hours", hours)
        put(self, "_lattice", _lattice(calendar, hours))

    def __setattr__(self, name: str, value: object) -> None:
        raise CalendarError("calendar.immutable", name=name)

    def __delattr__(self, name: str) -> None:
        raise CalendarError("calendar.immutable", name=name)

    def add_minutes(self, moment: datetime, n: int) -> datetime:
        """Return the moment when `n` working minutes after `moment` are over (cộng phút làm việc).

        With n = 0 the moment itself while the office is open, else the next opening.

        Raises:
            CalendarError: a moment without a time zone (`hours.naive-moment`), a count that is not
                whole or below 0 (`hours.not-minutes`), a moment or an answer outside the calendar
                (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> clock.add_minutes(datetime(2026, 10, 10, 9, 0, tzinfo=VIETNAM), 480).isoformat()  # Saturday
        '2026-10-12T17:00:00+07:00'
        """
        if n == 0 and type(n) is int:
            return self.opening_on_or_after(moment)
        return self.end_of(moment, n)[0]

    def end_of(self, moment: datetime, n: int) -> tuple[datetime, bool]:
        """Return what `add_minutes` does, and whether the count fills a session to its closing.

        Raises:
            CalendarError: as `add_minutes`; n must be 1 or more (`hours.not-minutes`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> [clock.end_of(datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM), n)[1] for n in (149, 150)]
        [False, True]
        """
        if type(n) is not int or n < 1:
            raise CalendarError("hours.not-minutes", n=n)
        lattice = self._lattice
        done, rest = self._position(moment)
        target = done + n
        before, opens = lattice.before, lattice.opens
        place = (bisect_left(before, target) if rest is _STILL else bisect_right(before, target)) - 1
        if place >= len(opens):
            raise self._outside(f"{moment.isoformat()} + {n} min")
        minute = opens[place] + target - before[place]
        closes = target == before[place + 1] and (place + 1 == len(opens) or opens[place + 1] > minute)
        return lattice.midnight + timedelta(minutes=minute) + rest, closes

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Count the whole working minutes from `start` to `end` (số phút làm việc).

        Negative when `end` is before `start`. A started minute is not counted.

        Raises:
            CalendarError: a moment without a time zone (`hours.naive-moment`) or outside the
                calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> morning = datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM)
        >>> clock.minutes_between(morning, morning + timedelta(hours=6))
        270
        """
        if end < start:
            return -self.minutes_between(end, start)
        first, first_rest = self._position(start)
        last, last_rest = self._position(end)
        return last - first - (last_rest < first_rest)

    def opening_on_or_after(self, moment: datetime) -> datetime:
        """Return `moment` itself while the office is open, else the next opening (lúc mở cửa tiếp theo).

        The office is open from its opening up to and not including its closing.

        Raises:
            CalendarError: a moment without a time zone (`hours.naive-moment`), or a moment or an
                answer outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> clock.opening_on_or_after(datetime(2026, 10, 9, 17, 0, tzinfo=VIETNAM)).isoformat()
        '2026-10-12T07:30:00+07:00'
        """
        local = in_vietnam(moment)
        lattice = self._lattice
        minute = self._minute(local)
        place = bisect_right(lattice.opens, minute) - 1
        if place >= 0 and minute - lattice.opens[place] < lattice.before[place + 1] - lattice.before[place]:
            return local
        if place + 1 == len(lattice.opens):
            raise self._outside(local.isoformat())
        return lattice.midnight + timedelta(minutes=lattice.opens[place + 1])

    def sessions_after(self, moment: datetime, n: int) -> tuple[tuple[datetime, datetime], ...]:
        """Return the first `n` sessions that open later than `moment` (các buổi làm việc tiếp theo).

        Raises:
            CalendarError: a moment without a time zone (`hours.naive-moment`), or sessions outside
                the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> noon = datetime(2026, 10, 9, 12, 0, tzinfo=VIETNAM)
        >>> [closes.isoformat() for _, closes in clock.sessions_after(noon, 2)]
        ['2026-10-09T17:00:00+07:00', '2026-10-12T11:30:00+07:00']
        """
        local = in_vietnam(moment)
        opens = self._lattice.opens
        place = bisect_right(opens, self._minute(local))
        if place + n > len(opens):
            raise self._outside(f"{local.isoformat()} + {n}")
        return tuple(map(self._session, range(place, place + n)))

    def sessions_between(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Return what of the sessions lies between two moments, cut at both (các buổi giữa hai thời điểm).

        Raises:
            CalendarError: a moment without a time zone (`hours.naive-moment`) or outside the
                calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> clock = WorkingClock(load_calendar(), OfficeHours.parse("07:30-11:30,13:00-17:00"))
        >>> morning = datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM)
        >>> [f"{a:%H:%M}-{b:%H:%M}" for a, b in clock.sessions_between(morning, morning.replace(hour=14))]
        ['09:00-11:30', '13:00-14:00']
        """
        first, last = in_vietnam(start), in_vietnam(end)
        lattice = self._lattice
        place = max(bisect_right(lattice.opens, self._minute(first)) - 1, 0)
        stop = bisect_right(lattice.opens, self._minute(last))
        cut = ((max(a, first), min(b, last)) for a, b in map(self._session, range(place, stop)))
        return tuple((opens, closes) for opens, closes in cut if opens < closes)

    def _session(self, place: int) -> tuple[datetime, datetime]:
        lattice = self._lattice
        opens = lattice.midnight + timedelta(minutes=lattice.opens[place])
        return opens, opens + (lattice.before[place + 1] - lattice.before[place]) * _MINUTE

    def _minute(self, local: datetime) -> int:
        """Return the minute of a moment, counted from the first day's midnight."""
        lattice = self._lattice
        day = local.toordinal() - lattice.base
        if not 0 <= day < lattice.days:
            raise self._outside(local.date())
        return day * DAY + local.hour * 60 + local.minute

    def _position(self, moment: datetime) -> tuple[int, timedelta]:
        """Return the working minutes before `moment`, and what of a minute it is into its session."""
        local = in_vietnam(moment)
        lattice = self._lattice
        minute = self._minute(local)
        place = bisect_right(lattice.opens, minute) - 1
        if place < 0:
            return 0, _STILL
        done, length = minute - lattice.opens[place], lattice.before[place + 1] - lattice.before[place]
        if done >= length:
            return lattice.before[place + 1], _STILL
        if local.second or local.microsecond:
            return lattice.before[place] + done, timedelta(
                seconds=local.second, microseconds=local.microsecond
            )
        return lattice.before[place] + done, _STILL

    def _outside(self, asked: date | str) -> CalendarError:
        first, last = self.calendar.first, self.calendar.last
        return CalendarError("calendar.out-of-bounds", day=str(asked), first=str(first), last=str(last))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WorkingClock):
            return self.calendar == other.calendar and self.hours == other.hours
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.calendar, self.hours))

    def __reduce__(self) -> tuple[Any, ...]:
        return WorkingClock, (self.calendar, self.hours)

    def __repr__(self) -> str:
        return f"<WorkingClock {self.calendar.name} {self.hours}>"
