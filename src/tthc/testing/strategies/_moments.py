"""Days and moments on which a dossier is received."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from tthc.calendars import VIETNAM

FIRST = date(2026, 1, 5)
"""A Monday: days are drawn from here on, so that the smallest is the start of a plain week."""

LAST = date(2026, 6, 30)
NINE = 9 * 60


def receptions(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[date]:
    """Draw a day of reception, days off too; shrinks towards `first`, a Monday (ngày tiếp nhận).

    Args:
        first: the earliest day (inclusive).
        last: the latest day (inclusive).

    >>> from hypothesis import find
    >>> find(receptions(), lambda day: day >= date(2026, 1, 10))
    datetime.date(2026, 1, 10)
    """
    return st.integers(0, (last - first).days).map(lambda days: first + timedelta(days=days))


def moments(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[datetime]:
    """Draw an aware moment in Vietnam, at any hour; shrinks towards 09:00 of `first` (thời điểm).

    >>> from hypothesis import find
    >>> find(moments(), lambda moment: moment.hour >= 15).isoformat()
    '2026-01-05T15:00:00+07:00'
    """
    minutes = st.integers(-NINE, 24 * 60 - NINE - 1)
    seconds = st.sampled_from([0, 1, 30, 59])
    return st.builds(_moment, receptions(first, last), minutes, seconds)


def _moment(day: date, minutes: int, seconds: int) -> datetime:
    return datetime.combine(day, time(), VIETNAM) + timedelta(minutes=NINE + minutes, seconds=seconds)
