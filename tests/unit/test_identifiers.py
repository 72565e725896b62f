"""Spellings of codes: those of traps 11 and 12 of the exports, typed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tthc.errors import IdentifierError
from tthc.identifiers import (
    DossierCode,
    canonical_unit,
    compact,
    format_procedure_code,
    is_dossier_code,
    is_procedure_code,
    is_unit_code,
    normalize_dossier_code,
    normalize_procedure_code,
    same_dossier,
    same_procedure,
    validate_procedure_code,
    validate_unit_code,
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("H56.17", "H56.17"),
        ("000.00.17.H56", "H56.17"),
        ("H56.17.00.000", "H56.17"),
        ("h56.17", "H56.17"),
        (" 000.00.17. H56", "H56.17"),
        ("38.98.H29", "H29.98.38"),
        ("G22.99.08", "G22.99.08"),
        ("H15.50.05.13", "H15.50.05.13"),
        ("000.05.17.H56", "H56.17.05"),
        ("001.00.17.H56", "H56.17.00.001"),
        ("H56", "H56"),
        ("H56.00.00.000", "H56"),
        ("H56.10", "H56.10"),
    ],
)
def test_a_unit_has_one_spelling(text: str, unit: str) -> None:
    assert canonical_unit(text) == unit
    assert is_unit_code(text)
    assert validate_unit_code(text) == unit


@pytest.mark.parametrize(
    "text", ["TP01", "", "03", "H5.17", "H56.", "H56.17.H57", "x y", "17.H56.03", "H56.12345"]
)
def test_what_is_no_unit_is_left_alone(text: str) -> None:
    assert canonical_unit(text) == text
    assert not is_unit_code(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("H56.17-250303-0001", "H56.17-250303-0001"),
        ("000.00.17.H56-250303-0001", "H56.17-250303-0001"),
        ("38.98.H29-210519-0003", "H29.98.38-210519-0003"),
        ("h15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
        ("G22.99.08-250303-0000123", "G22.99.08-250303-0000123"),
        (" 000.00.17.H56 -250303 -0001\u200b", "H56.17-250303-0001"),
        ("TP01-CX-U0QVZU", "TP01-CX-U0QVZU"),
        ("tp01-cx-u0qvzu", "TP01-CX-U0QVZU"),
        ("0012345", "0012345"),
        ("1741234567890", "1741234567890"),
        ("000.00.17.H56", "H56.17"),
        ("ho\u0302-1", "HÔ-1"),
        ("", ""),
    ],
)
def test_spellings_of_one_dossier_meet(text: str, code: str) -> None:
    assert normalize_dossier_code(text) == code


def test_a_dossier_code_comes_apart() -> None:
    code = DossierCode.parse("000.00.17.h56-250303-0001")
    assert code == DossierCode("H56.17", day=date(2025, 3, 3), serial="0001")
    assert str(code) == "H56.17-250303-0001"
    assert DossierCode.parse("H56.17-250303-12345").serial == "12345"
    assert DossierCode.parse("03-250303-0000001").unit == "03"


@pytest.mark.parametrize(
    "text",
    [
        "TP01-CX-U0QVZU",
        "H56.17-250230-0001",
        "H57.03-250401",
        "H57.03-250401-1",
        "0012345",
        "",
        "H56.17-250303-0001-2",
    ],
)
def test_a_free_form_has_no_parts_and_the_error_does_not_show_it(text: str) -> None:
    assert not is_dossier_code(text)
    with pytest.raises(IdentifierError) as caught:
        DossierCode.parse(text)
    assert caught.value.code == "identifier.dossier-code"
    assert not text or text not in caught.value.message("vi") + caught.value.message("en")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.001612", "1.001612"),
        ("1.001612.000.00.00.H48", "1.001612"),
        ("1.0108 24.000. 00.00.H 08", "1.010824"),
        ("9.000001", "9.000001"),
        ("2.000815.000.00.00.h56", "2.000815"),
    ],
)
def test_spellings_of_one_procedure_meet(text: str, code: str) -> None:
    assert normalize_procedure_code(text) == code
    assert validate_procedure_code(text) == code
    assert is_procedure_code(text)
    assert format_procedure_code(text) == code
    assert format_procedure_code(text, province="h08") == f"{code}.000.00.00.H08"


@pytest.mark.parametrize("text", ["0.001612", "7.12345", "7.1234567", "BTP-THA-1", "", "11.001612"])
def test_what_is_no_procedure_code(text: str) -> None:
    assert normalize_procedure_code(text) == compact(text)
    assert not is_procedure_code(text)
    with pytest.raises(IdentifierError) as caught:
        validate_procedure_code(text)
    assert caught.value.code == "identifier.procedure-code"
    assert not text or text not in str(caught.value)


def test_a_province_s_code_alone_is_a_unit() -> None:
    assert is_unit_code("h56")
    with pytest.raises(IdentifierError) as caught:
        validate_unit_code("Sở Tư pháp")
    assert "Sở Tư pháp" not in caught.value.message("vi")


def test_a_procedure_code_is_not_printed_for_what_is_no_unit() -> None:
    with pytest.raises(IdentifierError) as caught:
        format_procedure_code("1.001612", province="Nowhere")
    assert caught.value.code == "identifier.unit-code"
    assert "Nowhere" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "H56.17–250303–0001",
        "h56.17 ‑ 250303 − 0001",
        "Ｈ５６．１７－２５０３０３－０００１",
        "000.00.17.H56—250303—0001",
        "000。00。17。h56-250303-0001",
    ],
)
def test_signs_of_other_keyboards_are_the_plain_ones(text: str) -> None:
    assert normalize_dossier_code(text) == "H56.17-250303-0001"
    assert same_dossier(text, "H56.17-250303-0001")
    assert not same_dossier(text, "H56.17-250303-0002")


def test_procedures_are_the_same_whatever_the_province_adds() -> None:
    assert same_procedure("1.0108 24.000. 00.00.H 08", "1.010824")
    assert same_procedure("１．010824", "1.010824.000.00.00.H56")
    assert not same_procedure("1.010824", "2.010824")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.06.H56-231027-0361", "H56.06-231027-0361"),
        ("000.00.01.H29-260310-0420", "H29.01-260310-0420"),
        ("38.98.H29-210519-0003", "H29.98.38-210519-0003"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
        ("15.03.17-261008-097512", "15.03.17-261008-097512"),
    ],
)
def test_the_spellings_of_published_reports(old: str, new: str) -> None:
    assert same_dossier(old, new)
    assert str(DossierCode.parse(old)) == new
