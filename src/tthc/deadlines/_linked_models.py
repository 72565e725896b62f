"""What is known of linked procedures, and what their clocks show."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, datetime

from attrs import field, frozen

from tthc.deadlines._linked_rules import Handling, LinkedGroup
from tthc.deadlines.clock import ClockReading
from tthc.dossiers import DossierEvent
from tthc.errors import RuleError
from tthc.findings import Finding
from tthc.law import Certainty
from tthc.limits import Limit


class LinkedVerdict(enum.Enum):
    """Where a component or a group stands against its limit (tình trạng so với hạn)."""

    UNKNOWN = "unknown"
    """No limit is known, or its clock has not begun."""
    OPEN = "open"
    """Not finished, and not late by the as-of day."""
    WAITING = "waiting"
    """A request is open: no due day yet."""
    ON_TIME = "on-time"
    """Finished by its due day."""
    LATE = "late"
    """Finished after its due day, or still open after it."""


def _events(events: Iterable[DossierEvent]) -> tuple[DossierEvent, ...]:
    return tuple(events)


@frozen(kw_only=True)
class ComponentRun:
    """Say what is known of one component (diễn biến một thủ tục thành phần).

    Args:
        key: its name in the group, e.g. "residence".
        received: when its own agency received it; None for the reception of the group.
        handling: whether facts have to be verified.
        events: its history after that receipt.
        finished: when its result was ready; None when the history says it or it is not.
    """

    key: str
    received: date | datetime | None = None
    handling: Handling = Handling.ORDINARY
    events: tuple[DossierEvent, ...] = field(default=(), converter=_events)
    finished: date | datetime | None = None


@frozen(kw_only=True)
class LinkedDue:
    """Hold the due day of a component or of the whole group (hạn của thành phần hoặc của nhóm).

    Args:
        key: its name; of the group the name of the group.
        limit: its limit; None where nobody read one.
        due: the due day (inclusive); None while a request is open, before its clock began, or
            without a known limit.
        due_at: the moment, for limits in hours.
        finished: when its result was ready; None when it is not.
        verdict: where it stands.
        reading: what its clock shows; None without a limit or a beginning.
    """

    key: str
    limit: Limit | None
    due: date | None
    due_at: datetime | None
    finished: date | datetime | None
    verdict: LinkedVerdict
    reading: ClockReading | None = field(repr=False)


@frozen(kw_only=True)
class LinkedReading:
    """Hold the due days of a group of linked procedures (hạn của nhóm thủ tục liên thông).

    Args:
        rules: the group as it stood on the day of reception.
        group: the group as a whole.
        components: its components, in the order of the law.
        findings: who is late (`linked-late`), waits past their bound (`linked-wait-too-long`), and
            those of each clock.
        certainty: the weakest of the limits and of every clock.
    """

    rules: LinkedGroup
    group: LinkedDue
    components: tuple[LinkedDue, ...]
    findings: tuple[Finding, ...]
    certainty: Certainty

    @property
    def late(self) -> tuple[str, ...]:
        """Return the components that are late; the group as a whole has a verdict of its own."""
        return tuple(each.key for each in self.components if each.verdict is LinkedVerdict.LATE)

    def component(self, key: str) -> LinkedDue:
        """Return one component.

        Raises:
            RuleError: the group has none of that name (`linked.unknown-component`).
        """
        for each in self.components:
            if each.key == key:
                return each
        raise unknown_component(self.rules, key, (each.key for each in self.components))


def unknown_component(rules: LinkedGroup, name: str, known: Iterable[str]) -> RuleError:
    """Return the error for a component the group does not have."""
    return RuleError(
        "linked.unknown-component",
        group=rules.name,
        day=rules.effective_from,
        name=name,
        known=", ".join(known),
    )
