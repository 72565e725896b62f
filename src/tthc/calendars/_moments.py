"""Moments in Vietnam (thời điểm theo giờ Việt Nam)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from tthc.errors import CalendarError

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam time; without summer time since long before the first day of any calendar here."""

DAY = 24 * 60
"""Minutes of a day."""


def in_vietnam(moment: datetime) -> datetime:
    """Return an aware moment on the clock of Vietnam.

    Raises:
        CalendarError: no moment (`hours.not-a-moment`), one without a time zone
            (`hours.naive-moment`), or one so near year 1 or 9999 that Vietnam has none
            (`hours.beyond-time`).

    >>> from datetime import UTC
    >>> in_vietnam(datetime(2026, 11, 19, 20, 0, tzinfo=UTC)).isoformat()
    '2026-11-20T03:00:00+07:00'
    """
    if not isinstance(moment, datetime):
        raise CalendarError("hours.not-a-moment", kind=type(moment).__name__)
    if moment.tzinfo is VIETNAM:
        return moment
    if moment.utcoffset() is None:
        raise CalendarError("hours.naive-moment")
    try:
        return moment.astimezone(VIETNAM)
    except OverflowError:
        raise CalendarError("hours.beyond-time") from None
