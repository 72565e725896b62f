"""The history of one dossier in a file of its own: a row for each event."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import define, field, frozen

from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import AdapterError
from tthc.findings import Finding, SourceRef
from tthc_adapters.headings import display, fold, heading_row, letters
from tthc_adapters.intake.cleaning import clean_cells
from tthc_adapters.intake.dates import DateReader
from tthc_adapters.intake.detection import source_for
from tthc_adapters.intake.gathering import Gatherer
from tthc_adapters.intake.locations import labelled
from tthc_adapters.manager import Plugins, load_plugins
from tthc_adapters.protocols import RawTable, ReadOptions

COLUMNS = ("seq", "kind", "on", "at", "effect", "until")
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_DAYS = ("%d/%m/%Y", "%d-%m-%Y")
_LOST = {"ragged", "quote-broken"}
_WHOLE = re.compile(r"\d+(\.0+)?")
_HAS_CLOCK = re.compile(r"\d\s*(:|h|giờ)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::|h|\s*giờ\s*)(\d{2})?(?::(\d{2}))?", re.IGNORECASE)


@frozen(kw_only=True)
class Events:
    """Hold the events of one dossier by `seq`, and what could not be read (lịch sử hồ sơ)."""

    events: tuple[DossierEvent, ...]
    findings: tuple[Finding, ...] = ()


def read_events(
    location: str | os.PathLike[str], *, sheet: str | None = None, plugins: Plugins | None = None
) -> Events:
    """Read the events of one dossier from a table (đọc bảng sự kiện).

    Columns: `seq`, `kind`, `on`, `at`, `effect`, `until`, or their Vietnamese headings; `kind` and
    one of `on` and `at` are needed. Without `seq` the rows are numbered in their order. `at` is a
    moment, or the time of day of `on`; both are Vietnam time. A row that cannot be read is a finding
    with its cell and is left out: an answer computed from the rest would be wrong, so look at
    `findings` first.

    Raises:
        AdapterError: the file cannot be read (`location.*`, `source.*`), or lacks a column it needs
            (`events.columns`).
    """
    plugins = load_plugins() if plugins is None else plugins
    (place,) = labelled(plugins, (location,))
    table = next(iter(source_for(plugins, place).tables(place, ReadOptions(sheet=sheet))), None)
    if table is None or not (table.head or table.paths):
        raise AdapterError("source.empty", file=place.label)
    headers, preamble = _headings(table)
    columns = _columns(headers)
    if "kind" not in columns or not columns.keys() & {"on", "at"}:
        raise AdapterError("events.columns", file=place.label, columns=", ".join(COLUMNS))
    reader = _EventRows(file=place.label, sheet=table.sheet, headers=headers, columns=columns)
    names = [f"c{index}" for index in columns.values()]
    for block in table.blocks(preamble=preamble, columns=tuple(header or "" for header in headers)):
        frame = block.frame.with_columns(clean_cells(names))
        for row, flaw, *cells in frame.select("_row", "_flaw", *names).rows():
            reader.add(row, flaw, dict(zip(columns, cells, strict=True)))
    return reader.finish()


def _headings(table: RawTable) -> tuple[Sequence[str | None], int]:
    if table.paths is not None:
        return table.paths, 0
    place = heading_row(table.head, set(_headings_known())) or 0
    return table.head[place], place + 1


def _columns(headers: Sequence[str | None]) -> dict[str, int]:
    """Return the place of each column that is there; the first heading that fits wins."""
    found: dict[str, int] = {}
    for index, header in enumerate(headers):
        name = _headings_known().get(fold(header)) if header else None
        if name is not None:
            found.setdefault(name, index)
    return {name: found[name] for name in COLUMNS if name in found}


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    import tomllib

    return tomllib.loads(files("tthc_adapters").joinpath("data/events.toml").read_text(encoding="utf-8"))


@cache
def _folded(table: str) -> Mapping[str, str]:
    words = _words()[table]
    return {fold(word): code for code, texts in words.items() for word in (code, *texts)}


def _headings_known() -> Mapping[str, str]:
    return _folded("headings")


@define(kw_only=True)
class _EventRows:
    """Collect the rows of an events file."""

    file: str
    sheet: str | None
    headers: Sequence[str | None]
    columns: Mapping[str, int]
    gatherer: Gatherer = field(factory=Gatherer)
    found: dict[int, DossierEvent] = field(factory=dict)
    rows: int = 0

    def add(self, row: int, flaw: str | None, cells: Mapping[str, str | None]) -> None:
        """Take one row; a blank one says nothing."""
        if all(cell is None for cell in cells.values()):
            return
        self.rows += 1
        if flaw in _LOST:
            self.gatherer.add(flaw, SourceRef(file=self.file, sheet=self.sheet, row=row))
            return
        values: dict[str, Any] = {}
        for name, (code, read) in _READERS.items():
            try:
                values[name] = read(cells.get(name))
            except ValueError:
                self._report(code, row, name)
        if "seq" not in self.columns:
            values["seq"] = self.rows
        elif cells["seq"] is None:
            self._report("event-seq-unreadable", row, "seq")
            return
        if len(values) == len(_READERS):
            self._add_event(row, values)

    def _add_event(self, row: int, values: Mapping[str, Any]) -> None:
        day, at = values["on"], values["at"]
        if isinstance(at, time):
            if day is None:
                self._report("event-day-missing", row, "at")
                return
            at = datetime.combine(_day_of(day), at, VIETNAM)
        elif at is None:
            at = day
        if at is None:
            self._report("event-day-missing", row, "on" if "on" in self.columns else "at")
        elif day is not None and _day_of(day) != _day_of(at):
            self._report("event-days-differ", row, "at")
        elif values["seq"] in self.found:
            self._report("event-seq-twice", row, "seq")
        else:
            until = values["until"]
            self.found[values["seq"]] = DossierEvent(
                values["seq"],
                values["kind"],
                on=_day_of(at),
                at=at if isinstance(at, datetime) else None,
                effect=values["effect"],
                until=None if until is None else _day_of(until),
            )

    def finish(self) -> Events:
        """Return the events in the order of `seq`."""
        events = tuple(event for _, event in sorted(self.found.items()))
        return Events(events=events, findings=self.gatherer.findings())

    def _report(self, code: str, row: int, name: str) -> None:
        index = self.columns[name]
        place = SourceRef(
            file=self.file,
            sheet=self.sheet,
            row=row,
            column=letters(index),
            header=display(self.headers[index]) or None,
        )
        self.gatherer.add(code, place)


def _seq(text: str | None) -> int:
    if text is not None and _WHOLE.fullmatch(text) is None:
        raise ValueError
    return int(float(text or 0))


def _kind(text: str | None) -> EventKind:
    return EventKind(_folded("kinds").get(fold(text or "")))


def _effect(text: str | None) -> Effect | None:
    return None if text is None else Effect(_folded("effects").get(fold(text)))


def _day(text: str | None) -> date | datetime | None:
    """Return a day, or a moment of Vietnam where a time of day is written."""
    import polars as pl

    if text is None:
        return None
    moments, unreadable = DateReader(formats=_DAYS).read(pl.Series([text]))
    if unreadable[0]:
        raise ValueError
    moment: datetime | None = moments[0]
    if moment is None or moment.time() != time() or _HAS_CLOCK.search(text):
        return None if moment is None else moment.replace(tzinfo=VIETNAM)
    return moment.date()


def _when(text: str | None) -> date | datetime | time | None:
    """Return a day, a moment, or a time of day."""
    clock = None if text is None else _CLOCK.fullmatch(text)
    if clock is None:
        return _day(text)
    hour, minute, second = (int(part or 0) for part in clock.groups())
    return time(hour, minute, second)


def _day_of(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


_READERS: Mapping[str, tuple[str, Callable[[str | None], object]]] = {
    "seq": ("event-seq-unreadable", _seq),
    "kind": ("event-kind-unknown", _kind),
    "on": ("event-date-unreadable", _day),
    "at": ("event-date-unreadable", _when),
    "effect": ("event-effect-unknown", _effect),
    "until": ("event-date-unreadable", _day),
}
"""How each column is read, and the finding when it cannot be."""
