"""What a sector adds to the Civil Code: its 15:00, and its limit where no text sets one."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from attrs import frozen

from tthc.errors import DeadlineError, RuleError
from tthc.law import Dated, rule_book
from tthc.limits import Limit, SameDay, parse_limit


@frozen
class Cutoff:
    """Hold the hour after which a reception counts as one of the next working day (sau 15 giờ).

    Attributes:
        minute: minutes after midnight; a later reception is past it.
        every_limit: it moves every limit of the sector, not only those of the same day.
        rule: key of the dated value it comes from; None when the words of the limit say it.
    """

    minute: int
    every_limit: bool = False
    rule: str | None = None


@cache
def _rule(group: str, sector: str) -> Dated[Any] | None:
    return rule_book().values.get(f"{group}.{sector}")


def sector_cutoff(sector: str, on: date) -> Cutoff | None:
    """Return the hour of a sector in force on a day, or None when it has none (giờ chốt của lĩnh vực).

    Sectors with a rule: "chung-thuc", "ho-tich", "bien-phap-bao-dam", "lien-thong". Any other has
    none; the transfer of paper after 15:00 (NĐ 118/2025/NĐ-CP Điều 18.2) moves no term.

    Raises:
        RuleError: the sector has such a rule, and `on` is before its first value
            (`rule.not-in-force`).

    Law: 23/2015/NĐ-CP Điều 7, 60/2014/QH13 Điều 5.3, 99/2022/NĐ-CP Điều 16, 301/2026/NĐ-CP.

    >>> sector_cutoff("chung-thuc", date(2026, 10, 5)).minute // 60
    15
    >>> sector_cutoff("dat-dai", date(2026, 10, 5)) is None
    True
    """
    rule = _rule("cutoff", sector)
    if rule is None:
        return None
    value = rule.at(on).value
    if not value["after"]:
        return None
    hour, minute = map(int, value["after"].split(":"))
    return Cutoff(hour * 60 + minute, value["limits"] == "all", rule.key)


def sector_limit(sector: str | None, on: date) -> Limit:
    """Return the limit of a sector where no text sets one (thời hạn khi luật không quy định).

    Civil status from 1 March 2027: 24 hours; before it, and in certification and secured
    transactions, the same day. A dossier keeps the law of the day it was received.

    Raises:
        DeadlineError: no such limit is known for the sector (`deadline.no-limit`).
        RuleError: `on` is before the first value (`rule.not-in-force`).

    Law: 03/2026/QH16 Điều 3.3, Điều 30; 60/2014/QH13 Điều 5.3; 23/2015/NĐ-CP Điều 7.

    >>> sector_limit("ho-tich", date(2027, 2, 28)), sector_limit("ho-tich", date(2027, 3, 1))
    (SameDay(n=1, cutoff=None), Hours(n=24))
    """
    rule = _rule("unset", sector) if sector else None
    if rule is None:
        known = sorted(key.partition(".")[2] for key in rule_book().values if key.startswith("unset."))
        raise DeadlineError("deadline.no-limit", field=sector, known=", ".join(known))
    return _read(rule.at(on).value)


@cache
def _read(text: str) -> Limit:
    return parse_limit(text)


@cache
def moves_every_limit(sector: str | None) -> bool:
    """Tell whether a sector has, or had, an hour that moves other limits than those of the same day.

    >>> moves_every_limit("lien-thong"), moves_every_limit("chung-thuc"), moves_every_limit(None)
    (True, False, False)
    """
    rule = None if sector is None else _rule("cutoff", sector)
    return rule is not None and any(entry.value["limits"] == "all" for entry in rule.entries)


def cutoff_of(limit: Limit, sector: str | None, on: date) -> Cutoff | None:
    """Return the hour that holds for one limit: the words of the limit first, then its sector's."""
    same_day = isinstance(limit, SameDay)
    if isinstance(limit, SameDay) and limit.cutoff is not None:
        return Cutoff(limit.cutoff)
    if sector is None:
        return None
    try:
        cutoff = sector_cutoff(sector, on)
    except RuleError:
        if same_day:
            raise
        return None
    return cutoff if cutoff is not None and (same_day or cutoff.every_limit) else None


def cutoff_rule(limit: Limit, sector: str | None, on: date) -> tuple[str, ...]:
    """Return the key of the dated value that was asked, if any: an answer of "none" rests on it too."""
    if sector is None or (isinstance(limit, SameDay) and limit.cutoff is not None):
        return ()
    rule = _rule("cutoff", sector)
    if rule is None or rule.entries[0].effective_from > on:
        return ()
    return (rule.key,) if isinstance(limit, SameDay) or rule.at(on).value["limits"] == "all" else ()
