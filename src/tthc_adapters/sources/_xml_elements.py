"""Elements of an XML list as objects: which of them repeat, and what stands in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds

Step = str
_MOST_PATHS = 5_000
_MOST_CHILDREN = 10_000


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


@define
class RowFinder:
    """Find the path of the elements that repeat: the outermost that holds others, most often met."""

    file: str
    _path: list[Step] = field(factory=list, init=False)
    _counts: Counter[tuple[Step, ...]] = field(factory=Counter, init=False)
    _parents: set[tuple[Step, ...]] = field(factory=set, init=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._parents.add(tuple(self._path))
        self._path.append(local(name))
        path = tuple(self._path)
        self._counts[path] += 1
        if attributes:
            self._parents.add(path)
        if len(self._counts) > _MOST_PATHS:
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)

    def end(self, _: str) -> None:
        """End an element."""
        self._path.pop()

    def answer(self) -> tuple[Step, ...]:
        """Return the path of the elements that are the rows; the root itself when nothing repeats."""
        repeated = [path for path, count in self._counts.items() if count > 1 and path in self._parents]
        if repeated:
            return min(repeated, key=lambda path: (len(path), -self._counts[path]))
        inner = [path for path in self._counts if path in self._parents]
        leaves = [path for path in inner if not any(other[:-1] == path for other in inner)]
        return max(leaves, key=lambda path: sum(each[:-1] == path for each in self._counts), default=())


@define
class ElementReader:
    """Turn the elements at one path into objects as they end.

    A child that stands more than once becomes a list; an attribute is a key of its element.
    """

    file: str
    at: tuple[Step, ...]
    done: list[dict[str, Any]] = field(factory=list, init=False)
    _path: list[Step] = field(factory=list, init=False)
    _open: list[dict[str, Any]] = field(factory=list, init=False)
    _texts: list[str] = field(factory=list, init=False)
    _length: int = field(default=0, init=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._path.append(local(name))
        self._texts, self._length = [], 0
        if self._open or tuple(self._path) == self.at:
            keys = {local(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
            self._open.append(dict(keys))

    def data(self, text: str) -> None:
        """Take some text."""
        if not self._open:
            return
        self._length += len(text)
        if self._length > 4 * bounds.MAX_CELL_BYTES:
            raise AdapterError("source.cell-too-long", file=self.file, most=bounds.MAX_CELL_BYTES)
        self._texts.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        self._path.pop()
        if not self._open:
            return
        element = self._open.pop()
        text = "".join(self._texts).strip()
        self._texts, self._length = [], 0
        if not self._open:
            self.done.append(element)
            return
        keys = element.keys() - {"nil", "type", "schemaLocation"}
        value: Any = element if keys and not text else (text or None)
        parent = self._open[-1]
        key = local(name)
        if key not in parent:
            parent[key] = value
        elif isinstance(parent[key], list):
            parent[key].append(value)
        else:
            parent[key] = [parent[key], value]
        if len(parent) > bounds.MAX_COLUMNS or (
            isinstance(parent[key], list) and len(parent[key]) > _MOST_CHILDREN
        ):
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)


def first_paths(elements: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Return the dotted paths of some elements, in the order met."""
    from tthc_adapters.sources._json_values import leaves

    found: dict[str, None] = {}
    for element in elements:
        for path in leaves(element):
            found.setdefault(path)
            if len(found) > bounds.MAX_COLUMNS:
                return tuple(found)
    return tuple(found)
