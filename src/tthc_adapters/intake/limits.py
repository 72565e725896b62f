"""Time limits in columns: words, or a number with its unit and the calendar it runs on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tthc.errors import LimitError
from tthc.limits import LimitUnit, parse_limit
from tthc_adapters.intake.distinct import Distinct

if TYPE_CHECKING:
    import polars as pl

_BETWEEN = "\x1f"
_PARTS = ("limit_amount", "limit_unit")


@lru_cache(maxsize=50_000)
def read_limit(text: str) -> tuple[float, str] | None:
    """Return amount and unit code of a limit in words, or None when it is not one.

    >>> read_limit("05 ngày làm việc"), read_limit("5"), read_limit("tùy hồ sơ")
    ((5.0, 'working-day'), (5.0, 'unknown'), None)
    """
    try:
        limit = parse_limit(text)
    except LimitError:
        return None
    return float(limit.n), limit.unit.value


def _days(hours: str, basis: str, per_day: int) -> str:
    """Write hours as days of `basis`; what is no whole number of days stays hours where it may."""
    amount = float(hours)
    if amount % per_day == 0:
        return f"{amount / per_day:g} {basis}"
    worked = read_limit(f"1 {basis}")
    if worked is not None and worked[1] == LimitUnit.WORKING_DAY.value:
        return f"{amount:g} giờ làm việc".replace(".", ",")
    return "?"


class LimitReader:
    """Read the limits of a table once for each distinct wording (thời hạn giải quyết).

    Args:
        hours_per_day: set when numbers count hours.

    >>> import polars as pl
    >>> cells = [pl.Series([None]), pl.Series(["24"]), pl.Series([None]), pl.Series(["Ngày làm việc"])]
    >>> [part.to_list() for part in LimitReader(hours_per_day=8).read(*(c.cast(pl.String) for c in cells))]
    [[3.0], ['working-day'], [False]]
    """

    def __init__(self, hours_per_day: int | None = None) -> None:
        import polars as pl

        self._hours_per_day = hours_per_day
        parts = pl.Struct({"limit_amount": pl.Float64, "limit_unit": pl.String})
        self._parts = Distinct(lambda key: dict(zip(_PARTS, self._of(key) or (), strict=False)), parts)

    def read(
        self, words: pl.Series, amount: pl.Series, unit: pl.Series, basis: pl.Series
    ) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Return amounts, unit codes, and which rows have a limit that could not be read."""
        import polars as pl

        keys = words
        if amount.null_count() < len(amount):
            cells = pl.DataFrame({"words": words, "amount": amount, "unit": unit, "basis": basis})
            key = pl.concat_str(pl.all().fill_null(""), separator=_BETWEEN)
            given = pl.col("words").is_not_null() | pl.col("amount").is_not_null()
            keys = cells.select(pl.when(given).then(key).alias("key")).to_series()
        parts = self._parts.map(keys).struct
        amounts, units = (parts.field(name) for name in _PARTS)
        return amounts, units, keys.is_not_null() & amounts.is_null()

    def _of(self, key: str) -> tuple[float, str] | None:
        words, amount, unit, basis = [*key.split(_BETWEEN), "", "", ""][:4]
        return read_limit(words) if words else read_limit(self._composed(amount, unit, basis))

    def _composed(self, amount: str, unit: str, basis: str) -> str:
        try:
            float(amount)
        except ValueError:
            return "?"
        if self._hours_per_day is not None:
            return _days(amount, basis, self._hours_per_day)
        if not unit or unit.casefold() == "d":
            return f"{amount} {basis}" if basis else amount
        return f"{amount} {unit}"
