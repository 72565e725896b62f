"""Due moments of a whole table: limits in hours, working hours, sessions and the same day.

The expressions are the same on every engine; `tthc.columnar.moments_tables` says what they look up, and
`tthc.columnar.moments_lookup` how each engine reads it. Moments are Vietnam wall-clock time.
"""

from __future__ import annotations

from typing import Any

from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.columnar.door import Door
from tthc.columnar.moments_lines import BY_CLOCK, DAY, HALF_DAY, HOUR, OTHER, SAME_DAY, WORKING_HOUR
from tthc.columnar.moments_lookup import (
    calendars_of,
    day_of,
    later,
    placed,
    taken,
    with_keys,
    with_lands,
    with_parts,
)
from tthc.columnar.moments_tables import DAY_BEFORE, MARKS, WHOLE_DAY, MomentTables
from tthc.columnar.stacks import CALENDAR, CalendarStack
from tthc.deadlines import SessionEdge, StatutorySettings

__all__ = ["BY_CLOCK", "with_due_moments", "with_working_minutes"]

_NO_FRACTION = 2.0**52
_DEFAULTS = StatutorySettings()


def with_due_moments(
    door: Door,
    frame: Any,
    *,
    calendar: WorkingCalendar | CalendarStack,
    office_hours: OfficeHours | None = None,
    settings: StatutorySettings = _DEFAULTS,
    received_on: str = "received_on",
    received_at: str = "received_at",
    amount: str = "limit_amount",
    unit: str = "limit_unit",
    into_on: str = "legal_due_on",
    into_at: str = "legal_due_at",
) -> Any:
    """Return the lazy frame with the due day and moment of every limit by the clock (hạn theo giờ từng dòng).

    Units: hours, working hours, half days and the same day; each row is due as `compute_deadline` says
    for its reception. The answers are null in rows of other units, and where a single deadline would
    raise: no moment of reception, an amount that is none, a term that leaves the calendar.

    Args:
        door: the door the frame came through.
        frame: a narwhals lazy frame of that door.
        calendar: the working calendar, or a stack of them.
        office_hours: the sessions of the office; None for those a single deadline takes then.
        settings: switches of the statutory policy.
        received_on: name of a day column; it counts where there is no moment.
        received_at: name of a column of moments without a zone, which may be absent.
        amount: name of a number column.
        unit: name of a text column of unit codes, see `tthc.limits.LimitUnit`.
        into_on: name of the column of due days to add or replace.
        into_at: name of the column of due moments; null where the term ends at 24:00 of its day.
    """
    import narwhals as nw

    tables = MomentTables.of(calendars_of(calendar), office_hours, settings)
    names = frame.collect_schema().names()
    moment = nw.col(received_at) if received_at in names else nw.lit(None, nw.Datetime("us"))
    frame, stacked = placed(door, frame, calendar)
    frame = with_parts(door, frame, moment, nw.col(received_on))
    frame = frame.with_columns(
        _unit(nw.col(unit)).alias(taken("unit")), nw.col(amount).cast(nw.Float64).alias(taken("n"))
    )
    frame = with_keys(door, frame, tables, stacked=stacked)
    frame = frame.with_columns(
        _moved(tables).alias(taken("moved")),
        ((_col("step") % 2 == 1) & (_col("rest") > 0)).alias(taken("carries")),
    )
    frame = frame.with_columns(_early(settings).alias(taken("early")))
    frame = frame.with_columns(
        (_col("key") + _col("step") // 2 + _col("moved") - _col("early")).alias(taken("key"))
    )
    key, by_day = _col("key"), _col("unit") == HOUR
    cell = nw.when(by_day).then(key // DAY).otherwise(key // tables.cell)
    frame = frame.with_columns(cell.cast(nw.Int64).alias(taken("cell")))
    frame = with_lands(door, frame, tables)
    frame = frame.with_columns((_begins(tables) + _col("early")).alias(taken("ends")))
    frame = frame.with_columns(_due_on(door).alias(into_on), _due_at().alias(into_at))
    return frame.select(*dict.fromkeys((*names, into_on, into_at)))


def with_working_minutes(
    door: Door,
    frame: Any,
    *,
    calendar: WorkingCalendar | CalendarStack,
    office_hours: OfficeHours,
    start: str,
    end: str,
    into: str,
) -> Any:
    """Return the lazy frame with the whole working minutes between two moments (số phút làm việc từng dòng).

    Negative when the end is before the start; a started minute is not counted. Null where a moment is
    null or outside the calendar.

    Args:
        door: the door the frame came through.
        frame: a narwhals lazy frame of that door.
        calendar: the working calendar, or a stack of them.
        office_hours: the sessions of the office.
        start: name of a column of moments without a zone.
        end: name of another.
        into: name of the column to add or replace.
    """
    import narwhals as nw

    tables = MomentTables.of_sessions(calendars_of(calendar), office_hours)
    names = frame.collect_schema().names()
    frame, stacked = placed(door, frame, calendar)
    frame = frame.with_columns(_whole(WORKING_HOUR).alias(taken("unit")))
    parts: list[str] = []
    for end_of, column in (("first", start), ("last", end)):
        frame = with_parts(door, frame, nw.col(column), nw.lit(None, nw.Date))
        frame = with_keys(door, frame, tables, stacked=stacked)
        rest = nw.when(_col("step") % 2 == 1).then(_col("rest")).otherwise(_whole(0))
        parts += [taken(end_of), taken(f"{end_of}_rest")]
        frame = frame.with_columns((_col("key") + _col("step") // 2).alias(parts[-2]), rest.alias(parts[-1]))
        frame = frame.select(
            *names, *([CALENDAR] if stacked and CALENDAR not in names else []), taken("unit"), *parts
        )

    def between(begin: str, finish: str) -> Any:
        started = nw.when(_col(f"{finish}_rest") < _col(f"{begin}_rest")).then(_whole(1)).otherwise(_whole(0))
        return (_col(finish) - _col(begin) - started).cast(nw.Int64)

    backwards = nw.col(end) < nw.col(start)
    minutes = (
        nw.when(backwards).then(_whole(0) - between("last", "first")).otherwise(between("first", "last"))
    )
    return frame.with_columns(minutes.alias(into)).select(*dict.fromkeys((*names, into)))


def _col(name: str) -> Any:
    import narwhals as nw

    return nw.col(taken(name))


def _whole(value: int) -> Any:
    import narwhals as nw

    return nw.lit(value, nw.Int64)


def _unit(code: Any) -> Any:
    """Return the place of a unit in `BY_CLOCK`; `OTHER` for any other."""
    import narwhals as nw

    text, place = code.cast(nw.String), _whole(OTHER)
    for number, unit in enumerate(BY_CLOCK):
        place = nw.when(text == unit.value).then(_whole(number)).otherwise(place)
    return place


def _cell_minutes(tables: MomentTables) -> Any:
    import narwhals as nw

    return nw.when(_col("unit") == HOUR).then(_whole(DAY)).otherwise(_whole(tables.cell))


def _moved(tables: MomentTables) -> Any:
    """Return how far each term moves its key, at least 1; null for an amount that is none or too large.

    Hours become whole minutes as `Hours.minutes` does it, a half going to the even one. Adding 2**52
    leaves a number no room for a fraction, on every engine alike; their own rounding differs.
    """
    import narwhals as nw

    unit, number = _col("unit"), _col("n")
    factor = nw.when(unit <= WORKING_HOUR).then(nw.lit(60.0)).otherwise(nw.lit(float(tables.cell)))
    factor = nw.when(unit == SAME_DAY).then(nw.lit(1.0)).otherwise(factor)
    minutes = number * factor
    whole = (number == number.floor()) & ((unit == HALF_DAY) | (number == 1))
    usable = (
        (number > 0) & (minutes <= tables.reach * _cell_minutes(tables)) & ((unit <= WORKING_HOUR) | whole)
    )
    rounded = (nw.when(usable).then(minutes) + _NO_FRACTION) - _NO_FRACTION
    return nw.when(rounded < 1).then(_whole(1)).otherwise(rounded.cast(nw.Int64))


def _early(settings: StatutorySettings) -> Any:
    """Return 1 where the last minute is looked up and not the next, so a full session ends at its closing."""
    import narwhals as nw

    if settings.session_edge is SessionEdge.OPENING:
        return _whole(0)
    return nw.when((_col("unit") == WORKING_HOUR) & ~_col("carries")).then(_whole(1)).otherwise(_whole(0))


def _begins(tables: MomentTables) -> Any:
    """Return the minute a key stands for: in its cell, before or behind the break."""
    import narwhals as nw

    into = _col("key") - _col("cell") * _cell_minutes(tables)
    begins = _col("begins") // MARKS
    if tables.broken:
        begins = nw.when(into < _col("turn")).then(begins).otherwise(_col("later"))
    return begins.cast(nw.Int64) + into


def _due_on(door: Door) -> Any:
    before = (_col("begins") % MARKS) // DAY_BEFORE
    return day_of(door, _col("ends") - before)


def _due_at() -> Any:
    """Return the moment; the seconds of the reception are carried by a limit that ran in its minute."""
    import narwhals as nw

    carries, since = _col("carries"), _col("ends") - _col("since") * DAY
    begin = nw.when(carries).then(_col("at")).otherwise(_col("day").cast(nw.Datetime("us")))
    minutes = nw.when(carries).then(since - _col("m")).otherwise(since)
    return nw.when(_col("begins") % MARKS != WHOLE_DAY).then(later(begin, minutes))
