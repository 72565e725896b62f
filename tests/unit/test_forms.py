"""The official forms: which one, which rows, which cells."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.canonical import SAMPLE, done, table

from tthc.errors import FormError
from tthc.findings import Accounting, Finding
from tthc.forms import edition_of, layout, layouts, report
from tthc.periods import ReportingPeriod
from tthc.tallies import tally

MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
AUGUST = ReportingPeriod(date(2026, 7, 15), date(2026, 8, 14))


def filled(
    frame: pl.DataFrame = SAMPLE, period: ReportingPeriod = MARCH, form: str | None = None, **more: object
):
    return report(tally(frame, period=period, as_of=period.last), form, **more)


def shifted(frame: pl.DataFrame) -> pl.DataFrame:
    """The same dossiers, received and due in August 2026."""
    return frame.with_columns(
        pl.col("received_on", "due_on", "finished_on").map_batches(lambda days: days.dt.offset_by("5mo"))
    )


def test_cells_of_the_sample() -> None:
    made = filled()
    assert made.layout.name == "II.06a"
    assert [(row.label, row.level, row.mark) for row in made.rows] == [
        ("Cấp xã", "commune", "B"),
        ("Tổng số", "total", ""),
    ]
    assert list(made.total.cells.values()) == [4, 1, 3, 0, 4, 1, 1, 2, 0, 0, 0]
    assert list(made.total.cells) == [str(number) for number in range(3, 14)]
    assert (made.total.unknown_channel, made.total.unknown_outcome) == (0, 0)
    assert made.outside == {"out": 1, "unknown_scope": 0}


def test_parts_stand_beneath_their_level() -> None:
    rows = filled(by=("field", "agency")).rows
    assert [(row.level, row.field, row.agency, row.cells["3"]) for row in rows] == [
        ("commune", None, None, 4),
        ("commune", "Hộ tịch", None, 3),
        ("commune", "Chưa rõ lĩnh vực", None, 1),
        ("commune", None, "H10.1.2", 1),
        ("commune", None, "UBND xã Mẫu 1", 3),
        ("total", None, None, 4),
    ]


def test_marks_before_and_after_the_districts() -> None:
    levels = table(
        *(
            done(f"1-{level}", 2, 9, 6, level=level, received_on=date(2025, 6, 20), due_on=None)
            for level in ("province", "district", "commune", "ministry")
        )
    ).with_columns(finished_on=pl.lit(date(2025, 6, 30)))
    june = ReportingPeriod(date(2025, 6, 15), date(2025, 7, 14))
    rows = report(tally(levels, period=june, as_of=june.last)).rows
    assert [(row.mark, row.label) for row in rows] == [
        ("A", "Cấp tỉnh"),
        ("B", "Cấp huyện"),
        ("C", "Cấp xã"),
        ("", "Bộ, ngành"),
        ("", "Tổng số"),
    ]


@pytest.mark.parametrize(
    ("last", "edition", "provisional"),
    [
        (date(2019, 12, 14), "2020", True),
        (date(2022, 12, 14), "2020", False),
        (date(2026, 7, 31), "2020", False),
        (date(2026, 8, 1), "2026", False),
        (date(2028, 1, 14), "2026", True),
    ],
)
def test_the_edition_goes_by_the_closing_day(last: date, edition: str, provisional: bool) -> None:
    assert edition_of(last) == (edition, provisional)


def test_edition_2026_chooses_07a_for_one_level_and_07b_for_more() -> None:
    one = shifted(SAMPLE)
    assert filled(one, AUGUST).layout.name == "07a"
    two = pl.concat([one, one.with_columns(level=pl.lit("province"))])
    assert filled(two, AUGUST).layout.name == "07b"
    assert filled(two, AUGUST, "07a").layout.name == "07a"
    assert filled(one, AUGUST, "ii06a").layout.name == "II.06a"


def test_cells_of_edition_2026() -> None:
    made = filled(shifted(SAMPLE), AUGUST)
    assert list(made.total.cells.values()) == [4, 0, 0, 0, 3, 0, 4, 1, 1, 2, 0, 0, 0]
    assert made.total.unknown_channel == 1
    assert [finding.code for finding in made.findings] == ["not-received-with-end", "online-level-missing"]


def test_07a_prints_fields_flat_and_the_total_last() -> None:
    two = pl.concat([shifted(SAMPLE), shifted(SAMPLE).with_columns(level=pl.lit("province"))])
    printed = filled(two, AUGUST, "07a").printed_rows
    assert [(row.mark, row.label, row.cells["3"]) for row in printed] == [
        ("1", "Hộ tịch", 6),
        ("2", "Chưa rõ lĩnh vực", 2),
        ("", "Tổng số", 8),
    ]


def test_07b_prints_districts_third_and_unknown_fourth() -> None:
    rows = [
        done(f"1-{level}", 2, 9, 6, level=level, received_on=date(2025, 6, 2), due_on=date(2026, 9, 1))
        for level in ("unknown", "district", "commune", "province")
    ]
    frame = table(*rows).with_columns(status=pl.lit(4, pl.Int32), finished_on=pl.lit(None, pl.Date))
    printed = [row for row in filled(frame, AUGUST).printed_rows if row.is_heading]
    assert [(row.mark, row.label) for row in printed] == [
        ("I", "Cấp tỉnh"),
        ("II", "Cấp xã"),
        ("III", "Cấp huyện (tiếp nhận trước 1/7/2025)"),
        ("IV", "Chưa rõ cấp"),
        ("", "Tổng số"),
    ]


def test_the_json_contract() -> None:
    accounting = Accounting(physical=6, records=5, skipped={"blank": 1}, preamble=1)
    made = filled(accounting=accounting, findings=[Finding("due-missing", count=3)])
    contract = made.to_dict()
    assert list(contract) == [
        *("form", "edition", "period", "as_of", "basis", "policy", "data_version", "provisional"),
        *("rows", "outside", "accounting", "findings"),
    ]
    assert contract["period"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert contract["policy"]["name"] == "ii06-2020"
    assert contract["policy"]["stopped"] == "as-withdrawn"
    assert list(contract["rows"][0]) == [
        *("label", "level", "field", "agency", "cells", "unknown_channel", "unknown_outcome"),
    ]
    assert contract["accounting"] == {
        "physical": 6,
        "records": 5,
        "rejected": 0,
        "skipped": {"blank": 1},
        "preamble": 1,
    }
    assert contract["findings"][0] == {
        "code": "due-missing",
        "severity": "info",
        "count": 3,
        "message": "3 hồ sơ không có ngày hẹn trả.",
    }
    assert made.to_dict("en")["findings"][0]["message"] == "3 dossiers have no due day."


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(FormError, check=lambda error: error.code == "form.unknown"):
        layout("II.07b")
    with pytest.raises(FormError, check=lambda error: error.code == "form.grouping"):
        filled(by=("colour",))


def test_every_layout_numbers_its_columns_from_one() -> None:
    for form in layouts().values():
        numbers = [column.number for column in form.columns]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) == (13 if form.edition == "2020" else 15)
