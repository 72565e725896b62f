"""Columnar files read first by another process, since a hostile one can end the process that reads it.

The columnar reader asks for as much memory as a damaged length in a page says, and when it is refused
the whole process ends: no exception is raised that could be caught. So another one goes first, some
rows at a time, and every piece is read here only when it has come through it there.
"""

from __future__ import annotations

import os
import sys
import weakref
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import NamedTemporaryFile
from threading import Lock, Timer
from typing import IO

from tthc.errors import AdapterError
from tthc_adapters import bounds

_PIECE = 1024 * 1024
_KEPT = (
    *("HOME", "LD_LIBRARY_PATH", "PATH", "POLARS_TEMP_DIR", "PYTHONHOME", "PYTHONPATH"),
    *("SYSTEMROOT", "TEMP", "TMPDIR", "USER", "USERPROFILE"),
)
"""Variables the other process gets: those it needs to start, and no secrets."""
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
def passed():
    sys.stdout.write(".")
    sys.stdout.flush()
frame = getattr(pl, "scan_" + sys.argv[1])(sys.argv[2])
rows = frame.select(pl.len()).collect().item()
passed()
frame.head(int(sys.argv[5])).collect()
passed()
for start in range(0, min(rows, 50_000_000), int(sys.argv[3])):
    frame.slice(start, int(sys.argv[3])).collect()
    passed()
"""


class Trial:
    """Read a file in another process, from its start to its end (đọc thử).

    The process ends with this object at the latest.

    Args:
        file: label for the error.
        stream: the file from its start, for one that is no file of this machine.
        path: the file, when it is one.
        kind: "parquet" or "ipc".
        rows: how many rows make a piece.
    """

    def __init__(self, file: str, stream: IO[bytes], path: Path | None, kind: str, rows: int) -> None:
        self._file = file
        self._rows = rows
        self._passed = -1
        self._reading = Lock()
        with ExitStack() as held:
            if path is None:
                path = _copied(held, stream, kind)
            numbers = (rows, 2 * bounds.MAX_UNPACKED_BYTES, bounds.HEAD_ROWS)
            words = [kind, str(path.absolute()), *map(str, numbers)]
            other = held.enter_context(
                Popen(
                    [sys.executable, "-c", _PROGRAM, *words],
                    stdin=DEVNULL,
                    stdout=PIPE,
                    stderr=DEVNULL,
                    env={name: os.environ[name] for name in _KEPT if name in os.environ},
                )
            )
            held.callback(other.kill)
            limit = Timer(_SECONDS, other.kill)
            limit.daemon = True
            limit.start()
            held.callback(limit.cancel)
            self._marks: IO[bytes] = other.stdout  # type: ignore[assignment]
            self.end = weakref.finalize(self, held.pop_all().close)

    def wait(self, rows: int) -> None:
        """Wait until what the file says of itself, and that many of its first rows, have been read.

        Raises:
            AdapterError: the other process did not come so far (`source.damaged`).
        """
        head = rows <= bounds.HEAD_ROWS
        pieces = min(rows, 1) if head else 1 + -(-rows // self._rows)
        with self._reading:
            while self._passed < pieces:
                if not self._marks.read(1):
                    raise AdapterError("source.damaged", file=self._file)
                self._passed += 1


def _copied(held: ExitStack, stream: IO[bytes], kind: str) -> Path:
    """Write a stream into a file that is there as long as `held` is."""
    copy = held.enter_context(NamedTemporaryFile(suffix=f".{kind}"))  # noqa: SIM115 - entered right here
    while piece := stream.read(_PIECE):
        copy.write(piece)
    copy.flush()
    return Path(copy.name)
