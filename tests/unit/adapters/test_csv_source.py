from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Location, RawTable, ReadOptions
from tthc_adapters.sources import _csv_records as records_module
from tthc_adapters.sources.csv import CsvSource, find_separator

CELLS = st.text(st.sampled_from('ab1,;"\n\r\t Mã'), max_size=6)


def table(data: bytes, separator: str | None = None) -> RawTable:
    location = Location(label="x.csv", open=lambda: io.BytesIO(data), size=len(data))
    (one,) = CsvSource().tables(location, ReadOptions(separator=separator))
    return one


def everything(data: bytes, width: int, separator: str = ",") -> list[tuple[object, ...]]:
    columns = tuple(f"h{index}" for index in range(width))
    blocks = table(data, separator).blocks(preamble=0, columns=columns)
    return [row for block in blocks for row in block.frame.rows()]


def texts(data: bytes, width: int, separator: str = ",") -> list[list[str]]:
    return [[str(cell or "") for cell in row[:width]] for row in everything(data, width, separator)]


def flaws(data: bytes, width: int) -> list[object]:
    return [row[-1] for row in everything(data, width)]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from([",", ";"]))
def test_well_written_text_reads_as_the_csv_module_reads_it(rows: list[list[str]], separator: str) -> None:
    rows = [[cell.replace("\r", "\n") for cell in row] for row in [["a", "b", "c"], *rows]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    assert texts(out.getvalue().encode(), 3, separator) == rows


@given(st.text(st.sampled_from('ab,"\n'), max_size=60))
def test_every_line_of_any_text_is_in_a_row(body: str) -> None:
    data = ("h1,h2,h3\n" + body).encode()
    rows = everything(data, 3)
    assert [row[3] for row in rows] == list(range(1, len(rows) + 1))
    if '"' not in body:
        assert len(rows) == len(data.decode().removesuffix("\n").split("\n"))
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    inside = sum(str(cell).count("\n") for row in rows for cell in row[:3] if cell)
    lost = [row for row in rows if row[4] == "ragged" or not any(row[:3])]  # a cell too many may span lines
    assert len(rows) + inside == lines or (lost and len(rows) + inside < lines)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    real = records_module.utf8_chunks
    monkeypatch.setattr(records_module, "utf8_chunks", lambda location, **named: real(location, 40, **named))


@pytest.mark.usefixtures("small_blocks")
def test_blocks_cut_no_record() -> None:
    rows = [[f"mã {i}", f'"{i}",\n{i}' if i % 3 else f"x{i}", "đ" * (i % 30)] for i in range(200)]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    data = out.getvalue().encode("utf-8-sig")
    assert texts(data, 3) == [["a", "b", "c"], *rows]


@pytest.mark.usefixtures("small_blocks")
def test_the_place_of_a_bad_byte_counts_from_the_start_of_the_file() -> None:
    data = b"\xef\xbb\xbf" + b"aa,bb\n" * 20
    with pytest.raises(AdapterError) as error:
        everything(data + b"x,\xff\n", 2)
    assert error.value.details["position"] == len(data) + 3


def test_blank_lines_are_rows() -> None:
    assert texts(b"a,b\n\n1,2\n\n\n", 2) == [["a", "b"], ["", ""], ["1", "2"], ["", ""], ["", ""]]
    assert texts(b"a,b\r\n\r\n1,2\r\n", 2) == [["a", "b"], ["", ""], ["1", "2"]]


def test_ragged_rows_are_told_apart() -> None:
    data = b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n\n"
    assert flaws(data, 3) == [None, None, "short", "ragged", "ragged", None]


def test_one_more_cell_in_every_row() -> None:
    assert flaws(b"a,b\n1,2,\n1,2,3\n", 2) == [None, None, "ragged"]
    assert flaws(b"a,b,\n1,2,3\n", 2) == [None, "ragged"]
    assert flaws(b"a,b\n1,2\n", 3) == ["short", "short"]


def test_an_unclosed_quote_eats_no_row() -> None:
    data = b'a,b,c\n1,"x,3\n2,y,3\n3,z,4\n'
    assert texts(data, 3) == [["a", "b", "c"], ["1", '"x', "3"], ["2", "y", "3"], ["3", "z", "4"]]
    assert flaws(data, 3) == [None, "quote-broken", None, None]


def test_an_unclosed_quote_before_quoted_cells_eats_no_row() -> None:
    data = b'a,b,c\n1,"x,3\n2,"y, y",3\n3,z,4\n'
    assert flaws(data, 3) == [None, "quote-broken", None, None]


def test_a_quote_inside_a_cell_is_text() -> None:
    assert texts(b'a,b\n1,5" pipe\n2,3" x\n', 2) == [["a", "b"], ["1", '5" pipe'], ["2", '3" x']]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert texts("Mã,Đơn vị\nđ,ữ\n".encode(encoding), 2) == [["Mã", "Đơn vị"], ["đ", "ữ"]]


def test_another_encoding_is_refused_before_its_headings_are_judged() -> None:
    with pytest.raises(AdapterError) as error:
        table("Mã hồ sơ,Ngày nhận\n".encode("utf-8-sig") + b"H56,M\xe3\n")
    assert error.value.code == "source.undecodable"
    assert error.value.details["position"] == len("Mã hồ sơ,Ngày nhận\n".encode("utf-8-sig")) + 6
    assert "M" + chr(0xE3) not in str(error.value)


def test_broken_utf_16_is_refused_with_its_place() -> None:
    data = "Mã,b\n".encode("utf-16") + b"\x00\xd8" + "x\n".encode("utf-16-le")
    with pytest.raises(AdapterError) as error:
        table(data)
    assert error.value.code == "source.undecodable"
    assert error.value.details["position"] > 10


def test_line_ends_of_old_macs() -> None:
    assert texts(b"a,b\r1,2\r", 2) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    text = separator.join(["STT", "Mã hồ sơ", "Ngày nhận"]) + "\n" + separator.join(["1", '"a,b;c\td"', "e"])
    assert find_separator(text.encode()) == separator


def test_the_separator_a_spreadsheet_declares() -> None:
    assert table(b"sep=;\na,x;b\n1,x;2\n").head[1] == ("a,x", "b")


@pytest.mark.parametrize("separator", [";;", '"', "\n"])
def test_a_separator_is_one_character(separator: str) -> None:
    with pytest.raises(AdapterError) as error:
        table(b"a,b\n", separator)
    assert error.value.code == "source.separator"


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (b"", "source.empty", None),
        (b"\xef\xbb\xbf \n\n", "source.empty", None),
        (b"PK\x03\x04....", "source.wrong-kind", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "source.wrong-kind", "xls"),
        (b"%PDF-1.7", "source.wrong-kind", "pdf"),
        (b'{"data": []}', "source.wrong-kind", "json"),
        (b"a\x00b\x00", "source.wrong-kind", "binary"),
        (b"<?xml version='1.0'?><a/>", "source.wrong-kind", "xml"),
        (b"  <HTML><table>", "source.html", None),
    ],
)
def test_a_file_that_is_not_what_its_name_says(data: bytes, code: str, kind: str | None) -> None:
    with pytest.raises(AdapterError) as error:
        table(data)
    assert (error.value.code, error.value.details.get("found")) == (code, kind)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_LINE_BYTES", 100)
    real = records_module.utf8_chunks
    monkeypatch.setattr(records_module, "utf8_chunks", lambda location, **named: real(location, 50, **named))
    with pytest.raises(AdapterError) as error:
        everything(b"a,b\n" + b"x" * 1000, 2)
    assert error.value.code == "source.line-too-long"


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(AdapterError) as error:
        table(b"," * (bounds.MAX_COLUMNS + 1))
    assert error.value.code == "source.too-many-columns"


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    location = Location(label="x.csv", open=lambda: io.BytesIO(b"a,b"))
    with pytest.raises(AdapterError) as error:
        list(CsvSource().tables(location, ReadOptions(sheet="Trang 1")))
    assert error.value.code == "source.no-sheets"


def test_short_rows_among_whole_ones() -> None:
    assert flaws(b"a,b,c\n1,2\n1,2,3\n", 3) == [None, "short", None]


@pytest.mark.parametrize(
    "body",
    [
        '1,x"a\nb",3\n',
        '1,x"a",3\n',
        '1,x"a,3\n2,y",3\n',
        '1,"a"x,3\n2,y,3\n',
        '1,""x"",3\n',
        '"\n"\n,"a""b",c\n',
    ],
)
def test_quotes_that_do_not_stand_around_cells_join_no_rows(body: str) -> None:
    data = ("a,b,c\n" + body).encode()
    rows = everything(data, 3)
    if all(row[4] is None for row in rows):
        read = csv.reader(io.StringIO(data.decode(), newline=""))
        expected = [row + [""] * (3 - len(row)) for row in read]
        assert texts(data, 3) == expected
    else:
        assert len(rows) == data.count(b"\n")


def test_the_place_of_a_bad_byte_far_down() -> None:
    data = b"\xef\xbb\xbf" + b"aa,bb\n" * 400_000
    with pytest.raises(AdapterError) as error:
        everything(data + b"x,\xff\n", 2)
    assert error.value.details["position"] == len(data) + 3
