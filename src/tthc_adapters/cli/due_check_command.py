"""`tthc due-check`: exported due dates beside legal ones, and the reason for every difference."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from tthc_adapters.cli.reading_options import Reading, reading_of, reading_options, system_options
from tthc_adapters.cli.screen import note, progress, write_json
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts, day, number

if TYPE_CHECKING:
    from tthc.audit import DueCheck, DueExample, DueGroup
    from tthc.calendars import OfficeHours

SHOWN = 2
"""Examples on the screen; the CSV holds every dossier."""


@frozen(kw_only=True)
class Asked:
    """What stood on the command line."""

    reading: Reading
    system: str | None
    mapping: str | None
    limits: str | None
    hours: str | None
    csv_file: str | None
    as_json: bool


def command(texts: Texts) -> click.Command:
    """Return the subcommand (đối chiếu ngày hẹn trả)."""
    file_metavar = texts("help.file_metavar")

    def run(files: tuple[str, ...], **words: Any) -> int:
        reading = reading_of(files, words, texts)
        return _run(Asked(reading=reading, **words), texts)

    return Command(
        "due-check",
        texts,
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=texts("help.files_metavar")),
            *system_options(texts),
            *reading_options(texts),
            Option(["--limits"], metavar=file_metavar, help=texts("due-check.limits")),
            Option(["--hours"], metavar=texts("due-check.hours_metavar"), help=texts("due-check.hours")),
            Option(
                ["--csv", "csv_file"], metavar=texts("due-check.csv_metavar"), help=texts("due-check.csv")
            ),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _run(asked: Asked, texts: Texts) -> int:
    from tthc.audit import due_check
    from tthc_adapters import pipeline

    hours = _hours(asked.hours)
    exports = pipeline.Exports(
        locations=asked.reading.files,
        **asked.reading.arguments,
        system=asked.system,
        mapping=asked.mapping,
        limits=asked.limits,
    )
    with progress(texts("report.reading", names=asked.reading.names)) as moved:
        ingested = pipeline.read(exports, moved)
    if not pipeline.has_limits(ingested):
        raise Complaint(texts("due-check.limits_needed"))
    check = due_check(ingested.table, office_hours=hours)
    if asked.csv_file is not None:
        _write_csv(check, asked.csv_file, texts.lang)
    if asked.as_json:
        write_json(check.to_dict())
    else:
        _show(check, Texts("due_check", texts.lang))
    if asked.csv_file is not None:
        note(texts("report.written", file=asked.csv_file))
    rejected = ingested.accounting.rejected_rows
    if rejected:
        note(texts("due-check.rejected", count=number(rejected, texts.lang)))
    return 1 if rejected else 0


def _hours(text: str | None) -> OfficeHours | None:
    if text is None:
        return None
    from tthc.calendars import OfficeHours

    return OfficeHours.parse(text)


def _show(check: DueCheck, texts: Texts) -> None:
    from rich.table import Table
    from rich.text import Text

    screen = console(sys.stdout)
    lang = texts.lang
    screen.print(Text(texts("screen.title", count=number(check.dossiers, lang)), style="bold"))
    screen.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    for name in ("reason", "by", "count", "share", "days", "examples"):
        right = name in {"count", "share", "days"}
        table.add_column(
            texts(f"screen.column_{name}"), justify="right" if right else "left", overflow="fold"
        )
    for group in check.groups:
        table.add_row(
            texts(f"reasons.{group.reason.value}"),
            by_words(group.by, texts),
            number(group.count, lang),
            _share(group.count, check.dossiers, lang),
            _days(group),
            "\n".join(_example(example, texts) for example in group.examples[:SHOWN]),
            style="dim" if group.reason.value == "same" else "",
        )
    table.add_row(texts("screen.total"), "", number(check.dossiers, lang), style="bold")
    screen.print(table)
    screen.print()
    screen.print(
        texts(
            "screen.calendar",
            name=check.calendar,
            digest=check.calendar_digest[:12],
            data=check.data_version,
        )
    )
    if check.provisional:
        screen.print(texts("screen.provisional"))


def by_words(by: str, texts: Texts) -> str:
    """Return which policy or table it was, in words; names of policies stay as they are."""
    return ", ".join(texts.get(f"by.{part}") or part for part in by.split(", "))


def _share(count: int, total: int, lang: str) -> str:
    text = f"{100 * count / total:.1f}%"
    return text.replace(".", ",") if lang == "vi" else text


def _days(group: DueGroup) -> str:
    if group.earliest is None or group.latest is None or not (group.earliest or group.latest):
        return ""
    if group.earliest == group.latest:
        return f"{group.earliest:+d}"
    return f"{group.earliest:+d}..{group.latest:+d}"


def _example(example: DueExample, texts: Texts) -> str:
    def shown(on: Any, at: Any) -> str:
        if on is None:
            return texts("screen.none")
        return day(on, texts.lang) + (f" {at:%H:%M}" if at is not None else "")

    row = None if example.source is None else example.source.row
    return texts(
        "screen.example",
        code=example.code or texts("screen.none"),
        row=texts("screen.none") if row is None else row,
        due=shown(example.due_on, example.due_at),
        legal=shown(example.legal_due_on, example.legal_due_at),
    )


_CSV = ("code", "procedure_code", "received", "limit", "due", "legal_due", "reason", "by")
_SOURCE = ("source_file", "source_sheet", "source_row")


def _write_csv(check: DueCheck, path: str, lang: str) -> None:
    """Write every dossier but those of the legal day, in the order of the table."""
    texts = Texts("due_check", lang)
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([texts(f"csv.{name}") for name in (*_CSV, *_SOURCE)])
        writer.writerows(_lines(check, texts))


def _lines(check: DueCheck, texts: Texts) -> Iterator[Sequence[Any]]:
    import polars as pl

    from tthc.audit import DueReason, limit_words

    differing = check.checked.filter(pl.col("due_reason") != DueReason.SAME.value)
    for row in differing.iter_rows(named=True):
        moments = [_iso(row[f"{name}_at"], row[f"{name}_on"]) for name in ("received", "due", "legal_due")]
        limit = limit_words(row["limit_amount"], row["limit_unit"])
        reason, by = texts(f"reasons.{row['due_reason']}"), by_words(row["due_by"], texts)
        yield (
            *(row["code"], row["procedure_code"], moments[0], limit, moments[1], moments[2], reason, by),
            *(row[name] for name in _SOURCE),
        )


def _iso(moment: Any, on: Any) -> str:
    if moment is not None:
        return f"{moment:%Y-%m-%d %H:%M}"
    return "" if on is None else on.isoformat()
