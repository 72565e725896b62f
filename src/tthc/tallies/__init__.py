"""Counts of dossiers by group and by answer, and the frames they open to."""

from tthc.tallies.coding import tally
from tthc.tallies.counts import Group
from tthc.tallies.model import Tally
from tthc.tallies.parts import Part, PartQuestion, add_tallies, keep_part, recall_part
from tthc.tallies.shared_codes import check_codes

__all__ = [
    "Group",
    "Part",
    "PartQuestion",
    "Tally",
    "add_tallies",
    "check_codes",
    "keep_part",
    "recall_part",
    "tally",
]
