"""Rules as data: typed terms, first-match tables, and their readings.

The same table is read as a plain function for one dossier, as columns of any frame, as sentences for
people, and as a digest for stored state. There is no second copy of a rule.
"""

from tthc.rules.tables import NOT_ASKED, Answered, Derived, Literal, Program, Row, Rules
from tthc.rules.terms import Always, Code, Day, Input, Moment, Term

__all__ = [
    "NOT_ASKED",
    "Always",
    "Answered",
    "Code",
    "Day",
    "Derived",
    "Input",
    "Literal",
    "Moment",
    "Program",
    "Row",
    "Rules",
    "Term",
]
