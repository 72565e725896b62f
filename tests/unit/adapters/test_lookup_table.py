"""The offline table of look-ups: sealed, licensed, read anew, and unavailable rather than broken."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tthc.errors import AdapterError
from tthc.identity import Match, MatchOutcome, PartialDate, PersonalNumber, PersonName, Precision
from tthc_adapters import load_plugins
from tthc_adapters.identity import KnownPerson, LookupTable, seal_table

KEY = bytes(range(32))
PERSON = KnownPerson(PersonalNumber("001099000123"), PersonName("Đặng Văn Mẫu"), PartialDate(1999, 5, 20))
YEAR_ONLY = KnownPerson(PersonalNumber("012345678"), PersonName("Y Mẫu"), PartialDate(1950))
GROUNDS = {"purpose": "H10.1-260302-0001", "officer": "cb01", "procedure": "1.001612"}


def sealed(*persons: KnownPerson, **more: Any) -> str:
    settings = {"key": KEY, "procedures": ["1.001612"], "officers": ["cb01"], **more}
    return seal_table(persons or (PERSON, YEAR_ONLY), **settings)


@pytest.fixture
def source(tmp_path: Path) -> LookupTable:
    (tmp_path / "t.json").write_text(sealed(), encoding="utf-8")
    (tmp_path / "t.key").write_bytes(KEY)
    return LookupTable(table=tmp_path / "t.json", key=tmp_path / "t.key")


def ask(source: LookupTable, person: KnownPerson = PERSON, **grounds: str) -> Match:
    return source.verify(person.number, person.name, person.birth_date, **{**GROUNDS, **grounds})


def test_the_file_names_nobody() -> None:
    text = sealed()
    for secret in ("001099000123", "012345678", "Đặng", "DANG", "1999", "1950", "cb01"):
        assert secret not in text
    assert sealed() == sealed()
    assert sealed() == sealed(YEAR_ONLY, PERSON), "the order of the persons tells nothing"
    assert sealed() != sealed(key=bytes(32))


def test_two_persons_of_one_name_or_date_cannot_be_seen(tmp_path: Path) -> None:
    twin = KnownPerson(PersonalNumber("001099000124"), PERSON.name, PERSON.birth_date)
    one, other = json.loads(sealed(PERSON, twin))["persons"].values()
    assert one["name"] != other["name"]
    assert not set(one["birth"].values()) & set(other["birth"].values())


@pytest.mark.parametrize(
    ("known", "asked", "outcome", "precision"),
    [
        (PERSON, PartialDate(1999, 5, 20), MatchOutcome.MATCH, Precision.DAY),
        (PERSON, PartialDate(1999, 5), MatchOutcome.MATCH, Precision.MONTH),
        (PERSON, PartialDate(1999), MatchOutcome.MATCH, Precision.YEAR),
        (PERSON, PartialDate(1999, 5, 21), MatchOutcome.NO_MATCH, Precision.DAY),
        (PERSON, PartialDate(1999, 6), MatchOutcome.NO_MATCH, Precision.MONTH),
        (YEAR_ONLY, PartialDate(1950, 1, 1), MatchOutcome.MATCH, Precision.YEAR),
        (YEAR_ONLY, PartialDate(1951, 1, 1), MatchOutcome.NO_MATCH, Precision.YEAR),
    ],
)
def test_dates_are_compared_as_far_as_both_know(
    source: LookupTable, known: KnownPerson, asked: PartialDate, outcome: MatchOutcome, precision: Precision
) -> None:
    match = ask(source, KnownPerson(known.number, known.name, asked))
    assert (match.outcome, match.precision) == (outcome, precision)


def test_a_procedure_is_known_in_all_its_spellings(source: LookupTable) -> None:
    assert ask(source, procedure="1.001612.000.00.00.H48")
    assert ask(source, officer=" cb01 ")
    assert ask(source, procedure="1.001613").outcome is MatchOutcome.PROCEDURE_NOT_LICENSED


def test_purposes_may_be_named(source: LookupTable, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(sealed(purposes=["xác minh hồ sơ"]), encoding="utf-8")
    assert ask(source, purpose=" xác minh hồ sơ ")
    assert ask(source, purpose="tò mò").outcome is MatchOutcome.PROCEDURE_NOT_LICENSED


def test_a_changed_table_is_read_anew_and_an_unchanged_one_is_not(
    source: LookupTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tthc_adapters.identity import lookup_table

    assert ask(source)
    with monkeypatch.context() as patched:
        patched.setattr(lookup_table, "_parse", lambda *_: pytest.fail("read twice"))
        assert ask(source)
    path = tmp_path / "t.json"
    path.write_text(sealed(YEAR_ONLY), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert ask(source).outcome is MatchOutcome.NOT_FOUND


def broken(change: Callable[[dict[str, Any]], None]) -> str:
    table = json.loads(sealed())
    change(table)
    return json.dumps(table)


def first_person(table: dict[str, Any]) -> dict[str, Any]:
    person: dict[str, Any] = next(iter(table["persons"].values()))
    return person


UNREADABLE = {
    "no JSON": "{",
    "no object": "[]",
    "text": "null",
    "deep": "[" * 100_000,
    "another format": broken(lambda table: table.update(format="x/1")),
    "no check": broken(lambda table: table.pop("check")),
    "check is a number": broken(lambda table: table.update(check=1)),
    "no officers": broken(lambda table: table.pop("officers")),
    "persons are a list": broken(lambda table: table.update(persons=[1])),
    "no year of birth": broken(lambda table: first_person(table)["birth"].clear()),
    "name is a number": broken(lambda table: first_person(table).update(name=1)),
    "marks are not ASCII": broken(lambda table: first_person(table).update(name="ễ")),
    "month is a number": broken(lambda table: first_person(table)["birth"].update(month=1)),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_broken_table_is_unavailable_and_no_error(source: LookupTable, tmp_path: Path, text: str) -> None:
    (tmp_path / "t.json").write_text(text, encoding="utf-8")
    match = ask(source)
    assert (match.outcome, match.reason) == (MatchOutcome.UNAVAILABLE, "identity.lookup-unreadable")


def test_another_key_is_told(source: LookupTable, tmp_path: Path) -> None:
    (tmp_path / "t.key").write_bytes(bytes(32))
    assert ask(source).reason == "identity.lookup-key"
    (tmp_path / "t.key").write_bytes(b"short")
    assert ask(source).reason == "identity.lookup-unreadable"
    (tmp_path / "t.key").unlink()
    assert ask(source).reason == "identity.lookup-unreadable"


def test_the_built_in_one_is_set_up_by_the_environment(
    source: LookupTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TTHC_LOOKUP_TABLE", raising=False)
    monkeypatch.delenv("TTHC_LOOKUP_KEY", raising=False)
    built_in = load_plugins(strict=True).identity_sources["lookup-table"]
    assert isinstance(built_in, LookupTable)
    assert ask(built_in).reason == "identity.lookup-not-configured"
    monkeypatch.setenv("TTHC_LOOKUP_TABLE", str(tmp_path / "t.json"))
    assert ask(built_in).reason == "identity.lookup-not-configured"
    monkeypatch.setenv("TTHC_LOOKUP_KEY", str(tmp_path / "t.key"))
    assert ask(built_in)
    assert str(tmp_path) not in repr(built_in)


def test_it_is_listed_under_its_kind() -> None:
    (record,) = (one for one in load_plugins().inventory() if "identity_sources" in one.offers)
    assert record.offers == {"identity_sources": ("lookup-table",)}
    assert record.hooks == ("tthc_identity_sources",)


def test_a_key_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(AdapterError) as error:
        sealed(key=b"x" * 31)
    assert error.value.code == "identity.lookup-key-short"


def test_a_number_stands_once() -> None:
    with pytest.raises(AdapterError) as error:
        sealed(PERSON, PERSON)
    assert error.value.code == "identity.lookup-twice"
    assert "001099000123" not in str(error.value)


def test_a_known_person_prints_masked() -> None:
    assert not [part for part in ("001099", "Đặng", "-05-") if part in repr(PERSON)]
