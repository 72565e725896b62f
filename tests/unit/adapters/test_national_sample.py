"""The generated nation: its shape, its codes, its dates, and the same again from the same seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.nation import LAST, ROWS

from tthc.calendars import load_calendar
from tthc.columnar import polars_schema
from tthc.columnar.due import legal_due_of, with_legal_due
from tthc.dossiers import EventKind
from tthc.errors import AdapterError
from tthc.identifiers import DossierCode, normalize_dossier_code
from tthc.places import level_rules, provinces
from tthc_adapters.samples import write_national_sample
from tthc_adapters.samples._draws import Draws
from tthc_adapters.samples._nation import nation as shape
from tthc_adapters.samples._nation import national_table, shared


@pytest.fixture(scope="module")
def dossiers(nation: Path) -> pl.DataFrame:
    return pl.scan_parquet(nation / "dossiers/**/*.parquet", hive_partitioning=False).collect()


@pytest.fixture(scope="module")
def events(nation: Path) -> pl.DataFrame:
    return pl.scan_parquet(nation / "events/**/*.parquet", hive_partitioning=False).collect()


def test_the_table_is_canonical_and_whole(dossiers: pl.DataFrame) -> None:
    assert dict(dossiers.schema) == polars_schema()
    assert dossiers.height == ROWS


def test_there_are_34_provinces_and_3321_communes() -> None:
    whole = shape()
    assert [each.code for each in whole] == [each.code for each in provinces(date(2026, 1, 1))]
    assert len(whole) == 34
    communes = [unit.code for each in whole for unit in each.units if unit.level.value == "commune"]
    assert len(communes) == len(set(communes)) == 3_321


def test_the_names_of_agencies_give_their_levels() -> None:
    rules = level_rules()
    wrong = [
        unit.name
        for each in shape()
        for unit in each.units
        if rules.level_of(unit.name, LAST) is not unit.level
    ]
    assert wrong == []
    assert len({unit.name for each in shape() for unit in each.units}) == sum(
        len(each.units) for each in shape()
    )


def test_one_province_has_a_fifth(dossiers: pl.DataFrame) -> None:
    largest = dossiers["code_normalized"].str.slice(0, 3).value_counts(sort=True).row(0)
    assert largest[0] == "H29"
    assert 0.18 * ROWS < largest[1] < 0.22 * ROWS


def test_codes_are_unique_and_of_the_national_form(dossiers: pl.DataFrame) -> None:
    assert dossiers["code_normalized"].n_unique() == ROWS
    for code, normalized, agency, received in dossiers.select(
        "code", "code_normalized", "agency_code", "received_on"
    ).iter_rows():
        assert normalize_dossier_code(code) == normalized
        parsed = DossierCode.parse(code)
        assert (parsed.unit, parsed.day) == (agency, received)


def test_partitions_hold_what_their_names_say(nation: Path) -> None:
    for path in sorted((nation / "dossiers").glob("province=H29/*/*.parquet")):
        rows = pl.read_parquet(path, hive_partitioning=False)
        month = path.parent.name.removeprefix("month=")
        assert set(rows["received_on"].dt.strftime("%Y-%m")) == {month}
        assert set(rows["agency_code"].str.slice(0, 3)) == {"H29"}


def test_nothing_happens_before_its_time(dossiers: pl.DataFrame, events: pl.DataFrame) -> None:
    for name in ("received_on", "finished_on", "returned_on", "waiting_since"):
        assert dossiers.filter(pl.col(name) > LAST).is_empty()
        assert dossiers.filter(pl.col(name) < pl.col("received_on")).is_empty()
    assert dossiers.filter(pl.col("finished_at") < pl.col("received_at")).is_empty()
    assert dossiers.filter(pl.col("finished_at").dt.date() != pl.col("finished_on")).is_empty()
    assert events.filter(pl.col("on") > LAST).is_empty()


def test_due_days_are_those_of_the_law_but_for_a_few(dossiers: pl.DataFrame, events: pl.DataFrame) -> None:
    plain = dossiers.join(events, left_on="code_normalized", right_on="code", how="anti")
    plain = plain.filter(pl.col("due_on").is_not_null(), pl.col("limit_unit").is_not_null())
    legal = with_legal_due(plain, load_calendar())
    same = legal.filter(pl.coalesce("original_due_on", "due_on") == pl.col("legal_due_on")).height
    assert 0.95 * plain.height < same < plain.height


def test_every_way_to_stand_occurs(dossiers: pl.DataFrame) -> None:
    assert {4, 5, 9, 10} <= set(dossiers["status"])
    closed = dossiers.filter(pl.col("status").is_in([9, 10]))
    assert 0.005 < closed["due_on"].is_null().mean() + closed["channel"].is_null().mean() < 0.03  # type: ignore[operator]
    assert set(dossiers["channel"]) == {"online", "post", "direct", None}
    waiting = dossiers.filter(pl.col("status") == 5)
    assert waiting["waiting_since"].null_count() == 0
    assert dossiers.filter(pl.col("status") != 5)["waiting_since"].is_not_null().sum() == 0


def test_five_in_a_hundred_have_events_that_can_have_happened(
    dossiers: pl.DataFrame, events: pl.DataFrame
) -> None:
    asked = events["code"].n_unique()
    assert 0.035 * ROWS < asked < 0.065 * ROWS
    assert set(events["kind"]) == {
        EventKind.SUPPLEMENT_REQUEST.value,
        EventKind.SUPPLEMENT_ANSWER.value,
        EventKind.APOLOGY.value,
    }
    assert set(events["code"]) <= set(dossiers["code_normalized"])
    found = legal_due_of(dossiers, load_calendar(), events=events)
    assert found.findings == ()


def test_the_same_seed_gives_the_same_dossiers(nation: Path, tmp_path: Path) -> None:
    write_national_sample(ROWS, tmp_path / "again")
    write_national_sample(ROWS, tmp_path / "other", seed=1)
    for kind in ("dossiers", "events"):
        once, again, other = (
            pl.concat(
                pl.read_parquet(path, hive_partitioning=False)
                for path in sorted((folder / kind).rglob("*.parquet"))
            )
            for folder in (nation, tmp_path / "again", tmp_path / "other")
        )
        assert_frame_equal(once, again)
        assert not once.equals(other)


def test_blocks_change_no_dossier(
    nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dossiers: pl.DataFrame
) -> None:
    monkeypatch.setitem(national_table(), "block", 40)  # type: ignore[arg-type]
    summary = write_national_sample(ROWS, tmp_path / "small")
    again = pl.scan_parquet(summary.dossiers_folder / "**/*.parquet", hive_partitioning=False).collect()
    assert_frame_equal(again.sort("code"), dossiers.sort("code"))
    assert summary.files > len(list(nation.rglob("*.parquet")))


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(AdapterError, check=lambda error: error.code == "samples.folder-in-use"):
        write_national_sample(10, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_word_does_not_give_more_than_it_holds() -> None:
    draws = Draws("word")
    for _ in range(5):
        draws.below(1000)
    with pytest.raises(ValueError, match="no more draws"):
        draws.below(1000)


def test_parts_add_up_to_the_whole() -> None:
    assert sum(shared(1_000_003, [3.0, 1.5, 0.01])) == 1_000_003
