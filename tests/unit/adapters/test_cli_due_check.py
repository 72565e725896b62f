"""`tthc due-check`: an invented list whose differences were told by hand, and every way the command ends."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.canonical import table

from tthc.audit import due_check
from tthc_adapters.cli import main
from tthc_adapters.cli.due_check_command import by_words
from tthc_adapters.samples import read_target, write_sample
from tthc_adapters.texts import Texts, entries

HEADINGS = (
    "STT,Mã hồ sơ,Mã thủ tục,Lĩnh vực,Đơn vị giải quyết,Kênh thực hiện,"
    "Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái,Thời hạn giải quyết"
)
ROWS = (
    # Monday 2 March 2026 + 5 working days is Monday 9 March
    "1,H56.17-260302-0001,1.004194,Đất đai,Sở Mẫu,Trực tiếp,02/03/2026,09/03/2026,06/03/2026,Đã xử lý xong,"
    "05 ngày làm việc",
    # the clock of reception kept: tan-dan
    "2,H56.17-260302-0002,1.004194,Đất đai,Sở Mẫu,Trực tiếp,02/03/2026 08:17,09/03/2026 08:17,06/03/2026,"
    "Đã xử lý xong,05 ngày làm việc",
    # Wednesday 24 April 2024 + 5: the swap of 29 April and 4 May was left out
    "3,H56.17-240424-0001,1.004194,Đất đai,Sở Mẫu,Trực tiếp,24/04/2024,03/05/2024,02/05/2024,Đã xử lý xong,"
    "05 ngày làm việc",
    # due day moved to the day of finishing
    "4,H56.17-260302-0003,1.004194,Đất đai,Sở Mẫu,Trực tiếp,02/03/2026,13/03/2026,13/03/2026,Đã xử lý xong,"
    "05 ngày làm việc",
    # nobody knows
    "5,H56.17-260302-0004,1.004194,Đất đai,Sở Mẫu,Trực tiếp,02/03/2026,05/03/2026,04/03/2026,Đã xử lý xong,"
    "05 ngày làm việc",
    # no unit
    "6,H56.17-260302-0005,2.000815,Chứng thực,UBND xã Mẫu,Trực tiếp,02/03/2026,05/03/2026,04/03/2026,"
    "Đã xử lý xong,5",
)
EXPECTED = {
    ("same", ""): 1,
    ("other-hour", "tan-dan"): 1,
    ("calendar", "without-swaps"): 1,
    ("reset", "finished-day"): 1,
    ("unexplained", ""): 1,
    ("not-comparable", "not-computable"): 1,
}


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def export(tmp_path: Path) -> str:
    return write(tmp_path / "ho-so.csv", *ROWS)


def write(path: Path, *rows: str, headings: str = HEADINGS) -> str:
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8-sig")
    return str(path)


def as_json(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["due-check", *words, "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def counts(answer: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(group["reason"], group["by"]): group["count"] for group in answer["groups"]}


def test_the_contract(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = as_json(capsys, export)
    assert answer["dossiers"] == 6
    assert counts(answer) == EXPECTED
    swapped = next(group for group in answer["groups"] if group["by"] == "without-swaps")
    assert swapped["days_off_the_law"] == [-1, -1]
    (example,) = swapped["examples"]
    assert example == {
        "code": "H56.17-240424-0001",
        "received": "2024-04-24",
        "limit": "5 ngày làm việc",
        "due": "2024-05-03",
        "legal_due": "2024-05-04",
        "file": "ho-so.csv",
        "sheet": None,
        "row": 4,
    }


def test_the_screen(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due-check", export]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Đối chiếu 6 ngày hẹn trả với hạn theo luật"
    swapped = next(line for line in lines if "Bảng ngày nghỉ khác" in line)
    for piece in ("không có ngày hoán đổi", " 1 ", "16,7%", "-1", "H56.17-240424-0001 (4)", "03/05/2024"):
        assert piece in swapped
    hour = next(line for line in lines if "khác giờ" in line)
    assert "tan-dan" in hour
    assert "09/03/2026 08:17 / 09/03/2026" in hour
    assert any("vn-public-sector" in line for line in lines)
    assert not any("Tạm tính" in line for line in lines)


def test_the_english_screen(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due-check", export, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("6 exported due dates beside the legal ones")
    assert "Another table of days off" in out
    assert "16.7%" in out
    assert "2024-05-03 / 2024-05-04" in out


def test_a_provisional_answer_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = ROWS[0].replace("02/03/2026", "01/03/2028").replace("09/03/2026", "08/03/2028")
    assert main(["due-check", write(tmp_path / "a.csv", row.replace("06/03/2026", "07/03/2028"))]) == 0
    assert "Tạm tính" in capsys.readouterr().out


def test_the_csv_holds_every_dossier_but_those_of_the_legal_day(
    export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "chenh-lech.csv"
    assert main(["due-check", export, "--csv", str(out)]) == 0
    assert "chenh-lech.csv" in capsys.readouterr().err
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Mã hồ sơ"] for row in rows] == [row.split(",")[1] for row in ROWS[1:]]
    assert rows[0]["Ngày tiếp nhận"] == "2026-03-02 08:17"
    assert rows[1] == {
        "Mã hồ sơ": "H56.17-240424-0001",
        "Mã thủ tục": "1.004194",
        "Ngày tiếp nhận": "2024-04-24",
        "Thời hạn giải quyết": "5 ngày làm việc",
        "Ngày hẹn trả": "2024-05-03",
        "Hạn theo luật": "2024-05-04",
        "Lý do": "Bảng ngày nghỉ khác",
        "Cụ thể": "không có ngày hoán đổi",
        "Tệp": "ho-so.csv",
        "Trang tính": "",
        "Dòng": "4",
    }


def test_a_file_of_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row.rsplit(",", 1)[0] for row in ROWS]
    export = write(tmp_path / "ho-so.csv", *rows, headings=HEADINGS.rsplit(",", 1)[0])
    limits = tmp_path / "thoi-han.csv"
    limits.write_text("Mã thủ tục,Thời hạn giải quyết\n1.004194,05 ngày làm việc\n", encoding="utf-8")
    answer = as_json(capsys, export, "--limits", str(limits))
    assert counts(answer)["not-comparable", "no-limit"] == 1
    assert counts(answer)["calendar", "without-swaps"] == 1
    assert main(["due-check", export]) == 2
    assert "--limits" in capsys.readouterr().err


def test_office_hours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = (
        "1,H56.17-260302-0001,1.004194,Đất đai,Sở Mẫu,Trực tiếp,02/03/2026 16:30,02/03/2026 17:30,"
        "02/03/2026,Đã xử lý xong,1 giờ làm việc"
    )
    export = write(tmp_path / "a.csv", row)
    assert counts(as_json(capsys, export, "--hours", "08:00-12:00,13:30-17:30")) == {("same", ""): 1}
    assert counts(as_json(capsys, export)) == {("unexplained", ""): 1}


def test_rejected_rows_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = write(tmp_path / "a.csv", *ROWS, ROWS[0].replace("H56.17-260302-0001", ""))
    assert main(["due-check", export, "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["dossiers"] == 6
    assert "1 dòng bị loại" in captured.err


@pytest.mark.parametrize(
    "words",
    [
        ("--hours", "17:00-07:00"),
        ("--hours", "all day"),
        ("--system", "nobody"),
        ("--csv", "no/such/folder/a.csv"),
    ],
)
def test_bad_use_ends_with_2(words: tuple[str, str], export: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due-check", export, *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_a_missing_file_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due-check", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_a_generated_sample_is_lawful_to_the_last_dossier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mau.csv"
    target = read_target(Path(__file__).parents[2] / "data" / "target_9000.json")
    summary = write_sample(target, path)
    assert counts(as_json(capsys, str(path))) == {("same", ""): summary.rows}


def test_every_word_of_an_answer_is_there_in_both_languages() -> None:
    from tthc.audit import DueReason
    from tthc.audit._due_policies import CANDIDATES
    from tthc.audit._due_rules import ROW_NAMES
    from tthc.audit._due_tables import KNOWN_AT_RECEPTION, other_tables
    from tthc.calendars import load_calendar
    from tthc.deadlines import policy_names

    known = entries("due_check")
    words = {*ROW_NAMES.values(), KNOWN_AT_RECEPTION, *other_tables(load_calendar())}
    words |= {part for candidate in CANDIDATES for part in candidate.name.split(", ")}
    assert {word for word in words if f"by.{word}" not in known} <= set(policy_names())
    assert all(f"reasons.{reason.value}" in known for reason in DueReason)
    assert by_words("tan-dan, without-swaps", Texts("due_check", "en")) == "tan-dan, no swapped days"


def test_a_check_without_dossiers(tmp_path: Path) -> None:
    assert due_check(table()).to_dict()["groups"] == []
