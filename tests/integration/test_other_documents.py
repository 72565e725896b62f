"""Documents of the shapes known, as other offices export them: other headings, wrappers, signatures.

Each was written by the description of its system and not by what the code reads; the expected accounts
and cells were typed by hand from the documents.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest, load_plugins
from tthc_adapters.manager import Plugins

FOLDER = Path(__file__).parents[1] / "data" / "other"


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


def cells(read: Ingested, *columns: str) -> list[tuple[str, ...]]:
    """Return some columns as text, as short as they can be said."""
    rows = read.table.select(columns).rows()
    return [tuple("-" if cell is None else str(cell) for cell in row) for row in rows]


# file: system, physical, records, rejected, skipped, rows of headings and above;
# of each dossier code, received, due, finished, status
EXPECTED = {
    "tan_dan_late.csv": (
        *("tan-dan", 9, 2, {}, {"group": 1, "total": 1, "blank": 1, "signature": 4}, 5),
        [
            ("H56.05-260302-0001", "2026-03-02", "2026-03-09", "2026-03-10", "10"),
            ("H56.05-260302-0002", "2026-03-02", "2026-03-09", "-", "4"),
        ],
    ),
    "tan_dan_answer.json": (
        *("tan-dan", 4, 3, {}, {"deleted": 1}, 0),
        [
            ("H56.22-260302-0001", "2026-03-02", "2026-03-03", "-", "4"),
            ("H56.22-260302-10001", "-", "2026-03-03", "-", "1"),
            ("H56.22-260302-0004", "2026-03-02", "-", "2026-03-03", "9"),
        ],
    ),
    "tan_dan_turned.tsv": (
        *("tan-dan", 1, 1, {}, {}, 1),
        [("H56.22-260302-0001", "2026-03-02", "2026-03-03", "2026-03-03", "10")],
    ),
    "tan_dan_2003.xls": (
        *("tan-dan", 2, 1, {"received-missing": 1}, {}, 4),
        [("H56.22-250401-0001", "2025-04-01", "2025-04-15", "-", "4")],
    ),
    "register_page.xls": (
        *("register", 3, 2, {}, {"total": 1}, 4),
        [
            ("H56.22-260302-0001", "2026-03-02", "2026-03-03", "-", "-"),
            ("H56.22-260302-0002", "2026-03-02", "-", "-", "-"),
        ],
    ),
    "igate_page.json": (
        *("igate", 3, 3, {}, {}, 0),
        [
            ("H48.12-250303-0001", "2025-03-03", "2025-03-10", "-", "4"),
            ("H48.12-250303-0002", "2025-03-03", "-", "-", "10"),
            ("000.00.12.H48-250303-0003", "2025-03-03", "2025-03-10", "-", "5"),
        ],
    ),
    "igate_lines.jsonl": (
        *("igate", 2, 2, {}, {}, 0),
        [
            ("H48.12-250304-0001", "2025-03-03", "2025-03-10", "-", "4"),
            ("H48.12-250304-0002", "2025-03-03", "2025-03-10", "-", "-"),
        ],
    ),
    "opencps_list.json": (
        *("opencps", 4, 3, {"code-missing": 1}, {}, 0),
        [
            ("G22.99.08-260302-0001", "2026-03-02", "2026-03-09", "-", "4"),
            ("G22.99.08-260302-0002", "2026-03-02", "2026-03-09", "2026-03-06", "10"),
            ("G22.99.08-260302-0004", "2026-03-02", "2026-03-09", "-", "5"),
        ],
    ),
    "opencps_epoch.json": (
        *("opencps", 1, 1, {}, {}, 0),
        [("G22.99.08-260302-0001", "2026-03-02", "-", "-", "4")],
    ),
    "opencps_detail.json": (
        *("opencps", 1, 1, {}, {}, 0),
        [("G22.99.08-260302-0001", "2026-03-02", "2026-03-09", "-", "4")],
    ),
    "national_envelope.json": (
        *("national-portal", 3, 2, {"received-unreadable": 1}, {}, 0),
        [
            ("H56.22-260302-0001", "2026-03-02", "2026-03-03", "2026-03-03", "10"),
            ("000.00.22.H56-260302-0002", "2026-03-02", "-", "-", "5"),
        ],
    ),
    "national_requests.json": (
        *("national-portal", 2, 1, {"received-missing": 1}, {}, 0),
        [("H56.22-260302-0001", "2026-03-02", "2026-03-03", "2026-03-03", "10")],
    ),
    "national_envelope.xml": (
        *("national-portal", 2, 2, {}, {}, 0),
        [
            ("H56.22-260302-0001", "2026-03-02", "2026-03-03", "-", "4"),
            ("H56.22-260302-0002", "2026-03-02", "-", "-", "4"),
        ],
    ),
    "national_item.json": (
        *("national-portal", 1, 1, {}, {}, 0),
        [("H56.22-260302-0001", "2026-03-02", "2026-03-03", "2026-03-03", "10")],
    ),
    "epar_dump.csv": (
        *("epar", 3, 2, {}, {"deleted": 1}, 1),
        [
            ("TN02-A-X1", "2014-03-03", "2014-03-10", "-", "4"),
            ("TN02-A-X2", "2014-03-03", "2014-03-10", "2014-03-07", "10"),
        ],
    ),
    "cmon_page.json": (
        *("cmon", 2, 2, {}, {}, 0),
        [("BN-1", "2026-03-02", "2026-03-09", "-", "-"), ("BN-2", "2026-03-02", "-", "-", "-")],
    ),
    "hoso1cua_answer.json": (
        *("hoso1cua", 1, 1, {}, {}, 0),
        [("1234/BN", "2026-03-02", "2026-03-09", "2026-03-06", "10")],
    ),
    "mplis_table.json": (
        *("mplis", 2, 2, {}, {}, 0),
        [("00123", "2025-03-03", "-", "-", "4"), ("00124", "2025-03-03", "-", "-", "10")],
    ),
    "land_office_late.csv": (
        *("land-office", 4, 2, {}, {"blank": 1, "signature": 1}, 7),
        [("BN001", "2026-03-02", "2026-03-09", "-", "4"), ("BN002", "2026-03-03", "2026-03-10", "-", "10")],
    ),
    "land_office_list.csv": (
        *("land-office", 3, 2, {}, {"total": 1}, 7),
        [
            ("HS-1", "2026-03-02", "2026-03-09", "2026-03-05", "10"),
            ("HS-2", "2026-03-02", "2026-03-09", "-", "4"),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_it_is_read_with_a_full_account(name: str, plugins: Plugins) -> None:
    system, physical, records, rejected, skipped, above, rows = EXPECTED[name]
    read = ingest(FOLDER / name, plugins=plugins)
    account = read.accounting
    assert read.systems == (system,)
    assert (account.physical, account.records, account.preamble) == (physical, records, above)
    assert (dict(account.rejected), dict(account.skipped)) == (rejected, skipped)
    assert cells(read, "code", "received_on", "due_on", "finished_on", "status") == rows
    unreadable = {finding.code for finding in read.findings if finding.code.endswith("-unreadable")}
    assert unreadable == {code for code in rejected if code.endswith("-unreadable")}


def test_a_supplement_keeps_the_due_date_before_it(plugins: Plugins) -> None:
    read = ingest(FOLDER / "national_envelope.json", plugins=plugins)
    assert cells(read, "original_due_on", "waiting_since")[1] == ("2026-03-03", "2026-03-04")


def test_steps_of_progress_are_no_dossiers(plugins: Plugins) -> None:
    """A file of steps alone is refused with the column it lacks; beside dossiers they are named."""
    with pytest.raises(AdapterError) as error:
        ingest(FOLDER / "national_progress.json", plugins=plugins)
    assert error.value.code == "system.none-fits"
    assert "Ngày nhận" in error.value.message("vi")


def test_a_table_of_ones_own_is_refused_until_it_is_mapped(plugins: Plugins) -> None:
    with pytest.raises(AdapterError) as error:
        ingest(FOLDER / "own_table.csv", plugins=plugins)
    assert error.value.code == "system.none-fits"
    columns = {"code": ["Số phiếu"], "received_on": ["Nhận lúc"], "due_on": ["Hạn"], "channel": ["Qua kênh"]}
    dates = ["%d/%m/%Y %I:%M %p", "%d/%m/%Y"]
    mapping = {"columns": columns, "values": {"channel": {"online": ["Zalo"]}}, "dates": dates}
    read = ingest(FOLDER / "own_table.csv", mapping=mapping, plugins=plugins)
    assert cells(read, "code", "received_on", "received_at", "due_on", "channel") == [
        ("A-001", "2026-03-02", "2026-03-02 08:00:00", "2026-03-03", "online")
    ]


def test_a_page_of_more_is_said_until_all_pages_are_there(tmp_path: Path, plugins: Plugins) -> None:
    def incomplete(*places: Path) -> list[tuple[object, object]]:
        findings = ingest(*places, plugins=plugins).findings
        found = [finding for finding in findings if finding.code == "list-incomplete"]
        return [(finding.details["found"], finding.details["total"]) for finding in found]

    assert incomplete(FOLDER / "cmon_page.json") == [(2, 250)]
    text = (FOLDER / "cmon_page.json").read_text(encoding="utf-8").replace("250", "4")
    first, second = tmp_path / "trang-1.json", tmp_path / "trang-2.json"
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("BN-1", "BN-3").replace("BN-2", "BN-4"), encoding="utf-8")
    assert incomplete(first) == [(2, 4)]
    assert incomplete(tmp_path) == []
    shutil.copy(FOLDER / "cmon_page.json", tmp_path / "trang-3.json")
    assert incomplete(tmp_path) == [(2, 250)]


def test_requests_kept_one_on_a_line_are_one_list(tmp_path: Path, plugins: Plugins) -> None:
    one = (FOLDER / "national_envelope.json").read_text(encoding="utf-8")
    path = tmp_path / "nhat-ky.jsonl"
    path.write_text(one + "\n" + one.replace("260302", "260303") + "\n", encoding="utf-8")
    read = ingest(path, plugins=plugins)
    assert (read.accounting.physical, read.accounting.records) == (6, 4)


@pytest.mark.parametrize("answer", ['{"error_code": "5", "data": []}', '{"succeeded": false, "data": []}'])
def test_an_error_inside_a_good_answer(answer: str, tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.json"
    path.write_text(answer, encoding="utf-8")
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.answer-error"
