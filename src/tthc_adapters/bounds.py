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

MAX_CELL_MARKUP = 4 * MAX_CELL_BYTES
"""Longest text of a cell in HTML or XML, blanks that are left out included."""

MAX_COLUMNS = 2_000
"""Most columns of a table."""

MAX_JSON_BYTES = 8 * 1024 * 1024
"""Largest JSON document read whole; a larger one is read in pieces."""

MAX_JSON_ELEMENT_BYTES = 64 * 1024 * 1024
"""Largest element of a JSON list."""

MAX_JSON_DEPTH = 200
"""Deepest nesting of a JSON document."""

MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
"""Largest workbook once unpacked."""

MAX_RATIO = 200
"""How many times its packed size a file may grow when unpacked …"""

RATIO_FREE_BYTES = 8 * 1024 * 1024
"""… once it is larger than this."""

MAX_SHEET_ROWS = 1_048_576
"""Last row of a sheet."""

MAX_SHEET_CELLS = 64_000_000
"""Most cells of a sheet, empty ones between filled ones included."""

MAX_SHEETS = 1_000
"""Most sheets of a workbook, tables of a page, tables of a database."""

MAX_ENTRIES = 10_000
"""Most members of an archive, and most files of a folder."""

MAX_ROWS = 50_000_000
"""Most rows of a columnar file or a database's answer."""

MAX_DEPTH = 64
"""Deepest nesting of XML elements."""

MAX_SPAN_CELLS = 2_000_000
"""Most cells that merged cells of a page may spread over."""

BLOCK_ROWS = 20_000
"""Rows in work at a time where rows are objects."""

SAMPLES = 5
"""Places a finding names."""

YEARS = (2000, 2070)
"""First and last year a date may lie in."""

MAX_MAPPING_BYTES = 1024 * 1024
"""Largest mapping file."""
