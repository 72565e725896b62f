"""Whole files of the two systems against tables worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tthc.columnar import polars_schema, validate
from tthc_adapters import Ingested, ingest

DATA = Path(__file__).parents[1] / "data"


def rows(read: Ingested) -> list[dict[str, Any]]:
    """Return the records without their empty cells and without where they stand."""
    places = {"source_file", "source_sheet"}
    return [
        {name: value for name, value in row.items() if value is not None and name not in places}
        for row in read.table.rows(named=True)
    ]


def codes(read: Ingested) -> list[tuple[str, int]]:
    return [(finding.code, finding.count) for finding in read.findings]


TAN_DAN = [
    {
        "code": "H56.22-250401-0001",
        "code_normalized": "H56.22-250401-0001",
        "procedure_code": "1.001612",
        "procedure_name": "Đăng ký thành lập hộ kinh doanh",
        "field_name": "Hộ kinh doanh",
        "agency_name": "UBND huyện Thử",
        "level": "district",
        "channel": "online",
        "submitted_on": date(2025, 4, 1),
        "submitted_at": datetime(2025, 4, 1, 7, 31),
        "received_on": date(2025, 4, 1),
        "received_at": datetime(2025, 4, 1, 8, 5),
        "due_on": date(2025, 4, 4),
        "due_at": datetime(2025, 4, 4, 8, 5),
        "finished_on": date(2025, 4, 3),
        "finished_at": datetime(2025, 4, 3, 16, 20),
        "status": 9,
        "source_row": 2,
    },
    {
        "code": "H56.22-250401-0002",
        "code_normalized": "H56.22-250401-0002",
        "procedure_code": "2.000815",
        "procedure_name": "Chứng thực bản sao từ bản chính",
        "field_name": "Chứng thực",
        "agency_name": "UBND huyện Thử",
        "level": "district",
        "channel": "direct",
        "submitted_on": date(2025, 4, 1),
        "submitted_at": datetime(2025, 4, 1, 9, 0),
        "received_on": date(2025, 4, 1),
        "received_at": datetime(2025, 4, 1, 9, 0),
        "finished_on": date(2025, 4, 1),
        "finished_at": datetime(2025, 4, 1, 9, 40),
        "returned_on": date(2025, 4, 1),
        "returned_at": datetime(2025, 4, 1, 9, 45),
        "status": 10,
        "source_row": 3,
    },
    {
        "code": "H56.22-250328-0007",
        "code_normalized": "H56.22-250328-0007",
        "procedure_code": "1.004194",
        "procedure_name": "Đăng ký biến động quyền sử dụng đất, tài sản",
        "field_name": "Đất đai",
        "agency_name": "Chi nhánh VPĐKĐĐ Thử",
        "level": "province",
        "channel": "post",
        "submitted_on": date(2025, 3, 28),
        "received_on": date(2025, 3, 28),
        "received_at": datetime(2025, 3, 28, 14, 10),
        "due_on": date(2025, 4, 11),
        "due_at": datetime(2025, 4, 11, 14, 10),
        "status": 5,
        "source_row": 4,
    },
    {
        "code": "000.00.22.H56-250326-0012",
        "code_normalized": "H56.22-250326-0012",
        "procedure_code": "1.004194",
        "procedure_name": "Đăng ký biến động quyền sử dụng đất, tài sản",
        "field_name": "Đất đai",
        "agency_name": "Chi nhánh VPĐKĐĐ Thử",
        "level": "province",
        "channel": "direct",
        "submitted_on": date(2025, 3, 26),
        "received_on": date(2025, 3, 26),
        "received_at": datetime(2025, 3, 26, 10, 0),
        "due_on": date(2025, 4, 2),
        "due_at": datetime(2025, 4, 2, 10, 0),
        "finished_on": date(2025, 4, 3),
        "finished_at": datetime(2025, 4, 3, 16, 20),
        "status": 9,
        "source_row": 5,
    },
]


def test_tan_dan_list() -> None:
    read = ingest(DATA / "tan_dan_list.csv")
    assert rows(read) == TAN_DAN
    assert read.systems == ("tan-dan",)
    assert read.accounting.to_dict() == {
        "physical": 4,
        "records": 4,
        "rejected": 0,
        "skipped": {},
        "preamble": 1,
    }
    assert read.findings == ()


def test_the_table_is_the_canonical_one() -> None:
    table = ingest(DATA / "tan_dan_list.csv").table
    assert dict(table.schema) == polars_schema()
    validate(table)


def test_tan_dan_json() -> None:
    read = ingest(DATA / "tan_dan_list.json")
    assert read.accounting.to_dict() == {
        "physical": 3,
        "records": 2,
        "rejected": 0,
        "skipped": {"deleted": 1},
        "preamble": 0,
    }
    expected = {
        **{name: value for name, value in TAN_DAN[0].items() if name != "source_row"},
        "field_code": "HKD",
        "agency_code": "H56.22",
        "online_level": "full",
        "limit_amount": 3.0,
        "limit_unit": "working-day",
        "source_row": 1,
    }
    first, second = rows(read)
    assert first == expected
    assert second == {
        "code": "H56.22-250401-0002",
        "code_normalized": "H56.22-250401-0002",
        "procedure_code": "2.000815",
        "procedure_name": "Chứng thực bản sao từ bản chính",
        "level": "province",
        "channel": "post",
        "online_level": "partial",
        "submitted_on": date(2025, 4, 1),
        "submitted_at": datetime(2025, 4, 1, 9, 0),
        "received_on": date(2025, 4, 1),
        "received_at": datetime(2025, 4, 1, 9, 0),
        "status": 5,
        "waiting_since": date(2025, 4, 2),
        "limit_amount": 12.0,
        "limit_unit": "working-hour",
        "source_row": 2,
    }


def test_igate_list() -> None:
    read = ingest(DATA / "igate_list.json")
    assert read.systems == ("igate",)
    assert codes(read) == [("finished-column-missing", 1)]
    first, second = rows(read)
    assert first == {
        "code": "H48.14-250401-0001",
        "code_normalized": "H48.14-250401-0001",
        "procedure_code": "1.001612.000.00.00.H48",
        "procedure_name": "Đăng ký thành lập hộ kinh doanh",
        "field_code": "HKD",
        "agency_code": "000.00.14.H48",
        "agency_name": "Bộ phận tiếp nhận và trả kết quả huyện Thử",
        "level": "district",
        "channel": "direct",
        "submitted_on": date(2025, 4, 1),
        "submitted_at": datetime(2025, 4, 1, 7, 50, 11),
        "received_on": date(2025, 4, 1),
        "received_at": datetime(2025, 4, 1, 8, 20),
        "due_on": date(2025, 4, 4),
        "due_at": datetime(2025, 4, 4, 8, 20),
        "status": 4,
        "limit_amount": 3.0,
        "limit_unit": "working-day",
        "source_row": 1,
    }
    assert second == {
        "code": "000.00.14.H48-250328-0099",
        "code_normalized": "H48.14-250328-0099",
        "procedure_code": "2.000815.000.00.00.H48",
        "procedure_name": "Chứng thực bản sao",
        "field_name": "Chứng thực",
        "agency_code": "000.00.14.H48",
        "agency_name": "UBND xã Thử",
        "level": "commune",
        "channel": "online",
        "submitted_on": date(2025, 3, 28),
        "received_on": date(2025, 3, 28),
        "received_at": datetime(2025, 3, 28, 9, 30),
        "status": 9,
        "source_row": 2,
    }


def test_igate_detail() -> None:
    read = ingest(DATA / "igate_detail.json")
    assert codes(read) == [("finished-column-missing", 1)]
    (only,) = rows(read)
    assert only["code_normalized"] == "H48.14-250401-0001"
    assert only["agency_name"] == "UBND huyện Thử"
    assert (only["level"], only["channel"], only["online_level"]) == ("district", "online", "partial")
    assert (only["field_code"], only["field_name"]) == ("HKD", "Hộ kinh doanh")
    assert only["due_on"] == date(2025, 4, 4), "the citizen's date, not the step's dueDate"
    assert only["status"] == 4


def test_two_systems_in_one_call() -> None:
    read = ingest(DATA / "tan_dan_list.csv", DATA / "igate_list.json")
    assert read.systems == ("tan-dan", "igate")
    assert read.accounting.physical == read.accounting.records == 6
    assert read.table["source_file"].to_list() == ["tan_dan_list.csv"] * 4 + ["igate_list.json"] * 2


def test_reading_twice_is_equal() -> None:
    first, second = ingest(DATA / "igate_list.json"), ingest(DATA / "igate_list.json")
    assert first.table.equals(second.table)
    assert first.findings == second.findings


def test_the_same_file_twice_is_all_duplicates() -> None:
    path = DATA / "tan_dan_list.csv"
    read = ingest(path, path)
    assert read.files == ("tan_dan_list.csv", "tan_dan_list (2).csv")
    assert read.accounting.skipped == {"duplicate": 4}
    assert set(read.table["source_file"]) == {"tan_dan_list (2).csv"}


@pytest.mark.parametrize(
    ("name", "system", "records"),
    [
        ("motcua_tabular.csv", "tan-dan", 4),
        ("td_hoso_list.json", "tan-dan", 2),
        ("igate_dossiers.json", "igate", 2),
        ("igate_dossier_detail.json", "igate", 1),
    ],
)
def test_shared_samples_where_they_are_at_hand(
    shared_data: Path, name: str, system: str, records: int
) -> None:
    read = ingest(shared_data / "samples" / name)
    assert (read.systems, read.accounting.records) == ((system,), records)


def test_no_person_in_what_is_printed() -> None:
    read = ingest(DATA / "igate_list.json", DATA / "igate_detail.json")
    printed = repr(read) + "".join(str(finding) + repr(finding) for finding in read.findings)
    assert "Người thử" not in printed
    assert "000000000009" not in printed
