"""One list of dossiers in every kind of file: the same table, with rows where a person finds them."""

from __future__ import annotations

import gzip
import json
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter

from tthc_adapters import Ingested, ingest
from tthc_adapters.manager import Plugins

HEADINGS = [
    *("STT", "Mã hồ sơ", "Lĩnh vực", "Đơn vị tiếp nhận", "Kênh thực hiện", "Ngày nhận", "Ngày hẹn trả"),
    *("Ngày kết thúc xử lý", "Trạng thái"),
]
ROWS = [
    [
        *("1", "H56.22-250401-0001", "Hộ tịch", "UBND xã Mẫu", "Trực tuyến", "01/04/2025 08:05"),
        *("04/04/2025", "03/04/2025 15:00", "Đã trả kết quả"),
    ],
    [
        *("2", "H56.22-250401-0002", "Đất đai", "UBND xã Mẫu", "Trực tiếp", "01/04/2025 09:00"),
        *("15/04/2025", "", "Đang xử lý"),
    ],
]
KEYS = [
    *("stt", "maHoSo", "tenLinhVuc", "tenDonVi", "kenhThucHien", "ngayTiepNhan", "ngayHenTra"),
    *("ngayKetThucXuLy", "trangThaiHoSoId"),
]
CODES = [("2", "10"), ("1", "4")]  # channel and status of the two rows as the system's JSON has them


def separated(separator: str) -> str:
    return "".join(separator.join(row) + "\n" for row in [HEADINGS, *ROWS])


def in_cp1258(text: str) -> bytes:
    """Spell as Windows does: vowels whole, tone marks behind them."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    spelt = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tones = [part for part in parts if part in marks]
        spelt.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)))
        spelt += tones
    return "".join(spelt).encode("cp1258")


def page() -> str:
    head = "".join(f"<th>{heading.replace(' ', '<br/>', 1)}</th>" for heading in HEADINGS)
    body = "".join(
        "<tr>" + "".join(f'<td><a href="#">{escape(cell)}</a></td>' for cell in row) + "</tr>\n"
        for row in ROWS
    )
    return (
        '<html><head><meta charset="utf-8"><style>td {}</style></head><body><table border="1">'
        f'<tr><td colspan="9">DANH SÁCH HỒ SƠ</td></tr><tr>{head}</tr>{body}</table></body></html>'
    )


def ods(path: Path, rows: list[list[str]], *, repeated: str = "") -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Hồ sơ">{cells}{repeated}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        mimetype = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/>'
            "</manifest:manifest>",
        )


def xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Hồ sơ")
        for index, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(index, 0, row)


def frame() -> pl.DataFrame:
    return pl.DataFrame([[cell or None for cell in row] for row in ROWS], schema=HEADINGS, orient="row")


def typed() -> pl.DataFrame:
    moments = ["Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"]
    as_moment = [
        pl.coalesce(
            pl.col(name).str.to_datetime("%d/%m/%Y %H:%M", strict=False),
            pl.col(name).str.to_datetime("%d/%m/%Y", strict=False),
        )
        for name in moments
    ]
    return frame().with_columns(
        *as_moment, pl.col("STT").cast(pl.Int64), pl.col("Lĩnh vực").cast(pl.Categorical)
    )


def database(path: Path) -> None:
    connection = sqlite3.connect(path)
    columns = ", ".join(f'"{heading}" TEXT' for heading in HEADINGS)
    connection.execute(f"CREATE TABLE ho_so ({columns})")
    connection.execute("CREATE TABLE can_bo (ten TEXT)")
    connection.execute("INSERT INTO can_bo VALUES ('x')")
    connection.executemany(f"INSERT INTO ho_so VALUES ({', '.join('?' * len(HEADINGS))})", ROWS)
    connection.commit()
    connection.close()


def write(kind: str, folder: Path) -> Path:
    path = folder / f"ho-so.{kind}"
    match kind:
        case "csv":
            path.write_text(separated(","), encoding="utf-8-sig")
        case "tsv":
            path.write_bytes(separated("\t").encode("utf-16"))
        case "txt":
            path.write_bytes(in_cp1258(separated(";")))
        case "csv.gz":
            path.write_bytes(gzip.compress(separated(";").encode()) + gzip.compress(b""))
        case "xlsx":
            xlsx(path)
        case "ods":
            ods(path, [HEADINGS, *ROWS])
        case "xls" | "html":
            path.write_text(page(), encoding="utf-8")
        case "htm":
            path.write_bytes(in_cp1258(page().replace('charset="utf-8"', 'charset="windows-1258"')))
        case "parquet":
            frame().write_parquet(path)
        case "pq":
            typed().write_parquet(path)
        case "arrow":
            typed().write_ipc(path)
        case "db":
            database(path)
    return path


FIRST_ROW = {"xls": 3, "html": 3, "htm": 3}


@pytest.fixture
def plain(tmp_path: Path, plugins: Plugins) -> Ingested:
    folder = tmp_path / "plain"
    folder.mkdir()
    return ingest(write("csv", folder), plugins=plugins)


def same(one: Ingested, other: Ingested) -> bool:
    places = ("source_file", "source_sheet", "source_row")
    return one.table.drop(places).equals(other.table.drop(places))


@pytest.mark.parametrize(
    "kind",
    ["tsv", "txt", "csv.gz", "xlsx", "ods", "xls", "html", "htm", "parquet", "pq", "arrow", "db"],
)
def test_every_kind_of_file_gives_the_same_table(
    kind: str, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    result = ingest(write(kind, tmp_path), plugins=plugins)
    first = FIRST_ROW.get(kind, 2)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [first, first + 1]
    assert result.accounting.physical == result.accounting.records == 2
    assert result.accounting.preamble == first - 1


def test_an_old_workbook(repo_root: Path, plain: Ingested, plugins: Plugins) -> None:
    result = ingest(repo_root / "tests" / "data" / "tan_dan_list.xls", plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [4, 5]
    assert result.table["source_sheet"].to_list() == ["Hồ sơ", "Hồ sơ"]


def elements() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for row, (channel, status) in zip(ROWS, CODES, strict=True):
        element = dict(zip(KEYS, (cell or None for cell in row), strict=True))
        found.append(element | {"kenhThucHien": channel, "trangThaiHoSoId": status})
    return found


WRAPPERS: dict[str, Callable[[list[dict[str, object]]], object]] = {
    "bare": lambda rows: rows,
    "content": lambda rows: {"content": rows, "totalElements": 2},
    "data": lambda rows: {"data": rows, "totalCount": 2, "currentPage": 1, "totalPages": 1},
    "data.content": lambda rows: {"data": {"content": rows}},
    "Data": lambda rows: {"Data": rows, "ListSize": 2, "Message": None, "ErrorCode": 0},
    "recordsTotal": lambda rows: {"success": True, "data": rows, "recordsTotal": 2},
    "value": lambda rows: {"success": True, "value": rows},
    "code": lambda rows: {"code": "OK", "data": rows},
    "envelope": lambda rows: {"_note": "x", "DongBo_request": {"session": "s", "data": rows}},
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_paging_wrapper(
    wrapper: str, packed: bool, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    text = json.dumps(WRAPPERS[wrapper](elements()), ensure_ascii=False).encode()
    path = tmp_path / ("a.json.gz" if packed else "a.json")
    path.write_bytes(gzip.compress(text) if packed else text)
    result = ingest(path, plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [1, 2]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson"])
def test_json_lines_are_numbered_as_lines(
    name: str, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    one, two = (json.dumps(element, ensure_ascii=False) for element in elements())
    path = tmp_path / name
    path.write_text(f"{one}\n\n{two}\n", encoding="utf-8")
    result = ingest(path, plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [1, 3]


def test_pages_on_lines_are_one_list(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    pages = [json.dumps({"content": [element], "number": at}) for at, element in enumerate(elements())]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(pages), encoding="utf-8")
    result = ingest(path, plugins=plugins)
    assert same(result, plain)
    assert result.accounting.physical == 2


def test_xml_lists(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    rows = "".join(
        "<n:HoSo>"
        + "".join(f"<n:{key}>{escape(str(value or ''))}</n:{key}>" for key, value in element.items())
        + "</n:HoSo>"
        for element in elements()
    )
    path = tmp_path / "a.xml"
    path.write_text(
        f'<?xml version="1.0"?><n:DongBo xmlns:n="urn:x"><n:session>s</n:session><n:data>{rows}</n:data>'
        "</n:DongBo>",
        encoding="utf-8",
    )
    result = ingest(path, plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [1, 2]


def test_an_encoding_that_was_recognised_is_said(tmp_path: Path, plugins: Plugins) -> None:
    path = write("txt", tmp_path)
    codes = [finding.code for finding in ingest(path, plugins=plugins).findings]
    assert "encoding-assumed" in codes
    told = [finding.code for finding in ingest(path, plugins=plugins, encoding="windows-1258").findings]
    assert "encoding-assumed" not in told


def test_the_reference_page_lists_every_source(repo_root: Path, plugins: Plugins) -> None:
    page = (repo_root / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| `")}
    for name, source in plugins.sources.items():
        ours = type(source).__module__.startswith("tthc_adapters.")
        for word in (*source.suffixes, *getattr(source, "schemes", ())) if ours else ():
            assert f"`{word}`" in rows[f"`{name}`"]
