"""A deadline that keeps its inputs, and the trace that is made when somebody asks."""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from attrs import field, frozen

from tthc.calendars import DayKind, WorkingCalendar
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._settings import StatutorySettings
from tthc.law import Certainty, LegalRef
from tthc.limits import Limit, Months, WorkingDays

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam time; without summer time since long before the first day of any calendar here."""

ONE_DAY = timedelta(days=1)


class Verdict(enum.Enum):
    """What became of a day while a term was counted (kết luận về một ngày)."""

    START = "start"
    """The day of reception; not counted."""
    COUNTED = "counted"
    """One of the days of the term."""
    SKIPPED = "skipped"
    """A day off that does not count, or that the end rolls over."""
    ROLLED = "rolled"
    """The working day on which a term ends whose last day was a day off."""


@frozen
class TraceStep:
    """Say of one day whether it was counted, and why (một bước tính hạn).

    >>> print(TraceStep(date(2024, 5, 2), Verdict.COUNTED, DayKind.WORKING))
    2024-05-02 counted work
    """

    day: date
    verdict: Verdict
    kind: DayKind
    law: tuple[LegalRef, ...] = ()

    def __str__(self) -> str:
        kind = "work" if self.kind is DayKind.WORKING else self.kind.value
        text = f"{self.day} {self.verdict.value} {kind}"
        return f"{text} [{'; '.join(map(str, self.law))}]" if self.law else text

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "day": self.day.isoformat(),
            "verdict": self.verdict.value,
            "kind": self.kind.value,
            "law": [str(law) for law in self.law],
        }


@frozen(kw_only=True)
class Deadline:
    """Hold a computed deadline with everything it was computed from (hạn trả kết quả).

    Attributes:
        received: the day or moment of reception, as given.
        start: its day in Vietnam; not counted.
        limit: the time limit.
        calendar: the calendar; compared and stored by its digest.
        policy: name of the way of counting.
        settings: its switches.
        last: the last day of the term before rolling.
        due: the last day, to its 24:00 (inclusive).
        provisional: a day of the window (the days after `start` up to `due`) is an estimate or was
            not checked, or a rule was not checked as far as `due`; a later notice may move the day.
        certainty: the weakest of the rules of counting and of the days that decided: for working
            days every day of the window, for days and months the last day and those it rolled over.
        data_version: version of the data in the package.
    """

    received: date | datetime
    start: date
    limit: Limit
    calendar: WorkingCalendar = field(repr=False)
    policy: str
    settings: StatutorySettings
    last: date
    due: date
    provisional: bool
    certainty: Certainty
    data_version: str

    @property
    def ends_at(self) -> datetime:
        """Return the moment the term ends: 24:00 of `due`, an aware datetime in Vietnam.

        Law: 91/2015/QH13 Điều 148 khoản 6.
        """
        return datetime.combine(self.due + ONE_DAY, time(), VIETNAM)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Return every day from reception to `due` with its verdict (diễn giải từng ngày).

        Made anew at each call: the deadline keeps only its inputs.
        """
        rules = counting_rules(self.start)
        look = self.calendar.kind_and_law
        only_working = isinstance(self.limit, WorkingDays)
        kind, _ = look(self.start)
        steps = [TraceStep(self.start, Verdict.START, kind, rules.first_day)]
        last, due = self.last, self.due
        day = self.start
        for _ in range((due - day).days):
            day += ONE_DAY
            kind, law = look(day)
            if day > last:
                if day == due:
                    steps.append(TraceStep(day, Verdict.ROLLED, kind, (*law, *rules.roll)))
                    break
                verdict = Verdict.SKIPPED
            else:
                verdict = Verdict.COUNTED if kind.works or not only_working else Verdict.SKIPPED
            steps.append(TraceStep(day, verdict, kind, law))
        return tuple(steps)

    @property
    def law(self) -> tuple[LegalRef, ...]:
        """Return every text the answer rests on, each once (căn cứ pháp lý).

        First the rules of counting, then the documents of the days that decided: for working days
        every day of the window, for days and months the last day and those it rolled over.
        """
        rules = counting_rules(self.start)
        found = [*rules.first_day, *rules.day_end]
        if isinstance(self.limit, Months):
            found += rules.month_end
        if self.due != self.last:
            found += rules.roll
        for step in self.trace[1:]:
            if isinstance(self.limit, WorkingDays) or step.day >= self.last:
                found += step.law
        return tuple(dict.fromkeys(found))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the contract of `tthc due --json`.

        >>> from tthc.calendars import load_calendar
        >>> from tthc.deadlines import compute_deadline
        >>> from tthc.limits import WorkingDays
        >>> deadline = compute_deadline(date(2026, 11, 20), WorkingDays(3), calendar=load_calendar())
        >>> data = deadline.to_dict()
        >>> data["due"], data["provisional"], data["certainty"], data["policy"]
        ('2026-11-26', False, 'verified', 'statutory')
        """
        return {
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "certainty": self.certainty.value,
            "policy": self.policy,
            "trace": [step.to_dict() for step in self.trace],
        }
