"""The generator: a counter of its own, which reads the list with the csv module, finds the form again."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from tthc.calendars import load_calendar
from tthc.deadlines import compute_deadline
from tthc.errors import AdapterError, PeriodError
from tthc.identifiers import DossierCode, is_procedure_code
from tthc.limits import WorkingDays
from tthc.places import Level
from tthc_adapters.samples import TargetForm, _offices, published_target, read_target, write_sample

HAND_TYPED = Path(__file__).parents[2] / "data" / "target_9000.json"

# Which level the invented agencies stand for, by hand.
LEVELS = {
    "Sở ": "province",
    "Chi nhánh VPĐKĐĐ ": "province",
    "UBND thành phố ": "district",
    "UBND thị xã ": "district",
    "UBND huyện ": "district",
    "UBND phường ": "commune",
    "UBND xã ": "commune",
    "Cục Mẫu ": "ministry",
    "Công ty ": "other",
    "Điểm tiếp nhận hồ sơ số ": "unknown",
}
CLOSED = {"Đã xử lý xong", "Đã trả kết quả"}
OPEN = {"Được tiếp nhận", "Đang xử lý"}


def day_of(text: str) -> date | None:
    return datetime.strptime(text[:10], "%d/%m/%Y").date() if text else None


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def level_of(row: Mapping[str, str]) -> str:
    return next(level for start, level in LEVELS.items() if row["Đơn vị tiếp nhận"].startswith(start))


def origin_of(row: Mapping[str, str], first: date, edition: str) -> str:
    if day_of(row["Ngày nhận"]) < first:
        return {"2020": "6", "2026": "8"}[edition]
    cells = {
        "2020": {"Trực tuyến": "4", "Trực tiếp": "5", "Qua bưu chính công ích": "5"},
        "2026": {
            ("Trực tuyến", "Toàn trình"): "4",
            ("Trực tuyến", "Một phần"): "5",
            ("Qua bưu chính công ích", ""): "6",
            ("Trực tiếp", ""): "7",
        },
    }[edition]
    channel = row["Kênh thực hiện"]
    return cells.get(channel if edition == "2020" else (channel, row["Mức độ"]), "no channel")


def outcome_of(row: Mapping[str, str], first: date, last: date) -> str:
    due, finished = day_of(row["Ngày hẹn trả"]), day_of(row["Ngày kết thúc xử lý"])
    if row["Trạng thái"] in CLOSED and finished is not None:
        assert first <= finished <= last
        return "early" if finished < due else "on_time" if finished == due else "late"
    if row["Trạng thái"] in CLOSED or finished is not None:
        return "no outcome"
    if row["Trạng thái"] in OPEN:
        return "within" if due >= last else "overdue"
    assert row["Trạng thái"] == "Yêu cầu bổ sung giấy tờ"
    return "within"


OUTCOME_CELLS = {
    "2020": {"early": "8", "on_time": "9", "late": "10", "within": "12", "overdue": "13"},
    "2026": {"early": "10", "on_time": "11", "late": "12", "within": "14", "overdue": "15"},
}


def count(path: Path, form: TargetForm) -> dict[str, Counter[str]]:
    """Count the list by the decision table, done by hand for the cases the generator makes."""
    cells: dict[str, Counter[str]] = {}
    for row in rows_of(path):
        counter = cells.setdefault(level_of(row), Counter())
        counter["3"] += 1
        counter[origin_of(row, form.period.first, form.edition)] += 1
        outcome = outcome_of(row, form.period.first, form.period.last)
        counter[OUTCOME_CELLS[form.edition].get(outcome, outcome)] += 1
    return cells


def expected(form: TargetForm) -> dict[str, Counter[str]]:
    whole = {"2020": ("7", "11"), "2026": ("9", "13")}[form.edition]
    cells = {}
    for row in form.rows:
        if row.total:
            counter = Counter(form.cells()[row.level])
            for number in whole:
                del counter[number]
            counter["no channel"] += row.unknown_channel
            counter["no outcome"] += row.unknown_outcome
            cells[row.level.value] = +counter
    return cells


def check_rules(path: Path, form: TargetForm) -> None:
    """Check what must hold for every single row."""
    calendar = load_calendar()
    seen: set[str] = set()
    before: date | None = None
    for number, row in enumerate(rows_of(path), start=1):
        assert row["STT"] == str(number)
        received, due = day_of(row["Ngày nhận"]), day_of(row["Ngày hẹn trả"])
        finished, returned = day_of(row["Ngày kết thúc xử lý"]), day_of(row["Ngày trả"])
        limit = int(re.fullmatch(r"(\d+) ngày làm việc", row["Thời hạn giải quyết"])[1])
        assert calendar.is_working_day(received)
        assert due == calendar.add_working_days(received, limit)
        assert received <= form.period.last
        assert before is None or before <= received
        before = received
        for end in filter(None, (finished, returned)):
            assert calendar.is_working_day(end)
            assert form.period.first <= end <= form.period.last
            assert end >= received
        if returned is not None:
            assert returned >= finished
        moments = [row[name] for name in ("Ngày nộp hồ sơ", "Ngày nhận", "Ngày kết thúc xử lý", "Ngày trả")]
        read = [datetime.strptime(text, "%d/%m/%Y %H:%M") for text in moments if text]
        assert read == sorted(read)
        assert all("07:30" <= f"{moment:%H:%M}" <= "17:00" for moment in read[1:])
        code = DossierCode.parse(row["Mã hồ sơ"])
        assert str(code) == row["Mã hồ sơ"]
        assert code.day == received
        assert is_procedure_code(row["Mã thủ tục"])
        assert row["Mã hồ sơ"] not in seen
        seen.add(row["Mã hồ sơ"])
        if level_of(row) == "district":
            assert received <= date(2025, 6, 30)
    assert len(seen) == form.total


def form_of(period: str, rows: dict[str, list[int]], edition: str = "2020") -> TargetForm:
    """Build a form from rows that list the parts of the sums in order."""
    numbers = {
        "2020": ("4", "5", "6", "8", "9", "10", "12", "13"),
        "2026": ("4", "5", "6", "7", "8", "10", "11", "12", "14", "15"),
    }[edition]
    cells = {head: dict(zip(numbers, figures, strict=True)) for head, figures in rows.items()}
    return TargetForm.from_dict({"period": period, "edition": edition, "rows": cells})


TABLES = {
    "a quarter over Tết": form_of("2024-Q1", {"tỉnh": [40, 50, 30, 60, 40, 10, 6, 4]}),
    "a month over Tết": form_of(
        "2024-02", {"xã": [30, 30, 5, 30, 20, 5, 5, 5], "huyện": [0, 9, 1, 1, 2, 3, 2, 2]}
    ),
    "a week": form_of("2024-03-04..2024-03-10", {"xã": [10, 20, 10, 15, 10, 5, 5, 5]}),
    "a week, nothing carried over": form_of("2024-03-04..2024-03-08", {"xã": [10, 20, 0, 5, 5, 10, 5, 5]}),
    "one working day": form_of("2024-03-04..2024-03-04", {"xã": [4, 4, 6, 6, 2, 2, 2, 2]}),
    "days off only, all pending": form_of("2024-03-09..2024-03-10", {"xã": [0, 0, 7, 0, 0, 0, 4, 3]}),
    "all carried over": form_of("2023", {"tỉnh": [0, 0, 70, 20, 20, 20, 5, 5]}),
    "carried over and within term for a year": form_of("2023", {"tỉnh": [0, 0, 5, 0, 0, 0, 5, 0]}),
    "all late": form_of("2023-Q2", {"huyện": [33, 44, 3, 0, 0, 80, 0, 0]}),
    "all overdue": form_of("2023-Q2", {"huyện": [33, 44, 3, 0, 0, 0, 0, 80]}),
    "one dossier": form_of("2022-08", {"bộ": [0, 1, 0, 0, 1, 0, 0, 0]}),
    "a row of zeros": form_of("2022-08", {"xã": [1, 0, 0, 1, 0, 0, 0, 0], "tỉnh": [0] * 8}),
    "other and unknown levels": form_of(
        "2022-08", {"khác": [1, 2, 3, 1, 1, 1, 1, 2], "chưa rõ": [2, 2, 1, 1, 1, 1, 1, 1]}
    ),
    "over the end of the district level": form_of(
        "2025", {"tỉnh": [9, 9, 2, 8, 6, 2, 2, 2], "huyện": [20, 30, 10, 20, 20, 10, 5, 5]}
    ),
    "carried over by a district a year later": form_of(
        "2026-08", {"huyện": [0, 0, 0, 0, 16, 4, 4, 4, 2, 2], "xã": [9, 5, 1, 2, 3, 9, 6, 1, 3, 1]}, "2026"
    ),
    "edition 2026": form_of(
        "2026-Q3",
        {"tỉnh": [50, 40, 30, 20, 10, 60, 50, 20, 15, 5], "xã": [5, 4, 3, 2, 1, 6, 5, 2, 1, 1]},
        "2026",
    ),
}

TABLES["carried over, outcome unknown"] = TargetForm.from_dict(
    {
        "period": "2024-02",
        "rows": {"xã": {"3": 9, "4": 2, "5": 1, "6": 6, "8": 1, "9": 0, "10": 1, "12": 1, "13": 1}},
    }
)


@pytest.mark.parametrize("name", TABLES)
def test_any_lawful_table_is_found_again(name: str, tmp_path: Path) -> None:
    form = TABLES[name]
    written = write_sample(form, tmp_path / "list.csv", seed=3)
    assert written.rows == form.total
    assert {level: +cells for level, cells in count(written.path, form).items()} == expected(form)
    check_rules(written.path, form)


def test_the_hand_typed_table_is_found_again(tmp_path: Path) -> None:
    form = read_target(HAND_TYPED)
    path = write_sample(form, tmp_path / "list.csv").path
    cells = count(path, form)
    check_rules(path, form)
    printed = json.loads(HAND_TYPED.read_text(encoding="utf-8"))["rows"]
    order = ("3", "4", "5", "6", None, "8", "9", "10", None, "12", "13")
    for level, head in {"province": "A cấp tỉnh", "district": "B cấp huyện", "commune": "C cấp xã"}.items():
        for number, figure in zip(order, printed[head], strict=True):
            assert number is None or cells[level][number] == figure, (head, number)
    assert cells["commune"]["no channel"] == 12
    assert cells["district"]["no outcome"] == 3


def test_a_list_holds_no_more_than_it_says(tmp_path: Path) -> None:
    path = write_sample(TABLES["one dossier"], tmp_path / "list.csv").path
    assert next(rows_of(path)).keys() == {
        *("STT", "Mã hồ sơ", "Mã thủ tục", "Tên thủ tục hành chính", "Lĩnh vực", "Đơn vị tiếp nhận"),
        *("Kênh thực hiện", "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả"),
        *("Trạng thái", "Ghi chú", "Thời hạn giải quyết"),
    }


def test_the_due_date_is_the_one_the_statutory_policy_gives(tmp_path: Path) -> None:
    calendar = load_calendar()
    path = write_sample(TABLES["a quarter over Tết"], tmp_path / "list.csv").path
    for row in rows_of(path):
        limit = WorkingDays(int(row["Thời hạn giải quyết"].split()[0]))
        assert compute_deadline(day_of(row["Ngày nhận"]), limit, calendar=calendar).due == day_of(
            row["Ngày hẹn trả"]
        )


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    form = TABLES["a quarter over Tết"]
    texts = [
        write_sample(form, tmp_path / f"{number}.csv", seed=seed).path.read_bytes()
        for number, seed in enumerate((1, 1, 2))
    ]
    assert texts[0] == texts[1] != texts[2]


def test_progress_ends_with_every_row(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    form = TABLES["a week"]
    write_sample(form, tmp_path / "list.csv", progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (45 - 5, form.total)
    assert calls == sorted(calls)


def test_the_published_table_shows_its_error_as_dossiers_without_a_channel() -> None:
    form = published_target()
    by_level = {row.level: row for row in form.rows}
    assert form.total == 925_274
    assert by_level[Level.COMMUNE].unknown_channel == 3_420
    assert [by_level[level].unknown_channel for level in (Level.PROVINCE, Level.DISTRICT)] == [0, 0]
    assert all(row.unknown_outcome == 0 for row in form.rows)
    total = form.cells()[None]
    assert (total["7"], total["11"], total["6"]) == (898_012, 27_262, 4_011)


def test_the_table_in_the_package_is_the_published_one(shared_data: Path) -> None:
    published = read_target(shared_data / "binh_phuoc_forms.json", table="binh_phuoc_2022")
    assert published == published_target()
    assert published.cells() == published_target().cells()


def test_a_table_that_prints_early_and_on_time_together_is_split(shared_data: Path) -> None:
    form = read_target(shared_data / "binh_phuoc_forms.json", table="binh_phuoc_2023_q1")
    province = next(row for row in form.rows if row.level is Level.PROVINCE)
    assert province.outcomes["early"] + province.outcomes["on_time"] == 21_012
    assert form.total == 153_111


def answer(**cells: int) -> dict[str, Any]:
    return {
        "label": "Cấp xã",
        "level": "commune",
        "field": None,
        "agency": None,
        "cells": {"3": 4, "4": 1, "5": 1, "6": 1, "7": 2, "8": 1, "9": 1, "10": 0, "11": 1, "12": 1, "13": 0},
        "unknown_channel": 1,
        "unknown_outcome": 1,
        **cells,
    }


def test_an_answer_of_the_report_command_is_a_target(tmp_path: Path) -> None:
    report = {
        "form": "II.06a",
        "edition": "2020",
        "period": {"from": "2021-12-15", "to": "2022-12-14"},
        "rows": [answer(), answer(label="Tổng số", level="total"), answer(label="Hộ tịch", field="Hộ tịch")],
    }
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    form = read_target(path)
    assert [row.level for row in form.rows] == [Level.COMMUNE]
    assert (form.rows[0].unknown_channel, form.rows[0].unknown_outcome) == (1, 1)


def test_a_form_of_one_total_row_is_the_province_s() -> None:
    form = form_of("2022", {"Tổng số": [1, 1, 0, 1, 1, 0, 0, 0]})
    assert [row.level for row in form.rows] == [Level.PROVINCE]


GOOD = {"4": 3, "5": 2, "6": 1, "8": 1, "9": 2, "10": 1, "12": 1, "13": 1}


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        ({"period": "2022"}, "samples.shape", "rows"),
        ({"period": "2022", "rows": {}}, "samples.shape", "rows"),
        ({"rows": {"xã": GOOD}}, "samples.shape", "period"),
        ({"period": "soon", "rows": {"xã": GOOD}}, "samples.shape", "period"),
        ({"period": "2022", "edition": "1999", "rows": {"xã": GOOD}}, "samples.shape", "edition"),
        ({"period": "2022", "rows": [1]}, "samples.shape", "rows"),
        ({"period": "2022", "columns": ["online"], "rows": {"xã": [1, 2]}}, "samples.shape", "columns"),
        ({"tables": []}, "samples.shape", "tables"),
        ({"period": "2022", "rows": {"đâu đó": GOOD}}, "samples.row-level", "đâu đó"),
        ({"period": "2022", "rows": {"xã": GOOD, "cấp xã": GOOD}}, "samples.row-twice", "cấp xã"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "99": 1}}}, "samples.column", "99"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "8": -1}}}, "samples.cell", "8"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "8": True}}}, "samples.cell", "8"),
        ({"period": "2022", "rows": {"xã": {"4": 1}}}, "samples.cell", "6"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "7": 5}}}, "samples.identity", "7 = 8 + 9 + 10"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "11": 3}}}, "samples.identity", "11 = 12 + 13"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "3": 5}}}, "samples.identity", "3 = 4 + 5 + 6"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "4": 0, "3": 5}}}, "samples.identity", "3 = 7 + 11"),
        ({"period": "2022", "rows": {"xã": {**GOOD, "4": 4}}}, "samples.identity", "7 + 11 = 4 + 5 + 6"),
        (
            {"period": "2022", "rows": {"xã": GOOD, "Tổng số": {**GOOD, "8": 2}}},
            "samples.identity",
            "Tổng số",
        ),
        ({"period": "2022", "rows": {"tổng": GOOD, "total": GOOD}}, "samples.shape", "rows"),
    ],
)
def test_a_bad_target_is_refused_and_the_place_named(data: dict[str, Any], code: str, says: str) -> None:
    with pytest.raises(AdapterError) as caught:
        TargetForm.from_dict(data)
    assert caught.value.code == code
    assert says in caught.value.message("vi")
    assert says in caught.value.message("en")


def test_a_row_whose_parts_do_not_meet_is_refused() -> None:
    row = TABLES["a week"].rows[0]
    with pytest.raises(AdapterError) as caught:
        attrs.evolve(row, carried_over=row.carried_over + 1)
    assert caught.value.code == "samples.identity"


def test_a_period_before_the_rule_keeps_its_own_error() -> None:
    with pytest.raises(PeriodError):
        TargetForm.from_dict({"period": "1999", "rows": {"xã": GOOD}})


@pytest.mark.parametrize(
    ("period", "figures", "cell"),
    [
        ("2024-03-04..2024-03-05", [5, 0, 0, 0, 0, 5, 0, 0], "10"),  # two working days: nothing can be late
        ("2024-03-09..2024-03-10", [0, 0, 5, 5, 0, 0, 0, 0], "8"),  # a weekend: nothing is closed
        ("2020-01-01..2024-06-30", [0, 0, 5, 0, 0, 0, 5, 0], "12"),  # no term is that long
        ("2025-08", [5, 0, 0, 5, 0, 0, 0, 0], "8"),  # no district receives after 30/6/2025
    ],
)
def test_what_no_dossiers_can_show_is_refused(
    period: str, figures: list[int], cell: str, tmp_path: Path
) -> None:
    with pytest.raises(AdapterError) as caught:
        write_sample(form_of(period, {"huyện": figures}), tmp_path / "list.csv")
    assert caught.value.code == "samples.impossible"
    assert caught.value.details["cells"] == cell


def test_files_that_are_no_targets_are_refused(tmp_path: Path) -> None:
    damaged, listed = tmp_path / "damaged.json", tmp_path / "listed.json"
    damaged.write_bytes(b"\xff\xfe{")
    listed.write_text("[1]", encoding="utf-8")
    for path, code in ((tmp_path / "none.json", "not-found"), (damaged, "unreadable"), (listed, "shape")):
        with pytest.raises(AdapterError) as caught:
            read_target(path)
        assert caught.value.code == f"samples.{code}"


def test_a_table_that_is_not_there_is_refused_and_the_others_named() -> None:
    with pytest.raises(AdapterError, match=r"no table b .* a, c") as caught:
        TargetForm.from_dict({"tables": [{"id": "a"}, {"id": "c"}]}, table="b")
    assert caught.value.code == "samples.no-table"


def test_sample_agencies_whose_name_tells_another_level_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"agency": [{"level": "commune", "key": "x", "code": "H10.1", "name": "Sở Mẫu"}]}
    monkeypatch.setattr(_offices, "_table", lambda: wrong)
    with pytest.raises(AdapterError) as caught:
        _offices._agencies(Level.COMMUNE)
    assert caught.value.details == {"level": "commune", "found": "province"}
