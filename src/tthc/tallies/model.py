"""A tally: counts of dossiers by group and by answered row, that add up and open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen

from tthc.errors import FormError
from tthc.findings import Finding
from tthc.outcomes import Basis, CountingPolicy, Origin, Outcome, Scope, counting_program
from tthc.periods import ReportingPeriod
from tthc.rules import Rules


@frozen
class Group:
    """Dossiers counted together: same level, field, agency, answering rows and findings (nhóm).

    `level` is a code of `tthc.Level`; `field` and `agency` are None when not known. `origin_row` and
    `outcome_row` are None unless the dossiers are in scope.
    """

    level: str
    field: str | None
    agency: str | None
    scope_row: str
    origin_row: str | None
    outcome_row: str | None
    findings: tuple[str, ...] = ()


@frozen(kw_only=True)
class Tally:
    """Hold the counts of one report (số liệu tổng hợp), each of which opens to its dossiers.

    Counts add (`+`) when the parts share no dossier codes, are stored with `tthc.codec`, and compare equal
    whatever frame they came from. The coded frame is kept beside them and is not stored.
    """

    period: ReportingPeriod
    as_of: date
    policy: CountingPolicy
    basis: Basis
    data_version: str
    rules_digest: str
    provisional: bool
    counts: tuple[tuple[Group, int], ...]
    coded: Any = field(default=None, eq=False, repr=False)

    @property
    def tables(self) -> tuple[Rules[Scope], Rules[Origin], Rules[Outcome]]:
        """The scope, origin and outcome tables that gave the answers."""
        scope, origin, outcome = counting_program(self.policy, self.basis).tables
        return scope, origin, outcome

    def groups(
        self,
        *,
        scope: Scope | None = Scope.IN,
        origin: Origin | Iterable[Origin] | None = None,
        outcome: Outcome | Iterable[Outcome] | None = None,
        **exact: str | None,
    ) -> Iterable[tuple[Group, int]]:
        """Yield the groups that match, with their counts.

        Args:
            scope: answer of the scope table; None for all three.
            origin: one or several answers; None for all.
            outcome: one or several answers; None for all.
            exact: `level`, `field`, `agency`, `scope_row`, `origin_row`, `outcome_row`, or `finding`
                (a code).

        Raises:
            FormError: an unknown criterion (`tally.criterion`).

        """
        scopes, origins, outcomes = self.tables
        finding = exact.pop("finding", None)
        unknown = sorted(exact.keys() - attrs.fields_dict(Group).keys())
        if unknown:
            raise FormError("tally.criterion", given=", ".join(unknown))
        wanted = {
            "scope_row": _rows_answering(scopes, scope),
            "origin_row": _rows_answering(origins, origin),
            "outcome_row": _rows_answering(outcomes, outcome),
        }
        for group, number in self.counts:
            if finding is not None and finding not in group.findings:
                continue
            if any(rows is not None and getattr(group, name) not in rows for name, rows in wanted.items()):
                continue
            if all(getattr(group, name) == value for name, value in exact.items()):
                yield group, number

    def count(self, **criteria: Any) -> int:
        """Return how many dossiers match; in scope unless `scope` says otherwise."""
        return sum(number for _, number in self.groups(**criteria))

    def open(self, **criteria: Any) -> Any:
        """Return the dossiers behind a count, as a frame of the engine the table came from (mở số liệu).

        Raises:
            FormError: the tally was loaded or added and has no frame (`tally.no-frame`), the source
                changed since it was counted (`tally.source-changed`) or can no longer be read
                (`tally.source-gone`).

        """
        from tthc.tallies.coding import select_groups

        if self.coded is None:
            raise FormError("tally.no-frame")
        matching = [group for group, _ in self.groups(**criteria)]
        expected = self.count(**criteria)
        same: dict[str, str | None] = {
            name: criteria[name] for name in ("level", "field", "agency") if name in criteria
        }
        frame = select_groups(self, matching, same)
        found = len(frame)
        if found != expected:
            raise FormError("tally.source-changed", expected=expected, found=found)
        return frame

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings of the counting rules, the most frequent first."""
        counted: Counter[str] = Counter()
        for group, number in self.counts:
            for code in group.findings:
                counted[code] += number
        ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Finding(code, count=number) for code, number in ordered)

    def __add__(self, other: Tally) -> Tally:
        """Add the tally of another part that shares no dossier codes with this one.

        Raises:
            FormError: the two answer different questions (`tally.unlike`).

        """
        key = attrs.filters.exclude("counts", "coded", "provisional")
        if attrs.asdict(self, recurse=False, filter=key) != attrs.asdict(other, recurse=False, filter=key):
            raise FormError("tally.unlike")
        summed: Counter[Group] = Counter()
        for group, number in (*self.counts, *other.counts):
            summed[group] += number
        return attrs.evolve(
            self,
            counts=ordered_counts(summed.items()),
            provisional=self.provisional or other.provisional,
            coded=None,
        )


def ordered_counts(counts: Iterable[tuple[Group, int]]) -> tuple[tuple[Group, int], ...]:
    """Return counts in one order, so that equal tallies compare equal."""
    return tuple(sorted(counts, key=lambda item: tuple(str(part or "") for part in attrs.astuple(item[0]))))


def _rows_answering(table: Rules[Any], answers: Any) -> frozenset[str] | None:
    """Return the names of the rows that give one of `answers`; None when every answer will do."""
    if answers is None:
        return None
    wanted = {answers} if isinstance(answers, Scope | Origin | Outcome) else set(answers)
    return frozenset(row.name for row in table.rows if row.answer in wanted)
