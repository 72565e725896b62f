"""The steps of a vendor's answer: which days it counted, whatever the law says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from tthc.deadlines._steps import ONE_DAY, TraceStep, Verdict

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline


def day_steps(deadline: Deadline, counts: Callable[[date], bool]) -> tuple[TraceStep, ...]:
    """Return each day from reception to the due day with what the system made of it (các bước tính).

    A day off has the document that made it one; a day that is worked by a notice and skipped by the
    system has none.
    """
    look = deadline.calendar.kind_and_law
    deemed = deadline.deemed.date() if isinstance(deadline.deemed, datetime) else deadline.deemed
    begins = deemed if deemed is not None and deemed > deadline.start else None
    steps = [TraceStep(deadline.start, Verdict.START, look(deadline.start)[0])]
    day = deadline.start
    while day < deadline.due:
        day += ONE_DAY
        kind, law = look(day)
        if begins is not None and day <= begins:
            verdict = Verdict.DEEMED if day == begins else Verdict.SKIPPED
        elif day > deadline.last:
            verdict = Verdict.ROLLED if day == deadline.due else Verdict.SKIPPED
        else:
            verdict = Verdict.COUNTED if counts(day) else Verdict.SKIPPED
        ignored = verdict is Verdict.SKIPPED and kind.works
        steps.append(TraceStep(day, verdict, kind, () if ignored else law))
    return tuple(steps)
