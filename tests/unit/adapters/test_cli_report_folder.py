"""`tthc report FOLDER` over canonical Parquet: the same numbers on each engine, and what is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.canonical import SAMPLE
from tests.nation import few_partitions

from tthc.errors import AdapterError
from tthc_adapters import engines
from tthc_adapters.canonical import canonical_folder
from tthc_adapters.cli import main
from tthc_adapters.engines import EngineName, opener

pytest.importorskip("duckdb")

PERIOD = ("--period", "2026-H1", "--as-of", "2026-11-30", "--form", "ii06a")


@pytest.fixture
def few(nation: Path, tmp_path: Path) -> Path:
    return few_partitions(nation, tmp_path / "few")


@pytest.fixture
def dossiers(few: Path) -> str:
    return str(few / "dossiers")


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["report", *words, "--json", "--lang", "en"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["report", *words, "--lang", "en"]) == 2
    return capsys.readouterr().err


def test_a_folder_counted_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in range(SAMPLE.height):
        folder = tmp_path / "table" / f"part={place}"
        folder.mkdir(parents=True)
        SAMPLE[place : place + 1].write_parquet(folder / "rows.parquet")
    period = ("--period", "2026-03-01..2026-03-31", "--as-of", "2026-04-01", "--form", "ii06a")
    answer = as_json(capsys, str(tmp_path / "table"), *period)
    total = {row["level"]: row["cells"] for row in answer["rows"]}["total"]
    # five dossiers, one of them not received: one early, one on time, two late; one online
    assert total == {
        "3": 4,
        "4": 1,
        "5": 3,
        "6": 0,
        "7": 4,
        "8": 1,
        "9": 1,
        "10": 2,
        "11": 0,
        "12": 0,
        "13": 0,
    }
    assert answer["accounting"] is None


def test_every_way_to_count_gives_the_same_form(
    dossiers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (dossiers, *PERIOD, "--by", "field,agency")
    first = as_json(capsys, *asked)
    assert len(first["rows"]) > 50
    state = str(tmp_path / "state")
    for more in (
        ("--engine", "polars"),
        ("--engine", "duckdb"),
        ("--state", state),
        ("--state", state, "--engine", "duckdb"),
        ("--check-codes",),
        ("--engine", "duckdb", "--check-codes"),
    ):
        assert as_json(capsys, *asked, *more) == first


def test_due_dates_by_law_and_over_events(
    few: Path, dossiers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (dossiers, *PERIOD, "--basis", "legal")
    over_events = (*asked, "--events", str(few / "events"))
    plain, paused = as_json(capsys, *asked), as_json(capsys, *over_events)
    assert plain["basis"] == paused["basis"] == "legal"
    assert plain["rows"] != paused["rows"]
    assert as_json(capsys, *asked, "--engine", "duckdb") == plain
    assert as_json(capsys, *over_events, "--engine", "duckdb") == paused
    assert as_json(capsys, *over_events, "--state", str(tmp_path / "state")) == paused


def test_codes_that_stand_twice_are_found(dossiers: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = sorted(Path(dossiers).rglob("*.parquet"))[0]
    other = Path(dossiers) / "province=H57" / "month=2026-01" / "part-0.parquet"
    other.parent.mkdir(parents=True)
    pl.read_parquet(first, hive_partitioning=False).head(2).write_parquet(other)
    answer = as_json(capsys, dossiers, *PERIOD, "--check-codes")
    assert {finding["code"]: finding["count"] for finding in answer["findings"]}["code-shared"] == 2
    assert "code-shared" not in str(as_json(capsys, dossiers, *PERIOD))


def test_periods_are_offered(dossiers: str, capsys: pytest.CaptureFixture[str]) -> None:
    complaint = refused(capsys, dossiers)
    assert "--period 2026-Q1" in complaint
    assert "01/12/2025" in complaint or "2025-12-01" in complaint


def test_a_damaged_state_is_reported_under_the_form(
    dossiers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (dossiers, *PERIOD, "--state", str(tmp_path / "state"))
    whole = as_json(capsys, *words)
    next((tmp_path / "state").iterdir()).write_bytes(b"?")
    again = as_json(capsys, *words)
    assert again["rows"] == whole["rows"]
    assert [finding["code"] for finding in again["findings"] if "state" in finding["code"]] == [
        "state.damaged"
    ]


def test_options_that_do_not_fit_are_refused(
    few: Path, dossiers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "list.csv"
    export.write_text("Mã hồ sơ,Ngày nhận\nH10.1-260302-0001,02/03/2026\n", encoding="utf-8")
    assert "--engine, --check-codes" in refused(
        capsys, str(export), *PERIOD, "--engine", "duckdb", "--check-codes"
    )
    assert "--state" in refused(capsys, dossiers, dossiers, *PERIOD, "--state", "s")
    assert "--system, --levels" in refused(
        capsys, dossiers, *PERIOD, "--system", "tan-dan", "--levels", "l.toml"
    )
    assert "--events" in refused(capsys, dossiers, *PERIOD, "--events", str(few / "events"))
    not_events = refused(capsys, dossiers, *PERIOD, "--basis", "legal", "--events", dossiers)
    assert "no events table" in not_events
    remote = refused(capsys, "hdfs://cluster/dossiers", *PERIOD, "--engine", "spark", "--state", "s")
    assert "hdfs://cluster/dossiers" in remote


def test_limits_are_needed_for_the_law(dossiers: str, capsys: pytest.CaptureFixture[str]) -> None:
    for path in Path(dossiers).rglob("*.parquet"):
        rows = pl.read_parquet(path, hive_partitioning=False)
        rows.with_columns(limit_unit=pl.lit(None, dtype=pl.String)).write_parquet(path)
    assert "--limits" in refused(capsys, dossiers, *PERIOD, "--basis", "legal")


def test_columns_that_lack_are_named(dossiers: str, capsys: pytest.CaptureFixture[str]) -> None:
    for path in Path(dossiers).rglob("*.parquet"):
        rows = pl.read_parquet(path, hive_partitioning=False)
        rows.drop("due_on", "level").write_parquet(path)
    complaint = refused(capsys, dossiers, *PERIOD)
    assert "due_on" in complaint
    assert "level" in complaint


def test_a_broken_file_is_a_complaint_and_no_stack(
    dossiers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = sorted(Path(dossiers).rglob("*.parquet"))[-1]
    last.write_bytes(last.read_bytes()[:-5])
    for more in ((), ("--engine", "duckdb"), ("--state", str(tmp_path / "state"))):
        assert refused(capsys, dossiers, *PERIOD, *more).startswith("Error: ")


def test_what_is_no_canonical_folder(nation: Path, tmp_path: Path) -> None:
    assert canonical_folder(tmp_path) is None
    assert canonical_folder(tmp_path / "none") is None
    assert canonical_folder(nation / "events") is None
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    assert canonical_folder(tmp_path) is None
    SAMPLE.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "_SUCCESS").write_bytes(b"")
    (tmp_path / "_temporary").mkdir()
    (tmp_path / "_temporary" / "attempt.csv").write_bytes(b"")
    found = canonical_folder(tmp_path)
    assert found is not None
    assert [partition.name for partition in found.partitions] == ["a.parquet"]
    (tmp_path / "list.csv").write_bytes(b"")
    assert canonical_folder(tmp_path) is None


@pytest.mark.parametrize("name", ["b.parquet", "month=2026-03"])
def test_links_are_refused(name: str, tmp_path: Path) -> None:
    table = tmp_path / "table"
    table.mkdir()
    SAMPLE.write_parquet(table / "a.parquet")
    (table / name).symlink_to(tmp_path if "=" in name else table / "a.parquet")
    with pytest.raises(AdapterError, check=lambda error: error.code == "location.link"):
        canonical_folder(table)


def test_own_levels_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, levels = tmp_path / "list.csv", tmp_path / "levels.toml"
    export.write_text(
        "Mã hồ sơ,Lĩnh vực,Đơn vị giải quyết,Ngày nhận,Ngày hẹn trả,Trạng thái\n"
        "H10.1-260302-0001,Đất đai,Đội Một cửa số 3,02/03/2026,09/03/2026,Đang xử lý\n",
        encoding="utf-8",
    )
    words = (str(export), "--period", "2026-03", "--as-of", "2026-03-14")
    assert [row["level"] for row in as_json(capsys, *words)["rows"]] == ["unknown", "total"]
    levels.write_text('[[name]]\nphrase = "Đội Một cửa số 3"\nlevel = "commune"\n', encoding="utf-8")
    rows = as_json(capsys, *words, "--levels", str(levels))["rows"]
    assert [row["level"] for row in rows] == ["commune", "total"]
    levels.write_text("name = [", encoding="utf-8")
    assert "levels.toml" in refused(capsys, *words, "--levels", str(levels))
    levels.write_text('[[name]]\nphrase = "Đội"\nlevel = "moon"\n', encoding="utf-8")
    assert "moon" in refused(capsys, *words, "--levels", str(levels))


@pytest.mark.parametrize(
    ("engine", "package"), [(EngineName.DUCKDB, "duckdb"), (EngineName.SPARK, "pyspark")]
)
def test_a_missing_package_is_named(
    engine: EngineName, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(AdapterError, match=f"pip install {package}"):
        opener(engine)


def test_a_missing_or_old_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "jdk"
    monkeypatch.setenv("JAVA_HOME", str(home))
    with pytest.raises(AdapterError, check=lambda error: error.code == "engine.no-java"):
        engines._require_java()
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    for answer, found in (("exit 1", "JAVA_HOME: -"), ("echo 'openjdk version \"11.0.2\"' >&2", "Java 11")):
        java.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
        java.chmod(0o755)
        with pytest.raises(AdapterError, match=found):
            engines._require_java()
    java.write_text("#!/bin/sh\necho 'openjdk version \"21\" 2023-09-19' >&2\n", encoding="utf-8")
    engines._require_java()


def test_generate_writes_a_nation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nation"
    assert main(["generate", "--rows", "200", "--out", str(out), "--lang", "en"]) == 0
    assert "200 dossiers" in capsys.readouterr().err
    assert pl.scan_parquet(out / "dossiers/**/*.parquet").select(pl.len()).collect().item() == 200
    for words in (
        ("--rows", "0"),
        (),
        ("--rows", "5", "--form", "a.json"),
    ):
        assert main(["generate", *words, "--out", str(tmp_path / "x"), "--lang", "en"]) == 2
        assert "--form" in capsys.readouterr().err
    assert main(["generate", "--rows", "5", "--out", str(out), "--lang", "en"]) == 2
    assert "holds something" in capsys.readouterr().err
