"""Typed terms: what a rule can say of a dossier, and the three readings of each.

A term is read as Python source over local names, as a narwhals expression, and as a sentence.
A comparison with something missing is false in every reading. As an expression it may be null instead,
which `&`, `|` and a `when` read as false; only `~` must make it false first.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NoReturn

from attrs import frozen

from tthc.errors import RuleError


class Term(ABC):
    """Something that holds or does not; combine with `&`, `|` and `~` (điều kiện).

    Raises:
        RuleError: used as a truth value (`rules.not-a-truth-value`), which is what `and`, `or`, `not` and
            chained comparisons do; combined with something that is no term (`rules.not-a-term`).

    """

    __slots__ = ()

    def __and__(self, other: Term) -> Term:
        return All((*_parts(self, All), *_parts(checked(other), All)))

    def __or__(self, other: Term) -> Term:
        return AnyOf((*_parts(self, AnyOf), *_parts(checked(other), AnyOf)))

    def __invert__(self) -> Term:
        return Not(self)

    def __bool__(self) -> NoReturn:
        raise RuleError("rules.not-a-truth-value", term=self.sentence("en"))

    @abstractmethod
    def source(self, names: Mapping[str, str]) -> str:
        """Return the Python expression of the term over the local names of its inputs."""

    @abstractmethod
    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Return the term as a narwhals expression: true where it holds, false or null where it does not."""

    def read(self, inputs: Mapping[Any, Any]) -> Any:
        """Return the column that holds the term already, where `inputs` has one, else `column`."""
        return inputs[self] if self in inputs else self.column(inputs)

    def inner(self) -> tuple[Term, ...]:
        """Return the terms that this one is made of."""
        return ()

    @abstractmethod
    def sentence(self, lang: str) -> str:
        """Return the term in words."""


def checked(term: object) -> Term:
    """Return `term`, or raise when it is none: a plain bool in a row is a slip."""
    if not isinstance(term, Term):
        raise RuleError("rules.not-a-term", given=type(term).__name__)
    return term


def _parts(term: Term, joined: type[All] | type[AnyOf]) -> tuple[Term, ...]:
    """Return the parts of a term joined the same way, so that joining three reads as one list."""
    return term.parts if isinstance(term, joined) else (term,)


@frozen(eq=False)
class All(Term):
    """Hold when every part holds."""

    parts: tuple[Term, ...]

    def inner(self) -> tuple[Term, ...]:
        """Return the parts."""
        return self.parts

    def source(self, names: Mapping[str, str]) -> str:
        """Join the parts with `and`."""
        return "(" + " and ".join(part.source(names) for part in self.parts) + ")"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Join the parts with `&`."""
        first, *rest = (part.read(inputs) for part in self.parts)
        for expression in rest:
            first = first & expression
        return first

    def sentence(self, lang: str) -> str:
        """Join the parts with "and"."""
        return (" và " if lang == "vi" else " and ").join(_bracketed(part, lang) for part in self.parts)


@frozen(eq=False)
class AnyOf(Term):
    """Hold when at least one part holds."""

    parts: tuple[Term, ...]

    def inner(self) -> tuple[Term, ...]:
        """Return the parts."""
        return self.parts

    def source(self, names: Mapping[str, str]) -> str:
        """Join the parts with `or`."""
        return "(" + " or ".join(part.source(names) for part in self.parts) + ")"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Join the parts with `|`."""
        first, *rest = (part.read(inputs) for part in self.parts)
        for expression in rest:
            first = first | expression
        return first

    def sentence(self, lang: str) -> str:
        """Join the parts with "or"."""
        return (" hoặc " if lang == "vi" else " or ").join(_bracketed(part, lang) for part in self.parts)


def _bracketed(term: Term, lang: str) -> str:
    text = term.sentence(lang)
    return f"({text})" if isinstance(term, All | AnyOf) else text


@frozen(eq=False)
class Not(Term):
    """Hold when the part does not."""

    part: Term

    def inner(self) -> tuple[Term, ...]:
        """Return the part."""
        return (self.part,)

    def source(self, names: Mapping[str, str]) -> str:
        """Negate the part."""
        return f"(not {self.part.source(names)})"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Negate the part, read as false where it is null."""
        return ~self.part.read(inputs).fill_null(False)

    def sentence(self, lang: str) -> str:
        """Say that the part does not hold."""
        return ("không phải " if lang == "vi" else "not ") + _bracketed(self.part, lang)


@frozen(eq=False)
class Always(Term):
    """Hold for every dossier."""

    def source(self, names: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return a true expression."""
        return "True"

    def column(self, inputs: Mapping[Any, Any]) -> Any:  # noqa: ARG002
        """Return a true literal."""
        import narwhals as nw

        return nw.lit(True)

    def sentence(self, lang: str) -> str:
        """Say that it always holds."""
        return "mọi trường hợp" if lang == "vi" else "always"


class _Operator(enum.Enum):
    """Comparison of two days: symbol, and the words for it."""

    BEFORE = ("<", "trước", "before")
    NOT_AFTER = ("<=", "không sau", "not after")
    SAME = ("==", "cùng", "the same as")
    NOT_BEFORE = (">=", "không trước", "not before")
    AFTER = (">", "sau", "after")


@frozen(eq=False)
class Comparison(Term):
    """Compare two inputs of one type; false when either is missing."""

    left: Ordered
    operator: _Operator
    right: Ordered

    def source(self, names: Mapping[str, str]) -> str:
        """Guard both sides against None, then compare."""
        left, right = names[self.left.name], names[self.right.name]
        guards = [
            f"{names[side.name]} is not None and "
            for side in (self.left, self.right)
            if not side.always_given
        ]
        return f"({''.join(guards)}{left} {self.operator.value[0]} {right})"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Compare the columns."""
        left, right = inputs[self.left.name], inputs[self.right.name]
        return {
            _Operator.BEFORE: lambda: left < right,
            _Operator.NOT_AFTER: lambda: left <= right,
            _Operator.SAME: lambda: left == right,
            _Operator.NOT_BEFORE: lambda: left >= right,
            _Operator.AFTER: lambda: left > right,
        }[self.operator]()

    def sentence(self, lang: str) -> str:
        """Say which side is earlier."""
        word = self.operator.value[1 if lang == "vi" else 2]
        return f"{self.left.words(lang)} {word} {self.right.words(lang)}"


@frozen(eq=False)
class Missing(Term):
    """Hold when the input is not there."""

    of: Input

    def source(self, names: Mapping[str, str]) -> str:
        """Compare with None."""
        return f"({names[self.of.name]} is None)"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Ask whether the column is null."""
        return inputs[self.of.name].is_null()

    def sentence(self, lang: str) -> str:
        """Say that it is missing."""
        return f"không có {self.of.words(lang)}" if lang == "vi" else f"no {self.of.words(lang)}"


@frozen(eq=False)
class Present(Term):
    """Hold when the input is there."""

    of: Input

    def source(self, names: Mapping[str, str]) -> str:
        """Compare with None."""
        return f"({names[self.of.name]} is not None)"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Ask whether the column is not null."""
        return ~inputs[self.of.name].is_null()

    def sentence(self, lang: str) -> str:
        """Say that it is there."""
        return f"có {self.of.words(lang)}" if lang == "vi" else f"{self.of.words(lang)} is given"


@frozen(eq=False)
class Among(Term):
    """Hold when the code is one of some; false when it is missing."""

    of: Code
    codes: tuple[int | str, ...]

    def source(self, names: Mapping[str, str]) -> str:
        """Ask for membership, or for equality when there is one code."""
        name = names[self.of.name]
        if len(self.codes) == 1:
            return f"({name} == {self.codes[0]!r})"
        return f"({name} in {self.codes!r})"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Compare with each code."""
        column = inputs[self.of.name]
        first, *rest = (column == code for code in self.codes)
        for expression in rest:
            first = first | expression
        return first

    def sentence(self, lang: str) -> str:
        """List the codes."""
        codes = ", ".join(map(str, self.codes))
        if len(self.codes) == 1:
            return f"{self.of.words(lang)} {'là' if lang == 'vi' else 'is'} {codes}"
        return f"{self.of.words(lang)} {'thuộc' if lang == 'vi' else 'among'} ({codes})"


@frozen(eq=False, kw_only=True)
class Input:
    """Name something a rule reads: a column of the canonical table or a day of the report.

    Args:
        name: column name, attribute name of a dossier, or name of a constant.
        vi: words for it in Vietnamese.
        en: words for it in English.
        always_given: never missing (days of the report).

    """

    name: str
    vi: str
    en: str
    always_given: bool = False

    @property
    def missing(self) -> Term:
        """Hold when it is not there."""
        return Missing(self)

    @property
    def present(self) -> Term:
        """Hold when it is there."""
        return Present(self)

    def words(self, lang: str) -> str:
        """Return the words for it."""
        return self.vi if lang == "vi" else self.en

    def __eq__(self, other: object) -> Any:
        raise RuleError("rules.not-comparable", name=self.name)

    def __hash__(self) -> int:
        return hash(self.name)

    def __bool__(self) -> NoReturn:
        raise RuleError("rules.not-a-truth-value", term=self.name)


@frozen(eq=False, kw_only=True)
class Ordered(Input):
    """A day or a moment; compare only with another of its kind."""

    def _compare(self, operator: _Operator, other: object) -> Term:
        if type(other) is not type(self):
            raise RuleError("rules.not-comparable", name=self.name)
        return Comparison(self, operator, other)

    def __lt__(self, other: Ordered) -> Term:
        return self._compare(_Operator.BEFORE, other)

    def __le__(self, other: Ordered) -> Term:
        return self._compare(_Operator.NOT_AFTER, other)

    def __gt__(self, other: Ordered) -> Term:
        return self._compare(_Operator.AFTER, other)

    def __ge__(self, other: Ordered) -> Term:
        return self._compare(_Operator.NOT_BEFORE, other)

    def same(self, other: Ordered) -> Term:
        """Hold when both are there and equal."""
        return self._compare(_Operator.SAME, other)


@frozen(eq=False, kw_only=True)
class Day(Ordered):
    """A day (ngày)."""


@frozen(eq=False, kw_only=True)
class Moment(Ordered):
    """A moment of Vietnam wall-clock time (thời điểm)."""


@frozen(eq=False, kw_only=True)
class Code(Input):
    """A code out of a closed list (mã)."""

    def among(self, *codes: int | str) -> Term:
        """Hold when the code is one of `codes`."""
        if not codes:
            raise RuleError("rules.no-codes", name=self.name)
        return Among(self, tuple(codes))
