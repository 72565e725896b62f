"""Paging wrappers around a list, and answers that report an error although they came as good ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tthc.errors import AdapterError

LISTS = ("content", "data", "Data", "value", "items")
"""Keys whose value may be the list, or an object that holds it, in the order of their claim."""

_PAGING = frozenset(
    {
        *("content", "data", "Data", "ListSize", "ErrorCode", "Message", "recordsTotal", "recordsFiltered"),
        *("totalElements", "totalPages", "totalCount", "currentPage", "pageSize", "size", "number", "first"),
        *("last", "empty", "numberOfElements", "hasPreviousPage", "hasNextPage", "code", "message"),
        *("success", "pageable", "sort", "draw", "total", "status", "value", "items"),
    }
)
_REPORTING = frozenset({"error", "errors", "timestamp", "path", "exception", "trace"})
_GOOD_CODES = frozenset({"ok", "0", "200", "success", "true", "none", ""})


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
        refuse_errors(document, file)
        wrapper = is_wrapper(document)
        inner = next((document[name] for name in LISTS if _holds(document, name, wrapper)), None)
        if isinstance(inner, list) or (isinstance(inner, dict) and wrapper):
            document = inner
        else:
            return [] if wrapper else [document]
    raise AdapterError("source.json-shape", file=file)


def envelopes(document: Any) -> list[tuple[str, list[Any]]]:
    """Return the lists that stand in named envelopes side by side, each with the name of its envelope.

    >>> envelopes({"_note": "x", "DongBoHoSoMC_request": {"session": "s", "data": [{"MaHoSo": "1"}]}})
    [('DongBoHoSoMC_request', [{'MaHoSo': '1'}])]
    """
    if not isinstance(document, dict) or any(name in document for name in LISTS[:3]):
        return []
    return [
        (key, inner[name])
        for key, inner in document.items()
        if isinstance(inner, dict)
        for name in LISTS[:3]
        if isinstance(inner.get(name), list) and all(isinstance(each, dict) for each in inner[name])
    ]


def _holds(document: Mapping[str, Any], name: str, wrapper: bool) -> bool:
    """Tell whether the list may stand under `name`; common words count only in a bare wrapper."""
    return name in document and (wrapper or name in LISTS[:3])


def is_wrapper(document: Mapping[str, Any]) -> bool:
    """Tell whether an object has nothing but what paging needs."""
    return document.keys() <= _PAGING


def refuse_errors(document: Mapping[str, Any], file: str) -> None:
    """Refuse an answer that reports an error although it came as a good one.

    Raises:
        AdapterError: with the code of the answer where it is a plain one (`source.answer-error`).
    """
    wrapped = document.keys() <= _PAGING | _REPORTING
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
