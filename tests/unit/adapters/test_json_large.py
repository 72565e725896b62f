"""Documents above what is held at once: what stands around their list counts as it does in small ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tthc_adapters import bounds, ingest
from tthc_adapters.manager import Plugins


def dossiers(count: int) -> list[dict[str, str]]:
    return [
        {"maHoSo": f"H01.2-250303-{number:06}", "ngayTiepNhan": "03/03/2025"}
        for number in range(1, count + 1)
    ]


def sent(count: int) -> list[dict[str, str]]:
    """Dossiers as they are sent to the national portal."""
    return [
        {
            "MaHoSo": f"H01.2-250303-{number:06}",
            "MaTTHC": "1.001234",
            "NgayTiepNhan": "20250303080000",
            "NgayHenTra": "20250307080000",
            "TrangThaiHoSo": "2",
        }
        for number in range(1, count + 1)
    ]


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(params=["small", "large"])
def _held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "large":
        monkeypatch.setattr(bounds, "MAX_JSON_BYTES", 4096)


@pytest.mark.usefixtures("_held")
@pytest.mark.parametrize("before", [True, False])
def test_a_page_of_a_longer_list_says_so(before: bool, tmp_path: Path, plugins: Plugins) -> None:
    count, data = {"totalElements": 450}, {"content": dossiers(300)}
    path = write(tmp_path / "a.json", {"data": {**count, **data} if before else {**data, **count}})
    read = ingest(path, plugins=plugins)
    assert read.accounting.records == 300
    (found,) = (finding for finding in read.findings if finding.code == "list-incomplete")
    assert dict(found.details) == {"file": "a.json", "found": 300, "total": 450}
    write(path, {"data": {"content": dossiers(300), "totalElements": 300}})
    assert "list-incomplete" not in {finding.code for finding in ingest(path, plugins=plugins).findings}


@pytest.mark.usefixtures("_held")
def test_a_list_in_a_named_envelope(tmp_path: Path, plugins: Plugins) -> None:
    envelope = {"DongBoHoSoMC_request": {"session": "s", "madonvi": "000.00.00.H01", "data": sent(200)}}
    read = ingest(write(tmp_path / "a.json", {"_note": "x", **envelope}), plugins=plugins)
    assert read.systems == ("national-portal",)
    assert read.accounting.records == 200
    assert read.table["source_sheet"].unique().to_list() == ["DongBoHoSoMC_request"]
    assert read.table["source_row"].to_list() == list(range(1, 201))


def test_a_list_in_another_envelope_is_not_passed_over_in_silence(
    tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_JSON_BYTES", 4096)
    both = {name: {"session": "s", "data": sent(100)} for name in ("DongBoHoSoMC_request", "Bo_sung")}
    read = ingest(write(tmp_path / "a.json", both), plugins=plugins)
    assert read.accounting.records == 100
    (found,) = (finding for finding in read.findings if finding.code == "sheet-not-read")
    assert dict(found.details) == {"file": "a.json", "sheets": "Bo_sung"}
