"""`tthc due`: one deadline, with the reason for every day of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from tthc_adapters.cli.due_screen import show
from tthc_adapters.cli.screen import write_json
from tthc_adapters.cli.usage import Command, Complaint, Option
from tthc_adapters.cli.values import DayValue, MomentValue
from tthc_adapters.texts import Texts

if TYPE_CHECKING:
    from tthc.deadlines import Deadline
    from tthc.deadlines.clock import ClockReading
    from tthc.dossiers import DossierEvent


@frozen(kw_only=True)
class Asked:
    """What stood on the command line."""

    received: date | datetime
    limit: str
    known_on: date | None
    field: str | None
    office_hours: str | None
    policy: str
    explain: bool
    compare: date | datetime | None
    events: str | None
    as_json: bool


@frozen(kw_only=True)
class Answer:
    """A deadline, and what the clock showed where a history was given.

    `deadline` is the one over the events, and the one without them while a request is open.
    """

    deadline: Deadline
    reading: ClockReading | None
    history: tuple[DossierEvent, ...]


def command(texts: Texts) -> click.Command:
    """Return the subcommand (tính ngày đến hạn)."""

    def run(**words: Any) -> int:
        asked = Asked(**words)
        answer = _answer(asked, texts)
        if asked.as_json:
            write_json(_document(asked, answer, texts.lang))
        else:
            show(asked, answer, texts)
        return 0

    return Command("due", texts, callback=run, params=_params(texts))


def _params(texts: Texts) -> list[click.Parameter]:
    day_metavar, moment = texts("help.day_metavar"), MomentValue(texts)
    return [
        click.Argument(["received"], type=moment, metavar=texts("due.received_metavar")),
        Option(["--limit"], required=True, metavar=texts("due.limit_metavar"), help=texts("due.limit")),
        Option(["--known-on"], type=DayValue(texts), metavar=day_metavar, help=texts("help.known_on")),
        Option(["--field"], metavar=texts("due.field_metavar"), help=texts("due.field")),
        Option(["--office-hours"], metavar=texts("due.hours_metavar"), help=texts("due.office_hours")),
        Option(
            ["--policy"],
            default="statutory",
            metavar=texts("help.name_metavar"),
            help=texts("due.policy_option"),
        ),
        Option(["--explain"], is_flag=True, help=texts("due.explain")),
        Option(["--compare"], type=moment, metavar=day_metavar, help=texts("due.compare")),
        Option(["--events"], metavar=texts("help.file_metavar"), help=texts("due.events")),
        Option(["--json", "as_json"], is_flag=True, help=texts("help.json")),
    ]


def _answer(asked: Asked, texts: Texts) -> Answer:
    from tthc.calendars import OfficeHours, load_calendar
    from tthc.deadlines import compute_deadline, due_over_events
    from tthc.limits import parse_limit

    limit = parse_limit(asked.limit)
    given: dict[str, Any] = {
        "calendar": load_calendar("vn-public-sector", known_on=asked.known_on),
        "office_hours": None if asked.office_hours is None else OfficeHours.parse(asked.office_hours),
        "policy": asked.policy,
        "field": asked.field,
    }
    history = () if asked.events is None else _events(asked.events, texts)
    plain = compute_deadline(asked.received, limit, **given)
    if asked.events is None:
        return Answer(deadline=plain, reading=None, history=history)
    reading = due_over_events(asked.received, limit, history, **given)
    if reading.due is None or not history:
        return Answer(deadline=plain, reading=reading, history=history)
    deadline = compute_deadline(asked.received, limit, events=history, **given)
    return Answer(deadline=deadline, reading=reading, history=history)


def explanation(answer: Answer, lang: str) -> list[str]:
    """Return the reasoning, one sentence a line (diễn giải)."""
    from tthc.deadlines.explain import explain_history

    reading, deadline = answer.reading, answer.deadline
    if reading is not None and reading.due is None:
        return explain_history(reading, deadline, lang).splitlines()
    return deadline.explain(lang).splitlines()


def comparison(answer: Answer, other: date | datetime, lang: str) -> list[str]:
    """Return where another date departs, one sentence a line (so sánh với ngày khác)."""
    from tthc.deadlines.explain import why_not_history

    reading, deadline = answer.reading, answer.deadline
    if reading is not None and reading.due is None:
        return why_not_history(reading, deadline, answer.history, other, lang).splitlines()
    return deadline.why_not(other, lang).splitlines()


def _events(file: str, texts: Texts) -> tuple[DossierEvent, ...]:
    """Return the events of a file; one that cannot be read makes the answer wrong, so it is refused."""
    from tthc_adapters.intake.events_file import read_events

    found = read_events(file)
    if found.findings:
        lines = [
            ": ".join([*map(str, finding.samples[:1]), finding.message(texts.lang)])
            for finding in found.findings
        ]
        raise Complaint("\n".join([texts("due.events_unreadable", file=file), *lines]))
    return found.events


def _document(asked: Asked, answer: Answer, lang: str) -> dict[str, Any]:
    """Return the JSON contract; keys beyond the first five stand only where they say something."""
    document, reading = answer.deadline.to_dict(), answer.reading
    if reading is not None:
        waiting = reading.waiting_since
        document["first_due"] = reading.first_due.isoformat()
        document["waiting_since"] = None if waiting is None else waiting.isoformat()
        document["flags"] = list(dict.fromkeys((*document.get("flags", ()), *reading.flags)))
        if reading.due is None:
            document |= {"due": None, "due_at": None, "trace": []}
            document |= {"provisional": reading.provisional, "certainty": reading.certainty.value}
    for key in ("due_at", "flags"):
        if not document.get(key) and not asked.explain:
            document.pop(key, None)
    if asked.explain:
        document["explanation"] = explanation(answer, lang)
    if asked.compare is not None:
        document["comparison"] = comparison(answer, asked.compare, lang)
    return document
