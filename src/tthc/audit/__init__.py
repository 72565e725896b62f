"""Checks of what was exported or filled in against what the law and the rows say (kiểm tra)."""

from tthc.audit._due_model import DueCheck, DueExample, DueGroup, DueReason
from tthc.audit._due_rules import due_difference
from tthc.audit.due_check import due_check, limit_words

__all__ = [
    "DueCheck",
    "DueExample",
    "DueGroup",
    "DueReason",
    "due_check",
    "due_difference",
    "limit_words",
]
