"""Long files of JSON lines: read in columns only where that is certain, in pieces side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tthc.errors import AdapterError
from tthc_adapters import bounds, ingest
from tthc_adapters.manager import Plugins
from tthc_adapters.sources import _json_lines
from tthc_adapters.sources._ahead import side_by_side
from tthc_adapters.sources._json_columns import Wanted, frame_of_lines

WANTED = Wanted(("a", "b"))


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (b'{"a":"1","b":"2"}\n{"a":"3","b":null}\n', [("1", "2"), ("3", None)]),
        (b'{"a":"1"}\n{"a":"3"}', [("1", None), ("3", None)]),
        (b'{"a":"x{"}\n{"a":"3"}\n', [("x{", None), ("3", None)]),
        (b'{"a":"1"}\n' * 60 + b'{"b":"2"}\n', [("1", None)] * 60 + [(None, "2")]),
    ],
)
def test_lines_that_are_read_in_columns(lines: bytes, rows: list[tuple[str | None, ...]]) -> None:
    frame = frame_of_lines(lines, WANTED)
    assert frame is not None
    assert frame.rows() == rows


@pytest.mark.parametrize(
    "lines",
    [
        b'{"a":"1"}{"a":"2"}\n',
        b'{"a":"1"} {"a":"2"}\n\n',
        b'{"a":"1"}\n\n{"a":"2"}\n',
        b'{"a":"1"}\n[{"a":"2"}]\n',
        b'{"a":"1"}\nnull\n',
        b'{"a":"1",\n"b":"2"}\n',
        b'{"a":"\xff"}\n',
    ],
)
def test_lines_left_to_the_careful_way(lines: bytes) -> None:
    assert frame_of_lines(lines, WANTED) is None


def long_file(path: Path, *, last: bytes = b"") -> int:
    """Write more lines than are held at once; return how many."""
    lines = [
        json.dumps({"maHoSo": f"H01.2-250303-{number:06}", "ngayTiepNhan": "03/03/2025"}).encode()
        for number in range(1, 301)
    ]
    lines[149:149] = [b"", b" "]  # which only the careful way reads
    path.write_bytes(b"\n".join([*lines, last]))
    return len(lines)


@pytest.fixture
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_JSON_BYTES", 4096)
    monkeypatch.setattr(_json_lines, "_PIECE_BYTES", 1500)


@pytest.mark.usefixtures("_small_pieces")
def test_lines_keep_their_numbers(tmp_path: Path, plugins: Plugins) -> None:
    last = long_file(tmp_path / "a.jsonl")
    read = ingest(tmp_path / "a.jsonl", plugins=plugins)
    assert read.accounting.records == 300
    rows = dict(read.table.select("code", "source_row").rows())
    assert [rows[f"H01.2-250303-{number:06}"] for number in (1, 149, 150, 300)] == [1, 149, 152, last]


@pytest.mark.usefixtures("_small_pieces")
def test_a_byte_that_is_no_utf8_far_down(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.jsonl"
    long_file(path, last=b'{"maHoSo":"\xff"}\n')
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.undecodable"
    assert error.value.details["position"] == path.read_bytes().index(b"\xff") + 1


def test_what_is_made_side_by_side_keeps_its_order_and_its_errors() -> None:
    begun: list[int] = []

    def items() -> list[int]:
        return [3, 1, 0, 2]

    def work(number: int) -> float:
        begun.append(number)
        return 6 / number

    made = side_by_side(work, items())
    assert next(made) == (3, 2.0)
    assert next(made) == (1, 6.0)
    with pytest.raises(ZeroDivisionError):
        next(made)
    assert sorted(begun) == [0, 1, 2, 3]
