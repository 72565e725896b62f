"""The dated rules of counting, put together for each stretch of time in which none of them changes."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache

from attrs import frozen

from tthc.errors import RuleError
from tthc.law import Certainty, LegalRef, rule_book

PARTS = ("first_day", "day_end", "week_end", "month_end", "year_end", "roll", "hours_start")
RULES = tuple(f"count.{part}" for part in PARTS)


@frozen(kw_only=True)
class CountingRules:
    """Hold the law of counting in force on the day a term starts (quy định về cách tính thời hạn)."""

    effective_from: date
    first_day: tuple[LegalRef, ...]
    day_end: tuple[LegalRef, ...]
    week_end: tuple[LegalRef, ...]
    month_end: tuple[LegalRef, ...]
    year_end: tuple[LegalRef, ...]
    roll: tuple[LegalRef, ...]
    hours_start: tuple[LegalRef, ...]
    certainty: Certainty
    verified_through: date


@cache
def _eras() -> tuple[tuple[date, ...], tuple[CountingRules, ...]]:
    book = rule_book()
    rules = [book[key] for key in RULES]
    begins = max(rule.entries[0].effective_from for rule in rules)
    starts = sorted({begins} | {entry.effective_from for rule in rules for entry in rule.entries})
    eras = []
    for start in starts[starts.index(begins) :]:
        entries = [rule.at(start) for rule in rules]
        eras.append(
            CountingRules(
                effective_from=start,
                **{part: entry.law for part, entry in zip(PARTS, entries, strict=True)},
                certainty=Certainty.weakest(entry.certainty for entry in entries),
                verified_through=min(rule.verified_through for rule in rules),
            )
        )
    return tuple(era.effective_from for era in eras), tuple(eras)


def counting_rules(start: date) -> CountingRules:
    """Return the rules for a term that starts on `start`.

    Raises:
        RuleError: no rule of counting is known that early (`rule.not-in-force`).

    Law: 91/2015/QH13 Điều 147, 148; before 2017 33/2005/QH11 Điều 152, 153 (from memory).

    >>> [str(law) for law in counting_rules(date(2026, 1, 5)).roll]
    ['91/2015/QH13 Điều 148']
    """
    starts, eras = _eras()
    place = bisect_right(starts, start)
    if place == 0:
        raise RuleError("rule.not-in-force", key=RULES[0], day=start)
    return eras[place - 1]
