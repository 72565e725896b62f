"""Quotation marks counted in pairs stand around whole cells, as a parse of the whole text says too."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tthc_adapters.sources._csv_regular import Counted, _pairs_around_cells, _quotes_whole_cells

CELLS = st.sampled_from(["", "a", '"a"', '""', '"a,b"', '"a\nb"', '"a""b"', 'a"b', '"a" ', '"', "a"])
ENDS = st.sampled_from([",", "\n", "\r\n", ",", ""])
LONG = "x" * 3000
"""Makes marks few, so that they are looked for one by one."""


@given(st.lists(st.tuples(CELLS, ENDS), min_size=1, max_size=8))
@example([("a", ","), ('"a"', "\n"), ('"', ","), ("a", ","), ('"', "\n")])
@example([("a", ","), ('"a"', ","), ('"a"', "\n")])
def test_marks_counted_in_pairs_quote_whole_cells(parts: list[tuple[str, str]]) -> None:
    text = Counted((LONG + "\n" + "".join(cell + end for cell, end in parts)).encode())
    if text.marks and _pairs_around_cells(text, ",") * 2 == text.marks:
        assert _quotes_whole_cells(text, ",")


def test_pairs_are_counted_at_all() -> None:
    text = Counted((LONG + '\na,"b"\nc,"d,e"\n').encode())
    assert _pairs_around_cells(text, ",") == 2
