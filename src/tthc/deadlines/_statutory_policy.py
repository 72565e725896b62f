"""The policy `statutory`: the Civil Code, the law of the sector, and named conventions."""

from __future__ import annotations

from attrs import frozen

from tthc.deadlines._policies import DeadlineRequest, Landing
from tthc.deadlines._sectors import Cutoff, cutoff_of, cutoff_rule, moves_every_limit
from tthc.deadlines._sessions import deemed_day, land_in_sessions
from tthc.deadlines._settings import DayOffReception, PolicySettings, StatutorySettings
from tthc.deadlines._statutory import statutory_due
from tthc.errors import DeadlineError
from tthc.limits import CalendarDays, Months, SameDay, UnknownUnit, Weeks, WorkingDays, Years

LEAP_DAY_RULE = "count.leap_day"
_DEFAULTS = StatutorySettings()


@frozen
class Statutory:
    """The policy `statutory`: the Civil Code, the law of the sector, and named conventions.

    It departs from the law nowhere on purpose; where the law is silent a switch of
    `StatutorySettings` says how it reads it, and the answer is marked `practice`.

    - Working days end on their last working day; days, weeks, months and years on the matching day,
      or the next working day when that is a day off.
    - Hours run from the moment, on days off too, and do not roll. Working hours run in the sessions
      of the office; half days are sessions, the one of reception not counted.
    - The same day ends with the working day of reception. Later than 15:00:00 it is the next one,
      where the law of the sector says so (the argument `field`).
    """

    name: str = "statutory"
    defaults: PolicySettings = _DEFAULTS

    def land(self, request: DeadlineRequest) -> Landing:
        """Return where the term ends.

        Raises:
            DeadlineError: a limit in hours, half days or with an hour of closing from a bare day
                (`deadline.needs-moment`), no unit (`deadline.unknown-unit`).
            CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).
        """
        limit, start, calendar, settings = request.limit, request.start, request.calendar, request.settings
        if not isinstance(settings, StatutorySettings):
            raise DeadlineError("deadline.other-settings", policy=self.name, kind=type(settings).__name__)
        if (
            isinstance(limit, WorkingDays)
            and not moves_every_limit(request.field)
            and settings.day_off_reception is DayOffReception.NEXT_DAY_COUNTS
        ):  # most dossiers, and nothing of the sector or of the switches touches them
            last = calendar.add_working_days(start, limit.n)
            return Landing(last, last)
        cutoff: Cutoff | None = None
        used: tuple[str, ...] = ()
        if request.field is not None or isinstance(limit, SameDay):
            cutoff = cutoff_of(limit, request.field, start)
            used = cutoff_rule(limit, request.field, start)
        if not isinstance(limit, _IN_DAYS):
            return land_in_sessions(request, settings, cutoff, used)
        base = start
        if cutoff is not None:
            base = deemed_day(request, settings, cutoff) or start
        elif (
            isinstance(limit, WorkingDays) and settings.day_off_reception is DayOffReception.NEXT_DAY_RECEIVES
        ):
            base = calendar.next_working_day(start)
        last, due = statutory_due(base, limit, calendar, settings)
        if isinstance(limit, Years) and (base.month, base.day) == (2, 29) and last.day != base.day:
            used = (*used, LEAP_DAY_RULE)
        return Landing(last, due, used=used, deemed=base if base != start else None)


_IN_DAYS = (WorkingDays, CalendarDays, Weeks, Months, Years, UnknownUnit)
"""Limits that end with a day; a number without unit is refused as one."""

STATUTORY = Statutory()
