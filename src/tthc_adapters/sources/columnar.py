"""Parquet and Arrow files: typed columns as text, read some rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._ahead import ahead
from tthc_adapters.sources._extras import guarded
from tthc_adapters.sources._trial import ARROW, PARQUET, Trial
from tthc_adapters.sources.files import refuse_other_kinds
from tthc_adapters.sources.typed_cells import as_moment, as_text

if TYPE_CHECKING:
    import polars as pl

_ROWS = 327_680


@frozen
class ParquetSource:
    """Read Parquet files (tệp Parquet)."""

    name: str = "parquet"
    api: int = 1
    suffixes: tuple[str, ...] = PARQUET

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one table of the file."""

        def scan(source: Any) -> pl.LazyFrame:
            import polars as pl

            return pl.scan_parquet(source, glob=False, hive_partitioning=False)

        return [_table(location, options, "parquet", scan)]


@frozen
class ArrowSource:
    """Read Arrow files, also called Feather (tệp Arrow)."""

    name: str = "arrow"
    api: int = 1
    suffixes: tuple[str, ...] = ARROW

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one table of the file."""

        def scan(source: Any) -> pl.LazyFrame:
            import polars as pl

            return pl.scan_ipc(source)

        return [_table(location, options, "arrow", scan)]


def _table(
    location: Location, options: ReadOptions, kind: str, scan: Callable[[Any], pl.LazyFrame]
) -> RawTable:
    if options.sheet is not None:
        raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
    with location.open() as stream:
        refuse_other_kinds(location.label, stream.read(4096), kind)
    with location.open() as stream:
        form = "ipc" if kind == "arrow" else kind
        trial = Trial(location.label, stream, _source_path(stream), form, _ROWS)
    return ColumnarTable(location=location, scan=scan, trial=trial)


def _source_path(stream: IO[bytes]) -> Path | None:
    """Return the path of an open file of this machine."""
    name = getattr(stream, "name", None)
    is_file = isinstance(name, str) and isinstance(getattr(stream, "raw", None), io.FileIO)
    return Path(name) if is_file and isinstance(name, str) else None


def _source(stream: IO[bytes]) -> Any:
    """Return the path of an open file of this machine, else its bytes."""
    path = _source_path(stream)
    return io.BytesIO(stream.read(bounds.MAX_UNPACKED_BYTES)) if path is None else path


def _cells(schema: pl.Schema) -> Iterator[tuple[str, pl.Expr, pl.DataType]]:
    """Yield, for each column and each field of a structure, its heading, its cells and their type."""
    import polars as pl

    def of(heading: str, value: pl.Expr, dtype: pl.DataType) -> Iterator[tuple[str, pl.Expr, pl.DataType]]:
        if isinstance(dtype, pl.Struct):
            for inner in dtype.fields:
                yield from of(f"{heading}.{inner.name}", value.struct.field(inner.name), inner.dtype)  # type: ignore[arg-type]
        else:
            yield heading, value, dtype

    for name, dtype in schema.items():
        yield from of(name, pl.col(name), dtype)


@frozen
class _Shape:
    """What a columnar file says of itself: its rows, its cells and their types, and the first of them."""

    rows: int
    cells: tuple[tuple[pl.Expr, pl.DataType], ...] = field(repr=False)
    head: tuple[tuple[str | None, ...], ...] = field(repr=False)


@frozen(kw_only=True)
class ColumnarTable:
    """Hold a columnar file: the names of its columns stand for row 1, as in a sheet of the same rows.

    Args:
        trial: reads the same rows first; see there. Nothing is read here before it is asked for.
    """

    location: Location = field(repr=False)
    scan: Callable[[Any], pl.LazyFrame] = field(repr=False)
    trial: Trial = field(repr=False)
    sheet: str | None = None
    paths: tuple[str, ...] | None = None

    @cached_property
    def _shape(self) -> _Shape:
        import polars as pl  # it takes about as long as the other process needs for its beginning

        self.trial.wait(0)
        with self.location.open() as stream, guarded(self.location.label):
            frame = self.scan(_source(stream))
            schema = frame.collect_schema()
            if len(schema) > bounds.MAX_COLUMNS:
                raise AdapterError(
                    "source.too-many-columns", file=self.location.label, most=bounds.MAX_COLUMNS
                )
            cells = {heading: (value, dtype) for heading, value, dtype in _cells(schema)}
            rows = frame.select(pl.len()).collect().item()
            if rows > bounds.MAX_ROWS:
                raise AdapterError("source.too-many-records", file=self.location.label, most=bounds.MAX_ROWS)
            texts = [as_text(value, dtype).alias(heading) for heading, (value, dtype) in cells.items()]
            self.trial.wait(min(rows, bounds.HEAD_ROWS - 1))
            first = frame.head(bounds.HEAD_ROWS - 1).select(texts).collect()
        return _Shape(rows, tuple(cells.values()), (tuple(cells), *first.rows()))

    @property
    def head(self) -> tuple[tuple[str | None, ...], ...]:
        """Names of the columns, and the first rows as text."""
        return self._shape.head

    @property
    def rows(self) -> int:
        """Rows of the file, without the names of the columns."""
        return self._shape.rows

    @property
    def cells(self) -> tuple[tuple[pl.Expr, pl.DataType], ...]:
        """The cells of each column and their type."""
        return self._shape.cells

    @property
    def size(self) -> int | None:
        """Rows of the file, the names of the columns included."""
        return self.rows + 1

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield the rows below the preamble, of which the names of the columns are the first."""
        yield from self._of([as_text(*cell) for cell in self.cells], preamble, len(columns))

    def typed_blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield the blocks with days and moments as such, everything else as text."""
        import polars as pl

        days = (pl.Date, pl.Datetime)
        cells = [as_moment(*cell) if isinstance(cell[1], days) else as_text(*cell) for cell in self.cells]
        yield from self._of(cells, preamble, len(columns))

    def _of(self, cells: list[pl.Expr], preamble: int, width: int) -> Iterator[Block]:
        wanted = [value.alias(f"c{index}") for index, value in enumerate(cells[:width])]
        yield from ahead(self._blocks(wanted, preamble, width))

    def _blocks(self, wanted: list[pl.Expr], preamble: int, width: int) -> Iterator[Block]:
        import polars as pl

        for start in range(max(preamble - 1, 0), self.rows, _ROWS):
            count = min(_ROWS, self.rows - start)
            self.trial.wait(start + count)
            with self.location.open() as stream, guarded(self.location.label):
                part = self.scan(_source(stream)).slice(start, count).select(wanted).collect()
                if part.height != count:
                    raise AdapterError("source.damaged", file=self.location.label)
            frame = part.select(
                pl.all(),
                *(pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(len(wanted), width)),
                pl.int_range(start + 2, start + count + 2, dtype=pl.Int32).alias("_row"),
                pl.lit(None, dtype=pl.String).alias("_flaw"),
            )
            # in one chunk, as intake wants it: here while the block before is being read
            yield Block(frame=frame.rechunk(), done=start + count + 1)
