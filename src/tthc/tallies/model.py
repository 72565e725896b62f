"""A tally: counts of dossiers by group and by answered row, that add up and open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen

from tthc.errors import FormError, TableError
from tthc.findings import Finding
from tthc.outcomes import Basis, CountingPolicy, Origin, Outcome, Scope, counting_program
from tthc.periods import ReportingPeriod
from tthc.rules import Rules
from tthc.tallies.counts import Answers, Counts, Group, Place, group_of


def _counts(pairs: Iterable[tuple[Group, int]]) -> Any:
    return Counts.of(pairs)


@frozen(kw_only=True)
class Tally:
    """Hold the counts of one report (số liệu tổng hợp), each of which opens to its dossiers.

    Counts add (`+`) when the parts share no dossier codes (see `check_codes`), are stored with `tthc.codec`,
    and compare equal whatever engine they came from. The coded frame is kept beside them and is not stored.

    Attributes:
        counts: a tuple of pairs of a `Group` and its count.
        notes: findings of the table itself, such as zone-aware columns that were converted.

    """

    period: ReportingPeriod
    as_of: date
    policy: CountingPolicy
    basis: Basis
    data_version: str
    rules_digest: str
    provisional: bool
    counts: tuple[tuple[Group, int], ...] = field(converter=_counts)
    notes: tuple[Finding, ...] = field(default=(), eq=False)
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
    ) -> Iterator[tuple[Group, int]]:
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
        for place, counted in self.places(scope=scope, origin=origin, outcome=outcome, **exact):
            for answers, number in counted:
                yield group_of(place, answers), number

    def count(self, **criteria: Any) -> int:
        """Return how many dossiers match; in scope unless `scope` says otherwise."""
        return sum(number for _, counted in self.places(**criteria) for _, number in counted)

    def places(
        self,
        *,
        scope: Scope | None = Scope.IN,
        origin: Origin | Iterable[Origin] | None = None,
        outcome: Outcome | Iterable[Outcome] | None = None,
        **exact: str | None,
    ) -> Iterator[tuple[Place, list[tuple[Answers, int]]]]:
        """Yield each level, field and agency that match, with the answers that match and their counts.

        It takes the criteria of `groups` and makes no object for a group.

        Raises:
            FormError: an unknown criterion (`tally.criterion`).

        """
        unknown = sorted(exact.keys() - attrs.fields_dict(Group).keys() - {"finding"})
        if unknown:
            raise FormError("tally.criterion", given=", ".join(unknown))
        scopes, origins, outcomes = self.tables
        wanted: dict[int, frozenset[str | None]] = {}
        asked = (
            ("scope_row", scopes, scope),
            ("origin_row", origins, origin),
            ("outcome_row", outcomes, outcome),
        )
        for index, (name, table, answers) in enumerate(asked):
            rows = _rows_answering(table, answers)
            if name in exact:
                rows = frozenset({exact[name]} if rows is None else {exact[name]} & rows)
            if rows is not None:
                wanted[index] = rows
        finding = exact.get("finding")
        counts = Counts.of(self.counts)
        held = {
            key: given
            for key, given in counts.answers.items()
            if all(given[index] in rows for index, rows in wanted.items())
            and (finding is None or finding in given[3])
        }
        parts = [
            (index, exact[name]) for index, name in enumerate(("level", "field", "agency")) if name in exact
        ]
        for place, counted in counts.by_place.items():
            if all(place[index] == value for index, value in parts):
                keys, numbers = counted
                paired = zip(map(held.get, keys), numbers, strict=True)
                yield place, [(answers, number) for answers, number in paired if answers is not None]

    def cells(self) -> Iterator[tuple[Place, list[tuple[Origin, Outcome, int]]]]:
        """Yield each level, field and agency, with its dossiers in scope by origin and outcome (ô số liệu).

        Places are in order. A pair of origin and outcome stands once for a place, in no order, and only where
        it has dossiers; so does a place.
        """
        scopes, origins, outcomes = self.tables
        inside = _rows_answering(scopes, Scope.IN) or frozenset()
        counts = Counts.of(self.counts)
        pairs: dict[tuple[Origin, Outcome] | None, int] = {}
        position_of = {}
        for key, (scope_row, origin_row, outcome_row, _) in counts.answers.items():
            pair = None
            if scope_row in inside and origin_row is not None and outcome_row is not None:
                pair = origins.row(origin_row).answer, outcomes.row(outcome_row).answer
            position_of[key] = pairs.setdefault(pair, len(pairs))
        for place, (keys, numbers) in counts.by_place.items():
            sums = [0] * len(pairs)
            for position, number in zip(map(position_of.__getitem__, keys), numbers, strict=True):
                sums[position] += number
            here = [(*pair, number) for pair, number in zip(pairs, sums, strict=True) if pair and number]
            if here:
                yield place, here

    def open(self, **criteria: Any) -> Any:
        """Return the dossiers behind a count, as the kind of table that was counted (mở số liệu).

        A lazy polars frame opens to an eager one; DuckDB and Spark give a relation or frame of their own.

        Raises:
            FormError: the tally was loaded or added and has no frame (`tally.no-frame`), the source
                changed since it was counted (`tally.source-changed`) or can no longer be read
                (`tally.source-gone`).

        """
        from tthc.tallies.coding import open_groups

        if self.coded is None:
            raise FormError("tally.no-frame")
        matching = [group for group, _ in self.groups(**criteria)]
        same: dict[str, str | None] = {
            name: criteria[name] for name in ("level", "field", "agency") if name in criteria
        }
        try:
            found, frame = open_groups(self, matching, same)
        except TableError:
            raise FormError("tally.source-gone") from None
        expected = self.count(**criteria)
        if found != expected:
            raise FormError("tally.source-changed", expected=expected, found=found)
        return frame

    def findings(self) -> tuple[Finding, ...]:
        """Return the notes on the table, then the findings of the counting rules, the most frequent first."""
        answered: Counter[Answers] = Counter()
        for _, here in self.places(scope=None):
            for answers, number in here:
                if answers[3]:
                    answered[answers] += number
        counted: Counter[str] = Counter()
        for (_, _, _, codes), number in answered.items():
            for code in codes:
                counted[code] += number
        ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return (*self.notes, *(Finding(code, count=number) for code, number in ordered))

    def __add__(self, other: Tally) -> Tally:
        """Add the tally of another part that shares no dossier codes with this one.

        Raises:
            FormError: the two answer different questions (`tally.unlike`).

        """
        key = attrs.filters.exclude("counts", "notes", "coded", "provisional")
        if attrs.asdict(self, recurse=False, filter=key) != attrs.asdict(other, recurse=False, filter=key):
            raise FormError("tally.unlike")
        return attrs.evolve(
            self,
            counts=_counts(self.counts) + _counts(other.counts),
            notes=_added(self.notes, other.notes),
            provisional=self.provisional or other.provisional,
            coded=None,
        )


def _added(notes: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    """Add the notes of two parts: those that differ in nothing but their count become one."""
    added: dict[tuple[str, tuple[Any, ...]], Finding] = {}
    for note in (*notes, *others):
        key = (note.code, tuple(note.details.items()))
        known = added.get(key)
        added[key] = attrs.evolve(known, count=known.count + note.count) if known else note
    return tuple(added.values())


def _rows_answering(table: Any, answers: Any) -> frozenset[str | None] | None:
    """Return the names of the rows that give one of `answers`; None when every answer will do."""
    if answers is None:
        return None
    wanted = {answers} if isinstance(answers, Scope | Origin | Outcome) else set(answers)
    return frozenset(row.name for row in table.rows if row.answer in wanted)
