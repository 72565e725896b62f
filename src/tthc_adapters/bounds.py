"""The bounds an input must keep to, in one place, so that no file can exhaust the machine."""

from __future__ import annotations

HEAD_ROWS = 30
"""Rows looked through for the headings."""

BLOCK_BYTES = 16 * 1024 * 1024
"""Bytes of a CSV file in work at a time."""

MAX_LINE_BYTES = 64 * 1024 * 1024
"""Longest line of a CSV file, and longest record with quoted line breaks."""

MAX_QUOTED_LINES = 100
"""Lines one quoted cell may span before its quotation mark counts as unclosed."""

MAX_CELL_BYTES = 128 * 1024
"""Longest cell."""

MAX_COLUMNS = 2_000
"""Most columns of a table."""

MAX_JSON_BYTES = 256 * 1024 * 1024
"""Largest JSON document."""

MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
"""Largest workbook once unpacked."""

SAMPLES = 5
"""Places a finding names."""

YEARS = (2000, 2070)
"""First and last year a date may lie in."""
