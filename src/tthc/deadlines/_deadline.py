"""A deadline that keeps its inputs, and the trace that is made when somebody asks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import attrs
from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._policies import tracer_of
from tthc.deadlines._settings import PolicySettings
from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict
from tthc.deadlines._trace import IN_SESSIONS, trace_of
from tthc.dossiers import DossierEvent
from tthc.law import Certainty, LegalRef, rule_book
from tthc.limits import Hours, Limit, Months, SameDay, Weeks, WorkingDays, WorkingHours, Years

__all__ = ["ONE_DAY", "VIETNAM", "Deadline", "TraceStep", "Verdict"]


@frozen(kw_only=True, slots=False)
class Deadline:
    """Hold a computed deadline with everything it was computed from (hạn trả kết quả).

    Attributes:
        received: the day or moment of reception, as given.
        start: its day in Vietnam; not counted.
        limit: the time limit.
        calendar: the calendar; compared and stored by its digest.
        policy: name of the way of counting.
        settings: its switches.
        office_hours: the office hours given; None when the default was taken or none was needed.
        field: the sector given, such as "chung-thuc".
        last: the last day of the term before rolling.
        due: the last day, to its 24:00 or to `due_at` (inclusive).
        due_at: the moment the term ends, in Vietnam (inclusive); None for 24:00 of `due`.
        flags: codes of findings about the answer, such as "ends-on-day-off".
        deemed: the day or moment it counts as received, where that is not the one given.
        used: keys of the dated values it rests on beside the rules of counting.
        events: the history it was computed over, see `tthc.deadlines.due_over_events`.
        provisional: a day of the window (the days after `start` up to `due`) is an estimate or was
            not checked, or a rule was not checked as far as `due`; a later notice may move the day.
        certainty: the weakest of the rules of counting, of the values in `used` and of the days that
            decided: for working days, working hours and sessions every day of the window, for other
            limits the last day and those it rolled over.
        data_version: version of the data in the package.
    """

    received: date | datetime
    start: date
    limit: Limit
    calendar: WorkingCalendar = attrs.field(repr=False)
    policy: str
    settings: PolicySettings
    last: date
    due: date
    provisional: bool
    certainty: Certainty
    data_version: str
    due_at: datetime | None = None
    flags: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    deemed: date | datetime | None = None
    office_hours: OfficeHours | None = None
    field: str | None = None
    events: tuple[DossierEvent, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """Return the moment the term ends: `due_at`, or 24:00 of `due`; aware, in Vietnam.

        Law: 91/2015/QH13 Điều 148 khoản 6.
        """
        if self.due_at is not None:
            return self.due_at
        return datetime.combine(self.due + ONE_DAY, time(), VIETNAM)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Return every day from reception to `due` with its verdict (diễn giải từng ngày).

        A limit in hours or sessions has a step for each session, with its times. Made anew at each
        call: the deadline keeps only its inputs.
        """
        if self.events:
            from tthc.deadlines._over_events import trace_over_events

            return trace_over_events(self)
        tracer = tracer_of(self.policy)
        return trace_of(self) if tracer is None else tracer.trace(self)

    @property
    def law(self) -> tuple[LegalRef, ...]:
        """Return every text the answer rests on, each once (căn cứ pháp lý).

        First the rules of counting, if the policy is `statutory`, then the values in `used`, then
        the documents of the days that decided: for working days and sessions every day of the
        window, for other limits the last day and those it rolled over.
        """
        limit = self.limit
        found = self._counting_law() if self.policy == "statutory" else []
        book = rule_book()
        for key in self.used:
            found += book[key].at(self.start).law
        window = isinstance(limit, WorkingDays | IN_SESSIONS)
        for step in self.trace[1:]:
            if window or step.day >= self.last:
                found += step.law
        return tuple(dict.fromkeys(found))

    def _counting_law(self) -> list[LegalRef]:
        """Return the articles of the Civil Code that the limit and its end rest on."""
        rules = counting_rules(self.start)
        limit = self.limit
        found: list[LegalRef] = []
        if isinstance(limit, Hours | WorkingHours):
            found += rules.hours_start
        elif not isinstance(limit, SameDay):
            found += rules.first_day
        if self.due_at is None:
            found += rules.day_end
        for kind, law in ((Weeks, rules.week_end), (Months, rules.month_end), (Years, rules.year_end)):
            if isinstance(limit, kind):
                found += law
        if self.due != self.last:
            found += rules.roll
        return found

    def explain(self, lang: str = "vi") -> str:
        """Return the reasoning step by step, each with its article or notice (diễn giải cách tính hạn).

        See `tthc.deadlines.explain.explain`; `lang` is "vi" or "en".

        >>> from tthc.calendars import load_calendar
        >>> from tthc.deadlines import compute_deadline
        >>> deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=load_calendar())
        >>> deadline.explain("en").splitlines()[6]
        'Wednesday 2026-11-25: working day, counted as day 2.'
        """
        from tthc.deadlines.explain import explain

        return explain(self, lang)

    def why_not(self, other: date | datetime, lang: str = "vi") -> str:
        """Name the first step at which another date departs (vì sao không phải ngày khác).

        See `tthc.deadlines.explain_other.why_not` for how it is found and what it raises.

        >>> from tthc.calendars import load_calendar
        >>> from tthc.deadlines import compute_deadline
        >>> deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=load_calendar())
        >>> "does not see that Tuesday 2026-11-24" in deadline.why_not(date(2026, 11, 25), "en")
        True
        """
        from tthc.deadlines.explain_other import why_not

        return why_not(self, other, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the contract of `tthc due --json`.

        >>> from tthc.calendars import load_calendar
        >>> from tthc.deadlines import compute_deadline
        >>> from tthc.limits import WorkingDays
        >>> deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=load_calendar())
        >>> data = deadline.to_dict()
        >>> data["due"], data["due_at"], data["provisional"], data["certainty"], data["policy"]
        ('2026-11-26', None, False, 'verified', 'statutory')
        """
        return {
            "due": self.due.isoformat(),
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "provisional": self.provisional,
            "certainty": self.certainty.value,
            "policy": self.policy,
            "flags": list(self.flags),
            "trace": [step.to_dict() for step in self.trace],
        }
