"""What the agency owed while the clock ran: one request a stage, in time; closing; an apology in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.deadlines._clock_rules import DutyRule, duty
from tthc.deadlines._clock_settings import ClockSettings
from tthc.deadlines._policies import Landing
from tthc.dossiers import DossierEvent, EventKind
from tthc.findings import Finding
from tthc.law import LegalRef
from tthc.lifecycle import Phase, PhaseGroup, State
from tthc.limits import Limit


@frozen
class ApologyWindow:
    """Say by when an apology with a new date has to be made (hạn xin lỗi và hẹn lại).

    Args:
        latest: the last day for it (inclusive), which may be a day off.
        last_working_day: the last working day on which somebody can make it.
    """

    latest: date
    last_working_day: date


def apology_window(due: date, *, calendar: WorkingCalendar, days_before: int = 1) -> ApologyWindow:
    """Return by when to apologise for a result that will not be ready on `due` (hạn xin lỗi).

    Raises:
        CalendarError: a day outside the calendar (`calendar.out-of-bounds`).

    Law: 118/2025/NĐ-CP Điều 19 khoản 6.

    >>> from tthc.calendars import load_calendar
    >>> window = apology_window(date(2026, 10, 12), calendar=load_calendar())  # a Monday
    >>> window.latest.isoformat(), window.last_working_day.isoformat()
    ('2026-10-11', '2026-10-09')
    """
    latest = due - timedelta(days=days_before)
    last = latest
    while not calendar.is_working_day(last):
        last -= timedelta(days=1)
    return ApologyWindow(latest, last)


class Duties:
    """Hold events against the duties in force on the day of reception; findings go to one list."""

    def __init__(
        self,
        received: date | datetime,
        clock: ClockSettings,
        term: Callable[[date | datetime, Limit], Landing],
        findings: list[Finding],
    ) -> None:
        self._received, self._clock, self._term, self._findings = received, clock, term, findings
        self._received_on = received.date() if isinstance(received, datetime) else received
        self._asked_at_reception = self._asked = self._new_dates = 0
        self._notice: DossierEvent | None = None

    def _duty(self, key: str) -> DutyRule | None:
        return duty(key, self._received_on)

    def _limit(self, own: Limit | None, key: str) -> tuple[Limit | None, tuple[LegalRef, ...]]:
        rule = self._duty(key)
        if own is not None or rule is None:
            return own, ()
        return rule.limit, rule.law

    def supplement_asked(self, event: DossierEvent, after: State) -> bool:
        """Take a request to supplement, and tell whether its stage had one already."""
        if after.group is PhaseGroup.BEFORE:
            self._asked_at_reception += 1
            times = self._asked_at_reception
        else:
            self._asked += 1
            times, self._notice = self._asked, event
            if times == 1:
                self._in_time(event)
        once = self._duty("supplement.once")
        if once is None or times <= once.number:
            return False
        self._find("second-supplement-request", once.law, times=times, on=event.on)
        return True

    def _in_time(self, event: DossierEvent) -> None:
        limit, law = self._limit(self._clock.notice, "supplement.notice")
        if limit is not None:
            end = self._term(self._received, limit)
            if end.due_at is not None and event.at is not None:
                late = event.at > end.due_at
            else:
                late = event.on > end.due
            if late:
                latest = end.due if end.due_at is None else end.due_at.isoformat()
                self._find("supplement-request-late", law, on=event.when, latest=latest, limit=limit)

    def supplement_over(self, event: DossierEvent, before: State) -> None:
        """See whether the wait for a supplement ended later than the dossier had to be closed."""
        if before.phase is Phase.SUPPLEMENT and event.kind is not EventKind.TRANSFER:
            self._not_closed(event.on)

    def _not_closed(self, day: date) -> None:
        if self._notice is None:
            return
        limit, law = self._limit(self._clock.close, "supplement.close")
        latest = self._notice.until
        if latest is None and limit is not None:
            latest = self._term(self._notice.on, limit).due
        if latest is not None and day > latest:
            self._find("dossier-not-closed", law, latest=latest, limit=self._notice.until or limit)

    def apology(self, event: DossierEvent, due: date) -> tuple[tuple[LegalRef, ...], bool]:
        """Take a new date; return the law behind it, and whether there was one before."""
        notice, once = self._duty("apology.notice"), self._duty("apology.new_dates")
        self._new_dates += 1
        if notice is not None:
            latest = due - timedelta(days=notice.number)
            if event.on > latest:
                self._find("apology-late", notice.law, on=event.on, latest=latest, due=due)
        law = notice.law if notice is not None else ()
        if once is None or self._new_dates <= once.number:
            return law, False
        self._find("second-new-date", once.law, times=self._new_dates, on=event.on)
        return law, True

    def by(self, as_of: date, state: State, due: date, calendar: WorkingCalendar) -> None:
        """See what has not been done by the day the history was read."""
        if state.phase is Phase.SUPPLEMENT:
            self._not_closed(as_of)
        notice = self._duty("apology.notice")
        if notice is None or state.group is not PhaseGroup.RUNNING or self._new_dates:
            return
        window = apology_window(due, calendar=calendar, days_before=notice.number)
        if window.last_working_day <= as_of <= window.latest:
            details = {"on": as_of, "latest": window.latest, "due": due}
            self._find("apology-last-working-day", notice.law, **details)

    def _find(self, code: str, law: tuple[LegalRef, ...], **details: object) -> None:
        texts = "; ".join(map(str, law)) or "-"
        self._findings.append(Finding(code, details={**details, "law": texts}))
