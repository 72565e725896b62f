"""Working days over NumPy arrays of days, in blocks that stay in the cache of a core."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.columnar.landing import NO_DAY
from tthc.columnar.ordinals import WorkingDayTable
from tthc.errors import CalendarError, TableError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Days = NDArray[numpy.datetime64]
    Counts = NDArray[numpy.integer[Any]]

BLOCK = 65_536
"""Rows worked on at a time."""


def add_working_days(days: Days, n: Counts | int, calendar: WorkingCalendar) -> Days:
    """Return the n-th working day after each day of an array (cộng ngày làm việc).

    Args:
        days: an array of type datetime64[D]; NaT gives NaT.
        n: whole numbers, one for each day, or one for all. Negative counts backwards; 0 gives the day
            itself, or the next working day when it is a day off.
        calendar: the working calendar.

    Raises:
        CalendarError: some days or answers are outside the calendar; it says how many, not which
            (`calendar.rows-out-of-bounds`).
        TableError: another type of array, or arrays of different shapes (`table.array`).

    >>> import numpy
    >>> from tthc.calendars import load_calendar
    >>> days = numpy.array(["2024-04-24", "2026-11-20"], dtype="datetime64[D]")
    >>> add_working_days(days, numpy.array([5, 3]), load_calendar())
    array(['2024-05-04', '2026-11-26'], dtype='datetime64[D]')
    """
    import numpy

    table = WorkingDayTable.of(calendar)
    lookup, numbers = _arrays(table), _numbers(days)
    steps = _steps(n, days)
    landed = numpy.empty(numbers.shape, dtype=numpy.int64)
    place = numpy.empty(BLOCK, dtype=numpy.int64)
    missing = 0
    for begin in range(0, numbers.size, BLOCK):
        block = slice(begin, begin + BLOCK)
        step = steps if isinstance(steps, int) else steps[block]
        day, due = numbers[block], landed[block]
        where = numpy.subtract(day, table.before, out=place[: day.size])
        if (step if isinstance(step, int) else step.min()) > 0:
            number = lookup.after.take(where, mode="clip")
        else:
            back = lookup.upto.take(where, mode="clip")
            number = numpy.where(numpy.less(step, 1), back, lookup.after.take(where, mode="clip"))
        number += step
        lookup.day.take(number, out=due, mode="clip")
        if due.min() == _NAT:
            missing += int(numpy.count_nonzero((due == _NAT) & (day != _NAT)))
    if missing:
        raise _outside(missing, calendar)
    return landed.view("datetime64[D]").reshape(days.shape)


def working_days_between(start: Days, end: Days, calendar: WorkingCalendar) -> NDArray[numpy.int64]:
    """Count the working days after each `start` up to and including `end` (số ngày làm việc).

    Negative where `end` is before `start`, as `WorkingCalendar.working_days_between` has it.

    Args:
        start: an array of type datetime64[D].
        end: another of the same shape.
        calendar: the working calendar.

    Raises:
        CalendarError: some days are outside the calendar or NaT, for which a count has no value; it
            says how many rows, not which (`calendar.rows-out-of-bounds`).
        TableError: another type of array, or arrays of different shapes (`table.array`).

    >>> import numpy
    >>> from tthc.calendars import load_calendar
    >>> start = numpy.array(["2025-12-31"], dtype="datetime64[D]")
    >>> end = numpy.array(["2026-01-07"], dtype="datetime64[D]")
    >>> working_days_between(start, end, load_calendar())
    array([3])
    """
    import numpy

    table = WorkingDayTable.of(calendar)
    lookup, begins, ends = _arrays(table), _numbers(start), _numbers(end)
    if start.shape != end.shape:
        raise TableError("table.array", given=f"{start.shape}, {end.shape}")
    counted = numpy.empty(begins.shape, dtype=numpy.int64)
    place = numpy.empty(BLOCK, dtype=numpy.int64)
    missing = 0
    for begin in range(0, begins.size, BLOCK):
        block = slice(begin, begin + BLOCK)
        until, since = (
            lookup.after.take(
                numpy.subtract(each[block], table.before, out=place[: each[block].size]), mode="clip"
            )
            for each in (ends, begins)
        )
        if table.nowhere in (until.min(), since.min()):
            missing += int(numpy.count_nonzero((until == table.nowhere) | (since == table.nowhere)))
        numpy.subtract(until, since, out=counted[block])
    if missing:
        raise _outside(missing, calendar)
    return counted.reshape(start.shape)


_NAT = -(2**63)
"""What NaT is as a whole number."""


@frozen(eq=False, repr=False)
class _Arrays:
    after: NDArray[numpy.int64]
    upto: NDArray[numpy.int64]
    day: NDArray[numpy.int64]
    """The working day of each number, NaT for none."""


@lru_cache(maxsize=8)
def _arrays(table: WorkingDayTable) -> _Arrays:
    import numpy

    after, upto, day = (numpy.array(each, dtype=numpy.int64) for each in (table.after, table.upto, table.day))
    day[day == NO_DAY] = _NAT
    return _Arrays(after, upto, day)


def _numbers(days: Any) -> NDArray[numpy.int64]:
    """Return the days as whole numbers in one row; places before and after the calendar are no day's."""
    import numpy

    if not isinstance(days, numpy.ndarray) or days.dtype != numpy.dtype("datetime64[D]"):
        raise TableError("table.array", given=getattr(days, "dtype", type(days).__name__))
    return numpy.ascontiguousarray(days).view(numpy.int64).reshape(-1)


def _steps(n: Any, days: Days) -> NDArray[numpy.int64] | int:
    """Return what is added: one number for all, or one for each day, in one row."""
    import numpy

    if isinstance(n, int):
        return min(max(n, -_FAR), _FAR)
    if not isinstance(n, numpy.ndarray) or n.dtype.kind not in "iu" or n.shape != days.shape:
        raise TableError("table.array", given=getattr(n, "dtype", type(n).__name__))
    return n.reshape(-1).astype(numpy.int64, copy=False)


_FAR = 1_000_000
"""Numbers of days above leave every calendar."""


def _outside(count: int, calendar: WorkingCalendar) -> CalendarError:
    return CalendarError(
        "calendar.rows-out-of-bounds", count=count, first=str(calendar.first), last=str(calendar.last)
    )
