"""The next block made while the last one is being read: sources and intake on two cores."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

_END: Any = object()


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield `items` in their order, each made by another thread while the one before it is used.

    No more than one waits, so memory grows by one block. What making an item raises is raised here.

    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(max_workers=1) as maker:
        pending: Future[T] = maker.submit(next, items, _END)
        while (item := pending.result()) is not _END:
            pending = maker.submit(next, items, _END)
            yield item


def side_by_side(work: Callable[[S], T], items: Iterable[S]) -> Iterator[tuple[S, T]]:
    """Yield each item with what `work` makes of it, in their order, two of them in work at a time.

    No more than one item waits beside those. What `work` raises is raised at its item's turn.

    >>> list(side_by_side(len, ["a", "bcd"]))
    [('a', 1), ('bcd', 3)]
    """
    with ThreadPoolExecutor(max_workers=2) as workers:
        pending: deque[tuple[S, Future[T]]] = deque()
        for item in items:
            pending.append((item, workers.submit(work, item)))
            if len(pending) > 2:
                first, made = pending.popleft()
                yield first, made.result()
        for first, made in pending:
            yield first, made.result()
