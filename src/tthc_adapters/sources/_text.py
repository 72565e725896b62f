"""The bytes of a text file as UTF-8, whatever it was written in, with the place of a bad byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location

_BOMS = ((codecs.BOM_UTF8, None), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1258", "cp1252", "iso8859-1")
"""Encodings a caller or a page may name, by their names in Python."""

_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_LETTERS = frozenset("ăâđêôơưĂÂĐÊÔƠƯáàéèíóòúùýÁÀÉÈÍÓÒÚÙÝ")
_SIGNS = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u00a0\u00b0\u00b2\u00ab\u00bb")
_LEAST_LETTERS = 8


@frozen
class Chunk:
    """Some bytes of the text, and how far into the file they reach."""

    data: bytes = field(repr=False)
    done: int


def codec_named(name: str) -> str | None:
    """Return Python's name of an encoding that is read, or None.

    >>> codec_named("windows-1258"), codec_named("UTF8"), codec_named("utf-7")
    ('cp1258', 'utf-8', None)
    """
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found in ENCODINGS else None


def encoding_of(given: str | None) -> str | None:
    """Return the encoding the caller named; None when none was.

    Raises:
        AdapterError: it is not one that is read (`source.encoding`).
    """
    if given is None:
        return None
    found = codec_named(given)
    if found is None:
        raise AdapterError("source.encoding", encoding=given[:40], known=", ".join(ENCODINGS))
    return found


def is_clearly_cp1258(data: bytes) -> bool:
    r"""Tell whether text is Windows' Vietnamese encoding beyond doubt (mã cp1258).

    Beyond doubt: every byte is a character of it, every letter outside ASCII is Vietnamese, every
    tone mark stands after a vowel, there are at least eight such letters and a tone mark among them.

    >>> text = "Ma\u0303 hô\u0300 sơ; Nga\u0300y tiê\u0301p nhâ\u0323n"
    >>> is_clearly_cp1258(text.encode("cp1258")), is_clearly_cp1258("façade déjà".encode("cp1252"))
    (True, False)
    """
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return False
    beyond = re.findall(r"[^\x00-\x7f]", text)
    if not all(char in _LETTERS or char in _MARKS or char in _SIGNS for char in beyond):
        return False
    pairs = re.findall(r"(.?)([\u0300\u0301\u0303\u0309\u0323])", text, re.DOTALL)
    return bool(pairs) and len(beyond) >= _LEAST_LETTERS and all(before in _VOWELS for before, _ in pairs)


def utf8_chunks(
    location: Location, size: int = bounds.BLOCK_BYTES, *, encoding: str | None = None, strict: bool = False
) -> Iterator[Chunk]:
    """Yield the file as UTF-8 without its byte order mark; lines that end in CR alone end in LF.

    UTF-8 is passed on as it is: who reads the cells finds a bad byte (`refuse_bad_bytes`).

    Args:
        location: the file.
        size: bytes to read at a time.
        encoding: what the file is written in when it has no byte order mark; UTF-8 when None.
        strict: look for bad bytes of UTF-8 here.

    Raises:
        AdapterError: a byte that is not of the encoding (`source.undecodable`).
    """
    named = encoding_of(encoding)
    with location.open() as stream:
        start = stream.read(4)
        marked, mark = next(((name, bom) for bom, name in _BOMS if start.startswith(bom)), (named, b""))
        if marked == "utf-16":
            marked = "utf-16-le"
        decoded = marked if marked != "utf-8" else None
        if decoded is None and strict:
            decoded = "utf-8"
        first = start[len(mark) :]
        chunks = (
            _raw(stream, first, size)
            if decoded is None
            else _decoded(_raw(stream, first, size), len(mark), decoded, location.label)
        )
        mac = None
        for chunk in chunks:
            if mac is None:
                mac = b"\n" not in chunk.data and b"\r" in chunk.data
            done = chunk.done + len(mark) if decoded is None else chunk.done
            yield Chunk(chunk.data.replace(b"\r", b"\n") if mac else chunk.data, done)


def _raw(stream: IO[bytes], first: bytes, size: int) -> Iterator[Chunk]:
    done = 0
    data = first + stream.read(size)
    while data:
        done += len(data)
        yield Chunk(data, done)
        data = stream.read(size)


def _decoded(chunks: Iterator[Chunk], mark: int, encoding: str, file: str) -> Iterator[Chunk]:
    decoder = codecs.getincrementaldecoder(encoding)()
    before = mark
    for chunk in chain(chunks, [Chunk(b"", 0)]):
        held = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk.data, final=not chunk.data)
        except UnicodeDecodeError as error:
            position = before - held + error.start + 1
            shown = "UTF-16" if encoding.startswith("utf-16") else encoding.upper()
            raise AdapterError("source.undecodable", file=file, position=position, encoding=shown) from None
        before += len(chunk.data)
        if text:
            yield Chunk(text.encode("utf-8"), before)


def refuse_bad_bytes(file: str, data: bytes, before: int) -> None:
    """Name the place of the first byte of `data` that is not UTF-8, if there is one.

    Args:
        file: label for the message.
        data: some bytes of the file that end with a whole character.
        before: bytes of the file that stand before `data`.

    Raises:
        AdapterError: with the 1-based position in the file, never the content (`source.undecodable`).
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        position = before + error.start + 1
        raise AdapterError("source.undecodable", file=file, position=position, encoding="UTF-8") from None
