"""What dossiers a form needs: how many of each origin and outcome, received on which days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from attrs import field, frozen

from tthc.calendars import WorkingCalendar
from tthc.errors import AdapterError
from tthc.periods import ReportingPeriod
from tthc.places import Level, district_level_last_day
from tthc_adapters.samples._offices import SampleProcedure, office
from tthc_adapters.samples._target import OUTCOMES, TargetForm, TargetRow, form_table

_BEFORE = 70
"""Working days before the period in which carried-over dossiers were received."""
_DELAY = 25
"""Most working days between the day a dossier could finish and the day it does."""
_CLOSED = OUTCOMES[:3]
UNKNOWN = "unknown"


@frozen(kw_only=True)
class Days:
    """Working days around a period, numbered; `first` to `last` are those inside it (ngày làm việc)."""

    days: tuple[date, ...] = field(repr=False)
    first: int
    last: int
    closing: int

    @classmethod
    def around(cls, period: ReportingPeriod, calendar: WorkingCalendar, *, longest: int) -> Days:
        """Number the working days from well before `period` to `longest` ones after it.

        `closing` is the first working day on or after the last day of the period: a dossier due then
        or later is within its term on that day.
        """
        begin = min(period.first, district_level_last_day())
        days: list[date] = []
        day = begin
        while len(days) < _BEFORE:
            day -= timedelta(days=1)
            if calendar.is_working_day(day):
                days.insert(0, day)
        day, after = begin, 0
        while after <= longest:
            if calendar.is_working_day(day):
                days.append(day)
                after += day > period.last
            day += timedelta(days=1)
        return cls(
            days=tuple(days),
            first=bisect_left(days, period.first),
            last=bisect_right(days, period.last) - 1,
            closing=bisect_left(days, period.last),
        )

    def finish(self, outcome: str, received: int, limit: int) -> tuple[int, int] | None:
        """Return first and last day a dossier may finish to have `outcome`; None when it cannot.

        A pending dossier has no finish: then the answer is (received, received) when its due day fits.
        """
        due = received + limit
        if outcome == "within":
            return (received, received) if due >= self.closing else None
        if outcome == "overdue":
            return (received, received) if due < self.closing else None
        if outcome == "early":
            earliest, latest = max(received, self.first), min(due - 1, self.last)
        elif outcome == "on_time":
            earliest, latest = max(due, self.first), min(due, self.last)
        elif outcome == "late":
            earliest, latest = max(due + 1, self.first), self.last
        else:
            earliest, latest = max(received, self.first), self.last
        return (earliest, min(latest, earliest + _DELAY)) if earliest <= latest else None


Choice = tuple[SampleProcedure, int, int]
"""A procedure and the first and last day (numbers) on which its dossier may finish."""


@frozen(kw_only=True)
class Group:
    """Dossiers of one level, origin and outcome, spread over days of reception (nhóm hồ sơ).

    Args:
        carried: received before the period.
        choices: for each day of reception, the procedures that fit.
        counts: for each day of reception, how many dossiers.
    """

    level: Level
    outcome: str
    carried: bool
    choices: Mapping[int, tuple[Choice, ...]] = field(repr=False, hash=False)
    counts: Mapping[int, int] = field(repr=False, hash=False)


@frozen(kw_only=True)
class Plan:
    """Hold every group of a form, by day of reception (kế hoạch sinh hồ sơ)."""

    days: Days
    groups: tuple[Group, ...]

    def by_day(self) -> Iterator[tuple[int, list[tuple[Group, int]]]]:
        """Yield each day of reception, ascending, with its groups and their counts."""
        for index in sorted({index for group in self.groups for index in group.counts}):
            yield index, [(group, group.counts[index]) for group in self.groups if group.counts.get(index)]


def _choices(
    procedures: Iterable[SampleProcedure], days: Days, received: range, outcome: str
) -> dict[int, tuple[Choice, ...]]:
    """Return for each day of reception the procedures whose dossier can have `outcome`."""
    found = {}
    for index in received:
        fitting = [
            (procedure, *finish)
            for procedure in procedures
            if (finish := days.finish(outcome, index, procedure.limit)) is not None
        ]
        if fitting:
            found[index] = tuple(fitting)
    return found


def _receptions(level: Level, days: Days) -> tuple[range, range]:
    """Return the days of reception before and in the period; no district receives after its end."""
    end = days.last + 1
    if level is Level.DISTRICT:
        end = min(end, bisect_right(days.days, district_level_last_day()))
    before = min(days.first, end)
    return range(max(0, before - _BEFORE), before), range(days.first, max(days.first, end))


def _options(level: Level, days: Days, *, carried: bool) -> dict[str, dict[int, tuple[Choice, ...]]]:
    """Return for each outcome the days and procedures that give it; long limits only at need."""
    received = _receptions(level, days)[0 if carried else 1]
    options = {}
    for outcome in (*OUTCOMES, UNKNOWN):
        found = _choices(office(level).ordinary, days, received, outcome)
        for procedure in office(level).long:
            if not found:
                found = _choices((procedure,), days, received, outcome)
        options[outcome] = found
    return options


def _share(amount: int, room: Mapping[str, int]) -> dict[str, int]:
    """Divide `amount` in proportion to `room`, never above it; the largest remainders round up."""
    whole = sum(room.values())
    amount = min(amount, whole)
    parts = {name: amount * size // whole if whole else 0 for name, size in room.items()}
    rest = amount - sum(parts.values())
    by_remainder = sorted(room, key=lambda name: -(amount * room[name] % whole if whole else 0))
    for name in by_remainder:
        if rest and parts[name] < room[name]:
            parts[name] += 1
            rest -= 1
    return parts


def _carried_over(
    row: TargetRow, feasible: Mapping[bool, Mapping[str, bool]], target: TargetForm
) -> dict[str, int]:
    """Say how many dossiers of each outcome were carried over; they are closed before the others.

    Raises:
        AdapterError: no split fits both the days and the figures (`samples.impossible`).
    """
    cells = {**row.outcomes, UNKNOWN: row.unknown_outcome}
    least = {name: 0 if feasible[False][name] else size for name, size in cells.items()}
    most = {name: size if feasible[True][name] else 0 for name, size in cells.items()}
    numbers = form_table()["edition"][target.edition]["outcomes"]
    wrong = [name for name in cells if least[name] > most[name]]
    if not wrong and sum(least.values()) > row.carried_over:
        wrong = [name for name in cells if least[name]]
    if not wrong and sum(most.values()) < row.carried_over:
        wrong = [name for name, size in cells.items() if size > most[name]] or list(cells)
    if wrong:
        raise AdapterError(
            "samples.impossible",
            row=row.label,
            cells=", ".join(str(numbers.get(name, "3")) for name in wrong),
            first=target.period.first,
            last=target.period.last,
        )
    carried = dict(least)
    for stage in (_CLOSED, ("overdue",), (UNKNOWN,), ("within",)):
        room = {name: most[name] - carried[name] for name in stage}
        for name, size in _share(row.carried_over - sum(carried.values()), room).items():
            carried[name] += size
    return carried


def _spread(count: int, places: Iterable[int], rng: Random) -> dict[int, int]:
    """Spread `count` dossiers over days, some days busier than others; the sum is exact."""
    ordered = sorted(places)
    heights = list(accumulate(0.7 + 0.6 * rng.random() for _ in ordered))
    shift = rng.random()
    marks = [int(count * height / heights[-1] + shift) for height in heights]
    marks[-1] = count
    counts = [mark - before for mark, before in zip(marks, [0, *marks], strict=False)]
    return {place: size for place, size in zip(ordered, counts, strict=True) if size}


def make_plan(target: TargetForm, calendar: WorkingCalendar, rng: Random) -> Plan:
    """Plan the dossiers of a form: groups by level, origin and outcome, on working days (lập kế hoạch).

    Raises:
        AdapterError: the figures of a row cannot come from lawful dossiers in this period
            (`samples.impossible`).
    """
    longest = max(procedure.limit for row in target.rows for procedure in office(row.level).long)
    days = Days.around(target.period, calendar, longest=longest)
    groups = []
    for row in target.rows:
        options = {carried: _options(row.level, days, carried=carried) for carried in (False, True)}
        feasible = {
            carried: {name: bool(found) for name, found in table.items()}
            for carried, table in options.items()
        }
        from_before = _carried_over(row, feasible, target)
        for outcome, size in {**row.outcomes, UNKNOWN: row.unknown_outcome}.items():
            for carried, count in ((True, from_before[outcome]), (False, size - from_before[outcome])):
                if count:
                    choices = options[carried][outcome]
                    groups.append(
                        Group(
                            level=row.level,
                            outcome=outcome,
                            carried=carried,
                            choices=choices,
                            counts=_spread(count, choices, rng),
                        )
                    )
    return Plan(days=days, groups=tuple(groups))
