"""What can be said of one day: its kind, and the document that made it so."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from attrs import Attribute, field, frozen

from tthc.errors import CalendarError
from tthc.law import Certainty, LegalRef


class DayKind(enum.Enum):
    """What a day is in a working calendar (loại ngày)."""

    WORKING = "working"
    """Ngày làm việc: an ordinary working day."""
    WEEKEND = "weekend"
    """Ngày nghỉ hằng tuần."""
    HOLIDAY = "holiday"
    """Ngày lễ, tết, also when it falls on a weekend."""
    COMPENSATORY = "compensatory"
    """Ngày nghỉ bù: makes up for a holiday that fell on a weekend."""
    ADJACENT = "adjacent"
    """Ngày liền kề: the second day of the National Day."""
    SWAPPED_OFF = "swapped-off"
    """Ngày nghỉ hoán đổi: a weekday off that is worked on a weekend instead."""
    MADE_UP = "made-up"
    """Ngày làm bù: the weekend day worked for a swapped weekday."""
    LOCAL_WORKING = "local-working"
    """Ngày làm việc riêng của đơn vị, e.g. a province's own working Saturday."""
    LOCAL_OFF = "local-off"
    """Ngày nghỉ riêng của đơn vị."""

    @property
    def works(self) -> bool:
        """Tell whether a day of this kind is a working day.

        >>> DayKind.MADE_UP.works, DayKind.SWAPPED_OFF.works
        (True, False)
        """
        return self in _WORKING_KINDS


_WORKING_KINDS = frozenset({DayKind.WORKING, DayKind.MADE_UP, DayKind.LOCAL_WORKING})


class CultureDayMakeUp(enum.Enum):
    """Whether 24 November on a weekend is made up (nghỉ bù Ngày Văn hóa Việt Nam).

    No text settles it: Article 111(3) of the Labour Code 2019 gives a make-up day for the holidays
    of Article 112(1), and the resolution stands outside that list. First cases: Saturday 2029-11-24
    and Sunday 2030-11-24.
    """

    NONE = "none"
    NEXT_WORKING_DAY = "next-working-day"


def references(laws: Iterable[LegalRef]) -> tuple[LegalRef, ...]:
    """Return `laws` as a tuple; the converter of fields that hold documents."""
    return tuple(laws)


def _plain_day(_: Any, attribute: Attribute[Any], value: object) -> None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise CalendarError("calendar.not-a-day", field=attribute.name)


@frozen
class DayFact:
    """State what one day is and by which document (sự kiện của một ngày).

    Args:
        day: the day it speaks of.
        kind: what the day becomes.
        name: the name people use, in Vietnamese.
        documents: the texts behind it; may be empty for a local arrangement.
        certainty: how sure the fact is.
        known_from: first day on which anyone could know it; None when it was always known.
        known_from_assumed: the document bears no date, so `known_from` is 1 January of its year.
        provisional: the fact is an estimate that a notice may still change.
        paired_with: the other day of a swap.
        occasion: which feast it belongs to, e.g. "tet"; a notice replaces the estimate of its occasion.

    Raises:
        CalendarError: `day` is a moment, not a day (`calendar.not-a-day`).

    >>> DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING, name="Thứ Bảy tiếp dân").kind.works
    True
    """

    day: date = field(validator=_plain_day)
    kind: DayKind
    name: str = field(default="", kw_only=True)
    documents: tuple[LegalRef, ...] = field(default=(), kw_only=True, converter=references)
    certainty: Certainty = field(default=Certainty.VERIFIED, kw_only=True)
    known_from: date | None = field(default=None, kw_only=True, validator=_plain_day)
    known_from_assumed: bool = field(default=False, kw_only=True)
    provisional: bool = field(default=False, kw_only=True)
    paired_with: date | None = field(default=None, kw_only=True, validator=_plain_day)
    occasion: str = field(default="", kw_only=True)


@frozen(kw_only=True)
class DayExplanation:
    """Explain a day of a calendar: what it is, and why (giải thích một ngày).

    `documents` of a weekend name the text that set the week; those of an ordinary working day are
    empty. `provisional` is true for an estimate and for every day outside the verified years.
    `known_from_assumed` marks an answer that rests on a document without a date.
    """

    day: date
    kind: DayKind
    works: bool
    name: str
    documents: tuple[LegalRef, ...]
    certainty: Certainty
    provisional: bool
    known_from: date | None
    known_from_assumed: bool
    paired_with: date | None
    occasion: str

    def __str__(self) -> str:
        """Write one line.

        >>> from tthc.calendars import load_calendar
        >>> print(load_calendar().explain(date(2024, 5, 4)))
        2024-05-04 made-up Làm bù: 30/4-1/5/2024 [2450/VPCP-KGVX]
        """
        documents = "; ".join(map(str, self.documents))
        text = f"{self.day} {self.kind.value} {self.name}".rstrip()
        return f"{text} [{documents}]" if documents else text
