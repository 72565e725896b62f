"""An events table as one row a dossier: the shape of its history, and its days by their place.

The shape is two whole numbers: five bits a kind and four bits for the stated effect and a named day.
Histories of one shape are read once, by the function that reads one dossier.
"""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any

from tthc.columnar.door import Door
from tthc.columnar.held import held
from tthc.columnar.schema import Kind, require
from tthc.deadlines import EventShape
from tthc.dossiers import Effect, EventKind

MOST = 12
"""Events of a history that is read in columns: twelve kinds of five bits fill a whole number."""

EVENT_COLUMNS = {"code": Kind.TEXT, "seq": Kind.INTEGER, "kind": Kind.TEXT, "on": Kind.DAY}
_OPTIONAL = {"effect": Kind.TEXT, "until": Kind.DAY, "at": Kind.MOMENT}

_KINDS = {kind.value: number for number, kind in enumerate(EventKind, start=1)}
_EFFECTS = {effect.value: number for number, effect in enumerate(Effect, start=1)}
_UNKNOWN = 7
_NAMED = 8
_KIND_BITS, _MARK_BITS = 5, 4


def histories(door: Door) -> Any:
    """Return one row a history: its shape, the days of its events by their place, and what is wrong.

    Columns: `code`; `events`, how many; `kind_part` and `mark_part`, the shape; `unreadable`, 1 when an
    event cannot be read; `disorder`, the place of the first event that is earlier than one before it,
    below 0 when two have one number; and for each place the day and the day it names.

    Raises:
        TableError: columns missing or mistyped (`table.columns`).
    """
    import narwhals as nw

    rows, moments = _event_rows(door)
    largest = door.rows(rows.select(nw.col("seq").max(), nw.col("place").min()))[0][0]
    places = min(max(int(largest or 0), 1), MOST)
    found = held(door, _gathered(rows, places, moments))
    # numbers 1 to n, each once, need no window to be places: n powers of two make 2^n - 1 in one way only
    regular = nw.col("bits") == nw.col("events").replace_strict(_FULL, default=-1, return_dtype=nw.Int64)
    others = found.filter(~regular & (nw.col("events") <= MOST)).select("code")
    if not door.rows(others.head(1)):
        return _judged(found, places, moments)
    again = rows.drop("place", *_PARTS).join(others, on="code", how="semi")
    placed = _with_parts(_numbered(again))
    more = held(door, _gathered(placed, MOST, moments))
    days = {"on": nw.Date(), "until": nw.Date(), "at": nw.Datetime()}
    rest = [(name, place) for place in range(places, MOST) for name in _days(moments)]
    found = found.with_columns(nw.lit(None, days[name]).alias(column(name, place)) for name, place in rest)
    found = found.select(*more.collect_schema().names())
    return _judged(nw.concat([found.filter(regular | (nw.col("events") > MOST)), more]), MOST, moments)


_PARTS = ("kind_part", "mark_part", "bit")
_FULL = {events: 2**events - 1 for events in range(1, MOST + 1)}


def _days(moments: bool) -> tuple[str, ...]:
    return ("on", "until", "at") if moments else ("on", "until")


def _event_rows(door: Door) -> tuple[Any, bool]:
    """Return the events with a code and what each adds to the shape, and whether moments are known."""
    import narwhals as nw

    names = door.frame.collect_schema().names()
    require(door.frame, EVENT_COLUMNS | {name: kind for name, kind in _OPTIONAL.items() if name in names})
    moments = "at" in names
    until = nw.col("until") if "until" in names else nw.lit(None, nw.Date()).alias("until")
    frame = door.frame.select(
        nw.col("code").cast(nw.String),
        nw.col("seq").cast(nw.Int64),
        nw.col("kind").cast(nw.String).replace_strict(_KINDS, default=0, return_dtype=nw.Int64).alias("kind"),
        nw.col("on"),
        until,
        *([nw.col("effect")] if "effect" in names else []),
        *([nw.col("at")] if moments else []),
    ).filter(~nw.col("code").is_null())
    mark = nw.lit(0, nw.Int64())
    if "effect" in names:
        effect = nw.col("effect").cast(nw.String).fill_null("")
        mark = effect.replace_strict({"": 0} | _EFFECTS, default=_UNKNOWN, return_dtype=nw.Int64)
    unreadable = nw.col("seq").is_null() | nw.col("on").is_null() | (nw.col("kind") == 0)
    if moments:
        unreadable = unreadable | (nw.col("at").dt.date() != nw.col("on")).fill_null(False)
    frame = frame.with_columns(
        mark.alias("mark"),
        (nw.col("seq") - 1).alias("place"),
        _flag(unreadable).alias("unreadable"),
    )
    bad_mark = _flag(nw.col("mark") == _UNKNOWN)
    named = (
        nw.when(~nw.col("until").is_null()).then(nw.lit(_NAMED, nw.Int64())).otherwise(nw.lit(0, nw.Int64()))
    )
    frame = frame.with_columns(
        (nw.col("mark") + named).alias("mark"),
        nw.max_horizontal(nw.col("unreadable"), bad_mark).alias("unreadable"),
        nw.lit(None, nw.Int64()).alias("twice"),
    )
    return _with_parts(frame), moments


def _with_parts(frame: Any) -> Any:
    import narwhals as nw

    two_to_the = {place: 2**place for place in range(MOST)}
    bit = nw.col("place").replace_strict(two_to_the, default=0, return_dtype=nw.Int64)
    return frame.with_columns(bit.alias("bit")).with_columns(
        _at_place(nw.col("kind"), _KIND_BITS).alias("kind_part"),
        _at_place(nw.col("mark"), _MARK_BITS).alias("mark_part"),
    )


def _numbered(rows: Any) -> Any:
    """Return events with their place by windows, whatever their numbers are."""
    import narwhals as nw

    before = nw.col("seq").shift(1).over("code", order_by="seq")
    rows = rows.with_columns(nw.lit(1, nw.Int64()).alias("one"), before.alias("before"))
    place = nw.col("one").cum_sum().over("code", order_by="seq").cast(nw.Int64) - 1
    rows = rows.with_columns(place.alias("place"))
    twice = (nw.col("before") == nw.col("seq")).fill_null(False)
    # which of two events with one number came first nobody can tell: disorder before anything else
    first = nw.when(twice).then(nw.lit(-1, nw.Int64()))
    return rows.with_columns(first.alias("twice")).drop("one", "before")


def _gathered(rows: Any, places: int, moments: bool) -> Any:
    """Return one row a history; each day in the column of its place."""
    import narwhals as nw

    spread = {
        column(name, place): nw.when(nw.col("place") == place).then(nw.col(name))
        for place in range(places)
        for name in _days(moments)
    }
    kept = ("code", "kind_part", "mark_part", "bit", "unreadable", "twice")
    wide = rows.select(*kept, *(day.alias(name) for name, day in spread.items()))
    gathered = wide.group_by("code").agg(
        nw.len().alias("events"),
        nw.col("kind_part").sum(),
        nw.col("mark_part").sum(),
        nw.col("bit").sum().alias("bits"),
        nw.col("unreadable").max(),
        nw.col("twice").min(),
        *(nw.col(name).max() for name in spread),
    )
    return gathered.with_columns(nw.col("events", "kind_part", "mark_part", "bits").cast(nw.Int64))


def _judged(found: Any, places: int, moments: bool) -> Any:
    """Return the histories with the place of their first disorder.

    Within days that are in order, a moment can be earlier than one before it only on the same day.
    """
    import narwhals as nw

    past = nw.lit(MOST, nw.Int64())
    first = nw.col("twice").fill_null(MOST)
    latest_at: Any = nw.col(column("at", 0)) if moments else None
    for place in range(1, places):
        wrong = nw.col(column("on", place)) < nw.col(column("on", place - 1))
        if moments:
            at = nw.col(column("at", place))
            wrong = wrong.fill_null(False) | (at < latest_at).fill_null(False)
            latest_at = nw.max_horizontal(latest_at, at)
        here = nw.when(wrong).then(nw.lit(place, nw.Int64())).otherwise(past)
        first = nw.min_horizontal(first, here)
    dropped = [column("at", place) for place in range(places)] if moments else []
    return found.with_columns(first.alias("disorder")).drop("twice", "bits", *dropped)


def places_of(frame: Any) -> int:
    """Return for how many places a frame of histories has days."""
    return sum(name.startswith("tthc_on_") for name in frame.collect_schema().names())


def column(name: str, place: int) -> str:
    """Return the name of the column with `on`, `until` or `at` of the event at a place."""
    return f"tthc_{name}_{place}"


def read_shape(kinds: int, marks: int) -> tuple[EventShape, ...]:
    """Return the events that two whole numbers stand for."""
    found, effects = [], {number: Effect(value) for value, number in _EFFECTS.items()}
    every_kind = tuple(EventKind)
    while kinds:
        kinds, kind = divmod(kinds, 1 << _KIND_BITS)
        marks, mark = divmod(marks, 1 << _MARK_BITS)
        found.append(
            EventShape(kind=every_kind[kind - 1], effect=effects.get(mark % _NAMED), named=mark >= _NAMED)
        )
    return tuple(found)


def _flag(term: Any) -> Any:
    import narwhals as nw

    return nw.when(term).then(nw.lit(1, nw.Int64())).otherwise(nw.lit(0, nw.Int64()))


def _at_place(number: Any, bits: int) -> Any:
    """Return numbers of so many bits where they stand in the shape; 0 for a place beyond it."""
    import narwhals as nw

    return reduce(mul, [nw.col("bit")] * bits, number)
