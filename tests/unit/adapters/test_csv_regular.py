"""CSV text is read in one go only where every byte of it is accounted for."""

from __future__ import annotations

import pytest

from tthc_adapters.sources._csv_records import Shape, _by_windows
from tthc_adapters.sources._csv_regular import Counted, _pairs_around_cells, regular


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"1,a\n2,b\n", [("1", "a"), ("2", "b")]),
        (b"1,a\r\n2,b\r\n", [("1", "a"), ("2", "b")]),
        (b"1,a\n2,b", [("1", "a"), ("2", "b")]),
        (b'1,"a,b"\n\n2,c\n', [("1", "a,b"), (None, None), ("2", "c")]),
        (b"1,a\r\n\r\n2,b\r\n", [("1", "a"), (None, None), ("2", "b")]),
        (b'1,"a ""b"" c"\n2,d\n', [("1", 'a "b" c'), ("2", "d")]),
        (b'1,"a\nb"\n2,d\n', [("1", "a\nb"), ("2", "d")]),
        (b'"1","a"\r\n"2","b"\r\n', [("1", "a"), ("2", "b")]),
    ],
)
def test_what_is_regular(data: bytes, rows: list[tuple[str | None, ...]]) -> None:
    frame = regular(Counted(data), ",")
    assert frame is not None
    assert frame.rows() == rows


@pytest.mark.parametrize(
    "data",
    [
        b"1,a\n2\n",  # a cell too few
        b"1,a\n2,b,c\n",  # a cell too many
        b"1\n2\n",  # no separator
        b"1,a\rb\n\n2,c\n",  # a lone CR and a blank line, whose bytes make up for each other
        b'1,"a"x\n2\n',  # bytes after a closing mark, and a cell too few
        b'1,""a"",3\n',
        b'1,a"b\n2,c"d\n',
        b'1,"a\n',
        b"\n\n\n",
        b"\xef\xbb\xbf1,a\n",
        b"1,\xff\n",
    ],
)
def test_what_is_left_to_the_careful_way(data: bytes) -> None:
    assert regular(Counted(data), ",") is None


def test_few_and_many_quotation_marks_are_judged_alike() -> None:
    long = b"y" * 1000
    cells = {
        b'"x"': True,
        b'""': True,
        b'"x""z"': True,
        b'"a\nb"': True,
        b'"x"z': False,
        b'z"x"': False,
        b'"a,"b",c"': False,  # a separator and a mark after each of its marks, but not in this order
        b'"x"\rz': False,
    }
    for inside, sound in cells.items():
        for data in (b"1," + inside + b"\n", b"1," + inside + b"\n2," + long + b"\n"):
            assert (regular(Counted(data), ",") is not None) is sound, data[:20]


@pytest.mark.parametrize(
    ("record", "sound"),
    [
        (b'1,"x","y",""', True),
        (b'1,"x""z"', False),
        (b'1,"x"z', False),
        (b'1,z"x",2', False),
        (b'1,"a,"b",c"', False),
        (b'1,a",b,"c', False),
        (b'1,"x"\rz', False),
    ],
)
def test_pairs_of_marks_around_whole_cells(record: bytes, sound: bool) -> None:
    """The two counts alone settle it, whatever the reader makes of the record."""
    text = Counted(b"0,0\n" + record + b"\n" + b"2," + b"y" * 1000 + b"\n")
    assert (_pairs_around_cells(text, ",") * 2 == text.marks) is sound


def test_only_a_window_with_an_odd_row_is_read_with_care() -> None:
    lines = [b"%d,a,b" % row for row in range(200_000)]
    lines[100_000] += b",x"
    frames = list(_by_windows(b"\n".join(lines) + b"\n", Shape(",", 3, 3), complete=True))
    flaws = [flaw for frame, _ in frames for flaw in frame["_flaw"]]
    assert len(flaws) == 200_000
    assert [row for row, flaw in enumerate(flaws) if flaw] == [100_000]
