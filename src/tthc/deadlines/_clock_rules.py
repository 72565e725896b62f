"""The dated values the clock over events reads, each by the day of reception."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType

from attrs import frozen

from tthc.deadlines._clock_settings import ClockSettings
from tthc.dossiers import Effect, EventKind
from tthc.errors import RuleError
from tthc.law import Certainty, Enacted, LegalRef, rule_book
from tthc.limits import Limit, parse_limit

_EFFECTS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.SUPPLEMENT_REQUEST: "supplement",
        EventKind.OBLIGATION_REQUEST: "obligation",
        EventKind.CONFIRMATION_REQUEST: "confirmation",
        EventKind.INCIDENT_START: "incident",
    }
)
"""Requests with the group of their rules, which is also the name of their setting."""


@frozen
class EffectRule:
    """Say what a request does to the term, and by which law (ảnh hưởng của yêu cầu, kèm căn cứ).

    Args:
        effect: restart, pause, extend or none.
        extension: by how much an `extend` lengthens the term, where the law says.
        law: the texts; empty when a setting or the event itself decided.
        certainty: how sure the value is.
        key: key of the dated value; empty when a setting or the event itself decided.
    """

    effect: Effect
    extension: Limit | None = None
    law: tuple[LegalRef, ...] = ()
    certainty: Certainty = Certainty.VERIFIED
    key: str = ""


@frozen
class DutyRule:
    """Hold a duty of the agency that events are held against (nghĩa vụ về thời hạn).

    Args:
        law: the texts.
        number: a number of times or of days; 0 for a duty that has a limit.
        limit: a limit; None for a duty that has a number.
    """

    law: tuple[LegalRef, ...]
    number: int = 0
    limit: Limit | None = None


def effect_rule(
    kind: EventKind, received_on: date, *, settings: ClockSettings, procedure_code: str | None = None
) -> EffectRule:
    """Return what a request of `kind` does to a term that began on `received_on`.

    The setting comes first, then the procedure's own entry in the data, then the general law.

    Raises:
        RuleError: the request is none (`rule.unknown`), or no law is known that early
            (`rule.not-in-force`).

    Law: 118/2025/NĐ-CP Điều 19 khoản 5; before 1/7/2025 61/2018/NĐ-CP (from memory).

    >>> rule = effect_rule(EventKind.SUPPLEMENT_REQUEST, date(2026, 10, 5), settings=ClockSettings())
    >>> rule.effect.value, rule.certainty.value, str(rule.law[0])
    ('restart', 'verified', '118/2025/NĐ-CP Điều 19 khoản 5')
    """
    group = _EFFECTS.get(kind)
    if group is None:
        raise RuleError("rule.unknown", key=f"{kind.value}.effect")
    chosen: Effect | None = getattr(settings, group)
    if chosen is not None:
        return EffectRule(chosen)
    return _rule_by_law(group, received_on, procedure_code if group == "supplement" else None)


@lru_cache(maxsize=4096)
def _rule_by_law(group: str, day: date, procedure_code: str | None) -> EffectRule:
    book = rule_book()
    own = book[f"{group}.procedures"] if procedure_code else None
    if own is not None and own.entries[0].effective_from <= day:
        entry = own.at(day)
        stated = entry.value.get(_national_code(procedure_code or ""))
        if stated is not None:
            name, _, amount = stated.partition(" ")
            extension = parse_limit(amount) if amount else None
            return EffectRule(Effect(name), extension, entry.law, entry.certainty, own.key)
    rule = book[f"{group}.effect"]
    general: Enacted[str] = rule.at(day)
    certainty = general.certainty
    return EffectRule(Effect(general.value), None, general.law, certainty, rule.key)


@cache
def effect_days() -> tuple[date, ...]:
    """Return the days on which the law of any request changes, in order (ngày hiệu lực)."""
    book = rule_book()
    rules = [book[f"{group}.effect"] for group in _EFFECTS.values()] + [book["supplement.procedures"]]
    return tuple(sorted({entry.effective_from for rule in rules for entry in rule.entries}))


@cache
def own_procedures() -> frozenset[str]:
    """Return the national codes of the procedures that have an effect of their own."""
    return frozenset(code for entry in rule_book()["supplement.procedures"].entries for code in entry.value)


def own_procedure(code: str | None) -> str | None:
    """Return the national code of a procedure that has an effect of its own; None for any other."""
    national = _national_code(code) if code else ""
    return national if national in own_procedures() else None


def _national_code(code: str) -> str:
    """Return the national part of a procedure's code: 1.010824.000.00.00.H08 is 1.010824."""
    return ".".join("".join(code.split()).split(".")[:2])


@lru_cache(maxsize=4096)
def duty(key: str, received_on: date) -> DutyRule | None:
    """Return a duty in force for a dossier received on a day, or None where no text was read.

    Nobody is accused from memory: a value that is not `verified` is in the data and answers None.
    """
    rule = rule_book()[key]
    if rule.entries[0].effective_from > received_on:
        return None
    entry = rule.at(received_on)
    if entry.certainty is not Certainty.VERIFIED:
        return None
    if isinstance(entry.value, str):
        return DutyRule(entry.law, limit=parse_limit(entry.value))
    return DutyRule(entry.law, number=entry.value)
