"""Which cells of a table go into which canonical column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters.headings import display, endings, fold, letters, looks_like_data, nearest
from tthc_adapters.layouts import REQUIRED, Layout

GAPS = {
    "channel": "channel-column-missing",
    "due_on": "due-column-missing",
    "finished_on": "finished-column-missing",
    "status": "status-column-missing",
}
"""Columns whose absence is one finding for the file."""


@frozen
class Column:
    """One column of a table: its place in the frame, its letter (None in JSON), its heading."""

    index: int
    letter: str | None
    header: str

    @property
    def name(self) -> str:
        """Name of the column in a block's frame."""
        return f"c{self.index}"


@frozen
class Plan:
    """The columns that lead to each target, the first with a value wins.

    `repeated` are columns left out: their heading stands more than once, or only names them together
    with the merged heading above, which the layout does not know.
    """

    columns: Mapping[str, tuple[Column, ...]] = field(hash=False)
    repeated: tuple[Column, ...] = ()

    def __contains__(self, target: str) -> bool:
        return target in self.columns

    def of(self, target: str) -> tuple[Column, ...]:
        """Return the columns of `target`, most important first."""
        return self.columns.get(target, ())

    def first(self, target: str) -> Column | None:
        """Return the most important column of `target`, or None."""
        return next(iter(self.of(target)), None)


def match_columns(headers: Sequence[str | None], layout: Layout, *, objects: bool) -> Plan:
    """Match the headings (or paths) of a table with a layout; of two equal headings the first counts.

    A heading below merged ones is known whole, or by its last part where no other column ends alike.
    """
    found: dict[str, list[Column]] = {}
    repeated: list[Column] = []
    seen: set[str] = set()
    ends = Counter(endings(header)[-1] for header in headers if header)
    for index, header in enumerate(headers):
        target = layout.target(header) if header else None
        if header is None or target is None:
            continue
        column = Column(index, None if objects else letters(index), display(header))
        name = fold(header)
        vague = layout.target_of_whole(header) is None and ends[endings(header)[-1]] > 1
        if name in seen or vague:
            repeated.append(column)
            continue
        seen.add(name)
        found.setdefault(target, []).append(column)
    return Plan(
        {
            target: tuple(sorted(columns, key=lambda one: layout.rank(one.header)))
            for target, columns in found.items()
        },
        tuple(repeated),
    )


def require(file: str, headers: Sequence[str | None], layout: Layout) -> None:
    """Refuse a table without the columns a record cannot be made without.

    Raises:
        AdapterError: naming what is missing, the nearest heading and those found (`column.required`).
    """
    targets = set(match_columns(headers, layout, objects=False).columns)
    missing = [target for target in REQUIRED if target not in targets]
    if missing:
        raise AdapterError(
            "column.required",
            file=file,
            missing=", ".join(_wanted(layout, target) for target in missing),
            nearest=describe_nearest(headers, layout, missing),
            found=describe_found(headers, layout),
        )


def _wanted(layout: Layout, target: str) -> str:
    return next((heading for heading, column in layout.columns.items() if column == target), target)


def describe_found(headers: Sequence[str | None], layout: Layout) -> str:
    """List headings for a message; a row that looks like data is not repeated."""
    names = [display(header) for header in headers if header and header.strip()]
    if not names or _is_data(names, layout):
        return "-"
    return ", ".join(name[:60] for name in names[:40])


def _is_data(names: Sequence[str], layout: Layout) -> bool:
    """Tell whether the row taken for headings may hold values of persons instead."""
    known = layout.headings
    return looks_like_data(names) and all(known.isdisjoint(endings(name)) for name in names)


def describe_nearest(headers: Sequence[str | None], layout: Layout, missing: Sequence[str]) -> str:
    """Name, for each missing column, the heading found that comes nearest to it."""
    names = [display(header) for header in headers if header]
    if _is_data(names, layout):
        return "-"
    pairs = []
    for target in missing:
        wanted = [heading for heading, column in layout.columns.items() if column == target]
        close = nearest(wanted, [name for name in names if layout.target(name) is None])
        if close is not None:
            pairs.append(f"{close} → {wanted[0]}")
    return "; ".join(pairs) or "-"


def gap_findings(file: str, present: frozenset[str], *, grouped: bool) -> list[Finding]:
    """Return one finding for each column the file does not have.

    Args:
        file: label of the file.
        present: targets the file has.
        grouped: group rows named the level or the unit instead.
    """
    codes = [code for target, code in GAPS.items() if target not in present]
    if not present & {"field_name", "field_code"}:
        codes.append("field-column-missing")
    if not grouped and not present & {"level", "agency_name"}:
        codes.append("level-and-agency-column-missing")
    return [Finding(code, details={"file": file}) for code in codes]


def mapping_findings(file: str, plan: Plan, layout: Layout, paths: Sequence[str] | None) -> list[Finding]:
    """Return what a layout decided for the whole file, so that it is never silent.

    Args:
        file: label of the file.
        plan: which columns are read.
        layout: its constants, and the headings that stand for another column.
        paths: for objects the paths the file has, else None.
    """
    findings = [
        Finding("constant-used", details={"file": file, "column": target, "value": value})
        for target, value in layout.constants.items()
    ]
    for target, columns in plan.columns.items():
        there = [column for column in columns if paths is None or column.header in paths]
        really = layout.of_heading(there[0].header, layout.stands_for) if there else None
        if really is not None:
            details = {"file": file, "header": there[0].header, "column": target, "really": really}
            findings.append(Finding("column-stands-in", details=details))
    if plan.repeated:
        names = ", ".join(dict.fromkeys(column.header for column in plan.repeated))
        details = {"file": file, "headers": names}
        findings.append(Finding("heading-repeated", count=len(plan.repeated), details=details))
    return findings
