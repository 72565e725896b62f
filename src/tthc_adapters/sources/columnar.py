"""Parquet and Arrow files: typed columns as text, read some rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._ahead import ahead
from tthc_adapters.sources._extras import guarded
from tthc_adapters.sources._trial import refuse_what_ends_the_process
from tthc_adapters.sources.files import refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl

_ROWS = 262_144
_ZONE = "Asia/Ho_Chi_Minh"


@frozen
class ParquetSource:
    """Read Parquet files (tệp Parquet)."""

    name: str = "parquet"
    api: int = 1
    suffixes: tuple[str, ...] = (".parquet", ".pq")

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one table of the file."""
        import polars as pl

        def scan(source: Any) -> pl.LazyFrame:
            return pl.scan_parquet(source, glob=False, hive_partitioning=False)

        return [_table(location, options, "parquet", scan)]


@frozen
class ArrowSource:
    """Read Arrow files, also called Feather (tệp Arrow)."""

    name: str = "arrow"
    api: int = 1
    suffixes: tuple[str, ...] = (".arrow", ".feather", ".ipc")

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one table of the file."""
        import polars as pl

        return [_table(location, options, "arrow", pl.scan_ipc)]


def _table(
    location: Location, options: ReadOptions, kind: str, scan: Callable[[Any], pl.LazyFrame]
) -> RawTable:
    import polars as pl

    if options.sheet is not None:
        raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
    with location.open() as stream:
        refuse_other_kinds(location.label, stream.read(4096), kind)
    with location.open() as stream:
        source = _source_path(stream)
        refuse_what_ends_the_process(
            location.label, stream, source, "ipc" if kind == "arrow" else kind, _ROWS
        )
    with location.open() as stream, guarded(location.label):
        frame = scan(_source(stream))
        schema = frame.collect_schema()
        if len(schema) > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=location.label, most=bounds.MAX_COLUMNS)
        texts = dict(_texts(schema))
        rows = frame.select(pl.len()).collect().item()
        if rows > bounds.MAX_ROWS:
            raise AdapterError("source.too-many-records", file=location.label, most=bounds.MAX_ROWS)
        first = frame.head(bounds.HEAD_ROWS - 1).select(list(texts.values())).collect()
    return ColumnarTable(
        location=location, scan=scan, texts=texts, rows=rows, head=(tuple(texts), *first.rows())
    )


def _source_path(stream: IO[bytes]) -> Path | None:
    """Return the path of an open file of this machine."""
    name = getattr(stream, "name", None)
    is_file = isinstance(name, str) and isinstance(getattr(stream, "raw", None), io.FileIO)
    return Path(name) if is_file and isinstance(name, str) else None


def _source(stream: IO[bytes]) -> Any:
    """Return the path of an open file of this machine, else its bytes."""
    path = _source_path(stream)
    return io.BytesIO(stream.read(bounds.MAX_UNPACKED_BYTES)) if path is None else path


def _texts(schema: pl.Schema) -> Iterator[tuple[str, pl.Expr]]:
    """Yield, for each column and each field of a structure, its heading and its cells as text."""
    import polars as pl

    def of(heading: str, value: pl.Expr, dtype: pl.DataType) -> Iterator[tuple[str, pl.Expr]]:
        if isinstance(dtype, pl.Struct):
            for inner in dtype.fields:
                yield from of(f"{heading}.{inner.name}", value.struct.field(inner.name), inner.dtype)  # type: ignore[arg-type]
        else:
            yield heading, as_text(value, dtype).alias(heading)

    for name, dtype in schema.items():
        yield from of(name, pl.col(name), dtype)


def as_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return typed cells as the text a person would read; lists have none.

    >>> import polars as pl
    >>> from datetime import datetime
    >>> frame = pl.DataFrame({"a": [3.0, 2.5], "b": [datetime(2025, 4, 1, 8, 5), None], "c": [True, None]})
    >>> frame.select(as_text(pl.col(name), frame.schema[name]) for name in "abc").rows()
    [('3', '2025-04-01T08:05:00', 'true'), ('2.5', None, None)]
    """
    import polars as pl

    answer = value.cast(pl.String, strict=False) if not dtype.is_nested() and dtype != pl.Object else None
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is not None:
            value = value.dt.convert_time_zone(_ZONE).dt.replace_time_zone(None)
        moment = value.cast(pl.Datetime("us"))
        text = moment.dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
        answer = (
            pl.when(moment.dt.year().is_between(1, 9999))
            .then(text)
            .otherwise(moment.cast(pl.Int64).cast(pl.String))
        )
    elif dtype == pl.Date:
        number = value.cast(pl.Int32).cast(pl.String)
        answer = pl.when(value.dt.year().is_between(1, 9999)).then(answer).otherwise(number)
    elif dtype.is_float():
        whole = value.cast(pl.Int64, strict=False)
        answer = pl.when(whole.cast(dtype) == value).then(whole.cast(pl.String)).otherwise(answer)
    elif dtype == pl.Boolean:
        answer = pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))
    return pl.lit(None, dtype=pl.String) if answer is None else answer


@frozen(kw_only=True)
class ColumnarTable:
    """Hold a columnar file: the names of its columns stand for row 1, as in a sheet of the same rows."""

    location: Location = field(repr=False)
    scan: Callable[[Any], pl.LazyFrame] = field(repr=False)
    texts: dict[str, pl.Expr] = field(repr=False)
    rows: int
    head: tuple[tuple[str | None, ...], ...] = field(repr=False)
    sheet: str | None = None
    paths: tuple[str, ...] | None = None

    @property
    def size(self) -> int | None:
        """Rows of the file, the names of the columns included."""
        return self.rows + 1

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield the rows below the preamble, of which the names of the columns are the first."""
        yield from ahead(self._blocks(preamble, columns))

    def _blocks(self, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        import polars as pl

        width = len(columns)
        wanted = [value.alias(f"c{index}") for index, value in enumerate(list(self.texts.values())[:width])]
        for start in range(max(preamble - 1, 0), self.rows, _ROWS):
            count = min(_ROWS, self.rows - start)
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
            yield Block(frame=frame, done=start + count + 1)
