"""Rows of text gathered into one frame, within bounds, whatever their widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds

if TYPE_CHECKING:
    import polars as pl

_PIECE_CELLS = 500_000


@define
class RowGatherer:
    """Gather the rows of one table; a row may be shorter than others (gom các dòng).

    >>> gatherer = RowGatherer("a.xls")
    >>> gatherer.add(["a", "b"]); gatherer.add(["c"])
    >>> gatherer.frame().rows()
    [('a', 'b'), ('c', None)]
    """

    file: str
    rows: int = field(default=0, init=False)
    width: int = field(default=0, init=False)
    _pending: list[Sequence[str | None]] = field(factory=list, init=False)
    _pending_width: int = field(default=0, init=False)
    _pieces: list[pl.DataFrame] = field(factory=list, init=False)

    def add(self, row: Sequence[str | None]) -> None:
        """Take one row.

        Raises:
            AdapterError: the table grows beyond bounds (`source.too-many-columns`, `source.too-many-rows`).
        """
        self.rows += 1
        self._pending.append(row)
        self._pending_width = max(self._pending_width, len(row))
        self.width = max(self.width, len(row))
        if self.width > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=self.file, most=bounds.MAX_COLUMNS)
        if self.rows * self.width > bounds.MAX_SHEET_CELLS:
            raise AdapterError("source.too-many-rows", file=self.file, most=bounds.MAX_SHEET_CELLS)
        if len(self._pending) * (self._pending_width + 1) > _PIECE_CELLS:
            self._flush()

    def _flush(self) -> None:
        import polars as pl

        width, rows = self._pending_width, self._pending
        columns = {
            f"c{index}": pl.Series(
                [row[index] if index < len(row) else None for row in rows], dtype=pl.String
            )
            for index in range(width)
        }
        columns["_height"] = pl.Series([None] * len(rows), dtype=pl.Null)
        self._pieces.append(pl.DataFrame(columns))
        self._pending, self._pending_width = [], 0

    def frame(self) -> pl.DataFrame:
        """Return everything gathered, as text columns c0…"""
        import polars as pl

        if self._pending:
            self._flush()
        schema = {f"c{index}": pl.String for index in range(self.width)}
        if not self._pieces:
            return pl.DataFrame(schema=schema)
        return pl.concat(self._pieces, how="diagonal").select(list(schema))
