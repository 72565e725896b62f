"""The canonical table, its schema, and the tables that land deadlines in columns."""

from tthc.columnar.schema import COLUMNS, NAMES, REQUIRED, Column, Kind, polars_schema, validate

__all__ = ["COLUMNS", "NAMES", "REQUIRED", "Column", "Kind", "polars_schema", "validate"]
