"""The dossiers of one province and month, and their events, made in columns: no Python object a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tthc.calendars import WorkingCalendar
from tthc.channels import Channel, OnlineLevel
from tthc.columnar import polars_schema
from tthc.columnar.due import with_legal_due
from tthc.columnar.working_days import with_working_days_added
from tthc.dossiers import EventKind, Status
from tthc.limits import LimitUnit
from tthc_adapters.samples._draws import Draws, word
from tthc_adapters.samples._nation import SLOTS, ProvinceShape, cells, national_table

if TYPE_CHECKING:
    import polars as pl

_WORDS = 4
_MOST_AGENCIES = 4096


def dossiers(
    province: ProvinceShape,
    days: Sequence[tuple[date, int]],
    *,
    start: int,
    last: date,
    seed: int,
    calendar: WorkingCalendar,
) -> pl.DataFrame:
    """Return the dossiers received on some days, with what `canonical` and `events` need of them.

    Args:
        province: who receives them.
        days: each day of reception, ascending, with how many dossiers.
        start: number of the first row; rows of one number and seed are the same.
        last: the last day of which anything is known.
        seed: of the draws.
        calendar: the working days.
    """
    frame = _numbered(days, start, seed).with_columns(*_chosen(province))
    frame = frame.with_columns(serial=_serial()).with_columns(*_drawn())
    frame = _landed(frame, calendar)
    return _ended(frame, last).collect()


def _numbered(days: Iterable[tuple[date, int]], start: int, seed: int) -> pl.LazyFrame:
    """Return a row for each dossier in the order of reception: its day, its minute, and random words."""
    import polars as pl

    minutes = pl.lit(
        pl.Series(
            [
                minute
                for first, length in national_table()["day"]["hours"]
                for minute in range(first, first + length)
            ],
            dtype=pl.Int32,
        )
    )
    width = sum(length for _, length in national_table()["day"]["hours"])
    frames = [
        pl.select(place=pl.int_range(count, dtype=pl.Int64)).select(
            pl.lit(day).alias("received_on"),
            minutes.gather(pl.col("place") * width // count).alias("minute"),
        )
        for day, count in days
    ]
    number = pl.int_range(start, pl.len() + start, dtype=pl.UInt64)
    return (
        pl.concat(frames)
        .lazy()
        .with_columns(word(number, seed * _WORDS + place).alias(f"word_{place}") for place in range(_WORDS))
    )


def _chosen(province: ProvinceShape) -> list[pl.Expr]:
    """Return who handles each dossier and what it asks for."""
    import polars as pl

    tables = _tables(province)
    draws = Draws("word_0")
    cell = pl.lit(tables["slot"]).gather(draws.below(SLOTS))
    chosen = [pl.lit(tables[name]).gather(cell).alias(name) for name in tables if name != "slot"]
    return [
        *chosen,
        draws.below(1000).alias("fate"),
        draws.below(1000).alias("when"),
        draws.below(1000).alias("clock"),
    ]


@lru_cache(maxsize=4)
def _tables(province: ProvinceShape) -> Mapping[str, pl.Series]:
    import polars as pl

    pairs, slots = cells(province)
    places = {unit.code: place for place, unit in enumerate(province.units)}
    return {
        "slot": pl.Series(slots, dtype=pl.Int32),
        "agency": pl.Series([places[unit.code] for unit, _ in pairs], dtype=pl.Int32),
        "agency_code": pl.Series([unit.code for unit, _ in pairs]),
        "agency_name": pl.Series([unit.name for unit, _ in pairs]),
        "level": pl.Series([unit.level.value for unit, _ in pairs]),
        "procedure_code": pl.Series([each.code for _, each in pairs]),
        "procedure_name": pl.Series([each.name for _, each in pairs]),
        "field_name": pl.Series([each.field_name for _, each in pairs]),
        "limit": pl.Series([each.limit for _, each in pairs], dtype=pl.Int32),
    }


def _serial() -> pl.Expr:
    """Return the number of a dossier among those of its agency and day, from 1."""
    import polars as pl

    day_and_agency = pl.col("received_on").to_physical() * _MOST_AGENCIES + pl.col("agency")
    return pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(day_and_agency)


def _drawn() -> list[pl.Expr]:
    """Return what each dossier meets on its way, in working days and flags."""
    import polars as pl

    share, most, way = national_table()["share"], national_table()["days"], national_table()["channel"]
    second, third, fourth = Draws("word_1"), Draws("word_2"), Draws("word_3")

    def happens(draws: Draws, name: str) -> pl.Expr:
        return draws.below(1000).lt(share[name]).alias(name)

    channel, online_level = second.below(1000), second.below(1000)
    asked = second.below(1000) < share["asked"]
    return [
        pl.when(channel < way["online"])
        .then(pl.lit(Channel.ONLINE.value))
        .when(channel < way["online"] + way["post"])
        .then(pl.lit(Channel.POST.value))
        .otherwise(pl.lit(Channel.DIRECT.value))
        .alias("channel"),
        pl.when(online_level < way["full"])
        .then(pl.lit(OnlineLevel.FULL.value))
        .when(online_level < way["full"] + way["partial"])
        .then(pl.lit(OnlineLevel.PARTIAL.value))
        .alias("online_level"),
        asked.alias("asked"),
        happens(second, "still_waiting"),
        happens(second, "apology"),
        *(
            happens(third, name)
            for name in ("no_due_day", "no_channel", "no_field", "no_limit", "wrong_due_day")
        ),
        pl.when(asked).then(fourth.below(1000) % pl.col("limit")).otherwise(0).alias("ask_after"),
        pl.when(asked).then(1 + fourth.below(most["answer"])).otherwise(0).alias("waits"),
        (1 + fourth.below(most["late"])).alias("late_by"),
        (1 + fourth.below(most["renewed"])).alias("renewed_by"),
        (fourth.below(4) * (fourth.below(1000) >= share["not_handed_over"]).cast(pl.Int32)).alias(
            "handed_after"
        ),
        happens(fourth, "new_due_day"),
        fourth.below(1000).alias("end"),
    ]


def _landed(frame: pl.LazyFrame, calendar: WorkingCalendar) -> pl.LazyFrame:
    """Add the due day by law, the exported ones, and the days on which things would happen."""
    import polars as pl

    share, limit = national_table()["share"], pl.col("limit")
    in_time = share["early"] + share["on_time"]
    early = pl.col("ask_after") + pl.col("when") % (limit - pl.col("ask_after"))
    taken = (
        pl.when(pl.col("fate") < share["early"])
        .then(early)
        .when(pl.col("fate") < in_time)
        .then(limit)
        .when(pl.col("fate") < in_time + share["late"])
        .then(limit + pl.col("late_by"))
    )
    late = pl.col("fate") >= in_time
    frame = frame.with_columns(
        limit_amount=limit.cast(pl.Float64),
        limit_unit=pl.lit(LimitUnit.WORKING_DAY.value),
        taken=taken + pl.col("waits"),
        shift=pl.col("waits") - pl.col("wrong_due_day").cast(pl.Int32),
        apologised=pl.col("asked") & pl.col("apology") & late,
    )
    frame = with_legal_due(frame, calendar)
    for day, n, into in (
        ("legal_due_on", "shift", "first_due_on"),
        ("first_due_on", "renewed_by", "new_due_on"),
        ("received_on", "taken", "finished_on"),
        ("received_on", "ask_after", "asked_on"),
        ("asked_on", "waits", "answered_on"),
    ):
        frame = with_working_days_added(frame, calendar, day=day, n=n, into=into)
    renewed = pl.col("apologised") | pl.col("new_due_day")
    return frame.with_columns(
        due_on=pl.when(renewed).then("new_due_on").otherwise("first_due_on"),
        original_due_on=pl.when(renewed).then("first_due_on"),
    )


def _ended(frame: pl.LazyFrame, last: date) -> pl.LazyFrame:
    """Take away what had not happened by the last day, and say how each dossier stands on it."""
    import polars as pl

    share, end = national_table()["share"], pl.col("end")
    asked = pl.col("asked") & (pl.col("asked_on") <= last)
    waiting = asked & (pl.col("still_waiting") | (pl.col("answered_on") > last))
    finished = ~waiting & (pl.col("finished_on") <= last).fill_null(False)
    withdrawn = end < share["withdrawn"]
    stopped = ~withdrawn & (end < share["withdrawn"] + share["stopped"])
    missing = end >= 1000 - share["no_finish_day"]
    frame = frame.with_columns(asked=asked, waiting=waiting, finished=finished).with_columns(
        finished_on=pl.when("finished").then("finished_on"),
        returned_on=pl.when(pl.col("finished") & (pl.col("handed_after") > 0)).then(
            pl.col("finished_on") + pl.duration(days=pl.col("handed_after") - 1)
        ),
    )
    frame = frame.with_columns(
        returned_on=pl.when(pl.col("returned_on") <= last).then("returned_on"),
    )
    closed = (
        pl.when(withdrawn)
        .then(Status.WITHDRAWN.value)
        .when(stopped)
        .then(Status.STOPPED.value)
        .when(pl.col("returned_on").is_not_null())
        .then(Status.RETURNED.value)
        .otherwise(Status.DONE.value)
    )
    running = (
        pl.when(pl.col("received_on") == last).then(Status.RECEIVED.value).otherwise(Status.IN_PROGRESS.value)
    )
    return frame.with_columns(
        status=pl.when("finished")
        .then(closed)
        .when("waiting")
        .then(Status.SUPPLEMENT_REQUESTED.value)
        .otherwise(running)
        .cast(pl.Int32),
        waiting_since=pl.when("waiting").then("asked_on"),
        finished_on=pl.when(~missing).then("finished_on"),
    )


def canonical(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the dossiers as the canonical table has them (bảng hồ sơ chuẩn)."""
    import polars as pl

    day = pl.col("received_on").dt.strftime("%y%m%d")
    serial = pl.col("serial").cast(pl.String).str.zfill(4)
    code = pl.concat_str(pl.col("agency_code"), pl.lit("-"), day, pl.lit("-"), serial)
    received_at = pl.col("received_on").cast(pl.Datetime("us")) + pl.duration(minutes=pl.col("minute"))
    minute = 13 * 60 + 30 + pl.col("clock") % 180
    same_day = pl.col("finished_on") == pl.col("received_on")
    finished_at = pl.col("finished_on").cast(pl.Datetime("us")) + pl.duration(
        minutes=pl.when(same_day).then(17 * 60).otherwise(minute)
    )
    filled = rows.lazy().with_columns(
        code=code,
        channel=pl.when(~pl.col("no_channel")).then("channel"),
        online_level=pl.when((pl.col("channel") == Channel.ONLINE.value) & ~pl.col("no_channel")).then(
            "online_level"
        ),
        field_name=pl.when(~pl.col("no_field")).then("field_name"),
        submitted_on="received_on",
        received_at=received_at,
        finished_at=finished_at,
        due_on=pl.when(~pl.col("no_due_day")).then("due_on"),
        original_due_on=pl.when(~pl.col("no_due_day")).then("original_due_on"),
        limit_amount=pl.when(~pl.col("no_limit")).then("limit_amount"),
        limit_unit=pl.when(~pl.col("no_limit")).then("limit_unit"),
    )
    made = {
        *("code", "procedure_code", "procedure_name", "field_name", "agency_code", "agency_name", "level"),
        *(
            "channel",
            "online_level",
            "submitted_on",
            "received_on",
            "received_at",
            "due_on",
            "original_due_on",
        ),
        *(
            "finished_on",
            "finished_at",
            "returned_on",
            "status",
            "waiting_since",
            "limit_amount",
            "limit_unit",
        ),
    }
    columns: list[Any] = []
    for name, kind in polars_schema().items():
        if name == "code_normalized":
            columns.append(pl.col("code").alias(name))
        else:
            columns.append(pl.col(name).cast(kind) if name in made else pl.lit(None, dtype=kind).alias(name))
    return filled.select(columns).collect()


def events(rows: pl.DataFrame, codes: pl.Series, last: date) -> pl.DataFrame:
    """Return the events of those that were asked for something, with their day of reception (bảng diễn biến).

    Args:
        rows: what `dossiers` returned.
        codes: their codes, in the same order.
        last: the last day of which anything is known.
    """
    import polars as pl

    asked = rows.with_columns(codes.alias("code")).filter(pl.col("asked"))
    waiting, sorry = (
        pl.col("waiting"),
        pl.col("apologised") & (pl.col("first_due_on") <= last) & ~pl.col("waiting"),
    )
    parts = (
        (EventKind.SUPPLEMENT_REQUEST, 1, "asked_on", None, pl.lit(True)),
        (EventKind.SUPPLEMENT_ANSWER, 2, "answered_on", None, ~waiting),
        (EventKind.APOLOGY, 3, "first_due_on", "new_due_on", sorry),
    )
    return (
        pl.concat(
            asked.lazy()
            .filter(holds)
            .select(
                "received_on",
                "code",
                pl.lit(seq, dtype=pl.Int32).alias("seq"),
                pl.lit(kind.value).alias("kind"),
                pl.col(day).alias("on"),
                pl.lit(None, dtype=pl.Datetime("us")).alias("at"),
                pl.lit(None, dtype=pl.String).alias("effect"),
                (pl.lit(None, dtype=pl.Date) if until is None else pl.col(until)).alias("until"),
                pl.lit(None, dtype=pl.String).alias("source"),
            )
            for kind, seq, day, until, holds in parts
        )
        .sort("code", "seq")
        .collect()
    )
