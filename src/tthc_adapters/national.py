"""From a folder of canonical Parquet to a filled form, on the engine that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from tthc.findings import Finding
from tthc.outcomes import Basis
from tthc_adapters.canonical import ParquetFolder, Partition, events_folder, paired
from tthc_adapters.engines import EngineName, Opener, opener
from tthc_adapters.state import StateFolder, state_folder, tally_parts

if TYPE_CHECKING:
    from tthc.forms import Report
    from tthc.tallies import Tally
    from tthc_adapters.pipeline import Question

Files = Sequence[Path | str]


@frozen(kw_only=True)
class Counting:
    """Say how the dossiers of a folder are counted (cách đếm).

    Args:
        engine: what counts.
        state: a folder that keeps the counts of each partition between runs, or None.
        check_codes: whether codes that stand in several rows are looked for, in a pass of its own.
        events: the folder of the events table, or a place that Spark reads, or None; it matters to legal
            due dates alone. Where counts are kept it is a folder.
    """

    engine: EngineName = EngineName.POLARS
    state: str | None = None
    check_codes: bool = False
    events: str | None = None


@frozen(kw_only=True)
class Store:
    """What is counted: a folder here, or a place that Spark alone can read (nơi chứa bảng chuẩn)."""

    location: str
    folder: ParquetFolder | None = field(repr=False)

    @property
    def files(self) -> Files:
        """What an engine is given to read."""
        return (self.location,) if self.folder is None else self.folder.files


def received_within(store: Store, engine: EngineName) -> tuple[date, date] | None:
    """Return the first and the last day of reception, or None when no dossier has one.

    Raises:
        TableError: the engine could not read the table (`table.engine-failed`).
    """
    import narwhals as nw

    from tthc.columnar.doors import open_doors

    (door,) = open_doors(opener(engine).open(store.files))
    days = nw.col("received_on")
    ((first, last),) = door.rows(door.frame.select(days.min().alias("first"), days.max().alias("last")))
    return None if first is None else (first, last)


def knows_limits(store: Store, engine: EngineName) -> bool:
    """Tell whether any dossier has a time limit, without which no due date by law can be told.

    Raises:
        TableError: the engine could not read the table (`table.engine-failed`).
    """
    import narwhals as nw

    from tthc.columnar.doors import open_doors

    (door,) = open_doors(opener(engine).open(store.files))
    if "limit_unit" not in door.frame.collect_schema():
        return False
    known = door.frame.filter(~nw.col("limit_unit").is_null()).select("limit_unit").head(1)
    return bool(door.rows(known))


def count_store(store: Store, question: Question, counting: Counting) -> Tally:
    """Count the dossiers of a store, partition by partition where their counts are kept (đếm bảng chuẩn).

    Raises:
        TableError: columns missing or mistyped (`table.columns`), or the engine failed
            (`table.engine-failed`).
        AdapterError: a package, Java, a session or the events table is missing; see `opener`,
            `events_folder` and `paired`.
    """
    engine = opener(counting.engine)
    if store.folder is None or counting.state is None:
        return _count(engine, store.files, _events(counting), question)
    histories = None if counting.events is None else events_folder(counting.events)
    return _count_parts(engine, store.folder, histories, question, state_folder(counting.state))


def fill_from_store(store: Store, question: Question, counting: Counting) -> Report:
    """Count the dossiers of a store and fill the form; there is no account of rows, for none were read in.

    Raises:
        FormError: no such form or grouping, or a form that does not fit.
        PeriodError: the day of the data precedes the period.
        TableError, AdapterError: as `count_store`.
    """
    from tthc.forms import report
    from tthc.tallies import check_codes

    counts = count_store(store, question, counting)
    shared: tuple[Finding, ...] = ()
    if counting.check_codes:
        shared = check_codes(opener(counting.engine).open(store.files))
    return report(counts, question.form, by=question.by, findings=shared, lang=question.lang)


def is_remote(location: str, engine: EngineName) -> bool:
    """Tell whether Spark alone reads a location, such as `hdfs:///kho/dossiers`."""
    return engine is EngineName.SPARK and "://" in location


def _events(counting: Counting) -> Files | None:
    if counting.events is None:
        return None
    if is_remote(counting.events, counting.engine):
        return (counting.events,)
    return events_folder(counting.events).files


def _count_parts(
    engine: Opener,
    folder: ParquetFolder,
    histories: ParquetFolder | None,
    question: Question,
    state: StateFolder,
) -> Tally:
    from tthc.tallies.parts import PartQuestion, add_tallies

    pairs: dict[str, Partition | None] = {} if histories is None else paired(folder, histories)
    asked = PartQuestion(
        period=question.period,
        as_of=question.as_of,
        basis=question.basis,
        about="" if histories is None else "events",
    )

    def counted(partition: Partition) -> Callable[[], Tally]:
        also = pairs.get(partition.name)
        return lambda: _count(engine, partition.files, None if also is None else also.files, question)

    tallies, wrong = tally_parts(
        ((folder.part(each, pairs.get(each.name)), counted(each)) for each in folder.partitions),
        asked,
        state,
    )
    whole = add_tallies(tallies)
    return attrs.evolve(whole, notes=(*wrong, *_brought_together(whole.notes)))


def _count(engine: Opener, files: Files, events: Files | None, question: Question) -> Tally:
    """Count some files in one pass; what is found about histories becomes notes of the tally."""
    from tthc.tallies import tally

    table: Any = engine.open(files)
    found: tuple[Finding, ...] = ()
    if question.basis is Basis.LEGAL:
        from tthc.calendars import load_calendar
        from tthc.columnar.due import legal_due_of

        histories = None if events is None else engine.open(events)
        due = legal_due_of(table, load_calendar("vn-public-sector"), events=histories)
        table, found = due.table, due.findings
    counts = tally(table, period=question.period, as_of=question.as_of, basis=question.basis)
    return attrs.evolve(counts, notes=(*counts.notes, *found))


def _brought_together(notes: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one note a code: partitions name other dossiers as examples of the same thing."""
    together: dict[str, Finding] = {}
    for note in notes:
        known = together.get(note.code)
        together[note.code] = note if known is None else attrs.evolve(known, count=known.count + note.count)
    return tuple(together.values())
