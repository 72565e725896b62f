"""`tthc calendar`: a year or a month, drawn, with the document behind every special day."""

from __future__ import annotations

import calendar as weeks
import re
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tthc_adapters.cli.due_screen import weekday
from tthc_adapters.cli.screen import write_json
from tthc_adapters.cli.usage import Command, Option
from tthc_adapters.cli.values import DayValue, Kind
from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts, day

if TYPE_CHECKING:
    from rich.console import Console

    from tthc.calendars import WorkingCalendar

_SPAN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0?[1-9]|1[0-2]))?|(?P<m>0?[1-9]|1[0-2])/(?P<y>\d{4})")


class SpanValue(Kind):
    """A year (2026) or a month (2026-11, 11/2026)."""

    name = "span"

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, tuple[int, ...]]:
        """Return the year and its months.

        Raises:
            click.BadParameter: it is neither a year nor a month.
        """
        if isinstance(value, tuple):
            return value
        match = _SPAN.fullmatch(value.strip())
        if match is None:
            self.fail(self.texts("error.span", given=value), param, ctx)
        month = match["month"] or match["m"]
        year = int(match["year"] or match["y"])
        return year, (int(month),) if month else tuple(range(1, 13))


def command(texts: Texts) -> click.Command:
    """Return the subcommand (lịch làm việc)."""

    def run(span: tuple[int, tuple[int, ...]], known_on: date | None, as_json: bool) -> int:
        from tthc.calendars import load_calendar

        calendar = load_calendar("vn-public-sector", known_on=known_on)
        year, months = span
        if as_json:
            write_json(to_dict(calendar, year, months))
        else:
            _show(calendar, year, months, texts, console(sys.stdout))
        return 0

    return Command(
        "calendar",
        texts,
        callback=run,
        params=[
            click.Argument(["span"], type=SpanValue(texts), metavar=texts("calendar.span_metavar")),
            Option(
                ["--known-on"],
                type=DayValue(texts),
                metavar=texts("help.day_metavar"),
                help=texts("help.known_on"),
            ),
            Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
        ],
    )


def _bounds(year: int, months: tuple[int, ...]) -> tuple[date, date]:
    last = months[-1]
    return date(year, months[0], 1), date(year, last, weeks.monthrange(year, last)[1])


def _in_bounds(calendar: WorkingCalendar, year: int, months: tuple[int, ...]) -> tuple[date, date]:
    """Return the first and the last day.

    Raises:
        CalendarError: the calendar does not reach so far (`calendar.out-of-bounds`).
    """
    first, last = _bounds(year, months)
    calendar.kind(first)
    calendar.kind(last)
    return first, last


def to_dict(calendar: WorkingCalendar, year: int, months: tuple[int, ...]) -> dict[str, Any]:
    """Return the special days as `tthc calendar --json` prints them."""
    first, last = _in_bounds(calendar, year, months)
    return {
        "calendar": calendar.name,
        "data_version": calendar.data_version,
        "known_on": calendar.known_on.isoformat() if calendar.known_on else None,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "provisional": calendar.is_provisional_between(first, last),
        "working_days": _working_days(calendar, first, last),
        "days": [
            {
                "day": fact.day.isoformat(),
                "kind": fact.kind.value,
                "works": fact.works,
                "name": fact.name,
                "provisional": fact.provisional,
                "certainty": fact.certainty.value,
                "law": [str(ref) for ref in fact.documents],
            }
            for fact in calendar.facts_between(first, last)
        ],
    }


def _working_days(calendar: WorkingCalendar, first: date, last: date) -> int:
    return calendar.working_days_between(first, last) + calendar.is_working_day(first)


def _show(
    calendar: WorkingCalendar, year: int, months: tuple[int, ...], texts: Texts, screen: Console
) -> None:
    from rich.table import Table
    from rich.text import Text

    from tthc_adapters.cli.calendar_drawing import SIGNS, beside, legend, month_lines

    first, last = _in_bounds(calendar, year, months)
    facts = calendar.facts_between(first, last)
    name = texts("calendar.title_year", year=year)
    if len(months) == 1:
        name = texts("calendar.title_month", month=months[0], year=year)
    screen.print(Text(name, style="bold"))
    if calendar.known_on is not None:
        screen.print(texts("due.known_on", day=day(calendar.known_on, texts.lang)))
    if calendar.is_provisional_between(first, last):
        span = {
            "first": day(calendar.verified_from, texts.lang),
            "last": day(calendar.verified_through, texts.lang),
        }
        screen.print(Text(texts("calendar.provisional", **span), style="bold yellow"))
    screen.print()
    drawn = [month_lines(calendar, year, month, texts) for month in months]
    for line in beside(drawn, screen.width):
        screen.print(line, no_wrap=True, overflow="ignore", crop=False)
    kinds = ["weekend", *(fact.kind.value for fact in facts)]
    for line in legend(kinds, texts):
        screen.print(line)
    screen.print()
    screen.print(texts("calendar.working_days", count=_working_days(calendar, first, last)))
    if not facts:
        screen.print(texts("calendar.nothing_special"))
        return
    screen.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    for column in ("day", "kind", "name", "law"):
        table.add_column(texts(f"calendar.column_{column}"), overflow="fold")
    for fact in facts:
        sign = SIGNS[fact.kind.value]
        # An estimate bears the word in its name; any other provisional day is a rule past what was checked.
        doubt = texts("calendar.unchecked") if fact.provisional and "(ước tính)" not in fact.name else ""
        table.add_row(
            f"{weekday(fact.day, texts, short=True)} {day(fact.day, texts.lang)} {sign.mark}",
            texts(f"kinds.{fact.kind.value}"),
            fact.name + doubt,
            "; ".join(map(str, fact.documents)),
            style=sign.style,
        )
    screen.print(table)
