"""The same invented dossiers, exported in the shape of each system, give the same form."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tthc.forms import report
from tthc.periods import ReportingPeriod
from tthc.tallies import tally
from tthc_adapters import ingest, load_plugins

PERIOD = ReportingPeriod(date(2015, 1, 1), date(2015, 6, 30))
AS_OF = date(2015, 7, 15)
PLUGINS = load_plugins()


@frozen(kw_only=True)
class Case:
    """One invented dossier, as an office would know it."""

    number: int
    level: str
    channel: str
    received: datetime
    due: datetime | None
    finished: datetime | None
    returned: datetime | None
    status: int
    waiting: datetime | None

    @property
    def code(self) -> str:
        return f"H56.40-{self.received:%y%m%d}-{self.number:04d}"

    @property
    def agency(self) -> str:
        return "UBND huyện Thử" if self.level == "district" else "UBND xã Thử"


def cases(count: int = 1000) -> list[Case]:
    chance = random.Random(20150101)
    made = []
    for number in range(1, count + 1):
        received = datetime(2014, 11, 3, 8, 0) + timedelta(
            days=chance.randrange(235), minutes=chance.randrange(480)
        )
        due = None if chance.random() < 0.05 else received + timedelta(days=chance.randrange(1, 40))
        status = chance.choice([2, 4, 4, 5, 6, 7, 9, 10, 10, 10])
        finished = returned = waiting = None
        if status in {7, 9, 10}:
            finished = min(
                received + timedelta(days=chance.randrange(45), hours=1), datetime(2015, 7, 14, 16, 0)
            )
            finished = max(finished, received)
            if status == 10:
                returned = min(finished + timedelta(days=chance.randrange(5)), datetime(2015, 7, 14, 17, 0))
        if status in {5, 6}:
            waiting = received + timedelta(days=chance.randrange(10))
        made.append(
            Case(
                number=number,
                level=chance.choice(["district", "commune"]),
                channel=chance.choice(["online", "direct", "direct", "post"]),
                received=received,
                due=due,
                finished=finished,
                returned=returned,
                status=status,
                waiting=waiting,
            )
        )
    return made


CASES = cases()
WORDS = {
    2: "Đã tiếp nhận",
    4: "Đang giải quyết",
    5: "Chờ bổ sung",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân rút hồ sơ",
    9: "Đã có kết quả",
    10: "Đã trả kết quả",
}
CHANNELS = {"online": "Qua mạng", "direct": "Trực tiếp", "post": "BCCI"}


def vn(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%d/%m/%Y %H:%M}"


def millis(moment: datetime | None) -> int:
    return 0 if moment is None else int((moment - datetime(1970, 1, 1, 7)).total_seconds()) * 1000


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_json(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def tan_dan_rows() -> list[dict[str, Any]]:
    return [
        {
            "STT": case.number,
            "Mã hồ sơ": case.code,
            "Đơn vị tiếp nhận": case.agency,
            "Kênh thực hiện": CHANNELS[case.channel],
            "Ngày nhận": vn(case.received),
            "Ngày hẹn trả": vn(case.due),
            "Ngày kết thúc xử lý": vn(case.finished),
            "Ngày trả": vn(case.returned),
            "Ngày yêu cầu bổ sung": vn(case.waiting),
            "Trạng thái": WORDS[case.status],
        }
        for case in CASES
    ]


def tan_dan_csv(folder: Path) -> Path:
    return write_csv(folder / "list.csv", tan_dan_rows())


def tan_dan_xlsx(folder: Path) -> Path:
    import xlsxwriter

    path = folder / "list.xlsx"
    rows = tan_dan_rows()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(index, 0, row)
    return path


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def tan_dan_json(folder: Path) -> Path:
    numbers = {"online": "2", "direct": "1", "post": "3"}
    rows = [
        {
            "maHoSo": case.code,
            "tenDonVi": case.agency,
            "catalog": "quan-huyen" if case.level == "district" else "xa-phuong",
            "kenhThucHien": numbers[case.channel],
            "ngayTiepNhan": iso(case.received),
            "ngayHenTra": iso(case.due),
            "ngayKetThucXuLy": iso(case.finished),
            "ngayTra": iso(case.returned),
            "ngayYeuCauBoSung": iso(case.waiting),
            "trangThaiHoSoId": str(case.status),
            "deletedOn": None,
        }
        for case in CASES
    ]
    return write_json(folder / "list.json", {"data": rows, "totalCount": len(rows)})


OPENCPS = {
    2: "new",
    4: "interoperating",
    5: "waiting",
    6: "paying",
    7: "cancelled",
    9: "releasing",
    10: "done",
}


def opencps(folder: Path) -> Path:
    rows = [
        {
            "dossierNo": case.code,
            "govAgencyName": case.agency,
            "receiveDate": millis(case.received),
            "dueDate": millis(case.due),
            "releaseDate": millis(case.finished),
            "finishDate": millis(case.returned),
            "dossierStatus": OPENCPS[case.status],
            "online": case.channel == "online",
            "fromViaPostal": int(case.channel == "post"),
            "originality": 3,
            "originDossierId": 0,
        }
        for case in CASES
    ]
    copies = [{**row, "originality": 1} for row in rows[:50]]
    return write_json(folder / "opencps.json", {"total": 1050, "data": [*rows, *copies]})


ROLES = {2: "TIEP_NHAN", 4: "THU_LY", 5: "BO_SUNG", 6: "THU_PHI", 9: "TRA_KET_QUA"}


def epar(folder: Path) -> Path:
    def text(moment: datetime | None) -> str:
        return "NULL" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"

    rows = [
        {
            "C_RECORD_NO": case.code,
            "C_RECEIVE_DATE": text(case.received),
            "C_RETURN_DATE": text(case.due),
            "C_CLEAR_DATE": text(case.returned),
            "C_BIZ_DONE_DATE": text(None if case.status == 7 else case.finished),
            "C_REJECTED": 2 if case.status == 7 else 0,
            "C_REJECT_DATE": text(case.finished if case.status == 7 else None),
            "C_PAUSE_DATE": text(case.waiting),
            "C_NEXT_TASK_CODE": f"TP01::{ROLES[case.status]}" if case.status in ROLES else "NULL",
            "C_LAST_TASK_CODE": "TP01::TRA_KET_QUA" if case.status == 10 else "TP01::TIEP_NHAN",
            "C_IS_INTERNET_RECORD": int(case.channel == "online"),
            "C_DELETED": 0,
            "FK_VILLAGE_ID": 0 if case.level == "district" else case.number % 7 + 1,
        }
        for case in CASES
    ]
    return write_csv(folder / "t_r3_record.csv", rows)


TABULAR = {
    "dates": ["%m-%d-%Y"],
    "nulls": ["không"],
    "columns": {
        "code": ["Phiếu"],
        "level": ["Khối"],
        "channel": ["Nguồn"],
        "received_on": ["Thời gian › Nhận"],
        "due_on": ["Thời gian › Hẹn"],
        "finished_on": ["Thời gian › Xong"],
        "returned_on": ["Thời gian › Trả"],
        "waiting_since": ["Thời gian › Chờ"],
        "status": ["Bước"],
    },
    "values": {
        "level": {"district": ["H"], "commune": ["X"]},
        "channel": {"online": ["M"], "direct": ["Q"], "post": ["B"]},
        "status": {str(number): [f"Bước {number}"] for number in WORDS},
    },
}


def tabular(folder: Path) -> Path:
    def text(moment: datetime | None) -> str:
        return "không" if moment is None else f"{moment:%m-%d-%Y %H:%M}"

    path = folder / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Phiếu", "Khối", "Nguồn", "Thời gian", "", "", "", "", "Bước"])
        writer.writerow(["", "", "", "Nhận", "Hẹn", "Xong", "Trả", "Chờ", ""])
        for case in CASES:
            moments = (case.received, case.due, case.finished, case.returned, case.waiting)
            writer.writerow(
                [
                    case.code,
                    case.level[0].upper().replace("D", "H").replace("C", "X"),
                    {"online": "M", "direct": "Q", "post": "B"}[case.channel],
                    *map(text, moments),
                    f"Bước {case.status}",
                ]
            )
    return path


def form(path: Path, **options: Any) -> dict[str, Any]:
    read = ingest(path, plugins=PLUGINS, **options)
    assert read.accounting.rejected == {}
    assert read.accounting.records == len(CASES)
    counts = tally(read.table, period=PERIOD, as_of=AS_OF)
    return {row["level"]: row for row in report(counts, "ii06a").to_dict("vi")["rows"]}


def plain(rows: dict[str, Any]) -> dict[str, Any]:
    return {
        level: (row["cells"], row["unknown_channel"], row["unknown_outcome"]) for level, row in rows.items()
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    rows = form(tan_dan_csv(tmp_path_factory.mktemp("expected")))
    total = rows["total"]["cells"]
    assert set(rows) == {"district", "commune", "total"}
    assert min(total.values()) > 10, "every cell of the form is put to the test"
    return rows


FULL: dict[str, tuple[Callable[[Path], Path], dict[str, Any]]] = {
    "tan-dan-xlsx": (tan_dan_xlsx, {}),
    "tan-dan-json": (tan_dan_json, {}),
    "opencps": (opencps, {}),
    "epar": (epar, {}),
    "tabular": (tabular, {"mapping": TABULAR}),
}


@pytest.mark.parametrize("shape", FULL)
def test_the_same_form(shape: str, expected: dict[str, Any], tmp_path: Path) -> None:
    write, options = FULL[shape]
    assert plain(form(write(tmp_path), **options)) == plain(expected)


def igate(folder: Path) -> Path:
    def text(moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment - timedelta(hours=7):%Y-%m-%dT%H:%M:%S}.000+0000"

    rows = [
        {
            "code": case.code,
            "agency": {"name": [{"languageId": 228, "name": case.agency}]},
            "applyMethod": {"id": 0, "name": "Trực tuyến" if case.channel == "online" else "Trực tiếp"},
            "acceptedDate": text(case.received),
            "appointmentDate": text(case.due),
            "dossierStatus": {"id": 1, "name": WORDS[case.status]},
        }
        for case in CASES
    ]
    return write_json(folder / "igate.json", {"content": rows})


def national(folder: Path) -> Path:
    def text(moment: datetime | None) -> str:
        return "" if moment is None else f"{moment:%Y%m%d%H%M%S}"

    rows = [
        {
            "MaHoSo": case.code,
            "DonViXuLy": case.agency,
            "KenhThucHien": {"online": "2", "direct": "1", "post": "3"}[case.channel],
            "NgayTiepNhan": text(case.received),
            "NgayHenTra": text(case.due),
            "NgayKetThucXuLy": text(case.finished),
            "NgayTra": text(case.returned),
            "TrangThaiHoSo": str(case.status),
            "DanhSachHoSoBoSung": [{"NgayBoSung": text(case.waiting)}] if case.waiting else [],
        }
        for case in CASES
    ]
    return write_json(folder / "dvcqg.json", {"service": "DongBoHoSoMC", "session": "", "data": rows})


def hoso1cua(folder: Path) -> Path:
    rows = [
        {
            "hoSoID": case.number,
            "soBienNhan": case.code,
            "tenDonVi": case.agency,
            "tinhTrangHoSo": WORDS[case.status],
            "ngayNhan": vn(case.received),
            "ngayHenTra": vn(case.due),
            "ngayHoanTatHoSo": vn(case.finished),
            "ngayThucTra": vn(case.returned),
        }
        for case in CASES
    ]
    return write_json(folder / "hoso1cua.json", rows)


def land_office(folder: Path) -> Path:
    rows = [
        {
            "STT": case.number,
            "Mã Hồ Sơ": case.code,
            "Chủ Sử Dụng": "x",
            "Thửa": case.number,
            "Ngày Nhận": f"{case.received:%d/%m/%Y}",
            "Hẹn Trả": "" if case.due is None else f"{case.due:%d/%m/%Y}",
            "Trạng Thái": WORDS[case.status],
            "Hoàn Thành": "" if case.finished is None else f"{case.finished:%d/%m/%Y}",
            "Ngày Trả KQ": "" if case.returned is None else f"{case.returned:%d/%m/%Y}",
        }
        for case in CASES
    ]
    return write_csv(folder / "land.csv", rows)


def register(folder: Path) -> Path:
    rows = [
        {
            "TT": case.number,
            "Mã hồ sơ": case.code,
            "Nội dung": "x",
            "Nhận hồ sơ": vn(case.received),
            "Hẹn trả kết quả": vn(case.due),
            "Ngày có kết quả": vn(case.finished),
            "Trả kết quả": vn(case.returned),
        }
        for case in CASES
    ]
    return write_csv(folder / "register.csv", rows)


def cmon(folder: Path) -> Path:
    def text(moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment:%a %b %d %H:%M:%S} ICT {moment:%Y}"

    rows = [
        {
            "MaSoBienNhan": case.code,
            "NgayNop": text(case.received),
            "NgayhenTra": text(case.due),
            "NgayTraHS": text(case.returned),
            "LoaiHS": "Trực tuyến" if case.channel == "online" else "Trực tiếp",
            "CoQuanTiepNhan": case.agency,
        }
        for case in CASES
    ]
    return write_json(folder / "cmon.json", {"Data": rows, "ListSize": len(rows), "ErrorCode": 0})


def mplis(folder: Path) -> Path:
    def text(moment: datetime | None) -> str:
        return f"/Date({millis(moment) or -62135596800000})/"

    rows = [
        {
            "Id": str(case.number),
            "soBienNhan": case.code,
            "StateName": WORDS[case.status],
            "CreatedDate": text(case.received),
            "ngayTiepNhan": text(case.received),
            "ngayHenTra": text(case.due),
            "ngayTra": text(case.returned),
        }
        for case in CASES
    ]
    return write_json(folder / "mplis.json", {"success": True, "data": rows})


# What each shape loses, written by hand from the fields it has, and what of the form stands all the same.
# "rows": the level rows that can be compared; "cells": the cells that do not depend on what is lost.
ALL = frozenset({"3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"})
OUTCOME = frozenset({"6", "7", "8", "9", "10", "11", "12", "13"})
LOSES: dict[str, tuple[Callable[[Path], Path], str, frozenset[str], frozenset[str]]] = {
    # every field of the form is there
    "national-portal": (national, "nothing", frozenset({"district", "commune", "total"}), ALL),
    # no channel: received in the period cannot be split into 4 and 5
    "hoso1cua": (
        hoso1cua,
        "channel",
        frozenset({"district", "commune", "total"}),
        frozenset({"3"}) | OUTCOME,
    ),
    # no channel, no level: all of it is the province's
    "land-office": (land_office, "channel, level", frozenset({"total"}), frozenset({"3"}) | OUTCOME),
    # no end of processing: closed dossiers have no outcome, and those received before the period may be out
    "igate": (igate, "finish", frozenset({"district", "commune", "total"}), frozenset({"4", "5"})),
    # no end of processing, no state: only what was received in the period
    "cmon": (cmon, "finish, state, post", frozenset({"district", "commune", "total"}), frozenset({"4", "5"})),
    # no channel, level, end of processing
    "mplis": (mplis, "channel, level, finish", frozenset({"total"}), frozenset({"4+5"})),
    # no channel, level, state: early, on time and late depend on who withdrew; what was closed does not
    "register": (register, "channel, level, state", frozenset({"total"}), frozenset({"4+5", "7"})),
}


@pytest.mark.parametrize("shape", LOSES)
def test_what_a_shape_loses_and_what_stands_all_the_same(
    shape: str, expected: dict[str, Any], tmp_path: Path
) -> None:
    write, _, levels, cells = LOSES[shape]
    rows = form(write(tmp_path))

    def cell(row: Mapping[str, Any], name: str) -> int:
        if name == "4+5":
            return int(row["cells"]["4"] + row["cells"]["5"] + row["unknown_channel"])
        return int(row["cells"][name])

    for level in levels:
        mine = {name: cell(rows[level], name) for name in cells}
        assert mine == {name: cell(expected[level], name) for name in cells}, level
