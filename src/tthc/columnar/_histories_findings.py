"""Findings about the histories of a table: how many dossiers each concerns, and a few of their codes."""

from __future__ import annotations

from typing import Any

from tthc.columnar.door import Door
from tthc.findings import Finding
from tthc.messages import catalogue

NO_DOSSIER, NO_CODE, TWICE = "history.no-dossier", "history.no-code", "history.dossier-twice"
_REFUSED = "history.refused"


def counted(door: Door, rows: Any, reason: str) -> tuple[Finding, ...]:
    """Return a finding for each reason, with the number of dossiers and the first and last of their codes.

    Args:
        door: the door of the rows.
        rows: a lazy frame with the column `code`.
        reason: name of the column that holds the reasons, or the code of the one finding.
    """
    import narwhals as nw

    if reason != "reason":
        rows = rows.select("code", nw.lit(reason).alias("reason"))
    sizes = rows.group_by("reason").agg(
        nw.len().alias("size"), nw.col("code").min().alias("first"), nw.col("code").max().alias("last")
    )
    found = sorted(door.rows(sizes.select("reason", "size", "first", "last")), key=lambda row: row[0])
    return tuple(_finding(code, int(size), first, last) for code, size, first, last in found)


def _finding(code: str, size: int, first: str | None, last: str | None) -> Finding:
    codes = ", ".join(sorted({each for each in (first, last) if each is not None}))
    if code.startswith("history."):
        return Finding(code, count=size, details={"codes": codes})
    entry = catalogue()[_REFUSED]  # the text of the code itself speaks of one event
    texts = {lang: entry[lang] for lang in ("vi", "en")}
    details = {"codes": codes, "reason": code}
    return Finding(code, count=size, details=details, messages=texts)
