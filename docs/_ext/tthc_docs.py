"""Pages made from the package itself, so that they cannot fall behind it.

Directives: `message-catalogue` (codes of `tthc/data/messages`), `rule-book` (dated values of
`tthc/data/law`), `counting-rules` (the decision tables), `form-layouts` (columns of the
forms), `lifecycle` (the transition table of a dossier).
Before the build, one page for each room is written to `reference/generated`.
"""

from __future__ import annotations

import pkgutil
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PACKAGES = ("tthc", "tthc_adapters")


def cell(text: object) -> str:
    """Return text that cannot break a Markdown table."""
    return str(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*lines, *("| " + " | ".join(cell(value) for value in row) + " |" for row in rows), ""]


def message_catalogue() -> Iterator[str]:
    """Yield the findings, then the errors, each with both texts."""
    from tthc.messages import catalogue

    findings = sorted((code, text) for code, text in catalogue().items() if "severity" in text)
    others = sorted((code, text) for code, text in catalogue().items() if "severity" not in text)
    yield from ["## Findings: what is wrong with data", ""]
    yield from table(
        ("code", "severity", "Tiếng Việt", "English"),
        [(f"`{code}`", text["severity"], text["vi"], text["en"]) for code, text in findings],
    )
    yield from ["## Errors and other texts", ""]
    yield from table(
        ("code", "Tiếng Việt", "English"),
        [(f"`{code}`", text["vi"], text["en"]) for code, text in others],
    )


def rule_book() -> Iterator[str]:
    """Yield each dated value with its law and how sure it is."""
    from tthc.law import rule_book as read

    for key, rule in sorted(read().values.items()):
        yield from [f"## `{key}`", "", f"{rule.title_vi}. Verified through {rule.verified_through}.", ""]
        yield from table(
            ("from", "value", "law", "last read", "certainty"),
            [
                (
                    entry.effective_from,
                    f"`{entry.value}`",
                    "; ".join(map(str, entry.law)),
                    "; ".join(str(ref.checked or "not read") for ref in entry.law),
                    entry.certainty.value,
                )
                for entry in rule.entries
            ],
        )


def counting_rules() -> Iterator[str]:
    """Yield each table of the counting policy, then its switches."""
    from tthc.outcomes import Basis, counting_policy, counting_program

    policy = counting_policy("ii06-2020")
    for rules in counting_program(policy, Basis.EXPORTED).tables:
        yield from [
            f"## {rules.name.capitalize()}",
            "",
            f"Digest `{rules.digest()}`. First row that holds wins.",
            "",
        ]
        yield from table(
            ("row", "Tiếng Việt", "English", "answer", "basis"),
            [
                (
                    row.name,
                    row.term.sentence("vi"),
                    row.term.sentence("en"),
                    f"`{getattr(row.answer, 'value', row.answer)}`",
                    row.basis,
                )
                for row in rules.rows
            ],
        )
    yield from ["## Switches", ""]
    yield from table(
        ("switch", "value", "choices"),
        [
            (
                f"`{name}`",
                f"`{value}`",
                ", ".join(f"`{choice.value}`" for choice in type(getattr(policy, name))),
            )
            for name, value in policy.to_dict().items()
            if name != "name"
        ],
    )


def form_layouts() -> Iterator[str]:
    """Yield the columns of each official form."""
    from tthc.forms.layouts import layouts

    def codes(answers: frozenset[Any]) -> str:
        return ", ".join(sorted(f"`{answer.value}`" for answer in answers))

    for form in layouts().values():
        yield from [f"## {form.name}", "", f"{form.label}. {form.title}. {form.legal_basis}.", ""]
        yield from table(
            ("column", "headings", "origin", "outcome"),
            [
                (
                    column.number,
                    " / ".join(column.headings),
                    codes(column.counts.origin) if column.counts else "-",
                    codes(column.counts.outcome) if column.counts else "-",
                )
                for column in form.columns
            ],
        )


def lifecycle() -> Iterator[str]:
    """Yield the drawing of the transition table, then the table, then what it refuses."""
    from tthc.dossiers import EventKind
    from tthc.lifecycle import lifecycle_svg, transitions

    rows = transitions().rows.values()
    yield from [f"<div>{lifecycle_svg('en')}</div>", "", "## States", ""]
    yield from table(
        ("state", "status", "group", "Tiếng Việt", "English"),
        [(f"`{row.phase.value}`", row.status.value, row.group.value, row.vi, row.en) for row in rows],
    )
    yield from ["## Events", ""]
    yield from table(
        ("event", "from", "to"),
        [
            (f"`{kind.value}`", f"`{row.phase.value}`", f"`{row.on[kind].value}`")
            for kind in EventKind
            for row in rows
            if kind in row.on
        ],
    )
    yield from ["## Refusals", "", "The first row that holds gives the code of the error.", ""]
    yield from table(
        ("code", "groups", "events"),
        [
            (
                f"`{row.code}`",
                ", ".join(sorted(group.value for group in row.groups)) or "all",
                ", ".join(sorted(kind.value for kind in row.kinds)) or "all others",
            )
            for row in transitions().refusals
        ],
    )


def from_package(lines: Callable[[], Iterator[str]]) -> type[SphinxDirective]:
    """Make a directive that shows Markdown lines."""

    class FromPackage(SphinxDirective):
        def run(self) -> list[nodes.Node]:
            self.env.note_reread()  # the package may have changed since the page was read
            return self.parse_text_to_nodes("\n".join(lines()), allow_section_headings=True)

    return FromPackage


def rooms(package: ModuleType) -> Iterator[str]:
    """Yield the public modules of a package, one level deep; a sub-package speaks through its `__all__`."""
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_"):
            yield f"{package.__name__}.{info.name}"


def write_api_pages(app: Sphinx) -> None:
    """Write a page for each room, and none that is unchanged, so that rebuilding stays quick."""
    folder = Path(app.srcdir) / "reference" / "generated" / "api"
    pages = {}
    for name in PACKAGES:
        for room in rooms(import_module(name)):
            pages[f"{room}.md"] = f"# {room}\n\n```{{eval-rst}}\n.. automodule:: {room}\n```\n"
    if folder.exists() and {path.name for path in folder.iterdir()} != set(pages):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for page, text in pages.items():
        path = folder / page
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the page writer."""
    app.add_directive("message-catalogue", from_package(message_catalogue))
    app.add_directive("rule-book", from_package(rule_book))
    app.add_directive("counting-rules", from_package(counting_rules))
    app.add_directive("form-layouts", from_package(form_layouts))
    app.add_directive("lifecycle", from_package(lifecycle))
    app.connect("builder-inited", write_api_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
