"""Columnar files read first by another process, since a hostile one can end the process that reads it.

The columnar reader asks for as much memory as a damaged length in a page says, and when it is refused
the whole process ends: no exception is raised that could be caught. So another one goes first, some
rows at a time, and every piece is read here only when it has come through it there.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import NamedTemporaryFile
from threading import Lock, Timer
from typing import IO

from tthc.errors import AdapterError
from tthc_adapters import bounds

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather", ".ipc")
_PIECE = 1024 * 1024
_KEPT = (
    *("HOME", "LD_LIBRARY_PATH", "PATH", "POLARS_TEMP_DIR", "PYTHONHOME", "PYTHONPATH"),
    *("SYSTEMROOT", "TEMP", "TMPDIR", "USER", "USERPROFILE"),
)
"""Variables the other process gets: those it needs to start, and no secrets."""
_SECONDS = 600
_PROGRAM = """
import os, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, OSError, ValueError):
    pass
import polars as pl
def passed():
    sys.stdout.write(".")
    sys.stdout.flush()
kind, head, piece, path = map(os.fsdecode, sys.stdin.buffer.read().split(b"\\0"))
frame = getattr(pl, "scan_" + kind)(path)
rows = frame.select(pl.len()).collect().item()
passed()
frame.head(int(head)).collect()
passed()
for start in range(0, min(rows, 50_000_000), int(piece)):
    frame.slice(start, int(piece)).collect()
    passed()
"""
_early: deque[Popen[bytes]] = deque()


@contextmanager
def started_early(names: Iterable[str]) -> Iterator[None]:
    """Start the process of the first trial now, if one of the files will have to be tried (khởi động trước).

    It takes a moment to start, in which the reader can load what it needs. A trial within takes it.

    Args:
        names: paths or names of files.

    """
    if not any(name.lower().endswith((*PARQUET, *ARROW)) for name in names):
        yield
        return
    process = _started()
    _early.append(process)
    try:
        yield
    finally:
        with suppress(ValueError):  # a trial has taken it
            _early.remove(process)
            process.kill()
            process.communicate()


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
            try:
                other = _early.pop()
            except IndexError:
                other = _started()
            held.enter_context(other)
            held.callback(other.kill)
            limit = Timer(_SECONDS, other.kill)
            limit.daemon = True
            limit.start()
            held.callback(limit.cancel)
            words = (kind, str(bounds.HEAD_ROWS), str(rows), str(path.absolute()))
            self._marks: IO[bytes] = other.stdout  # type: ignore[assignment]
            with suppress(OSError), other.stdin as told:  # type: ignore[union-attr]  # it may have ended
                told.write(b"\0".join([os.fsencode(word) for word in words]))
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


def _started() -> Popen[bytes]:
    """Start a process that waits to be told its file."""
    return Popen(
        [sys.executable, "-c", _PROGRAM, str(2 * bounds.MAX_UNPACKED_BYTES)],
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )


def _copied(held: ExitStack, stream: IO[bytes], kind: str) -> Path:
    """Write a stream into a file that is there as long as `held` is."""
    copy = held.enter_context(NamedTemporaryFile(suffix=f".{kind}"))  # noqa: SIM115 - entered right here
    while piece := stream.read(_PIECE):
        copy.write(piece)
    copy.flush()
    return Path(copy.name)
