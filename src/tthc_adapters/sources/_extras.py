"""Packages that only some kinds of files need, asked for when such a file is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tthc.errors import AdapterError


@contextmanager
def needs(module: str, file: str, *, extra: str) -> Iterator[None]:
    """Say which extra to install when the import inside fails.

    Raises:
        AdapterError: the package is not installed (`source.extra-missing`).

    >>> with needs("khong_co", "a.db", extra="sql"):
    ...     import khong_co
    Traceback (most recent call last):
    tthc.errors.AdapterError: Reading a.db needs the package khong_co. Install it: pip install 'tthc[sql]'
    """
    try:
        yield
    except ImportError:
        raise AdapterError("source.extra-missing", file=file, module=module, extra=extra) from None


@contextmanager
def guarded(file: str, code: str = "source.damaged") -> Iterator[None]:
    """Turn what a reader written in another language raises on a hostile file into an error of ours.

    Its panics are no `Exception`, and its texts may repeat what stands in the file.

    Raises:
        AdapterError: with `code`.
    """
    try:
        yield
    except AdapterError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it is the file that cannot be read
        raise AdapterError(code, file=file) from None
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise AdapterError(code, file=file) from None
