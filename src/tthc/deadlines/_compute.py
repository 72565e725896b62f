"""Computing a deadline by a named policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, in_vietnam
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._deadline import Deadline
from tthc.deadlines._policies import DeadlineRequest, landing_of, policy_named
from tthc.deadlines._sectors import sector_limit
from tthc.deadlines._settings import PolicySettings
from tthc.deadlines._steps import ONE_DAY
from tthc.dossiers import DossierEvent
from tthc.errors import DeadlineError
from tthc.law import Certainty, data_version, rule_book
from tthc.limits import HalfDays, Limit, SameDay, WorkingDays, WorkingHours

_IN_SESSIONS = (WorkingHours, HalfDays, SameDay)


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
        return (received if received.tzinfo is VIETNAM else in_vietnam(received)).date()
    if isinstance(received, date):
        return received
    raise DeadlineError("deadline.not-a-day", kind=type(received).__name__)


def compute_deadline(
    received: date | datetime,
    limit: Limit | None,
    *,
    calendar: WorkingCalendar,
    office_hours: OfficeHours | None = None,
    policy: str = "statutory",
    settings: PolicySettings | None = None,
    field: str | None = None,
    events: Iterable[DossierEvent] = (),
) -> Deadline:
    """Compute the day or moment a result is due (tính hạn trả kết quả).

    The day of reception is not counted. A limit in working days ends on its last working day; a
    dossier received on a day off has the next working day as day 1. A limit in days, weeks, months
    or years ends on its last or matching day, and on the next working day when that is a day off.
    The term ends at 24:00. Hours run from the moment of reception, working hours in the sessions of
    the office, half days are its sessions, and the same day ends with its working day.

    Args:
        received: a day, or an aware moment, whose day in Vietnam counts. Limits in hours and half
            days need a moment, and so does the same day of a sector that has a 15:00.
        limit: see `tthc.limits.parse_limit`; None for the limit of the sector where no text sets
            one, see `tthc.deadlines.sector_limit`.
        calendar: see `tthc.calendars.load_calendar`.
        office_hours: the sessions of the office; None for 07:30-11:30 and 13:00-17:00 of Monday to
            Friday (certainty `practice`) where a limit needs them.
        policy: name of the way of counting, see `policy_names`.
        settings: switches for what the law leaves open; None for those of the policy.
        field: the sector, such as "chung-thuc", "ho-tich", "bien-phap-bao-dam" or "lien-thong",
            whose 15:00 holds; see `tthc.deadlines.sector_cutoff`. Sectors without one change nothing.
        events: the history of the dossier in order; `tthc.deadlines.due_over_events` says what each
            event does, and takes more switches.

    Raises:
        DeadlineError: a moment without a time zone (`deadline.naive-moment`), a bare day where the
            moment decides (`deadline.needs-moment`), a limit without unit (`deadline.unknown-unit`),
            no limit and no sector that has one (`deadline.no-limit`), an unknown policy
            (`deadline.unknown-policy`), switches of another policy (`deadline.other-settings`), a
            request in `events` that is still open: no due day yet (`deadline.request-open`).
        LifecycleError: events that cannot have happened (`lifecycle.*`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        RuleError: no rule of counting is known so early, before 2006, or none of the sector
            (`rule.not-in-force`).

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
    find = policy_named(policy)
    start = day_in_vietnam(received)
    rules = counting_rules(start)
    unset = limit is None
    if limit is None:
        limit = sector_limit(field, start)
    if settings is None:
        settings = find.defaults
    request = DeadlineRequest(received, start, limit, calendar, office_hours, settings, field)
    landing = landing_of(find, request)
    last, due, used = landing.last, landing.due, landing.used
    if unset:
        used = (f"unset.{field}", *used)
    in_sessions = isinstance(limit, _IN_SESSIONS)
    first = start if in_sessions or due == start else start + ONE_DAY
    decisive = first if in_sessions or isinstance(limit, WorkingDays) else last
    provisional, certainty = calendar.standing_between(first, decisive, due)
    verified_through = rules.verified_through
    if used:
        book = rule_book()
        certainty = Certainty.weakest((certainty, *(book[key].at(start).certainty for key in used)))
        verified_through = min(verified_through, *(book[key].verified_through for key in used))
    if rules.certainty is not Certainty.VERIFIED:
        certainty = Certainty.weakest((rules.certainty, certainty))
    deadline = Deadline(
        received=received,
        start=start,
        limit=limit,
        calendar=calendar,
        policy=policy,
        settings=settings,
        last=last,
        due=due,
        provisional=provisional or due > verified_through,
        certainty=certainty,
        data_version=data_version(),
        due_at=landing.due_at,
        flags=landing.flags,
        used=used,
        deemed=landing.deemed,
        office_hours=office_hours,
        field=field,
    )
    if not events:
        return deadline
    from tthc.deadlines._over_events import deadline_over_events

    return deadline_over_events(deadline, events)
