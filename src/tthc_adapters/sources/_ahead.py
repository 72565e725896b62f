"""The next block made while the last one is being read: sources and intake on two cores."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

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
