"""Click, speaking the language that was asked for: help pages and complaints."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from tthc_adapters.texts import Texts


class Complaint(click.UsageError):
    """Bad use of the command, said in the language of the command (dùng lệnh sai)."""


class Option(click.Option):
    """An option whose help never holds an English word of click's own."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the names and the help, without "[required]" and "[default: ...]"."""
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], self.help or "")


class Command(click.Command):
    """A command that explains itself in one language."""

    def __init__(self, name: str, texts: Texts, **settings: Any) -> None:
        self.texts = texts
        params = [*settings.pop("params", ()), *_common_options(texts)]
        super().__init__(
            name,
            help=texts(f"{name}.help"),
            short_help=texts(f"{name}.short"),
            options_metavar=texts("help.options_metavar"),
            context_settings={"allow_extra_args": True, "max_content_width": 100},
            add_help_option=False,
            params=params,
            **settings,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and refuse words nobody asked for."""
        with _in_context(ctx):
            super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise Complaint(self.texts("error.extra_words", words=" ".join(ctx.args)), ctx)
        return ctx.args

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        _format_usage(self, self.texts, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _format_options(self, self.texts, ctx, formatter)


class Program(click.Group):
    """The command with its subcommands."""

    def __init__(self, texts: Texts, commands: Sequence[click.Command]) -> None:
        self.texts = texts
        super().__init__(
            "tthc",
            commands={command.name or "": command for command in commands},
            help=texts("help.program"),
            options_metavar=texts("help.options_metavar"),
            subcommand_metavar=texts("help.command_metavar"),
            context_settings={"max_content_width": 100},
            add_help_option=False,
            no_args_is_help=False,
            invoke_without_command=True,
            params=[_version_option(texts), *_common_options(texts)],
            callback=_help_without_command,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words before the subcommand."""
        with _in_context(ctx):
            return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the subcommands in the order people need them."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand, or name the nearest one."""
        name = args[0]
        if name not in self.commands and not ctx.resilient_parsing:
            near = difflib.get_close_matches(name, self.commands)
            message = self.texts("error.no_such_command", name=name, known=", ".join(self.commands))
            raise Complaint(_with_nearest(message, near, self.texts), ctx)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        _format_usage(self, self.texts, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the subcommands."""
        _format_options(self, self.texts, ctx, formatter)
        with formatter.section(self.texts("help.commands")):
            formatter.write_dl(
                [(name, self.commands[name].short_help or "") for name in self.list_commands(ctx)]
            )


@contextmanager
def _in_context(ctx: click.Context) -> Iterator[None]:
    """Tell every complaint of the parser which command it is about; some of click's do not know."""
    try:
        yield
    except click.UsageError as error:
        if error.ctx is None:
            error.ctx = ctx
        raise


@click.pass_context
def _help_without_command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _common_options(texts: Texts) -> list[click.Parameter]:
    # `--lang` is taken out of the words before click sees them; it stands here for the help page.
    lang = Option(["--lang"], metavar="vi|en", expose_value=False, help=texts("help.lang"))
    show = Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_help,
        help=texts("help.help"),
    )
    return [lang, show]


def _version_option(texts: Texts) -> click.Parameter:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
        if value and not ctx.resilient_parsing:
            import tthc

            line = texts("help.version_line", version=tthc.__version__, data=tthc.data_version())
            click.echo(line)
            ctx.exit()

    return Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=texts("help.version"),
    )


def _format_usage(
    command: click.Command, texts: Texts, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    pieces = command.collect_usage_pieces(ctx)
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=texts("help.usage") + " ")


def _format_options(
    command: click.Command, texts: Texts, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    options = (param for param in command.get_params(ctx) if isinstance(param, click.Option))
    records = [record for option in options if (record := option.get_help_record(ctx))]
    with formatter.section(texts("help.options")):
        formatter.write_dl(records)


def _with_nearest(message: str, near: Sequence[str], texts: Texts) -> str:
    return f"{message} {texts('error.nearest', names=', '.join(near))}" if near else message


def _named(param: click.Parameter | None, texts: Texts) -> str:
    if param is None:
        return texts("error.a_parameter")
    if isinstance(param, click.Argument):
        return (param.metavar or (param.name or "").upper()).rstrip(".")
    return max(param.opts, key=len)


def complaint(error: click.ClickException, texts: Texts) -> str:
    """Return what click complains about, in the language of `texts`."""
    if isinstance(error, Complaint):
        return error.message
    if isinstance(error, click.MissingParameter):
        return texts("error.missing", name=_named(error.param, texts))
    if isinstance(error, click.BadParameter):
        return texts("error.bad_value", name=_named(error.param, texts), message=error.message)
    if isinstance(error, click.NoSuchOption):
        message = texts("error.no_such_option", name=error.option_name)
        return _with_nearest(message, error.possibilities or (), texts)
    if isinstance(error, click.BadOptionUsage):
        takes_value = not any(
            isinstance(param, click.Option) and param.is_flag and error.option_name in param.opts
            for param in (error.ctx.command.params if error.ctx else ())
        )
        key = "error.option_needs_value" if takes_value else "error.option_takes_none"
        return texts(key, name=error.option_name)
    return texts("error.usage")
