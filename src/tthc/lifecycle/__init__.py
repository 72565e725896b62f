"""The life of a dossier: one transition table, a pure fold over events, the state as of a day."""

from tthc.lifecycle._diagram import lifecycle_diagram, lifecycle_svg
from tthc.lifecycle._fold import (
    Folded,
    State,
    advance,
    fold,
    fold_or_findings,
    state_after_reception,
)
from tthc.lifecycle._snapshot import snapshot
from tthc.lifecycle._table import (
    ANSWERS,
    REQUESTS,
    Phase,
    PhaseGroup,
    PhaseRow,
    Refusal,
    Transitions,
    parse_transitions,
    transitions,
)

__all__ = [
    "ANSWERS",
    "REQUESTS",
    "Folded",
    "Phase",
    "PhaseGroup",
    "PhaseRow",
    "Refusal",
    "State",
    "Transitions",
    "advance",
    "fold",
    "fold_or_findings",
    "lifecycle_diagram",
    "lifecycle_svg",
    "parse_transitions",
    "snapshot",
    "state_after_reception",
    "transitions",
]
