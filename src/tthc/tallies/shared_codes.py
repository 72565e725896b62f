"""Codes that stand for more than one row, within a table or across parts: a pass of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tthc.columnar.doors import Door, Engine, open_doors
from tthc.columnar.schema import Kind, require
from tthc.findings import Finding, SourceRef

CODE = "code_normalized"
SAMPLES = 5
ROWS_A_BUCKET = 25_000_000
"""Rows whose marks polars compares at a time."""

_MARK, _ROWS, _PART = "tthc_mark", "tthc_rows", "tthc_part"
_SOURCE = ("source_file", "source_sheet", "source_row")


def check_codes(*tables: Any) -> tuple[Finding, ...]:
    """Look for dossier codes that stand in more than one row, of one part or of several (mã hồ sơ trùng).

    Tallies of parts add up only where no code is shared, and a tally holds no codes, so this is a pass of
    its own. It reads the codes alone, a bucket of them at a time: memory does not grow with the rows.

    Args:
        tables: the parts, all on one engine; each holds `code_normalized`. Rows without a code are left out.

    Returns:
        nothing, or the finding `code-shared`: its count is that of the codes, its details say how many rows
        have them, its samples point at the rows of the first few codes.

    Raises:
        TableError: no text column `code_normalized` (`table.columns`), tables on different engines or
            connections (`table.engines-mixed`), or a source the engine could not read
            (`table.engine-failed`).

    >>> import polars as pl
    >>> one, two = pl.DataFrame({"code_normalized": ["1", "2"]}), pl.DataFrame({"code_normalized": ["2"]})
    >>> [(found.code, found.count, found.details["rows"]) for found in check_codes(one, two)]
    [('code-shared', 1, 2)]
    >>> check_codes(one)
    ()
    """
    import narwhals as nw

    doors = [door for door in open_doors(*tables) if door is not None]
    if not doors:
        return ()
    door = doors[0]
    with door.guarded():
        parts = [_part(each.frame, number) for number, each in enumerate(doors, start=1)]
        every = nw.concat([part.select(CODE) for part in parts])
        shared, rows, samples = _shared(door, door.marked(every, [CODE], _MARK))
        if not shared:
            return ()
        seen = [row for part in parts for row in door.rows(part.filter(nw.col(CODE).is_in(samples)))]
    seen.sort(key=lambda row: (row[0], row[4], row[3] or 0))
    where = [
        SourceRef(file=file or f"#{number}", sheet=sheet, row=row, value=code)
        for code, file, sheet, row, number in seen
    ]
    return (
        Finding("code-shared", count=shared, samples=tuple(where[: 2 * SAMPLES]), details={"rows": rows}),
    )


def _part(frame: Any, number: int) -> Any:
    """Return the codes of a part, and where each stands."""
    import narwhals as nw

    require(frame, {CODE: Kind.TEXT})
    present = frame.collect_schema()
    types = (nw.String(), nw.String(), nw.Int64())
    source = [
        (nw.col(name) if name in present else nw.lit(None)).cast(dtype).alias(name)
        for name, dtype in zip(_SOURCE, types, strict=True)
    ]
    coded = frame.filter(~nw.col(CODE).is_null())
    return coded.select(nw.col(CODE).cast(nw.String), *source, nw.lit(number).alias(_PART))


def _shared(door: Door, marked: Any) -> tuple[int, int, Sequence[str]]:
    """Return how many codes are shared, how many rows have them, and the first few of them.

    Marks are compared first: eight bytes a row. Only rows that share one are compared by their codes.
    DuckDB and Spark bound their memory themselves; for polars rows are taken in buckets by their mark.
    """
    import narwhals as nw

    buckets = 1
    if door.engine is Engine.POLARS:
        ((rows,),) = door.rows(marked.select(nw.len()))
        buckets = rows // ROWS_A_BUCKET + 1
    shared, concerned = 0, 0
    samples: list[str] = []
    for bucket in range(buckets):
        part = marked if buckets == 1 else marked.filter(nw.col(_MARK) % buckets == bucket)
        again = part.group_by(_MARK).agg(nw.len().alias(_ROWS)).filter(nw.col(_ROWS) > 1)
        ((candidates,),) = door.rows(again.select(nw.len()))
        if not candidates:
            continue
        part = part.join(again.select(_MARK), on=_MARK, how="semi")
        counted = part.group_by(CODE).agg(nw.len().alias(_ROWS)).filter(nw.col(_ROWS) > 1)
        ((codes, rows),) = door.rows(counted.select(nw.len().alias(CODE), nw.col(_ROWS).sum().cast(nw.Int64)))
        shared, concerned = shared + codes, concerned + (rows or 0)
        samples += [code for (code,) in door.rows(counted.sort(CODE).head(SAMPLES).select(CODE))]
    return shared, concerned, sorted(samples)[:SAMPLES]
