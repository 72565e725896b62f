"""Minutes of a day, as the vendors' clocks count them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from tthc.calendars import VIETNAM, Sessions
from tthc.deadlines._policies import Landing
from tthc.errors import DeadlineError
from tthc.limits import Limit, LimitUnit

DaySessions: TypeAlias = Callable[[date], Sessions]
"""Tells the sessions of any day."""

ONE_DAY = timedelta(days=1)
HOUR = 60
DAY_OF_EIGHT_HOURS = 8 * HOUR


def local_minute(moment: date | datetime, policy: str) -> tuple[date, int]:
    """Return the day of `moment` in Vietnam and its minute of that day; seconds are dropped.

    Raises:
        DeadlineError: a day without a time, which no vendor's clock can start from
            (`deadline.policy-needs-moment`); a moment without a time zone (`deadline.naive-moment`).
    """
    if not isinstance(moment, datetime):
        raise DeadlineError("deadline.policy-needs-moment", policy=policy)
    if moment.utcoffset() is None:
        raise DeadlineError("deadline.naive-moment")
    local = moment.astimezone(VIETNAM)
    return local.date(), local.hour * HOUR + local.minute


def at_minute(day: date, minute: int) -> datetime:
    """Return the aware moment `minute` minutes after the midnight that begins `day`.

    >>> at_minute(date(2024, 1, 29), 450).isoformat()
    '2024-01-29T07:30:00+07:00'
    """
    return datetime.combine(day, time(), VIETNAM) + timedelta(minutes=minute)


def amount_in(limit: Limit, worth: Mapping[LimitUnit, float], policy: str) -> float:
    """Return `limit` in the measure of a system that knows the units of `worth`.

    Raises:
        DeadlineError: the system has no such unit (`deadline.policy-unit`); the limit has no unit
            (`deadline.unknown-unit`).

    >>> from tthc.limits import WorkingDays
    >>> amount_in(WorkingDays(2), {LimitUnit.WORKING_DAY: 8}, "tan-dan")
    16
    """
    if limit.unit is LimitUnit.UNKNOWN:
        raise DeadlineError("deadline.unknown-unit", limit=str(limit))
    if limit.unit not in worth:
        known = ", ".join(unit.value for unit in worth)
        raise DeadlineError("deadline.policy-unit", policy=policy, limit=str(limit), known=known)
    return limit.n * worth[limit.unit]


def landing_at(
    due_at: datetime, policy: str, *, last: date | None = None, deemed: datetime | date | None = None
) -> Landing:
    """Return the landing of a system that prints a moment; it rests on the system's own habit."""
    due = due_at.date()
    return Landing(last=last or due, due=due, due_at=due_at, used=(f"policy.{policy}",), deemed=deemed)
