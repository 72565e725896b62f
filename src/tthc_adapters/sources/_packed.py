"""Files packed with gzip, unpacked as they are read and never beyond bounds."""

from __future__ import annotations

import io
import zlib
from typing import IO, Any

from tthc.errors import AdapterError
from tthc_adapters import bounds

_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class Unpacked(io.RawIOBase):
    """Read what a gzip file holds (tệp nén .gz); several members follow each other.

    A read raises `AdapterError`: no gzip, cut short or changed (`source.damaged`), more than
    `bounds.MAX_RATIO` times its packed size (`source.bomb`), or too large (`source.too-large`).

    >>> import gzip
    >>> io.BufferedReader(Unpacked(io.BytesIO(gzip.compress(b"a,b")), "a.csv.gz")).read()
    b'a,b'
    """

    def __init__(self, packed: IO[bytes], file: str) -> None:
        self._packed = packed
        self._file = file
        self._inflater = zlib.decompressobj(_GZIP)
        self._rest = b""
        self._read = 0
        self._given = 0
        self._any = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill `buffer` and return how many bytes were put there; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._next(len(view))
        view[: len(data)] = data
        self._given += len(data)
        if self._given > bounds.RATIO_FREE_BYTES and self._given > bounds.MAX_RATIO * self._read:
            raise AdapterError("source.bomb", file=self._file, most=bounds.MAX_RATIO)
        if self._given > bounds.MAX_UNPACKED_BYTES:
            raise AdapterError("source.too-large", file=self._file, most=bounds.MAX_UNPACKED_BYTES)
        return len(data)

    def _next(self, most: int) -> bytes:
        try:
            while True:
                if self._inflater.eof:
                    self._rest = self._inflater.unused_data.lstrip(b"\x00") or self._piece().lstrip(b"\x00")
                    if not self._rest:
                        return b""
                    self._inflater = zlib.decompressobj(_GZIP)
                packed = self._inflater.unconsumed_tail or self._rest or self._piece()
                self._rest = b""
                if not packed and self._any:
                    raise AdapterError("source.damaged", file=self._file)
                if not packed:
                    return b""
                self._any = True
                data = self._inflater.decompress(packed, most)
                if data:
                    return data
        except zlib.error:
            raise AdapterError("source.damaged", file=self._file) from None

    def _piece(self) -> bytes:
        piece = self._packed.read(_PIECE)
        self._read += len(piece)
        return piece

    def close(self) -> None:
        """Close the packed file too."""
        self._packed.close()
        super().close()


def unpacked(packed: IO[bytes], file: str) -> IO[bytes]:
    """Return a stream of what the gzip file `packed` holds.

    Raises:
        AdapterError: it does not begin as one does (`source.wrong-kind`, `source.empty`).
    """
    start = packed.read(2)
    if start != b"\x1f\x8b":
        packed.close()
        if not start:
            raise AdapterError("source.empty", file=file)
        raise AdapterError("source.wrong-kind", file=file, found="?", expected="gzip")
    packed.seek(0)
    return io.BufferedReader(Unpacked(packed, file), _PIECE)
