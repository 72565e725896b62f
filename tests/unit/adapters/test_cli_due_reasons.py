"""`tthc due` with reasons: --explain, --compare, --events, hours, fields and policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tthc_adapters.cli import main

FIVE_DAYS = ("2026-10-05", "--limit", "5 ngày làm việc")
ISSUE_A = {"due", "provisional", "certainty", "policy", "trace"}


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def shown(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["due", *words]) == code
    captured = capsys.readouterr()
    assert captured.err == "" if code == 0 else captured.out == ""
    return captured.out or captured.err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found = json.loads(shown(capsys, *words, "--json"))
    assert isinstance(found, dict)
    return found


def events(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "su-kien.csv"
    path.write_text("\n".join(["seq,kind,on,at,effect,until", *rows]) + "\n", encoding="utf-8")
    return str(path)


REQUEST = "1,supplement-request,2026-10-07,,,"
ANSWER = "2,supplement-answer,2026-10-14,,,"


def test_the_sentences_take_the_place_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "2026-11-20", "--limit", "3 ngày làm việc", "--explain")
    assert out.splitlines()[0] == "Đến hạn: Thứ Năm, 26/11/2026"
    assert "Căn cứ: Nghị quyết 28/2026/QH16 Điều 2." in out
    assert "Ngày thứ" not in out
    out = shown(capsys, "2026-11-20", "--limit", "3 ngày làm việc", "--explain", "--lang", "en")
    assert "Thursday 2026-11-26: working day, counted as day 3." in out


def test_another_date_is_argued_about(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys, "2026-11-20", "--limit", "3 ngày làm việc", "--compare", "25/11/2026")
    assert "Bước khác đầu tiên: không thấy thứ Ba, 24/11/2026" in out
    assert "Cách tính: statutory" in out


def test_json_grows_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(document(capsys, *FIVE_DAYS)) == ISSUE_A
    explained = document(capsys, *FIVE_DAYS, "--explain")
    assert set(explained) == ISSUE_A | {"due_at", "flags", "explanation"}
    assert (explained["due_at"], explained["flags"]) == (None, [])
    assert explained["explanation"][0].startswith("Tiếp nhận: thứ Hai, 05/10/2026.")
    compared = document(capsys, *FIVE_DAYS, "--compare", "2026-10-09")
    assert set(compared) == ISSUE_A | {"comparison"}
    assert "tính cả ngày tiếp nhận" in compared["comparison"][1]


def test_working_hours(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("05/10/2026 10:40", "--limit", "2 giờ làm việc", "--office-hours", "07:30-11:30,13:00-17:00")
    found = document(capsys, *words)
    assert set(found) == ISSUE_A | {"due_at"}
    assert (found["due"], found["due_at"]) == ("2026-10-05", "2026-10-05T14:10:00+07:00")
    lines = shown(capsys, *words).splitlines()
    assert lines[0] == "Đến hạn: 14:10 Thứ Hai, 05/10/2026"
    assert any("13:00-14:10" in line and "2:00" in line for line in lines)


def test_hours_without_hours_of_the_office_are_those_of_the_office_next_door(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = document(capsys, "05/10/2026 10:40", "--limit", "2 giờ làm việc")
    assert (found["due_at"], found["certainty"]) == ("2026-10-05T14:10:00+07:00", "practice")


def test_plain_hours_on_a_day_off_are_flagged(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "09/10/2026 15:30", "--limit", "24 giờ")
    assert (found["due_at"], found["flags"]) == ("2026-10-10T15:30:00+07:00", ["ends-on-day-off"])


@pytest.mark.parametrize(("time", "due"), [("15:00", "2026-10-09"), ("15:01", "2026-10-12")])
def test_the_rule_of_15_hours_is_the_rule_of_a_field(
    time: str, due: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (f"2026-10-09 {time}", "--limit", "trong ngày")
    assert document(capsys, *words, "--field", "chung-thuc")["due"] == due
    assert document(capsys, *words)["due"] == "2026-10-09"


def test_a_policy_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("2026-11-20 09:00", "--limit", "3 ngày làm việc", "--policy")
    assert document(capsys, *words, "tan-dan")["policy"] == "tan-dan"
    assert "statutory" in shown(capsys, *words, "của-tôi", code=2)


def test_a_restart_by_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = events(tmp_path, REQUEST, ANSWER)
    found = document(capsys, *FIVE_DAYS, "--events", file)
    assert (found["due"], found["first_due"], found["waiting_since"]) == ("2026-10-21", "2026-10-12", None)
    out = shown(capsys, *FIVE_DAYS, "--events", file, "--compare", "2026-10-12")
    assert "118/2025/NĐ-CP Điều 19 khoản 5" in out
    assert "không tính đến diễn biến từ thứ Tư, 07/10/2026" in out


def test_a_pause_told_by_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = events(tmp_path, "1,Yêu cầu bổ sung,07/10/2026,,Tạm dừng,", "2,Đã bổ sung,12/10/2026,,,")
    found = document(capsys, *FIVE_DAYS, "--events", file)
    assert found["due"] == "2026-10-15"
    paused = [step["day"] for step in found["trace"] if step["verdict"] == "paused"]
    assert paused == ["2026-10-08", "2026-10-09", "2026-10-12"]


def test_an_open_request_has_no_due_day_and_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = events(tmp_path, REQUEST)
    found = document(capsys, *FIVE_DAYS, "--events", file, "--explain")
    assert (found["due"], found["trace"]) == (None, [])
    assert (found["waiting_since"], found["first_due"]) == ("2026-10-07", "2026-10-12")
    assert "Chưa có ngày hết hạn: đang chờ từ thứ Tư, 07/10/2026" in "\n".join(found["explanation"])
    out = shown(capsys, *FIVE_DAYS, "--events", file, "--compare", "2026-10-12")
    assert out.splitlines()[0] == "Chưa có ngày đến hạn"
    assert "hiện chưa có ngày hết hạn" in out


def test_what_the_law_does_not_allow_is_flagged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (REQUEST, ANSWER, "3,supplement-request,2026-10-15,,,", "4,supplement-answer,2026-10-19,,,")
    found = document(capsys, *FIVE_DAYS, "--events", events(tmp_path, *rows))
    assert "second-supplement-request" in found["flags"]


def test_a_history_that_cannot_have_happened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    err = shown(capsys, *FIVE_DAYS, "--events", events(tmp_path, ANSWER), code=2)
    assert "supplement-answer" in err


def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    err = shown(capsys, *FIVE_DAYS, "--events", events(tmp_path, REQUEST, "2,bổ sung?,x,,,"), code=2)
    assert "su-kien.csv B3 (kind)" in err
    assert "su-kien.csv C3 (on)" in err
    assert "bổ sung?" not in err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "su-kien.csv" in shown(capsys, *FIVE_DAYS, "--events", str(tmp_path / "su-kien.csv"), code=2)
