"""Elements of an XML list as objects: which of them repeat, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds

Step = str
_MOST_PATHS = 5_000
_MOST_CHILDREN = 10_000
_ABOUT = frozenset({"nil", "type", "schemaLocation"})
"""Attributes that say something of an element and are none of its values."""


class _LocalNames(dict[str, str]):
    """Names without their prefixes, each cut once."""

    def __missing__(self, name: str) -> str:
        bare = name.rpartition(":")[2]
        if len(self) < _MOST_PATHS:
            self[name] = bare
        return bare


@define
class RowFinder:
    """Find the path of the elements that repeat: the outermost that holds others, most often met."""

    file: str
    _at: _Node = field(init=False)
    _root: _Node = field(init=False)
    _names: _LocalNames = field(factory=_LocalNames, init=False)
    _paths: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._at = self._root = _Node((), None)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = self._names[name]
        node = self._at.children.get(name)
        if node is None:
            self._paths += 1
            if self._paths > _MOST_PATHS:
                raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)
            node = self._at.children[name] = _Node((*self._at.path, name), self._at)
        node.count += 1
        if attributes:
            node.described = True
        self._at = node

    def end(self, _: str) -> None:
        """End an element."""
        self._at = self._at.parent or self._root

    def answer(self) -> tuple[tuple[Step, ...], int]:
        """Return the path of the elements that are the rows, and how many there are.

        When nothing repeats it is the innermost element that holds others.
        """
        inner = [node for node in self._root.below() if node.children or node.described]
        repeated = [node for node in inner if node.count > 1]
        if repeated:
            found = min(repeated, key=lambda node: (len(node.path), -node.count))
            return found.path, found.count
        leaves = [
            node for node in inner if not any(c.children or c.described for c in node.children.values())
        ]
        best = max(leaves, key=lambda node: len(node.children), default=self._root)
        return best.path, best.count


@define
class _Node:
    """One path of a document: how often it was met, whether it has attributes, what stands below."""

    path: tuple[Step, ...]
    parent: _Node | None
    count: int = 0
    described: bool = False
    children: dict[Step, _Node] = field(factory=dict)

    def below(self) -> Iterator[_Node]:
        """Yield every path below, in the order first met."""
        for child in self.children.values():
            yield child
            yield from child.below()


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
    _names: _LocalNames = field(factory=_LocalNames, init=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self._texts:
            self._texts, self._length = [], 0
        if not self._open:
            self._path.append(self._names[name])
            if len(self._path) != len(self.at) or tuple(self._path) != self.at:
                return
        self._open.append(
            {self._names[key]: value for key, value in attributes.items() if not key.startswith("xmlns")}
            if attributes
            else {}
        )

    def data(self, text: str) -> None:
        """Take some text."""
        if not self._open:
            return
        self._length += len(text)
        if self._length > bounds.MAX_CELL_MARKUP:
            raise AdapterError("source.cell-too-long", file=self.file, most=bounds.MAX_CELL_BYTES)
        self._texts.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        if not self._open:
            self._path.pop()
            return
        element = self._open.pop()
        value: Any = "".join(self._texts).strip() or None
        self._texts, self._length = [], 0
        if not self._open:
            self._path.pop()
            self.done.append(element)
            return
        if element and value is None and element.keys() - _ABOUT:
            value = element
        parent = self._open[-1]
        key = self._names[name]
        if key not in parent:
            parent[key] = value
            if len(parent) > bounds.MAX_COLUMNS:
                raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)
            return
        if isinstance(parent[key], list):
            parent[key].append(value)
        else:
            parent[key] = [parent[key], value]
        if len(parent[key]) > _MOST_CHILDREN:
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
