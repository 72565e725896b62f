"""The clock over events: what a history of requests, answers and new dates makes of a due day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import field, frozen

from tthc.calendars import OfficeHours, WorkingCalendar, in_vietnam
from tthc.deadlines._clock_run import ClockRun, ClockSpan
from tthc.deadlines._clock_settings import ClockSettings
from tthc.deadlines._counting import counting_rules
from tthc.deadlines._policies import policy_named
from tthc.deadlines._settings import PolicySettings
from tthc.dossiers import DossierEvent, EventKind
from tthc.errors import DeadlineError
from tthc.findings import Finding
from tthc.law import Certainty, LegalRef, rule_book
from tthc.lifecycle import State, advance, state_after_reception
from tthc.limits import Limit, LimitUnit

_DEFAULTS = ClockSettings()


@frozen(kw_only=True)
class ClockReading:
    """Hold what the clock shows after a history (kết quả tính hạn theo sự kiện).

    Args:
        start: the day or moment the running term counts from: the reception, or the answer that
            made it begin again.
        last: its last day before rolling; None while a request is open.
        due: the due day, to its 24:00 (inclusive); None while a request is open.
        due_at: the moment it is due, for limits in hours; else None.
        first_due: the due day before any event.
        state: where the dossier stands.
        spans: every wait and every new date, in order, with what it did.
        findings: what the law does not allow, and `was-overdue`; bad histories raise instead.
        flags: codes about the answer: those of the policy, such as "ends-on-day-off", and those of
            the findings, each once.
        used: keys of the dated values that decided.
        law: the texts behind them.
        provisional: a later notice may move the day; see `tthc.deadlines.Deadline`.
        certainty: the weakest of the values and days that decided.
    """

    start: date | datetime
    last: date | None
    due: date | None
    due_at: datetime | None
    first_due: date
    state: State
    spans: tuple[ClockSpan, ...]
    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    used: tuple[str, ...] = field(repr=False)
    law: tuple[LegalRef, ...] = field(repr=False)
    provisional: bool
    certainty: Certainty

    @property
    def waiting_since(self) -> date | None:
        """Return the day of the open request or incident; None when nobody is waited for."""
        return self.state.waiting_since


def due_over_events(
    received: date | datetime,
    limit: Limit,
    events: Iterable[DossierEvent],
    *,
    calendar: WorkingCalendar,
    office_hours: OfficeHours | None = None,
    policy: str = "statutory",
    settings: PolicySettings | None = None,
    field: str | None = None,
    clock: ClockSettings = _DEFAULTS,
    procedure_code: str | None = None,
    as_of: date | None = None,
) -> ClockReading:
    """Compute the due day after a history of events (tính hạn trả kết quả theo diễn biến hồ sơ).

    A wait does to the term what its event says, else what `clock` says, else what the law of the
    day of reception says for the procedure: restart since 1/7/2025 for a supplement, pause for an
    obligation, a confirmation or an incident. A pause moves the end by the days after the request
    up to and including the answer: working days for a limit in working days, days of the calendar
    for the others, minutes for hours. Months run first, then the paused days, then the roll. A
    restart counts from the answer as from a reception. While a request is open there is no due day.
    A pause or a new date after the due day leaves the lateness as it is (finding `was-overdue`).

    Args:
        received: the day or aware moment of reception.
        limit: the time limit.
        events: the history in order; a reception in it must be the one given.
        calendar: see `tthc.calendars.load_calendar`.
        office_hours: the hours of the office; None for those `compute_deadline` takes.
        policy: name of the way of counting.
        settings: its switches; None for its defaults.
        field: the sector, for rules such as 15:00; None for none.
        clock: the switches of the clock.
        procedure_code: code in the national list, for effects of its own.
        as_of: the day the history was read, for duties that nothing was done about; None leaves
            them out.

    Raises:
        LifecycleError: a history that cannot have happened: out of order, two receptions, an answer
            without a request, overlapping waits (`lifecycle.*`).
        DeadlineError: a reception that is not the one given (`clock.other-reception`), an event
            before it (`clock.before-reception`), an event without moment under a limit in hours
            (`clock.moment-needed`), an extension nobody measures (`clock.no-extension`), a pause
            that no wait opens (`clock.effect-misplaced`), and what the policy refuses
            (`deadline.*`).
        RuleError: no law says what the request does, so early (`rule.not-in-force`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).

    Law: 118/2025/NĐ-CP Điều 19 khoản 5, 6; 91/2015/QH13 Điều 147, 148.

    >>> from tthc.calendars import load_calendar
    >>> from tthc.limits import WorkingDays
    >>> history = (
    ...     DossierEvent(1, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7)),
    ...     DossierEvent(2, EventKind.SUPPLEMENT_ANSWER, on=date(2026, 10, 14)),
    ... )
    >>> calendar = load_calendar()
    >>> due_over_events(date(2026, 10, 5), WorkingDays(10), history, calendar=calendar).due
    datetime.date(2026, 10, 28)
    >>> print(due_over_events(date(2026, 10, 5), WorkingDays(10), history[:1], calendar=calendar).due)
    None
    """
    history = tuple(events)
    received = _local(received)
    state, received = _beginning(received, history)
    way = policy_named(policy)
    run = ClockRun(
        received,
        limit,
        calendar=calendar,
        office_hours=office_hours,
        policy=way,
        settings=way.defaults if settings is None else settings,
        field=field,
        clock=clock,
        procedure_code=procedure_code,
    )
    for event in history:
        following = advance(state, event)
        run.take(event, state, following)
        state = following
    run.finish(state, as_of)
    return _reading(run, state)


def _local(received: date | datetime) -> date | datetime:
    if not isinstance(received, datetime):
        if not isinstance(received, date):
            raise DeadlineError("deadline.not-a-day", kind=type(received).__name__)
        return received
    if received.utcoffset() is None:
        raise DeadlineError("deadline.naive-moment")
    return in_vietnam(received)


def _beginning(received: date | datetime, history: tuple[DossierEvent, ...]) -> tuple[State, date | datetime]:
    """Return the state before the first event, and the reception as exactly as it is known."""
    day = received.date() if isinstance(received, datetime) else received
    reception = next((event for event in history if event.kind is EventKind.RECEPTION), None)
    if reception is not None:
        moments = isinstance(received, datetime) and reception.at is not None
        if reception.on != day or (moments and reception.at != received):
            raise DeadlineError("clock.other-reception", on=reception.when, received=received)
        return State(), received if isinstance(received, datetime) else reception.when
    if history:
        first = history[0]
        earlier = isinstance(received, datetime) and first.at is not None and first.at < received
        if first.on < day or earlier:
            raise DeadlineError(
                "clock.before-reception",
                seq=first.seq,
                kind=first.kind.value,
                on=first.when,
                received=received,
            )
    return state_after_reception(), received


_WORKING = frozenset({LimitUnit.WORKING_DAY, LimitUnit.WORKING_HOUR, LimitUnit.HALF_DAY, LimitUnit.SAME_DAY})


def _reading(run: ClockRun, state: State) -> ClockReading:
    start = run.start_day
    rules = counting_rules(start)
    certain, laws = [rules.certainty, *run.certainties], [*run.laws]
    for key in run.used_by_policy:
        entry = rule_book()[key].at(start)
        certain.append(entry.certainty)
        laws += entry.law
    due = None if run.no_due_day else run.due
    provisional, marks = False, () if due is None else run.flags
    if due is not None and due > start:
        calendar, first = run.calendar, start
        decisive = first if run.limit.unit in _WORKING else min(run.last, due)
        certain.append(calendar.certainty_between(decisive, due))
        provisional = due > rules.verified_through or calendar.is_provisional_between(first, due)
    return ClockReading(
        start=run.start,
        last=None if due is None else run.last,
        due=due,
        due_at=None if due is None else run.due_at,
        first_due=run.first_due,
        state=state,
        spans=tuple(run.spans),
        findings=tuple(run.findings),
        flags=tuple(dict.fromkeys((*marks, *(finding.code for finding in run.findings)))),
        used=tuple(dict.fromkeys((*run.used, *run.used_by_policy))),
        law=tuple(dict.fromkeys(laws)),
        provisional=provisional,
        certainty=Certainty.weakest(certain),
    )
