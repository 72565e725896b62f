"""Each problem of a file and the effect it must have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tthc.errors import AdapterError
from tthc.messages import catalogue
from tthc_adapters import Ingested, Progress, ingest
from tthc_adapters.manager import Plugins

Read = Callable[..., Ingested]

HEADINGS = (
    "Mã hồ sơ,Lĩnh vực,Đơn vị tiếp nhận,Kênh thực hiện,Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái"
)
GOOD = "H56.22-250401-0001,Hộ tịch,UBND xã Thử,Trực tiếp,01/04/2025,04/04/2025,03/04/2025,Đã xử lý xong"


def found(read: Ingested) -> dict[str, int]:
    return {finding.code: finding.count for finding in read.findings}


def test_a_good_row_has_no_finding(read: Read) -> None:
    assert found(read(GOOD)) == {}


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("Kênh thực hiện", "channel-column-missing"),
        ("Ngày hẹn trả", "due-column-missing"),
        ("Ngày kết thúc xử lý", "finished-column-missing"),
        ("Lĩnh vực", "field-column-missing"),
        ("Trạng thái", "status-column-missing"),
        ("Đơn vị tiếp nhận", "level-and-agency-column-missing"),
    ],
)
def test_a_missing_column_is_one_finding_for_the_file(read: Read, column: str, code: str) -> None:
    headings = HEADINGS.replace(column, "Ghi chú")
    assert found(read(GOOD, GOOD.replace("0001", "0002"), headings=headings)) == {code: 1}


@pytest.mark.parametrize(
    ("headings", "missing"),
    [("Mã hồ sơ,Lĩnh vực,Ngày nhan,Trạng thái", "Ngày nhận"), ("Ma ho so,Lĩnh vực,Ngày nhận", "Mã hồ sơ")],
)
@pytest.mark.parametrize("system", [None, "tan-dan"])
def test_without_code_or_reception_there_is_no_table(
    read: Read, headings: str, missing: str, system: str | None
) -> None:
    with pytest.raises(AdapterError) as error:
        read("x,y,z,w", headings=headings, system=system)
    assert error.value.code == ("column.required" if system else "system.none-fits")
    for lang in ("vi", "en"):
        message = error.value.message(lang)
        assert missing in message
        assert headings.replace(",", ", ") in message
        assert "→ " + missing in message


def test_a_data_row_is_never_repeated_as_headings(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,Nguyễn Văn Thử,0901234567\n2,Trần Thị Thử,0901234568\n", encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert "Nguyễn" not in str(error.value)


def test_reception_missing_or_unreadable(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,,,,,,,Đang xử lý",
        "H56.22-250401-0002,,,,31/02/2025,,,Đang xử lý",
        "H56.22-250401-0003,,,,32/13/1999,,,",
        "H56.22-250401-0004,,,,,,,Mới đăng ký",
        "H56.22-250401-0006,,,,,,,Được tiếp nhận",
        "H56.22-250401-0005,,,,hôm qua,,,Không được tiếp nhận",
    )
    assert result.accounting.rejected == {"received-missing": 2, "received-unreadable": 2}
    assert result.table["code"].to_list() == ["H56.22-250401-0004", "H56.22-250401-0005"]
    assert found(result) == {"received-missing": 2, "received-unreadable": 2, "received-ignored": 1}


@pytest.mark.parametrize("text", ["31/02/2025", "01/04/1999", "01/04/2071", "04.13.2025", "4574", "01/04/25"])
def test_a_date_that_cannot_be_is_null_and_a_finding(read: Read, text: str) -> None:
    result = read(f"H56.22-250401-0001,,,,01/04/2025,{text},{text},")
    row = result.table.row(0, named=True)
    assert (row["due_on"], row["finished_on"]) == (None, None)
    assert found(result) == {"due-unreadable": 1, "finished-unreadable": 1}
    assert str(result.findings[0].samples[0]) == "list.csv F2 (Ngày hẹn trả)"
    assert text not in str(result.findings[0])
    assert text not in repr(result.findings[0])
    assert result.findings[0].samples[0].value == text


def test_submission_and_hand_over_unreadable(read: Read) -> None:
    headings = "Mã hồ sơ,Ngày nhận,Ngày nộp hồ sơ,Ngày trả,Ngày yêu cầu bổ sung,Thời hạn giải quyết"
    result = read("H56.22-250401-0001,01/04/2025,x,y,z,lâu lắm", headings=headings)
    expected = {"submitted-unreadable", "returned-unreadable", "waiting-unreadable", "limit-unreadable"}
    assert expected <= found(result).keys()
    assert result.accounting.records == 1


def test_due_and_finish_on_a_day_off(read: Read) -> None:
    result = read(
        "H56.22-250401-0001,,,,01/04/2025,05/04/2025,07/04/2025,",
        "H56.22-250401-0002,,,,01/04/2025,30/04/2025,,",
    )
    assert found(result) == {"due-on-day-off": 2, "finished-on-day-off": 1}, "7/4/2025 is Giỗ Tổ"
    (due,) = [finding for finding in result.findings if finding.code == "due-on-day-off"]
    assert [str(place) for place in due.samples] == [
        "list.csv F2 (Ngày hẹn trả)",
        "list.csv F3 (Ngày hẹn trả)",
    ]
    assert result.table["due_on"].to_list() == [date(2025, 4, 5), date(2025, 4, 30)]


def test_the_last_row_of_a_code_counts(tmp_path: Path, plugins: Plugins) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    rows = [f"H56.22-250401-000{n},Hộ tịch,UBND xã Thử,Trực tiếp,01/04/2025,04/04/2025,," for n in (1, 2, 3)]
    first.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    changed = rows[0] + "Đang xử lý"
    second.write_text(
        "\n".join([HEADINGS, rows[1].replace("H56.22", "000.00.22.H56"), changed]), encoding="utf-8"
    )
    result = ingest(first, second, plugins=plugins)
    assert result.accounting.to_dict() == {
        "physical": 5,
        "records": 3,
        "rejected": 0,
        "skipped": {"duplicate": 1, "superseded": 1},
        "preamble": 2,
    }
    assert result.table.select("source_file", "source_row").rows() == [
        ("1.csv", 4),
        ("2.csv", 2),
        ("2.csv", 3),
    ]
    assert result.table["status"].to_list() == [None, None, 4]
    assert found(result) == {"superseded": 1}
    assert str(result.findings[0].samples[0]) == "1.csv row 2"
    other = ingest(second, first, plugins=plugins)
    assert other.table["status"].to_list() == [None, None, None]


def test_three_rows_of_a_code_are_judged_against_the_last(read: Read) -> None:
    row = "H56.22-250401-0001,,,,01/04/2025,,,"
    result = read(row, row + "Đang xử lý", row)
    assert result.accounting.skipped == {"duplicate": 1, "superseded": 1}


def test_ragged_rows(read: Read) -> None:
    result = read(
        GOOD,
        "H56.22-250401-0002,Hộ tịch, trẻ em,UBND,Trực tiếp,01/04/2025,,,",
        "H56.22-250401-0003,,,,01/04/2025",
    )
    assert result.accounting.rejected == {"ragged": 1}
    assert found(result) == {"ragged": 1, "row-short": 1}


def test_a_broken_quote_costs_one_row(read: Read) -> None:
    result = read('H56.22-250401-0002,"Hộ tịch,UBND,,01/04/2025,,,', GOOD)
    assert (result.accounting.rejected, result.accounting.records) == ({"quote-broken": 1}, 1)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json"])
def test_an_empty_file(tmp_path: Path, plugins: Plugins, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(AdapterError) as error:
        ingest(tmp_path / name, plugins=plugins)
    assert error.value.code == "source.empty"


def test_headings_without_rows_are_an_empty_table(read: Read) -> None:
    result = read()
    assert (result.table.height, result.accounting.physical) == (0, 0)


@pytest.mark.parametrize(
    ("name", "code"),
    [("gone.csv", "location.not-found"), ("", "location.folder-empty"), ("x.doc", "source.unknown-suffix")],
)
def test_nothing_to_read(tmp_path: Path, plugins: Plugins, name: str, code: str) -> None:
    (tmp_path / "x.doc").write_text("x", encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        ingest(tmp_path / name, plugins=plugins)
    assert error.value.code == code
    assert str(tmp_path) not in str(error.value)


def test_no_location(plugins: Plugins) -> None:
    with pytest.raises(AdapterError) as error:
        ingest(plugins=plugins)
    assert error.value.code == "location.none"


def test_an_unknown_system(read: Read) -> None:
    with pytest.raises(AdapterError) as error:
        read(GOOD, system="thanh-an")
    assert error.value.code == "system.unknown"
    assert "igate, land-office" in str(error.value)


def test_a_cell_too_long(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    from tthc_adapters import bounds

    monkeypatch.setattr(bounds, "MAX_CELL_BYTES", 50)
    with pytest.raises(AdapterError) as error:
        read(GOOD + "x" * 60)
    assert error.value.code == "source.cell-too-long"


def test_progress(read: Read) -> None:
    seen: list[Progress] = []
    read(GOOD, progress=seen.append)
    assert [(step.rows, step.done == step.total) for step in seen] == [(1, True)]


def test_samples_of_a_finding_are_few(read: Read) -> None:
    result = read(*(f"H56.22-250401-{n:04d},,,,01/04/2025,x,," for n in range(50)))
    (finding,) = result.findings
    assert (finding.count, len(finding.samples)) == (50, 5)


def test_every_message_names_its_details() -> None:
    own = dict.fromkeys(("headers", "column", "value", "really", "files", "encoding", "names"), "x")
    own |= {"count": "3", "file": "a.csv", "header": "Ngày", "sheets": "S", "plugin": "p", "error": "e"}
    own |= {"found": "2", "total": "4"}
    for code, entry in catalogue().items():
        if code in found_codes():
            for lang in ("vi", "en"):
                assert "{" not in entry[lang].format_map(own)
            assert entry["severity"] in {"info", "warning", "error"}


def found_codes() -> set[str]:
    import tomllib
    from importlib.resources import files

    text = files("tthc").joinpath("data/messages/intake.toml").read_text(encoding="utf-8")
    return set(tomllib.loads(text))
