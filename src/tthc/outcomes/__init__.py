"""How dossiers are counted: the decision tables of each counting policy."""

from tthc.outcomes.answers import Origin, Outcome, Scope
from tthc.outcomes.policy import (
    COUNTING_POLICIES,
    Basis,
    Compare,
    CountingPolicy,
    FinishedFallback,
    JudgedAt,
    NoDue,
    OpenWithEnd,
    Stopped,
    Withdrawn,
    counting_policy,
)
from tthc.outcomes.program import Classification, classify, counting_program, report_days

__all__ = [
    "COUNTING_POLICIES",
    "Basis",
    "Classification",
    "Compare",
    "CountingPolicy",
    "FinishedFallback",
    "JudgedAt",
    "NoDue",
    "OpenWithEnd",
    "Origin",
    "Outcome",
    "Scope",
    "Stopped",
    "Withdrawn",
    "classify",
    "counting_policy",
    "counting_program",
    "report_days",
]
