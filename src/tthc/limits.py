"""Time limits with their unit, and reading them from Vietnamese text (thời hạn giải quyết)."""

from __future__ import annotations

import enum
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

from attrs import Attribute, field, frozen

from tthc.errors import LimitError


class LimitUnit(enum.Enum):
    """Unit of a time limit (đơn vị thời hạn); the values are stable codes."""

    WORKING_DAY = "working-day"
    """Ngày làm việc."""
    DAY = "day"
    """Ngày, by the calendar."""
    MONTH = "month"
    """Tháng."""
    WORKING_HOUR = "working-hour"
    """Giờ làm việc."""
    UNKNOWN = "unknown"
    """A number without a unit."""


def _whole(_: Any, attribute: Attribute[Any], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise LimitError("limit.not-whole", unit=attribute.metadata["unit"], amount=value)
    if value < 1:
        raise LimitError("limit.not-positive", amount=value)


def _positive(_: Any, attribute: Attribute[Any], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise LimitError("limit.not-whole", unit=attribute.metadata["unit"], amount=value)
    if value <= 0:
        raise LimitError("limit.not-positive", amount=value)


@frozen
class WorkingDays:
    """A limit in working days (ngày làm việc).

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(WorkingDays(5))
    5 ngày làm việc
    """

    n: int = field(validator=_whole, metadata={"unit": "ngày làm việc"})
    unit: ClassVar[LimitUnit] = LimitUnit.WORKING_DAY

    def __str__(self) -> str:
        return f"{self.n} ngày làm việc"


@frozen
class CalendarDays:
    """A limit in days of the calendar, days off included (ngày).

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(CalendarDays(30))
    30 ngày
    """

    n: int = field(validator=_whole, metadata={"unit": "ngày"})
    unit: ClassVar[LimitUnit] = LimitUnit.DAY

    def __str__(self) -> str:
        return f"{self.n} ngày"


@frozen
class Months:
    """A limit in months (tháng).

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(Months(1))
    1 tháng
    """

    n: int = field(validator=_whole, metadata={"unit": "tháng"})
    unit: ClassVar[LimitUnit] = LimitUnit.MONTH

    def __str__(self) -> str:
        return f"{self.n} tháng"


@frozen
class WorkingHours:
    """A limit in working hours (giờ làm việc); fractions are allowed.

    Raises:
        LimitError: not a number (`limit.not-whole`) or not above 0 (`limit.not-positive`).

    >>> print(WorkingHours(1.5))
    1,5 giờ làm việc
    """

    n: float = field(validator=_positive, metadata={"unit": "giờ làm việc"})
    unit: ClassVar[LimitUnit] = LimitUnit.WORKING_HOUR

    def __str__(self) -> str:
        return f"{_number(self.n)} giờ làm việc"


@frozen
class UnknownUnit:
    """A number whose unit nobody wrote (không rõ đơn vị); no deadline can be computed from it.

    Raises:
        LimitError: not a number (`limit.not-whole`) or not above 0 (`limit.not-positive`).

    >>> print(UnknownUnit(5))
    5 (không rõ đơn vị)
    """

    n: float = field(validator=_positive, metadata={"unit": "đơn vị chưa rõ"})
    unit: ClassVar[LimitUnit] = LimitUnit.UNKNOWN

    def __str__(self) -> str:
        return f"{_number(self.n)} (không rõ đơn vị)"


Limit: TypeAlias = WorkingDays | CalendarDays | Months | WorkingHours | UnknownUnit
"""Any time limit (thời hạn)."""

_KINDS: Mapping[LimitUnit, type[Limit]] = {
    kind.unit: kind for kind in (WorkingDays, CalendarDays, Months, WorkingHours, UnknownUnit)
}


def limit_from(amount: float, unit: LimitUnit | str) -> Limit:
    """Make a limit from a number and a unit or its code (thời hạn từ số và đơn vị).

    A float that is a whole number is taken as one, because tables hold amounts as floats.

    Raises:
        LimitError: no such unit (`limit.unknown-unit-code`), a fraction of a day or month
            (`limit.not-whole`), zero or less (`limit.not-positive`).

    >>> limit_from(5.0, "working-day")
    WorkingDays(n=5)
    """
    try:
        kind = _KINDS[LimitUnit(unit)]
    except ValueError:
        known = ", ".join(each.value for each in LimitUnit)
        raise LimitError("limit.unknown-unit-code", unit=unit, known=known) from None
    if not isinstance(amount, int) and amount.is_integer():
        amount = int(amount)
    return kind(amount)  # type: ignore[arg-type]  # the class itself refuses a fraction


_UNITS: Mapping[str, LimitUnit] = {
    "ngay lam viec": LimitUnit.WORKING_DAY,
    "ngay": LimitUnit.DAY,
    "thang": LimitUnit.MONTH,
    "gio lam viec": LimitUnit.WORKING_HOUR,
    "": LimitUnit.UNKNOWN,
}
_LATER = {
    "tuan": "tuần",
    "nam": "năm",
    "gio": "giờ",
    "phut": "phút",
    "quy": "quý",
    "buoi": "buổi",
}
"""Units that exist and cannot be computed yet, by their folded name."""

_OPENING = r"(?:trong\s+)?(?:(?:thoi\s+han|thoi\s+gian|vong)\s+)?(?:(?:khong\s+qua|toi\s+da|la)\s+)?"
_CLOSING = (
    r"(?:,?\s*(?:ke|tinh)\s+tu\s+(?:ngay|khi)(?:\s+tiep)?\s+nhan(?:\s+duoc)?(?:\s+(?:du|day\s+du))?"
    r"\s+ho\s+so(?:\s+(?:day\s+du|hop\s+le|dung\s+quy\s+dinh|va|,))*)?"
)
_LIMIT = re.compile(
    rf"{_OPENING}(?P<amount>[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?)\s*(?:\([^()]*\))?"
    rf"\s*(?P<unit>[a-z]*(?:\s+[a-z]+){{0,2}}?)(?:\s*\([^()]*\))?{_CLOSING}\s*[.;]?"
)


def parse_limit(text: str) -> Limit:
    """Read one time limit from Vietnamese text (đọc thời hạn).

    Case, doubled or unusual blanks, composed or decomposed letters and missing diacritics do not
    matter. "trong", "không quá", "tối đa" before the number, words in brackets after it, and "kể từ
    ngày nhận đủ hồ sơ hợp lệ" at the end are understood; any other condition is not, since it may
    move the first day. A number alone is an `UnknownUnit`, never a guess.

    Raises:
        LimitError: not one number and one unit (`limit.unreadable`); a unit that cannot be computed
            yet: weeks, years, plain hours, half days (`limit.unit-not-supported`); zero
            (`limit.not-positive`); a fraction of a day or a month (`limit.not-whole`).

    >>> parse_limit("05 ngày làm việc"), parse_limit("01 THÁNG"), parse_limit("5")
    (WorkingDays(n=5), Months(n=1), UnknownUnit(n=5))
    >>> parse_limit("Không quá 03 (ba) ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ")
    WorkingDays(n=3)
    """
    found = _LIMIT.fullmatch(_folded(text))
    if found is None:
        raise LimitError("limit.unreadable", text=text)
    name = " ".join(found["unit"].split())
    if name in _LATER:
        raise LimitError("limit.unit-not-supported", unit=_LATER[name], text=text)
    if name not in _UNITS:
        raise LimitError("limit.unreadable", text=text)
    return limit_from(float(found["amount"].replace(",", ".")), _UNITS[name])


def _folded(text: str) -> str:
    """Return `text` in plain lower-case letters with single blanks, Vietnamese marks taken off."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def _number(value: float) -> str:
    """Write a number as Vietnamese text does, with a comma."""
    return f"{value:g}".replace(".", ",")
