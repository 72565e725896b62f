"""Persons without showing them: numbers, names, birth dates, and what a source may answer (danh tính)."""

from tthc.identity._birth import PartialDate, Precision
from tthc.identity._match import Match, MatchOutcome, require_grounds
from tthc.identity._names import PersonName, mask_name, name_key
from tthc.identity._numbers import NumberKind, PersonalNumber, mask_number, structure_notes

__all__ = [
    "Match",
    "MatchOutcome",
    "NumberKind",
    "PartialDate",
    "PersonName",
    "PersonalNumber",
    "Precision",
    "mask_name",
    "mask_number",
    "name_key",
    "require_grounds",
    "structure_notes",
]
