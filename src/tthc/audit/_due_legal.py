"""Days that a waiting shown by a row would imply for its legal due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc.calendars import WorkingCalendar
from tthc.columnar.expressions import add_working_days_expr, working_days_between_expr
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

    waits = pl.col("waiting_since").is_not_null() & (pl.col("due_on") > pl.col("legal_due_on"))
    later = pl.when(waits).then(working_days_between_expr("legal_due_on", "due_on", calendar))
    in_working_days = pl.col("limit_unit") == LimitUnit.WORKING_DAY.value
    restarted = add_working_days_expr("received_on", later, calendar)
    return frame.with_columns(
        add_working_days_expr("waiting_since", later, calendar).alias("paused_to"),
        pl.when(in_working_days).then(restarted).alias("restarted_on"),
    )
