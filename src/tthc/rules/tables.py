"""First-match tables of terms, and the program that reads several of them together."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from tthc.errors import RuleError
from tthc.rules.sharing import inputs_of, shared_terms, with_inner
from tthc.rules.terms import Always, Among, Comparison, Day, Input, Term, checked

A = TypeVar("A")


@frozen
class Row(Generic[A]):
    """One row of a table: its name, its term, its answer, and what it rests on."""

    name: str
    term: Term = field(eq=False)
    answer: A
    basis: str = ""

    def __attrs_post_init__(self) -> None:
        checked(self.term)


@frozen
class Rules(Generic[A]):
    """A first-match table: the first row that holds gives the answer (bảng quyết định).

    Args:
        name: name of the table.
        rows: in order; names are unique and the last row holds always.
        given: ask the table only when this holds; otherwise it gives no answer.

    Raises:
        RuleError: two rows share a name (`rules.row-twice`), a row holds no term (`rules.not-a-term`),
            the last row does not hold always (`rules.not-complete`).

    """

    name: str
    rows: tuple[Row[A], ...]
    given: Term = field(factory=Always, eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checked(self.given)
        names = [row.name for row in self.rows]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RuleError("rules.row-twice", table=self.name, rows=", ".join(twice))
        if not self.rows or not isinstance(self.rows[-1].term, Always):
            raise RuleError("rules.not-complete", table=self.name)

    def row(self, name: str) -> Row[A]:
        """Return the row called `name`.

        Raises:
            RuleError: there is none (`rules.no-such-row`).

        """
        return self.rows[self.code(name)]

    def code(self, name: str) -> int:
        """Return the position of the row called `name`, which stands for it in frames.

        Raises:
            RuleError: there is none (`rules.no-such-row`).

        """
        for position, row in enumerate(self.rows):
            if row.name == name:
                return position
        raise RuleError("rules.no-such-row", table=self.name, row=name)

    def answered(self, *names: str) -> Term:
        """Hold when the table was answered by one of the rows called `names`."""
        return Answered(self, tuple(self.code(name) for name in names))

    def sentences(self, lang: str = "vi") -> tuple[str, ...]:
        """Return the table in words, a sentence a row."""
        return tuple(f"{row.name}: {row.term.sentence(lang)} → {_shown(row.answer)}" for row in self.rows)

    def digest(self) -> str:
        """Return a digest that changes when a term, an answer, a basis or the order changes."""
        text = "\n".join((self.name, self.given.sentence("en"), *self.sentences("en")))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_READ, _TERM = "tthc_read_", "tthc_term_"

NOT_ASKED = -1
"""Stands in frames for the answer of a table that was not asked."""


@frozen(eq=False)
class Answered(Term):
    """Hold when a table read before was answered by one of some rows."""

    table: Rules[Any]
    codes: tuple[int, ...]

    def source(self, names: Mapping[str, str]) -> str:
        """Compare the local that holds the answered row."""
        return f"({names[self.table.name]} in {self.codes!r})"

    def column(self, inputs: Mapping[Any, Any]) -> Any:
        """Compare the column that holds the answered row, which is never null."""
        first, *rest = (inputs[self.table.name] == code for code in self.codes)
        for expression in rest:
            first = first | expression
        return first

    def sentence(self, lang: str) -> str:
        """Name the rows."""
        rows = ", ".join(self.table.rows[code].name for code in self.codes)
        return f"{self.table.name} {'là' if lang == 'vi' else 'is'} {rows}"


@frozen
class Literal:
    """A fixed code as the answer of a derived input."""

    value: str | int


@frozen
class Derived:
    """An input that a table makes from others; its answers are inputs, literals, or None for nothing."""

    made: Input
    rules: Rules[Input | Literal | None]


def _shown(answer: object) -> str:
    if isinstance(answer, enum.Enum):
        return str(answer.value)
    if isinstance(answer, Input):
        return answer.name
    return str(answer.value) if isinstance(answer, Literal) else str(answer)


@frozen
class Program:
    """Tables that are read together (bộ bảng quyết định): derived inputs, then tables, then flags.

    Args:
        constants: days that are the same for every dossier.
        inputs: what is read of each dossier.
        derived: inputs made from those before them, in order.
        tables: first-match tables, in order; a later one may ask how an earlier one was answered.
        flags: named terms, each a finding.

    """

    constants: tuple[Day, ...]
    inputs: tuple[Input, ...]
    derived: tuple[Derived, ...]
    tables: tuple[Rules[Any], ...]
    flags: Mapping[str, Term] = field(eq=False)

    def digest(self) -> str:
        """Return a digest over every derived input, table and flag."""
        flags = (f"{name}: {term.sentence('en')}" for name, term in self.flags.items())
        parts = (
            *(made.rules.digest() for made in self.derived),
            *(table.digest() for table in self.tables),
            *flags,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def function(self) -> Callable[..., tuple[int, ...]]:
        """Compile the tables to a function of the inputs and constants, by keyword or in order.

        It returns the code of the answering row of each table, or `NOT_ASKED`.
        """
        return self._compile([table.name for table in self.tables])

    def flag_function(self) -> Callable[..., tuple[bool, ...]]:
        """Compile the flags to a function of the same arguments; one truth value a flag."""
        return self._compile([term.source(self._names()) for term in self.flags.values()])

    @cached_property
    def flags_of_answers(self) -> Mapping[str, Callable[..., bool]]:
        """The flags that the answers alone decide, each as a function of the tables' row codes."""
        tables = {table.name: table.name for table in self.tables}
        arguments = ", ".join(tables)
        made = {}
        for name, term in self.flags.items():
            if only_asks_tables(term):
                made[name] = _evaluated(f"lambda {arguments}: {term.source(tables)}")
        return made

    def _names(self) -> dict[str, str]:
        inputs = (*self.inputs, *self.constants, *(derived.made for derived in self.derived))
        names = (*(item.name for item in inputs), *(table.name for table in self.tables))
        return {name: name for name in names}

    def _compile(self, outputs: list[str]) -> Callable[..., Any]:
        """Write the program as one Python function; every name in it comes from the tables above."""
        names = self._names()
        arguments = ", ".join(item.name for item in (*self.inputs, *self.constants))
        lines = [f"def read({arguments}):"]
        for derived in self.derived:
            answers = [_answer_source(row.answer, names) for row in derived.rules.rows]
            lines.append(f"    {derived.made.name} = {_first_match(derived.rules, answers, names)}")
        for table in self.tables:
            matched = _first_match(table, [str(code) for code in range(len(table.rows))], names)
            lines.append(f"    {table.name} = {matched} if {table.given.source(names)} else {NOT_ASKED}")
        lines.append(f"    return ({''.join(output + ', ' for output in outputs)})")
        scope: dict[str, Any] = {}
        exec(compile("\n".join(lines), "<tthc rules>", "exec"), scope)
        function: Callable[..., Any] = scope["read"]
        return function

    def columns(
        self, frame: Any, constants: Mapping[str, Any], read_as: Mapping[str, Any] = MappingProxyType({})
    ) -> Any:
        """Add to a narwhals frame the derived inputs and a column of row codes for each table.

        Args:
            frame: lazy or eager; holds a column for each input.
            constants: the day for each constant.
            read_as: expressions that stand in for a column of the frame, by the name of the input.

        """
        known = self._known(constants) | dict(read_as)
        return self._answered(self._derived(frame, known), known)

    def columns_and_flags(
        self,
        frame: Any,
        constants: Mapping[str, Any],
        read_as: Mapping[str, Any] = MappingProxyType({}),
        *,
        compared: Callable[[Any], Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Return what `columns` gives, with columns of terms beside it, and the flags over that.

        What is read differently and every term that stands in several places are columns of their own,
        computed once: engines other than polars would compute them wherever they stand.

        Args:
            frame: lazy or eager; holds a column for each input.
            constants: the day for each constant.
            read_as: expressions that stand in for a column of the frame, by the name of the input.
            compared: what to make of each comparison before others are combined from it.

        """
        import narwhals as nw

        known = self._known(constants)
        if read_as:
            frame = frame.with_columns(column.alias(_READ + name) for name, column in read_as.items())
            known |= {name: nw.col(_READ + name) for name in read_as}
        frame = self._shared(frame, known, compared, of_derived=False)
        frame = self._derived(frame, known)
        frame = self._shared(frame, known, compared, of_derived=True)
        frame = self._answered(frame, known)
        return frame, {name: term.read(known) for name, term in self.flags.items()}

    def _shared(
        self, frame: Any, known: dict[Any, Any], compared: Callable[[Any], Any] | None, *, of_derived: bool
    ) -> Any:
        """Add a column for each term that stands in several places, and put it with what is known.

        Args:
            frame: holds what the terms read.
            known: columns of inputs, constants and terms.
            compared: as in `columns_and_flags`.
            of_derived: take the terms that read derived inputs; otherwise the others.

        """
        import narwhals as nw

        simple, steps = self._in_several_places[of_derived]
        if compared is not None:
            known.update({term: compared(term.column(known)) for term in simple})
        for step in steps:
            named = {f"{_TERM}{len(known)}_{place}": alike for place, alike in enumerate(step)}
            frame = frame.with_columns(alike[0].read(known).alias(name) for name, alike in named.items())
            for name, alike in named.items():
                known.update(dict.fromkeys(alike, nw.col(name)))
        return frame

    @cached_property
    def _in_several_places(self) -> Mapping[bool, tuple[list[Term], list[list[list[Term]]]]]:
        """Every comparison, and the terms alike step by step; under True those that read derived inputs."""
        made = {derived.made.name for derived in self.derived}
        terms = [*(row.term for derived in self.derived for row in derived.rules.rows), *self._terms()]
        found: dict[bool, tuple[list[Term], list[list[list[Term]]]]] = {False: ([], []), True: ([], [])}
        for term in with_inner(terms):
            if isinstance(term, Comparison | Among):
                found[not made.isdisjoint(inputs_of(term))][0].append(term)
        for step in shared_terms(terms):
            sorted_out: dict[bool, list[list[Term]]] = {False: [], True: []}
            for alike in step.values():
                sorted_out[not made.isdisjoint(inputs_of(alike[0]))].append(alike)
            for of_derived, meant in sorted_out.items():
                if meant:
                    found[of_derived][1].append(meant)
        return found

    def _known(self, constants: Mapping[str, Any]) -> dict[Any, Any]:
        """Return the column of each input and of each constant, to which columns of terms are added."""
        import narwhals as nw

        known: dict[Any, Any] = {item.name: nw.col(item.name) for item in self.inputs}
        return known | {item.name: nw.lit(constants[item.name]) for item in self.constants}

    def _terms(self) -> list[Term]:
        rows = [row.term for table in self.tables for row in table.rows]
        return [*rows, *self.flags.values()]

    def _derived(self, frame: Any, known: dict[Any, Any]) -> Any:
        """Add the derived inputs to a frame, and to what is known."""
        import narwhals as nw

        for derived in self.derived:
            answers = [_answer_column(row.answer, known) for row in derived.rules.rows]
            column = _first_match_column(derived.rules, answers, known)
            frame = frame.with_columns(column.alias(derived.made.name))
            known[derived.made.name] = nw.col(derived.made.name)
        return frame

    def _answered(self, frame: Any, known: dict[Any, Any]) -> Any:
        """Add the row codes of the tables to a frame, and to what is known."""
        import narwhals as nw

        for table in self.tables:
            codes = [nw.lit(code, nw.Int8()) for code in range(len(table.rows))]
            matched = _first_match_column(table, codes, known)
            if not isinstance(table.given, Always):
                asked = nw.when(table.given.read(known))
                matched = asked.then(matched).otherwise(nw.lit(NOT_ASKED, nw.Int8()))
            frame = frame.with_columns(matched.alias(table.name))
            known[table.name] = nw.col(table.name)
        return frame


def only_asks_tables(term: Term) -> bool:
    """Tell whether a term asks how tables were answered, and nothing else."""
    inner = term.inner()
    return all(map(only_asks_tables, inner)) if inner else isinstance(term, Answered)


def _evaluated(source: str) -> Callable[..., bool]:
    function: Callable[..., bool] = eval(compile(source, "<tthc rules>", "eval"), {})
    return function


def _first_match(table: Rules[Any], answers: Sequence[str], names: Mapping[str, str]) -> str:
    *conditional, last = zip(table.rows, answers, strict=True)
    text = "".join(f"{answer} if {row.term.source(names)} else " for row, answer in conditional)
    return f"({text}{last[1]})"


def _first_match_column(table: Rules[Any], answers: Sequence[Any], known: Mapping[Any, Any]) -> Any:
    import narwhals as nw

    *conditional, last = zip(table.rows, answers, strict=True)
    if not conditional:
        return last[1]
    (first, answer), *rest = conditional
    chain = nw.when(first.term.read(known)).then(answer)
    for row, answer in rest:
        chain = chain.when(row.term.read(known)).then(answer)
    return chain.otherwise(last[1])


def _answer_source(answer: Input | Literal | None, names: Mapping[str, str]) -> str:
    if answer is None:
        return "None"
    return names[answer.name] if isinstance(answer, Input) else repr(answer.value)


def _answer_column(answer: Input | Literal | None, known: Mapping[Any, Any]) -> Any:
    import narwhals as nw

    if answer is None:
        return nw.lit(None)
    return known[answer.name] if isinstance(answer, Input) else nw.lit(answer.value)
