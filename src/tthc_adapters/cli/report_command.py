"""`tthc report`: from exports to the official form."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import click
from attrs import frozen

from tthc_adapters.cli.screen import note, progress, write_json
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.cli.values import DayValue, OneOf, SeveralOf, today_in_vietnam
from tthc_adapters.texts import Texts, day, number

if TYPE_CHECKING:
    from tthc.forms import Report
    from tthc.periods import ReportingPeriod
    from tthc_adapters.intake import Ingested

FORMS = ("ii06a", "07a", "07b")
GROUPINGS = ("level", "field", "agency")
BASES = ("exported", "legal")
DEFAULT_GROUPING = "level"
"""Levels are rows of every form already; asking for them adds nothing."""


@frozen(kw_only=True)
class Asked:
    """What stood on the command line."""

    files: tuple[str, ...]
    system: str | None
    mapping: str | None
    sheet: str | None
    period: str | None
    as_of: date | None
    form: str | None
    by: tuple[tuple[str, ...], ...]
    basis: str
    limits: str | None
    xlsx: str | None
    as_json: bool


def command(texts: Texts) -> click.Command:
    """Return the subcommand (lập báo cáo)."""
    day_metavar, file_metavar = texts("help.day_metavar"), texts("help.file_metavar")
    name_metavar = texts("help.name_metavar")

    def run(**words: object) -> int:
        return _run(Asked(**words), texts)  # type: ignore[arg-type]  # click made them of these types

    return Command(
        "report",
        texts,
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=texts("help.files_metavar")),
            Option(["--system"], metavar=name_metavar, help=texts("report.system")),
            Option(["--map", "mapping"], metavar=file_metavar, help=texts("report.map")),
            Option(["--sheet"], metavar=name_metavar, help=texts("report.sheet")),
            Option(["--period"], metavar=texts("report.period_metavar"), help=texts("report.period")),
            Option(["--as-of"], type=DayValue(texts), metavar=day_metavar, help=texts("report.as_of")),
            Option(["--form"], type=OneOf(texts, FORMS), metavar="|".join(FORMS), help=texts("report.form")),
            Option(
                ["--by"],
                type=SeveralOf(texts, GROUPINGS),
                multiple=True,
                metavar="|".join(GROUPINGS),
                help=texts("report.by"),
            ),
            Option(
                ["--basis"],
                type=OneOf(texts, BASES),
                default=BASES[0],
                metavar="|".join(BASES),
                help=texts("report.basis"),
            ),
            Option(["--limits"], metavar=file_metavar, help=texts("report.limits")),
            Option(["--xlsx"], metavar=texts("report.xlsx_metavar"), help=texts("report.xlsx")),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _run(asked: Asked, texts: Texts) -> int:
    from tthc.outcomes import Basis
    from tthc.periods import ReportingPeriod
    from tthc_adapters import pipeline

    # What can be refused without reading is refused before a long read.
    period = None if asked.period is None else ReportingPeriod.parse(asked.period)
    if asked.limits is not None and asked.basis != Basis.LEGAL.value:
        raise Complaint(texts("report.limits_unused"))
    exports = pipeline.Exports(
        locations=asked.files,
        system=asked.system,
        mapping=asked.mapping,
        sheet=asked.sheet,
        limits=asked.limits,
    )
    names = ", ".join(PurePath(file).name for file in asked.files)
    with progress(texts("report.reading", names=names)) as moved:
        ingested = pipeline.read(exports, moved)
    if period is None:
        raise Complaint(_periods(ingested, texts))
    basis = Basis(asked.basis)
    if basis is Basis.LEGAL and not pipeline.has_limits(ingested):
        raise Complaint(texts("report.limits_needed"))
    question = pipeline.Question(
        period=period,
        as_of=asked.as_of or today_in_vietnam(),
        basis=basis,
        form=asked.form,
        by=_groupings(asked.by),
        lang=texts.lang,
    )
    report = pipeline.fill(ingested, question)
    if asked.xlsx is not None:
        pipeline.save(report, asked.xlsx, texts.lang)
    if asked.as_json:
        write_json(report.to_dict(texts.lang))
    else:
        pipeline.show(report, sys.stdout, texts.lang)
    if asked.xlsx is not None:
        note(texts("report.written", file=asked.xlsx))
    return exit_code(report, texts)


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


def _periods(ingested: Ingested, texts: Texts) -> str:
    from tthc.periods import ReportingPeriod
    from tthc_adapters import pipeline

    span = pipeline.received_between(ingested)
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
