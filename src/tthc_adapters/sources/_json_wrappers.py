"""Paging wrappers around a list, and answers that report an error although they came as good ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tthc.errors import AdapterError
from tthc.findings import Finding

LISTS = ("content", "data", "Data", "value", "items", "result", "results", "rows", "records")
"""Keys whose value may be the list, or an object that holds it, in the order of their claim."""

_PAGING = frozenset(
    {
        *("content", "data", "Data", "ListSize", "ErrorCode", "Message", "recordsTotal", "recordsFiltered"),
        *("totalElements", "totalPages", "totalCount", "currentPage", "pageSize", "size", "number", "first"),
        *("last", "empty", "numberOfElements", "hasPreviousPage", "hasNextPage", "code", "message"),
        *("success", "succeeded", "pageable", "sort", "draw", "total", "status", "statusCode", "messages"),
        *("value", "items", "result", "results", "rows", "records", "page", "limit", "offset", "count"),
        *("session", "madonvi", "service", "isUpdating", "error_code"),  # requests to the national portal
    }
)
_TOTALS = ("totalElements", "totalCount", "ListSize", "recordsFiltered", "recordsTotal", "total")
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
            return _of_pages(document, file)
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


def declared_total(document: Any) -> int | None:
    """Return how many elements the whole list has by the word of its pages, or None.

    >>> declared_total({"data": {"data": [{}], "totalCount": 250}}), declared_total([{"a": 1}])
    (250, None)
    """
    totals = [_total(page) for page in (document if isinstance(document, list) else [document])]
    return max((total for total in totals if total is not None), default=None)


def part_of_more(file: str, count: int, total: int | None) -> tuple[Finding, ...]:
    """Return the finding that a file holds some of the elements of a list only, or nothing."""
    if total is None or count >= total:
        return ()
    return (Finding("list-incomplete", details={"file": file, "found": count, "total": total}),)


def _total(page: Any) -> int | None:
    for _ in range(3):
        if not isinstance(page, dict) or not is_wrapper(page):
            return None
        for name in _TOTALS:
            if isinstance(page.get(name), int) and not isinstance(page[name], bool):
                return int(page[name])
        page = next((page[name] for name in LISTS if isinstance(page.get(name), dict)), None)
    return None


def _of_pages(elements: list[Any], file: str) -> list[Any]:
    """Return the elements of pages kept one after another in a list; any other list as it is."""
    if not elements or not all(isinstance(page, dict) and is_wrapper(page) for page in elements):
        return elements
    lists = [
        next((page[name] for name in LISTS if isinstance(page.get(name), list)), None) for page in elements
    ]
    if None in lists:
        return elements
    for page in elements:
        refuse_errors(page, file)
    return [element for found in lists if found is not None for element in found]


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
    code = next((document[name] for name in ("ErrorCode", "error_code") if name in document), None)
    if code is None and wrapped:
        code = document.get("code")
    if isinstance(code, bool):
        code = None
    failed = code is not None and _code(code) not in _GOOD_CODES
    reported = wrapped and bool(document.get("error") or document.get("errors"))
    refused = document.get("success") is False or document.get("succeeded") is False
    if failed or reported or refused:
        status = code if code is not None else document.get("status", document.get("error"))
        shown = _code(status) if isinstance(status, int | str) else "?"
        raise AdapterError("source.answer-error", file=file, code=shown[:20] if shown.isascii() else "?")


def _code(code: object) -> str:
    return str(code).strip().lower()
