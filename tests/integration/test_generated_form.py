"""From a table typed by hand to invented dossiers, through reading and counting, and back to the table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tthc.outcomes import Basis
from tthc_adapters import pipeline
from tthc_adapters.samples import TargetForm, read_target, write_sample

HAND_TYPED = Path(__file__).parents[1] / "data" / "target_9000.json"

# Edition 2026 over the whole reach of a district that ended a year before: typed by hand, as is the above.
EDITION_2026 = {
    "period": ["2026-06-15", "2026-09-14"],
    "rows": {
        "tỉnh": {
            "4": 50,
            "5": 40,
            "6": 30,
            "7": 20,
            "8": 10,
            "10": 60,
            "11": 50,
            "12": 20,
            "14": 15,
            "15": 5,
        },
        "huyện": {"4": 0, "5": 0, "6": 0, "7": 0, "8": 16, "10": 4, "11": 4, "12": 4, "14": 2, "15": 2},
        "xã": {"4": 5, "5": 4, "6": 3, "7": 2, "8": 1, "10": 6, "11": 5, "12": 2, "14": 1, "15": 1},
    },
}


def answer(path: Path, form: TargetForm, *, as_of: date, basis: Basis) -> dict[str, Any]:
    ingested = pipeline.read(pipeline.Exports(locations=(str(path),)))
    question = pipeline.Question(period=form.period, as_of=as_of, basis=basis)
    return pipeline.fill(ingested, question).to_dict()


@pytest.fixture(scope="module")
def hand_typed_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "list.csv"
    return write_sample(read_target(HAND_TYPED), path).path


@pytest.mark.parametrize("basis", [Basis.EXPORTED, Basis.LEGAL])
@pytest.mark.parametrize("as_of", [date(2024, 3, 14), date(2026, 11, 20)])
def test_the_hand_typed_form_comes_back(hand_typed_list: Path, as_of: date, basis: Basis) -> None:
    form = read_target(HAND_TYPED)
    given = answer(hand_typed_list, form, as_of=as_of, basis=basis)
    printed = json.loads(HAND_TYPED.read_text(encoding="utf-8"))["rows"]
    rows = {row["level"]: row for row in given["rows"] if row["field"] is None and row["agency"] is None}
    heads = {"province": "A cấp tỉnh", "district": "B cấp huyện", "commune": "C cấp xã", "total": "Tổng số"}
    assert {level: list(row["cells"].values()) for level, row in rows.items()} == {
        level: printed[head] for level, head in heads.items()
    }
    assert (rows["commune"]["unknown_channel"], rows["total"]["unknown_channel"]) == (12, 12)
    assert (rows["district"]["unknown_outcome"], rows["total"]["unknown_outcome"]) == (3, 3)
    assert given["outside"] == {"out": 0, "unknown_scope": 0}
    assert given["accounting"]["records"] == given["accounting"]["physical"] == 9023


def test_the_report_of_a_generated_list_is_a_target_with_the_same_report(
    hand_typed_list: Path, tmp_path: Path
) -> None:
    form = read_target(HAND_TYPED)
    ask = {"as_of": date(2024, 3, 20), "basis": Basis.EXPORTED}
    given = answer(hand_typed_list, form, **ask)
    again = TargetForm.from_dict(given)
    path = write_sample(again, tmp_path / "again.csv", seed=5).path
    assert path.read_bytes() != hand_typed_list.read_bytes()
    assert answer(path, again, **ask)["rows"] == given["rows"]


@pytest.mark.parametrize("basis", [Basis.EXPORTED, Basis.LEGAL])
def test_edition_2026_comes_back_with_its_district_block(tmp_path: Path, basis: Basis) -> None:
    form = TargetForm.from_dict(EDITION_2026)
    path = write_sample(form, tmp_path / "list.csv").path
    given = answer(path, form, as_of=date(2026, 10, 1), basis=basis)
    assert (given["form"], given["edition"]) == ("07b", "2026")
    rows = {row["level"]: row for row in given["rows"]}
    for level, head in {"province": "tỉnh", "district": "huyện", "commune": "xã"}.items():
        cells = EDITION_2026["rows"][head]
        assert {number: rows[level]["cells"][number] for number in cells} == cells
        assert rows[level]["unknown_channel"] == rows[level]["unknown_outcome"] == 0
