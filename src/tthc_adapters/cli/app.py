"""Put the subcommands together and run the one that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from tthc_adapters.cli import (
    calendar_command,
    check_command,
    demo_command,
    due_check_command,
    due_command,
    generate_command,
    map_command,
    plugins_command,
    report_command,
)
from tthc_adapters.cli.usage import Program, complaint
from tthc_adapters.texts import Texts


def program(texts: Texts) -> Program:
    """Return the whole command in the language of `texts` (lệnh tthc)."""
    modules = (
        report_command,
        check_command,
        map_command,
        due_command,
        due_check_command,
        calendar_command,
        plugins_command,
        generate_command,
        demo_command,
    )
    return Program(texts, [module.command(texts) for module in modules])


def run(words: Sequence[str], texts: Texts) -> int:
    """Run one command line, language already taken out; return the exit code.

    Raises:
        TthcError: the input cannot be read or the question cannot be answered.
        OSError: a file cannot be opened or written.
    """
    app = program(texts)
    try:
        with app.make_context("tthc", list(words)) as context:
            return int(app.invoke(context) or 0)
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        lines = [texts("error.prefix", message=complaint(error, texts))]
        if isinstance(error, click.UsageError) and error.ctx is not None:
            lines.append(texts("error.hint", command=error.ctx.command_path))
        click.echo("\n".join(lines), file=sys.stderr)
        return 2
