"""Counts by group, kept by place: a national tally has few places, few answers, and many pairs of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, overload

from attrs import frozen

Place = tuple[str, str | None, str | None]
"""Level, field, agency."""

Answers = tuple[str, str | None, str | None, tuple[str, ...]]
"""Answering row of scope, of origin, of outcome, and the findings."""


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


class Counts(Sequence[tuple[Group, int]]):
    """Hold the count of each group, in one order, so that equal counts compare equal (các số đếm).

    It reads as a tuple of pairs of a group and its count; the groups are made as they are asked for.

    >>> group = Group("commune", "Hộ tịch", "UBND xã Mẫu 1", "A5", "O3d", "B3")
    >>> counts = Counts.of([(group, 2), (group, 1)])
    >>> len(counts), counts[0] == (group, 3)
    (1, True)
    """

    __slots__ = ("answers", "by_place")

    answers: Mapping[Any, Answers]
    """The combinations of answers, by whatever key the counts have for them."""
    by_place: Mapping[Place, tuple[Collection[Any], Collection[int]]]
    """For each place, in order, the keys of its answers, each once, and beside them their counts."""

    def __init__(
        self, counts: Mapping[Place, tuple[Collection[Any], Collection[int]]], answers: Mapping[Any, Answers]
    ) -> None:
        """Order the places; the counts of each are put in order when they are asked for in order.

        Args:
            counts: for each place keys of `answers`, each once, and beside them their counts.
            answers: the answers that each key stands for; no two keys stand for the same.

        """
        self.by_place = {place: counts[place] for place in sorted(counts, key=_spelled)}
        self.answers = answers

    @classmethod
    def of(cls, pairs: Iterable[tuple[Group, int]]) -> Counts:
        """Return the counts of pairs of a group and its count; counts of one group add."""
        if isinstance(pairs, Counts):
            return pairs
        summed: dict[Place, dict[Answers, int]] = {}
        for group, number in pairs:
            here = summed.setdefault((group.level, group.field, group.agency), {})
            answers = (group.scope_row, group.origin_row, group.outcome_row, tuple(group.findings))
            here[answers] = here.get(answers, 0) + number
        return cls.summed(summed, {each: each for here in summed.values() for each in here})

    @classmethod
    def summed(cls, counts: Mapping[Place, Mapping[Any, int]], answers: Mapping[Any, Answers]) -> Counts:
        """Return the counts that stand by place and key of `answers`."""
        return cls({place: (here.keys(), here.values()) for place, here in counts.items()}, answers)

    def in_order(self) -> tuple[tuple[Answers, ...], tuple[tuple[Place, dict[int, int]], ...]]:
        """Return the answers in order; and each place in order, with its counts by position in the answers.

        Answers that no place has a count of are left out, so that equal counts are equal here too.
        """
        occurring = set(chain.from_iterable(keys for keys, _ in self.by_place.values()))
        ordered = sorted(occurring, key=lambda key: _spelled(self.answers[key]))
        rank = {key: position for position, key in enumerate(ordered)}
        places = tuple(
            (place, dict(sorted(zip(map(rank.__getitem__, keys), numbers, strict=True))))
            for place, (keys, numbers) in self.by_place.items()
        )
        return tuple(self.answers[key] for key in ordered), places

    def __add__(self, other: Counts) -> Counts:
        summed: dict[Place, dict[Answers, int]] = {}
        for counts in (self, other):
            for place, (keys, numbers) in counts.by_place.items():
                here = summed.setdefault(place, {})
                for key, number in zip(keys, numbers, strict=True):
                    answers = counts.answers[key]
                    here[answers] = here.get(answers, 0) + number
        return Counts.summed(summed, {each: each for here in summed.values() for each in here})

    def __len__(self) -> int:
        return sum(len(keys) for keys, _ in self.by_place.values())

    def __iter__(self) -> Iterator[tuple[Group, int]]:
        answers, places = self.in_order()
        for place, counted in places:
            for position, number in counted.items():
                yield group_of(place, answers[position]), number

    @overload
    def __getitem__(self, index: int) -> tuple[Group, int]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Group, int], ...]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        return self.in_order() == other.in_order()

    def __hash__(self) -> int:
        return hash(frozenset(self.by_place))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        answers, places = self.in_order()
        return Counts.summed, (dict(places), dict(enumerate(answers)))


def group_of(place: Place, answers: Answers) -> Group:
    """Return the group of a place and its answers."""
    level, field, agency = place
    return Group(level, field, agency, *answers)


def _spelled(parts: tuple[Any, ...]) -> tuple[tuple[bool, str], ...]:
    """Spell a place or answers out; None comes first, and is not the empty text."""
    return tuple((part is not None, str(part)) for part in parts)
