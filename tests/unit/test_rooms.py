"""The house plan: a room imports only rooms above it, and no room touches the outside world."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"

ROOMS = (
    *("errors", "messages", "findings", "codec", "law", "rules", "calendars", "channels", "limits"),
    *("identifiers", "places", "identity", "procedures", "dossiers", "lifecycle", "deadlines", "periods"),
    *("outcomes", "columnar", "tallies", "simulation", "forms", "audit", "reconcile", "testing"),
)
"""From top to bottom."""

SELF_RENDERING = {("errors", "messages")}
"""An error finds its own text when it is printed, which reads the catalogue below it."""

OUTSIDE_MODULES = {
    "requests",
    "urllib",
    "http",
    "socket",
    "subprocess",
    "os",
    "pathlib",
    "time",
    "shutil",
}
OUTSIDE_CALLS = {"open", "input", "print", "datetime.now", "datetime.today", "datetime.utcnow", "date.today"}


def modules(package: str) -> list[Path]:
    return sorted((SRC / package).rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SRC / "tthc").parts[0].removesuffix(".py")


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` of nested attributes, or "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imports(path: Path) -> Iterator[str]:
    """Yield every module imported anywhere in a file, inside functions and type checking too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            # `from tthc import limits` means the room, `from tthc import Level` its public name
            yield from (f"{base}.{alias.name}" for alias in node.names) if base == "tthc" else (base,)


def identifier(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def rooms() -> list[Path]:
    return [path for path in modules("tthc") if path != SRC / "tthc" / "__init__.py"]


@pytest.mark.parametrize("path", rooms(), ids=identifier)
def test_a_room_imports_only_rooms_above_it(path: Path) -> None:
    room = room_of(path)
    assert room in ROOMS, f"{room} has no place in the plan"
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package != "tthc":
            continue
        target = rest.split(".")[0]
        assert target in ROOMS, f"{path.name} imports {name}: name the room, not the front door"
        if (room, target) not in SELF_RENDERING:
            assert ROOMS.index(target) <= ROOMS.index(room), f"{room} imports {target}, which is below it"


@pytest.mark.parametrize("path", modules("tthc"), ids=identifier)
def test_the_core_never_imports_the_adapters(path: Path) -> None:
    assert not [name for name in imports(path) if name.startswith("tthc_adapters")]


@pytest.mark.parametrize("path", modules("tthc"), ids=identifier)
def test_no_room_touches_the_outside_world(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not {name.split(".")[0] for name in imports(path)} & OUTSIDE_MODULES
    calls = {dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    outside = {call for call in calls if ".".join(call.split(".")[-2:]) in OUTSIDE_CALLS}
    assert not outside


def test_the_check_sees_a_forbidden_import(tmp_path: Path) -> None:
    source = tmp_path / "late.py"
    source.write_text(
        "def f():\n    from tthc.forms import report\n    import os.path\n    return datetime.now()\n"
    )
    assert set(imports(source)) == {"tthc.forms", "os.path"}
