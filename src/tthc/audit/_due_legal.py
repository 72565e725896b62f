"""Legal due dates of a whole table for the due check, limits in hours included."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.columnar.landing import with_legal_due
from tthc.deadlines import StatutorySettings, compute_deadline
from tthc.errors import TthcError
from tthc.limits import LimitUnit, limit_from

if TYPE_CHECKING:
    import polars as pl

KEY = ("received_on", "received_at", "limit_amount", "limit_unit")


def with_both_due(
    frame: pl.DataFrame, calendar: WorkingCalendar, settings: StatutorySettings, hours: OfficeHours | None
) -> pl.DataFrame:
    """Return `frame` with `legal_due_on` and `legal_due_at` computed anew (hạn theo luật cả bảng).

    Days, weeks, months and years land through the table of the calendar; the other units are computed
    once for each distinct reception and limit. Both columns are null where the law gives no day: no
    unit, an amount that is none, a term that leaves the calendar, hours without a time of reception.
    """
    import polars as pl

    at = pl.Datetime("us")
    frame = with_legal_due(frame, calendar, settings).with_columns(pl.lit(None, at).alias("legal_due_at"))
    in_clock = pl.col("limit_unit").is_in([unit.value for unit in _BY_CLOCK])
    open_rows = pl.col("legal_due_on").is_null() & in_clock & pl.col("received_on").is_not_null()
    pairs = frame.filter(open_rows).select(KEY).unique()
    if pairs.is_empty():
        return frame
    law = _Law(calendar, settings, hours)
    answers = [law.due(*row) for row in pairs.iter_rows()]
    days = pl.Series("day", [day for day, _ in answers], dtype=pl.Date)
    pairs = pairs.with_columns(days, pl.Series("moment", [moment for _, moment in answers], dtype=at))
    joined = frame.join(pairs, on=list(KEY), how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(
        pl.coalesce("legal_due_on", "day").alias("legal_due_on"), pl.col("moment").alias("legal_due_at")
    ).drop("day", "moment")


_BY_CLOCK = (LimitUnit.HOUR, LimitUnit.WORKING_HOUR, LimitUnit.HALF_DAY, LimitUnit.SAME_DAY)


@frozen
class _Law:
    calendar: WorkingCalendar
    settings: StatutorySettings
    hours: OfficeHours | None

    def due(
        self, day: date, moment: datetime | None, amount: float | None, unit: str
    ) -> tuple[date | None, datetime | None]:
        """Return the due day and moment of one reception and limit, or two times None."""
        try:
            deadline = compute_deadline(
                day if moment is None else moment.replace(tzinfo=VIETNAM),
                limit_from(float("nan") if amount is None else amount, unit),
                calendar=self.calendar,
                office_hours=self.hours,
                settings=self.settings,
            )
        except TthcError:
            return None, None
        due_at = deadline.due_at
        return deadline.due, None if due_at is None else due_at.replace(tzinfo=None)


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
