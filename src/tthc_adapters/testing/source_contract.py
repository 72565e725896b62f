"""The contract of a reader of files: subclass it, give `source` and `sample`, get the tests."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc_adapters.protocols import API, Block, Location, RawTable, ReadOptions, SourceReader
from tthc_adapters.testing.guard import watched

if TYPE_CHECKING:
    import polars as pl

_CUTS = 24
_FLIPS = 48


@frozen(kw_only=True)
class SourceSample:
    """A small file and what a reader has to find in it (tệp mẫu cho bộ đọc nguồn).

    Args:
        file: its name, with the ending that chooses the reader.
        content: its bytes.
        rows: every physical row as text, the first of them the headings; for a list of objects the
            values at `paths`, without headings.
        paths: dotted paths to ask for, of a list of objects.
    """

    file: str
    content: bytes = field(repr=False)
    rows: tuple[tuple[str | None, ...], ...] = field(repr=False)
    paths: tuple[str, ...] | None = None

    @property
    def headings(self) -> int:
        """Rows of headings: one, and none in a list of objects."""
        return 0 if self.paths is not None else 1


@define
class _Shelf:
    """Open one content again and again, and remember the streams."""

    content: bytes
    opened: list[IO[bytes]] = field(factory=list)

    def open(self) -> IO[bytes]:
        stream = io.BytesIO(self.content)
        self.opened.append(stream)
        return stream


class SourceContract:
    """Test a reader: rows and places, equality, broken files, silence (bộ kiểm tra cho bộ đọc nguồn).

    A subclass named `Test…` gives two pytest fixtures: `source`, a `SourceReader`, and `sample`, a
    `SourceSample` with at least two rows. The invariant behind it: whatever the bytes, every row is
    there, or one of our errors says why not.
    """

    def test_it_is_a_source(self, source: SourceReader, sample: SourceSample) -> None:
        """The object is a `SourceReader` of this version, with endings in lower case."""
        assert isinstance(source, SourceReader), "name, api, suffixes and tables are needed"
        assert source.name == "".join(str(source.name).split()) != "", "the name is one word"
        assert source.api == API, f"this tthc speaks version {API} of the protocol"
        for suffix in source.suffixes:
            assert suffix == "." + suffix.lower().strip("."), f"{suffix}: lower case, with the dot"
        assert sample.file.lower().endswith(tuple(source.suffixes)), "the sample has an ending of the source"

    def test_every_row_is_there_in_its_place(self, source: SourceReader, sample: SourceSample) -> None:
        """The cells are those of the sample, and `_row` counts the physical rows, headings and all."""
        frame = _frame(_blocks(source, sample))
        above = sample.headings
        numbers = list(range(above + 1, len(sample.rows) + 1))
        assert frame["_row"].to_list() == numbers, "rows count up from 1, the headings too, none left out"
        cells = [name for name in frame.columns if not name.startswith("_")]
        assert cells == [f"c{index}" for index in range(len(cells))], "columns are c0, c1 and so on"
        assert _plain(frame.select(cells).rows()) == _plain(sample.rows[above:]), "the cells differ"

    def test_the_head_shows_the_first_rows(self, source: SourceReader, sample: SourceSample) -> None:
        """What systems are shown to tell the export by is what stands in the file."""
        table = _table(source, sample)
        if sample.paths is not None:
            assert table.paths is not None, "a list of objects has paths"
            assert set(sample.paths) <= set(table.paths), "a path of the sample is not shown"
        else:
            assert table.paths is None, "a table has no paths"
            assert _plain(table.head) == _plain(sample.rows[: len(table.head)]), "the head differs"
            assert table.head, "nothing is shown"

    def test_cells_are_text(self, source: SourceReader, sample: SourceSample) -> None:
        """Nothing is interpreted: every column but `_row` holds text."""
        import polars as pl

        schema = _frame(_blocks(source, sample)).schema
        wrong = [name for name, kind in schema.items() if name != "_row" and kind != pl.String]
        assert not wrong, f"{wrong}: not text"
        assert schema["_row"] == pl.Int32, "_row is Int32"

    def test_rows_above_the_data_are_left_out(self, source: SourceReader, sample: SourceSample) -> None:
        """`preamble` takes rows from the top, and the others keep their numbers."""
        whole, below = _frame(_blocks(source, sample)), _frame(_blocks(source, sample, more=1))
        assert whole.slice(1).equals(below), "without the first row, the others are not as they were"

    def test_reading_twice_is_equal(self, source: SourceReader, sample: SourceSample) -> None:
        """The same bytes give the same rows."""
        assert _frame(_blocks(source, sample)).equals(_frame(_blocks(source, sample))), "two readings differ"

    def test_an_empty_file_is_refused(self, source: SourceReader, sample: SourceSample) -> None:
        """No bytes at all are an error of ours, not an empty table."""
        try:
            list(source.tables(_location(sample.file, b"")[0], ReadOptions()))
        except AdapterError:
            return
        raise AssertionError("a file without bytes is an AdapterError, source.empty")

    def test_a_cut_file_is_read_or_refused(self, source: SourceReader, sample: SourceSample) -> None:
        """A file that ends too early gives rows or one of our errors, and nothing else."""
        size = len(sample.content)
        for length in sorted({size * part // _CUTS for part in range(1, _CUTS)}):
            _read_or_refused(source, sample, sample.content[:length], f"cut after {length} bytes")

    def test_a_damaged_file_is_read_or_refused(self, source: SourceReader, sample: SourceSample) -> None:
        """A file with one wrong byte gives rows or one of our errors, and nothing else."""
        size = len(sample.content)
        for number in range(_FLIPS):
            place = (number * 7919) % size
            damaged = bytearray(sample.content)
            damaged[place] ^= 0xFF if number % 2 else 0x0D
            _read_or_refused(source, sample, bytes(damaged), f"byte {place} changed")

    def test_a_sheet_that_is_not_there_is_refused(self, source: SourceReader, sample: SourceSample) -> None:
        """A sheet nobody has is an error of ours, for files without sheets too."""
        location, _ = _location(sample.file, sample.content)
        try:
            list(source.tables(location, ReadOptions(sheet="no such sheet")))
        except AdapterError:
            return
        raise AssertionError("a sheet that is not there is an AdapterError")

    def test_streams_are_closed(self, source: SourceReader, sample: SourceSample) -> None:
        """Every stream it opens is closed once the blocks are read."""
        location, shelf = _location(sample.file, sample.content)
        for table in source.tables(location, ReadOptions()):
            for _ in _all_blocks(table, sample, sample.headings):
                pass
        assert all(stream.closed for stream in shelf.opened), "a stream stays open"

    def test_it_needs_no_clock(self, source: SourceReader, sample: SourceSample) -> None:
        """Reading does not ask what time it is."""
        _blocks(source, sample)
        with watched() as outside:
            _blocks(source, sample)
        assert not outside.clock, f"the source asks for the time: {sorted(set(outside.clock))}"

    def test_it_needs_no_network(self, source: SourceReader, sample: SourceSample) -> None:
        """Reading opens nothing but the location."""
        _blocks(source, sample)
        with watched() as outside:
            _blocks(source, sample)
        assert not outside.network, f"the source leaves the machine: {sorted(set(outside.network))}"


def _location(file: str, content: bytes) -> tuple[Location, _Shelf]:
    shelf = _Shelf(content)
    return Location(label=file, open=shelf.open, size=len(content)), shelf


def _all_blocks(table: RawTable, sample: SourceSample, preamble: int) -> Iterable[Block]:
    columns = sample.paths or ("",) * max(map(len, sample.rows))
    return table.blocks(preamble=preamble, columns=columns)


def _table(source: SourceReader, sample: SourceSample) -> RawTable:
    location, _ = _location(sample.file, sample.content)
    table = next(iter(source.tables(location, ReadOptions())), None)
    assert table is not None, "the sample has no table"
    return table


def _blocks(source: SourceReader, sample: SourceSample, *, more: int = 0) -> list[Block]:
    """Return the blocks below the headings, and below so many rows more."""
    return list(_all_blocks(_table(source, sample), sample, sample.headings + more))


def _plain(rows: Iterable[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in rows]


def _frame(blocks: list[Block]) -> pl.DataFrame:
    import polars as pl

    return pl.concat([block.frame for block in blocks])


def _read_or_refused(source: SourceReader, sample: SourceSample, content: bytes, what: str) -> None:
    location, _ = _location(sample.file, content)
    try:
        for table in source.tables(location, ReadOptions()):
            rows = [row for block in _all_blocks(table, sample, 1) for row in block.frame["_row"].to_list()]
            assert rows == sorted(set(rows)), f"{what}: a row stands twice, or out of order"
    except AdapterError as error:
        told = [cell for cell in _cells(sample) if cell in str(error)]
        assert not told, f"{what}: the error repeats a cell, which may be personal"
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__} is no error of ours") from error


def _cells(sample: SourceSample) -> Iterator[str]:
    """Yield the cells below the headings that are long enough to be told from words of a message."""
    for row in sample.rows[1:]:
        yield from (cell for cell in row if cell and len(cell) > 5)
