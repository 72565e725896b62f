"""Where limits in hours, working hours, sessions and the same day end: three small tables for whole columns.

The sessions of a calendar stand on one line of working minutes, cut into cells no longer than a session,
so a cell holds one break at most. A reception becomes a key in two steps: its day gives the key of its
midnight (`days`), its minute what of the day's sessions is over by then (`steps`; few days differ in
their sessions). The key, moved by the limit, is looked up in `lands`, which has a section for each unit:

- hours: one cell for each day, key = minutes of the clock; it says whether a moment stays or rolls;
- working hours: cells of working minutes, key = those before the reception + those of the limit;
- half days: one cell for each session, which ends at its closing;
- the same day: one cell for each session, or for each day, which ends with the day it belongs to.

After each section come as many empty cells as a term can move. The tables of several calendars follow
one another. What the cell of a day says is asked of the policy that computes a single deadline, what a
session is of the clock that counts its minutes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import repeat
from math import gcd

from attrs import define, field, frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.columnar.moments_lines import DAY, Line, Steps, line_of
from tthc.deadlines import (
    DeadlineRequest,
    Landing,
    StatutorySettings,
    counting_rules,
    default_hours,
    landing_of,
    policy_named,
)
from tthc.errors import CalendarError, RuleError
from tthc.limits import Hours, Limit, SameDay

EPOCH = date(1970, 1, 1).toordinal()

NOWHERE = -(2**62)
"""What stands for a minute where no term ends."""

_Cell = tuple[int, int, int]
"""Begins, turn and later of a cell."""

_EMPTY: _Cell = (NOWHERE, 0, NOWHERE)


WHOLE_DAY, DAY_BEFORE = 1, 2
"""Marks of a cell: due to 24:00 of its day and at no moment; due at 24:00, the midnight of the day after."""

MARKS = 4
"""A cell holds `MARKS` times its minute, and its marks."""


@define(eq=False, repr=False)
class Lands:
    """Hold for each cell the minute it begins, counted from 1970 (bảng tra thời điểm).

    Attributes:
        length: cells of a section, the empty ones included.
        begins: that minute times `MARKS`, and the marks; `NOWHERE` where no term ends.
        turn: how many of its minutes come before its break.
        later: the minute it would begin as seen from behind its break; `NOWHERE` for none.
    """

    length: int
    begins: array[int] = field(factory=lambda: array("q"))
    turn: array[int] = field(factory=lambda: array("q"))
    later: array[int] = field(factory=lambda: array("q"))

    def add(self, cells: Iterable[_Cell]) -> int:
        """Add a section, filled up with empty cells; return where it begins."""
        first = len(self.begins)
        columns = (self.begins, self.turn, self.later)
        for column, values in zip(columns, zip(*cells, strict=True), strict=False):
            column.extend(values)
        for column, empty in zip(columns, _EMPTY, strict=True):
            column.extend(repeat(empty, first + self.length - len(column)))
        return first


@frozen(eq=False, repr=False, kw_only=True)
class MomentTables:
    """Hold the tables of some calendars and office hours (bảng tra hạn theo giờ).

    Attributes:
        first: the first day any of the calendars answers for.
        days: for each calendar and each day where its minutes stand in `steps`, and the key of its
            midnight in the section of each unit, in minutes of its cells, one less for the same
            day, which moves by 1; None for a day no term can start on.
        calendars: how many calendars there are.
        steps: the minutes of the kinds of day.
        lands: the cells.
        cell: minutes of a cell; that of hours is a day.
        reach: cells a term can move; farther is as far, and leaves every calendar.
        broken: whether any cell of working minutes holds a break.
    """

    first: date
    days: tuple[tuple[int, ...] | None, ...]
    calendars: int
    steps: Steps
    lands: Lands
    cell: int
    reach: int
    broken: bool

    @property
    def count(self) -> int:
        """Return how many days there are from the first to the last one."""
        return len(self.days) // self.calendars

    @classmethod
    def of(
        cls, calendars: Sequence[WorkingCalendar], hours: OfficeHours | None, settings: StatutorySettings
    ) -> MomentTables:
        """Return the tables of `calendars` in that order; kept for those used last.

        >>> from tthc.calendars import load_calendar
        >>> hours = OfficeHours.parse("07:30-11:30,13:00-17:00")
        >>> tables = MomentTables.of([load_calendar()], hours, StatutorySettings())
        >>> tables.cell, tables.broken
        (240, False)
        """
        return _tables(tuple(calendars), hours, settings)

    @classmethod
    def of_sessions(cls, calendars: Sequence[WorkingCalendar], hours: OfficeHours) -> MomentTables:
        """Return tables that count working minutes on every day, and in which nothing lands."""
        return _session_tables(tuple(calendars), hours)


_Keys = tuple[int, ...] | None
"""One place of `MomentTables.days`."""


@lru_cache(maxsize=4)
def _tables(
    calendars: tuple[WorkingCalendar, ...], hours: OfficeHours | None, settings: StatutorySettings
) -> MomentTables:
    taken = [_taken(calendar, hours) for calendar in calendars]
    lines = [
        {each: line_of(calendar, each) for each in used if each is not None}
        for calendar, used in zip(calendars, taken, strict=True)
    ]
    every = [line for some in lines for line in some.values()]
    lengths = set[int]().union(*(line.lengths for line in every)) or {DAY}
    cell = min(lengths)
    sizes = [len(used) for used in taken]
    sizes += [max(len(line.opens), line.before[-1] // cell + 1) for line in every]
    reach = 1 + max(sizes)
    steps, lands = Steps(cell, hours is not None), Lands(2 * reach + 2)
    rows: list[list[_Keys]] = []
    for calendar, used, some in zip(calendars, taken, lines, strict=True):
        origin = (calendar.first.toordinal() - EPOCH) * DAY
        days = lands.add(map(_day, _days(calendar, Hours(1), used, None, settings)))
        same_days = list(map(_same_day, _days(calendar, SameDay(), used, hours, settings)))
        whole = lands.add(same_days) if hours is None else 0
        sections = {}
        for each, line in some.items():
            minutes = lands.add(_cells(line, cell, origin))
            sessions = lands.add(_ending(origin + minute) for minute in line.closes)
            same_day = whole if hours is None else lands.add(same_days[opens // DAY] for opens in line.opens)
            sections[each] = minutes, sessions, same_day

        row: list[_Keys] = []
        for place, own in enumerate(used):
            if own is None:
                row.append(None)
                continue
            minutes, sessions, same_day = sections[own]
            past = some[own].past[place]
            row.append(
                (
                    steps.place(some[own].by_day[place]),
                    (days + place) * DAY,
                    minutes * cell + some[own].before[past],
                    (sessions + past - 1) * cell,
                    (same_day + (place if hours is None else past)) * cell - 1,
                )
            )
        rows.append(row)
    return MomentTables(
        first=min(calendar.first for calendar in calendars),
        days=_spread(calendars, rows),
        calendars=len(calendars),
        steps=steps,
        lands=lands,
        cell=cell,
        reach=reach,
        broken=gcd(*lengths) != cell,
    )


@lru_cache(maxsize=4)
def _session_tables(calendars: tuple[WorkingCalendar, ...], hours: OfficeHours) -> MomentTables:
    steps, rows = Steps(DAY, same_day_in_sessions=True), []
    for calendar in calendars:
        line = line_of(calendar, hours)
        begins = [line.before[past] for past in line.past[:-1]]
        rows.append(
            [(steps.place(day), 0, minutes, 0, 0) for day, minutes in zip(line.by_day, begins, strict=True)]
        )
    return MomentTables(
        first=min(calendar.first for calendar in calendars),
        days=_spread(calendars, rows),
        calendars=len(calendars),
        steps=steps,
        lands=Lands(0),
        cell=DAY,
        reach=0,
        broken=False,
    )


def _spread(
    calendars: Sequence[WorkingCalendar], rows: Sequence[Sequence[_Keys]]
) -> tuple[tuple[int, ...] | None, ...]:
    """Return the days of all calendars one after another, each over the span of them all."""
    first = min(calendar.first for calendar in calendars)
    last = max(calendar.last for calendar in calendars)
    days: list[_Keys] = []
    for calendar, row in zip(calendars, rows, strict=True):
        days += [None] * (calendar.first - first).days
        days += row
        days += [None] * (last - calendar.last).days
    return tuple(days)


def _ending(minute: int, marks: int = 0) -> _Cell:
    return minute * MARKS + marks, DAY, NOWHERE


def _taken(calendar: WorkingCalendar, hours: OfficeHours | None) -> list[OfficeHours | None]:
    """Return the office hours of each day of reception; None before the first rule of counting."""
    found: list[OfficeHours | None] = []
    for day, _ in calendar.days():
        try:
            counting_rules(day)
            found.append(default_hours(day) if hours is None else hours)
        except RuleError:
            found.append(None)
    return found


def _cells(line: Line, cell: int, origin: int) -> Iterator[_Cell]:
    """Yield the cells of working minutes: where each begins, where its break is, what comes after."""
    place = 0
    for minute in range(0, line.before[-1], cell):
        while line.before[place + 1] <= minute:
            place += 1
        begins = line.opens[place] + minute - line.before[place]
        room = line.before[place + 1] - minute
        after = origin + line.opens[place + 1] - room if place + 1 < len(line.opens) else NOWHERE
        yield (origin + begins) * MARKS, min(room, cell), after


def _days(
    calendar: WorkingCalendar,
    limit: Limit,
    used: Sequence[OfficeHours | None],
    hours: OfficeHours | None,
    settings: StatutorySettings,
) -> Iterator[Landing | None]:
    """Yield for each day where the policy puts the end of a limit that begins with its midnight."""
    policy = policy_named("statutory")
    for (day, _), counted in zip(calendar.days(), used, strict=True):
        midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        try:
            request = DeadlineRequest(midnight, day, limit, calendar, hours, settings, None)
            yield None if counted is None else landing_of(policy, request)
        except (CalendarError, RuleError):
            yield None


def _day(found: Landing | None) -> _Cell:
    """Return the cell of a day in the section of hours, whose minutes are those of the day it is due."""
    if found is None:
        return _EMPTY
    return _ending((found.due.toordinal() - EPOCH) * DAY, WHOLE_DAY if found.due_at is None else 0)


def _same_day(found: Landing | None) -> _Cell:
    """Return the cell of a day in the section of the same day."""
    if found is None or found.due_at is None:
        return _day(found)
    minute = (found.due_at.toordinal() - EPOCH) * DAY + found.due_at.hour * 60 + found.due_at.minute
    return _ending(minute, DAY_BEFORE if found.due_at.date() > found.due else 0)
