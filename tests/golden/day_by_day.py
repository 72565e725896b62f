"""Count a term the dumb way: one day, or one minute, at a time, from the notices and nothing else.

Nothing of `tthc` is imported here. A day is off when it is a Saturday or Sunday that no notice made a
working day, or when a notice or a statute made it a day off; that is all this module knows of calendars.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

NOTICES = Path(__file__).parents[2] / "src" / "tthc" / "data" / "calendars" / "vn-public-sector"
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
WORKED = "made-up"
SAME_DAY = "trong ngày"
AFTER_THREE = {"chung-thuc", "ho-tich", "bien-phap-bao-dam"}
"""Sectors in which what comes after 15:00 comes the next working day."""
SWAPPED = "swapped-off"


@cache
def notices() -> dict[date, str]:
    """Return what the yearly files say of each day they name."""
    said: dict[date, str] = {}
    for path in sorted(NOTICES.glob("[0-9][0-9][0-9][0-9].csv")):
        with path.open(encoding="utf-8", newline="") as file:
            said.update((date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(file))
    return said


def works(day: date) -> bool:
    said = notices().get(day)
    return day.weekday() < 5 if said is None else said == WORKED


def first_working_day(day: date) -> date:
    while not works(day):
        day += ONE_DAY
    return day


def working_days_after(day: date, n: int) -> date:
    while n:
        day += ONE_DAY
        n -= works(day)
    return day


def months_after(day: date, n: int) -> date:
    """Walk to the n-th next month, then back from the same number to a day that month has."""
    month, year = day.month + n, day.year
    while month > 12:
        month, year = month - 12, year + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def days_in(start: date, end: date) -> list[date]:
    """Return the days after `start` up to and including `end`."""
    return [start + ONE_DAY * i for i in range(1, (end - start).days + 1)]


def term_of_days(start: date, n: int, unit: str, paused: set[date]) -> date:
    """Return the due day of a term in days or longer, with the days of pauses left out."""
    if unit == "ngày làm việc":
        day = start
        while n:
            day += ONE_DAY
            n -= works(day) and day not in paused
        return day
    last = {
        "ngày": lambda: start + ONE_DAY * n,
        "tuần": lambda: start + ONE_DAY * 7 * n,
        "tháng": lambda: months_after(start, n),
        "năm": lambda: months_after(start, 12 * n),
    }[unit]()
    return first_working_day(last + ONE_DAY * len(paused))


def working_minutes_after(moment: datetime, minutes: int, sessions: list[tuple[time, time]]) -> datetime:
    """Walk minute by minute; a minute counts when it begins inside a session of a working day."""
    while minutes:
        minutes -= works(moment.date()) and any(opens <= moment.time() < closes for opens, closes in sessions)
        moment += ONE_MINUTE
    return moment


def sessions_after(moment: datetime, n: int, sessions: list[tuple[time, time]]) -> datetime:
    """Walk minute by minute to the openings; return where the n-th whole session closes."""
    closes = dict(sessions)
    while True:
        if works(moment.date()) and moment.time() in closes:
            n -= 1
            if n == 0:
                return datetime.combine(moment.date(), closes[moment.time()])
        moment += ONE_MINUTE


def sessions_of(text: str) -> list[tuple[time, time]]:
    pairs = (each.split("-") for each in text.split(","))
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs]


def happenings(events: str) -> Iterator[tuple[str, str]]:
    """Yield what an `events` cell says, as pairs in the order it says them."""
    for part in filter(None, (part.strip() for part in events.split(";"))):
        name, _, rest = part.partition("@" if "@" in part else "=")
        yield name, rest


def amount_and_unit(limit: str) -> tuple[str, str]:
    amount, _, unit = limit.partition(" ")
    return amount, unit


def due_of(received: str, limit: str, events: str) -> str:
    """Return the due day or moment of a row of the table, as the table writes it."""
    said = list(happenings(events))
    settings = dict(said)
    moment = datetime.fromisoformat(received)
    day = moment.date()
    if limit == SAME_DAY:
        after_three = settings.get("field") in AFTER_THREE and moment.time() > time(15)
        return str(first_working_day(day + ONE_DAY if after_three else day))
    amount, unit = amount_and_unit(limit)
    if unit == "giờ":
        return f"{moment + timedelta(hours=int(amount)):%Y-%m-%dT%H:%M}"
    if unit == "giờ làm việc":
        minutes = round(float(amount.replace(",", ".")) * 60)
        ends = working_minutes_after(moment, minutes, sessions_of(settings["office_hours"]))
        return f"{ends:%Y-%m-%dT%H:%M}"
    if unit == "buổi làm việc":
        ends = sessions_after(moment, int(amount), sessions_of(settings["office_hours"]))
        return f"{ends:%Y-%m-%dT%H:%M}"
    asked, paused = day, set[date]()
    for name, rest in said:
        if name == "request":
            asked = date.fromisoformat(rest)
        elif name == "answer" and settings["effect"] == "restart":
            day = date.fromisoformat(rest)
        elif name == "answer":
            paused.update(days_in(asked, date.fromisoformat(rest)))
    due = term_of_days(day, int(amount), unit, paused)
    if "extend" in settings:
        more, unit_of_more = amount_and_unit(settings["extend"].partition("=")[2])
        due = term_of_days(due, int(more), unit_of_more, set())
    return str(due)
