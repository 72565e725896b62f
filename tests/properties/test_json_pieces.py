"""A long list read in pieces gives what the same list gives when it is held whole."""

from __future__ import annotations

import io
import json
from typing import Any
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from tthc_adapters.protocols import Location, RawTable
from tthc_adapters.sources._json_columns import Wanted, frame_of_elements, frame_of_lines
from tthc_adapters.sources._json_pieces import find_list
from tthc_adapters.sources._json_wrappers import LISTS
from tthc_adapters.sources._text import utf8_chunks
from tthc_adapters.sources.json import LinesTable, ObjectTable, PiecesTable

KEYS = st.sampled_from(["code", "a", "b", "name", "x"])
TEXT = st.text(st.sampled_from('ab1 ệ"\\/{}[],:\n\u0001\ud83d\ude00'), max_size=8)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), TEXT, st.floats(allow_nan=False))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
ELEMENTS = st.lists(st.dictionaries(KEYS, VALUES, max_size=4), min_size=1, max_size=9)
PATHS = ("code", "a", "b", "a.name", "b.x.code", "name")
SHAPES = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " : ")])


def small_chunks(location: Location, *args: Any, **options: Any) -> Any:
    return utf8_chunks(location, 64, **options)


def rows(table: RawTable) -> list[Any]:
    with (
        patch("tthc_adapters.sources._json_pieces.utf8_chunks", small_chunks),
        patch("tthc_adapters.sources._json_lines.utf8_chunks", small_chunks),
    ):
        return [row for block in table.blocks(preamble=0, columns=PATHS) for row in block.frame.rows()]


def located(text: str) -> Location:
    return Location(label="a.json", open=lambda: io.BytesIO(text.encode()))


@given(
    ELEMENTS,
    SHAPES,
    st.sampled_from(["{}", '{{"data": {}, "totalCount": 1}}', '{{"code":"OK","data":{{"content":{}}}}}']),
)
def test_a_list_in_pieces(elements: list[Any], separators: tuple[str, str], wrapper: str) -> None:
    text = wrapper.format(json.dumps(elements, separators=separators))
    place = find_list(text, LISTS, 50)
    assert place is not None
    whole = ObjectTable(elements=tuple(json.loads(json.dumps(elements), parse_constant=lambda _: None)))
    assert rows(PiecesTable(location=located(text), place=place)) == rows(whole)


@given(ELEMENTS)
@example(elements=[{"code": "\ud83d"}])
def test_lines_in_pieces(elements: list[Any]) -> None:
    text = "\n".join(json.dumps(element) for element in elements)
    whole = ObjectTable(elements=tuple(json.loads(json.dumps(elements), parse_constant=lambda _: None)))
    assert rows(LinesTable(location=located(text), first=())) == rows(whole)


def test_regular_lists_are_read_in_columns() -> None:
    elements = [
        {"code": f"H{n}", "a": n, "b": {"x": {"code": f"S{n % 3}"}}, "x": [{"name": "y"}]} for n in range(40)
    ]
    for separators in ((",", ":"), (", ", ": "), (",\n  ", ": ")):
        text = json.dumps(elements, separators=separators)
        place = find_list(text, LISTS, 50)
        assert place is not None
        table = PiecesTable(location=located(text), place=place)
        with patch("tthc_adapters.sources._json_pieces.frame_of_lines", wraps=frame_of_lines) as fast:
            read = rows_of_whole_chunks(table)
            assert fast.called
        assert [row[:2] for row in read] == [(f"H{n}", str(n)) for n in range(40)]
        assert read[4][4] == "S1"


def rows_of_whole_chunks(table: RawTable) -> list[Any]:
    with patch("tthc_adapters.sources._json_pieces.frame_of_elements", side_effect=last_only):
        return [row for block in table.blocks(preamble=0, columns=PATHS) for row in block.frame.rows()]


def last_only(elements: list[Any], wanted: Wanted) -> Any:
    assert len(elements) <= 1, "the careful way was taken for more than the last element"
    return frame_of_elements(elements, wanted)
