"""Groups of linked procedures and their limits, as they stood on the day of reception."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from attrs import frozen

from tthc.errors import RuleError
from tthc.law import Certainty, LegalRef, rule_book
from tthc.limits import Limit, parse_limit


class Handling(enum.Enum):
    """Whether facts have to be verified (có phải xác minh hay không); that has limits of its own."""

    ORDINARY = "ordinary"
    """Nothing has to be verified."""
    VERIFICATION = "verification"
    """Có xác minh."""


class ComponentStart(enum.Enum):
    """From when the clock of a component runs (thời điểm bắt đầu của thành phần)."""

    WITH_GROUP = "with-group"
    """From the reception of the group, unless its own is known."""
    OWN_RECEIPT = "own-receipt"
    """Only from the receipt by its own agency."""


@frozen(kw_only=True)
class LinkedComponent:
    """Hold one procedure of a group (một thủ tục thành phần).

    Args:
        key: stable name, e.g. "birth-registration".
        vi: its name in Vietnamese.
        en: its name in English.
        limit: its limit; None where nobody read one.
        verification: its limit where facts have to be verified; None for the same.
        notice: by when a deficiency has to be told; None where nobody read it.
        starts: from when its clock runs.
        optional: it belongs to the group only when the applicant asks for it.
    """

    key: str
    vi: str
    en: str
    limit: Limit | None = None
    verification: Limit | None = None
    notice: Limit | None = None
    starts: ComponentStart = ComponentStart.WITH_GROUP
    optional: bool = False

    def limit_for(self, handling: Handling) -> Limit | None:
        """Return the limit of an ordinary dossier or of one with verification."""
        return _choose(handling, self.limit, self.verification)


@frozen(kw_only=True)
class LinkedGroup:
    """Hold a group of linked procedures as it stood on a day (nhóm thủ tục liên thông).

    Args:
        name: "birth" or "death".
        effective_from: the day these limits took effect.
        limit: the limit of the whole group; None where nobody read one.
        verification: its limit where facts have to be verified; None for the same.
        components: its procedures.
        law: the texts.
        certainty: how sure the limits are.
        verified_through: last day up to which the law was checked (inclusive).
    """

    name: str
    effective_from: date
    limit: Limit | None
    verification: Limit | None
    components: tuple[LinkedComponent, ...]
    law: tuple[LegalRef, ...]
    certainty: Certainty
    verified_through: date

    def limit_for(self, handling: Handling) -> Limit | None:
        """Return the limit of an ordinary group or of one with verification."""
        return _choose(handling, self.limit, self.verification)


def _choose(handling: Handling, ordinary: Limit | None, verification: Limit | None) -> Limit | None:
    return verification or ordinary if handling is Handling.VERIFICATION else ordinary


_GROUPS = ("birth", "death")


def linked_group(name: str, received_on: date) -> LinkedGroup:
    """Return a group as it stood for a dossier received on a day (nhóm liên thông theo ngày).

    Raises:
        RuleError: no such group (`linked.unknown-group`), or nothing is known so early
            (`rule.not-in-force`).

    Law: 63/2024/NĐ-CP (limits from a published report); from 1/9/2026 301/2026/NĐ-CP.

    >>> before, after = date(2026, 8, 31), date(2026, 9, 1)
    >>> print(linked_group("birth", before).limit, "|", linked_group("birth", after).limit)
    4 ngày làm việc | 3 ngày làm việc
    >>> linked_group("birth", before).certainty.value
    'reported'
    """
    if name not in _GROUPS:
        raise RuleError("linked.unknown-group", name=name, known=", ".join(_GROUPS))
    rule = rule_book()[f"linked.{name}"]
    entry = rule.at(received_on)
    return _group(name, entry.effective_from)


@cache
def _group(name: str, effective_from: date) -> LinkedGroup:
    rule = rule_book()[f"linked.{name}"]
    entry = rule.at(effective_from)
    value: Mapping[str, Any] = entry.value
    return LinkedGroup(
        name=name,
        effective_from=effective_from,
        limit=_limit(value, "limit"),
        verification=_limit(value, "verification"),
        components=tuple(map(_component, value["components"])),
        law=entry.law,
        certainty=entry.certainty,
        verified_through=rule.verified_through,
    )


def _component(table: Mapping[str, Any]) -> LinkedComponent:
    return LinkedComponent(
        key=table["key"],
        vi=table["vi"],
        en=table["en"],
        limit=_limit(table, "limit"),
        verification=_limit(table, "verification"),
        notice=_limit(table, "notice"),
        starts=ComponentStart(table.get("starts", "with-group")),
        optional=table.get("optional", False),
    )


def _limit(table: Mapping[str, Any], name: str) -> Limit | None:
    return parse_limit(table[name]) if name in table else None


@frozen
class Bound:
    """Hold how long a wait may last, and by which law (giới hạn của một lần chờ)."""

    limit: Limit
    law: tuple[LegalRef, ...]


def linked_bound(name: str, received_on: date) -> Bound | None:
    """Return how long a "supplement", "confirmation" or "repair" may last; None where nobody read it.

    >>> print(linked_bound("supplement", date(2026, 9, 1)).limit)
    7 ngày làm việc
    """
    rule = rule_book()[f"linked.{name}"]
    if received_on < rule.entries[0].effective_from:
        return None
    entry = rule.at(received_on)
    return Bound(parse_limit(entry.value), entry.law)
