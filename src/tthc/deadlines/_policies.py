"""What a way of counting is, and the ways that have a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from attrs import frozen

from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.deadlines._settings import PolicySettings
from tthc.errors import CalendarError, DeadlineError
from tthc.limits import Limit

if TYPE_CHECKING:
    from tthc.deadlines._deadline import Deadline, TraceStep


@frozen(slots=False)
class DeadlineRequest:
    """Ask a policy where a term ends (yêu cầu tính hạn).

    Attributes:
        received: the day or aware moment of reception, as given.
        start: its day in Vietnam.
        limit: the time limit.
        calendar: the working calendar.
        office_hours: the office hours, when the caller gave some.
        settings: the switches of the policy.
        field: the sector, such as "chung-thuc"; None when the caller named none.
    """

    received: date | datetime
    start: date
    limit: Limit
    calendar: WorkingCalendar
    office_hours: OfficeHours | None
    settings: PolicySettings
    field: str | None


@frozen(slots=False)
class Landing:
    """Say where a term ends (kết quả tính hạn).

    Attributes:
        last: the last day of the term before rolling.
        due: the day it is due.
        due_at: the moment it is due, in Vietnam; None for until 24:00 of `due`.
        flags: codes of findings about the answer, such as "ends-on-day-off".
        used: keys of the dated values it rests on beside the rules of counting, such as
            "cutoff.chung-thuc"; their certainty and their law become those of the answer.
        deemed: the day or moment the dossier is deemed received, where that is another than the
            one given: the next working day after 15:00, or the opening after a closed hour.
    """

    last: date
    due: date
    due_at: datetime | None = None
    flags: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    deemed: date | datetime | None = None


class DeadlinePolicy(Protocol):
    """A way of counting with a name (cách tính hạn)."""

    @property
    def name(self) -> str:
        """Return the name by which `compute_deadline` knows it."""

    @property
    def defaults(self) -> PolicySettings:
        """Return the switches it takes when the caller gives none."""

    def land(self, request: DeadlineRequest) -> Landing:
        """Return where the term ends."""


@runtime_checkable
class TracingPolicy(Protocol):
    """A policy that explains its answers in steps of its own (diễn giải riêng).

    Policies without `trace` are explained day by day as the statutory one is.
    """

    def trace(self, deadline: Deadline) -> tuple[TraceStep, ...]:
        """Return the steps from reception to the end of the term."""


_PLACES: Mapping[str, tuple[str, str]] = {
    "epar": ("tthc.deadlines.vendors.epar", "EPAR"),
    "opencps-hours": ("tthc.deadlines.vendors.opencps", "OPENCPS_HOURS"),
    "statutory": ("tthc.deadlines._statutory_policy", "STATUTORY"),
    "tan-dan": ("tthc.deadlines.vendors.tan_dan", "TAN_DAN"),
}
"""Where each policy stands; imported when it is first asked for."""


def policy_names() -> tuple[str, ...]:
    """Return the names of the deadline policies, sorted (tên các cách tính hạn).

    >>> "statutory" in policy_names()
    True
    """
    return tuple(sorted(_PLACES))


@cache
def policy_named(name: str) -> DeadlinePolicy:
    """Return the policy of that name.

    Raises:
        DeadlineError: there is none (`deadline.unknown-policy`).

    >>> policy_named("statutory").name
    'statutory'
    """
    try:
        module, attribute = _PLACES[name]
    except KeyError:
        raise DeadlineError("deadline.unknown-policy", name=name, known=", ".join(policy_names())) from None
    return cast(DeadlinePolicy, getattr(import_module(module), attribute))


def landing_of(policy: DeadlinePolicy, request: DeadlineRequest) -> Landing:
    """Return where the term ends by a policy; every reading of a policy asks here.

    Raises:
        CalendarError: the term leaves the calendar, also by an amount no date can hold
            (`calendar.out-of-bounds`).
        DeadlineError, RuleError: what the policy refuses.
    """
    try:
        return policy.land(request)
    except OverflowError:
        calendar = request.calendar
        bounds = {"first": str(calendar.first), "last": str(calendar.last)}
        day = f"{request.start} + {request.limit}"
        raise CalendarError("calendar.out-of-bounds", day=day, **bounds) from None


@cache
def tracer_of(name: str) -> TracingPolicy | None:
    """Return the policy of that name when it explains its answers itself; else None.

    >>> tracer_of("statutory") is None
    True
    """
    policy = policy_named(name)
    return policy if isinstance(policy, TracingPolicy) else None
