"""The readers of files that come with tthc pass the contract that other packages pass."""

from __future__ import annotations

import io
import json
from datetime import datetime

import polars as pl
import pytest
import xlsxwriter

from tthc_adapters import SourceReader, load_plugins
from tthc_adapters.testing import SourceContract, SourceSample

ROWS = (
    ("Mã hồ sơ", "Ngày tiếp nhận", "Ghi chú"),
    ("H00.1-260302-0001", "02/03/2026", "Trả ngay, có hẹn"),
    ("H00.1-260302-0002", "02/03/2026", None),
    ("H00.1-260303-0001", "03/03/2026", "=1+1"),
)


def csv_sample() -> SourceSample:
    lines = (";".join(cell or "" for cell in row) for row in ROWS)
    return SourceSample(file="a.csv", content=("\n".join(lines) + "\n").encode(), rows=ROWS)


def xlsx_sample() -> SourceSample:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 3, 2)})  # the same bytes each time
        sheet = book.add_worksheet("Hồ sơ")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, [cell or "" for cell in row])
    return SourceSample(file="a.xlsx", content=content.getvalue(), rows=ROWS)


def json_sample() -> SourceSample:
    elements = [{"ma": {"hoSo": code}, "ngay": day, "ghiChu": more} for code, day, more in ROWS]
    document = {"content": elements, "totalElements": len(elements)}
    return SourceSample(
        file="a.json",
        content=json.dumps(document, ensure_ascii=False).encode(),
        rows=ROWS,
        paths=("ma.hoSo", "ngay", "ghiChu"),
    )


def html_sample() -> SourceSample:
    lines = "".join("<tr>" + "".join(f"<td>{cell or ''}</td>" for cell in row) + "</tr>\n" for row in ROWS)
    page = f'<html><head><meta charset="utf-8"></head><body><table>{lines}</table></body></html>'
    return SourceSample(file="a.html", content=page.encode(), rows=ROWS)


def frame() -> pl.DataFrame:
    headings, *below = ROWS
    return pl.DataFrame(below, schema=[str(heading) for heading in headings], orient="row")


def parquet_sample() -> SourceSample:
    content = io.BytesIO()
    frame().write_parquet(content)
    return SourceSample(file="a.parquet", content=content.getvalue(), rows=ROWS)


def arrow_sample() -> SourceSample:
    content = io.BytesIO()
    frame().write_ipc(content)
    return SourceSample(file="a.arrow", content=content.getvalue(), rows=ROWS)


SAMPLES = {
    "arrow": arrow_sample,
    "csv": csv_sample,
    "html": html_sample,
    "json": json_sample,
    "parquet": parquet_sample,
    "xlsx": xlsx_sample,
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
class TestBuiltInSources(SourceContract):
    @pytest.fixture
    def source(self, name: str) -> SourceReader:
        return load_plugins().sources[name]

    @pytest.fixture
    def sample(self, name: str) -> SourceSample:
        return SAMPLES[name]()
