"""The sessions of a calendar on one line of minutes, and what each minute of a day adds to a key."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import sub

from attrs import define, field, frozen

from tthc.calendars import VIETNAM, OfficeHours, Sessions, WorkingCalendar, clock_of
from tthc.limits import LimitUnit

DAY = 24 * 60
MINUTE = timedelta(minutes=1)

BY_CLOCK = (LimitUnit.HOUR, LimitUnit.WORKING_HOUR, LimitUnit.HALF_DAY, LimitUnit.SAME_DAY)
"""Units whose limits end at a moment, or with the day of a moment, in the order of the sections."""

HOUR, WORKING_HOUR, HALF_DAY, SAME_DAY = range(len(BY_CLOCK))
OTHER = len(BY_CLOCK)
"""The place of every other unit, in which nothing lands."""


@define(eq=False, repr=False)
class Steps:
    """Hold what each minute of each kind of day adds to the key of its midnight (phần đã qua của ngày).

    Attributes:
        of_unit: for each of `BY_CLOCK` and for `OTHER`, twice the step of each minute, and 1 more where
            the limit runs in that minute: hours always, working hours while the office is open.
    """

    cell: int
    same_day_in_sessions: bool
    of_unit: tuple[list[int], ...] = field(factory=lambda: tuple([] for _ in (*BY_CLOCK, OTHER)))
    _places: dict[Sessions, int] = field(factory=dict)

    def place(self, sessions: Sessions) -> int:
        """Return where the minutes of a day with these sessions begin; they are added when new."""
        if sessions not in self._places:
            self._places[sessions] = len(self.of_unit[0])
            for minute in range(DAY):
                past = [(opens, closes) for opens, closes in sessions if opens <= minute]
                worked = sum(min(minute, closes) - opens for opens, closes in past)
                closed = sum(closes <= minute for _, closes in past)
                same_day = closed if self.same_day_in_sessions else 0
                steps = (minute, worked, len(past) * self.cell, same_day * self.cell, 0)
                carries = (True, closed < len(past), False, False, False)
                for column, step, runs in zip(self.of_unit, steps, carries, strict=True):
                    column.append(2 * step + runs)
        return self._places[sessions]


@frozen(eq=False, repr=False)
class Line:
    """Hold the sessions of a calendar in order, in minutes from the midnight of its first day.

    Attributes:
        opens: the minute each session opens.
        closes: the minute it closes.
        before: the working minutes before each, and one place more: the sum of all.
        by_day: the sessions of each day, in minutes after its midnight.
        past: how many sessions opened before each day.
    """

    opens: list[int]
    closes: list[int]
    before: list[int]
    by_day: list[Sessions]
    past: list[int]

    @property
    def lengths(self) -> set[int]:
        """Return the lengths of the sessions, in minutes."""
        return set(map(sub, self.closes, self.opens))


@lru_cache(maxsize=8)
def line_of(calendar: WorkingCalendar, hours: OfficeHours) -> Line:
    """Return the sessions of a calendar, as its clock has them."""
    midnight = datetime.combine(calendar.first, time(), VIETNAM)
    end = datetime.combine(calendar.last, time.max, VIETNAM)
    spans = clock_of(calendar, hours).sessions_between(midnight, end)
    opens = [(begins - midnight) // MINUTE for begins, _ in spans]
    # the closing at 24:00 of the last day is cut by a microsecond: up to the full minute
    closes = [-((midnight - ends) // MINUTE) for _, ends in spans]
    by_day: list[list[tuple[int, int]]] = [[] for _ in calendar.days()]
    for first, last in zip(opens, closes, strict=True):
        day = first // DAY
        by_day[day].append((first - day * DAY, last - day * DAY))
    return Line(
        opens,
        closes,
        list(accumulate(map(sub, closes, opens), initial=0)),
        [tuple(sessions) for sessions in by_day],
        list(accumulate(map(len, by_day), initial=0)),
    )
