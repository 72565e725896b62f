"""The one way in: from the export of any known system to the canonical table."""
