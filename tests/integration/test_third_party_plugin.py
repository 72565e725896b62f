"""The example package, installed on its own, is a plug-in like any other; a broken one beside it is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tthc-adapter-thanh-an"

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


def pip(*words: str | Path) -> None:
    """Run the installer of this environment, without the network."""
    quiet = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", *map(str, words), *quiet]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def built(project: Path, into: Path) -> Path:
    """Build the wheel of a project with the tools that are here."""
    pip("wheel", "--no-build-isolation", "--wheel-dir", into, project)
    (wheel,) = into.glob("*.whl")
    return wheel


@frozen
class Environment:
    """A fresh environment (`python -m venv`) with the wheel of tthc; what tthc needs is lent to it."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, *wheels: Path) -> Environment:
        """Make one, and install wheels into it."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        made = cls(folder)
        lent = "\n".join(path for path in sys.path if path.endswith("-packages"))
        (made.site / "lent.pth").write_text(lent + "\n", encoding="utf-8")
        pip("--python", made.program("python"), "install", *wheels)
        return made

    @property
    def site(self) -> Path:
        (found,) = (self.folder / "lib").glob("python*/site-packages")
        return found

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    def run(self, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, and nothing of this one's own."""
        return subprocess.run(
            [str(self.program(name)), *map(str, words)],
            env={
                **{key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))},
                "COLUMNS": "120",
                "PYTHONUTF8": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return the wheels of tthc, of the example, and of a package whose module cannot be imported."""
    root = tmp_path_factory.mktemp("wheels")
    # from copies: nothing is built beside the originals
    example = Path(
        shutil.copytree(EXAMPLE, root / "example", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    )
    own = root / "tthc"
    own.mkdir()
    shutil.copytree(ROOT / "src", own / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, own)
    broken = root / "broken"
    broken.mkdir()
    (broken / "pyproject.toml").write_text(BROKEN_PROJECT, encoding="utf-8")
    (broken / "tthc_adapter_broken.py").write_text("raise RuntimeError('riêng tư')\n", encoding="utf-8")
    return (
        built(own, root / "wheels" / "a"),
        built(example, root / "wheels" / "b"),
        built(broken, root / "wheels" / "c"),
    )


@pytest.fixture(scope="module")
def bare(wheels: tuple[Path, Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with tthc alone."""
    return Environment.make(tmp_path_factory.mktemp("bare") / "env", wheels[0])


@pytest.fixture(scope="module")
def site(wheels: tuple[Path, Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with tthc and the example."""
    return Environment.make(tmp_path_factory.mktemp("thanh-an") / "env", *wheels[:2])


@pytest.fixture(scope="module")
def both(wheels: tuple[Path, Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with tthc, the example, and the broken package."""
    return Environment.make(tmp_path_factory.mktemp("both") / "env", *wheels)


def inventory(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return {record["name"]: record for record in json.loads(done.stdout)["plugins"]}


def test_it_is_the_installed_wheel_that_runs(site: Environment) -> None:
    done = site.run(
        "python", "-c", "import tthc, tthc_adapters as a; print(tthc.__file__); print(a.__file__)"
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(site.site)) for line in done.stdout.splitlines()), done.stdout


def test_it_is_in_the_inventory(site: Environment) -> None:
    assert inventory(site.run("tthc", "plugins", "--json", "--strict"))["thanh-an"] == {
        "name": "thanh-an",
        "version": "1.0.0",
        "distribution": "tthc-adapter-thanh-an",
        "hooks": ["tthc_systems"],
        "offers": {"systems": ["thanh-an.one-stop-2026"]},
        "status": "ok",
        "error": None,
    }


def test_without_it_nobody_knows_the_name(bare: Environment) -> None:
    records = inventory(bare.run("tthc", "plugins", "--json"))
    assert records
    assert "thanh-an" not in records


def test_its_sample_is_reported(site: Environment) -> None:
    words = ("report", EXAMPLE / "thanh-an.csv", "--period", "2026-03-01..2026-03-31")
    done = site.run("tthc", *words, "--as-of", "2026-03-31", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["accounting"]["records"] == 3
    cells = report["rows"][-1]["cells"]
    assert (cells["3"], cells["7"], cells["8"], cells["10"]) == (3, 2, 1, 1), "one early, one late"


def test_its_sample_is_checked_as_its_own(site: Environment) -> None:
    done = site.run("tthc", "check", EXAMPLE / "thanh-an.csv", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == [{"file": "thanh-an.csv", "system": "thanh-an.one-stop-2026"}]


def test_its_own_tests_pass(site: Environment) -> None:
    options = ("-q", "-W", "error", "-p", "no:cacheprovider", "--rootdir", EXAMPLE)
    done = site.run("python", "-m", "pytest", *options, EXAMPLE / "tests")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_it_is_typed(site: Environment) -> None:
    options = ("--strict", "--config-file", os.devnull, "--cache-dir", os.devnull)
    done = site.run("python", "-m", "mypy", *options, EXAMPLE / "tests" / "test_contract.py")
    assert done.returncode == 0, done.stdout


def test_a_broken_package_beside_it_breaks_nothing(both: Environment) -> None:
    records = inventory(both.run("tthc", "plugins", "--json"))
    assert (records["broken"]["status"], records["broken"]["error"]) == ("broken", "plugin.import-failed")
    assert records["thanh-an"]["status"] == "ok"
    done = both.run("tthc", "check", EXAMPLE / "thanh-an.csv", "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_strict_switch_names_the_broken_one(both: Environment, lang: str) -> None:
    done = both.run("tthc", "plugins", "--strict", "--lang", lang)
    assert done.returncode == 2
    assert "broken" in done.stderr
    assert "riêng tư" not in done.stderr
    assert done.stdout == ""
