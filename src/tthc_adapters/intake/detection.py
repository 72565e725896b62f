"""Find the source of a file, the headings of its table, and the system that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from tthc.errors import AdapterError
from tthc_adapters.heading_rows import HeadingRows, find_heading_rows
from tthc_adapters.headings import display, endings, fold
from tthc_adapters.intake.legacy import ENCODINGS, decode_legacy
from tthc_adapters.intake.locations import plain_name, scheme_of
from tthc_adapters.intake.plan import describe_found, describe_nearest, require
from tthc_adapters.layouts import REQUIRED, Layout, Recognition, SourceHead
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import ExportAdapter, Location, RawTable, SourceReader

_SAMPLE_ROWS = 5
_ENOUGH = 2  # known headings that make a row the row of headings


@frozen(kw_only=True)
class Found:
    """A table whose system is known: its headings, and how many rows stand above the data.

    Args:
        headers: names of the columns; for objects the paths to read, as the file spells them.
        legacy: encoding of an old font that the headings are in, or None.
    """

    table: RawTable
    system: ExportAdapter
    headers: tuple[str | None, ...]
    preamble: int
    objects: bool
    legacy: str | None = None


def source_for(plugins: Plugins, location: Location) -> SourceReader:
    """Return the source that reads files with this ending.

    Raises:
        AdapterError: no source does (`source.unknown-suffix`).
    """
    scheme = scheme_of(location.address or "")
    for source in plugins.sources.values():
        if scheme is not None and scheme in getattr(source, "schemes", ()):
            return source
    name = plain_name(location.label)
    for source in plugins.sources.values():
        if name.endswith(tuple(source.suffixes)):
            return source
    known = sorted(suffix for source in plugins.sources.values() for suffix in source.suffixes)
    raise AdapterError("source.unknown-suffix", file=location.label, known=", ".join(known))


def system_named(plugins: Plugins, name: str) -> ExportAdapter:
    """Return the system called `name`, or the one a mapping file describes.

    Raises:
        AdapterError: there is none (`system.unknown`), or the file is no mapping (`mapping.*`).
    """
    if name.lower().endswith(".toml"):
        from tthc_adapters.systems.mapping import read_mapping

        return read_mapping(name)
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
    systems = [*plugins.systems.values(), *([system] if system is not None else [])]
    known = frozenset[str]().union(*(one.layout.headings for one in systems))
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
        located = locate_headings(table, known)
        if located is None:
            continue
        headers, preamble, legacy = located
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
        wanted = as_spelt(chosen.layout, table.paths or ()) if objects else headers
        found = Found(
            table=table, system=chosen, headers=wanted, preamble=preamble, objects=objects, legacy=legacy
        )
    if found is not None:
        return found, seen
    if not any_table or first is None:
        raise AdapterError("source.empty", file=file)
    if system is not None:
        require(file, first.headers, system.layout)
    raise _none_fits(plugins, first)


def locate_headings(
    table: RawTable, known: frozenset[str]
) -> tuple[tuple[str | None, ...], int, str | None] | None:
    """Return the headings, the number of rows above the data, and the old font they are in.

    None stands for a table whose first rows are all empty.
    """
    if table.paths is not None:
        return table.paths, 0, None
    best = find_heading_rows(table.head, known)
    if best is None:
        return None
    font = None
    if best.known < _ENOUGH:
        for encoding in ENCODINGS:
            decoded = _decoded_head(table, encoding, known)
            if decoded is not None and decoded.known >= _ENOUGH:
                best, font = decoded, encoding
    return best.headers, best.above, font


def _decoded_head(table: RawTable, encoding: str, known: frozenset[str]) -> HeadingRows | None:
    rows = [[cell and decode_legacy(cell, encoding) for cell in row] for row in table.head]
    return find_heading_rows(rows, known)


def as_spelt(layout: Layout, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of a layout in the spelling of a file, whose case may differ.

    >>> as_spelt(Layout(columns={"maHoSo": "code", "ngayNhan": "received_on"}), ["MaHoSo", "ngayNhan"])
    ('MaHoSo', 'ngayNhan')
    """
    spelt = {fold(path): path for path in reversed(paths)}
    return tuple(path if path in paths else spelt.get(fold(path), path) for path in layout.columns)


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
        matched = sum(not layout.headings.isdisjoint(endings(header)) for header in head.headers)
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
