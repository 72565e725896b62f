"""Legal references, certainty, and values that change on the day a text takes effect."""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from attrs import field, frozen, validators

from tthc.errors import RuleError

T = TypeVar("T")


class Certainty(enum.Enum):
    """How sure a value is (mức độ chắc chắn), from the surest to the least sure."""

    VERIFIED = "verified"
    PRACTICE = "practice"
    REPORTED = "reported"
    MEMORY = "memory"

    @property
    def weakness(self) -> int:
        """Rank from 0 (verified) to 3 (memory)."""
        return _WEAKNESS[self]

    @classmethod
    def weakest(cls, values: Iterable[Certainty]) -> Certainty:
        """Return the least sure of `values`; verified when there are none.

        >>> Certainty.weakest([Certainty.VERIFIED, Certainty.MEMORY, Certainty.REPORTED])
        <Certainty.MEMORY: 'memory'>
        """
        return max(values, key=lambda value: value.weakness, default=cls.VERIFIED)


_WEAKNESS = {value: rank for rank, value in enumerate(Certainty)}


@frozen
class LegalRef:
    """Name a legal text and the place in it (căn cứ pháp lý).

    Args:
        document: number of the text, e.g. "91/2015/QH13".
        provision: article and clause, e.g. "Điều 147"; empty for a whole notice.
        checked: the day someone last read the source; None when nobody did.

    >>> print(LegalRef("91/2015/QH13", "Điều 147"))
    91/2015/QH13 Điều 147
    """

    document: str
    provision: str = ""
    checked: date | None = field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.document} {self.provision}".strip()


@frozen
class Enacted(Generic[T]):
    """Pair a value with the day it took effect (ngày có hiệu lực)."""

    effective_from: date
    value: T
    law: tuple[LegalRef, ...] = field(validator=validators.min_len(1), kw_only=True)
    certainty: Certainty = field(default=Certainty.VERIFIED, kw_only=True)


@frozen
class Dated(Generic[T]):
    """Hold every value a rule has had (quy định theo thời gian).

    Args:
        key: name of the rule, e.g. "count.first_day".
        entries: strictly ascending by `effective_from`.
        verified_through: last day up to which someone checked the law (inclusive).

    Raises:
        RuleError: entries do not strictly ascend (`rule.order`) or are missing (`rule.empty`).
    """

    key: str
    entries: tuple[Enacted[T], ...]
    verified_through: date = field(kw_only=True)
    title_vi: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        days = [entry.effective_from for entry in self.entries]
        if not days:
            raise RuleError("rule.empty", key=self.key)
        if days != sorted(set(days)):
            raise RuleError("rule.order", key=self.key)

    def at(self, day: date) -> Enacted[T]:
        """Return the entry in force on `day`; never None.

        Raises:
            RuleError: `day` precedes the first entry (`rule.not-in-force`).
        """
        index = bisect_right(self.entries, day, key=lambda entry: entry.effective_from)
        if index == 0:
            raise RuleError("rule.not-in-force", key=self.key, day=day)
        return self.entries[index - 1]

    def is_provisional(self, day: date) -> bool:
        """Tell whether nobody has yet checked the law as far as `day`."""
        return day > self.verified_through


@frozen
class RuleBook:
    """Hold the dated values of one or more data files, by key (sổ quy định).

    >>> book = rule_book()
    >>> print(book["count.first_day"].at(date(2026, 1, 5)).law[0])
    91/2015/QH13 Điều 147
    """

    values: Mapping[str, Dated[Any]]

    def __getitem__(self, key: str) -> Dated[Any]:
        """Return the rule named `key`.

        Raises:
            RuleError: there is no such rule (`rule.unknown`).
        """
        try:
            return self.values[key]
        except KeyError:
            raise RuleError("rule.unknown", key=key) from None

    def at(self, day: date) -> Mapping[str, Enacted[Any]]:
        """Return every rule in force on `day`; rules that begin later are left out."""
        return {
            key: rule.at(day) for key, rule in self.values.items() if rule.entries[0].effective_from <= day
        }


_RULE_KEYS = {"title_vi", "unit", "verified_through", "values"}
_VALUE_KEYS = {"from", "value", "law", "certainty"}
_LAW_KEYS = {"document", "provision", "checked"}


def parse_rules(text: str) -> dict[str, Dated[Any]]:
    """Read dated values from TOML; tables `[group.name]` become keys "group.name".

    Raises:
        RuleError: text that is not TOML (`rule.not-toml`), an unknown key (`rule.unknown-key`), a
            missing field (`rule.missing-field`), a field of the wrong kind (`rule.bad-field`), a
            value without law (`rule.no-law`), entries that do not ascend (`rule.order`) or are
            missing (`rule.empty`).
    """
    import tomllib

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError("rule.not-toml", reason=str(error)) from None
    rules: dict[str, Dated[Any]] = {}
    for group, members in tables.items():
        if not isinstance(members, dict):
            raise RuleError("rule.bad-field", key=group, field=group)
        for name, table in members.items():
            key = f"{group}.{name}"
            rules[key] = _parse_rule(key, _Table(key, table, _RULE_KEYS))
    return rules


class _Table:
    """A TOML table that says which rule it belongs to when a field is missing or wrong."""

    def __init__(self, key: str, table: object, allowed: set[str]) -> None:
        if not isinstance(table, dict):
            raise RuleError("rule.bad-field", key=key, field=str(table))
        extra = sorted(set(table) - allowed)
        if extra:
            raise RuleError("rule.unknown-key", key=key, extra=", ".join(extra))
        self.key, self.table = key, table

    def need(self, name: str) -> Any:
        if name not in self.table:
            raise RuleError("rule.missing-field", key=self.key, field=name)
        return self.table[name]

    def text(self, name: str, default: str | None = None) -> str:
        value = self.need(name) if default is None else self.table.get(name, default)
        if not isinstance(value, str):
            raise RuleError("rule.bad-field", key=self.key, field=name)
        return value

    def day(self, name: str) -> date:
        value = self.need(name)
        if type(value) is not date:  # a TOML moment is a date too, by inheritance
            raise RuleError("rule.bad-field", key=self.key, field=name)
        return value

    def tables(self, name: str, allowed: set[str]) -> list[_Table]:
        value = self.need(name)
        if not isinstance(value, list):
            raise RuleError("rule.bad-field", key=self.key, field=name)
        return [_Table(self.key, each, allowed) for each in value]


def _parse_rule(key: str, rule: _Table) -> Dated[Any]:
    return Dated(
        key,
        tuple(_parse_value(each) for each in rule.tables("values", _VALUE_KEYS)),
        verified_through=rule.day("verified_through"),
        title_vi=rule.text("title_vi", ""),
    )


def _parse_value(value: _Table) -> Enacted[Any]:
    if not value.table.get("law"):
        raise RuleError("rule.no-law", key=value.key)
    try:
        certainty = Certainty(value.text("certainty", "verified"))
    except ValueError:
        raise RuleError("rule.bad-field", key=value.key, field="certainty") from None
    return Enacted(
        value.day("from"),
        value.need("value"),
        law=tuple(
            LegalRef(
                law.text("document"),
                law.text("provision", ""),
                checked=law.day("checked") if "checked" in law.table else None,
            )
            for law in value.tables("law", _LAW_KEYS)
        ),
        certainty=certainty,
    )


def merge_rules(parts: Iterable[Mapping[str, Dated[Any]]]) -> RuleBook:
    """Put the rules of several files into one book.

    Raises:
        RuleError: a rule stands in two files (`rule.twice`).
    """
    merged: dict[str, Dated[Any]] = {}
    for part in parts:
        for key, rule in part.items():
            if key in merged:
                raise RuleError("rule.twice", key=key)
            merged[key] = rule
    return RuleBook(merged)


@cache
def rule_book() -> RuleBook:
    """Return the dated values that come with the package (`tthc/data/law/*.toml`)."""
    paths = sorted(files("tthc").joinpath("data/law").iterdir(), key=lambda path: path.name)
    return merge_rules(
        parse_rules(path.read_text(encoding="utf-8")) for path in paths if path.name.endswith(".toml")
    )


@cache
def data_version() -> str:
    """Return the version of the data in the package: a date, shown in every answer.

    >>> len(data_version())
    10
    """
    return files("tthc").joinpath("data/VERSION").read_text(encoding="utf-8").strip()
