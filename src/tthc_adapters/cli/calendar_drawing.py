"""Months drawn as grids: every special day bears a sign, so that no colour is needed to read them."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen
from rich.text import Text

from tthc_adapters.texts import Texts

if TYPE_CHECKING:
    from tthc.calendars import WorkingCalendar

CELL = 4
MONTH_WIDTH = 7 * CELL
GAP = 3


@frozen
class Sign:
    """How a kind of day looks: a mark beside the number, and a style for screens with colour."""

    mark: str
    style: str


SIGNS = {
    "holiday": Sign("*", "bold red"),
    "adjacent": Sign("*", "bold red"),
    "compensatory": Sign("+", "red"),
    "swapped-off": Sign("-", "magenta"),
    "local-off": Sign("o", "red"),
    "made-up": Sign("!", "bold green"),
    "local-working": Sign("w", "bold green"),
    "weekend": Sign(".", "dim"),
    "working": Sign(" ", ""),
}
"""Sign of each kind of day."""


def month_lines(calendar: WorkingCalendar, year: int, month: int, texts: Texts) -> list[Text]:
    """Draw one month: title, weekdays, and six weeks; every line is `MONTH_WIDTH` wide."""
    title = texts("calendar.month", month=month, year=year)
    lines = [Text(title.center(MONTH_WIDTH), style="bold")]
    names = texts("weekdays.short").split(", ")
    lines.append(Text("".join(f"{name:>{CELL - 1}} " for name in names), style="dim"))
    for week in weeks.Calendar(firstweekday=0).monthdayscalendar(year, month):
        line = Text()
        for number in week:
            if not number:
                line.append(" " * CELL)
                continue
            sign = SIGNS[calendar.kind(date(year, month, number)).value]
            line.append(f"{number:>{CELL - 1}}{sign.mark}", style=sign.style)
        lines.append(line)
    while len(lines) < 8:
        lines.append(Text(" " * MONTH_WIDTH))
    return lines


def beside(months: Sequence[Sequence[Text]], width: int) -> Iterator[Text]:
    """Lay months side by side, as many in a row as fit in `width`: 1, 2, 3, 4 or 6."""
    fitting = max(1, (width + GAP) // (MONTH_WIDTH + GAP))
    columns = max(number for number in (1, 2, 3, 4, 6) if number <= fitting)
    for start in range(0, len(months), columns):
        row = months[start : start + columns]
        for pieces in zip(*row, strict=True):
            line = Text(" " * GAP).join(pieces)
            line.rstrip()
            if line.plain:
                yield line
        yield Text()


def legend(kinds: Sequence[str], texts: Texts) -> Iterator[Text]:
    """Explain the signs that were used, one line a sign."""
    shown: set[str] = set()
    for kind, sign in SIGNS.items():
        if kind not in kinds or sign.mark in shown or sign.mark == " ":
            continue
        shown.add(sign.mark)
        yield Text.assemble((f" 7{sign.mark}", sign.style), f"  {texts(f'legend.{kind}')}")
