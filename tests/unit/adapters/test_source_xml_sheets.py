"""XML spreadsheets of 2003, which systems save as .xls; and workbooks under the name of another kind."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.unit.adapters.test_source_kinds import HEADINGS, ROWS, ods, same, write, xlsx

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest
from tthc_adapters.manager import Plugins

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}" xmlns:html="http://www.w3.org/TR/REC-html40">'
)


def text(value: str, **attributes: str) -> str:
    given = "".join(f' ss:{key}="{value}"' for key, value in attributes.items())
    return f'<Cell{given}><Data ss:Type="String">{value}</Data></Cell>' if value else f"<Cell{given}/>"


def book(*rows: str, name: str = "Hồ sơ", more: str = "") -> str:
    sheet = f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table></Worksheet>'
    return f"{START}<Styles><Style ss:ID='s1'/></Styles>{sheet}{more}</Workbook>"


def plain_rows() -> list[str]:
    return [f"<Row>{''.join(map(text, row))}</Row>" for row in [HEADINGS, *ROWS]]


@pytest.fixture
def plain(tmp_path: Path, plugins: Plugins) -> Ingested:
    return ingest(write("csv", tmp_path), plugins=plugins)


@pytest.mark.parametrize("name", ["a.xls", "a.xml", "a.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_is_read_under_every_name(
    name: str, encoding: str, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    path = tmp_path / name
    content = book(*plain_rows()).replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    path.write_bytes(content.encode(encoding))
    result = ingest(path, plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [2, 3]
    assert result.table["source_sheet"].to_list() == ["Hồ sơ", "Hồ sơ"]


def test_places_merged_cells_types_and_comments(tmp_path: Path, plugins: Plugins) -> None:
    """A row and a cell may name their place; what follows does so past merged cells, as in Excel."""
    down, wide = {"MergeDown": "1"}, {"MergeAcross": "1"}
    note = (
        '<Comment ss:Author="x"><ss:Data xmlns="http://www.w3.org/TR/REC-html40">Ghi chú</ss:Data></Comment>'
    )
    bold = (
        f'<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>Trạng</B> thái</ss:Data>{note}'
    )
    rows = [
        f"<Row>{text('DANH SÁCH HỒ SƠ', MergeAcross='5')}</Row>",
        f'<Row ss:Index="3" ss:Height="20">{text("STT", **down)}{text("Mã hồ sơ", **down)}'
        f"{text('Thời gian', **wide)}<Cell ss:MergeDown='1'>{bold}</Cell></Row>",
        f"<Row>{text('Ngày nhận')}{text('Ngày hẹn trả')}</Row>",
        '<Row ss:Span="1"><Cell><Data ss:Type="Number">1</Data></Cell>'
        f'{text("H56.22-250401-0001")}<Cell><Data ss:Type="DateTime">2025-04-01T08:05:00.000</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2025-04-15T00:00:00.000</Data></Cell>'
        f"{text('Đang xử lý')}</Row>",
        f'<Row><Cell><Data ss:Type="Number">2.0</Data></Cell>{text("H56.22-250401-0002")}'
        f'<Cell><Data ss:Type="Number">45748</Data></Cell>{text("Đang xử lý", Index="5")}</Row>',
    ]
    path = tmp_path / "a.xls"
    path.write_text(book(*rows, more='<Worksheet ss:Name="Trống"><Table/></Worksheet>'), encoding="utf-8")
    read = ingest(path, plugins=plugins)
    assert read.accounting.preamble == 4
    assert (read.accounting.physical, dict(read.accounting.skipped)) == (3, {"blank": 1})  # the span's second
    wanted = ("code", "received_on", "received_at", "due_on", "due_at", "status", "source_row")
    assert read.table.select(wanted).rows() == [
        ("H56.22-250401-0001", date(2025, 4, 1), datetime(2025, 4, 1, 8, 5), date(2025, 4, 15), None, 4, 5),
        ("H56.22-250401-0002", date(2025, 4, 1), None, None, None, 4, 7),
    ]


def test_sheets_are_chosen_as_in_a_workbook(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    path = tmp_path / "a.xls"
    other = '<Worksheet ss:Name="Hai"><Table>' + "".join(plain_rows()[:2]) + "</Table></Worksheet>"
    path.write_text(book(*plain_rows(), more=other), encoding="utf-8")
    first = ingest(path, plugins=plugins)
    assert same(first, plain)
    assert "sheet-not-read" in {finding.code for finding in first.findings}
    assert ingest(path, sheet="Hai", plugins=plugins).accounting.records == 1
    with pytest.raises(AdapterError) as error:
        ingest(path, sheet="Ba", plugins=plugins)
    assert error.value.code == "source.sheet-absent"


FAR = text("x")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            book(*plain_rows()).replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook'),
            "source.xml-doctype",
        ),
        (
            book(*plain_rows()).replace("<Workbook", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Workbook'),
            "source.xml-doctype",
        ),
        (book(*plain_rows())[:-12], "source.xml-syntax"),
        (book(*plain_rows(), '<Row ss:Index="1048577"/>'), "source.too-many-rows"),
        (book(*plain_rows(), '<Row ss:Index="99999999999"/>'), "source.too-many-rows"),
        (book(*plain_rows(), '<Row ss:Index="2"/>'), "source.damaged"),
        (book(*plain_rows(), '<Row ss:Index="-1"/>'), "source.damaged"),
        (book(*plain_rows(), f"<Row>{text('x', Index='2001')}</Row>"), "source.too-many-columns"),
        (book(*plain_rows(), f"<Row>{text('x', MergeAcross='999999999')}</Row>"), "source.too-many-columns"),
        (book(*plain_rows(), f"<Row>{FAR * 2_001}</Row>"), "source.too-many-columns"),
        (book(*plain_rows(), f"<Row>{text('x', MergeDown='9999999999')}</Row>"), "source.too-many-rows"),
        (book(f"<Row>{text('x' * 600_000)}</Row>"), "source.cell-too-long"),
        (book("<a>" * 70 + "</a>" * 70), "source.too-deep"),
        (book(), "source.empty"),
        (book(*plain_rows(), more='<Worksheet ss:Name="x"/>' * 1_001), "source.too-many-sheets"),
    ],
)
def test_a_hostile_one_is_refused(content: str, code: str, tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xls"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == code


def test_other_xml_is_no_workbook(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xls"
    path.write_text('<?xml version="1.0"?><a><b/></a>', encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.wrong-kind"


def test_a_new_workbook_under_an_old_name(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    xlsx(tmp_path / "b.xlsx")
    path = (tmp_path / "b.xlsx").rename(tmp_path / "b.xls")
    assert same(ingest(path, plugins=plugins), plain)


def test_an_old_workbook_under_a_new_name(
    repo_root: Path, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes((repo_root / "tests" / "data" / "tan_dan_list.xls").read_bytes())
    assert same(ingest(path, plugins=plugins), plain)


def test_an_open_document_under_another_name(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    path = tmp_path / "b.xlsx"
    ods(path, [HEADINGS, *ROWS])
    assert same(ingest(path, plugins=plugins), plain)
