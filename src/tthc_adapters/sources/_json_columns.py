"""Elements of a JSON list as text columns: a columnar reader where it is certain, else one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from tthc_adapters.sources._json_values import cell, walk

if TYPE_CHECKING:
    import polars as pl

_RISKY_ESCAPES = re.compile(rb"\\(?![u/])|\\u00(?:[01]|22|5[cC])")
_SURROGATES = re.compile(rb"\\u[dD][89a-fA-F]")
"""Halves of letters outside the first plane: readers differ about one without its other half."""
_ESCAPED_KEY = re.compile(rb'[{,]\s*"[^"\\]*\\')
_FIRST_LINES = 50
_TEXT_LIKE_NESTED = re.compile(rb':\s*"[\[{]')


@frozen
class Wanted:
    """The paths to read, cut into steps."""

    paths: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(tuple(path.split(".")) for path in self.paths))

    @property
    def tops(self) -> tuple[str, ...]:
        """First steps, each once."""
        return tuple(dict.fromkeys(steps[0] for steps in self.steps))


def frame_of_elements(elements: Sequence[Any], wanted: Wanted) -> pl.DataFrame:
    """Return one text column c0… for each wanted path, element by element.

    >>> frame_of_elements([{"a": {"b": 1}}, {}], Wanted(("a.b",)))["c0"].to_list()
    ['1', None]
    """
    import polars as pl

    columns = {
        f"c{index}": _texts([cell(walk(element, steps)) for element in elements])
        for index, steps in enumerate(wanted.steps)
    }
    return pl.DataFrame(columns) if columns else pl.DataFrame({"_": [None] * len(elements)}).select([])


def _texts(values: list[str | None]) -> pl.Series:
    import polars as pl

    try:
        return pl.Series(values, dtype=pl.String)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON lets pass
        whole = [None if value is None else value.encode("utf-8", "replace").decode() for value in values]
        return pl.Series(whole, dtype=pl.String)


def frame_of_lines(lines: bytes, wanted: Wanted) -> pl.DataFrame | None:
    """Return the columns of objects that stand one on a line; None unless they are surely right.

    The reader refuses a line that is no whole JSON value, so a list that was cut in the wrong places
    is never certain, nor are two objects on one line. Nested values come as text whose quotes are not
    marked: they are taken only where no text of the piece could be mistaken for one.
    """
    import polars as pl

    escaped = b"\\" in lines
    halves = escaped and b"\\u" in lines and _SURROGATES.search(lines)
    if halves or not lines.startswith(b"{") or not wanted.paths or not _reads_nested_as_text():
        return None
    met = _first_keys(lines)
    rest = [key for key in wanted.tops if key not in met]
    facts = _facts(lines, rest)
    if facts is None:
        return None
    objects, more = facts
    all_keys = more or not met or (escaped and _ESCAPED_KEY.search(lines))
    keys = wanted.tops if all_keys else tuple(key for key in wanted.tops if key in met) or wanted.tops
    frame = _parsed(lines, keys)
    flat = frame is not None and objects == frame.height  # every line begins with one, so there are no more
    if frame is None or not (flat or frame.height == lines.count(b"\n") + (not lines.endswith(b"\n"))):
        return None
    nothing = pl.lit(None, dtype=pl.String)
    if flat and b"[" not in lines:  # nothing is nested
        tops = [nothing if steps[1:] or steps[0] not in keys else pl.col(steps[0]) for steps in wanted.steps]
        return frame.select(cells.alias(f"c{index}") for index, cells in enumerate(tops))
    sure: list[pl.Expr | pl.Series] = []
    for index, steps in enumerate(wanted.steps):
        column = _column(frame[steps[0]], steps[1:], lines) if steps[0] in keys else nothing
        if column is None:
            return None
        sure.append(column.alias(f"c{index}"))
    return frame.select(sure)


def _facts(lines: bytes, keys: Sequence[str]) -> tuple[int, bool] | None:
    """Return how many braces open an object, and whether one of `keys` may stand in the lines.

    None: they are no text, or one of them is blank or begins with something else.
    """
    import polars as pl

    try:
        text = pl.Series("text", [lines], dtype=pl.Binary).cast(pl.String).to_frame()
    except pl.exceptions.PolarsError:  # no UTF-8: the careful way says where
        return None
    cells = pl.col("text").str
    odd, objects, more = text.select_seq(  # the threads of polars are left to who reads the cells
        cells.contains("\n[^{]").alias("odd"),
        cells.count_matches("{", literal=True).alias("objects"),
        (cells.contains_any([f'"{key}"' for key in keys]) if keys else pl.lit(value=False)).alias("more"),
    ).row(0)
    return None if odd else (objects, more)


def _first_keys(lines: bytes) -> frozenset[str]:
    """Return the keys of the first lines; none when one of them cannot be read.

    Reading a wanted key that does not stand in the lines costs as much as one that does. The first lines
    name some of them; any other must stand somewhere between quotation marks, if no key is written with
    escapes.
    """
    end = 0
    for _ in range(_FIRST_LINES):
        end = lines.find(b"\n", end) + 1 or len(lines)
        if end == len(lines):
            break
    try:
        first = [json.loads(line) for line in lines[:end].split(b"\n") if line]
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset[str]().union(*(element for element in first if isinstance(element, dict)))


def _parsed(lines: bytes, keys: Sequence[str]) -> pl.DataFrame | None:
    """Return the values under `keys` as text; None where the columnar reader refuses a line."""
    import polars as pl

    try:
        return pl.read_ndjson(lines, schema=dict.fromkeys(keys, pl.String))
    except Exception:  # noqa: BLE001 - the careful way finds what is wrong and where
        return None
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        return None


def _column(texts: pl.Series, steps: Sequence[str], lines: bytes) -> pl.Series | None:
    """Return what stands at `steps` inside the values of a column; None when that is not certain."""
    import polars as pl

    nested = texts.str.contains(r"^[\[{]").fill_null(value=False)
    if not nested.any():
        return texts if not steps else pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
    if _TEXT_LIKE_NESTED.search(lines) or (b"\\" in lines and _RISKY_ESCAPES.search(lines)):
        return None
    distinct = texts.filter(nested).unique()
    try:
        found = _texts([cell(walk(json.loads(text), steps)) for text in distinct])
    except (ValueError, RecursionError):
        return None
    answer = texts.replace_strict(distinct, found, default=None, return_dtype=pl.String)
    return answer if steps else answer.zip_with(nested, texts)


@cache
def _reads_nested_as_text() -> bool:
    """Tell whether the installed polars gives values under a text schema as this module expects."""
    import polars as pl

    line = b'{"a":{"x":[1,{"y":"z"}]},"b":1.50,"c":true,"d":null,"e":"\\u0041"}\n'
    try:
        row = pl.read_ndjson(line, schema=dict.fromkeys("abcdef", pl.String)).row(0)
    except Exception:  # noqa: BLE001 - then the careful way is taken
        return False
    nested, *plain = row
    return plain == ["1.5", "true", None, "A", None] and json.loads(nested) == {"x": [1, {"y": "z"}]}
