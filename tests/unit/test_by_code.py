"""Answers put over the dossiers they are of: by marks on polars, by a join elsewhere, with one result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from tests.tables import brought, rows_of

from tthc.columnar.by_code import with_answers, with_history
from tthc.columnar.doors import open_doors
from tthc.columnar.held import carried, near

DOSSIERS = pl.DataFrame(
    {
        "i": [0, 1, 2, 3, 4],
        "code_normalized": ["b", "a", None, "c", "a"],
        "legal_due_on": [date(2026, 1, 5)] * 5,
        "legal_due_at": pl.Series([None] * 5, dtype=pl.Datetime("us")),
    }
)
ANSWERS = pl.DataFrame(
    {
        "code": ["a", "c", "d"],
        "due": [date(2026, 2, 2), None, date(2026, 3, 3)],
        "due_at": [datetime(2026, 2, 2, 9, 30), None, None],
    },
    schema={"code": pl.String, "due": pl.Date, "due_at": pl.Datetime("us")},
)
DAYS = [date(2026, 1, 5), date(2026, 2, 2), date(2026, 1, 5), None, date(2026, 2, 2)]
MOMENTS = [None, datetime(2026, 2, 2, 9, 30), None, None, datetime(2026, 2, 2, 9, 30)]


def answered(engine: str, answers: pl.DataFrame) -> Any:
    (door,) = open_doors(brought(DOSSIERS, engine))
    by = near(door)
    held = carried(by, nw.from_native(answers.lazy()), door)
    return door.hand_back(with_answers(door, door.frame, held))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_answers_take_the_place_of_what_a_dossier_has(engine: str) -> None:
    found = answered(engine, ANSWERS)
    assert rows_of(found, "legal_due_on") == DAYS
    assert rows_of(found, "legal_due_at") == MOMENTS


def hash_alike(monkeypatch: pytest.MonkeyPatch, mark: int) -> None:
    """Give every text one mark, as if all of them collided."""
    monkeypatch.setattr(
        pl.Expr, "hash", lambda self: pl.when(self.is_null()).then(pl.lit(mark)).otherwise(pl.lit(mark))
    )


def test_texts_that_share_a_mark_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_alike(monkeypatch, 7)
    assert rows_of(answered("polars", ANSWERS), "legal_due_on") == DAYS
    one = answered("polars", ANSWERS.head(1))
    first, other = date(2026, 1, 5), date(2026, 2, 2)
    assert rows_of(one, "legal_due_on") == [first, other, first, first, other]


@pytest.mark.parametrize("alike", [False, True])
def test_dossiers_with_a_history(monkeypatch: pytest.MonkeyPatch, alike: bool) -> None:
    if alike:
        hash_alike(monkeypatch, 7)
    (door,) = open_doors(DOSSIERS.rename({"code_normalized": "code"}))
    found = nw.from_native(pl.LazyFrame({"code": ["a", "d"], "events": [3, 1]}))
    rows = with_history(door, door.frame, found).to_native().collect()
    assert sorted(rows.select("i", "code", "events").rows()) == [(1, "a", 3), (4, "a", 3)]
