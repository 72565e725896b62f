"""One sheet held as a whole: text columns from column A on, rows from the first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc_adapters import bounds
from tthc_adapters.protocols import Block

if TYPE_CHECKING:
    import polars as pl


@frozen(kw_only=True)
class SheetTable:
    """Hold one sheet, read as a whole."""

    sheet: str | None
    frame: pl.DataFrame = field(repr=False)
    paths: tuple[str, ...] | None = None

    @property
    def head(self) -> tuple[tuple[str | None, ...], ...]:
        """The first rows."""
        return tuple(self.frame.head(bounds.HEAD_ROWS).rows())

    @property
    def size(self) -> int | None:
        """Rows of the sheet."""
        return self.frame.height

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterable[Block]:
        """Yield the rows below the preamble in one block; cells right of the headings are not read."""
        import polars as pl

        width = len(columns)
        frame = self.frame.select(
            *self.frame.columns[:width],
            *(pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(self.frame.width, width)),
            pl.int_range(1, self.frame.height + 1, dtype=pl.Int32).alias("_row"),
            pl.lit(None, dtype=pl.String).alias("_flaw"),
        )
        yield Block(frame=frame.slice(preamble), done=self.frame.height)
