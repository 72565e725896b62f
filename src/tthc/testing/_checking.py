"""Run the laws that apply on anybody's rule, and report the smallest case that breaks one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tthc.errors import RuleError
from tthc.limits import CalendarDays, Limit, Months, Weeks, WorkingDays, Years
from tthc.testing import strategies as tst
from tthc.testing._broken import LawBroken, Line
from tthc.testing._laws import (
    LAWS,
    DeadlineLaw,
    DeadlineRule,
    EventRule,
    HistoryFold,
    Needs,
    Subject,
)

ASKED: Mapping[type[Limit], st.SearchStrategy[Limit]] = {
    WorkingDays: tst.working_days(20),
    CalendarDays: tst.calendar_days(),
    Weeks: tst.weeks(),
    Months: tst.months(),
    Years: tst.years(),
}
"""The limits a rule is asked when its owner names none: those that end with a day."""


def check_deadline_rule(
    rule: DeadlineRule,
    *,
    limits: st.SearchStrategy[Limit] | Iterable[Limit] | None = None,
    over_events: EventRule | None = None,
    fold: HistoryFold | None = None,
    laws: Iterable[str] | None = None,
    max_examples: int = 200,
) -> tuple[str, ...]:
    """Try the laws of deadlines on a rule of your own (kiểm tra quy tắc tính hạn).

    Cases are drawn the same way at each run, so that a failure comes back until it is mended. A law
    is left out when it does not speak of the limits, and the laws of events when there is no rule
    over events.

    Args:
        rule: from reception, limit and calendar to the due day or the due moment. Reception is a
            day; an aware moment for limits in hours, half days and within the day.
        limits: the limits your rule is for, drawn by a strategy or listed; working days, days,
            weeks, months and years when left out.
        over_events: from a history, limit and calendar to the due day, for `pause` and `restart`.
        fold: from events (and the state before them) to a state, for `two-parts`.
        laws: names of the laws to try; all that apply when left out.
        max_examples: how many cases each law gets.

    Returns:
        The names of the laws that were tried and hold.

    Raises:
        LawBroken: a law does not hold; the smallest case found is in it.
        RuleError: there is no such law (`testing.unknown-law`); none applies (`testing.no-law`).

    >>> from tthc.deadlines import compute_deadline
    >>> from tthc.limits import Months
    >>> def ours(received, limit, calendar):
    ...     return compute_deadline(received, limit, calendar=calendar).due
    >>> check_deadline_rule(ours, limits=[Months(1)], max_examples=20)
    ('later-reception', 'longer-limit', 'new-holiday', 'new-working-saturday')
    """
    subject = Subject(rule=rule, over_events=over_events, fold=fold)
    present = {Needs.RULE, *([Needs.EVENTS] if over_events else []), *([Needs.FOLD] if fold else [])}
    listed = limits if limits is None or isinstance(limits, st.SearchStrategy) else tuple(limits)
    held = []
    for law in _named(laws):
        drawn = _limits(law, listed)
        if law.needs in present and drawn is not None and _try(law, subject, drawn, max_examples):
            held.append(law.name)
    if not held:
        raise RuleError("testing.no-law")
    return tuple(held)


def _named(names: Iterable[str] | None) -> tuple[DeadlineLaw, ...]:
    wanted = tuple(LAWS) if names is None else tuple(names)
    for name in wanted:
        if name not in LAWS:
            raise RuleError("testing.unknown-law", given=name, known=", ".join(LAWS))
    return tuple(LAWS[name] for name in wanted)


def _limits(
    law: DeadlineLaw, limits: st.SearchStrategy[Limit] | tuple[Limit, ...] | None
) -> st.SearchStrategy[Limit | None] | None:
    """Return the limits to try the law with; None when there are none it speaks of."""
    if not law.kinds:
        return st.none()
    if limits is None:
        return st.one_of(*(drawn for kind, drawn in ASKED.items() if kind in law.kinds))
    if isinstance(limits, st.SearchStrategy):
        return limits.filter(law.holds_for)
    fitting = [limit for limit in limits if law.holds_for(limit)]
    return st.sampled_from(fitting) if fitting else None


def _try(
    law: DeadlineLaw, subject: Subject, limits: st.SearchStrategy[Limit | None], max_examples: int
) -> bool:
    """Try the law; False when no limit it speaks of was drawn."""

    @st.composite
    def trials(draw: st.DrawFn) -> list[Line] | None:
        return law.trial(subject, draw, draw(limits))

    @settings(
        max_examples=max_examples,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(trials())
    def holds(story: list[Line] | None) -> None:
        if story is not None:
            raise LawBroken(law.name, story)

    try:
        holds()
    except Unsatisfiable:
        return False
    except LawBroken as broken:
        raise LawBroken(broken.law, list(broken.lines)) from None
    return True
