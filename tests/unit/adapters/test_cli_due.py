"""`tthc due`: days typed from the notices, on the screen and as the JSON contract."""

from __future__ import annotations

import json

import pytest

from tthc_adapters.cli import main

GOLDEN = [
    # received, limit, known on, due
    ("2026-11-20", "3 ngày làm việc", None, "2026-11-26"),
    ("20/11/2026", "03 ngày làm việc", None, "2026-11-26"),
    ("20/11/2026 16:45", "3 ngày làm việc", None, "2026-11-26"),
    ("2026-11-20", "3 ngày làm việc", "2026-04-01", "2026-11-25"),
    ("2025-12-31", "3 ngày làm việc", None, "2026-01-07"),
    ("2025-12-31", "3 ngày làm việc", "2025-12-01", "2026-01-06"),
    ("2014-01-24", "5 ngày làm việc", None, "2014-02-08"),
]


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["due", *words, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    found = json.loads(captured.out)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("received", "limit", "known_on", "due"), GOLDEN)
def test_due_days(
    received: str, limit: str, known_on: str | None, due: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ["--known-on", known_on] if known_on else []
    assert answer(capsys, received, "--limit", limit, *known)["due"] == due


def test_the_contract_names_the_law_of_the_day_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "2026-11-20", "--limit", "3 ngày làm việc")
    assert set(found) == {"due", "provisional", "certainty", "policy", "trace"}
    assert (found["provisional"], found["certainty"], found["policy"]) == (False, "verified", "statutory")
    trace = found["trace"]
    assert isinstance(trace, list)
    assert [step["day"] for step in trace] == [f"2026-11-{day}" for day in range(20, 27)]
    assert {step["day"]: step["verdict"] for step in trace}["2026-11-20"] == "start"
    culture_day = next(step for step in trace if step["day"] == "2026-11-24")
    assert (culture_day["verdict"], culture_day["kind"]) == ("skipped", "holiday")
    assert any("Nghị quyết 28/2026/QH16" in law for law in culture_day["law"])


def test_the_screen_shows_the_day_of_the_week_and_every_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-11-20", "--limit", "3 ngày làm việc"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "Đến hạn: Thứ Năm, 26/11/2026"
    assert "Tiếp nhận Thứ Sáu, 20/11/2026; thời hạn 3 ngày làm việc." in out
    skipped = next(line for line in out.splitlines() if "24/11/2026" in line)
    assert "không tính" in skipped
    assert "Nghị quyết 28/2026/QH16" in skipped
    assert "đã kiểm tra theo văn bản" in out
    assert "tạm tính" not in out


def test_an_answer_past_the_verified_years_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2028-12-29", "--limit", "10 ngày làm việc"]) == 0
    out = capsys.readouterr().out
    assert "(tạm tính)" in out.splitlines()[0]
    assert "Tạm tính:" in out


def test_the_english_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "due", "2026-11-20", "--limit", "3 ngày làm việc"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "Due: Thursday, 2026-11-26"
    assert "received, not counted" in out


def test_the_day_of_knowledge_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2025-12-31", "--limit", "3 ngày làm việc", "--known-on", "2025-12-01"]) == 0
    out = capsys.readouterr().out
    assert "06/01/2026" in out.splitlines()[0]
    assert "đã công bố đến 01/12/2025" in out


def test_a_limit_that_is_none_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-11-20", "--limit", "sớm nhất có thể", "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "05 ngày làm việc" in captured.err
