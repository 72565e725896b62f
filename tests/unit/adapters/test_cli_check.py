"""`tthc check`: the account, the findings, every place in a file, and three ways to end."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tthc.findings import Finding, SourceRef
from tthc_adapters import ingest
from tthc_adapters.cli import main
from tthc_adapters.cli.findings_file import COLUMNS, FindingsFile, findings_files

HEADINGS = (
    "STT,Mã hồ sơ,Lĩnh vực,Đơn vị tiếp nhận,Kênh thực hiện,"
    "Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái"
)
GOOD = "1,H56.22-250401-0001,Hộ tịch,UBND xã Thử,Trực tuyến,01/04/2025,04/04/2025,03/04/2025,Đã xử lý xong"
NO_DUE_DAY = (
    "2,H56.22-250401-0002,Hộ tịch,UBND xã Thử,Trực tuyến,01/04/2025,31/02/2025,03/04/2025,Đã xử lý xong"
)
NO_CODE = "3,,Hộ tịch,UBND xã Thử,Trực tuyến,01/04/2025,04/04/2025,03/04/2025,Đã xử lý xong"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)

    def run(*rows: str, name: str = "list.csv") -> str:
        Path(name).write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
        return name

    return run


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines()))


def test_a_clean_export(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(GOOD)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "list.csv: tan-dan"
    assert "1 dòng = 1 hồ sơ + 0 dòng bị loại + 0 dòng bỏ qua; 1 dòng tiêu đề" in out
    assert "Không có phát hiện nào." in out
    assert err == ""


def test_warnings_are_shown_and_leave_it_clean(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", write(GOOD, NO_DUE_DAY), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "[warning] due-unreadable × 1" in out
    assert "At: list.csv G3 (Ngày hẹn trả)" in out
    assert "31/02/2025" not in out


def test_rejected_rows_and_errors_end_with_one(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", write(NO_DUE_DAY, NO_CODE)]) == 1
    out = capsys.readouterr().out
    assert out.index("[lỗi] code-missing") < out.index("[cảnh báo] due-unreadable"), "the gravest first"
    assert "hãy sửa ở hệ thống rồi xuất lại" in out


def test_what_cannot_be_read_ends_with_two(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(GOOD)
    assert main(["check", "no-such.csv"]) == 2
    assert main(["check", "list.csv", "--system", "no-such"]) == 2
    assert main(["check"]) == 2
    assert capsys.readouterr().out == ""


def test_a_row_without_a_column_is_said_in_the_language(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(GOOD, GOOD.replace("04/04/2025", "05/04/2025"))
    main(["check", "list.csv"])
    assert "Vị trí: list.csv dòng 2" in capsys.readouterr().out


def test_the_answer_in_json(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(GOOD, NO_DUE_DAY, NO_CODE), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["clean"] is False
    assert answer["files"] == [{"file": "list.csv", "system": "tan-dan"}]
    assert answer["accounting"]["physical"] == 3
    assert answer["accounting"]["rejected_reasons"] == {"code-missing": 1}
    found = {finding["code"]: finding for finding in answer["findings"]}
    assert found["due-unreadable"]["samples"] == [
        {"file": "list.csv", "sheet": None, "row": 3, "column": "G", "header": "Ngày hẹn trả"}
    ]


def test_what_was_put_right_is_counted(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    odd = GOOD.replace("UBND xã Thử", "UBND\u00a0 xã Thử")
    assert main(["check", write(odd), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Cleaned while reading (the file is not changed), cells:\n  " in out
    main(["check", "list.csv", "--json"])
    (change,) = json.loads(capsys.readouterr().out)["cleaning"]
    assert (change["count"], change["file"], change["header"]) == (1, "list.csv", "Đơn vị tiếp nhận")


def test_a_mapping_file_describes_the_table(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine.toml").write_text('[columns]\ncode = ["Số"]\nreceived_on = ["Vào"]\n', encoding="utf-8")
    Path("mine.csv").write_text("Số,Vào\nBN-1,01/04/2025\n", encoding="utf-8")
    assert main(["check", "mine.csv"]) == 2
    assert main(["check", "mine.csv", "--map", "mine.toml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accounting"]["records"] == 1


def test_every_place_is_in_the_files(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    bad = [NO_DUE_DAY.replace("-0002", f"-{1000 + number}") for number in range(50)]
    write(GOOD, *bad, NO_CODE)
    assert main(["check", "list.csv", "--csv", "all.csv", "--jsonl", "all.jsonl"]) == 1
    assert "Đã ghi 51 phát hiện vào all.csv" in capsys.readouterr().err
    found = rows("all.csv")
    assert tuple(found[0]) == COLUMNS
    due = [row for row in found if row["code"] == "due-unreadable"]
    assert [int(row["row"]) for row in due] == list(range(3, 53))
    assert {(row["severity"], row["count"], row["column"], row["header"]) for row in due} == {
        ("warning", "1", "G", "Ngày hẹn trả")
    }
    assert [row["code"] for row in found if row["row"] == "53"] == ["code-missing"]
    assert "31/02/2025" not in Path("all.csv").read_text(encoding="utf-8")
    same = [
        {key: "" if value is None else str(value) for key, value in line.items()}
        for line in lines("all.jsonl")
    ]
    assert same == found


def test_days_off_and_replaced_rows_are_listed_whole(write: Callable[..., str]) -> None:
    twice = [GOOD.replace("Hộ tịch", f"Lĩnh vực {number}") for number in range(20)]
    off = [GOOD.replace("-0001", f"-{number}").replace("04/04", "05/04") for number in range(2000, 2030)]
    read = ingest(write(*twice, *off))
    counts = {finding.code: finding.count for finding in read.findings}
    assert (counts["superseded"], counts["due-on-day-off"]) == (19, 30)
    assert main(["check", "list.csv", "--jsonl", "all.jsonl"]) == 0
    listed = [line["code"] for line in lines("all.jsonl")]
    assert {code: listed.count(code) for code in counts} == counts


def test_what_has_no_place_is_one_line(write: Callable[..., str]) -> None:
    Path("thin.csv").write_text("Mã hồ sơ,Ngày nhận\nH56.22-250401-0001,01/04/2025\n", encoding="utf-8")
    assert main(["check", "thin.csv", "--csv", "all.csv"]) == 0
    found = {row["code"]: row for row in rows("all.csv")}
    assert {"channel-column-missing", "due-column-missing"} <= set(found)
    assert {found["due-column-missing"][key] for key in ("row", "column", "header")} == {""}
    assert found["due-column-missing"]["file"] == "thin.csv"


def test_a_local_check_has_its_places_or_its_count(tmp_path: Path) -> None:
    own = {"vi": "{count} hồ sơ", "en": "{count} dossiers"}
    place = SourceRef(file="a.csv", row=4, column="B", header="Mã hồ sơ", value="bí mật")
    findings = (
        Finding("own.placed", count=1, samples=(place,), messages=own),
        Finding("own.counted", count=7, samples=(place,), messages=own),
    )
    path = tmp_path / "all.jsonl"
    with path.open("wb") as out:
        FindingsFile(out, "jsonl", "en").rest(findings)
    placed, counted = lines(str(path))
    assert (placed["row"], placed["column"], placed["count"]) == (4, "B", 1)
    assert (counted["row"], counted["count"], counted["message"]) == (None, 7, "7 dossiers")
    assert "bí mật" not in path.read_text(encoding="utf-8")


def test_no_text_of_the_data_becomes_a_formula(write: Callable[..., str]) -> None:
    name = "=cmd.csv"
    write(NO_CODE, name=name)
    main(["check", name, "--csv", "all.csv", "--jsonl", "all.jsonl"])
    (row,), (line,) = rows("all.csv"), lines("all.jsonl")
    assert row["file"] == "'=cmd.csv"
    assert row["message"].startswith("'=cmd.csv")
    assert line["file"] == "=cmd.csv", "JSON needs no such care"


@pytest.mark.parametrize(
    "words",
    [("--csv", "list.csv"), ("--jsonl", "./list.csv"), ("--csv", "same", "--jsonl", "same")],
)
def test_nothing_is_written_over(
    words: tuple[str, ...], write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(write(GOOD)).read_bytes()
    assert main(["check", "list.csv", *words]) == 2
    assert "trùng" in capsys.readouterr().err
    assert Path("list.csv").read_bytes() == before
    assert not Path("same").exists()


def test_a_file_is_whole_or_not_there(write: Callable[..., str]) -> None:
    write(GOOD)
    Path("all.csv").write_text("before", encoding="utf-8")
    assert main(["check", "no-such.csv", "--csv", "all.csv"]) == 2
    assert Path("all.csv").read_text(encoding="utf-8") == "before"
    assert main(["check", "list.csv", "--csv", "no/such/folder.csv"]) == 2
    assert sorted(path.name for path in Path().iterdir()) == ["all.csv", "list.csv"]


def test_the_second_file_that_cannot_be_opened_takes_the_first_away(tmp_path: Path) -> None:
    wanted = {"csv": str(tmp_path / "a.csv"), "jsonl": str(tmp_path / "no" / "b.jsonl")}
    with pytest.raises(FileNotFoundError), findings_files(wanted, "vi"):
        pytest.fail("not reached")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_list_has_no_system(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    write: Callable[..., str],
) -> None:
    write(GOOD)
    Path("empty.json").write_text('{"content": []}', encoding="utf-8")
    assert main(["check", "list.csv", "empty.json", "--lang", "en"]) == 0
    assert "empty.json: an empty list, of no system" in capsys.readouterr().out


def test_places_are_told_block_by_block(write: Callable[..., str]) -> None:
    places: list[Any] = []
    ingest(write(NO_DUE_DAY, NO_CODE), on_places=places.append)
    assert {(one.code, one.column, tuple(one.rows)) for one in places} == {
        ("due-unreadable", "G", (2,)),
        ("code-missing", "B", (3,)),
    }
    assert "31/02/2025" not in repr(places)
