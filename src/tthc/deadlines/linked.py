"""Linked procedures (liên thông): a clock for each component, and one for the group apart from their sum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tthc.calendars import OfficeHours, WorkingCalendar, in_vietnam
from tthc.deadlines._clock_settings import ClockSettings
from tthc.deadlines._linked_models import (
    ComponentRun,
    LinkedDue,
    LinkedReading,
    LinkedVerdict,
    unknown_component,
)
from tthc.deadlines._linked_rules import (
    ComponentStart,
    Handling,
    LinkedComponent,
    LinkedGroup,
    linked_bound,
    linked_group,
)
from tthc.deadlines._linked_waits import merged_waits, rank, waits_of
from tthc.deadlines._policies import DeadlineRequest, landing_of, policy_named
from tthc.deadlines._sectors import sector_cutoff
from tthc.deadlines._settings import StatutorySettings
from tthc.deadlines.clock import ClockReading, due_over_events
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError, RuleError
from tthc.findings import Finding
from tthc.law import Certainty
from tthc.limits import Limit

SECTOR = "lien-thong"
"""Name of the sector whose rule of 15:00 holds for linked procedures."""


def linked_deadlines(
    group: str,
    received: date | datetime,
    *,
    calendar: WorkingCalendar,
    office_hours: OfficeHours | None = None,
    runs: Iterable[ComponentRun] = (),
    handling: Handling = Handling.ORDINARY,
    as_of: date | datetime | None = None,
) -> LinkedReading:
    """Compute the due days of linked procedures (tính hạn thủ tục liên thông).

    Each component runs on its own clock from its own receipt, or from that of the group; a component
    that starts with its agency's receipt has no due day before it is known. Waiting for the
    applicant, for a confirmation on VNeID or for a system to be repaired is not counted, neither for
    the component nor for the group; waits of several components that overlap are one wait of the
    group. From 1/9/2026 a reception after 15:00 counts from the next working day, hours from its
    opening.

    Args:
        group: "birth" or "death".
        received: the day or aware moment of full receipt; from 1/9/2026 the moment is needed.
        calendar: see `tthc.calendars.load_calendar`.
        office_hours: the hours of the office; None for those `compute_deadline` takes.
        runs: what is known of the components; an optional one counts only when it is named here.
        handling: whether facts have to be verified, for the limit of the group.
        as_of: the day or moment of looking, for what is not finished; None leaves it open.

    Raises:
        RuleError: no such group (`linked.unknown-group`) or component (`linked.unknown-component`),
            a component given twice (`linked.component-twice`), a day before 10/6/2024
            (`rule.not-in-force`).
        DeadlineError: a bare day where the moment decides (`deadline.needs-moment`), a moment
            without a time zone (`deadline.naive-moment`).
        LifecycleError: a history that cannot have happened (`lifecycle.*`).

    Law: 63/2024/NĐ-CP; from 1/9/2026 301/2026/NĐ-CP.

    >>> from tthc.calendars import load_calendar
    >>> reading = linked_deadlines("birth", date(2026, 8, 28), calendar=load_calendar())
    >>> reading.group.due, reading.certainty.value
    (datetime.date(2026, 9, 8), 'reported')
    """
    rules = linked_group(group, _day(_known(received)))
    given = _by_key(rules, runs)
    office = _Office(received, calendar, office_hours, as_of)
    components: list[LinkedDue] = []
    findings: list[Finding] = []
    for component in rules.components:
        run = given.get(component.key)
        if run is None and component.optional:
            continue
        due = office.component(component, run or ComponentRun(key=component.key))
        components.append(due)
        findings += office.findings(component.vi, due, run)
    whole = office.whole(rules, handling, tuple(given.values()), components)
    findings += office.findings(rules.name, whole, None)
    readings = [each.reading for each in (whole, *components) if each.reading is not None]
    return LinkedReading(
        rules=rules,
        group=whole,
        components=tuple(components),
        findings=tuple(findings),
        certainty=Certainty.weakest((rules.certainty, *(each.certainty for each in readings))),
    )


class _Office:
    """What all clocks of one group share."""

    def __init__(
        self,
        received: date | datetime,
        calendar: WorkingCalendar,
        office_hours: OfficeHours | None,
        as_of: date | datetime | None,
    ) -> None:
        self.received = _known(received)
        self.received_on = _day(self.received)
        self.calendar, self.office_hours = calendar, office_hours
        self.as_of = None if as_of is None else _known(as_of)
        supplement = linked_bound("supplement", self.received_on)
        self.close = supplement.limit if supplement else None

    def component(self, component: LinkedComponent, run: ComponentRun) -> LinkedDue:
        received = run.received
        if received is None and component.starts is ComponentStart.WITH_GROUP:
            received = self.received
        limit = component.limit_for(run.handling)
        return self._due(
            component.key,
            received,
            limit=limit,
            events=run.events,
            finished=run.finished,
            notice=component.notice,
        )

    def whole(
        self,
        rules: LinkedGroup,
        handling: Handling,
        runs: tuple[ComponentRun, ...],
        components: list[LinkedDue],
    ) -> LinkedDue:
        waits = merged_waits(run.events for run in runs)
        ends = [each.finished for each in components]
        finished = None
        if ends and None not in ends:
            finished = max((end for end in ends if end is not None), key=rank)
        return self._due(
            rules.name, self.received, limit=rules.limit_for(handling), events=waits, finished=finished
        )

    def _due(
        self,
        key: str,
        received: date | datetime | None,
        *,
        limit: Limit | None,
        events: tuple[DossierEvent, ...],
        finished: date | datetime | None,
        notice: Limit | None = None,
    ) -> LinkedDue:
        reading = None
        if received is not None and limit is not None:
            cutoff = sector_cutoff(SECTOR, _day(_known(received)))
            reading = due_over_events(
                received,
                limit,
                events,
                calendar=self.calendar,
                office_hours=self.office_hours,
                field=SECTOR if cutoff else None,
                clock=_clock(notice, self.close),
                as_of=None if self.as_of is None else _day(self.as_of),
            )
        end = None if finished is None else _known(finished)
        if end is None:
            end = next((each.when for each in events if each.kind is EventKind.RESULT), None)
        return LinkedDue(
            key=key,
            limit=limit,
            due=reading.due if reading else None,
            due_at=reading.due_at if reading else None,
            finished=end,
            verdict=self._verdict(reading, end),
            reading=reading,
        )

    def _verdict(self, reading: ClockReading | None, end: date | datetime | None) -> LinkedVerdict:
        if reading is None:
            return LinkedVerdict.UNKNOWN
        if reading.due is None:
            return LinkedVerdict.WAITING
        if end is not None:
            late = _is_after(end, reading.due, reading.due_at)
            return LinkedVerdict.LATE if late else LinkedVerdict.ON_TIME
        late = self.as_of is not None and _is_after(self.as_of, reading.due, reading.due_at)
        return LinkedVerdict.LATE if late else LinkedVerdict.OPEN

    def findings(self, name: str, due: LinkedDue, run: ComponentRun | None) -> list[Finding]:
        """Return the findings of one clock, whether it is late, and waits that lasted too long."""
        found = list(due.reading.findings) if due.reading and run else []
        if due.verdict is LinkedVerdict.LATE:
            details = {"name": name, "due": due.due_at.isoformat() if due.due_at else due.due}
            found.append(Finding("linked-late", details=details))
        for begun, ended in waits_of(run.events if run else ()):
            found += self._too_long(name, begun, ended)
        return found

    def _too_long(self, name: str, begun: DossierEvent, ended: DossierEvent | None) -> list[Finding]:
        bound = linked_bound(_BOUNDS[begun.kind], self.received_on) if begun.kind in _BOUNDS else None
        until = ended.when if ended else self.as_of
        if bound is None or until is None:
            return []
        request = DeadlineRequest(
            begun.when, begun.on, bound.limit, self.calendar, self.office_hours, StatutorySettings(), None
        )
        try:
            end = landing_of(policy_named("statutory"), request)
        except DeadlineError:  # hours cannot be counted from an event whose day alone is known
            return []
        if not _is_after(until, end.due, end.due_at):
            return []
        latest = end.due if end.due_at is None else end.due_at.isoformat()
        details = {"name": name, "kind": begun.kind.value, "since": begun.on, "latest": latest}
        law = "; ".join(map(str, bound.law))
        return [Finding("linked-wait-too-long", details={**details, "limit": bound.limit, "law": law})]


_BOUNDS = {
    EventKind.SUPPLEMENT_REQUEST: "supplement",
    EventKind.CONFIRMATION_REQUEST: "confirmation",
    EventKind.INCIDENT_START: "repair",
}


def _clock(notice: Limit | None, close: Limit | None) -> ClockSettings:
    pause = Effect.PAUSE
    return ClockSettings(
        supplement=pause, obligation=pause, confirmation=pause, incident=pause, notice=notice, close=close
    )


def _is_after(when: date | datetime, due: date, due_at: datetime | None) -> bool:
    if due_at is not None and isinstance(when, datetime):
        return when > due_at
    return _day(when) > due


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _known(when: date | datetime) -> date | datetime:
    if not isinstance(when, datetime):
        return when
    if when.utcoffset() is None:
        raise DeadlineError("deadline.naive-moment")
    return in_vietnam(when)


def _by_key(rules: LinkedGroup, runs: Iterable[ComponentRun]) -> dict[str, ComponentRun]:
    known = [component.key for component in rules.components]
    given: dict[str, ComponentRun] = {}
    for run in runs:
        if run.key not in known:
            raise unknown_component(rules, run.key, known)
        if run.key in given:
            raise RuleError("linked.component-twice", name=run.key)
        given[run.key] = run
    return given
