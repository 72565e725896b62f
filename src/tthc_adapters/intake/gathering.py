"""Findings gathered by code, file and column: how many, and where the first few stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.findings import Finding, SourceRef
from tthc_adapters import bounds
from tthc_adapters.intake.plan import Column
from tthc_adapters.sources.typed_cells import written

if TYPE_CHECKING:
    import polars as pl


@frozen(kw_only=True)
class Places:
    """Name every place of one code in one block of one file (các vị trí của một loại phát hiện).

    Args:
        rows: physical rows, as a polars series.
        column: letters of the column; None for whole rows and for JSON.
    """

    code: str
    file: str
    rows: pl.Series = field(repr=False)
    sheet: str | None = None
    column: str | None = None
    header: str | None = None


@define
class _Entry:
    count: int
    samples: list[SourceRef]
    details: Mapping[str, Any]


@frozen
class Gatherer:
    """Collect what is wrong with the cells of a reading; memory does not grow with the rows.

    Args:
        on_places: told of every place as it is found; only the first few are kept.

    >>> gatherer = Gatherer()
    >>> gatherer.add("row-short", SourceRef(file="a.csv", row=4))
    >>> gatherer.findings()[0].count
    1
    """

    on_places: Callable[[Places], None] | None = None
    _entries: dict[tuple[str, str, str | None, str | None], _Entry] = field(factory=dict, init=False)

    def add(self, code: str, *places: SourceRef, header: str | None = None) -> None:
        """Count `places` under `code`."""
        import polars as pl

        for place in places if self.on_places else ():
            self._tell(code, place, pl.Series([place.row], dtype=pl.Int32))
        self._count(code, places, count=len(places), header=header)

    def _tell(self, code: str, place: SourceRef, rows: pl.Series) -> None:
        if self.on_places is not None:
            self.on_places(
                Places(
                    code=code,
                    file=place.file,
                    rows=rows,
                    sheet=place.sheet,
                    column=place.column,
                    header=place.header,
                )
            )

    def _count(
        self, code: str, places: Sequence[SourceRef], *, count: int, header: str | None = None
    ) -> None:
        place = places[0]
        header = header if header is not None else place.header
        key = (code, place.file, place.sheet, header)
        entry = self._entries.get(key)
        if entry is None:
            details = {"file": place.file, "header": header or "-"}
            entry = self._entries[key] = _Entry(0, [], details)
        entry.count += count
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
        count = int(mask.sum())
        if count == 0:
            return
        wanted = ["_row"] if column is None else ["_row", column.name]
        first = written(frame.select(wanted).filter(mask).head(bounds.SAMPLES))
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
        if self.on_places is not None:
            self._tell(code, places[0], frame.filter(mask)["_row"])
        self._count(code, places, count=count)

    def column(
        self,
        code: str,
        rows: pl.Series,
        *,
        file: str,
        sheet: str | None = None,
        letter: str | None = None,
        header: str | None = None,
    ) -> None:
        """Count the cells of one column, given by their rows, or the rows themselves."""
        places = [
            SourceRef(file=file, sheet=sheet, row=row, column=letter, header=header)
            for row in rows.head(bounds.SAMPLES).to_list()
        ]
        if places:
            self._tell(code, places[0], rows)
            self._count(code, places, count=len(rows))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings in the order they were first met."""
        return tuple(
            Finding(code, count=entry.count, samples=tuple(entry.samples), details=entry.details)
            for (code, *_), entry in self._entries.items()
        )
