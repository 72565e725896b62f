"""The bytes of a text file as UTF-8, whatever it was written in, with the place of a bad byte."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import IO

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location

_BOMS = ((codecs.BOM_UTF8, None), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@frozen
class Chunk:
    """Some bytes of the text, and how far into the file they reach."""

    data: bytes = field(repr=False)
    done: int


def utf8_chunks(location: Location, size: int = bounds.BLOCK_BYTES) -> Iterator[Chunk]:
    """Yield the file as UTF-8 without its byte order mark; lines that end in CR alone end in LF.

    UTF-8 is passed on as it is: who reads the cells finds a bad byte (`refuse_bad_bytes`).

    Raises:
        AdapterError: a bad byte of UTF-16 (`source.undecodable`).
    """
    with location.open() as stream:
        start = stream.read(4)
        encoding, mark = next(((name, bom) for bom, name in _BOMS if start.startswith(bom)), (None, b""))
        first = start[len(mark) :]
        chunks = (
            _raw(stream, first, size)
            if encoding is None
            else _decoded(_raw(stream, first, size), len(mark), encoding, location.label)
        )
        mac = None
        for chunk in chunks:
            if mac is None:
                mac = b"\n" not in chunk.data and b"\r" in chunk.data
            done = chunk.done + len(mark) if encoding is None else chunk.done
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
            raise AdapterError(
                "source.undecodable", file=file, position=position, encoding="UTF-16"
            ) from None
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
