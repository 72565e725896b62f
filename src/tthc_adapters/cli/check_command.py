"""`tthc check`: what became of every row, and everything that is wrong with an export."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from tthc.findings import Finding, Severity
from tthc_adapters.cli.findings_file import findings_files
from tthc_adapters.cli.reading_options import Reading, reading_of, reading_options, system_options
from tthc_adapters.cli.screen import note, progress, write_json
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.reports.console import console
from tthc_adapters.reports.notes import FindingLine, accounting_text, finding_lines
from tthc_adapters.texts import Texts, number

if TYPE_CHECKING:
    from tthc.findings import SourceRef
    from tthc_adapters.intake.front_door import Ingested, Progress
    from tthc_adapters.intake.gathering import Places

CLEAN = 0
FAULTY = 1

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


@frozen(kw_only=True)
class Asked:
    """What stood on the command line."""

    reading: Reading
    system: str | None
    mapping: str | None
    csv_file: str | None
    jsonl_file: str | None
    as_json: bool


def command(texts: Texts) -> click.Command:
    """Return the subcommand (kiểm tra tệp xuất)."""

    def run(files: tuple[str, ...], **words: Any) -> int:
        reading = reading_of(files, words, texts)
        return _run(Asked(reading=reading, **words), texts)

    return Command(
        "check",
        texts,
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=texts("help.files_metavar")),
            *system_options(texts),
            *reading_options(texts),
            Option(["--csv", "csv_file"], metavar=texts("check.csv_metavar"), help=texts("check.csv")),
            Option(
                ["--jsonl", "jsonl_file"], metavar=texts("check.jsonl_metavar"), help=texts("check.jsonl")
            ),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _run(asked: Asked, texts: Texts) -> int:
    from tthc_adapters.intake.front_door import ingest

    wanted = {"csv": asked.csv_file, "jsonl": asked.jsonl_file}
    _refuse_overwriting(asked.reading.files, wanted, texts)
    names = asked.reading.names
    with findings_files(wanted, texts.lang) as written:

        def found(places: Places) -> None:
            for file in written:
                file.places(places)

        with progress(texts("report.reading", names=names)) as moved:

            def told(state: Progress) -> None:
                if moved is not None:
                    moved(state.done, state.total)

            read = ingest(
                *asked.reading.files,
                **asked.reading.arguments,
                system=asked.system,
                mapping=asked.mapping,
                progress=told,
                on_places=found if written else None,
            )
        for file in written:
            file.rest(read.findings)
    if asked.as_json:
        write_json(answer(read, texts.lang))
    else:
        _show(read, texts)
    for file, path in zip(written, filter(None, wanted.values()), strict=True):
        note(texts("check.written", count=number(file.lines, texts.lang), file=path))
    return exit_code(read)


def _refuse_overwriting(files: tuple[str, ...], wanted: Mapping[str, str | None], texts: Texts) -> None:
    """Refuse to write over what is to be read, or both lists into one file."""
    outputs = [Path(path).resolve() for path in wanted.values() if path is not None]
    inputs = {Path(file).resolve() for file in files if os.path.exists(file)}
    if len(set(outputs)) < len(outputs) or inputs.intersection(outputs):
        raise Complaint(texts("check.overwrites"))


def exit_code(read: Ingested) -> int:
    """Return 0 for a clean export, 1 when rows were rejected or a finding is an error."""
    grave = any(finding.severity is Severity.ERROR for finding in read.findings)
    return FAULTY if grave or read.accounting.rejected_rows else CLEAN


def answer(read: Ingested, lang: str) -> dict[str, Any]:
    """Return what `tthc check --json` prints."""
    return {
        "clean": exit_code(read) == CLEAN,
        "files": [
            {"file": file, "system": system} for file, system in zip(read.files, read.systems, strict=True)
        ],
        "accounting": {**read.accounting.to_dict(), "rejected_reasons": dict(read.accounting.rejected)},
        "findings": [_finding(finding, lang) for finding in read.findings],
        "cleaning": [
            {
                "rule": change.rule,
                "count": change.count,
                "file": change.file,
                "header": change.header,
                "message": change.message(lang),
            }
            for change in read.cleaning
        ],
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "count": finding.count,
        "message": finding.message(lang),
        "samples": [_place(sample) for sample in finding.samples],
    }


def _place(place: SourceRef) -> dict[str, Any]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "header": place.header,
    }


def _show(read: Ingested, texts: Texts) -> None:
    from rich.text import Text

    screen = console(sys.stdout)
    for file, system in zip(read.files, read.systems, strict=True):
        screen.print(texts("check.file", file=file, system=system or texts("check.no_system")))
    screen.print(accounting_text(read.accounting, Texts("reports", texts.lang)))
    screen.print()
    lines = finding_lines(read.findings, texts.lang)
    if not lines:
        screen.print(texts("check.nothing"))
    for line in lines:
        for text in _drawn(line, texts):
            screen.print(text)
    for text in _cleaned(read, texts):
        screen.print(text)
    screen.print()
    verdict = "check.faulty" if exit_code(read) else "check.clean"
    screen.print(Text(texts(verdict), style="bold"))


def _cleaned(read: Ingested, texts: Texts) -> list[str]:
    """Return what cleaning changed, a line a rule."""
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for change in read.cleaning:
        counts[change.rule] += change.count
        words[change.rule] = change.message(texts.lang)
    lines = [f"  {words[rule]}: {number(count, texts.lang)}" for rule, count in counts.most_common()]
    return ["", texts("check.cleaned"), *lines] if lines else []


def _where(place: SourceRef, texts: Texts) -> str:
    if place.row is None or place.column is not None:
        return str(place)
    heading = f" ({place.header})" if place.header else ""
    sheet = f" [{place.sheet}]" if place.sheet else ""
    return texts("check.row", file=place.file + sheet, row=place.row) + heading


def _drawn(line: FindingLine, texts: Texts) -> list[Any]:
    """Return the lines of one code: how grave, how many, what it means, where the first few stand."""
    from rich.padding import Padding
    from rich.text import Text

    mark = Texts("reports", texts.lang)(f"findings.severity_{line.severity}")
    head = Text.assemble(
        (f"[{mark}]", _STYLES[line.severity]), f" {line.code} × {number(line.count, texts.lang)}"
    )
    drawn: list[Any] = [head, Padding(Text(line.message), (0, 0, 0, 4), expand=False)]
    if line.samples:
        places = "; ".join(_where(sample, texts) for sample in line.samples)
        more = " …" if line.count > len(line.samples) else ""
        text = Text(texts("check.places", places=places) + more, style="dim")
        drawn.append(Padding(text, (0, 0, 0, 4), expand=False))
    return drawn
