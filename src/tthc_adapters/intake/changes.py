"""What cleaning changed, counted by rule and column; a value is never kept."""

from __future__ import annotations

from collections import Counter

from attrs import field, frozen

from tthc_adapters.texts import Texts


@frozen(kw_only=True)
class Change:
    """Say how many cells of a column one rule of cleaning changed (làm sạch dữ liệu).

    Args:
        rule: a key of `data/cleaning_rules.toml`.
        file: label of the file.
        header: heading or path of the column.
        count: cells changed.

    >>> Change(rule="excel-serial", file="a.xlsx", header="Ngày nhận", count=2).message("en")
    'serial numbers of a spreadsheet turned into dates'
    """

    rule: str
    file: str
    header: str
    count: int

    def message(self, lang: str = "vi") -> str:
        """Return what the rule does."""
        return Texts("cleaning_rules", lang)(self.rule)


@frozen
class Changes:
    """Count the changes of a reading."""

    _counts: Counter[tuple[str, str, str]] = field(factory=Counter, init=False)

    def add(self, rule: str, file: str, header: str, count: int) -> None:
        """Count `count` cells more."""
        if count:
            self._counts[rule, file, header] += count

    def merge(self, other: Changes) -> None:
        """Take over what another reading counted."""
        self._counts.update(other._counts)

    def all(self) -> tuple[Change, ...]:
        """Return the changes in the order they were first met."""
        return tuple(
            Change(rule=rule, file=file, header=header, count=count)
            for (rule, file, header), count in self._counts.items()
        )
