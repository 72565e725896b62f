"""The readers of files that come with tthc pass the contract that other packages pass."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter
from tests.unit.adapters.test_source_kinds import ods

from tthc_adapters import SourceReader, load_plugins
from tthc_adapters.testing import SourceContract, SourceSample, watched

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


def ods_sample() -> SourceSample:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ods"
        ods(path, [[cell or "" for cell in row] for row in ROWS])
        return SourceSample(file="a.ods", content=path.read_bytes(), rows=ROWS)


def xls_sample() -> SourceSample:
    """The rows above, written by LibreOffice (`soffice --headless --convert-to xls` of a CSV file)."""
    content = (Path(__file__).parents[1] / "data" / "contract.xls").read_bytes()
    return SourceSample(file="a.xls", content=content, rows=ROWS)


def xml_spreadsheet_sample() -> SourceSample:
    cells = (
        "".join(f'<Cell><Data ss:Type="String">{escape(cell or "")}</Data></Cell>' for cell in row)
        for row in ROWS
    )
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f"<Row>{row}</Row>" for row in cells)
    book = (
        f'<?xml version="1.0"?><Workbook xmlns="{namespace}" xmlns:ss="{namespace}">'
        f'<Worksheet ss:Name="Hồ sơ"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    return SourceSample(file="a.xls", content=book.encode(), rows=ROWS)


def xml_sample() -> SourceSample:
    elements = "".join(
        f"<h><ma><hoSo>{code}</hoSo></ma><ngay>{day}</ngay><ghiChu>{more or ''}</ghiChu></h>"
        for code, day, more in ROWS
    )
    return SourceSample(
        file="a.xml",
        content=f'<?xml version="1.0"?><a><data>{elements}</data></a>'.encode(),
        rows=ROWS,
        paths=("ma.hoSo", "ngay", "ghiChu"),
    )


def sql_sample() -> SourceSample:
    headings, *below = ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.execute(f"CREATE TABLE a ({', '.join(f'[{heading}]' for heading in headings)})")
        connection.executemany("INSERT INTO a VALUES (?, ?, ?)", below)
        connection.commit()
        connection.close()
        return SourceSample(file="a.db", content=path.read_bytes(), rows=ROWS)


SAMPLES = {
    "arrow": arrow_sample,
    "csv": csv_sample,
    "html": html_sample,
    "json": json_sample,
    "ods": ods_sample,
    "parquet": parquet_sample,
    "sql": sql_sample,
    "xls": xls_sample,
    "xls as XML": xml_spreadsheet_sample,
    "xlsx": xlsx_sample,
    "xml": xml_sample,
}


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"sql"}))
class TestBuiltInSources(SourceContract):
    @pytest.fixture
    def source(self, name: str) -> SourceReader:
        return load_plugins().sources[name.partition(" ")[0]]

    @pytest.fixture
    def sample(self, name: str) -> SourceSample:
        return SAMPLES[name]()


class TestDatabases(SourceContract):
    @pytest.fixture
    def source(self) -> SourceReader:
        return load_plugins().sources["sql"]

    @pytest.fixture
    def sample(self) -> SourceSample:
        return sql_sample()

    def test_it_needs_no_clock(
        self, source: SourceReader, sample: SourceSample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The pool of connections notes when one was opened; no row depends on it."""
        with watched() as outside:
            self.test_every_row_is_there_in_its_place(source, sample)
        assert set(outside.clock) <= {"time"}
        monkeypatch.setattr("time.time", lambda: 0.0)
        self.test_every_row_is_there_in_its_place(source, sample)


def test_every_source_is_tested() -> None:
    ours = {
        name
        for record in load_plugins().inventory()
        if record.distribution == "tthc"
        for name in record.offers.get("sources", ())
    }
    assert {name.partition(" ")[0] for name in SAMPLES} == ours
