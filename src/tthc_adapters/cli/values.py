"""Kinds of values on the command line, with complaints in the language of the command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click

from tthc_adapters.texts import Texts

if TYPE_CHECKING:
    Kind = click.ParamType[Any]
else:  # generic for type checkers only: click 8.1 knows no parameters here
    Kind = click.ParamType

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam time: UTC+7 all year since 1975, so no time-zone data is needed."""

_DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4}))"
    r"(?:[ T](?P<hour>\d{1,2})(?::|h|giờ)(?P<minute>\d{2})?(?::(?P<second>\d{2}))?)?"
)


def parse_moment(text: str) -> date | datetime | None:
    """Read a day, or a moment of Vietnam time, as people write them; None when it is neither.

    >>> parse_moment("20/11/2026"), parse_moment("2026-11-20")
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 20))
    >>> parse_moment("20/11/2026 14:30").isoformat()
    '2026-11-20T14:30:00+07:00'
    >>> parse_moment("31/02/2026") is None
    True
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    part = match.groupdict()
    try:
        day = date(int(part["y"] or part["y2"]), int(part["m"] or part["m2"]), int(part["d"] or part["d2"]))
        if part["hour"] is None:
            return day
        clock = (int(part["hour"]), int(part["minute"] or 0), int(part["second"] or 0))
        return datetime(day.year, day.month, day.day, *clock, tzinfo=VIETNAM)
    except ValueError:
        return None


def today_in_vietnam() -> date:
    """Return today's date in Vietnam: the only clock the package reads."""
    return datetime.now(VIETNAM).date()


class DayValue(Kind):
    """A day: 2026-11-20 or 20/11/2026."""

    name = "day"

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, date):
            return value
        moment = parse_moment(value)
        if moment is None or isinstance(moment, datetime):
            self.fail(self.texts("error.day", given=value), param, ctx)
        return moment


class MomentValue(Kind):
    """A day, or a day with a time of Vietnam."""

    name = "moment"

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """Return the day or the moment.

        Raises:
            click.BadParameter: it is neither.
        """
        if isinstance(value, date):
            return value
        moment = parse_moment(value)
        if moment is None:
            self.fail(self.texts("error.moment", given=value), param, ctx)
        return moment


class OneOf(Kind):
    """One word out of a list; case and dots do not matter, so "II.06a" is "ii06a"."""

    name = "word"

    def __init__(self, texts: Texts, words: Sequence[str]) -> None:
        self.texts = texts
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as listed.

        Raises:
            click.BadParameter: it is not in the list.
        """
        wanted = str(value).replace(".", "").casefold()
        found = [word for word in self.words if word.casefold() == wanted]
        if not found:
            self.fail(self.texts("error.choice", given=value, known=", ".join(self.words)), param, ctx)
        return found[0]


class SeveralOf(OneOf):
    """Words out of a list, with commas between them."""

    name = "words"

    def convert(  # type: ignore[override]
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words as listed, in the order given."""
        if isinstance(value, tuple):
            return value
        convert = super().convert
        return tuple(convert(word.strip(), param, ctx) for word in str(value).split(","))


class WholeNumber(Kind):
    """A whole number, zero or more."""

    name = "number"

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, int):
            return value
        if not str(value).isdecimal():
            self.fail(self.texts("error.number", given=value), param, ctx)
        return int(value)
