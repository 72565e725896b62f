"""Columnar files read once by another process, since a hostile one can end the process that reads it.

The columnar reader asks for as much memory as a damaged length in a page says, and when it is refused
the whole process ends: no exception is raised that could be caught. So another one goes first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import NamedTemporaryFile
from typing import IO

from tthc.errors import AdapterError
from tthc_adapters import bounds

_PIECE = 1024 * 1024
_SECONDS = 600
_PROGRAM = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[4]), int(sys.argv[4])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, OSError, ValueError):
    pass
import polars as pl
frame = getattr(pl, "scan_" + sys.argv[1])(sys.argv[2])
rows = frame.select(pl.len()).collect().item()
for start in range(0, min(rows, 50_000_000), int(sys.argv[3])):
    frame.slice(start, int(sys.argv[3])).collect()
"""


@contextmanager
def tried(file: str, stream: IO[bytes], path: Path | None, kind: str, rows: int) -> Iterator[None]:
    """Read a file to its end in another process while the body runs; the body must not read it.

    Args:
        file: label for the error.
        stream: the file from its start, for one that is no file of this machine.
        path: the file, when it is one.
        kind: "parquet" or "ipc".
        rows: how many rows to take at a time.

    Raises:
        AdapterError: after the body: that process did not come to the end (`source.damaged`).
    """
    if path is not None:
        with _reading(file, path, kind, rows):
            yield
        return
    with NamedTemporaryFile(suffix=f".{kind}") as copy:
        while piece := stream.read(_PIECE):
            copy.write(piece)
        copy.flush()
        with _reading(file, Path(copy.name), kind, rows):
            yield


@contextmanager
def _reading(file: str, path: Path, kind: str, rows: int) -> Iterator[None]:
    words = [kind, str(path.absolute()), str(rows), str(2 * bounds.MAX_UNPACKED_BYTES)]
    with Popen(
        [sys.executable, "-c", _PROGRAM, *words], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    ) as other:
        try:
            yield
            ended = other.wait(_SECONDS)
        except TimeoutExpired:
            ended = 1
        finally:
            other.kill()
    if ended != 0:
        raise AdapterError("source.damaged", file=file)
