"""What a user gets: typed packages, data files, extras, one command, and a README that is true."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import tthc

EXTRAS = {"tables", "cli", "testing", "spark", "sql", "all"}


@pytest.fixture(scope="module")
def project(repo_root: Path) -> dict[str, object]:
    return tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def installed_by(extra: str) -> set[str]:
    """Return the distributions an extra asks for, through the extras it names."""
    names: set[str] = set()
    for line in metadata.requires("tthc") or []:
        requirement = Requirement(line)
        if requirement.marker is None or not requirement.marker.evaluate({"extra": extra}):
            continue
        if requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name == "tthc":
            names.update(*(installed_by(inner) for inner in requirement.extras))
        else:
            names.add(requirement.name)
    return names


@pytest.mark.parametrize("package", ["tthc", "tthc_adapters"])
def test_packages_are_typed(package: str) -> None:
    assert files(package).joinpath("py.typed").is_file()


@pytest.mark.parametrize("folder", ["data/messages", "data/law", "data/calendars/vn-public-sector"])
def test_data_files_come_with_the_package(folder: str) -> None:
    names = [path.name for path in files("tthc").joinpath(folder).iterdir()]
    assert any(name.endswith((".toml", ".csv")) for name in names)


def test_the_command_is_declared_and_loads() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="tthc")
    assert callable(command.load())


def test_the_version_is_the_installed_one() -> None:
    assert tthc.__version__ == metadata.version("tthc")


def test_the_extras_are_declared() -> None:
    assert set(metadata.metadata("tthc").get_all("Provides-Extra") or []) >= EXTRAS


def test_all_is_what_the_command_needs_and_no_more() -> None:
    assert installed_by("all") == installed_by("tables") | installed_by("cli")
    assert not installed_by("all") & (installed_by("spark") | installed_by("sql"))
    assert installed_by("spark")
    assert installed_by("sql")


def test_the_base_is_light() -> None:
    base = {Requirement(line).name for line in metadata.requires("tthc") or [] if "extra ==" not in line}
    assert base == {"attrs", "cattrs", "holidays", "narwhals", "pluggy"}


def test_every_user_facing_dependency_has_a_lower_bound() -> None:
    for line in metadata.requires("tthc") or []:
        requirement = Requirement(line)
        if requirement.name != "tthc" and "dev" not in line:
            assert ">=" in str(requirement.specifier), line


def commands(page: Path) -> list[str]:
    """Return the lines of a page's shell blocks that make an environment and use it."""
    blocks = re.findall(r"^```(?:bash|console|sh)\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
    return [line for block in blocks for line in block.splitlines() if " -m venv " in line]


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_readme_has_two_lines_to_copy_and_ci_runs_the_second(repo_root: Path, name: str) -> None:
    demo, tests = commands(repo_root / name)
    assert demo.endswith("tthc demo")
    script = (repo_root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    steps = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]
    assert steps == [tests]


def test_the_changelog_knows_the_version(repo_root: Path) -> None:
    text = (repo_root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{tthc.__version__}]" in text
    assert "### Law" in text


def test_the_licence_is_the_whole_text(repo_root: Path, project: dict[str, object]) -> None:
    assert project["license"] == "Apache-2.0"
    text = (repo_root / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
