"""The transition table, read from `data/lifecycle/transitions.toml` and checked for gaps."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from attrs import field, frozen

from tthc.dossiers import EventKind, Status
from tthc.errors import RuleError

REQUESTS: Mapping[EventKind, EventKind] = MappingProxyType(
    {
        EventKind.SUPPLEMENT_REQUEST: EventKind.SUPPLEMENT_ANSWER,
        EventKind.OBLIGATION_REQUEST: EventKind.OBLIGATION_DONE,
        EventKind.CONFIRMATION_REQUEST: EventKind.CONFIRMATION_ANSWER,
        EventKind.INCIDENT_START: EventKind.INCIDENT_END,
    }
)
"""Events that begin a wait, each with the one that ends it."""

ANSWERS: Mapping[EventKind, EventKind] = MappingProxyType({end: start for start, end in REQUESTS.items()})
"""Events that end a wait, each with the one that began it."""


class Phase(enum.Enum):
    """Where a dossier stands (giai đoạn); finer than the national status, which each phase has one of."""

    SUBMITTED = "submitted"
    ASKED_AT_RECEPTION = "asked-at-reception"
    RECEIVED = "received"
    IN_PROGRESS = "in-progress"
    SUPPLEMENT = "supplement"
    OBLIGATION = "obligation"
    CONFIRMATION = "confirmation"
    INCIDENT = "incident"
    DONE = "done"
    REFUSED = "refused"
    HANDED_OVER = "handed-over"
    NOT_ACCEPTED = "not-accepted"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class PhaseGroup(enum.Enum):
    """What the phases of a dossier have in common (nhóm giai đoạn)."""

    BEFORE = "before"
    """Not received: no term runs."""
    RUNNING = "running"
    """Received, and nobody is waited for."""
    WAITING = "waiting"
    """A request or an incident is open."""
    ENDED = "ended"
    """Nothing but the hand-over can follow."""


@frozen(kw_only=True)
class PhaseRow:
    """Hold one row of the transition table (một dòng của bảng chuyển trạng thái).

    Args:
        phase: the state the row is about.
        status: its place in the national list.
        group: before reception, running, waiting or ended.
        vi: its name in Vietnamese.
        en: its name in English.
        on: for each event allowed, the state it leads to.
    """

    phase: Phase
    status: Status
    group: PhaseGroup
    vi: str
    en: str
    on: Mapping[EventKind, Phase] = field(hash=False)


@frozen
class Refusal:
    """Give the code of the error for an event that is refused (lý do không cho phép).

    Args:
        code: key of the message catalogue.
        groups: the groups of phases it holds for; empty for all.
        kinds: the events it holds for; empty for all.
    """

    code: str
    groups: frozenset[PhaseGroup]
    kinds: frozenset[EventKind]

    def holds(self, group: PhaseGroup, kind: EventKind) -> bool:
        """Tell whether this row speaks of an event in a phase of a group."""
        return (not self.groups or group in self.groups) and (not self.kinds or kind in self.kinds)


@frozen
class Transitions:
    """Answer what an event does in a phase (bảng chuyển trạng thái).

    Args:
        rows: what each phase allows.
        refusals: the codes of what they do not allow; the first that holds.

    >>> transitions().following(Phase.RECEIVED, EventKind.RESULT)
    <Phase.DONE: 'done'>
    """

    rows: Mapping[Phase, PhaseRow] = field(hash=False)
    refusals: tuple[Refusal, ...] = field(repr=False)

    def following(self, phase: Phase, kind: EventKind) -> Phase | None:
        """Return the phase after `kind`, or None when it is not allowed."""
        return self.rows[phase].on.get(kind)

    def refusal(self, phase: Phase, kind: EventKind) -> str:
        """Return the code of the error for an event that is not allowed; first row that holds."""
        group = self.rows[phase].group
        return next(row.code for row in self.refusals if row.holds(group, kind))


@cache
def transitions() -> Transitions:
    """Return the transition table that comes with the package.

    Law: 118/2025/NĐ-CP Điều 17, 19, 21, 22.

    >>> [kind.value for kind in transitions().rows[Phase.DONE].on]
    ['hand-over']
    """
    path = files("tthc").joinpath("data/lifecycle/transitions.toml")
    return parse_transitions(path.read_text(encoding="utf-8"))


def parse_transitions(text: str) -> Transitions:
    """Read a transition table from TOML.

    Raises:
        RuleError: a state, a status, an event or a group that does not exist, or a row that lacks a
            field (`rule.bad-field`); a phase without a row or with two, or a refusal that does not
            cover every event (`rule.missing-field`).
    """
    import tomllib

    try:
        data = tomllib.loads(text)
        rows = [
            PhaseRow(
                phase=Phase(row["name"]),
                status=Status(row["status"]),
                group=PhaseGroup(row["group"]),
                vi=row["vi"],
                en=row["en"],
                on=MappingProxyType({EventKind(kind): Phase(to) for kind, to in row["on"].items()}),
            )
            for row in data["states"]
        ]
        refusals = tuple(
            Refusal(
                row["code"],
                frozenset(map(PhaseGroup, row.get("groups", ()))),
                frozenset(map(EventKind, row.get("kinds", ()))),
            )
            for row in data["refusals"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError("rule.bad-field", key="lifecycle", field=str(error)) from None
    if sorted(row.phase.value for row in rows) != sorted(phase.value for phase in Phase):
        raise RuleError("rule.missing-field", key="lifecycle", field="states")
    if not refusals or refusals[-1].groups or refusals[-1].kinds:
        raise RuleError("rule.missing-field", key="lifecycle", field="refusals")
    return Transitions(MappingProxyType({row.phase: row for row in rows}), refusals)
