"""Persons: numbers, names and dates of birth are checked, compared, and never printed."""

from __future__ import annotations

import copy
import pickle
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc.errors import IdentityError
from tthc.identity import (
    Match,
    MatchOutcome,
    NumberKind,
    PartialDate,
    PersonalNumber,
    PersonName,
    Precision,
    mask_name,
    mask_number,
    name_key,
    require_grounds,
    structure_notes,
)
from tthc.messages import catalogue

DIGITS = "001099000123"


@pytest.mark.parametrize(
    "text",
    [
        DIGITS,
        " 001 099 000 123 ",
        "001.099.000.123",
        "001-099-000-123",
        "００１０９９０００１２３",
        "001\u00a0099\u200b000123",
    ],
)
def test_a_number_however_it_is_typed(text: str) -> None:
    assert PersonalNumber(text) == PersonalNumber(DIGITS)
    assert PersonalNumber(text).reveal() == DIGITS


def test_twelve_digits_or_the_nine_of_an_old_card() -> None:
    assert PersonalNumber(DIGITS).kind is NumberKind.PERSONAL
    assert PersonalNumber("012345678").kind is NumberKind.OLD_CARD


@pytest.mark.parametrize("text", ["1099000123", "01099000123", "0010990001234", "0" * 40])
def test_other_lengths_are_refused_without_the_digits(text: str) -> None:
    with pytest.raises(IdentityError) as error:
        PersonalNumber(text)
    assert error.value.code == "identity.number-digits"
    for lang in ("vi", "en"):
        assert str(len(text)) in error.value.message(lang)
        assert text not in error.value.message(lang)


@pytest.mark.parametrize(
    "text", ["", "-", "Đặng Văn Mẫu", "00109900012a", "٠٠١٠٩٩٠٠٠١٢٣", "001099000123\u0301"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(IdentityError) as error:
        PersonalNumber(text)
    assert error.value.code == "identity.number-signs"
    assert len(text) < 5 or text not in str(error.value)
    assert isinstance(error.value, ValueError)


# Digits typed by hand: place, century and sex, year, serial; what they say about the year of birth.
@pytest.mark.parametrize(
    ("digits", "born", "codes"),
    [
        ("001099000123", 1999, ()),
        ("096199000123", 1999, ()),
        ("001202000123", 2002, ()),
        ("001315000123", 2015, ()),
        ("001399000123", 1999, ("number-birth-year-differs",)),
        ("001099000123", 1989, ("number-birth-year-differs",)),
        ("003099000123", 1999, ("number-place-unknown",)),
        ("999099000123", None, ("number-place-unknown",)),
        ("001499000123", 2199, ()),
        ("001999000123", 2399, ()),
        ("003099000123", 1900, ("number-place-unknown", "number-birth-year-differs")),
        ("012345678", 1900, ()),
    ],
)
def test_what_the_digits_say_is_a_note(digits: str, born: int | None, codes: tuple[str, ...]) -> None:
    notes = structure_notes(PersonalNumber(digits), PartialDate(born) if born else None)
    assert tuple(note.code for note in notes) == codes
    assert all(note.severity.value == "info" for note in notes)
    assert not any(digits in str(note) + note.message("vi") for note in notes)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Đặng Văn Mẫu", "DANGVANMAU"),
        (unicodedata.normalize("NFD", "Đặng Văn Mẫu"), "DANGVANMAU"),
        ("Ðặng văn mẫu", "DANGVANMAU"),
        ("Ɖặng Văn Mẫu", "DANGVANMAU"),
        ("ðặng ɖ", "DANGD"),
        ("Y", "Y"),
        ("H'Hen Êban", "HHENEBAN"),
        ("Hòa Thúy", "HOATHUY"),
        ("Hoà Thuý", "HOATHUY"),
        ("Nguyễn  Thị\tNgọc\u00a0Ánh", "NGUYENTHINGOCANH"),
        ("Ngô  Ｖăn  Tí 2", "NGOVANTI2"),
    ],
)
def test_names_are_folded_as_the_population_database_does(name: str, key: str) -> None:
    assert name_key(name) == PersonName(name).key == key


def test_a_name_keeps_its_spelling_and_shows_none() -> None:
    name = PersonName("  Đặng   Văn Mẫu ")
    assert name.reveal() == "Đặng Văn Mẫu"
    assert (str(name), repr(name)) == ("Đ*** V*** M***", "PersonName(Đ*** V*** M***)")
    assert name == PersonName(unicodedata.normalize("NFD", "Đặng Văn Mẫu"))
    assert name != PersonName("Dang Van Mau")


@pytest.mark.parametrize("text", ["", " ", "…", "漢"])
def test_a_name_without_a_letter_is_refused(text: str) -> None:
    with pytest.raises(IdentityError) as error:
        PersonName(text)
    assert error.value.code == "identity.name-empty"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (DIGITS, "*********123"),
        ("012345678", "******678"),
        ("1234", "****"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_a_number_is_masked_to_its_last_three(text: str, masked: str) -> None:
    assert mask_number(text) == masked


@given(st.text(alphabet=st.sampled_from("aăâđêôơưÁỄỮĐ '-y"), max_size=30))
def test_a_masked_name_has_one_letter_a_word(name: str) -> None:
    words = unicodedata.normalize("NFC", name).split()
    assert [len(part.rstrip("*")) for part in mask_name(name).split()] == [
        int(len(word) > 1) for word in words
    ]


@given(st.integers(0, 10**12 - 1))
def test_no_number_shows_more_than_three_digits_anywhere(value: int) -> None:
    number = PersonalNumber(f"{value:012}")
    for shown in (str(number), repr(number), f"{number}", str([number]), f"{number!r:>40}"):
        assert sum(char.isdigit() for char in shown) == 3
    assert copy.copy(number) == pickle.loads(pickle.dumps(number)) == number


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("1990", 1990, None, None),
        ("1990-05", 1990, 5, None),
        ("1990-05-20", 1990, 5, 20),
        ("05/1990", 1990, 5, None),
        ("20/05/1990", 1990, 5, 20),
        (" 5/5/1990 ", 1990, 5, 5),
        ("00/00/1990", 1990, None, None),
        ("00/05/1990", 1990, 5, None),
    ],
)
def test_dates_of_birth_as_papers_have_them(text: str, year: int, month: int | None, day: int | None) -> None:
    assert PartialDate.parse(text) == PartialDate(year, month, day)


@pytest.mark.parametrize(
    "text",
    [
        *("", "20051990", "19900520", "31/02/1990", "1990-13"),
        *("20/05/90", "20/00/1990", "0000", "1990-5-2", "năm 1990"),
    ],
)
def test_what_is_no_date_of_birth_is_refused(text: str) -> None:
    with pytest.raises(IdentityError) as error:
        PartialDate.parse(text)
    assert error.value.code == "identity.partial-date"
    assert not text or text not in str(error.value)


@pytest.mark.parametrize("parts", [(1990, None, 5), (1990, 0), (1990, 5, 0), (0,), (10_000,), (1990, 2, 29)])
def test_parts_that_make_no_date_are_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(IdentityError):
        PartialDate(*parts)


def test_dates_agree_as_far_as_both_are_known() -> None:
    whole = PartialDate.of(date(1990, 5, 20))
    assert whole.agrees_with(PartialDate(1990))
    assert whole.agrees_with(PartialDate(1990, 5))
    assert not whole.agrees_with(PartialDate(1990, 6))
    assert not whole.agrees_with(PartialDate(1990, 5, 21))
    assert not PartialDate(1990).agrees_with(PartialDate(1991, 5, 20))
    assert whole.common_precision(PartialDate(1990, 5)) is Precision.MONTH
    assert PartialDate(1990).common_precision(whole) is Precision.YEAR
    assert [whole.cut(precision).reveal() for precision in Precision] == ["1990", "1990-05", "1990-05-20"]
    assert PartialDate(1990).cut(Precision.DAY) == PartialDate(1990)


@given(st.dates(), st.sampled_from(Precision), st.sampled_from(Precision))
def test_a_date_agrees_with_every_cut_of_itself(day: date, one: Precision, other: Precision) -> None:
    whole = PartialDate.of(day)
    assert whole.cut(one).agrees_with(whole.cut(other))
    assert PartialDate.parse(whole.reveal()) == whole


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (PartialDate(1990), "1990"),
        (PartialDate(1990, 5), "1990-**"),
        (PartialDate(1990, 5, 20), "1990-**-**"),
    ],
)
def test_only_the_year_of_birth_is_printed(value: PartialDate, shown: str) -> None:
    assert (str(value), repr(value)) == (shown, f"PartialDate({shown})")


def test_a_match_is_true_only_for_a_match() -> None:
    answers = {outcome: bool(Match(outcome, source="x")) for outcome in MatchOutcome}
    assert [outcome for outcome, true in answers.items() if true] == [MatchOutcome.MATCH]
    with pytest.raises(TypeError):
        Match("match", source="x")  # type: ignore[arg-type]


def test_the_outcomes_are_closed_and_each_has_words() -> None:
    assert [outcome.value for outcome in MatchOutcome] == [
        "match",
        "no-match",
        "not-found",
        "procedure-not-licensed",
        "officer-not-authorised",
        "unavailable",
    ]
    assert [outcome.value for outcome in MatchOutcome if outcome.answered] == [
        "match",
        "no-match",
        "not-found",
    ]
    for outcome in MatchOutcome:
        assert outcome.message("vi") == catalogue()[f"identity.{outcome.value}"]["vi"]
        assert outcome.message("vi") != outcome.message("en")


@pytest.mark.parametrize("name", ["purpose", "officer", "procedure"])
def test_a_look_up_has_grounds(name: str) -> None:
    grounds = {"purpose": "H10.1-260302-0001", "officer": "cb01", "procedure": "1.001612"}
    require_grounds(**grounds)
    with pytest.raises(IdentityError) as error:
        require_grounds(**{**grounds, name: "\u00a0 "})
    assert (error.value.code, error.value.details) == ("identity.grounds-missing", {"field": name})
