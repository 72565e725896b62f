"""Reading the calendar data that comes with the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from tthc.calendars._facts import DayFact, DayKind
from tthc.calendars._frame import CalendarFrame
from tthc.calendars._layers import StatuteDay, StatuteText, assume_known_from
from tthc.errors import CalendarError
from tthc.law import Certainty, LegalRef, data_version

_CONFIDENCE = {"two": Certainty.VERIFIED, "statute": Certainty.VERIFIED, "one": Certainty.REPORTED}


@frozen(kw_only=True)
class CalendarData:
    """Hold the layers of one calendar as they stand in the data, before anyone asks what was known."""

    frame: CalendarFrame
    statute: tuple[StatuteDay, ...]
    estimates: tuple[DayFact, ...]
    notices: tuple[DayFact, ...]


def calendar_names() -> tuple[str, ...]:
    """Return the names of the calendars in the package, sorted.

    >>> calendar_names()
    ('vn-public-sector',)
    """
    return tuple(sorted(each.name for each in files("tthc").joinpath("data/calendars").iterdir()))


@cache
def read_calendar(name: str) -> CalendarData:
    """Read the data of the calendar `name`.

    Raises:
        CalendarError: no such calendar (`calendar.unknown-name`) or a broken file (`calendar.data`).
    """
    import tomllib

    if name not in calendar_names():
        raise CalendarError("calendar.unknown-name", name=name, known=", ".join(calendar_names()))
    room = files("tthc").joinpath("data/calendars", name)
    texts = {each.name: each.read_text(encoding="utf-8") for each in room.iterdir() if each.is_file()}
    head = tomllib.loads(texts.pop("calendar.toml"))
    frame = CalendarFrame(
        name=head["name"],
        first=head["first"],
        last=head["last"],
        verified_from=head["verified_from"],
        verified_through=head["verified_through"],
        data_version=data_version(),
        weekend=tuple(day - 1 for day in head["weekend"]),
        weekend_law=(LegalRef(**head["weekend_law"], checked=head["checked"]),),
    )
    statute = parse_statute(tomllib.loads(texts.pop("statute.toml")), texts.pop("lunar.csv"), frame)
    estimates = parse_facts(texts.pop("estimate.csv"), "estimate.csv", estimated=True)
    notices = [
        fact
        for file in sorted(texts)
        if file.endswith(".csv")
        for fact in parse_facts(texts[file], file, checked=head["checked"])
    ]
    return CalendarData(
        frame=frame,
        statute=statute,
        estimates=tuple(estimates),
        notices=tuple(assume_known_from(notices)),
    )


def parse_statute(tables: Mapping[str, Any], lunar: str, frame: CalendarFrame) -> tuple[StatuteDay, ...]:
    """Read the days a law fixes once; `lunar` gives the solar date of a lunar day in each year."""
    texts = {
        text["key"]: StatuteText(
            law=LegalRef(text["document"], text["provision"], checked=text.get("checked")),
            effective_from=text["from"],
            known_from=text["known_from"],
            certainty=Certainty(text["certainty"]),
        )
        for text in tables["texts"]
    }
    rows = list(_rows(lunar, "lunar.csv"))
    years = range(frame.first.year, frame.last.year + 1)
    days = []
    for day in tables["days"]:
        if "lunar" in day:
            dates = tuple(date.fromisoformat(row[day["lunar"]]) for _, row in rows)
        else:
            dates = tuple(date(year, day["month"], day["day"]) for year in years)
        days.append(
            StatuteDay(
                occasion=day["occasion"],
                name=day["name"],
                dates=dates,
                texts=tuple(texts[key] for key in day["texts"]),
            )
        )
    return tuple(days)


def parse_facts(
    text: str, file: str, *, checked: date | None = None, estimated: bool = False
) -> Iterator[DayFact]:
    """Read day facts from CSV; an estimate is provisional and nobody stands behind it.

    Raises:
        CalendarError: a missing column or a value that is not one (`calendar.data`).
    """
    for number, row in _rows(text, file):
        where = "date"
        try:
            day = date.fromisoformat(row["date"])
            where = "kind"
            kind = DayKind(row["kind"])
            where = "document_date"
            known_from = _day_or_none(row["document_date"])
            where = "paired_with"
            paired_with = _day_or_none(row["paired_with"])
            where = "confidence"
            certainty = Certainty.MEMORY if estimated else _CONFIDENCE[row["confidence"]]
            documents = tuple(
                LegalRef(row[document], row[provision], checked=checked)
                for document, provision in (
                    ("document", "provision"),
                    ("basis_document", "basis_provision"),
                )
                if row[document]
            )
        except (KeyError, ValueError):
            raise CalendarError("calendar.data", file=file, row=number, field=where) from None
        yield DayFact(
            day,
            kind,
            name=row["name"],
            documents=documents,
            certainty=certainty,
            known_from=known_from,
            provisional=estimated,
            paired_with=paired_with,
            occasion=row["occasion"],
        )


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its physical number; a short or long row is an error."""
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        if None in row or None in row.values():
            raise CalendarError("calendar.data", file=file, row=reader.line_num, field="columns")
        yield reader.line_num, row


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
