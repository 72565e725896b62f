"""CSV and TSV: every record with its row number, none lost to quotes, blank lines or ragged ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._ahead import ahead
from tthc_adapters.sources._csv_records import Shape, pieces, read_records
from tthc_adapters.sources._text import encoding_of, is_clearly_cp1258, refuse_bad_bytes, utf8_chunks
from tthc_adapters.sources.files import refuse_other_kinds

SEPARATORS = (",", ";", "\t")

_HEAD_BYTES = 1024 * 1024


@frozen
class CsvSource:
    """Read text tables (tệp CSV, TSV), whatever separator they use."""

    name: str = "csv"
    api: int = 1
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt")

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the one table of the file."""
        if options.sheet is not None:
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        if options.separator is not None and (len(options.separator) != 1 or options.separator in '"\r\n'):
            raise AdapterError("source.separator")
        with location.open() as stream:
            refuse_other_kinds(location.label, stream.read(4096), "text")
        encoding, notes = _encoding(location, options)
        head, complete = _head(location, encoding)
        separator = options.separator or _declared(head) or find_separator(head)
        rows = read_records(head, separator, complete=complete).rows
        cells = tuple(tuple(cell or None for cell in row) for row in rows[: bounds.HEAD_ROWS])
        if max(map(len, cells), default=0) > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=location.label, most=bounds.MAX_COLUMNS)
        usual = Counter(len(row) for row in rows[: bounds.HEAD_ROWS] if any(row)).most_common(1)
        yield CsvTable(
            location=location,
            separator=separator,
            head=cells,
            usual=usual[0][0] if usual else 0,
            encoding=encoding,
            notes=notes,
        )


def _encoding(location: Location, options: ReadOptions) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the encoding named, or cp1258 where the head can be nothing else, which is a finding."""
    named = encoding_of(options.encoding)
    if named is not None:
        return named, ()
    try:
        _head(location, None)
    except AdapterError:
        with location.open() as stream:
            start = stream.read(_HEAD_BYTES)
        if not is_clearly_cp1258(start):
            raise
        note = Finding("encoding-assumed", details={"file": location.label, "encoding": "Windows-1258"})
        return "cp1258", (note,)
    return None, ()


def _head(location: Location, encoding: str | None) -> tuple[bytes, bool]:
    """Return the first bytes of the file as UTF-8, and whether they are all of it."""
    head = b""
    before = 0
    for chunk in utf8_chunks(location, _HEAD_BYTES, encoding=encoding):
        before = before or chunk.done - len(chunk.data)
        head += chunk.data
        if len(head) >= _HEAD_BYTES:
            refuse_bad_bytes(location.label, head[: head.rfind(b"\n") + 1], before)
            return head, False
    refuse_bad_bytes(location.label, head, before)
    return head, True


def _declared(head: bytes) -> str | None:
    """Return the separator a spreadsheet wrote into the first line ("sep=;")."""
    line = head.split(b"\n", 1)[0].strip().strip(b'"')
    if line.lower().startswith(b"sep=") and len(line) == 5:
        return chr(line[4])
    return "\t" if line.lower() == b"sep=" else None


def find_separator(head: bytes) -> str:
    r"""Return the separator that cuts the most lines into the same number of cells (dấu phân cách).

    >>> find_separator(b"STT;M\xc3\xa3;Ng\xc3\xa0y\n1;a,b;c\n2;d,e;f\n")
    ';'
    """
    outside = b'"'.join(head.split(b'"')[0::2])
    lines = [line for line in outside.split(b"\n")[: bounds.HEAD_ROWS] if line.strip()]
    best, best_score = SEPARATORS[0], 0
    for separator in SEPARATORS:
        counts = Counter(line.count(separator.encode()) for line in lines)
        score = max((lines_alike * count * count for count, lines_alike in counts.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return best


@frozen(kw_only=True)
class CsvTable:
    """Hold a text table: its head read, the rest read block by block when asked for.

    Args:
        usual: cells most rows have. Up to there an empty cell beyond the headings is a separator too
            many in every line; beyond it a cell was cut in two and the row cannot be trusted.
    """

    location: Location
    separator: str
    head: tuple[tuple[str | None, ...], ...] = field(repr=False)
    usual: int
    encoding: str | None = None
    notes: tuple[Finding, ...] = ()
    sheet: str | None = None
    paths: tuple[str, ...] | None = None

    @property
    def size(self) -> int | None:
        """Bytes of the file."""
        return self.location.size

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        """Yield the rows below the preamble; memory stays that of a few blocks."""
        yield from ahead(self._blocks(preamble, columns))

    def _blocks(self, preamble: int, columns: tuple[str, ...]) -> Iterator[Block]:
        import polars as pl

        shape = Shape(self.separator, len(columns), self.usual)
        first = 1
        for piece in pieces(self.location, shape, encoding=self.encoding):
            height = piece.frame.height
            rows = pl.int_range(first, first + height, dtype=pl.Int32).alias("_row")
            first += height
            if first - 1 > preamble:
                above = max(preamble - (first - 1 - height), 0)
                frame = piece.frame.select(pl.exclude("_flaw"), rows, pl.col("_flaw")).slice(above)
                yield Block(frame=frame, done=piece.done)
