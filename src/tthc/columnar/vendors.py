"""Due moments of a whole table by any named policy: the scalar code, once for each distinct pair.

A policy is asked once for each reception and limit that the table has, however many rows share them: the
engine finds the distinct pairs, the driver computes them, and a join puts the answers back. Nothing of a
policy is written a second time. The cost is that of the pairs, not of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.columnar.door import Door, Engine
from tthc.columnar.moments_lookup import calendars_of, placed, taken, with_parts
from tthc.columnar.stacks import CALENDAR, CalendarStack
from tthc.deadlines import PolicySettings, compute_deadline, policy_named
from tthc.errors import TthcError
from tthc.findings import Finding
from tthc.limits import limit_from
from tthc.messages import catalogue

CHUNK = 250_000
"""Pairs brought to the driver at once, by whole days; a day with more of them is brought whole."""

_REFUSED = "deadline.refused"
_BAD_USE = {"deadline.other-settings"}
_WITHOUT_TIME = -1
_KEYS = tuple(map(taken, ("day", "m", "rest", "n", "unit")))


def with_policy_due(
    door: Door,
    frame: Any,
    *,
    policy: str,
    calendar: WorkingCalendar | CalendarStack,
    settings: PolicySettings | None = None,
    office_hours: OfficeHours | None = None,
    received_on: str = "received_on",
    received_at: str = "received_at",
    amount: str = "limit_amount",
    unit: str = "limit_unit",
    into_on: str = "legal_due_on",
    into_at: str = "legal_due_at",
) -> tuple[Any, tuple[Finding, ...]]:
    """Return the lazy frame with what a policy gives, and the rows it refuses (hạn theo cách tính).

    Each row is due as `compute_deadline` says with that policy, and null in both columns where it
    raises. The pairs are computed when this is called, about 10 to 50 microseconds each; seconds of a
    reception are read only by the policy `statutory`, the clocks of the vendors drop them.

    Args:
        door: the door the frame came through.
        frame: a narwhals lazy frame of that door.
        policy: name of the way of counting, see `tthc.deadlines.policy_names`.
        calendar: the working calendar, or a stack of them.
        settings: the switches of the policy; None for its own.
        office_hours: the sessions of the office; None for those of the policy.
        received_on: name of a day column; it counts where there is no moment.
        received_at: name of a column of moments without a zone, which may be absent.
        amount: name of a number column.
        unit: name of a text column of unit codes, see `tthc.limits.LimitUnit`.
        into_on: name of the column of due days to add or replace.
        into_at: name of the column of due moments.

    Returns:
        the frame, and for each error code a finding with the number of rows that have no due day for
        it. Rows without a reception, amount, unit or calendar are null and no finding.

    Raises:
        DeadlineError: an unknown policy (`deadline.unknown-policy`), switches of another
            (`deadline.other-settings`).
        TableError: the engine could not read the pairs (`table.engine-failed`).
    """
    import narwhals as nw

    way = _Way(policy, calendars_of(calendar), office_hours, settings or policy_named(policy).defaults)
    names = frame.collect_schema().names()
    moment = nw.col(received_at) if received_at in names else nw.lit(None, nw.Datetime("us"))
    frame, stacked = placed(door, frame, calendar)
    frame = with_parts(door, frame, moment, nw.col(received_on))
    keys = [*_KEYS, *([CALENDAR] if stacked else [])]
    seconds = nw.col(taken("rest")) if policy == "statutory" else nw.lit(0, nw.Int64)
    frame = frame.with_columns(
        nw.coalesce(nw.col(taken("m")), nw.lit(_WITHOUT_TIME, nw.Int64)).alias(taken("m")),
        nw.coalesce(seconds, nw.lit(0, nw.Int64)).alias(taken("rest")),
        nw.col(amount).cast(nw.Float64).alias(taken("n")),
        nw.col(unit).cast(nw.String).alias(taken("unit")),
    )
    counts: Counter[str] = Counter()
    pairs = _chunks(door, frame.drop_nulls(keys), keys)
    answers = [_answered(door, chunk, keys, way, counts) for chunk in pairs]
    known = nw.concat(answers) if len(answers) > 1 else answers[0]
    joined = _put_back(door, frame, known, keys)
    joined = joined.with_columns(
        nw.col(taken("due_on")).alias(into_on), nw.col(taken("due_at")).alias(into_at)
    )
    findings = tuple(_finding(code, counts[code], policy) for code in sorted(counts))
    return joined.select(*dict.fromkeys((*names, into_on, into_at))), findings


@frozen
class _Way:
    policy: str
    calendars: tuple[WorkingCalendar, ...]
    office_hours: OfficeHours | None
    settings: PolicySettings

    def due(self, pair: Sequence[Any]) -> tuple[date | None, datetime | None, str | None]:
        """Return the due day and moment of one pair, or the code of the refusal."""
        day, minute, rest, amount, unit, *calendar = pair
        moment = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        moment += timedelta(minutes=minute, microseconds=rest)
        try:
            deadline = compute_deadline(
                day if minute == _WITHOUT_TIME else moment,
                limit_from(amount, unit),
                calendar=self.calendars[calendar[0] if calendar else 0],
                office_hours=self.office_hours,
                policy=self.policy,
                settings=self.settings,
            )
        except TthcError as error:
            if error.code in _BAD_USE:
                raise
            return None, None, error.code
        due_at = deadline.due_at
        return deadline.due, None if due_at is None else due_at.replace(tzinfo=None), None


def _chunks(door: Door, frame: Any, keys: Sequence[str]) -> Iterator[Any]:
    """Yield the distinct pairs with their numbers of rows, cut by whole days into chunks."""
    import narwhals as nw

    pairs = frame.select(*keys).group_by(*keys).agg(nw.len().alias(taken("rows")))
    sizes = dict(door.rows(pairs.group_by(taken("day")).agg(nw.len().alias(taken("pairs")))))
    days = sorted(sizes)
    begin, held = 0, 0
    cuts: list[tuple[date, date]] = []
    for place, day in enumerate(days):
        if held and held + sizes[day] > CHUNK:
            cuts.append((days[begin], days[place - 1]))
            begin, held = place, 0
        held += sizes[day]
    if not cuts:
        yield pairs
        return
    cuts.append((days[begin], days[-1]))
    for first, last in cuts:
        yield pairs.filter(nw.col(taken("day")).is_between(nw.lit(first), nw.lit(last)))


def _answered(door: Door, pairs: Any, keys: Sequence[str], way: _Way, counts: Counter[str]) -> Any:
    """Return the answers of one chunk as a table on the caller's engine; count the rows refused."""
    import narwhals as nw

    columns: dict[str, list[Any]] = {name: [] for name in (*keys, taken("due_on"), taken("due_at"))}
    for *key, rows in door.rows(pairs.select(*keys, taken("rows"))):
        due_on, due_at, refused = way.due(key)
        if refused is not None:
            counts[refused] += int(rows)
            continue
        for column, value in zip(columns.values(), (*key, due_on, due_at), strict=True):
            column.append(value)
    types = {
        **dict.fromkeys((taken("day"), taken("due_on")), nw.Date()),
        **dict.fromkeys((taken("m"), taken("rest")), nw.Int64()),
        taken("n"): nw.Float64(),
        taken("unit"): nw.String(),
        taken("due_at"): nw.Datetime("us"),
        CALENDAR: nw.Int32(),
    }
    return door.lookup(columns, {name: types[name] for name in columns})


def _put_back(door: Door, frame: Any, known: Any, keys: Sequence[str]) -> Any:
    import narwhals as nw

    if door.engine is Engine.POLARS:  # keeps the order of the rows
        return nw.from_native(
            frame.to_native().join(known.to_native(), on=list(keys), how="left", maintain_order="left")
        )
    return frame.join(known, on=list(keys), how="left")


def _finding(code: str, count: int, policy: str) -> Finding:
    entry = catalogue()[_REFUSED]  # the text of the code itself speaks of one limit
    texts = {lang: entry[lang] for lang in ("vi", "en")}
    return Finding(code, count=count, details={"policy": policy, "reason": code}, messages=texts)
