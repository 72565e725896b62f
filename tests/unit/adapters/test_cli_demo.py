"""`tthc demo`, `tthc generate` and `tthc plugins`; the demo here on a small published table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import attrs
import pytest

from tthc_adapters.cli import main
from tthc_adapters.cli.comparison import compare, received_gaps
from tthc_adapters.cli.demo_command import DemoFiles, run_demo
from tthc_adapters.samples import TargetForm
from tthc_adapters.texts import Texts

# A hundredth of a province, with a total of the communes that exceeds its parts by 34.
TARGET = {
    "source": "một biểu tự nghĩ ra",
    "period": ["2021-12-15", "2022-12-14"],
    "rows": {
        "A cấp tỉnh": {"4": 794, "5": 744, "6": 6, "8": 244, "9": 1281, "10": 3, "12": 16, "13": 0},
        "B cấp huyện": {"4": 664, "5": 3647, "6": 30, "8": 2145, "9": 1856, "10": 88, "12": 237, "13": 15},
        "C cấp xã": {
            "3": 3366,
            "4": 1094,
            "5": 2234,
            "6": 4,
            "8": 1918,
            "9": 1435,
            "10": 9,
            "12": 4,
            "13": 0,
        },
    },
}


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def target() -> TargetForm:
    return TargetForm.from_dict(TARGET)


def test_the_demo_rebuilds_the_form_and_explains_its_error(
    target: TargetForm, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert run_demo(target, DemoFiles(tmp_path), Texts("cli", "vi")) == 0
    out = capsys.readouterr().out
    said = " ".join(out.split())
    assert "Khớp 44/44 ô." in out
    assert "một biểu tự nghĩ ra" in out
    assert "Cấp xã in 3.366 nhưng (4)+(5)+(6) = 3.332, hơn 34" in said
    assert "34 hồ sơ có trong tổng số nhưng không thuộc cột kênh nào" in said
    for ending in (".csv", ".xlsx", ".json"):
        path = Path(DemoFiles(tmp_path).path(ending))
        assert str(path) in out
        assert path.stat().st_size > 0
    answer = json.loads(Path(DemoFiles(tmp_path).path(".json")).read_text(encoding="utf-8"))
    assert answer["rows"][-1]["cells"]["3"] == 9251
    assert answer["rows"][-1]["unknown_channel"] == 34
    assert answer["as_of"] == "2022-12-14"


def test_a_cell_that_differs_is_named_and_is_exit_1(
    target: TargetForm, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tthc_adapters import samples

    real = samples.write_sample

    def other(given: TargetForm, path: str, **settings: object) -> object:
        first, *rest = given.rows
        fewer = attrs.evolve(
            first,
            channels={**first.channels, "online": first.channels["online"] - 1},
            outcomes={**first.outcomes, "early": first.outcomes["early"] - 1},
        )
        return real(attrs.evolve(given, rows=(fewer, *rest)), path, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(samples, "write_sample", other)
    assert run_demo(target, DemoFiles(tmp_path), Texts("cli", "en")) == 1
    out = capsys.readouterr().out
    assert "36 of 44 cells are equal." in out
    assert "Province, column (3): published 1544, ours 1543" in out


def test_a_row_that_is_missing_differs_in_every_cell(target: TargetForm, tmp_path: Path) -> None:
    from tthc.outcomes import Basis
    from tthc_adapters import pipeline
    from tthc_adapters.samples import write_sample

    without = attrs.evolve(target, rows=target.rows[:2])
    write_sample(without, tmp_path / "a.csv")
    ingested = pipeline.read(pipeline.Exports(locations=(str(tmp_path / "a.csv"),)))
    question = pipeline.Question(period=target.period, as_of=date(2022, 12, 14), basis=Basis.EXPORTED)
    rows = compare(pipeline.fill(ingested, question), target)
    commune = next(row for row in rows if row.level == "commune")
    assert len(list(commune.differences())) == 11
    assert {gap.level: gap.gap for gap in received_gaps(rows)} == {
        "province": 0,
        "district": 0,
        "commune": 34,
        "total": 34,
    }


def test_generate_writes_dossiers_whose_report_is_the_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, out = tmp_path / "form.json", tmp_path / "ho-so.csv"
    form.write_text(json.dumps(TARGET), encoding="utf-8")
    assert main(["generate", "--form", str(form), "--out", str(out), "--seed", "7"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "9.251 hồ sơ" in captured.err
    assert main(["report", str(out), "--period", "2022", "--as-of", "2022-12-14", "--json"]) == 0
    total = json.loads(capsys.readouterr().out)["rows"][-1]
    assert total["cells"] == {
        "3": 9251,
        "4": 2552,
        "5": 6625,
        "6": 40,
        "7": 8979,
        "8": 4307,
        "9": 4572,
        "10": 100,
        "11": 272,
        "12": 257,
        "13": 15,
    }


def test_generate_without_a_form_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--form", str(tmp_path / "no.json"), "--out", str(tmp_path / "a.csv")]) == 2
    assert "no.json" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()


def test_the_plugins_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins"]) == 0
    out = capsys.readouterr().out
    for name in ("tan-dan", "igate", "csv", "xlsx", "terminal"):
        assert name in out


def test_the_plugins_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "--json"]) == 0
    plugins = json.loads(capsys.readouterr().out)["plugins"]
    offers = {name for plugin in plugins for names in plugin["offers"].values() for name in names}
    assert {"tan-dan", "igate", "terminal", "xlsx"} <= offers
    assert {plugin["status"] for plugin in plugins} == {"ok"}
