from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tthc.columnar import polars_schema
from tthc.errors import AdapterError
from tthc.limits import CalendarDays, WorkingDays
from tthc_adapters import Limits, read_limits, with_limits


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "Mã thủ tục,Thời hạn giải quyết\n1.001612,03 ngày làm việc\n2.000815,10 ngày\n",
        "STT;Thời hạn;Tên;MÃ THỦ TỤC:\n1;03 ngày làm việc;x;1.001612.000.00.00.H48\n2;10 ngày;y;2.000815\n",
        "1.001612,03 ngày làm việc\n2.000815,10 ngày\n",
        "mã,hạn\n1.001612,03 ngày làm việc\n2.000815,10 ngày\n",
        "Danh mục thời hạn\n\nMã TTHC,Thời gian giải quyết\n1.001612,03 ngày làm việc\n,\n2.000815,10 ngày\n",
    ],
)
def test_limits_from_text(tmp_path: Path, text: str) -> None:
    limits = read_limits(write(tmp_path / "l.csv", text))
    assert limits.by_code == {"1.001612": WorkingDays(3), "2.000815": CalendarDays(10)}
    assert limits.findings == ()


def test_limits_from_a_workbook_and_from_json(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "l.xlsx") as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_row(0, 0, ["Mã thủ tục", "Thời hạn giải quyết"])
        sheet.write_row(1, 0, ["1.001612", "03 ngày làm việc"])
    document = [{"maTTHC": "1.001612", "thoiHan": "03 ngày làm việc"}]
    write(tmp_path / "l.json", json.dumps(document))
    for name in ("l.xlsx", "l.json"):
        assert read_limits(tmp_path / name).by_code == {"1.001612": WorkingDays(3)}


def test_rows_that_cannot_be_used_are_findings(tmp_path: Path) -> None:
    text = (
        "Mã thủ tục,Thời hạn giải quyết\n1.001612,03 ngày làm việc\n1.001612.000.00.00.H48,5 ngày\n"
        "2.000815,tùy\n,5 ngày\n3.000001,\n1.000009,5 ngày\n1.000009,05 ngày\n"
    )
    limits = read_limits(write(tmp_path / "l.csv", text))
    assert limits.by_code == {"1.000009": CalendarDays(5)}
    assert {finding.code: finding.count for finding in limits.findings} == {
        "limit-unreadable": 1,
        "limit-row-incomplete": 2,
        "limit-contradictory": 1,
    }
    places = {finding.code: str(finding.samples[0]) for finding in limits.findings}
    assert places["limit-unreadable"] == "l.csv B4 (Thời hạn giải quyết)"


def test_one_column_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(AdapterError) as error:
        read_limits(write(tmp_path / "l.csv", "Mã thủ tục\n1.001612\n"))
    assert error.value.code == "limits.columns"


def table() -> pl.DataFrame:
    columns = {
        "procedure_code": ["1.001612.000.00.00.H48", "1.001612", "2.000815", None],
        "limit_amount": [9.0, None, 7.0, 1.0],
        "limit_unit": ["day", None, "day", "month"],
    }
    frame = pl.DataFrame(columns)
    return frame.select(
        (pl.col(name) if name in columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in polars_schema().items()
    )


@pytest.mark.parametrize("lazy", [False, True])
def test_the_file_wins_for_the_codes_it_names(lazy: bool) -> None:
    limits = Limits(by_code={"1.001612": WorkingDays(3)})
    done = with_limits(table().lazy(), limits).collect() if lazy else with_limits(table(), limits)
    assert done["limit_amount"].to_list() == [3.0, 3.0, 7.0, 1.0]
    assert done["limit_unit"].to_list() == ["working-day", "working-day", "day", "month"]
    assert dict(done.schema) == polars_schema()


def test_a_file_that_names_none_of_the_codes_changes_nothing() -> None:
    assert with_limits(table(), Limits(by_code={"9.999999": WorkingDays(3)})).equals(table())


def test_a_limit_is_found_by_any_spelling() -> None:
    limits = Limits(by_code={"1.001612": WorkingDays(3)})
    assert limits.of("1.0016 12.000.00.00.H 48") == WorkingDays(3)
    assert limits.of(None) is None
