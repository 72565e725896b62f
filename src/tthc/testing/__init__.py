"""The kit for people who test deadlines of their own (bộ kiểm thử): strategies, laws, answer sheets.

`strategies`, the laws and `check_deadline_rule` need the extra `testing` (hypothesis), which is
imported when one of them is first asked for; `sample_table` and `DeadlineAnswers` do not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tthc.testing._answers import Answer, DeadlineAnswers, read_answers
from tthc.testing._broken import LawBroken
from tthc.testing._sample import sample_table, table_of

if TYPE_CHECKING:
    from tthc.testing import strategies
    from tthc.testing._checking import check_deadline_rule
    from tthc.testing._laws import LAWS, DeadlineLaw, DeadlineRule, EventRule, HistoryFold

_HYPOTHESIS = {
    "check_deadline_rule": "tthc.testing._checking",
    **dict.fromkeys(
        ("LAWS", "DeadlineLaw", "DeadlineRule", "EventRule", "HistoryFold"), "tthc.testing._laws"
    ),
}

__all__ = [
    "LAWS",
    "Answer",
    "DeadlineAnswers",
    "DeadlineLaw",
    "DeadlineRule",
    "EventRule",
    "HistoryFold",
    "LawBroken",
    "check_deadline_rule",
    "read_answers",
    "sample_table",
    "strategies",
    "table_of",
]


def __getattr__(name: str) -> Any:
    """Import what needs hypothesis when it is first asked for."""
    if name == "strategies":
        return import_module("tthc.testing.strategies")
    if name in _HYPOTHESIS:
        return getattr(import_module(_HYPOTHESIS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
