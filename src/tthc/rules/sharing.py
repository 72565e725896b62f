"""Terms that stand in several places of a program: each is computed once where columns are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tthc.rules.terms import All, Always, Among, AnyOf, Comparison, Missing, Not, Present, Term

_WORTH_A_COLUMN = (All, AnyOf, Not, Comparison, Among)
_READS_COLUMNS = (*_WORTH_A_COLUMN, Missing, Present, Always)


class _Itself(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


class _Asked(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = name
        return name


_NAMES = _Itself()


def shared_terms(terms: Iterable[Term]) -> Iterator[dict[str, list[Term]]]:
    """Yield the terms that stand more than once, step by step: later ones are made of earlier ones.

    Terms are alike when their source is. Those that ask how a table was answered are left where they are.

    Args:
        terms: all terms of a program.

    >>> from tthc.rules import Code
    >>> status = Code(name="status", vi="trạng thái", en="status")
    >>> steps = shared_terms([status.among(1, 2) & status.missing, status.among(1, 2)])
    >>> [list(step) for step in steps]
    [['(status in (1, 2))']]
    """
    alike: dict[str, list[Term]] = {}
    times: dict[str, int] = {}
    texts: dict[Term, str] = {}
    waiting = [(term, True) for term in terms]
    while waiting:
        term, counts = waiting.pop()
        text = term.source(_NAMES)
        times[text] = times.get(text, 0) + counts
        if term not in texts:
            alike.setdefault(text, []).append(term)
            texts[term] = text
        first = times[text] == 1
        waiting += [(part, counts and first) for part in term.inner()]
    steps: dict[str, int] = {}
    for text in sorted(alike, key=len):
        term = alike[text][0]
        if times[text] > 1 and isinstance(term, _WORTH_A_COLUMN) and _reads_columns_only(term):
            steps[text] = 1 + max((steps.get(texts[part], 0) for part in with_inner(term.inner())), default=0)
    for step in sorted(set(steps.values())):
        yield {text: alike[text] for text, of in steps.items() if of == step}


def with_inner(terms: Iterable[Term]) -> Iterator[Term]:
    """Yield every term, and after it those that it is made of."""
    for term in terms:
        yield term
        yield from with_inner(term.inner())


def _reads_columns_only(term: Term) -> bool:
    return all(isinstance(part, _READS_COLUMNS) for part in with_inner([term]))


def inputs_of(term: Term) -> set[str]:
    """Return the names of the inputs and constants that a term reads."""
    names = _Asked()
    term.source(names)
    return set(names)
