"""The example package, installed on its own, is a plug-in like any other; a broken one beside it is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "tthc-adapter-thanh-an"

BROKEN_PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "tthc-adapter-broken"
version = "0.1"
[project.entry-points.tthc]
broken = "tthc_adapter_broken"
[tool.hatch.build.targets.wheel]
include = ["tthc_adapter_broken.py"]
"""


def install(project: Path, site: Path) -> None:
    """Build a wheel with the tools that are here, and lay it into a folder of its own."""
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(site), str(project)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example installed from a copy: nothing is built beside the original."""
    root = tmp_path_factory.mktemp("thanh-an")
    project = Path(shutil.copytree(EXAMPLE, root / "project"))
    install(project, root / "site")
    return root / "site"


@pytest.fixture(scope="module")
def both(site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folder of the example and that of a package whose module cannot be imported."""
    root = tmp_path_factory.mktemp("broken")
    project = root / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(BROKEN_PROJECT, encoding="utf-8")
    (project / "tthc_adapter_broken.py").write_text("raise RuntimeError('riêng tư')\n", encoding="utf-8")
    install(project, root / "site")
    return site, root / "site"


def tthc(sites: Sequence[Path], *words: str, program: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command, or another program, in an environment that has these folders too."""
    path = os.pathsep.join([*map(str, sites), *filter(None, [os.environ.get("PYTHONPATH")])])
    code = "import sys; from tthc_adapters.cli import main; sys.exit(main())"
    command = program or [sys.executable, "-c", code]
    return subprocess.run(
        [*command, *words],
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "120", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def inventory(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return {record["name"]: record for record in json.loads(done.stdout)["plugins"]}


def test_it_is_in_the_inventory(site: Path) -> None:
    assert inventory(tthc([site], "plugins", "--json", "--strict"))["thanh-an"] == {
        "name": "thanh-an",
        "version": "1.0.0",
        "distribution": "tthc-adapter-thanh-an",
        "hooks": ["tthc_systems"],
        "offers": {"systems": ["thanh-an.one-stop-2026"]},
        "status": "ok",
        "error": None,
    }


def test_without_it_nobody_knows_the_name(site: Path) -> None:
    assert "thanh-an" not in inventory(tthc([], "plugins", "--json"))


def test_its_sample_is_reported(site: Path) -> None:
    words = ("report", str(EXAMPLE / "thanh-an.csv"), "--period", "2026-03-01..2026-03-31")
    done = tthc([site], *words, "--as-of", "2026-03-31", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["accounting"]["records"] == 3
    cells = report["rows"][-1]["cells"]
    assert (cells["3"], cells["7"], cells["8"], cells["10"]) == (3, 2, 1, 1), "one early, one late"


def test_its_sample_is_checked_as_its_own(site: Path) -> None:
    done = tthc([site], "check", str(EXAMPLE / "thanh-an.csv"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == [{"file": "thanh-an.csv", "system": "thanh-an.one-stop-2026"}]


def test_its_own_tests_pass(site: Path) -> None:
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "--rootdir"]
    done = tthc([site], str(EXAMPLE), str(EXAMPLE / "tests"), program=pytest_)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_it_is_typed(site: Path) -> None:
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", os.devnull]
    done = tthc([site], str(EXAMPLE / "tests" / "test_contract.py"), program=mypy)
    assert done.returncode == 0, done.stdout


def test_a_broken_package_beside_it_breaks_nothing(both: tuple[Path, Path]) -> None:
    records = inventory(tthc(both, "plugins", "--json"))
    assert (records["broken"]["status"], records["broken"]["error"]) == ("broken", "plugin.import-failed")
    assert records["thanh-an"]["status"] == "ok"
    done = tthc(both, "check", str(EXAMPLE / "thanh-an.csv"), "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_strict_switch_names_the_broken_one(both: tuple[Path, Path], lang: str) -> None:
    done = tthc(both, "plugins", "--strict", "--lang", lang)
    assert done.returncode == 2
    assert "broken" in done.stderr
    assert "riêng tư" not in done.stderr
    assert done.stdout == ""
