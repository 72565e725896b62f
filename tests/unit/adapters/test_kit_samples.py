"""Samples for contracts: drawn, damaged, respelt, and read as files are."""

from __future__ import annotations

import json
import unicodedata

import pytest

from tthc_adapters import load_plugins
from tthc_adapters.testing import (
    Cell,
    SampleObjects,
    chosen_for,
    heads_of,
    objects_from_json,
    read_sample,
    sample_of,
    table_from_text,
)

TABLE = table_from_text(
    """
    DANH SÁCH         |            |
    Mã hồ sơ          | Ngày       |
                      | Ngày nhận  | Ghi chú
    H00.1-260302-0001 | 02/03/2026 | a,"b"
                      |            |
    H00.1-260302-0002 | 03/03/2026 |
    """,
    headings=2,
    banner=1,
)
LIST = objects_from_json(
    json.dumps(
        {"data": {"content": [{"code": "A-1", "procedure": {"code": "1.001612", "tags": [1]}, "no": None}]}}
    ),
    at="data.content",
)


def test_a_drawn_table_is_a_csv_file() -> None:
    assert TABLE.content().decode().splitlines() == [
        "DANH SÁCH,,",
        "Mã hồ sơ,Ngày,",
        ",Ngày nhận,Ghi chú",
        'H00.1-260302-0001,02/03/2026,"a,""b"""',
        ",,",
        "H00.1-260302-0002,03/03/2026,",
    ]
    assert TABLE.physical == range(4, 7)


def test_cells_are_named_as_findings_name_them() -> None:
    assert list(TABLE.cells())[:3] == [
        Cell(row=4, column="A", header="Mã hồ sơ"),
        Cell(row=4, column="B", header="Ngày nhận"),
        Cell(row=4, column="C", header="Ghi chú"),
    ]
    assert {cell.row for cell in TABLE.cells()} == {4, 6}


@pytest.mark.parametrize(
    ("place", "real"),
    [
        ((4, None, None), True),
        ((6, "B", "Ngày nhận"), True),
        ((6, "B", "Ngày › NGÀY  nhận"), True),
        ((6, "B", None), True),
        ((3, "B", "Ngày nhận"), False),
        ((7, None, None), False),
        ((4, "A", "Ngày nhận"), False),
        ((4, "D", None), False),
    ],
)
def test_places_that_are_there(place: tuple[int, str | None, str | None], real: bool) -> None:
    assert TABLE.points_at(*place) is real


def test_damage_changes_one_cell() -> None:
    damaged = TABLE.damaged(Cell(row=6, column="B", header="Ngày nhận"), "x")
    assert damaged.rows == (*TABLE.rows[:2], ("H00.1-260302-0002", "x", ""))
    assert TABLE.rows[2][1] == "03/03/2026"


def test_headings_are_respelt_and_data_are_not() -> None:
    apart = TABLE.respelt("NFD")
    assert apart.headings[0][0] == unicodedata.normalize("NFD", "Mã hồ sơ")
    assert apart.respelt("NFC") == TABLE
    assert TABLE.respelt("upper").headings[1][1] == "  NGÀY  NHẬN    "
    assert apart.rows == TABLE.rows


@pytest.mark.parametrize("text", ["", "a | b", "a | b\nc", "\n\n"])
def test_what_is_no_table(text: str) -> None:
    with pytest.raises(ValueError, match="headings"):
        table_from_text(text)


def test_values_of_a_list_are_named_by_their_paths() -> None:
    assert list(LIST.cells()) == [
        Cell(row=1, column=None, header="code"),
        Cell(row=1, column=None, header="procedure.code"),
    ]
    assert LIST.points_at(1, None, "procedure.code")
    assert not LIST.points_at(2, None, "code")
    assert not LIST.points_at(1, "A", "code")


def test_damage_changes_one_value() -> None:
    damaged = LIST.damaged(Cell(row=1, column=None, header="procedure.code"), "x")
    (element,) = json.loads(damaged.text)["data"]["content"]
    assert element == {"code": "A-1", "procedure": {"code": "x", "tags": [1]}, "no": None}


def test_one_document_is_a_list_of_one() -> None:
    one = objects_from_json('{"hồ sơ": [{"code": "A-1"}]}', at="hồ sơ.0")
    assert (one.physical, [cell.header for cell in one.cells()]) == (range(1, 2), ["code"])
    assert json.loads(one.damaged(next(one.cells()), "x").text) == {"hồ sơ": [{"code": "x"}]}


def test_keys_are_respelt_and_keep_their_case() -> None:
    sample = SampleObjects(text='[{"mã": ["hồ"]}]')
    assert json.loads(sample.respelt("NFD").text) == [{unicodedata.normalize("NFD", "mã"): ["hồ"]}]
    assert sample.respelt("upper") is sample


@pytest.mark.parametrize(
    ("text", "at"),
    [("{", ""), ("[]", ""), ("[1]", ""), ('{"a": []}', "a"), ('{"a": []}', "b"), ('{"a": []}', "a.0")],
)
def test_what_is_no_list_of_objects(text: str, at: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        objects_from_json(text, at=at)


def test_the_heads_are_those_the_host_shows() -> None:
    adapter = load_plugins().systems["tan-dan"]
    (head,) = heads_of(sample_of("tan-dan"), adapter)
    assert head.has("Mã hồ sơ", "Ngày nhận")
    assert (head.file, head.source) == ("tan-dan.csv", "csv")


def test_two_that_know_a_file_equally_are_no_choice() -> None:
    adapter = load_plugins().systems["igate"]

    class Twin:
        name, api, layout, sniff = "twin", 1, adapter.layout, staticmethod(adapter.sniff)

    assert chosen_for(sample_of("igate"), adapter, Twin()) is None
    assert chosen_for(sample_of("igate"), adapter) == "igate"
    assert read_sample(Twin(), sample_of("igate")).systems == ("twin",)


def test_a_system_that_does_not_come_with_tthc_has_no_sample() -> None:
    with pytest.raises(KeyError):
        sample_of("thanh-an.one-stop-2026")
