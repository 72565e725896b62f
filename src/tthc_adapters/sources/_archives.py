"""Zip archives: what they hold once unpacked, counted by unpacking and not believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from tthc.errors import AdapterError
from tthc_adapters import bounds

_PIECE = 1024 * 1024
_PACKED = 64 * 1024
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def checked_archive(file: str, data: bytes) -> zipfile.ZipFile:
    """Open a workbook's archive whose members keep within bounds once unpacked.

    The sizes an archive declares are only checked first; then every member is unpacked and counted.

    Raises:
        AdapterError: no archive, or a member that is cut short or packed in an unusual way
            (`source.damaged`), too many members or too large (`source.too-large`), or growing as an
            archive bomb does (`source.bomb`).
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OverflowError, NotImplementedError):
        raise AdapterError("source.damaged", file=file) from None
    names = {member.filename for member in members}
    if len(members) > bounds.MAX_ENTRIES:
        raise AdapterError("source.too-large", file=file, most=bounds.MAX_UNPACKED_BYTES)
    if len(names) != len(members) or any(m.compress_type not in {_STORED, _DEFLATED} for m in members):
        raise AdapterError("source.damaged", file=file)
    _refuse_growth(file, sum(member.file_size for member in members), len(data))
    return archive


def unpacked_pieces(file: str, data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member holds, as its own stream has it and not as the directory declares it.

    Raises:
        AdapterError: a damaged member (`source.damaged`); growth beyond bounds (`source.bomb`,
            `source.too-large`).
    """
    start = member.header_offset
    header = data[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise AdapterError("source.damaged", file=file)
    start += 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + member.compress_size]
    if member.compress_type == _STORED:
        yield bytes(packed)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    given = taken = 0
    rest = b""
    try:
        while not inflater.eof:
            if not rest:  # a little at a time: what cannot be used at once is copied
                rest = bytes(packed[taken : taken + _PACKED])
                taken += len(rest)
            piece = inflater.decompress(rest, _PIECE)
            if not piece and not rest:
                break
            rest = inflater.unconsumed_tail
            given += len(piece)
            _refuse_growth(file, given, len(data))
            yield piece
    except zlib.error:
        raise AdapterError("source.damaged", file=file) from None
    if given != member.file_size:
        raise AdapterError("source.damaged", file=file)


def _refuse_growth(file: str, size: int, packed: int) -> None:
    if size > bounds.MAX_UNPACKED_BYTES:
        raise AdapterError("source.too-large", file=file, most=bounds.MAX_UNPACKED_BYTES)
    if size > bounds.RATIO_FREE_BYTES and size > bounds.MAX_RATIO * packed:
        raise AdapterError("source.bomb", file=file, most=bounds.MAX_RATIO)
