"""`tthc plugins`: what is there, where it came from, and what is broken."""

from __future__ import annotations

import sys

import click

from tthc_adapters.cli.screen import write_json
from tthc_adapters.cli.usage import Command, Option
from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts


def command(texts: Texts) -> click.Command:
    """Return the subcommand (thành phần cắm thêm)."""

    def run(as_json: bool, strict: bool) -> int:
        from tthc_adapters.manager import load_plugins

        records = load_plugins(strict=strict).inventory()
        if as_json:
            write_json({"plugins": [record.to_dict() for record in records]})
            return 0
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for column in ("name", "status", "from", "offers"):
            table.add_column(texts(f"plugins.column_{column}"), overflow="fold")
        for record in records:
            package = " ".join(part for part in (record.distribution, record.version) if part)
            offers = [f"{kind}: {', '.join(names)}" for kind, names in record.offers.items()]
            working = record.status == "ok"
            status = record.status if working else f"{record.status} ({record.error})"
            style = "green" if working else "bold red"
            table.add_row(record.name, Text(status, style=style), package, "\n".join(offers))
        console(sys.stdout).print(table)
        return 0

    return Command(
        "plugins",
        texts,
        callback=run,
        params=[
            Option(["--strict"], is_flag=True, help=texts("plugins.strict")),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )
