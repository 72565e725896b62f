"""Days and moments of an export: Vietnam wall-clock time, midnight as a day without a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import define, field

from tthc_adapters import bounds
from tthc_adapters.intake.cleaning import marks
from tthc_adapters.intake.distinct import without

if TYPE_CHECKING:
    import polars as pl

_TIMES = ("", " %H:%M:%S", " %H:%M", " %H:%M:%S%.f")
_ISO = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
)
_WITH_OFFSET = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%d %H:%M:%S%.f%#z")
_HOURS_AHEAD = 7  # Vietnam, the whole year, since before the first day of the calendar


@define
class DateReader:
    """Read the dates of one column, the format that worked last tried first (đọc ngày giờ).

    Args:
        formats: the layout's formats of a day; a time of day may follow. ISO 8601 with or without
            an offset (with or without its colon) is always read.

    >>> import polars as pl
    >>> cells = pl.Series(["03/03/2025 08:20", "2025-03-02T17:00:00.000+0000", "31/02/2025", "0001-01-01"])
    >>> moments, unreadable = DateReader(formats=("%d/%m/%Y",)).read(cells)
    >>> [str(moment) for moment in moments], unreadable.to_list()
    (['2025-03-03 08:20:00', '2025-03-03 00:00:00', 'None', 'None'], [False, False, True, False])
    """

    formats: Sequence[str]
    _order: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        own = [day if "%H" in day else day + time for day in self.formats for time in _TIMES]
        self._order = list(dict.fromkeys([*own, *_ISO, *_WITH_OFFSET]))

    def read(self, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return naive moments and, beside them, which cells could not be read.

        A year outside 2000 to 2070 cannot be right and counts as unreadable; the marks of "no date"
        do not.
        """
        import polars as pl

        moments = pl.Series(texts.name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(texts))
        left = texts
        for form in list(self._order):
            if left.null_count() == len(left):
                break
            found = _parse(left, form)
            if found.null_count() == len(found):
                continue
            moments = moments.fill_null(found) if moments.null_count() < len(moments) else found
            left = without(left, found.is_not_null())
            self._order.remove(form)
            self._order.insert(0, form)
        first, last = bounds.YEARS
        frame = pl.DataFrame({"text": texts, "moment": moments})
        day = pl.col("moment").dt.date()
        usable = pl.col("moment").is_between(datetime(first, 1, 1), datetime(last + 1, 1, 1), closed="left")
        nothing = day.is_in(pl.Series(marks().null_days, dtype=pl.Date).implode()).fill_null(value=False)
        answer = frame.select(
            pl.when(usable).then(pl.col("moment")).alias("moment"),
            (pl.col("text").is_not_null() & ~usable.fill_null(value=False) & ~nothing).alias("unreadable"),
        )
        return answer["moment"], answer["unreadable"]


def _parse(texts: pl.Series, form: str) -> pl.Series:
    if form in _WITH_OFFSET:
        utc = texts.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        return utc.dt.replace_time_zone(None).dt.offset_by(f"{_HOURS_AHEAD}h")
    return texts.str.to_datetime(form, strict=False, time_unit="us")


def day_and_moment(moments: pl.Series, name: str) -> list[pl.Series]:
    """Return the columns `<name>_on` and `<name>_at`; midnight is a day whose time is not known."""
    import polars as pl

    at = pl.col("at")
    frame = pl.DataFrame({"at": moments}).select(
        at.dt.date().alias(f"{name}_on"),
        pl.when(at.dt.truncate("1d") != at).then(at).alias(f"{name}_at"),
    )
    return frame.get_columns()
