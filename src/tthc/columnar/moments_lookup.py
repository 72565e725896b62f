"""Reading the tables of moments: by position on polars, by joins on DuckDB and Spark.

This is all in which the engines differ. On polars the parts of a moment are cut from its number of
microseconds, several times faster than asking for hour and minute; elsewhere day, hour and minute are
asked for, and the join on the day brings its number, so no date is ever cast and no time zone takes part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from tthc.calendars import WorkingCalendar
from tthc.columnar.door import Door, Engine
from tthc.columnar.moments_lines import BY_CLOCK, DAY, SAME_DAY
from tthc.columnar.moments_tables import EPOCH, NOWHERE, MomentTables
from tthc.columnar.stacks import CALENDAR, CalendarStack

if TYPE_CHECKING:
    import polars as pl

TAKEN = "tthc_moment_"
"""Begins the names of columns that stand only while a table is worked on."""

LARGEST_LOOKUP = 300_000
"""Rows of a table that is joined as it is; of a larger one, only what the data asks for."""

_MICROSECONDS = 60_000_000
_KEYS = ("steps", *(f"key_{unit.value}" for unit in BY_CLOCK))


def taken(name: str) -> str:
    """Return the name of a column that stands only while a table is worked on."""
    return TAKEN + name


def calendars_of(calendar: WorkingCalendar | CalendarStack) -> tuple[WorkingCalendar, ...]:
    """Return the calendars of a stack, or the one calendar."""
    return calendar.calendars if isinstance(calendar, CalendarStack) else (calendar,)


def placed(door: Door, frame: Any, calendar: WorkingCalendar | CalendarStack) -> tuple[Any, bool]:
    """Return the frame with the place of each row's calendar, and whether there is more than one."""
    if not isinstance(calendar, CalendarStack):
        return frame, False
    if CALENDAR in frame.collect_schema().names():
        return frame, True
    return calendar.placed(door, frame), True


def with_parts(door: Door, frame: Any, moment: Any, day: Any) -> Any:
    """Return a frame with the parts of a reception: `at`, `day`, `m` and `rest`.

    `day` is that of the moment, else the column given; `m` the minute of the day; `rest` the
    microseconds since that minute began. The last two are null without a moment.
    """
    import narwhals as nw

    frame = frame.with_columns(moment.alias(taken("at")))
    at = nw.col(taken("at"))
    if door.engine is Engine.POLARS:
        import polars as pl

        number = pl.col(taken("at")).cast(pl.Datetime("us")).to_physical()
        minutes, since = pl.col(taken("m")), pl.col(taken("since"))
        native = frame.to_native().with_columns((number // _MICROSECONDS).alias(taken("m")))
        native = native.with_columns(
            (number - minutes * _MICROSECONDS).alias(taken("rest")), (minutes // DAY).alias(taken("since"))
        )
        native = native.with_columns(
            (minutes - since * DAY).alias(taken("m")), since.cast(pl.Int32).cast(pl.Date).alias(taken("day"))
        )
        return nw.from_native(native).with_columns(nw.coalesce(nw.col(taken("day")), day).alias(taken("day")))
    minute = at.dt.hour().cast(nw.Int64) * 60 + at.dt.minute().cast(nw.Int64)
    frame = frame.with_columns(nw.coalesce(at.dt.date(), day).alias(taken("day")), minute.alias(taken("m")))
    if door.engine is Engine.SPARK:  # whose `unix_micros` took no moment without a zone up to 4.1
        from pyspark.sql import functions as sql

        seconds = sql.extract(sql.lit("SECOND"), sql.col(taken("at")))
        native = frame.to_native().withColumn(taken("rest"), (seconds * 1_000_000).cast("bigint"))
        return nw.from_native(native)
    rest = at.dt.second().cast(nw.Int64) * 1_000_000 + at.dt.microsecond().cast(nw.Int64)
    return frame.with_columns(rest.alias(taken("rest")))


def with_keys(door: Door, frame: Any, tables: MomentTables, *, stacked: bool) -> Any:
    """Return a frame with `key`, that of the midnight in the section of the unit, and with `step`.

    Reads `day` and `m` as `with_parts` leaves them, and `unit`, the place in `BY_CLOCK`. Adds `since`
    too, the day counted from 1970. All are null on a day no term can start on.
    """
    import narwhals as nw

    unit = nw.col(taken("unit"))
    if door.engine is Engine.POLARS:
        import polars as pl

        series, day = _series(tables), pl.col(taken("day")).cast(pl.Int32).cast(pl.Int64)
        from_first = day - (tables.first.toordinal() - EPOCH)
        inside: pl.Expr = pl.when(from_first.is_between(0, tables.count - 1)).then(from_first)
        if stacked:
            inside = inside + pl.col(CALENDAR) * tables.count
        native = frame.to_native().with_columns(inside.alias(taken("place")), day.alias(taken("since")))
        place = pl.col(taken("place"))
        keyed = place + pl.col(taken("unit")) * len(tables.days)
        native = native.with_columns(
            pl.lit(series["key"]).gather(keyed).alias(taken("key")),
            pl.lit(series["steps"]).gather(place).alias(taken("steps")),
        )
        frame = nw.from_native(native)
    else:
        columns = _day_columns(tables)
        types = {taken("day"): nw.Date, CALENDAR: nw.Int32}
        on = [taken("day"), CALENDAR] if stacked else [taken("day")]
        if not stacked:
            columns = {name: values for name, values in columns.items() if name != CALENDAR}
        frame = _joined(door, frame, on, columns, {name: types.get(name, nw.Int64) for name in columns})
        key = nw.lit(None, nw.Int64)
        for section, name in enumerate(_KEYS[1:]):
            key = nw.when(unit == section).then(nw.col(taken(name))).otherwise(key)
        frame = frame.with_columns(key.alias(taken("key")))
    minute = nw.col(taken("m"))
    minute = nw.when(unit == SAME_DAY).then(nw.coalesce(minute, nw.lit(0, nw.Int64))).otherwise(minute)
    slot = nw.col(taken("steps")) + minute + unit * len(tables.steps.of_unit[0])
    return _with_steps(door, frame.with_columns(slot.alias(taken("slot"))), tables)


def _with_steps(door: Door, frame: Any, tables: MomentTables) -> Any:
    import narwhals as nw

    if door.engine is Engine.POLARS:
        import polars as pl

        found = pl.lit(_series(tables)["step"]).gather(pl.col(taken("slot")))
        return nw.from_native(frame.to_native().with_columns(found.alias(taken("step"))))
    steps = list(chain.from_iterable(tables.steps.of_unit))
    columns = {taken("slot"): range(len(steps)), taken("step"): steps}
    return _joined(door, frame, [taken("slot")], columns, dict.fromkeys(columns, nw.Int64))


def with_lands(door: Door, frame: Any, tables: MomentTables) -> Any:
    """Return a frame with `begins` of the cell in `cell`, and with `turn` and `later` of broken ones."""
    import narwhals as nw

    names = ("begins", "turn", "later") if tables.broken else ("begins",)
    if door.engine is Engine.POLARS:
        import polars as pl

        series, cell = _series(tables), pl.col(taken("cell"))
        found = (pl.lit(series[name]).gather(cell).alias(taken(name)) for name in names)
        return nw.from_native(frame.to_native().with_columns(*found))
    every = _land_columns(tables)
    columns = {name: every[name] for name in (taken("cell"), *map(taken, names))}
    return _joined(door, frame, [taken("cell")], columns, dict.fromkeys(columns, nw.Int64))


def day_of(door: Door, minute: Any) -> Any:
    """Return the day of a minute counted from 1970."""
    import narwhals as nw

    if door.engine is Engine.POLARS:
        return (minute // DAY).cast(nw.Int32).cast(nw.Date)
    return moment_of(minute).dt.date()


def moment_of(minute: Any) -> Any:
    """Return the moment of a minute counted from 1970, by way of the row's day of reception."""
    import narwhals as nw

    since = minute - nw.col(taken("since")) * DAY
    return later(nw.col(taken("day")).cast(nw.Datetime("us")), since)


def later(moment: Any, minutes: Any) -> Any:
    """Return a moment some minutes later."""
    import narwhals as nw

    return moment + minutes * nw.lit(timedelta(minutes=1))


def _joined(
    door: Door, frame: Any, on: list[str], columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]
) -> Any:
    """Join a table, or what of it the data asks for when it is a large one."""
    if len(columns[on[0]]) > LARGEST_LOOKUP:
        asked = set(door.rows(frame.select(on).unique()))
        kept = [
            place
            for place, key in enumerate(zip(*(columns[name] for name in on), strict=True))
            if key in asked
        ]
        columns = {name: [values[place] for place in kept] for name, values in columns.items()}
    return frame.join(door.lookup(columns, types), on=on, how="left")


@lru_cache(maxsize=4)
def _series(tables: MomentTables) -> Mapping[str, pl.Series]:
    import polars as pl

    empty = (None,) * len(_KEYS)
    starts, *keys = zip(*(row or empty for row in tables.days), strict=True)
    made = {
        "steps": pl.Series("steps", starts, dtype=pl.Int32),
        "key": pl.Series("key", [*chain.from_iterable(keys), *[None] * len(tables.days)], dtype=pl.Int64),
        "step": pl.Series("step", list(chain.from_iterable(tables.steps.of_unit)), dtype=pl.Int32),
    }
    for name in ("begins", "turn", "later"):
        series = pl.Series(name, getattr(tables.lands, name).tolist(), dtype=pl.Int64)
        made[name] = series.set(series == NOWHERE, None)
    return made


@lru_cache(maxsize=4)
def _day_columns(tables: MomentTables) -> dict[str, Sequence[Any]]:
    first = tables.first.toordinal()
    rows = [(*divmod(place, tables.count), row) for place, row in enumerate(tables.days) if row is not None]
    return {
        taken("day"): [date.fromordinal(first + place) for _, place, _ in rows],
        CALENDAR: [calendar for calendar, _, _ in rows],
        taken("since"): [first + place - EPOCH for _, place, _ in rows],
        **{taken(name): [row[index] for _, _, row in rows] for index, name in enumerate(_KEYS)},
    }


@lru_cache(maxsize=4)
def _land_columns(tables: MomentTables) -> dict[str, Sequence[Any]]:
    lands = tables.lands
    kept = [place for place, begins in enumerate(lands.begins) if begins != NOWHERE]
    columns: dict[str, Sequence[Any]] = {taken("cell"): kept}
    for name in ("begins", "turn", "later"):
        values = getattr(lands, name)
        columns[taken(name)] = [None if values[place] == NOWHERE else values[place] for place in kept]
    return columns
