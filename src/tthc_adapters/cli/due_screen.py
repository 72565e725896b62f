"""How `tthc due` shows a deadline: the answer, then a table of days or the sentences asked for."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tthc_adapters.reports.console import console
from tthc_adapters.texts import Texts, day

if TYPE_CHECKING:
    from rich.console import Console

    from tthc.deadlines import Deadline
    from tthc_adapters.cli.due_command import Answer, Asked


def show(asked: Asked, answer: Answer, texts: Texts) -> None:
    """Print the answer to standard output (in kết quả)."""
    from rich.text import Text

    from tthc_adapters.cli.due_command import comparison, explanation

    screen = console(sys.stdout)
    shown = answer.deadline if answer.reading is None else answer.reading
    provisional = texts("due.provisional_mark") if shown.provisional else ""
    line = _headline(shown.due, shown.due_at, texts)
    screen.print(Text.assemble((line, "bold green"), (provisional, "bold yellow")))
    _question(asked, answer.deadline, screen, texts)
    screen.print()
    if asked.explain or answer.reading is not None:
        _lines(explanation(answer, texts.lang), screen)
    else:
        _table(answer.deadline, screen, texts)
        screen.print()
        screen.print(texts("due.policy", policy=answer.deadline.policy))
        screen.print(texts("due.certainty", certainty=texts(f"certainties.{shown.certainty.value}")))
        if shown.provisional:
            screen.print(texts("due.provisional_why"))
    if asked.compare is not None:
        screen.print()
        _lines(comparison(answer, asked.compare, texts.lang), screen)


def _headline(due: date | None, due_at: datetime | None, texts: Texts) -> str:
    if due is None:
        return texts("due.no_due")
    name, shown = weekday(due, texts), day(due, texts.lang)
    if due_at is None:
        return texts("due.answer", weekday=name, day=shown)
    return texts("due.answer_at", time=_time(due_at), weekday=name, day=shown)


def _question(asked: Asked, deadline: Deadline, screen: Console, texts: Texts) -> None:
    received, lang = asked.received, texts.lang
    moment = f" {_time(received)}" if isinstance(received, datetime) else ""
    screen.print(
        texts(
            "due.question",
            weekday=weekday(received, texts),
            day=day(received, lang) + moment,
            limit=asked.limit.strip(),
        )
    )
    if asked.known_on is not None:
        screen.print(texts("due.known_on", day=day(asked.known_on, lang)))
    if deadline.due_at is not None and deadline.office_hours is not None:
        screen.print(texts("due.hours_used", hours=deadline.office_hours))


def _lines(lines: list[str], screen: Console) -> None:
    for line in lines:
        screen.print(line, soft_wrap=True, highlight=False, markup=False)


def _table(deadline: Deadline, screen: Console, texts: Texts) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
    in_sessions = any(step.since is not None for step in deadline.trace)
    columns = ["day", *(["time", "sum"] if in_sessions else ["count"]), "verdict", "kind", "law"]
    for name in columns:
        table.add_column(texts(f"due.column_{name}"), overflow="fold")
    counted, run = 0, timedelta()
    for step in deadline.trace:
        verdict = step.verdict.value
        counts = verdict == "counted"
        counted += counts
        if counts and step.since is not None and step.until is not None:
            run += step.until - step.since
        times = "-".join(_time(each) for each in (step.since, step.until) if each is not None)
        measured = [times, _span(run)] if in_sessions else [str(counted)]
        table.add_row(
            f"{weekday(step.day, texts, short=True)} {day(step.day, texts.lang)}",
            *(measured if counts else [times, ""] if in_sessions else [""]),
            texts("due.start_moment" if in_sessions and verdict == "start" else f"verdicts.{verdict}"),
            texts(f"kinds.{step.kind.value}"),
            "; ".join(map(str, step.law)),
            style={"skipped": "dim", "rolled": "yellow"}.get(verdict, ""),
        )
    screen.print(table)


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _span(run: timedelta) -> str:
    """Return a span as hours and minutes, or nothing where no session was counted."""
    minutes = int(run.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes else ""


def weekday(value: date, texts: Texts, *, short: bool = False) -> str:
    """Name the day of the week: "Thứ Hai", or "T2" when short."""
    names = texts("weekdays.short" if short else "weekdays.long").split(", ")
    return names[value.weekday()]
