"""Files of this machine, and what their first bytes say they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO

from tthc.errors import AdapterError

_SIGNATURES = (
    (b"PK\x03\x04", "xlsx"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"{\\rtf", "rtf"),
)
_MARKUP = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<table",
    b"<meta",
    b"<div",
    b"<script",
    b"<style",
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def open_file(location: str) -> IO[bytes] | None:
    """Open a file by its path; None when the location names another scheme and no such file.

    Raises:
        AdapterError: no such file (`location.not-found`), a folder (`location.not-a-file`), no right
            to read it (`location.no-access`). Only the base name is told.
    """
    path = Path(location)
    try:
        if path.is_dir():
            raise AdapterError("location.not-a-file", file=path.name)
        return path.open("rb")
    except FileNotFoundError:
        if "://" in location:
            return None
        raise AdapterError("location.not-found", file=path.name) from None
    except (OSError, ValueError):
        raise AdapterError("location.no-access", file=path.name) from None


def kind_of(head: bytes) -> str:
    r"""Tell what the first bytes of a file are: a format by its signature, markup, JSON, text or binary.

    >>> kind_of(b"PK\x03\x04..."), kind_of(b"  <!DOCTYPE html>"), kind_of(b'[{"a": 1}]'), kind_of(b"a,b")
    ('xlsx', 'html', 'json', 'text')
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = start.lower()
    if lowered.startswith(_MARKUP) or (lowered.startswith((b"<?xml", b"<!")) and b"<html" in lowered):
        return "html"
    if lowered.startswith((b"<?xml", b"<!")):
        return "xml"
    if re.match(rb"\{|\[\s*[\[{\]]", start):
        return "json"
    return "binary" if b"\x00" in head and not head.startswith(_UTF16) else "text"


def refuse_other_kinds(file: str, head: bytes, expected: str) -> None:
    """Refuse a file that is not what its name says.

    Raises:
        AdapterError: an empty file (`source.empty`); HTML where data were expected, as a login page
            is (`source.html`); any other kind (`source.wrong-kind`).
    """
    if not head.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n"):
        raise AdapterError("source.empty", file=file)
    kind = kind_of(head)
    if kind == expected:
        return
    if kind == "html":
        raise AdapterError("source.html", file=file)
    raise AdapterError("source.wrong-kind", file=file, found=kind, expected=expected)
