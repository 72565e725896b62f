"""The reasons for a due day in sentences, one step a line (diễn giải cách tính hạn)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tthc.deadlines._counting import counting_rules
from tthc.deadlines._explain_steps import asked, certainty_of, ordinary_days, step_lines
from tthc.deadlines._explain_words import Words
from tthc.deadlines.explain_history import clock_of, explain_history, history_lines
from tthc.deadlines.explain_other import why_not
from tthc.deadlines.explain_other_history import why_not_history
from tthc.findings import Finding
from tthc.law import Certainty, rule_book

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline

__all__ = [
    "explain",
    "explain_history",
    "history_lines",
    "sentences",
    "why_not",
    "why_not_history",
]


def explain(deadline: Deadline, lang: str = "vi") -> str:
    r"""Return the reasoning behind a due day, one step a line (diễn giải cách tính hạn).

    Args:
        deadline: any computed deadline; with events see `explain_history`.
        lang: "vi" or "en"; all sentences stand in one catalogue (`explain.*`).

    Returns:
        Lines joined by line ends: what was asked; each day or session with the article or notice
        behind it; when the limit ends; how sure that is. The days of a limit in weeks, months or
        years before its last one are told as one stretch.

    >>> from datetime import date
    >>> from tthc.calendars import load_calendar
    >>> from tthc.deadlines import compute_deadline
    >>> from tthc.limits import WorkingDays
    >>> deadline = compute_deadline(date(2026, 11, 23), WorkingDays(1), calendar=load_calendar())
    >>> print(explain(deadline, "en").replace(" Law: ", "\n  Law: "))
    Received: Monday 2026-11-23. Time limit: 1 working day. Policy: statutory.
    Monday 2026-11-23: the day of reception, not counted.
      Law: 91/2015/QH13 Điều 147.
    Tuesday 2026-11-24: public holiday, Ngày Văn hóa Việt Nam, not counted.
      Law: Nghị quyết 28/2026/QH16 Điều 2.
    Wednesday 2026-11-25: working day, counted as day 1.
    The limit ends at 24:00 on Wednesday 2026-11-25.
      Law: 91/2015/QH13 Điều 148.
    A working day without a document is an ordinary day of the working week under 188/1999/QĐ-TTg Điều 1.
    Certainty: verified in the texts.
    """
    return "\n".join(sentences(deadline, lang))


def sentences(deadline: Deadline, lang: str = "vi") -> tuple[str, ...]:
    """Return the lines of `explain`."""
    if deadline.events:
        reading, plain = clock_of(deadline)
        return history_lines(reading, plain, lang)
    words = Words.of(lang)
    trace = deadline.trace
    return (
        asked(deadline, words),
        *step_lines(deadline, trace, words),
        *_ending(deadline, words),
        *ordinary_days(deadline, trace, words),
        *_values(deadline, words),
        *(words.say("flag", message=Finding(flag).message(words.lang)) for flag in deadline.flags),
        *certainty_of(deadline.certainty, words),
        *([words.say("provisional")] if deadline.provisional else ()),
    )


def _ending(deadline: Deadline, words: Words) -> Iterator[str]:
    if deadline.due_at is None:
        law = words.law(counting_rules(deadline.start).day_end)
        yield words.say("due-day", day=words.day(deadline.due), law=law)
    else:
        yield words.say("due-moment", moment=words.moment(deadline.due_at))


def _values(deadline: Deadline, words: Words) -> Iterator[str]:
    """Tell the dated values behind the answer that nobody read in a text, or that no step names."""
    named = {law for step in deadline.trace for law in step.law}
    for key in deadline.used:
        rule = rule_book()[key]
        entry = rule.at(deadline.start)
        if entry.certainty is not Certainty.VERIFIED or not named.issuperset(entry.law):
            certainty = words.bare(f"certainty.{entry.certainty.value}")
            title = rule.title_vi
            yield words.say("value", key=key, title=title, certainty=certainty, law=words.law(entry.law))
