"""Dates of birth as papers have them: a day, a month, or only a year."""

from __future__ import annotations

import enum
import re
from datetime import date

from attrs import frozen

from tthc.errors import IdentityError

_ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?")
_SLASHED = re.compile(r"(?:(?:(?P<d>\d{1,2})/)?(?P<m>\d{1,2})/)?(?P<y>\d{4})")


class Precision(enum.Enum):
    """How much of a date is known (độ chi tiết), from coarse to fine."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@frozen(repr=False)
class PartialDate:
    """Hold a date of birth of which the day or the month may be unknown (ngày sinh không đầy đủ).

    Only the year is printed: the rest is shown by `reveal`.

    Raises:
        IdentityError: a day without a month, or no such day (`identity.partial-date`).

    >>> PartialDate(1990, 5, 20), PartialDate(1990)
    (PartialDate(1990-**-**), PartialDate(1990))
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise IdentityError("identity.partial-date")
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except (ValueError, OverflowError):
            raise IdentityError("identity.partial-date") from None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the whole date of `day`."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a year, a month or a day with its separators; parts written as zeros are unknown.

        Eight digits without separators are refused: two systems write them in opposite orders, so
        whoever knows the system takes them apart.

        Raises:
            IdentityError: it is none of these (`identity.partial-date`).

        >>> PartialDate.parse("20/05/1990") == PartialDate.parse("1990-05-20") == PartialDate(1990, 5, 20)
        True
        >>> PartialDate.parse("00/00/1990").reveal()
        '1990'
        """
        match = _ISO.fullmatch(text.strip()) or _SLASHED.fullmatch(text.strip())
        if match is None:
            raise IdentityError("identity.partial-date")
        month, day = (int(match[part] or 0) or None for part in ("m", "d"))
        return cls(int(match["y"]), month, day)

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    def cut(self, precision: Precision) -> PartialDate:
        """Return the date no finer than `precision`.

        >>> PartialDate(1990, 5, 20).cut(Precision.MONTH).reveal()
        '1990-05'
        """
        keep = list(Precision).index(precision)
        return PartialDate(self.year, self.month if keep > 0 else None, self.day if keep > 1 else None)

    def common_precision(self, other: PartialDate) -> Precision:
        """Return the coarser precision of the two, at which they can be compared."""
        return min(self.precision, other.precision, key=list(Precision).index)

    def agrees_with(self, other: PartialDate) -> bool:
        """Tell whether both may be one date: equal as far as both are known.

        >>> PartialDate(1990).agrees_with(PartialDate(1990, 5, 20))
        True
        """
        common = self.common_precision(other)
        return self.cut(common) == other.cut(common)

    def reveal(self) -> str:
        """Return the date in ISO form, as far as it is known: a personal value."""
        parts = (f"{self.year:04}", self.month and f"{self.month:02}", self.day and f"{self.day:02}")
        return "-".join(part for part in parts if part)

    def __str__(self) -> str:
        hidden = {Precision.YEAR: "", Precision.MONTH: "-**", Precision.DAY: "-**-**"}
        return f"{self.year:04}{hidden[self.precision]}"

    def __repr__(self) -> str:
        return f"PartialDate({self})"
