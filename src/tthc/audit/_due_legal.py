"""Days that a waiting shown by a row would imply for its legal due date."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tthc.calendars import WorkingCalendar
from tthc.limits import LimitUnit

if TYPE_CHECKING:
    import polars as pl


def with_implied_days(frame: pl.DataFrame, calendar: WorkingCalendar) -> pl.DataFrame:
    """Return `frame` with the days a later due date would imply for a waiting that the row shows.

    `paused_to`: the day a pause since `waiting_since` ended, had it moved the due day by the working
    days it lasted. `restarted_on`: the day the dossier was complete again, had the whole term begun
    anew then; for limits in working days. Null where no waiting is shown or a day is outside the
    calendar.
    """
    import polars as pl

    ordinals, days = _lattice(calendar)
    waits = pl.col("waiting_since").is_not_null() & (pl.col("due_on") > pl.col("legal_due_on"))

    def ordinal(name: str) -> pl.Expr:
        place = pl.when(waits).then(pl.col(name).cast(pl.Int64)) - _since_epoch(calendar)
        return pl.lit(ordinals).gather(pl.when(place.is_between(0, len(ordinals) - 1)).then(place))

    def day(key: pl.Expr) -> pl.Expr:
        return pl.lit(days).gather(pl.when(key.is_between(0, len(days) - 1)).then(key))

    later = ordinal("due_on") - ordinal("legal_due_on")
    in_working_days = pl.col("limit_unit") == LimitUnit.WORKING_DAY.value
    return frame.with_columns(
        day(ordinal("waiting_since") + later).alias("paused_to"),
        pl.when(in_working_days).then(day(ordinal("received_on") + later)).alias("restarted_on"),
    )


def _since_epoch(calendar: WorkingCalendar) -> int:
    return (calendar.first - date(1970, 1, 1)).days


@lru_cache(maxsize=4)
def _lattice(calendar: WorkingCalendar) -> tuple[pl.Series, pl.Series]:
    """Return the number of each day among the working days, and the working day of each number."""
    import polars as pl

    every = list(calendar.days())
    count, ordinals, days = -1, [], []
    for day, works in every:
        count += works
        ordinals.append(count)
        if works:
            days.append(day)
    return pl.Series("ordinal", ordinals, dtype=pl.Int64), pl.Series("day", days, dtype=pl.Date)
