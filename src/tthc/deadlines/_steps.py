"""The steps in which a deadline is explained: a day or a session, and what became of it."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

from tthc.calendars import DayKind
from tthc.law import LegalRef

ONE_DAY = timedelta(days=1)


class Verdict(enum.Enum):
    """What became of a day or session while a term was counted (kết luận về một ngày)."""

    START = "start"
    """The day of reception; not counted. For hours: the moment from which they run."""
    DEEMED = "deemed"
    """The day or opening at which the dossier counts as received; a term in days does not count it."""
    COUNTED = "counted"
    """One of the days or sessions of the term."""
    PAUSED = "paused"
    """A day that a wait took out of the term, or that counted before the term began again."""
    SKIPPED = "skipped"
    """A day off that does not count, or that the end rolls over."""
    ROLLED = "rolled"
    """The working day on which a term ends whose last day was a day off."""


@frozen
class TraceStep:
    """Say of one day, or one session, whether it was counted, and why (một bước tính hạn).

    Attributes:
        day: the day.
        verdict: what became of it.
        kind: what the calendar says of the day.
        law: the documents behind the step.
        since: where a term runs in hours or sessions, the moment the step begins.
        until: the moment it ends; None for a step that is one moment.

    >>> print(TraceStep(date(2024, 5, 2), Verdict.COUNTED, DayKind.WORKING))
    2024-05-02 counted work
    """

    day: date
    verdict: Verdict
    kind: DayKind
    law: tuple[LegalRef, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        """Write one line; times follow the kind of day.

        >>> from tthc.calendars import VIETNAM
        >>> morning = datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM)
        >>> noon = morning.replace(hour=11, minute=30)
        >>> print(TraceStep(date(2026, 10, 5), Verdict.COUNTED, DayKind.WORKING, (), morning, noon))
        2026-10-05 counted work 09:00-11:30
        """
        kind = "work" if self.kind is DayKind.WORKING else self.kind.value
        text = f"{self.day} {self.verdict.value} {kind}"
        if self.since is not None:
            text += f" {_clock(self.since, self.day)}"
        if self.until is not None:
            text += f"-{_clock(self.until, self.day)}"
        return f"{text} [{'; '.join(map(str, self.law))}]" if self.law else text

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; `from` and `to` stand where the step has times."""
        data = {
            "day": self.day.isoformat(),
            "verdict": self.verdict.value,
            "kind": self.kind.value,
            "law": [str(law) for law in self.law],
        }
        if self.since is not None:
            data["from"] = self.since.isoformat()
        if self.until is not None:
            data["to"] = self.until.isoformat()
        return data


def _clock(moment: datetime, day: date) -> str:
    """Write a time of `day`; the midnight that ends it is 24:00."""
    if moment.date() > day:
        return "24:00"
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
