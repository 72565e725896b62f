"""`tthc generate`: invented dossiers, as the list behind a given form or as a national table."""

from __future__ import annotations

import click

from tthc_adapters.cli.screen import note, progress
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.cli.values import WholeNumber
from tthc_adapters.texts import Texts, number


def command(texts: Texts) -> click.Command:
    """Return the subcommand (sinh dữ liệu mẫu)."""

    def run(form: str | None, rows: int | None, out: str, seed: int) -> int:
        if form is not None and rows is None:
            return _list(form, out, seed, texts)
        if form is None and rows:
            return _nation(rows, out, seed, texts)
        raise Complaint(texts("generate.form_or_rows"))

    whole_number, number_metavar = WholeNumber(texts), texts("help.number_metavar")
    return Command(
        "generate",
        texts,
        callback=run,
        params=[
            Option(["--form"], metavar=texts("generate.form_metavar"), help=texts("generate.form")),
            Option(["--rows"], type=whole_number, metavar=number_metavar, help=texts("generate.rows")),
            Option(
                ["--out"], required=True, metavar=texts("generate.out_metavar"), help=texts("generate.out")
            ),
            Option(
                ["--seed"], type=whole_number, default=0, metavar=number_metavar, help=texts("generate.seed")
            ),
        ],
    )


def _list(form: str, out: str, seed: int, texts: Texts) -> int:
    """Write the list behind a form."""
    from tthc_adapters.samples import read_target, write_sample

    target = read_target(form)
    with progress(texts("generate.writing", file=out)) as moved:
        write_sample(target, out, seed=seed, progress=moved)
    note(texts("generate.written", count=number(target.total, texts.lang), file=out))
    return 0


def _nation(rows: int, out: str, seed: int, texts: Texts) -> int:
    """Write the partitioned table of the nation and its events."""
    from tthc_adapters.samples import write_national_sample

    with progress(texts("generate.writing", file=out)) as moved:
        made = write_national_sample(rows, out, seed=seed, progress=moved)
    counted = {"count": number(made.rows, texts.lang), "events": number(made.events, texts.lang)}
    folders = {"dossiers": made.dossiers_folder, "events_folder": made.events_folder}
    note(texts("generate.written_nation", **counted, **folders))
    return 0
