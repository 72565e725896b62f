"""Counts of dossiers by group and by answer, and the frames they open to."""

from tthc.tallies.coding import tally
from tthc.tallies.model import Group, Tally

__all__ = ["Group", "Tally", "tally"]
