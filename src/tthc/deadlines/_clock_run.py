"""One run of the clock: the term as it stands, moved by one event after another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import frozen

from tthc.calendars import OfficeHours, WorkingCalendar, WorkingClock, in_vietnam
from tthc.deadlines._clock_duties import Duties
from tthc.deadlines._clock_rules import EffectRule
from tthc.deadlines._clock_settings import (
    ClockSettings,
    ExtensionFrom,
    OpenRequest,
    PauseSpan,
    PauseUnit,
    Repeated,
    RestartDay,
)
from tthc.deadlines._clock_steps import Step, StepReader, refused
from tthc.deadlines._policies import DeadlinePolicy, DeadlineRequest, Landing, landing_of
from tthc.deadlines._sessions import DEFAULT_HOURS, default_hours
from tthc.deadlines._settings import PolicySettings, SessionEdge, StatutorySettings
from tthc.deadlines._statutory import rolled
from tthc.deadlines.turn import OPEN, OVER, Turn, turn_readers
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.findings import Finding
from tthc.law import Certainty, LegalRef
from tthc.lifecycle import State
from tthc.limits import Hours, Limit, LimitUnit

_ONE_DAY = timedelta(days=1)
SESSION_EDGE = "hours.session_edge"
_HOURS = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR, LimitUnit.HALF_DAY})
_IN_WORKING_DAYS = frozenset({LimitUnit.WORKING_DAY, LimitUnit.SAME_DAY, LimitUnit.HALF_DAY})
_STATUTORY = StatutorySettings()


@frozen(kw_only=True)
class ClockSpan:
    """Say what one wait or one new date did to the term (một lần chờ, gia hạn).

    Args:
        kind: the event that began it.
        since: its day or moment.
        until: the day or moment it ended; None while it is open.
        effect: what it does to the term.
        uncounted: days that were not counted, or minutes for a limit in hours.
        due_before: the due day before it.
        due_after: the due day after it; None while a request is open.
        law: the texts that give it this effect; empty when the event or a setting does.
    """

    kind: EventKind
    since: date | datetime
    until: date | datetime | None
    effect: Effect
    uncounted: int
    due_before: date
    due_after: date | None
    law: tuple[LegalRef, ...] = ()


class ClockRun:
    """Hold the running term while the events are taken one by one; never shown outside this room."""

    def __init__(
        self,
        received: date | datetime,
        limit: Limit,
        *,
        calendar: WorkingCalendar,
        office_hours: OfficeHours | None,
        policy: DeadlinePolicy,
        settings: PolicySettings,
        field: str | None,
        clock: ClockSettings,
        procedure_code: str | None,
    ) -> None:
        self.limit, self.calendar, self.office_hours = limit, calendar, office_hours
        self.policy, self.settings, self.field = policy, settings, field
        self.clock, self.procedure_code = clock, procedure_code
        self.received_on = _day(received)
        self.spans: list[ClockSpan] = []
        self.findings: list[Finding] = []
        self.used: list[str] = []
        self.laws: list[LegalRef] = []
        self.certainties: list[Certainty] = []
        self.steps = StepReader(_day(received), clock, procedure_code)
        self.no_due_day = False
        self._begin(received)
        self.first_due = self.due
        self.duties = Duties(received, clock, self.term, self.findings)

    # -- the term ------------------------------------------------------------------------------

    def _land(self, received: date | datetime, limit: Limit, field: str | None) -> Landing:
        request = DeadlineRequest(
            received, _day(received), limit, self.calendar, self.office_hours, self.settings, field
        )
        return landing_of(self.policy, request)

    def term(self, start: date | datetime, limit: Limit) -> Landing:
        """Return the end of another term of the same dossier, such as 15 days after a notice."""
        return self._land(start, limit, None)

    def _begin(self, received: date | datetime) -> None:
        landing = self._land(received, self.limit, self.field)
        deemed = received if landing.deemed is None else landing.deemed
        self.start, self.start_day, self.deemed = received, _day(received), deemed
        self.used_by_policy: tuple[str, ...] = ()
        self._take_landing(landing)

    def _take_landing(self, landing: Landing) -> None:
        self.last, self.due, self.due_at = landing.last, landing.due, landing.due_at
        self.flags = landing.flags
        self._use(*landing.used)

    def _is_past(self, event: DossierEvent) -> bool:
        """Tell whether the term had ended before the event."""
        if self.due_at is not None and event.at is not None:
            return event.at > self.due_at
        return event.on > self.due

    # -- events --------------------------------------------------------------------------------

    def take(self, event: DossierEvent, before: State, after: State) -> None:
        """Move the term by one event that the lifecycle has let through."""
        asks = event.kind is EventKind.SUPPLEMENT_REQUEST
        repeated = asks and self.duties.supplement_asked(event, after)
        step = self.steps.read(event, before, after, repeated=repeated)
        if step is not None:
            self._step(step)
        self.duties.supplement_over(event, before)

    def _step(self, step: Step) -> None:
        if step.dateless:
            self.findings.append(Finding("apology-without-date", details={"on": step.begun.on}))
            return
        rule = step.rule
        if step.is_apology:
            law, repeated = self.duties.apology(step.begun, self.due)
            if repeated and self.clock.repeated is Repeated.IGNORED:
                return
            rule = EffectRule(rule.effect, None, law)
        before, uncounted = self.due, 0
        turn, ended = self._turn(step), step.ended
        if turn is Turn.BEGINS_AGAIN and ended is not None:
            self._begin_again(ended)
        elif turn is Turn.PAUSES and ended is not None:
            uncounted = self._pause(step.begun, ended)
        elif turn is Turn.NEW_DAY and step.until is not None:
            self._set_date(step.until)
        elif turn is Turn.LENGTHENS and ended is not None:
            self._lengthen(ended, step.extension)
        elif turn is Turn.WAITS:
            self.no_due_day = self.clock.open_request is OpenRequest.NO_DUE_DAY
        self._note(
            step.begun, ended, rule, before, None if self.no_due_day else self.due, uncounted=uncounted
        )

    def _turn(self, step: Step) -> Turn:
        """Hold the days of a step against the due day, and report what the table of turns finds."""
        begun: date | datetime = step.begun.on
        end: date | datetime = self.due
        if self.due_at is not None and step.begun.at is not None:
            begun, end = step.begun.at, self.due_at
        place = OPEN if step.ended is None else OVER
        late, reader, flags = turn_readers(self.clock.late_request)
        asked = step.rule.effect.value, place, begun, end, step.until, self.due
        (row,) = reader(*asked)
        was_overdue, not_later = flags(*asked)
        if was_overdue:
            details = {"kind": step.begun.kind.value, "on": step.begun.on, "due": self.due}
            self.findings.append(Finding("was-overdue", details=details))
        if not_later:
            self.findings.append(
                Finding("new-date-not-later", details={"until": step.until, "due": self.due})
            )
        return late.rows[row].answer

    def _note(
        self,
        begun: DossierEvent,
        ended: DossierEvent | None,
        rule: EffectRule,
        before: date,
        after: date | None,
        *,
        uncounted: int = 0,
    ) -> None:
        until = ended.when if ended else None
        self.spans.append(
            ClockSpan(
                kind=begun.kind,
                since=begun.when,
                until=until,
                effect=rule.effect,
                uncounted=uncounted,
                due_before=before,
                due_after=after,
                law=rule.law,
            )
        )
        self.certainties.append(rule.certainty)
        self.laws += rule.law
        if rule.key:
            self.used.append(rule.key)

    # -- effects -------------------------------------------------------------------------------

    def _begin_again(self, event: DossierEvent) -> None:
        when = in_vietnam(event.at) if event.at is not None else event.on
        if self.clock.restart_day is RestartDay.COUNTED and self.limit.unit not in _HOURS:
            when = event.on - _ONE_DAY
        self._begin(when)

    def _pause(self, request: DossierEvent, answer: DossierEvent) -> int:
        """Move the end by the time of the wait, and return it in days or minutes."""
        if self.due_at is not None and self.limit.unit in _HOURS:
            return self._pause_hours(request, answer, self.due_at)
        days = self._uncounted_days(request, answer)
        if days:
            in_working_days = self._measures_working_days()
            self.last = (
                self.calendar.add_working_days(self.last, days)
                if in_working_days
                else self.last + timedelta(days=days)
            )
            self.due = rolled(self.last, self.calendar, self._switches())
            if self.due_at is not None:
                self.due_at = datetime.combine(self.due, self.due_at.timetz())
        return days

    def _measures_working_days(self) -> bool:
        return self.limit.unit in _IN_WORKING_DAYS or self.clock.pause_unit is PauseUnit.WORKING_DAYS

    def _switches(self) -> StatutorySettings:
        return self.settings if isinstance(self.settings, StatutorySettings) else _STATUTORY

    def _uncounted_days(self, request: DossierEvent, answer: DossierEvent) -> int:
        first, last = request.on, answer.on
        if first == last:
            return 0
        if self.clock.pause_span is PauseSpan.BETWEEN:
            last -= _ONE_DAY
        elif self.clock.pause_span is PauseSpan.BOTH_ENDS:
            first -= _ONE_DAY
        first = max(first, _day(self.deemed))  # days before the term began were not counted anyway
        if last <= first:
            return 0
        if self._measures_working_days():
            return self.calendar.working_days_between(first, last)
        return (last - first).days

    def _pause_hours(self, request: DossierEvent, answer: DossierEvent, due_at: datetime) -> int:
        begun, ended = self._moment(request), self._moment(answer)
        if isinstance(self.deemed, datetime):
            begun = max(begun, self.deemed)
        if ended <= begun:
            return 0
        if isinstance(self.limit, Hours):
            start = due_at + (ended - begun) - timedelta(minutes=self.limit.minutes)
            self._take_landing(self._land(start, self.limit, None))
            return int((ended - begun).total_seconds()) // 60
        clock = self._working_clock()
        minutes = clock.minutes_between(begun, ended)
        if self.limit.unit is LimitUnit.HALF_DAY:
            sessions = sum(opens > begun for opens, _ in clock.sessions_between(begun, ended))
            moved = clock.sessions_after(due_at, sessions)[-1][1] if sessions else due_at
        else:
            moved = clock.add_minutes(due_at, minutes) if minutes else due_at
            opening = clock.opening_on_or_after(moved)
            if opening != moved:
                self._use(SESSION_EDGE)
                moved = opening if self._switches().session_edge is SessionEdge.OPENING else moved
        self.last, self.due, self.due_at = moved.date(), moved.date(), moved
        return minutes

    def _working_clock(self) -> WorkingClock:
        hours = self.office_hours
        if hours is None:
            hours = default_hours(self.start_day)
            self._use(DEFAULT_HOURS)
        return WorkingClock(self.calendar, hours)

    def _use(self, *keys: str) -> None:
        self.used_by_policy = tuple(dict.fromkeys((*self.used_by_policy, *keys)))

    def _moment(self, event: DossierEvent) -> datetime:
        if event.at is None:
            raise refused("clock.moment-needed", event, limit=self.limit)
        return in_vietnam(event.at)

    def _lengthen(self, event: DossierEvent, extension: Limit | None) -> None:
        if extension is None:
            raise refused("clock.no-extension", event)
        start: date | datetime = self.due
        if self.clock.extension_from is ExtensionFrom.EVENT_DAY:
            start = in_vietnam(event.at) if event.at is not None else event.on
        elif extension.unit in _HOURS and self.due_at is not None:
            start = self.due_at
        self._take_landing(self._land(start, extension, None))

    def _set_date(self, until: date) -> None:
        if not self.calendar.is_working_day(until):
            self.findings.append(Finding("new-date-off", details={"until": until}))
        self.last, self.due, self.due_at, self.flags = until, until, None, ()

    # -- the end -------------------------------------------------------------------------------

    def finish(self, state: State, as_of: date | None) -> None:
        """Say what an open request means for the due day, and what was not done by `as_of`."""
        waits = self.steps.at_end()
        if waits is not None:
            self._step(waits)
        if as_of is not None:
            self.duties.by(as_of, state, self.due, self.calendar)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when
