"""XLSX workbooks: every sheet as text, with the row numbers and letters a person sees."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources.files import refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl


@frozen
class XlsxSource:
    """Read workbooks (tệp Excel .xlsx), typed dates and numbers as text."""

    name: str = "xlsx"
    api: int = 1
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")

    def tables(self, location: Location, options: ReadOptions) -> Iterator[RawTable]:
        """Yield the sheets in their order, empty ones left out, or only the one asked for."""
        import fastexcel

        with location.open() as stream:
            head = stream.read(4096)
            refuse_other_kinds(location.label, head, "xlsx")
            data = head + stream.read()
        _check_archive(location.label, data)
        try:
            workbook = fastexcel.read_excel(data)
        except fastexcel.FastExcelError:
            raise AdapterError("source.damaged", file=location.label) from None
        names = workbook.sheet_names
        if options.sheet is not None and options.sheet not in names:
            raise AdapterError(
                "source.sheet-absent", file=location.label, sheet=options.sheet, sheets=", ".join(names)
            )
        for name in names if options.sheet is None else [options.sheet]:
            frame = _sheet(workbook, name, location.label)
            if frame is not None:
                yield SheetTable(sheet=name, frame=frame)


def _check_archive(file: str, data: bytes) -> None:
    """Refuse an archive that is no workbook, or grows beyond bounds when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise AdapterError("source.damaged", file=file) from None
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise AdapterError("source.wrong-kind", file=file, found="zip", expected="xlsx")
    if sum(member.file_size for member in members) > bounds.MAX_UNPACKED_BYTES:
        raise AdapterError("source.too-large", file=file, most=bounds.MAX_UNPACKED_BYTES)


def _sheet(workbook: Any, name: str, file: str) -> pl.DataFrame | None:
    """Return a sheet as text in columns c0…, column A first; None when it is empty."""
    import fastexcel
    import polars as pl

    try:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        offset = min((column.absolute_index for column in sheet.available_columns()), default=0)
        frame: pl.DataFrame = sheet.to_polars()
    except fastexcel.FastExcelError:
        raise AdapterError("source.damaged", file=file) from None
    if frame.height == 0:
        return None
    if offset + frame.width > bounds.MAX_COLUMNS:
        raise AdapterError("source.too-many-columns", file=file, most=bounds.MAX_COLUMNS)
    before = [pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(offset)]
    return frame.rename({old: f"c{offset + index}" for index, old in enumerate(frame.columns)}).select(
        *before, pl.all()
    )


@frozen(kw_only=True)
class SheetTable:
    """Hold one sheet, read as a whole."""

    sheet: str | None
    frame: pl.DataFrame = field(repr=False)
    paths: tuple[str, ...] | None = None

    @property
    def head(self) -> tuple[tuple[str | None, ...], ...]:
        """The first rows."""
        return tuple(self.frame.head(bounds.HEAD_ROWS).rows())

    @property
    def size(self) -> int | None:
        """Rows of the sheet."""
        return self.frame.height

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterable[Block]:
        """Yield the rows below the preamble in one block; cells right of the headings are not read."""
        import polars as pl

        width = len(columns)
        frame = self.frame.select(
            *self.frame.columns[:width],
            *(pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(self.frame.width, width)),
            pl.int_range(1, self.frame.height + 1, dtype=pl.Int32).alias("_row"),
            pl.lit(None, dtype=pl.String).alias("_flaw"),
        )
        yield Block(frame=frame.slice(preamble), done=self.frame.height)
