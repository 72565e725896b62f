"""Every finding in a file of its own, written while the export is read: nothing is gathered in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from attrs import define, field

from tthc.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from tthc_adapters.intake.gathering import Places

COLUMNS = ("severity", "code", "count", "file", "sheet", "row", "column", "header", "message")
"""Columns of the file. No cell's value is among them: it may be personal."""

_LIVE = ("=", "+", "-", "@", "\t", "\r")


@define
class FindingsFile:
    """Write findings as CSV or as JSON lines, each place on a line (ghi mọi phát hiện ra tệp).

    Args:
        out: a binary stream.
        kind: "csv" or "jsonl".
        lang: language of the messages.
        lines: number of lines written, headings not among them.
    """

    out: IO[bytes]
    kind: str
    lang: str
    lines: int = field(default=0, init=False)
    _streamed: set[tuple[str, str]] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        if self.kind == "csv":
            # The mark tells spreadsheet programs that the text is UTF-8.
            self.out.write(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\n")

    def places(self, places: Places) -> None:
        """Write every place of one code in one block, as `tthc_adapters.ingest` tells it."""
        import polars as pl

        self._streamed.add((places.code, places.file))
        details = {"file": places.file, "header": places.header or "-"}
        finding = Finding(places.code, details=details)
        line = self._line(finding, file=places.file, sheet=places.sheet, column=places.column)
        line["header"] = places.header
        self._write(
            pl.DataFrame({"row": places.rows.cast(pl.Int64)}).with_columns(
                pl.lit(value, dtype=pl.Int64 if name == "count" else pl.String).alias(name)
                for name, value in line.items()
            )
        )

    def rest(self, findings: Iterable[Finding]) -> None:
        """Write the findings that were told by no place: of whole files, and of local checks."""
        import polars as pl

        schema = {name: pl.Int64 if name in {"count", "row"} else pl.String for name in COLUMNS}
        for finding in findings:
            file = finding.samples[0].file if finding.samples else finding.details.get("file")
            if (finding.code, file) in self._streamed:
                continue
            lines = [
                {
                    **self._line(finding, file=place.file, sheet=place.sheet, column=place.column),
                    "header": place.header,
                    "row": place.row,
                }
                for place in finding.samples
            ]
            whole = {**self._line(finding, file=file), "count": finding.count, "header": None, "row": None}
            if len(lines) < finding.count:  # the others have no place that is known
                lines = [whole]
            self._write(pl.DataFrame(lines, schema=schema))

    def _line(
        self, finding: Finding, *, file: str | None, sheet: str | None = None, column: str | None = None
    ) -> dict[str, Any]:
        return {
            "severity": finding.severity.value,
            "code": finding.code,
            "count": 1,
            "file": file,
            "sheet": sheet,
            "column": column,
            "message": finding.message(self.lang),
        }

    def _write(self, frame: pl.DataFrame) -> None:
        import polars as pl

        frame = frame.select(COLUMNS)
        self.lines += frame.height
        if self.kind == "jsonl":
            frame.write_ndjson(self.out)
            return
        texts = [pl.col(name) for name in ("file", "sheet", "header", "message")]
        harmless = frame.with_columns(
            pl.when(text.str.slice(0, 1).is_in(_LIVE)).then(pl.format("'{}", text)).otherwise(text)
            for text in texts
        )
        harmless.write_csv(self.out, include_header=False)


@contextmanager
def findings_files(wanted: Mapping[str, str | None], lang: str) -> Iterator[list[FindingsFile]]:
    """Open a file for each kind that has a path; all are whole at the end, or none is there.

    Raises:
        OSError: a file cannot be written.
    """
    paths = {kind: Path(path) for kind, path in wanted.items() if path is not None}
    parts = {kind: path.with_name(f".{path.name}.part") for kind, path in paths.items()}
    streams: list[IO[bytes]] = []
    try:
        for part in parts.values():
            streams.append(part.open("wb"))
        yield [FindingsFile(stream, kind, lang) for kind, stream in zip(parts, streams, strict=True)]
        for stream in streams:
            stream.close()
        for kind, path in paths.items():
            os.replace(parts[kind], path)
    finally:
        for stream in streams:
            stream.close()
        for part in parts.values():
            with suppress(FileNotFoundError):
                part.unlink()
