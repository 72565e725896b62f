"""`tthc map`: propose a mapping file for a table nobody has described."""

from __future__ import annotations

import sys

import click

from tthc_adapters.cli.reading_options import reading_of, reading_options
from tthc_adapters.cli.screen import note
from tthc_adapters.cli.usage import Command
from tthc_adapters.texts import Texts


def command(texts: Texts) -> click.Command:
    """Return the subcommand (đề xuất tệp ánh xạ)."""

    def run(file: str, **words: object) -> int:
        from tthc_adapters.intake.mapping_text import mapping_text
        from tthc_adapters.intake.proposing import propose_mapping

        reading = reading_of([file], words, texts)
        proposal = propose_mapping(*reading.files, **reading.arguments)
        sys.stdout.write(mapping_text(proposal, texts.lang))
        if proposal.unplaced:
            names = ", ".join(heading for heading, _ in proposal.unplaced)
            note(texts("map.unplaced", count=len(proposal.unplaced), names=names))
        if proposal.missing:
            note(texts("map.missing", columns=", ".join(proposal.missing)))
        return 1 if proposal.missing else 0

    return Command(
        "map",
        texts,
        callback=run,
        params=[
            click.Argument(["file"], required=True, metavar=texts("help.file_metavar")),
            *reading_options(texts),
        ],
    )
