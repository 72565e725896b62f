"""Find the source of a file, the headings of its table, and the system that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from tthc.errors import AdapterError
from tthc_adapters.headings import display, fold, heading_row, is_numbering
from tthc_adapters.intake.plan import describe_found, describe_nearest, require
from tthc_adapters.layouts import REQUIRED, Layout, Recognition, SourceHead
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import ExportAdapter, Location, RawTable, SourceReader

_SAMPLE_ROWS = 5


@frozen(kw_only=True)
class Found:
    """A table whose system is known: its headings, and how many rows stand above the data."""

    table: RawTable
    system: ExportAdapter
    headers: tuple[str | None, ...]
    preamble: int
    objects: bool


def source_for(plugins: Plugins, location: Location) -> SourceReader:
    """Return the source that reads files with this ending.

    Raises:
        AdapterError: no source does (`source.unknown-suffix`).
    """
    name = location.label.lower()
    for source in plugins.sources.values():
        if name.endswith(tuple(source.suffixes)):
            return source
    known = sorted(suffix for source in plugins.sources.values() for suffix in source.suffixes)
    raise AdapterError("source.unknown-suffix", file=location.label, known=", ".join(known))


def system_named(plugins: Plugins, name: str) -> ExportAdapter:
    """Return the system called `name`.

    Raises:
        AdapterError: there is none (`system.unknown`).
    """
    if name not in plugins.systems:
        raise AdapterError("system.unknown", system=name, known=", ".join(sorted(plugins.systems)))
    return plugins.systems[name]


def find_table(
    plugins: Plugins, tables: Iterable[RawTable], *, file: str, source: str, system: ExportAdapter | None
) -> tuple[Found | None, list[str]]:
    """Return the first table a system knows, and the names of the sheets left unread.

    None stands for a list without elements, which no system can be told from.

    Raises:
        AdapterError: no content at all (`source.empty`); no system knows it (`system.none-fits`);
            two know it equally well (`system.tie`); columns missing for `system` (`column.required`).
    """
    known = frozenset().union(*(one.layout.headings for one in plugins.systems.values()))
    first: SourceHead | None = None
    seen: list[str] = []
    found: Found | None = None
    any_table = False
    for table in tables:
        any_table = True
        if found is not None:
            seen += [table.sheet] if table.sheet else []
            continue
        if table.paths is not None and table.size == 0:
            return None, []
        located = _headings(table, known)
        if located is None:
            continue
        headers, preamble = located
        head = SourceHead(
            file=file,
            source=source,
            sheet=table.sheet,
            headers=tuple(display(header) for header in headers if display(header)),
            rows=table.head[preamble : preamble + _SAMPLE_ROWS],
        )
        first = first or head
        chosen = system if system is not None and _has_required(head, system.layout) else None
        chosen = _best(plugins, head) if system is None else chosen
        if chosen is None:
            seen += [table.sheet] if table.sheet else []
            continue
        objects = table.paths is not None
        wanted = tuple(chosen.layout.columns) if objects else headers
        found = Found(table=table, system=chosen, headers=wanted, preamble=preamble, objects=objects)
    if found is not None:
        return found, seen
    if not any_table or first is None:
        raise AdapterError("source.empty", file=file)
    if system is not None:
        require(file, first.headers, system.layout)
    raise _none_fits(plugins, first)


def _headings(table: RawTable, known: frozenset[str]) -> tuple[tuple[str | None, ...], int] | None:
    """Return the headings of a table and the number of rows above its data; None when it is empty."""
    if table.paths is not None:
        return table.paths, 0
    rows = table.head
    place = heading_row(rows, known)
    if place is None:
        return None
    headers = list(rows[place])
    while headers and not display(headers[-1]):
        headers.pop()
    numbered = place + 1 < len(rows) and is_numbering(rows[place + 1])
    return tuple(headers), place + 1 + numbered


def _has_required(head: SourceHead, layout: Layout) -> bool:
    return {layout.target(header) for header in head.headers}.issuperset(REQUIRED)


def _best(plugins: Plugins, head: SourceHead) -> ExportAdapter | None:
    """Return the system that knows the head best."""
    scores: list[tuple[int, str]] = []
    for name, system in plugins.systems.items():
        recognition = _sniff(system, head)
        if recognition is not None and recognition.score > 0 and _has_required(head, system.layout):
            scores.append((recognition.score, name))
    if not scores:
        return None
    top = max(score for score, _ in scores)
    winners = sorted(name for score, name in scores if score == top)
    if len(winners) > 1:
        raise AdapterError("system.tie", file=head.file, systems=", ".join(winners))
    return plugins.systems[winners[0]]


def _sniff(system: ExportAdapter, head: SourceHead) -> Recognition | None:
    """Ask a system; one that raises, or answers with something else, does not know the file."""
    try:
        answer = system.sniff(head)
    except Exception:  # noqa: BLE001 - foreign code must not stop the reading of another's file
        return None
    return answer if isinstance(answer, Recognition) else None


def _none_fits(plugins: Plugins, head: SourceHead) -> AdapterError:
    """Say what was found and which required column comes nearest in any system's layout."""
    best: tuple[int, Sequence[str], Layout] | None = None
    for system in plugins.systems.values():
        layout = system.layout
        matched = sum(fold(header) in layout.headings for header in head.headers)
        if best is None or matched > best[0]:
            targets = {layout.target(header) for header in head.headers}
            best = (matched, [target for target in REQUIRED if target not in targets], layout)
    if best is None:
        return AdapterError(
            "system.none-fits", file=head.file, found="-", missing="-", nearest="-", known="-"
        )
    _, missing, layout = best
    wanted = [
        next(heading for heading, target in layout.columns.items() if target == each) for each in missing
    ]
    return AdapterError(
        "system.none-fits",
        file=head.file,
        found=describe_found(head.headers, layout),
        missing=", ".join(wanted) or "-",
        nearest=describe_nearest(head.headers, layout, missing),
        known=", ".join(sorted(plugins.systems)),
    )
