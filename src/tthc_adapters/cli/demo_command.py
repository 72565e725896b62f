"""`tthc demo`: a province's published form, rebuilt from as many invented dossiers and compared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click
from attrs import frozen

from tthc_adapters.cli.comparison import ComparedRow, ReceivedGap, compare, comparison_table, received_gaps
from tthc_adapters.cli.screen import progress
from tthc_adapters.cli.usage import Command, Option
from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts, number

if TYPE_CHECKING:
    from rich.console import Console

    from tthc.forms import Report
    from tthc_adapters.samples import TargetForm

FOLDER = "tthc-demo"
NAME = "binh-phuoc-2022"
EQUAL, DIFFERENT = 0, 1


@frozen
class DemoFiles:
    """Where the demo puts things."""

    folder: Path

    def path(self, ending: str) -> str:
        """Return the path of the file with that ending."""
        return str(self.folder / f"{NAME}{ending}")


def command(texts: Texts) -> click.Command:
    """Return the subcommand (chạy thử)."""

    def run(out: str) -> int:
        from tthc_adapters.samples import published_target

        files = DemoFiles(Path(out))
        files.folder.mkdir(parents=True, exist_ok=True)
        return run_demo(published_target(), files, texts)

    return Command(
        "demo",
        texts,
        callback=run,
        params=[
            Option(["--out"], default=FOLDER, metavar=texts("demo.folder_metavar"), help=texts("demo.out"))
        ],
    )


def run_demo(target: TargetForm, files: DemoFiles, texts: Texts) -> int:
    """Invent the dossiers of `target`, read them back, fill the form and compare it.

    Returns:
        0 if every cell equals the published one, else 1.
    """
    started = monotonic()
    screen = console(sys.stdout)
    count = number(target.total, texts.lang)
    screen.print(texts("demo.step_generate", count=count, source=target.source or NAME))
    _invent(target, files, texts)
    screen.print(texts("demo.step_read"))
    screen.print()
    report = _report(target, files, texts)
    _write_files(report, files, texts)
    from tthc_adapters import pipeline

    pipeline.show(report, sys.stdout, texts.lang)
    screen.print()
    screen.print(texts("demo.step_compare"), style="bold")
    rows = compare(report, target)
    same = _show_comparison(report, rows, screen, texts)
    _show_gaps(received_gaps(rows), screen, texts)
    screen.print(texts("demo.files"), style="bold")
    for ending in (".csv", ".xlsx", ".json"):
        screen.print(f"  {files.path(ending)}", soft_wrap=True)
    screen.print(texts("demo.took", seconds=monotonic() - started))
    return EQUAL if same else DIFFERENT


def _invent(target: TargetForm, files: DemoFiles, texts: Texts) -> None:
    from tthc_adapters.samples import write_sample

    with progress(texts("demo.generating")) as moved:
        write_sample(target, files.path(".csv"), progress=moved)


def _report(target: TargetForm, files: DemoFiles, texts: Texts) -> Report:
    from tthc.outcomes import Basis
    from tthc_adapters import pipeline

    exports = pipeline.Exports(locations=(files.path(".csv"),))
    with progress(texts("report.reading", names=f"{NAME}.csv")) as moved:
        ingested = pipeline.read(exports, moved)
    # The published form is that of its closing day.
    question = pipeline.Question(
        period=target.period, as_of=target.period.last, basis=Basis.EXPORTED, lang=texts.lang
    )
    return pipeline.fill(ingested, question)


def _write_files(report: Report, files: DemoFiles, texts: Texts) -> None:
    from tthc_adapters import pipeline

    pipeline.save(report, files.path(".xlsx"), texts.lang)
    answer = json.dumps(report.to_dict(texts.lang), ensure_ascii=False, indent=2)
    Path(files.path(".json")).write_text(answer + "\n", encoding="utf-8")


def _show_comparison(report: Report, rows: tuple[ComparedRow, ...], screen: Console, texts: Texts) -> bool:
    from tthc_adapters.reports.terminal import show_table

    lang = texts.lang
    show_table(comparison_table(report, rows, texts), screen, lang)
    different = [(row, column) for row in rows for column in row.differences()]
    cells = sum(len({*row.published, *row.ours}) for row in rows)
    equal = texts("demo.equal", equal=cells - len(different), cells=cells)
    screen.print(equal, style="bold green" if not different else "bold red")
    if different:
        screen.print(texts("demo.differs", count=len(different)))
    for row, column in different:
        published, ours = row.published.get(column), row.ours.get(column)
        screen.print(texts("demo.difference", row=row.label, column=column, published=published, ours=ours))
    return not different


def _show_gaps(gaps: tuple[ReceivedGap, ...], screen: Console, texts: Texts) -> None:
    """Show the identity of the published form, and explain where it does not hold."""
    from rich.table import Table

    lang = texts.lang
    screen.print()
    screen.print(texts("demo.identity"), style="bold")
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column(texts("demo.column_row"))
    for name in ("published", "sum", "gap", "unknown"):
        table.add_column(texts(f"demo.column_{name}"), justify="right")
    for gap in gaps:
        counts = (gap.published, gap.parts, gap.gap, gap.unknown_channel)
        table.add_row(
            gap.label, *(number(count, lang) for count in counts), style="bold yellow" if gap.gap else ""
        )
    screen.print(table)
    wrong = [gap for gap in gaps if gap.gap]
    if wrong:
        sentences = "; ".join(
            texts(
                "demo.published_error_row",
                row=gap.label,
                published=number(gap.published, lang),
                sum=number(gap.parts, lang),
                gap=number(gap.gap, lang),
            )
            for gap in wrong
        )
        screen.print()
        screen.print(
            texts("demo.published_error", rows=sentences, count=number(wrong[-1].unknown_channel, lang))
        )
        screen.print()
