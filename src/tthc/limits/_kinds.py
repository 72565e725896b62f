"""The kinds of time limit, each with its unit (thời hạn giải quyết)."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias, get_args

from attrs import Attribute, field, frozen

from tthc.errors import LimitError


class LimitUnit(enum.Enum):
    """Unit of a time limit (đơn vị thời hạn); the values are stable codes."""

    WORKING_DAY = "working-day"
    """Ngày làm việc."""
    DAY = "day"
    """Ngày, by the calendar."""
    WEEK = "week"
    """Tuần."""
    MONTH = "month"
    """Tháng."""
    YEAR = "year"
    """Năm."""
    HOUR = "hour"
    """Giờ, by the clock: nights and days off included."""
    WORKING_HOUR = "working-hour"
    """Giờ làm việc."""
    HALF_DAY = "half-day"
    """Buổi, nửa ngày làm việc: one session."""
    SAME_DAY = "same-day"
    """Trong ngày."""
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
class Weeks:
    """A limit in weeks (tuần); it ends on the matching weekday.

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(Weeks(2))
    2 tuần
    """

    n: int = field(validator=_whole, metadata={"unit": "tuần"})
    unit: ClassVar[LimitUnit] = LimitUnit.WEEK

    def __str__(self) -> str:
        return f"{self.n} tuần"


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
class Years:
    """A limit in years (năm); it ends on the matching day and month.

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(Years(1))
    1 năm
    """

    n: int = field(validator=_whole, metadata={"unit": "năm"})
    unit: ClassVar[LimitUnit] = LimitUnit.YEAR

    def __str__(self) -> str:
        return f"{self.n} năm"


@frozen
class Hours:
    """A limit in hours of the clock, nights and days off included (giờ); fractions are allowed.

    Raises:
        LimitError: not a number (`limit.not-whole`) or not above 0 (`limit.not-positive`).

    >>> print(Hours(24)), print(Hours(0.5))
    24 giờ
    0,5 giờ
    (None, None)
    """

    n: float = field(validator=_positive, metadata={"unit": "giờ"})
    unit: ClassVar[LimitUnit] = LimitUnit.HOUR

    @property
    def minutes(self) -> int:
        """Return the limit in whole minutes, at least one.

        >>> Hours(1.5).minutes
        90
        """
        return _minutes(self.n)

    def __str__(self) -> str:
        return _clock_text(self.n, "")


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

    @property
    def minutes(self) -> int:
        """Return the limit in whole minutes, at least one.

        >>> WorkingHours(8).minutes
        480
        """
        return _minutes(self.n)

    def __str__(self) -> str:
        return _clock_text(self.n, " làm việc")


@frozen
class HalfDays:
    """A limit in half working days, that is in sessions (buổi, nửa ngày làm việc).

    Raises:
        LimitError: not a whole number (`limit.not-whole`) or below 1 (`limit.not-positive`).

    >>> print(HalfDays(1))
    1 buổi làm việc
    """

    n: int = field(validator=_whole, metadata={"unit": "buổi làm việc"})
    unit: ClassVar[LimitUnit] = LimitUnit.HALF_DAY

    def __str__(self) -> str:
        return f"{self.n} buổi làm việc"


def _one(_: Any, __: Attribute[Any], value: object) -> None:
    if type(value) is not int or value != 1:
        raise LimitError("limit.same-day-amount", amount=value)


def _a_cutoff(_: Any, __: Attribute[Any], value: object) -> None:
    if value is not None and not (type(value) is int and 0 <= value < 24 * 60):
        raise LimitError("limit.cutoff", cutoff=value)


@frozen
class SameDay:
    """A limit that ends with the working day of reception (trong ngày, trong ngày làm việc).

    Args:
        n: always 1; it is there because every limit has an amount.
        cutoff: minutes after midnight when the words of the limit itself move a later reception to
            the next working day ("sau 15 giờ: ngày làm việc tiếp theo"); None when they do not. The
            15:00 of a sector's law is the argument `field` of `tthc.deadlines.compute_deadline`.

    Raises:
        LimitError: another amount than 1 (`limit.same-day-amount`), a cut-off that is no minute of
            a day (`limit.cutoff`).

    >>> print(SameDay()), print(SameDay(cutoff=15 * 60))
    trong ngày
    trong ngày; sau 15 giờ: ngày làm việc tiếp theo
    (None, None)
    """

    n: int = field(default=1, validator=_one)
    cutoff: int | None = field(default=None, validator=_a_cutoff, kw_only=True)
    unit: ClassVar[LimitUnit] = LimitUnit.SAME_DAY

    def __str__(self) -> str:
        if self.cutoff is None:
            return "trong ngày"
        hour, minute = divmod(self.cutoff, 60)
        past = f"{hour} giờ {minute:02}" if minute else f"{hour} giờ"
        return f"trong ngày; sau {past}: ngày làm việc tiếp theo"


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


Limit: TypeAlias = (
    WorkingDays
    | CalendarDays
    | Weeks
    | Months
    | Years
    | Hours
    | WorkingHours
    | HalfDays
    | SameDay
    | UnknownUnit
)
"""Any time limit (thời hạn)."""

_KINDS: Mapping[LimitUnit, type[Limit]] = {kind.unit: kind for kind in get_args(Limit)}


def limit_from(amount: float, unit: LimitUnit | str) -> Limit:
    """Make a limit from a number and a unit or its code (thời hạn từ số và đơn vị).

    A float that is a whole number is taken as one, because tables hold amounts as floats.

    Raises:
        LimitError: no such unit (`limit.unknown-unit-code`), a fraction of a day, week, month,
            year or session (`limit.not-whole`), zero or less (`limit.not-positive`), another
            amount than 1 for the same day (`limit.same-day-amount`).

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


def _minutes(hours: float) -> int:
    return max(round(hours * 60), 1)


def _clock_text(hours: float, kind: str) -> str:
    """Write hours, or minutes when two decimals of an hour do not tell them."""
    minutes = round(hours * 60, 6)
    if round(hours, 2) != hours and minutes == int(minutes):
        return f"{int(minutes)} phút{kind}"
    return f"{_number(hours)} giờ{kind}"


def _number(value: float) -> str:
    """Write a number as Vietnamese text does, with a comma."""
    return f"{value:g}".replace(".", ",")
