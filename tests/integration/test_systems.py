"""One small file of every system's shape against a canonical table worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tthc.columnar import validate
from tthc_adapters import Ingested, ingest

DATA = Path(__file__).parents[1] / "data"
PLACES = frozenset({"source_file", "source_sheet", "source_row", "code_normalized"})


def rows(read: Ingested) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if value is not None and name not in PLACES}
        for row in read.table.rows(named=True)
    ]


def found(read: Ingested) -> dict[str, int]:
    return {finding.code: finding.count for finding in read.findings}


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> dict[str, Any]:
    """Return the two canonical columns of a moment, named by the first word: "due 2025-03-03T08:20"."""
    name, _, moment = text.partition(" ")
    parsed = datetime.fromisoformat(moment)
    return {f"{name}_on": parsed.date(), f"{name}_at": parsed}


NO_CHANNEL = {"channel-column-missing": 1}
NO_FINISH = {"finished-column-missing": 1}
NO_STATUS = {"status-column-missing": 1}
NO_FIELD = {"field-column-missing": 1}
NO_LEVEL = {"level-and-agency-column-missing": 1}

OPENCPS = [
    {
        "code": "H08.21.4-240304-0118",
        "procedure_code": "2.000635.000.00.00.H08",
        "procedure_name": "Cấp bản sao trích lục hộ tịch",
        "field_code": "G15-HT02",
        "field_name": "Hộ tịch",
        "agency_code": "H08.21.4",
        "agency_name": "UBND phường Thử",
        "level": "commune",
        "channel": "direct",
        **at("submitted 2024-03-04T08:41:12"),
        **at("received 2024-03-04T08:45:00"),
        **at("due 2024-03-07T08:45:00"),
        "status": 4,
        "limit_amount": 3.0,
        "limit_unit": "working-day",
    },
    {
        "code": "H08.32-240223-0007",
        "procedure_code": "1.001266",
        "procedure_name": "Đăng ký hộ kinh doanh",
        "field_name": "Hộ kinh doanh",
        "agency_code": "H08.32",
        "agency_name": "Phòng Kinh tế Thử",
        "level": "district",
        "channel": "online",
        "online_level": "full",
        **at("submitted 2024-02-22T21:03:40"),
        **at("received 2024-02-23T08:10:00"),
        **at("due 2024-02-28T08:15:00"),
        **at("finished 2024-02-28T16:40:00"),
        **at("returned 2024-03-01T10:11:00"),
        "status": 10,
        "limit_amount": 4.0,
        "limit_unit": "working-hour",
    },
    {"code": "u-5", "agency_name": "Sở Thử", "level": "province", "channel": "post", "status": 3},
]
OPENCPS_SYNC = [
    {
        "code": "H08.21.4-240304-0118",
        "procedure_code": "2.000635.000.00.00.H08",
        "agency_code": "H08.21.4",
        "level": "unknown",
        "channel": "direct",
        **at("submitted 2024-03-04T08:41:12"),
        **at("received 2024-03-04T08:45:00"),
        **at("due 2024-03-07T08:45:00"),
        "status": 5,
        "limit_amount": 3.0,
        "limit_unit": "working-day",
    }
]
NATIONAL = [
    {
        "code": "H08.13-240201-0031",
        "procedure_code": "1.009994",
        "procedure_name": "Cấp giấy phép xây dựng",
        "field_code": "G17-XD02",
        "field_name": "Hoạt động xây dựng",
        "agency_name": "Sở Xây dựng Thử",
        "level": "province",
        "channel": "online",
        **at("submitted 2024-01-31T20:30:00"),
        **at("received 2024-02-01T09:00:00"),
        **at("due 2024-03-12T09:00:00"),
        "original_due_on": day("2024-03-07"),
        "status": 5,
        "waiting_since": day("2024-02-20"),
        "digitised_component": True,
        "identity_verified": False,
    },
    {
        "code": "H08.13-240202-0001",
        "procedure_code": "1.009994",
        "agency_name": "UBND xã Thử",
        "level": "commune",
        "channel": "direct",
        "received_on": day("2024-02-02"),
        **at("due 2024-03-01T17:00:00"),
        **at("finished 2024-02-15T10:15:00"),
        "returned_on": day("2024-02-16"),
        "status": 9,
    },
]
NATIONAL_FINDINGS = {"flag-unrecognized": 1, "done-when-supplement-asked": 1}
EPAR = [
    {
        "code": "TP01-CX-0009AA",
        "level": "district",
        "channel": "direct",
        **at("received 2015-03-09T15:42:52"),
        **at("due 2015-03-12T16:00:00"),
        **at("finished 2015-03-10T10:00:00"),
        **at("returned 2015-03-11T09:00:00"),
        "status": 10,
    },
    {
        "code": "TN02-CX-0009AB",
        "level": "district",
        "channel": "direct",
        **at("received 2015-03-09T16:01:48"),
        "due_on": day("2015-04-22"),
        "status": 6,
        "waiting_since": day("2015-03-20"),
    },
    {
        "code": "TP01-CX-0009AC",
        "level": "commune",
        "channel": "online",
        **at("received 2015-03-02T08:10:00"),
        **at("due 2015-03-05T11:30:00"),
        **at("finished 2015-03-04T08:00:00"),
        **at("returned 2015-03-04T08:00:00"),
        "status": 7,
    },
    {
        "code": "TP01-CX-0009AE",
        "level": "commune",
        "channel": "online",
        **at("received 2015-03-02T08:10:00"),
        **at("due 2015-03-05T11:30:00"),
        "status": 4,
    },
]
REGISTER = [
    {
        "code": "H56.18-250303-0001",
        "procedure_name": "Đăng ký hộ kinh doanh",
        "level": "unknown",
        **at("received 2025-03-03T08:20:00"),
        **at("due 2025-03-06T08:20:00"),
        **at("finished 2025-03-05T15:00:00"),
        **at("returned 2025-03-06T09:00:00"),
    },
    {
        "code": "H56.18-250303-0002",
        "procedure_name": "Chứng thực bản sao",
        "level": "unknown",
        **at("received 2025-03-03T08:00:00"),
        **at("finished 2025-03-03T09:10:00"),
        **at("returned 2025-03-03T09:15:00"),
    },
]
LAND = [
    {
        "code": "HS-0901",
        "procedure_name": "Trích lục",
        "field_name": "Đất đai",
        "level": "province",
        "received_on": day("2025-04-03"),
        "due_on": day("2025-04-14"),
        "original_due_on": day("2025-04-10"),
        "finished_on": day("2025-04-11"),
        "status": 10,
    },
    {
        "code": "HS-0902",
        "procedure_name": "Tách thửa",
        "field_name": "Đất đai",
        "level": "province",
        "received_on": day("2025-04-03"),
        "due_on": day("2025-04-24"),
        "status": 4,
    },
]
CMON = [
    {
        "code": "00099001",
        "procedure_name": "Cấp giấy phép xây dựng",
        "agency_name": "UBND quận Thử",
        "level": "district",
        "channel": "direct",
        **at("received 2015-03-09T08:00:00"),
        "due_on": day("2015-03-30"),
    },
    {
        "code": "00099002",
        "agency_name": "UBND quận Thử",
        "level": "district",
        "channel": "online",
        "received_on": day("2015-03-13"),
        "due_on": day("2015-03-04"),
        **at("returned 2015-03-26T07:00:00"),
    },
]
HOSO1CUA = [
    {
        "code": "H44.02-250303-0001",
        "procedure_name": "Chứng thực bản sao",
        "field_name": "Chứng thực",
        "agency_name": "UBND xã Thử",
        "level": "commune",
        **at("received 2025-03-03T08:00:00"),
        **at("due 2025-03-04T08:00:00"),
        **at("finished 2025-03-03T10:00:00"),
        "returned_on": day("2025-03-05"),
        "status": 9,
    }
]
MPLIS = [
    {
        "code": "H15.06-250303-0001",
        "field_name": "Đất đai",
        "level": "unknown",
        **at("received 2025-03-03T08:20:00"),
        "due_on": day("2025-03-20"),
        "status": 5,
    }
]

Expected = tuple[str, str, list[dict[str, Any]], dict[str, int], dict[str, int], dict[str, int]]
FILES: list[Expected] = [
    ("opencps_list.json", "opencps", OPENCPS, {"duplicate": 2}, {}, {"copies-left-out": 1}),
    ("opencps_sync.json", "opencps", OPENCPS_SYNC, {}, {}, {**NO_FIELD, **NO_LEVEL}),
    (
        "national_portal.json",
        "national-portal",
        NATIONAL,
        {},
        {"received-missing": 1},
        {**NATIONAL_FINDINGS, "received-missing": 1},
    ),
    ("epar_record.csv", "epar", EPAR, {"deleted": 1}, {}, NO_FIELD),
    (
        "register.csv",
        "register",
        REGISTER,
        {},
        {},
        {**NO_CHANNEL, **NO_STATUS, **NO_FIELD, **NO_LEVEL, "column-stands-in": 1},
    ),
    ("land_office.csv", "land-office", LAND, {"signature": 1}, {}, {**NO_CHANNEL, "constant-used": 1}),
    ("cmon.json", "cmon", CMON, {}, {}, {**NO_FINISH, **NO_STATUS, **NO_FIELD, "column-stands-in": 1}),
    ("hoso1cua.json", "hoso1cua", HOSO1CUA, {}, {}, NO_CHANNEL),
    ("mplis.json", "mplis", MPLIS, {}, {}, {**NO_CHANNEL, **NO_FINISH, **NO_LEVEL, "constant-used": 1}),
]


@pytest.mark.parametrize(
    ("name", "system", "expected", "skipped", "rejected", "findings"), FILES, ids=[file[0] for file in FILES]
)
def test_a_file_of_each_shape(  # noqa: PLR0917
    name: str,
    system: str,
    expected: list[dict[str, Any]],
    skipped: dict[str, int],
    rejected: dict[str, int],
    findings: dict[str, int],
) -> None:
    read = ingest(DATA / name)
    assert read.systems == (system,)
    assert rows(read) == expected
    assert (dict(read.accounting.skipped), dict(read.accounting.rejected)) == (skipped, rejected)
    assert found(read) == findings
    validate(read.table)
    assert "Người thử" not in repr(read) + "".join(map(str, read.findings))


def test_one_case_in_two_rows_counts_once_and_the_desk_wins_whatever_the_order(tmp_path: Path) -> None:
    import json

    document = json.loads((DATA / "opencps_list.json").read_text(encoding="utf-8"))
    document["data"].reverse()
    path = tmp_path / "reversed.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (row,) = [row for row in rows(ingest(path)) if row["code"] == "H08.32-240223-0007"]
    assert row["status"] == 10
    assert "superseded" not in found(ingest(path))


def test_code_lists_of_a_sender() -> None:
    path = DATA / "national_portal.json"
    assert ingest(path, system="national-portal.tan-dan").table["status"].to_list() == [5, 9, 3]
    counter = ingest(path, system="national-portal.counter")
    assert counter.accounting.rejected == {"received-missing": 1}, "received at the counter, so a day is due"


SHARED = [
    ("motcua_tabular.csv", "tan-dan", 4),
    ("td_hoso_list.json", "tan-dan", 2),
    ("so_theo_doi.csv", "register", 2),
    ("igate_dossiers.json", "igate", 2),
    ("igate_dossier_detail.json", "igate", 1),
    ("opencps_dossiers.json", "opencps", 3),
    ("dvcqg_dongbohosomc.json", "national-portal", 1),
    ("epar_t_r3_record.csv", "epar", 3),
    ("cmon_tracuu.json", "cmon", 1),
    ("hoso1cua_list.json", "hoso1cua", 1),
    ("mplis_tiep_nhan.json", "mplis", 1),
    ("van_phong_dat_dai_export.csv", "land-office", 2),
]


@pytest.mark.parametrize(("name", "system", "records"), SHARED)
def test_shared_samples_where_they_are_at_hand(
    shared_data: Path, name: str, system: str, records: int
) -> None:
    read = ingest(shared_data / "samples" / name)
    assert (read.systems, read.accounting.records) == ((system,), records)
    assert read.accounting.rejected == {}
