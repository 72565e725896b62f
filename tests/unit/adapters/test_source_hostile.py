"""Input made to exhaust or to deceive: bounded, refused by a clear error, and never anything else."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from tests.unit.adapters.test_source_kinds import HEADINGS, ROWS, elements, ods, separated, write

from tthc.errors import TthcError
from tthc_adapters import bounds, ingest
from tthc_adapters.manager import Plugins

Refusal = Callable[..., TthcError]


@pytest.fixture
def refused(plugins: Plugins) -> Refusal:
    def check(path: object, code: str, **options: object) -> TthcError:
        with pytest.raises(TthcError) as error:
            ingest(path, plugins=plugins, **options)  # type: ignore[arg-type]
        assert error.value.code == code, error.value
        assert error.value.message("vi")
        return error.value

    return check


def sheet_with(path: Path, cells: str) -> Path:
    """Write a workbook, then put other cells into its sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for index, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(index, 0, row)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<row r="9"><c r="XFD9"><v>1</v></c></row>', "source.too-many-columns"),
        ('<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>', "source.too-many-columns"),
        ('<row r="9"><c r="BZZ9"><v>1</v></c></row>', "source.too-many-columns"),
        ('<row r="1048576"><c r="BZ1048576"><v>1</v></c></row>', "source.too-many-rows"),
        ('<row r="9"><c r="A9999999999"><v>1</v></c></row>', "source.too-many-rows"),
        ("<row r='1048577'><c r='A1048577'><v>1</v></c></row>", "source.too-many-rows"),
        ('<row r="9">' + "<c><v>1</v></c>" * 2_001 + "</row>", "source.too-many-columns"),
        ('<row r="9"><x:c xmlns:x="u" r="XFD9"/></row>', "source.too-many-columns"),
    ],
)
def test_a_sheet_of_a_million_columns_is_not_laid_out(
    cells: str, code: str, tmp_path: Path, refused: Refusal
) -> None:
    refused(sheet_with(tmp_path / "a.xlsx", cells), code)


def test_a_wide_sheet_within_bounds_is_read(tmp_path: Path, plugins: Plugins) -> None:
    path = sheet_with(tmp_path / "a.xlsx", '<row r="9"><c r="CV9"><v>1</v></c></row>')
    assert ingest(path, plugins=plugins).accounting.records == 2


def test_entities_in_a_sheet_are_refused(tmp_path: Path, refused: Refusal) -> None:
    path = sheet_with(tmp_path / "a.xlsx", "")
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    start = sheet.index(b"<worksheet")
    members["xl/worksheets/sheet1.xml"] = sheet[:start] + bomb + sheet[start:]
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)
    refused(path, "source.xml-doctype")


def zip_bomb(path: Path, *, declared: int | None) -> None:
    """Write a workbook with 20 MB of blanks in it, and say of it what we like."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = b"".join(packed.compress(b" " * 1_000_000) for _ in range(20)) + packed.flush()
    size = 20_000_000 if declared is None else declared
    name = b"xl/workbook.xml"
    fixed = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(body), size, len(name), 0)
    local = b"PK\x03\x04" + fixed + name + body
    directory = b"PK\x01\x02" + struct.pack("<H", 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    path.write_bytes(local + directory + end)


@pytest.mark.parametrize(("declared", "code"), [(None, "source.bomb"), (2_000, "source.bomb")])
def test_a_zip_bomb_is_told_by_unpacking(
    declared: int | None, code: str, tmp_path: Path, refused: Refusal
) -> None:
    zip_bomb(tmp_path / "a.xlsx", declared=declared)
    refused(tmp_path / "a.xlsx", code)


def test_a_member_that_is_not_as_long_as_declared_is_damaged(tmp_path: Path, refused: Refusal) -> None:
    path = tmp_path / "a.xlsx"
    sheet_with(path, "")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 7)
    path.write_bytes(bytes(data))
    refused(path, "source.damaged")


@pytest.mark.parametrize(
    "repeated",
    [
        '<table:table-row table:number-rows-repeated="900000"><table:table-cell/>'
        '<table:table-cell office:value-type="float" table:number-columns-repeated="99"/></table:table-row>',
        '<table:table-row table:number-rows-repeated="2000000000"><table:table-cell/></table:table-row>',
    ],
)
def test_repeated_cells_of_a_sheet_are_counted(repeated: str, tmp_path: Path, refused: Refusal) -> None:
    ods(tmp_path / "a.ods", [HEADINGS, *ROWS], repeated=repeated)
    refused(tmp_path / "a.ods", "source.too-many-rows")


def test_the_empty_rest_of_a_sheet_is_nothing(tmp_path: Path, plugins: Plugins) -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    ods(tmp_path / "a.ods", [HEADINGS, *ROWS], repeated=rest)
    assert ingest(tmp_path / "a.ods", plugins=plugins).accounting.records == 2


@pytest.mark.parametrize(
    ("offset", "values", "code"),
    [
        (2, b"\xff\xff", "source.too-many-columns"),  # a cell in column 65,536
        (-1, b"", "source.too-many-rows"),  # a declared size of four thousand million rows
    ],
)
def test_cells_an_old_workbook_cannot_have(  # noqa: PLR0917 - what to write where, and the answer
    offset: int, values: bytes, code: str, repo_root: Path, tmp_path: Path, refused: Refusal
) -> None:
    data = bytearray((repo_root / "tests" / "data" / "tan_dan_list.xls").read_bytes())
    if offset > 0:
        place = data.index(struct.pack("<HHHH", 0x00FD, 10, 3, 1)) + 4 + offset
        data[place : place + 2] = values
    else:
        place = data.index(struct.pack("<HH", 0x0200, 14)) + 4
        data[place : place + 8] = struct.pack("<II", 0, 4_000_000_000)
    (tmp_path / "a.xls").write_bytes(bytes(data))
    refused(tmp_path / "a.xls", code)


def test_a_gzip_bomb(tmp_path: Path, refused: Refusal) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress((separated(",").encode() + b" " * 20_000_000), 9))
    refused(path, "source.bomb")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b", "source.wrong-kind"),
        (b"", "source.empty"),
        (gzip.compress(separated(",").encode())[:-20], "source.damaged"),
        (b"\x1f\x8b" + b"\xff" * 40, "source.damaged"),
    ],
)
def test_a_packed_file_that_is_none(data: bytes, code: str, tmp_path: Path, refused: Refusal) -> None:
    (tmp_path / "a.csv.gz").write_bytes(data)
    refused(tmp_path / "a.csv.gz", code)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l11;</a>', "source.xml-doctype"),
        (
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>&x;</b></a>',
            "source.xml-doctype",
        ),
        ('<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "source.xml-doctype"),
        ('<?xml version="1.0"?><a><b>&x;</b></a>', "source.xml-syntax"),
        ('<?xml version="1.0"?><a><b></a>', "source.xml-syntax"),
        ('<?xml version="1.0" encoding="khong-co"?><a/>', "source.xml-syntax"),
        ('<?xml version="1.0"?>' + "<a>" * 100_000, "source.too-deep"),
        ('<?xml version="1.0"?><a><b><c>' + "x" * 1_000_000 + "</c></b></a>", "source.cell-too-long"),
        (
            '<?xml version="1.0"?><a>' + "".join(f"<b{n}/>" for n in range(9_000)) + "</a>",
            "source.too-many-columns",
        ),
    ],
)
def test_hostile_xml(text: str, code: str, tmp_path: Path, refused: Refusal) -> None:
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    refused(tmp_path / "a.xml", code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "<table>" + "<tr><td colspan=1000>a<td colspan=1000>b<td>c</tr>" * 3 + "</table>",
            "source.too-many-columns",
        ),
        ("<table><tr><td>" + "x" * 1_000_000 + "</td></tr></table>", "source.cell-too-long"),
        ("<table><tr><td colspan=1000>a</td></tr>" + "<tr>" * 70_000 + "</table>", "source.too-many-rows"),
        ("<html><form>" + "<div>" * 50_000 + "Đăng nhập</form></html>", "source.html"),
        ("<table><tr><td>x</td></tr></table>" * 1_001, "source.too-many-sheets"),
        ("<html><body>" + "\ufffd&#0;&#xffffffff;&x;</body></html>", "source.html"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.xls"])
def test_hostile_html(text: str, code: str, name: str, tmp_path: Path, refused: Refusal) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    refused(tmp_path / name, code)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("[" * 200_000, "source.json-depth"),
        ('{"a": ' + "[" * 200_000, "source.json-depth"),
        ('{"b": ' + '{"c":' * 200_000 + "}]", "source.json-depth"),
        ('{"a": 1' + "0" * 5_000 + "}]", "source.json-depth"),
        ("2]", "source.json-element"),
        ('{"b": 2]', "source.json-syntax"),
        ('{"b": 2}', "source.json-syntax"),
        ('{"b": 2}] [', "source.json-syntax"),
    ],
)
def test_hostile_json(  # noqa: PLR0917 - what to write, and the answer
    rest: str, code: str, large: bool, tmp_path: Path, refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = json.dumps(elements()[0])
    if large:
        monkeypatch.setattr(bounds, "MAX_JSON_BYTES", len(first) + 20)
    (tmp_path / "a.json").write_text(f"[{first}, {rest}", encoding="utf-8")
    refused(tmp_path / "a.json", code)


@pytest.mark.parametrize("large", [False, True])
def test_an_error_told_behind_the_list(
    large: bool, tmp_path: Path, refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(bounds, "MAX_JSON_BYTES", 600)
    text = json.dumps({"data": elements(), "success": False})
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    refused(tmp_path / "a.json", "source.answer-error")


def test_values_in_cells_never_run_and_never_break_a_row(tmp_path: Path, plugins: Plugins) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][2] = '=HYPERLINK("http://127.0.0.1","x")'
    rows[1][2] = "a\x01\x07\x7f\x85\u202eb"
    frame = pl.DataFrame([[cell or None for cell in row] for row in rows], schema=HEADINGS, orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    table = ingest(tmp_path / "a.parquet", plugins=plugins).table
    assert table.height == 2
    assert table["field_name"][0] == rows[0][2]


def test_columnar_files_beyond_bounds(
    tmp_path: Path, refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    pl.DataFrame({f"c{index}": ["x"] for index in range(2_001)}).write_parquet(tmp_path / "wide.parquet")
    refused(tmp_path / "wide.parquet", "source.too-many-columns")
    monkeypatch.setattr(bounds, "MAX_ROWS", 1)
    refused(write("parquet", tmp_path), "source.too-many-records")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1" + b"\x00" * 40 + b"PAR1")
    refused(tmp_path / "cut.parquet", "source.damaged")


def test_a_length_that_ends_the_process_that_believes_it(repo_root: Path, refused: Refusal) -> None:
    refused(repo_root / "tests" / "data" / "huge_length.parquet", "source.damaged")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file(tmp_path: Path, refused: Refusal) -> None:
    os.mkfifo(tmp_path / "a.csv")
    refused(tmp_path / "a.csv", "location.special")


@pytest.mark.parametrize("name", ["a\x00.csv", "../" * 40 + "khong-co/a.csv", "a" * 5_000 + ".csv"])
def test_odd_paths(name: str, refused: Refusal, plugins: Plugins) -> None:
    with pytest.raises(TthcError) as error:
        ingest(name, plugins=plugins)
    assert error.value.code in {"location.not-found", "location.no-access"}


def test_deep_json_values_that_nobody_reads(tmp_path: Path, plugins: Plugins) -> None:
    deep = json.dumps(elements()[0])[:-1] + ', "x": ' + "[" * 500 + "]" * 500 + "}"
    (tmp_path / "a.json").write_text(f"[{deep}]", encoding="utf-8")
    assert ingest(tmp_path / "a.json", plugins=plugins).accounting.records == 1
