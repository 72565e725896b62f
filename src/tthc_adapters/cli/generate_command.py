"""`tthc generate`: invented dossiers whose form equals a given one."""

from __future__ import annotations

import click

from tthc_adapters.cli.screen import note, progress
from tthc_adapters.cli.usage import Command, Option
from tthc_adapters.cli.values import WholeNumber
from tthc_adapters.texts import Texts, number


def command(texts: Texts) -> click.Command:
    """Return the subcommand (sinh dữ liệu mẫu)."""

    def run(form: str, out: str, seed: int) -> int:
        from tthc_adapters.samples import read_target, write_sample

        target = read_target(form)
        with progress(texts("generate.writing", file=out)) as moved:
            write_sample(target, out, seed=seed, progress=moved)
        note(texts("generate.written", count=number(target.total, texts.lang), file=out))
        return 0

    return Command(
        "generate",
        texts,
        callback=run,
        params=[
            Option(
                ["--form"], required=True, metavar=texts("generate.form_metavar"), help=texts("generate.form")
            ),
            Option(
                ["--out"], required=True, metavar=texts("generate.out_metavar"), help=texts("generate.out")
            ),
            Option(
                ["--seed"],
                type=WholeNumber(texts),
                default=0,
                metavar=texts("help.number_metavar"),
                help=texts("generate.seed"),
            ),
        ],
    )
