"""Computing a deadline by a named policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from tthc.calendars import WorkingCalendar
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._deadline import ONE_DAY, VIETNAM, Deadline
from tthc.deadlines._settings import StatutorySettings
from tthc.deadlines._statutory import statutory_due
from tthc.errors import DeadlineError
from tthc.law import Certainty, data_version
from tthc.limits import Limit, WorkingDays

Policy: TypeAlias = Callable[[date, Limit, WorkingCalendar, StatutorySettings], tuple[date, date]]
"""From the first day, the limit, a calendar and settings to the last day of the term and the due day."""

_POLICIES: Mapping[str, Policy] = {"statutory": statutory_due}
_DEFAULTS = StatutorySettings()


def policy_names() -> tuple[str, ...]:
    """Return the names of the deadline policies, sorted.

    >>> policy_names()
    ('statutory',)
    """
    return tuple(sorted(_POLICIES))


def day_in_vietnam(received: date | datetime) -> date:
    """Return the day of a reception in Vietnam (ngày tiếp nhận theo giờ Việt Nam).

    Raises:
        DeadlineError: a datetime without a time zone (`deadline.naive-moment`); neither a day nor a
            moment (`deadline.not-a-day`).

    >>> from datetime import timezone
    >>> day_in_vietnam(datetime(2026, 11, 19, 20, 0, tzinfo=timezone.utc))
    datetime.date(2026, 11, 20)
    """
    if isinstance(received, datetime):
        if received.utcoffset() is None:
            raise DeadlineError("deadline.naive-moment")
        return received.astimezone(VIETNAM).date()
    if isinstance(received, date):
        return received
    raise DeadlineError("deadline.not-a-day", kind=type(received).__name__)


def compute_deadline(
    received: date | datetime,
    limit: Limit,
    *,
    calendar: WorkingCalendar,
    policy: str = "statutory",
    settings: StatutorySettings = _DEFAULTS,
) -> Deadline:
    """Compute the day a result is due (tính hạn trả kết quả).

    The day of reception is not counted. A limit in working days ends on its last working day; a
    dossier received on a day off has the next working day as day 1. A limit in days or months ends
    on its last or matching day, and on the next working day when that is a day off. The term ends
    at 24:00.

    Args:
        received: a day, or an aware moment, whose day in Vietnam counts.
        limit: working days, days or months; see `tthc.limits.parse_limit`.
        calendar: see `tthc.calendars.load_calendar`.
        policy: name of the way of counting; only "statutory" so far.
        settings: switches for what the law leaves open.

    Raises:
        DeadlineError: a moment without a time zone (`deadline.naive-moment`), a limit in hours
            (`deadline.unit-not-computable`) or without unit (`deadline.unknown-unit`), an unknown
            policy (`deadline.unknown-policy`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        RuleError: no rule of counting is known so early, before 2006 (`rule.not-in-force`).

    Law: 91/2015/QH13 Điều 147, 148; before 2017 33/2005/QH11 Điều 152, 153 (from memory).

    >>> from tthc.calendars import load_calendar
    >>> from tthc.limits import WorkingDays
    >>> deadline = compute_deadline(date(2024, 4, 24), WorkingDays(5), calendar=load_calendar())
    >>> deadline.due, deadline.provisional
    (datetime.date(2024, 5, 4), False)
    >>> for step in deadline.trace[-6:]:
    ...     print(step)
    2024-04-29 skipped swapped-off [2450/VPCP-KGVX]
    2024-04-30 skipped holiday [45/2019/QH14 Điều 112]
    2024-05-01 skipped holiday [45/2019/QH14 Điều 112]
    2024-05-02 counted work
    2024-05-03 counted work
    2024-05-04 counted made-up [2450/VPCP-KGVX]
    """
    find = _POLICIES.get(policy)
    if find is None:
        raise DeadlineError("deadline.unknown-policy", name=policy, known=", ".join(policy_names()))
    start = day_in_vietnam(received)
    rules = counting_rules(start)
    last, due = find(start, limit, calendar, settings)
    first = start + ONE_DAY
    decisive = first if isinstance(limit, WorkingDays) else last
    certainty = calendar.certainty_between(decisive, due)
    if rules.certainty is not Certainty.VERIFIED:
        certainty = Certainty.weakest((rules.certainty, certainty))
    return Deadline(
        received=received,
        start=start,
        limit=limit,
        calendar=calendar,
        policy=policy,
        settings=settings,
        last=last,
        due=due,
        provisional=due > rules.verified_through or calendar.is_provisional_between(first, due),
        certainty=certainty,
        data_version=data_version(),
    )
