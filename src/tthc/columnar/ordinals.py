"""The numbers of working days, for one calendar or a stack of them: two arrays that columns count with.

`after` gives each day the number of working days up to it, `upto` the number of the working day on or
after it; `day` gives the working day of each number. Before, between and behind the numbers of the
calendars stand as many empty ones as a count can move, so a count that leaves its calendar ends on no day.
All are filled by the functions of `WorkingCalendar`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.columnar.landing import EPOCH, NO_DAY


@frozen(eq=False, repr=False)
class WorkingDayTable:
    """Hold the numbers of the working days of some calendars (bảng số thứ tự ngày làm việc).

    Attributes:
        first: the first day any of the calendars answers for.
        days: how many days there are from it to the last one.
        after: for each calendar and place, the number of its last working day up to then; `nowhere`
            for none. Place 0 is every day before `first`, place 1 is `first`, place `days` + 1
            every day after the last.
        upto: the same, with the number of the working day on or after.
        day: for each number the working day, in days since 1970; `NO_DAY` for none.
        reach: the farthest a count moves; farther is as far.
    """

    first: date
    days: int
    after: array[int]
    upto: array[int]
    day: array[int]
    reach: int

    @classmethod
    def of(cls, *calendars: WorkingCalendar) -> WorkingDayTable:
        """Return the table of `calendars`, stacked in that order; kept for those used last.

        >>> from tthc.calendars import load_calendar
        >>> WorkingDayTable.of(load_calendar()).first
        datetime.date(2000, 1, 1)
        """
        return _one(calendars) if len(calendars) == 1 else _stack(calendars)

    @property
    def places(self) -> int:
        """Return how many places a calendar has."""
        return self.days + 2

    @property
    def nowhere(self) -> int:
        """Return the number that is no day's, and from which every count ends on no day."""
        return self.reach

    @property
    def before(self) -> int:
        """Return the number of days since 1970 that stands at place 0."""
        return self.first.toordinal() - EPOCH - 1


@lru_cache(maxsize=8)
def _one(calendars: tuple[WorkingCalendar, ...]) -> WorkingDayTable:
    return _table(calendars)


@lru_cache(maxsize=2)
def _stack(calendars: tuple[WorkingCalendar, ...]) -> WorkingDayTable:
    return _table(calendars)


def _table(calendars: Sequence[WorkingCalendar]) -> WorkingDayTable:
    first = min(calendar.first for calendar in calendars)
    last = max(calendar.last for calendar in calendars)
    days = (last - first).days + 1
    reach = days + 1
    nowhere = array("i", [reach])
    after, upto, day = array("i"), array("i"), array("i", [NO_DAY]) * (2 * reach + 1)
    for calendar in calendars:
        begin = len(day)
        works = [works for _, works in calendar.days()]
        numbers = list(zip(calendar.working_days_since_first(), works, strict=True))
        earliest = int(calendar.is_working_day(calendar.first))
        ahead = nowhere * ((calendar.first - first).days + 1)
        behind = nowhere * ((last - calendar.last).days + 1)
        # the first day is the first number when it is worked, and no number when it is not
        keys = [(begin + number + earliest - 1, works) for number, works in numbers]
        after += ahead + array("i", [key for key, _ in keys]) + behind
        upto += ahead + array("i", [key + (not works) for key, works in keys]) + behind
        if earliest:
            day.append(calendar.first.toordinal() - EPOCH)
        day.extend(each.toordinal() - EPOCH for each in calendar.working_days_after_first())
        day += array("i", [NO_DAY]) * reach
    return WorkingDayTable(first, days, after, upto, day, reach)
