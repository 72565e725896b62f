"""From files to a filled form: the one sequence behind `tthc report` and `tthc demo`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

import attrs
from attrs import frozen

if TYPE_CHECKING:
    from tthc.forms import Report
    from tthc.outcomes import Basis
    from tthc.periods import ReportingPeriod
    from tthc_adapters.intake.front_door import Ingested, Progress
    from tthc_adapters.protocols import ReportWriter


@frozen(kw_only=True)
class Exports:
    """Say what is to be read (tệp cần đọc).

    Args:
        locations: files, in the order that decides which copy of a dossier counts.
        system: name of the layout; None to recognise it.
        mapping: a mapping file that describes the table, instead of `system`.
        sheet: worksheet of a workbook, or table of a database; None for the first that fits.
        separator, encoding: those of text files; None to find them.
        limits: a file of procedure codes and time limits, or None.
        levels: a file with the province's own agency-to-level table, or None.
    """

    locations: tuple[str, ...]
    system: str | None = None
    mapping: str | None = None
    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None
    limits: str | None = None
    levels: str | None = None


@frozen(kw_only=True)
class Question:
    """Say what is asked of the dossiers (nội dung báo cáo).

    Args:
        period: first and last day of the report.
        as_of: the day the data are true for.
        basis: which due dates decide.
        form: name of the form; None for the one due on the closing day.
        by: rows beneath the levels: "field", "agency".
        lang: language of the row labels.
    """

    period: ReportingPeriod
    as_of: date
    basis: Basis
    form: str | None = None
    by: tuple[str, ...] = ()
    lang: str = "vi"


def read(exports: Exports, moved: Callable[[int, int | None], None] | None = None) -> Ingested:
    """Read the exports; a limits file wins for every procedure it names.

    Args:
        exports: what to read.
        moved: told how much of the present file is done, and of how much, where that is known.

    Raises:
        AdapterError: a file cannot be read; see `tthc_adapters.ingest`, `read_limits` and `read_levels`.
    """
    from tthc_adapters.intake.front_door import ingest
    from tthc_adapters.intake.limits_file import read_limits, with_limits
    from tthc_adapters.levels_file import read_levels

    def told(state: Progress) -> None:
        if moved is not None:
            moved(state.done, state.total)

    ingested = ingest(
        *exports.locations,
        system=exports.system,
        mapping=exports.mapping,
        sheet=exports.sheet,
        separator=exports.separator,
        encoding=exports.encoding,
        levels=None if exports.levels is None else read_levels(exports.levels),
        progress=told,
    )
    if exports.limits is None:
        return ingested
    limits = read_limits(exports.limits)
    table = with_limits(ingested.table, limits)
    return attrs.evolve(ingested, table=table, findings=(*ingested.findings, *limits.findings))


def received_between(ingested: Ingested) -> tuple[date, date] | None:
    """Return the first and the last day of reception, or None when no dossier has one."""
    import polars as pl

    days = pl.col("received_on")
    first, last = ingested.table.lazy().select(days.min().alias("a"), days.max().alias("b")).collect().row(0)
    return None if first is None else (first, last)


def has_limits(ingested: Ingested) -> bool:
    """Tell whether any dossier has a time limit, without which no due date by law can be told."""
    import polars as pl

    column = "limit_unit"
    lazy = ingested.table.lazy()
    if column not in lazy.collect_schema():
        return False
    return bool(lazy.select(pl.col(column).is_not_null().any()).collect().item())


def fill(ingested: Ingested, question: Question) -> Report:
    """Count the dossiers and fill the form.

    Raises:
        FormError: no such form or grouping, or a form that does not fit.
        PeriodError: the day of the data precedes the period.
    """
    from tthc.forms import report
    from tthc.outcomes import Basis
    from tthc.tallies import tally

    table = ingested.table
    if question.basis is Basis.LEGAL:
        from tthc.calendars import load_calendar
        from tthc.columnar.due import with_legal_due

        table = with_legal_due(table, load_calendar("vn-public-sector"))
    counts = tally(table, period=question.period, as_of=question.as_of, basis=question.basis)
    return report(
        counts,
        question.form,
        by=question.by,
        accounting=ingested.accounting,
        findings=ingested.findings,
        lang=question.lang,
    )


def show(report: Report, out: IO[str], lang: str) -> None:
    """Write `report` to a text stream, by the writer called "terminal"."""
    _writer("terminal").write(report, out, lang=lang)


def save(report: Report, path: str, lang: str) -> None:
    """Write `report` to a workbook, by the writer called "xlsx"; the file is whole or not there.

    Raises:
        OSError: the file cannot be written.
    """
    content = BytesIO()
    _writer("xlsx").write(report, content, lang=lang)
    Path(path).write_bytes(content.getvalue())


def _writer(name: str) -> ReportWriter:
    from tthc_adapters.manager import load_plugins

    return load_plugins().writers[name]
