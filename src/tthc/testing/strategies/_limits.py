"""Limits of every unit."""

from __future__ import annotations

from hypothesis import strategies as st

from tthc.limits import (
    CalendarDays,
    HalfDays,
    Hours,
    Limit,
    Months,
    SameDay,
    UnknownUnit,
    Weeks,
    WorkingDays,
    WorkingHours,
    Years,
)


def working_days(most: int = 30) -> st.SearchStrategy[WorkingDays]:
    """Draw a limit in working days, from 1 to `most`; shrinks towards one (ngày làm việc).

    >>> from hypothesis import find
    >>> find(working_days(20), lambda limit: limit.n > 3)
    WorkingDays(n=4)
    """
    return st.builds(WorkingDays, st.integers(1, most))


def calendar_days(most: int = 60) -> st.SearchStrategy[CalendarDays]:
    """Draw a limit in days, from 1 to `most`; shrinks towards one (ngày).

    >>> from hypothesis import find
    >>> find(calendar_days(), lambda limit: True)
    CalendarDays(n=1)
    """
    return st.builds(CalendarDays, st.integers(1, most))


def weeks(most: int = 8) -> st.SearchStrategy[Weeks]:
    """Draw a limit in weeks, from 1 to `most`; shrinks towards one (tuần).

    >>> from hypothesis import find
    >>> find(weeks(), lambda limit: True)
    Weeks(n=1)
    """
    return st.builds(Weeks, st.integers(1, most))


def months(most: int = 6) -> st.SearchStrategy[Months]:
    """Draw a limit in months, from 1 to `most`; shrinks towards one (tháng).

    >>> from hypothesis import find
    >>> find(months(), lambda limit: True)
    Months(n=1)
    """
    return st.builds(Months, st.integers(1, most))


def years(most: int = 2) -> st.SearchStrategy[Years]:
    """Draw a limit in years, from 1 to `most`; shrinks towards one (năm).

    >>> from hypothesis import find
    >>> find(years(), lambda limit: True)
    Years(n=1)
    """
    return st.builds(Years, st.integers(1, most))


def hours(most: int = 72) -> st.SearchStrategy[Hours]:
    """Draw a limit in plain hours, in steps of half an hour; shrinks towards one hour (giờ).

    >>> from hypothesis import find
    >>> find(hours(), lambda limit: True)
    Hours(n=1)
    """
    return st.builds(Hours, _hours(most))


def working_hours(most: int = 40) -> st.SearchStrategy[WorkingHours]:
    """Draw a limit in working hours, in steps of half an hour; shrinks towards one (giờ làm việc).

    >>> from hypothesis import find
    >>> find(working_hours(), lambda limit: limit.n > 8)
    WorkingHours(n=9)
    """
    return st.builds(WorkingHours, _hours(most))


def _hours(most: int) -> st.SearchStrategy[float]:
    return st.integers(1, most) | st.integers(1, 2 * most - 1).filter(lambda n: n % 2).map(lambda n: n / 2)


def half_days(most: int = 10) -> st.SearchStrategy[HalfDays]:
    """Draw a limit in half days, from 1 to `most`; shrinks towards one (buổi).

    >>> from hypothesis import find
    >>> find(half_days(), lambda limit: True)
    HalfDays(n=1)
    """
    return st.builds(HalfDays, st.integers(1, most))


def same_day() -> st.SearchStrategy[SameDay]:
    """Draw the limit "within the day", with or without a cut-off; shrinks towards none (trong ngày).

    >>> from hypothesis import find
    >>> find(same_day(), lambda limit: limit.cutoff is not None).cutoff
    900
    """
    return st.sampled_from([SameDay(), SameDay(cutoff=15 * 60)])


def unknown_units(most: int = 30) -> st.SearchStrategy[UnknownUnit]:
    """Draw a number without a unit; shrinks towards one (không rõ đơn vị).

    >>> from hypothesis import find
    >>> find(unknown_units(), lambda limit: True)
    UnknownUnit(n=1)
    """
    return st.builds(UnknownUnit, st.integers(1, most))


def day_limits() -> st.SearchStrategy[Limit]:
    """Draw a limit that ends with a day; shrinks towards one working day (thời hạn tính bằng ngày).

    >>> from hypothesis import find
    >>> find(day_limits(), lambda limit: True)
    WorkingDays(n=1)
    """
    return st.one_of(working_days(), calendar_days(), weeks(), months(), years())


def limits() -> st.SearchStrategy[Limit]:
    """Draw any limit that can be computed; shrinks towards one working day (thời hạn).

    >>> from hypothesis import find
    >>> find(limits(), lambda limit: True)
    WorkingDays(n=1)
    """
    return st.one_of(day_limits(), working_hours(), hours(), half_days(), same_day())
