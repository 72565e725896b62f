"""`tthc due`: one deadline, with the reason for every day of it."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from tthc_adapters.cli.screen import write_json
from tthc_adapters.cli.usage import Command, Option
from tthc_adapters.cli.values import DayValue, MomentValue
from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts, day

if TYPE_CHECKING:
    from tthc.deadlines import Deadline


def command(texts: Texts) -> click.Command:
    """Return the subcommand (tính ngày đến hạn)."""

    def run(received: date | datetime, limit: str, known_on: date | None, as_json: bool) -> int:
        deadline = _deadline(received, limit, known_on)
        if as_json:
            write_json(deadline.to_dict())
        else:
            _show(deadline, received, limit, known_on, texts)
        return 0

    return Command(
        "due",
        texts,
        callback=run,
        params=[
            click.Argument(["received"], type=MomentValue(texts), metavar=texts("due.received_metavar")),
            Option(["--limit"], required=True, metavar=texts("due.limit_metavar"), help=texts("due.limit")),
            Option(
                ["--known-on"],
                type=DayValue(texts),
                metavar=texts("help.day_metavar"),
                help=texts("help.known_on"),
            ),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _deadline(received: date | datetime, limit: str, known_on: date | None) -> Deadline:
    from tthc.calendars import load_calendar
    from tthc.deadlines import compute_deadline
    from tthc.limits import parse_limit

    calendar = load_calendar("vn-public-sector", known_on=known_on)
    return compute_deadline(received, parse_limit(limit), calendar=calendar)


def _show(
    deadline: Deadline, received: date | datetime, limit: str, known_on: date | None, texts: Texts
) -> None:
    from rich.table import Table
    from rich.text import Text

    screen = console(sys.stdout)
    lang = texts.lang
    provisional = texts("due.provisional_mark") if deadline.provisional else ""
    line = texts("due.answer", weekday=weekday(deadline.due, texts), day=day(deadline.due, lang))
    screen.print(Text.assemble((line, "bold green"), (provisional, "bold yellow")))
    moment = f" {received:%H:%M}" if isinstance(received, datetime) else ""
    screen.print(
        texts(
            "due.question",
            weekday=weekday(received, texts),
            day=day(received, lang) + moment,
            limit=limit.strip(),
        )
    )
    if known_on is not None:
        screen.print(texts("due.known_on", day=day(known_on, lang)))
    screen.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    for name in ("day", "count", "verdict", "kind", "law"):
        table.add_column(texts(f"due.column_{name}"), overflow="fold")
    counted = 0
    for step in deadline.trace:
        verdict = step.verdict.value
        counted += verdict == "counted"
        table.add_row(
            f"{weekday(step.day, texts, short=True)} {day(step.day, lang)}",
            str(counted) if verdict == "counted" else "",
            texts(f"verdicts.{verdict}"),
            texts(f"kinds.{step.kind.value}"),
            "; ".join(map(str, step.law)),
            style={"skipped": "dim", "rolled": "yellow"}.get(verdict, ""),
        )
    screen.print(table)
    screen.print()
    screen.print(texts("due.policy", policy=deadline.policy))
    screen.print(texts("due.certainty", certainty=texts(f"certainties.{deadline.certainty.value}")))
    if deadline.provisional:
        screen.print(texts("due.provisional_why"))


def weekday(value: date, texts: Texts, *, short: bool = False) -> str:
    """Name the day of the week: "Thứ Hai", or "T2" when short."""
    names = texts("weekdays.short" if short else "weekdays.long").split(", ")
    return names[value.weekday()]
