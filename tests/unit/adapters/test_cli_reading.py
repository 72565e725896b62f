"""The options every command that reads tables shares: sheet, table, query, separator, encoding."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.unit.adapters.test_source_kinds import database, in_cp1258, separated
from tests.unit.adapters.test_source_old_fonts import TCVN3

from tthc_adapters.cli import main

LIMITS = "Mã thủ tục,Thời hạn\n1.001193,5 ngày làm việc\n"


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """A database with a list, a copy of its first row, and a table of officers."""
    path = tmp_path / "mot-cua.db"
    database(path)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mot AS SELECT * FROM ho_so LIMIT 1")
    connection.commit()
    connection.close()
    return str(path)


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    code = main(["check", *words, "--json"])
    shown = capsys.readouterr()
    assert code in {0, 1}, shown.err
    answer: dict[str, object] = json.loads(shown.out)
    return answer


def records(answer: dict[str, object]) -> int:
    accounting = answer["accounting"]
    assert isinstance(accounting, dict)
    return int(accounting["records"])


@pytest.mark.parametrize("scheme", ["", "sqlite:///"])
def test_a_table_or_a_query_of_a_database(scheme: str, kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = scheme + kept
    assert records(checked(capsys, place, "--table", "mot")) == 1
    assert records(checked(capsys, place, "--table", "ho_so")) == 2
    query = "SELECT * FROM ho_so WHERE \"Lĩnh vực\" LIKE 'Đất%' AND 1 < 2"
    answer = checked(capsys, place, "--query", query)
    assert records(answer) == 1
    assert answer["files"] == [{"file": "mot-cua.db", "system": "tan-dan"}]


def test_a_query_stands_behind_other_parts_of_an_address(
    kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", f"sqlite:///{kept}?table=mot", "--query", "SELECT 1"]) == 2
    assert "mot-cua.db" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--table", "ho_so", "--query", "SELECT 1"),
        ("--table", "ho_so", "--sheet", "ho_so"),
        ("--query", "SELECT 1", "--sheet", "ho_so"),
    ],
)
def test_only_one_of_them(words: tuple[str, ...], kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", kept, *words, "--lang", "en"]) == 2
    assert "Use only one of --sheet, --table and --query." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "map", "due-check"])
@pytest.mark.parametrize("word", ["--table", "--query"])
def test_they_are_for_databases(
    command: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separated(","), encoding="utf-8")
    assert main([command, str(path), word, "x", "--lang", "en"]) == 2
    assert "are for databases" in capsys.readouterr().err


@pytest.mark.parametrize("separator", ["|", "tab", "\\t", "\t"])
def test_the_separator(separator: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separated("|" if separator == "|" else "\t"), encoding="utf-8")
    assert records(checked(capsys, str(path), "--separator", separator)) == 2


def test_a_separator_of_two_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separated(","), encoding="utf-8")
    assert main(["check", str(path), "--separator", ",,"]) == 2
    assert capsys.readouterr().out == ""


def test_the_encoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(in_cp1258(separated(";")))
    answer = checked(capsys, str(path), "--encoding", "windows-1258")
    assert records(answer) == 2
    findings = answer["findings"]
    assert isinstance(findings, list)
    assert "encoding-assumed" not in {finding["code"] for finding in findings}
    assert main(["check", str(path), "--encoding", "khong-co"]) == 2


def test_a_mapping_is_proposed_for_what_is_read_so(
    kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "cu.csv"
    old.write_bytes(TCVN3.replace(";", "|").encode("cp1252"))
    assert main(["map", str(old), "--encoding", "windows-1252", "--separator", "|"]) == 0
    assert 'code = ["Mã hồ sơ"]' in capsys.readouterr().out
    assert main(["map", kept, "--table", "mot"]) == 0
    assert 'code = ["Mã hồ sơ"]' in capsys.readouterr().out
    assert main(["map", kept, "--query", 'SELECT "Mã hồ sơ" FROM ho_so']) == 1
    assert "received_on" in capsys.readouterr().err


def test_due_dates_are_checked_in_what_is_read_so(
    kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = tmp_path / "limits.csv"
    limits.write_text(LIMITS, encoding="utf-8")
    query = "SELECT *, '1.001193' AS \"Mã thủ tục\" FROM ho_so"
    assert main(["due-check", kept, "--query", query, "--limits", str(limits), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dossiers"] == 2
