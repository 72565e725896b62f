"""Mapping files: what they may say, what they must not, and that those of the package are sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest
from tthc_adapters.headings import fold
from tthc_adapters.layouts import SourceHead
from tthc_adapters.manager import Plugins
from tthc_adapters.systems.mapping import packaged, packaged_system, read_mapping, system_from

Read = Callable[..., Ingested]
COLUMNS: dict[str, Any] = {"code": ["Số"], "received_on": ["Nhận"]}


@pytest.mark.parametrize("name", packaged())
def test_those_of_the_package_are_sound(name: str) -> None:
    system = packaged_system(name)
    assert system.title
    assert {"code", "received_on"} <= set(system.layout.columns.values())
    assert len({fold(heading) for heading in system.layout.columns}) == len(system.layout.columns)


def test_a_file_by_option_and_by_name(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "tinh-thu.toml"
    path.write_text('[columns]\ncode = ["Số"]\nreceived_on = ["Nhận"]\n', encoding="utf-8")
    for option in ({"mapping": path}, {"system": str(path)}, {"mapping": {"columns": COLUMNS}}):
        result = read("H56.22-250401-0001,01/04/2025", headings="Số,Nhận", **option)
        assert result.table["received_on"].to_list() == [date(2025, 4, 1)]
    assert read_mapping(path).name == "tinh-thu"


def test_the_two_options_exclude_each_other(read: Read) -> None:
    with pytest.raises(AdapterError) as error:
        read("a,01/04/2025", headings="Số,Nhận", system="tan-dan", mapping={"columns": COLUMNS})
    assert error.value.code == "mapping.with-system"


BROKEN: list[tuple[str, str]] = [
    ("columns = [", "mapping.syntax"),
    ('x = 1\n[columns]\ncode = ["a"]', "mapping.unknown-key"),
    ("", "mapping.bad-value"),
    ("columns = 3", "mapping.bad-value"),
    ("[columns]\ncode = 3", "mapping.bad-value"),
    ('[columns]\ncode = [""]', "mapping.bad-value"),
    ('[columns]\nkode = ["a"]', "layout.unknown-target"),
    ('dates = "x"\n[columns]\ncode = ["a"]', "mapping.bad-value"),
    ('dates = ["dd/MM/yyyy"]\n[columns]\ncode = ["a"]', "mapping.date-format"),
    ('dates = ["%d/%Q"]\n[columns]\ncode = ["a"]', "mapping.date-format"),
    ('[columns]\ncode = ["a"]\n[formats]\na = ["%"]', "mapping.date-format"),
    ('[columns]\nstatus = ["a"]\n[values.status]\n11 = ["x"]', "mapping.bad-code"),
    ('[columns]\nchannel = ["a"]\n[values.channel]\nfax = ["x"]', "mapping.bad-code"),
    ('[columns]\nchannel = ["a"]\n[values_of.a]\nfax = ["x"]', "mapping.bad-code"),
    ('[columns]\nchannel = ["a"]\n[values_of.b]\nonline = ["x"]', "mapping.bad-value"),
    ('[columns]\ncode = ["a"]\n[values]\nstatus = 3', "mapping.bad-value"),
    ('[columns]\ncode = ["a"]\n[constants]\nlevel = 3', "mapping.bad-value"),
    ('[columns]\ncode = ["a"]\n[constants]\nlevel = "x"', "mapping.bad-code"),
    ('[columns]\ncode = ["a"]\n[constants]\ndue_on = "2025"', "layout.unknown-constant"),
    ('hours_per_day = 0\n[columns]\ncode = ["a"]', "mapping.bad-value"),
    ('name = 3\n[columns]\ncode = ["a"]', "mapping.bad-value"),
    ('extends = "none"\n[columns]\ncode = ["a"]', "mapping.extends"),
    ('[columns]\ncode = ["a"]\n[recognise]\nmost = 200', "mapping.bad-value"),
    ('[columns]\ncode = ["a"]\n[recognise]\nother = ["a"]', "mapping.bad-value"),
    ("recognise = 3\n[columns]\ncode = ['a']", "mapping.bad-value"),
]


@pytest.mark.parametrize(("text", "code"), BROKEN)
def test_each_way_to_be_broken(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        read_mapping(path)
    assert error.value.code == code
    assert "broken.toml" in error.value.message("vi") or code.startswith("layout.")


def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, code in ((tmp_path / "no.toml", "location.not-found"), (tmp_path, "location.not-a-file")):
        with pytest.raises(AdapterError) as error:
            read_mapping(path)
        assert error.value.code == code
    big = tmp_path / "big.toml"
    big.write_bytes(b"#" * 100)
    monkeypatch.setattr("tthc_adapters.bounds.MAX_MAPPING_BYTES", 50)
    with pytest.raises(AdapterError) as error:
        read_mapping(big)
    assert error.value.code == "source.too-large"


def test_a_mapping_may_extend_one_of_the_package() -> None:
    own = {"extends": "national-portal", "values": {"status": {"4": ["4", "40"]}}, "name": "thu"}
    layout = system_from("x", own).layout
    assert layout.values["status"]["40"] == "4"
    assert layout.values["status"]["9"] == "9"
    assert layout.target("MaHoSo") == "code"
    head = SourceHead(file="a.json", source="json", headers=("MaHoSo", "NgayTiepNhan", "DonViXuLy"))
    assert system_from("x", own).sniff(head) is None, "chosen by name only"


def test_constants_fill_gaps_and_are_said(read: Read) -> None:
    mapping = {
        "columns": {**COLUMNS, "channel": ["Kênh"]},
        "constants": {"level": "commune", "channel": "direct"},
    }
    result = read("a,01/04/2025,Trực tuyến", "b,01/04/2025,", headings="Số,Nhận,Kênh", mapping=mapping)
    assert result.table["channel"].to_list() == ["online", "direct"]
    assert result.table["level"].to_list() == ["commune", "commune"]
    codes = [finding.code for finding in result.findings]
    assert codes.count("constant-used") == 2
    assert "level-and-agency-column-missing" not in codes


def test_own_marks_of_nothing_and_own_formats(read: Read) -> None:
    mapping = {
        "columns": {**COLUMNS, "due_on": ["Hẹn"]},
        "nulls": ["không"],
        "formats": {"Hẹn": ["%Y.%m.%d"]},
    }
    rows = ("a,01/04/2025,2025.04.04", "b,01/04/2025,không", "c,01/04/2025,04/04/2025")
    result = read(*rows, headings="Số,Nhận,Hẹn", mapping=mapping)
    assert result.table["due_on"].to_list() == [date(2025, 4, 4), None, None]
    assert {finding.code: finding.count for finding in result.findings}["due-unreadable"] == 1


def test_codes_of_one_heading(read: Read) -> None:
    mapping = {
        "columns": {**COLUMNS, "channel": ["A", "B"]},
        "values_of": {
            "A": {"online": ["1"], "else direct": ["0"], "next": ["?"]},
            "B": {"post": ["1"], "next": ["0"]},
        },
    }
    rows = [
        f"{index},01/04/2025,{a},{b}" for index, (a, b) in enumerate(["1.", "00", "01", "?1", "?0", "x0"])
    ]
    rows[0] = "0,01/04/2025,1,1"
    result = read(*rows, headings="Số,Nhận,A,B", mapping=mapping)
    assert result.table["channel"].to_list() == ["online", "direct", "post", "post", None, None]
    assert {finding.code: finding.count for finding in result.findings}["channel-unrecognized"] == 1


def test_endings_of_wordings(read: Read) -> None:
    mapping = {"columns": {**COLUMNS, "status": ["Bước"]}, "values": {"status": {"4": ["~::THU_LY"]}}}
    result = read(
        "a,01/04/2025,B2::X::THU_LY", "b,01/04/2025,THU_LY", headings="Số,Nhận,Bước", mapping=mapping
    )
    assert result.table["status"].to_list() == [4, None]


def test_the_best_score_wins_and_the_land_office_beats_tan_dan(plugins: Plugins) -> None:
    headers = ("STT", "Mã Hồ Sơ", "Chủ Sử Dụng", "Ngày Nhận", "Hẹn Trả", "Trạng Thái")
    head = SourceHead(file="a.csv", source="csv", headers=headers)
    land, tan_dan = (plugins.systems[name].sniff(head) for name in ("land-office", "tan-dan"))
    assert land is not None
    assert tan_dan is not None
    assert land.score > tan_dan.score


def test_keys_that_differ_by_case_only_tell_two_systems_apart(plugins: Plugins) -> None:
    national = SourceHead(file="a", source="json", headers=("MaHoSo", "NgayTiepNhan", "TrangThaiHoSo"))
    vendor = SourceHead(file="a", source="json", headers=("maHoSo", "ngayTiepNhan", "trangThaiHoSoId"))
    tan_dan, portal = plugins.systems["tan-dan"], plugins.systems["national-portal"]
    assert (portal.sniff(vendor), tan_dan.sniff(vendor).score) == (None, 90)  # type: ignore[union-attr]
    assert portal.sniff(national).score > (tan_dan.sniff(national) or portal.sniff(vendor) or _none).score  # type: ignore[union-attr]


class _Nothing:
    score = 0


_none = _Nothing()


def test_json_keys_in_another_case_are_read(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "dump.json"
    path.write_text(
        '[{"MaHoSo": "H56.22-250401-0001", "NgayTiepNhan": "2025-04-01T08:00:00", "TrangThaiHoSoId": "4",'
        ' "DeletedOn": null}, {"MaHoSo": "H56.22-250401-0002", "NgayTiepNhan": "2025-04-01T08:00:00",'
        ' "TrangThaiHoSoId": "4", "DeletedOn": "2025-04-02T00:00:00"}]',
        encoding="utf-8",
    )
    read = ingest(path, plugins=plugins)
    assert read.systems == ("tan-dan",)
    assert read.table["code"].to_list() == ["H56.22-250401-0001"]
    assert read.accounting.skipped == {"deleted": 1}


def test_the_reference_page_names_every_system(plugins: Plugins, repo_root: Path) -> None:
    page = (repo_root / "docs" / "reference" / "systems.md").read_text(encoding="utf-8")
    assert [
        name for name in plugins.systems if f"`{name}`" not in page and f"--system {name}`" not in page
    ] == []


def test_usual_headings_are_read_only_when_asked_for(read: Read) -> None:
    rows = ("H56.22-250401-0001,01/04/2025", "H56.22-250401-0002,02/04/2025")
    headings = "Số biên nhận,Thời gian tiếp nhận"
    with pytest.raises(AdapterError) as error:
        read(*rows, headings=headings)
    assert error.value.code == "system.none-fits"
    assert read(*rows, headings=headings, system="tabular").accounting.records == 2
