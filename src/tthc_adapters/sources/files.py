"""Files of this machine, and what their first bytes say they are."""

from __future__ import annotations

import io
import re
import stat
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
    (b"ARROW1", "arrow"),
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
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def open_file(location: str) -> IO[bytes] | None:
    """Open a file by its path; None when the location names another scheme and no such file.

    Raises:
        AdapterError: no such file (`location.not-found`), a folder (`location.not-a-file`), a pipe or
            a device (`location.special`), no right to read it (`location.no-access`). Only the base
            name is told.
    """
    path = Path(location)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise AdapterError("location.not-a-file", file=path.name)
        if not stat.S_ISREG(mode):
            raise AdapterError("location.special", file=path.name)
        return path.open("rb")
    except FileNotFoundError:
        if "://" in location:
            return None
        raise AdapterError("location.not-found", file=path.name) from None
    except (OSError, ValueError):
        raise AdapterError("location.no-access", file=path.name) from None


def path_of(stream: IO[bytes]) -> Path | None:
    """Return the path of an open file of this machine; None for what only looks like a file.

    >>> import io
    >>> path_of(io.BytesIO(b"")) is None
    True
    """
    name = getattr(stream, "name", None)
    is_file = isinstance(name, str) and isinstance(getattr(stream, "raw", None), io.FileIO)
    return Path(name) if is_file and isinstance(name, str) else None


def kind_of(head: bytes) -> str:
    r"""Tell what the first bytes of a file are: a format by its signature, markup, JSON, text or binary.

    >>> kind_of(b"PK\x03\x04..."), kind_of(b"  <!DOCTYPE html>"), kind_of(b'[{"a": 1}]'), kind_of(b"a,b")
    ('xlsx', 'html', 'json', 'text')
    """
    if head.startswith(b"PK\x03\x04") and head[30:].startswith(_ODS):
        return "ods"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:2] in _UTF16:
        head = head[2:].decode(_UTF16[head[:2]], "ignore").encode("utf-8", "ignore")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    start = re.sub(rb"\A(?:<!--.*?-->\s*)+", b"", start, flags=re.DOTALL)
    lowered = start.lower()
    if lowered.startswith(_MARKUP) or (lowered.startswith((b"<?xml", b"<!")) and b"<html" in lowered):
        return "html"
    if lowered.startswith((b"<?xml", b"<!")) or re.match(rb"<(?:\w+:)?workbook\b", lowered):
        return "xml-sheet" if _XML_SHEET in lowered else "xml"
    if re.match(rb"\{|\[\s*[\[{\]]", start):
        return "json"
    return "binary" if b"\x00" in head else "text"


def refuse_other_kinds(file: str, head: bytes, expected: str, *also: str) -> str:
    """Refuse a file that is not what its name says; return the kind it is.

    Raises:
        AdapterError: an empty file (`source.empty`); HTML where data were expected, as a login page
            is (`source.html`); any other kind (`source.wrong-kind`).
    """
    if not head.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n"):
        raise AdapterError("source.empty", file=file)
    kind = kind_of(head)
    if kind == expected or kind in also:
        return kind
    if kind == "html":
        raise AdapterError("source.html", file=file)
    raise AdapterError("source.wrong-kind", file=file, found=kind, expected=expected)
