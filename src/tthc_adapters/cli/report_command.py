"""`tthc report`: from exports, or from a folder of canonical Parquet, to the official form."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from tthc_adapters import pipeline
from tthc_adapters.cli.reading_options import Reading, reading_of, reading_options, system_options
from tthc_adapters.cli.screen import note, progress, write_json
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.cli.values import DayValue, OneOf, SeveralOf, today_in_vietnam
from tthc_adapters.texts import Texts, day, number

if TYPE_CHECKING:
    from tthc.forms import Report
    from tthc.outcomes import Basis
    from tthc.periods import ReportingPeriod
    from tthc_adapters.national import Store
    from tthc_adapters.pipeline import Question

FORMS = ("ii06a", "07a", "07b")
GROUPINGS = ("level", "field", "agency")
BASES = ("exported", "legal")
DEFAULT_GROUPING = "level"
"""Levels are rows of every form already; asking for them adds nothing."""


ENGINES = ("polars", "duckdb", "spark")


@frozen(kw_only=True)
class Asked:
    """What stood on the command line."""

    reading: Reading
    system: str | None
    mapping: str | None
    period: str | None
    as_of: date | None
    form: str | None
    by: tuple[tuple[str, ...], ...]
    basis: str
    limits: str | None
    levels: str | None
    engine: str | None
    state: str | None
    check_codes: bool
    events: str | None
    xlsx: str | None
    as_json: bool

    @property
    def of_exports(self) -> dict[str, object]:
        """The options that say how exports are read, by name."""
        return {
            "--system": self.system,
            "--map": self.mapping,
            "--sheet": self.reading.sheet,
            "--separator": self.reading.separator,
            "--encoding": self.reading.encoding,
            "--limits": self.limits,
            "--levels": self.levels,
        }

    @property
    def of_folders(self) -> dict[str, object]:
        """The options that say how a folder of canonical Parquet is counted, by name."""
        return {
            "--engine": self.engine,
            "--state": self.state,
            "--check-codes": self.check_codes or None,
            "--events": self.events,
        }


def command(texts: Texts) -> click.Command:
    """Return the subcommand (lập báo cáo)."""

    def run(files: tuple[str, ...], **words: Any) -> int:
        return _run(Asked(reading=reading_of(files, words, texts), **words), texts)

    return Command(
        "report",
        texts,
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=texts("help.files_metavar")),
            *system_options(texts),
            *reading_options(texts),
            *_question_options(texts),
            *_folder_options(texts),
            Option(["--xlsx"], metavar=texts("report.xlsx_metavar"), help=texts("report.xlsx")),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _question_options(texts: Texts) -> list[click.Parameter]:
    day_metavar, file_metavar = texts("help.day_metavar"), texts("help.file_metavar")
    by, bases = SeveralOf(texts, GROUPINGS), OneOf(texts, BASES)
    return [
        Option(["--period"], metavar=texts("report.period_metavar"), help=texts("report.period")),
        Option(["--as-of"], type=DayValue(texts), metavar=day_metavar, help=texts("report.as_of")),
        Option(["--form"], type=OneOf(texts, FORMS), metavar="|".join(FORMS), help=texts("report.form")),
        Option(["--by"], type=by, multiple=True, metavar="|".join(GROUPINGS), help=texts("report.by")),
        Option(
            ["--basis"], type=bases, default=BASES[0], metavar="|".join(BASES), help=texts("report.basis")
        ),
        Option(["--limits"], metavar=file_metavar, help=texts("report.limits")),
        Option(["--levels"], metavar=file_metavar, help=texts("report.levels")),
    ]


def _folder_options(texts: Texts) -> list[click.Parameter]:
    folder, engines = texts("report.folder_metavar"), OneOf(texts, ENGINES)
    return [
        Option(["--engine"], type=engines, metavar="|".join(ENGINES), help=texts("report.engine")),
        Option(["--state"], metavar=folder, help=texts("report.state")),
        Option(["--check-codes"], is_flag=True, help=texts("report.check_codes")),
        Option(["--events"], metavar=folder, help=texts("report.events")),
    ]


def _run(asked: Asked, texts: Texts) -> int:
    from tthc.outcomes import Basis
    from tthc.periods import ReportingPeriod

    # What can be refused without reading is refused before a long read.
    period = None if asked.period is None else ReportingPeriod.parse(asked.period)
    basis = Basis(asked.basis)
    if asked.limits is not None and basis is not Basis.LEGAL:
        raise Complaint(texts("report.limits_unused"))
    if asked.events is not None and basis is not Basis.LEGAL:
        raise Complaint(texts("report.events_unused"))
    store = _store(asked, texts)
    given = asked.of_folders if store is None else asked.of_exports
    strange = ", ".join(name for name, value in given.items() if value is not None)
    if strange:
        raise Complaint(texts(f"report.{'only' if store is None else 'not'}_for_folders", options=strange))
    report = (
        _from_exports(asked, period, basis, texts)
        if store is None
        else _from_store(store, asked, period, basis, texts)
    )
    if asked.xlsx is not None:
        pipeline.save(report, asked.xlsx, texts.lang)
    if asked.as_json:
        write_json(report.to_dict(texts.lang))
    else:
        pipeline.show(report, sys.stdout, texts.lang)
    if asked.xlsx is not None:
        note(texts("report.written", file=asked.xlsx))
    return exit_code(report, texts)


def _store(asked: Asked, texts: Texts) -> Store | None:
    """Return the canonical table that stands at the one place given, or None for exports."""
    from tthc_adapters.canonical import canonical_folder
    from tthc_adapters.engines import EngineName
    from tthc_adapters.national import Store, is_remote

    if len(asked.reading.files) != 1:
        return None
    (location,) = asked.reading.files
    engine = EngineName(asked.engine or ENGINES[0])
    for place in (location, asked.events or ""):
        if asked.state is not None and is_remote(place, engine):
            raise Complaint(texts("report.state_not_remote", location=place))
    if is_remote(location, engine):
        return Store(location=location, folder=None)
    folder = canonical_folder(location)
    return None if folder is None else Store(location=location, folder=folder)


def _from_exports(asked: Asked, period: ReportingPeriod | None, basis: Basis, texts: Texts) -> Report:
    from tthc.outcomes import Basis as Bases

    exports = pipeline.Exports(
        locations=asked.reading.files,
        system=asked.system,
        mapping=asked.mapping,
        sheet=asked.reading.sheet,
        separator=asked.reading.separator,
        encoding=asked.reading.encoding,
        limits=asked.limits,
        levels=asked.levels,
    )
    with progress(texts("report.reading", names=asked.reading.names)) as moved:
        ingested = pipeline.read(exports, moved)
    if period is None:
        raise Complaint(_periods(pipeline.received_between(ingested), texts))
    if basis is Bases.LEGAL and not pipeline.has_limits(ingested):
        raise Complaint(texts("report.limits_needed"))
    return pipeline.fill(ingested, _question(asked, period, basis, texts))


def _from_store(
    store: Store, asked: Asked, period: ReportingPeriod | None, basis: Basis, texts: Texts
) -> Report:
    from tthc.outcomes import Basis as Bases
    from tthc_adapters import national
    from tthc_adapters.engines import EngineName

    engine = EngineName(asked.engine or ENGINES[0])
    if period is None:
        raise Complaint(_periods(national.received_within(store, engine), texts))
    if basis is Bases.LEGAL and not national.knows_limits(store, engine):
        raise Complaint(texts("report.limits_needed"))
    counting = national.Counting(
        engine=engine, state=asked.state, check_codes=asked.check_codes, events=asked.events
    )
    return national.fill_from_store(store, _question(asked, period, basis, texts), counting)


def _question(asked: Asked, period: ReportingPeriod, basis: Basis, texts: Texts) -> Question:
    return pipeline.Question(
        period=period,
        as_of=asked.as_of or today_in_vietnam(),
        basis=basis,
        form=asked.form,
        by=_groupings(asked.by),
        lang=texts.lang,
    )


def exit_code(report: Report, texts: Texts) -> int:
    """Return 0, or 1 with a word on standard error when rows were rejected."""
    rejected = 0 if report.accounting is None else report.accounting.rejected_rows
    if rejected:
        note(texts("report.rejected", count=number(rejected, texts.lang)))
    return 1 if rejected else 0


def _groupings(given: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return each grouping once, in the order given."""
    flat = dict.fromkeys(name for names in given for name in names)
    return tuple(name for name in flat if name != DEFAULT_GROUPING)


def _periods(span: tuple[date, date] | None, texts: Texts) -> str:
    from tthc.periods import ReportingPeriod

    if span is None:
        return texts("report.no_dossiers")
    periods = ReportingPeriod.covering(*span)
    first, last = (day(one, texts.lang) for one in span)
    lines = "\n".join(_period_line(period, texts) for period in periods)
    return texts("report.period_needed", first=first, last=last, periods=lines)


def _period_line(period: ReportingPeriod, texts: Texts) -> str:
    lang = texts.lang
    days = f"{day(period.first, lang)} - {day(period.last, lang)}"
    return f"  --period {period.key:<10}  {period.name(lang)} ({days})"
