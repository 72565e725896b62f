"""The front door: files in, the canonical table, its findings and the account of its rows out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.columnar import polars_schema
from tthc.errors import AdapterError
from tthc.findings import Accounting, Finding
from tthc_adapters.intake.changes import Change
from tthc_adapters.intake.columns import Rules
from tthc_adapters.intake.detection import find_table, source_for, system_named
from tthc_adapters.intake.duplicates import resolve_duplicates
from tthc_adapters.intake.gathering import Gatherer, Places
from tthc_adapters.intake.locations import open_all
from tthc_adapters.intake.pages import without_whole_lists
from tthc_adapters.intake.plan import gap_findings, mapping_findings, match_columns, require
from tthc_adapters.intake.reading import TableReader
from tthc_adapters.manager import Plugins, load_plugins
from tthc_adapters.protocols import CheckContext, ExportAdapter, Location, ReadOptions
from tthc_adapters.sources._trial import started_early

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from tthc.calendars import WorkingCalendar


_ON_DAYS_OFF = {"due_on": "due-on-day-off", "finished_on": "finished-on-day-off"}


@frozen(kw_only=True)
class Progress:
    """Tell how far a long read is: rows so far, and bytes or rows done of all of them."""

    file: str
    rows: int
    done: int
    total: int | None


@frozen(kw_only=True)
class Ingested:
    """What came out of the files: the canonical table and everything there is to say of it.

    Args:
        table: a polars frame with exactly the canonical columns.
        systems: the system of each file, in the order given; None for a list without elements.
        files: the label of each file: its base name, numbered when two are alike.
        cleaning: what was changed in cells, counted by rule and column.
    """

    table: pl.DataFrame = field(repr=False)
    findings: tuple[Finding, ...]
    accounting: Accounting
    systems: tuple[str | None, ...]
    files: tuple[str, ...]
    cleaning: tuple[Change, ...] = ()


def ingest(
    *locations: str | os.PathLike[str],
    system: str | None = None,
    mapping: str | os.PathLike[str] | Mapping[str, Any] | None = None,
    sheet: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    levels: Mapping[str, Any] | None = None,
    statuses: Mapping[str, int] | None = None,
    calendar: WorkingCalendar | None = None,
    plugins: Plugins | None = None,
    progress: Callable[[Progress], None] | None = None,
    on_places: Callable[[Places], None] | None = None,
) -> Ingested:
    """Read exports of one-stop systems into the canonical table (nạp dữ liệu hồ sơ).

    Bad cells and rows become findings; every physical row is a record, rejected, or a declared skip.
    Of a dossier that stands more than once the last row in the order of the files counts.

    Args:
        *locations: files, folders, patterns and databases (`sqlite:///ho-so.db?table=hoso`), in the
            order that decides which of two rows of a dossier counts.
        system: name of the system that wrote the files, or a mapping file (`.toml`) that describes it;
            found by their headings when None.
        mapping: a mapping file, or its content already parsed; instead of `system`.
        sheet: sheet of a workbook; the first whose headings fit when None.
        separator: separator of a text file; found when None.
        encoding: encoding of a text file, such as "cp1258"; UTF-8 or UTF-16 when None.
        levels: a province's own agency-to-level rules, as for `tthc.places.level_rules`.
        statuses: a province's own status wordings and their numbers 1..10.
        calendar: tells days off among due and finish dates; the public-sector calendar when None.
        plugins: the loaded plugins; all installed ones when None.
        progress: called after every block.
        on_places: told of every cell and row a finding concerns, block by block; the findings
            themselves keep only the first few.

    Raises:
        AdapterError: nothing to read or no way to read it (`location.*`, `source.*`, `system.*`,
            `column.required`); a status outside 1..10 (`wording.bad-status`).
    """
    if not locations:
        raise AdapterError("location.none")
    with started_early(os.fspath(given) for given in locations):
        plugins = load_plugins() if plugins is None else plugins
        reading = _Reading(
            plugins=plugins,
            system=_chosen(system, mapping),
            levels=levels,
            statuses=statuses or {},
            progress=progress,
            gatherer=Gatherer(on_places),
        )
        opened = open_all(plugins, locations)
        with ThreadPoolExecutor(max_workers=1) as beside:
            if calendar is None:
                reading.meanwhile = partial(beside.submit, _usual_calendar)  # needed last, and kept
            for location in opened.locations:
                reading.add(location, ReadOptions(sheet=sheet, separator=separator, encoding=encoding))
        if opened.left_out:
            details = {"files": ", ".join(opened.left_out[:40])}
            reading.file_findings.append(
                Finding("file-not-read", count=len(opened.left_out), details=details)
            )
        return reading.finish(calendar or _usual_calendar())


@define(kw_only=True)
class _Reading:
    """Gather the parts of one call of `ingest`.

    Args:
        meanwhile: called once, when the first file is opened and before it is read.
    """

    plugins: Plugins
    system: str | ExportAdapter | None
    levels: Mapping[str, Any] | None
    statuses: Mapping[str, int]
    progress: Callable[[Progress], None] | None
    gatherer: Gatherer = field(factory=Gatherer)
    meanwhile: Callable[[], object] | None = None
    pieces: list[pl.DataFrame] = field(factory=list)
    file_findings: list[Finding] = field(factory=list)
    physical: int = 0
    preamble: int = 0
    rejected: Counter[str] = field(factory=Counter)
    skipped: Counter[str] = field(factory=Counter)
    systems: list[str | None] = field(factory=list)
    files: list[str] = field(factory=list)
    headers: dict[tuple[str, str], tuple[str | None, str]] = field(factory=dict)
    changes: list[Change] = field(factory=list)

    def add(self, location: Location, options: ReadOptions) -> None:
        """Read one file."""
        from tthc.places import level_rules

        source = source_for(self.plugins, location)
        chosen = system_named(self.plugins, self.system) if isinstance(self.system, str) else self.system
        tables = source.tables(location, options)
        if self.meanwhile is not None:
            self.meanwhile()
            self.meanwhile = None
        found, unread = find_table(
            self.plugins,
            tables,
            file=location.label,
            source=source.name,
            system=chosen,
        )
        self.files.append(location.label)
        self.systems.append(found.system.name if found else None)
        if found is None:
            return
        layout = found.system.layout
        if not found.objects:  # a heading that stands twice under other ones leads nowhere
            require(location.label, found.headers, layout)
        plan = match_columns(found.headers, layout, objects=found.objects)
        reader = TableReader(
            file=location.label,
            sheet=found.table.sheet,
            plan=plan,
            width=len(found.headers),
            objects=found.objects,
            rules=Rules(layout=layout, levels=level_rules(self.levels), statuses=self.statuses),
            gatherer=self.gatherer,
            legacy=found.legacy,
        )
        blocks = getattr(found.table, "typed_blocks", found.table.blocks)
        for block in blocks(preamble=found.preamble, columns=_names(found.headers)):
            self.pieces.append(reader.read(block.frame).rechunk())  # columns cut alike are joined as they are
            if self.progress is not None:
                self.progress(
                    Progress(
                        file=location.label, rows=reader.physical, done=block.done, total=found.table.size
                    )
                )
        reader.close()
        self.changes += reader.changes.all()
        self.file_findings += reader.notes
        self.file_findings += getattr(found.table, "notes", ())
        self._close(reader, found.preamble, found.table.paths, unread)

    def _close(
        self, reader: TableReader, preamble: int, paths: tuple[str, ...] | None, unread: list[str]
    ) -> None:
        present = frozenset(reader.plan.columns)
        if paths is not None:
            present = frozenset(
                target
                for target, columns in reader.plan.columns.items()
                if target in reader.filled or any(column.header in paths for column in columns)
            )
        layout = reader.rules.layout
        present |= frozenset(layout.constants)
        self.file_findings += gap_findings(reader.file, present, grouped=reader.sorter.grouped)
        self.file_findings += mapping_findings(reader.file, reader.plan, layout, paths)
        if unread:
            details = {"file": reader.file, "sheets": ", ".join(unread)}
            self.file_findings.append(Finding("sheet-not-read", count=len(unread), details=details))
        for target in ("due_on", "finished_on"):
            column = reader.plan.first(target)
            if column is not None:
                self.headers[reader.file, target] = (column.letter, column.header)
        self.physical += reader.physical
        self.preamble += preamble
        self.rejected.update(reader.rejected)
        self.skipped.update(reader.skipped)

    def finish(self, calendar: WorkingCalendar) -> Ingested:
        """Put the parts together: duplicates, days off, local checks, the account."""
        import polars as pl

        if not any(name is not None for name in self.systems):
            raise AdapterError("source.empty", file=", ".join(self.files))
        schema = polars_schema()
        table = pl.concat(self.pieces, how="diagonal") if self.pieces else pl.DataFrame(schema=schema)
        self.pieces.clear()
        with ThreadPoolExecutor(max_workers=1) as beside:
            days = beside.submit(_days_of, table)
            resolved = resolve_duplicates(table, self.gatherer)
        self.skipped.update(resolved.skipped)
        table = resolved.table
        have = table.schema
        table = table.select(
            (pl.col(name) if have.get(name) == dtype else pl.col(name).cast(dtype))
            if name in have
            else pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in schema.items()
        )
        self._days_off(table, days.result(), calendar)
        checks = self.plugins.check_dossiers(CheckContext(table=table))
        return Ingested(
            table=table,
            findings=(*without_whole_lists(self.file_findings), *self.gatherer.findings(), *checks),
            accounting=Accounting(
                physical=self.physical,
                records=table.height,
                rejected=dict(sorted(self.rejected.items())),
                skipped=dict(sorted(self.skipped.items())),
                preamble=self.preamble,
            ),
            systems=tuple(self.systems),
            files=tuple(self.files),
            cleaning=tuple(self.changes),
        )

    def _days_off(
        self, table: pl.DataFrame, met: Mapping[str, Sequence[date]], known: WorkingCalendar
    ) -> None:
        """Report due and finish dates on a day off; `met` holds the days that may stand in the table."""
        import polars as pl

        for target, code in _ON_DAYS_OFF.items():
            days = [
                day
                for day in met.get(target, ())
                if known.first <= day <= known.last and not known.is_working_day(day)
            ]
            if not days:
                continue
            places = table.select(target, "source_file", "source_sheet", "source_row")
            off = places.filter(pl.col(target).is_in(days))
            keys = ["source_file", "source_sheet"]
            for (file, sheet), rows in off.group_by(keys, maintain_order=True):
                letter, header = self.headers.get((str(file), target), (None, target))
                self.gatherer.column(
                    code,
                    rows["source_row"],
                    file=str(file),
                    sheet=None if sheet is None else str(sheet),
                    letter=letter,
                    header=header,
                )


def _days_of(table: pl.DataFrame) -> dict[str, list[date]]:
    """Return the different days of the columns that are held against the calendar."""
    return {
        target: table[target].unique().drop_nulls().to_list()
        for target in _ON_DAYS_OFF
        if target in table.columns
    }


def _usual_calendar() -> WorkingCalendar:
    from tthc.calendars import load_calendar

    return load_calendar()


def _chosen(
    system: str | None, mapping: str | os.PathLike[str] | Mapping[str, Any] | None
) -> str | ExportAdapter | None:
    """Return what the caller chose to read with: a name, a mapping, or None."""
    if mapping is None:
        return system
    if system is not None:
        raise AdapterError("mapping.with-system")
    from tthc_adapters.systems.mapping import read_mapping, system_from

    if isinstance(mapping, Mapping):
        return system_from("tabular", mapping)
    return read_mapping(mapping)


def _names(headers: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(header or "" for header in headers)
