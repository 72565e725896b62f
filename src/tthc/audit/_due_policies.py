"""Vendors' ways of counting, tried on every distinct reception and limit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar
from tthc.deadlines import (
    DeadlineRequest,
    HolidaysInDays,
    OpencpsSettings,
    PolicySettings,
    ReceptionHoliday,
    TanDanSettings,
    policy_named,
)
from tthc.errors import CalendarError, DeadlineError, LimitError
from tthc.limits import Limit, LimitUnit, limit_from

if TYPE_CHECKING:
    pass

QUARTER = 15


@frozen(kw_only=True)
class Candidate:
    """A policy with its switches, and what an exported hour must look like to come from it.

    Attributes:
        name: what `due_by` says.
        policy: name of the policy.
        settings: its switches.
        minutes: minutes of the hour its due moments can have; () for any.
        units: units for which its switches matter; () for every unit.
        holidays_only: its switches matter only for receptions on a day the calendar speaks of.
    """

    name: str
    policy: str
    settings: PolicySettings
    minutes: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    holidays_only: bool = False


_QUARTERS = tuple(range(0, 60, QUARTER))

CANDIDATES: tuple[Candidate, ...] = (
    Candidate(name="opencps-hours", policy="opencps-hours", settings=OpencpsSettings(), minutes=_QUARTERS),
    Candidate(
        name="opencps-hours, unseen",
        policy="opencps-hours",
        settings=OpencpsSettings(reception_holiday=ReceptionHoliday.UNSEEN),
        minutes=_QUARTERS,
        holidays_only=True,
    ),
    Candidate(name="tan-dan", policy="tan-dan", settings=TanDanSettings()),
    Candidate(
        name="tan-dan, skipped",
        policy="tan-dan",
        settings=TanDanSettings(holidays=HolidaysInDays.SKIPPED),
        units=(LimitUnit.DAY.value,),
    ),
    Candidate(name="epar", policy="epar", settings=policy_named("epar").defaults, minutes=(0, 30)),
)
"""In the order they are tried; the first that gives the exported due date names it."""


@frozen
class Pairs:
    """Distinct receptions and limits, as columns side by side."""

    received: Sequence[datetime]
    amount: Sequence[float | None]
    unit: Sequence[str | None]


def landings(
    pairs: Pairs, candidate: Candidate, calendar: WorkingCalendar, hours: OfficeHours | None
) -> list[datetime | None]:
    """Return the due moment of each pair in wall-clock time; None where the policy has no answer."""
    land, settings = policy_named(candidate.policy).land, candidate.settings
    found: list[datetime | None] = []
    for received, amount, unit in zip(pairs.received, pairs.amount, pairs.unit, strict=True):
        limit = _limit(amount, unit)
        due_at = None
        if limit is not None:
            moment = received.replace(tzinfo=VIETNAM)
            asked = DeadlineRequest(moment, received.date(), limit, calendar, hours, settings, None)
            with suppress(DeadlineError, CalendarError):
                due_at = land(asked).due_at
        found.append(None if due_at is None else due_at.replace(tzinfo=None))
    return found


@cache
def _limit(amount: float | None, unit: str | None) -> Limit | None:
    if amount is None or unit is None:
        return None
    try:
        return limit_from(amount, unit)
    except LimitError:
        return None
