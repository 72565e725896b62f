"""JSON answers and files: the list inside whatever wrapper, nested values by dotted path, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._json_values import cell, leaves, walk
from tthc_adapters.sources.files import refuse_other_kinds

_HEAD_ELEMENTS = 50
_LISTS = ("content", "data", "Data")
_PAGING = frozenset(
    {
        *("content", "data", "Data", "ListSize", "ErrorCode", "Message", "recordsTotal", "recordsFiltered"),
        *("totalElements", "totalPages", "totalCount", "currentPage", "pageSize", "size", "number", "first"),
        *(
            "last",
            "empty",
            "numberOfElements",
            "hasPreviousPage",
            "hasNextPage",
            "code",
            "message",
            "success",
        ),
        *("pageable", "sort", "draw", "total", "status"),
    }
)
_GOOD_CODES = frozenset({"ok", "0", "200", "success", "true", "none", ""})


@frozen
class JsonSource:
    """Read lists and single documents in JSON (tệp JSON), paging wrappers taken off."""

    name: str = "json"
    api: int = 1
    suffixes: tuple[str, ...] = (".json",)

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one list of the document."""
        if options.sheet is not None:
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        elements = find_elements(_load(location), location.label)
        for index, element in enumerate(elements, start=1):
            if not isinstance(element, dict):
                raise AdapterError("source.json-element", file=location.label, row=index)
        yield ObjectTable(elements=tuple(elements))


def _load(location: Location) -> Any:
    """Return the document; whatever keeps it from being one is an error of ours."""
    with location.open() as stream:
        data = stream.read(bounds.MAX_JSON_BYTES + 1)
    if len(data) > bounds.MAX_JSON_BYTES:
        raise AdapterError("source.too-large", file=location.label, most=bounds.MAX_JSON_BYTES)
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        refuse_other_kinds(location.label, data[:4096], "json")
        raise AdapterError(
            "source.undecodable", file=location.label, position=error.start + 1, encoding=encoding.upper()
        ) from None
    if not text.lstrip().startswith(("[", "{")):
        refuse_other_kinds(location.label, data[:4096], "json")
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise AdapterError(
            "source.json-syntax", file=location.label, line=error.lineno, column=error.colno
        ) from None
    except (RecursionError, ValueError):
        raise AdapterError("source.json-depth", file=location.label) from None
    return document


def find_elements(document: Any, file: str) -> list[Any]:
    """Return the list inside a document; a document that is one dossier is a list of one.

    Raises:
        AdapterError: an error reported inside a good answer (`source.answer-error`), or neither
            a list nor an object (`source.json-shape`).

    >>> find_elements({"code": "OK", "data": {"content": [{"a": 1}]}}, "x.json")
    [{'a': 1}]
    """
    for _ in range(3):
        if isinstance(document, list):
            return document
        if not isinstance(document, dict):
            break
        _refuse_errors(document, file)
        inner = next((document[name] for name in _LISTS if name in document), None)
        wrapper = document.keys() <= _PAGING
        if isinstance(inner, list) or (isinstance(inner, dict) and wrapper):
            document = inner
        else:
            return [] if wrapper else [document]
    raise AdapterError("source.json-shape", file=file)


def _refuse_errors(document: Mapping[str, Any], file: str) -> None:
    """Refuse an answer that reports an error although it came as a good one."""
    wrapped = document.keys() <= _PAGING | {"error", "errors", "timestamp", "path", "exception", "trace"}
    code = document.get("ErrorCode", document.get("code") if wrapped else None)
    if isinstance(code, bool):
        code = None
    failed = code is not None and _code(code) not in _GOOD_CODES
    reported = wrapped and bool(document.get("error") or document.get("errors"))
    if failed or reported or document.get("success") is False:
        status = code if code is not None else document.get("status", document.get("error"))
        shown = _code(status) if isinstance(status, int | str) else "?"
        raise AdapterError("source.answer-error", file=file, code=shown[:20] if shown.isascii() else "?")


def _code(code: object) -> str:
    return str(code).strip().lower()


@frozen(kw_only=True)
class ObjectTable:
    """Hold a list of objects; its columns are the paths that are asked for."""

    elements: tuple[dict[str, Any], ...] = field(repr=False)
    sheet: str | None = None
    head: tuple[tuple[str | None, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...] | None:
        """Dotted paths of the first elements, in the order met."""
        found: dict[str, None] = {}
        for element in self.elements[:_HEAD_ELEMENTS]:
            for path in leaves(element):
                found.setdefault(path)
                if len(found) > bounds.MAX_COLUMNS:
                    return tuple(found)
        return tuple(found)

    @property
    def size(self) -> int | None:
        """Number of elements."""
        return len(self.elements)

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield every element; `_row` is its 1-based place in the list."""
        import polars as pl

        steps = [tuple(path.split(".")) for path in columns]
        size = 20_000
        for start in range(preamble, len(self.elements), size):
            part = self.elements[start : start + size]
            frame = pl.DataFrame(
                {
                    f"c{index}": [cell(walk(element, path)) for element in part]
                    for index, path in enumerate(steps)
                },
                schema={f"c{index}": pl.String for index in range(len(steps))},
            ).with_columns(
                pl.int_range(start + 1, start + len(part) + 1, dtype=pl.Int32).alias("_row"),
                pl.lit(None, dtype=pl.String).alias("_flaw"),
            )
            yield Block(frame=frame, done=start + len(part))
