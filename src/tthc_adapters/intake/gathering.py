"""Findings gathered by code, file and column: how many, and where the first few stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.findings import Finding, SourceRef
from tthc_adapters import bounds
from tthc_adapters.intake.plan import Column

if TYPE_CHECKING:
    import polars as pl


@define
class _Entry:
    count: int
    samples: list[SourceRef]
    details: Mapping[str, Any]


@frozen
class Gatherer:
    """Collect what is wrong with the cells of a reading; memory does not grow with the rows.

    >>> gatherer = Gatherer()
    >>> gatherer.add("row-short", SourceRef(file="a.csv", row=4))
    >>> gatherer.findings()[0].count
    1
    """

    _entries: dict[tuple[str, str, str | None, str | None], _Entry] = field(factory=dict, init=False)

    def add(self, code: str, *places: SourceRef, count: int | None = None, header: str | None = None) -> None:
        """Count `places` (or `count` of them, the first of which are given) under `code`."""
        place = places[0]
        header = header if header is not None else place.header
        key = (code, place.file, place.sheet, header)
        entry = self._entries.get(key)
        if entry is None:
            details = {"file": place.file, "header": header or "-"}
            entry = self._entries[key] = _Entry(0, [], details)
        entry.count += len(places) if count is None else count
        entry.samples.extend(places[: bounds.SAMPLES - len(entry.samples)])

    def rows(
        self,
        code: str,
        frame: pl.DataFrame,
        mask: pl.Series,
        *,
        file: str,
        sheet: str | None = None,
        column: Column | None = None,
    ) -> None:
        """Count the rows of `frame` that `mask` holds for; `_row` gives their place."""
        count = int(mask.fill_null(value=False).sum())
        if count == 0:
            return
        wanted = ["_row"] if column is None else ["_row", column.name]
        first = frame.select(wanted).filter(mask).head(bounds.SAMPLES)
        places = [
            SourceRef(
                file=file,
                sheet=sheet,
                row=row[0],
                column=column.letter if column else None,
                header=column.header if column else None,
                value=row[1] if column else None,
            )
            for row in first.rows()
        ]
        self.add(code, *places, count=count)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings in the order they were first met."""
        return tuple(
            Finding(code, count=entry.count, samples=tuple(entry.samples), details=entry.details)
            for (code, *_), entry in self._entries.items()
        )
