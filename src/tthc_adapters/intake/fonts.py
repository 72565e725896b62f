"""Columns in the encodings of old fonts: found in the first block, decoded in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tthc_adapters.intake.distinct import Distinct
from tthc_adapters.intake.legacy import decode_legacy, detect_legacy, is_vietnamese, legacy_gain, words_of

if TYPE_CHECKING:
    import polars as pl

_SAMPLE_ROWS = 2_000


class FontReader:
    """Decode the columns of a table that are clearly in TCVN3 or VNI (giải mã phông cũ).

    The words of all columns that are not Vietnamese as they stand must settle the encoding together,
    unless the headings do. Then a column is decoded when its own words become Vietnamese by it, and more
    so than they were; where the headings settle it, no less so.

    Args:
        headings: encoding the headings are in, which settles it for the whole table.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"c0": ["§Æng ký hé tÞch", "Chøng thùc"], "c1": ["A", "B"]})
    >>> FontReader().read(frame, ["c0", "c1"], lambda *_: None)["c0"].to_list()
    ['Đặng ký hộ tịch', 'Chứng thực']
    """

    def __init__(self, headings: str | None = None) -> None:
        self._encoding = headings
        self._columns: dict[str, Distinct] | None = None

    def read(
        self, frame: pl.DataFrame, names: Sequence[str], count: Callable[[str, str, int], None]
    ) -> pl.DataFrame:
        """Return `frame` decoded; `count` is told the rule, the column and the cells changed."""
        if self._columns is None:
            self._columns = self._find(frame, names)
        for name, decoder in self._columns.items():
            decoded = decoder.map(frame[name])
            count(str(self._encoding), name, int((decoded != frame[name]).sum()))
            frame = frame.with_columns(decoded.alias(name))
        return frame

    def _find(self, frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Distinct]:
        import polars as pl

        head = frame.head(_SAMPLE_ROWS)
        words = {name: words_of(head[name].drop_nulls().unique(maintain_order=True)) for name in names}
        words = {name: found for name, found in words.items() if found}
        by_headings = self._encoding is not None
        if not by_headings:
            words = {name: found for name, found in words.items() if not is_vietnamese(found)}
            self._encoding = detect_legacy(frozenset().union(*words.values()))
        if self._encoding is None:
            return {}
        rule = partial(decode_legacy, encoding=self._encoding)
        gains = {name: legacy_gain(found, self._encoding) for name, found in words.items()}
        return {
            name: Distinct(rule, pl.String)
            for name, gain in gains.items()
            if gain is not None and (gain > 0 or (by_headings and gain == 0))
        }
