"""Normalising twice is normalising once, and a code validates as its own printed form does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tthc.identifiers import (
    DossierCode,
    canonical_unit,
    compact,
    format_procedure_code,
    is_procedure_code,
    normalize_dossier_code,
    normalize_procedure_code,
)

GROUPS = st.lists(st.from_regex(r"[0-9]{2,3}", fullmatch=True), max_size=4)
ROOTS = st.from_regex(r"[GH][0-9]{2}", fullmatch=True)
CODE_LIKE = st.text(alphabet="GH0123456789.- h\u0301ßŉ", max_size=30) | st.text(max_size=30)


@pytest.mark.parametrize(
    "normalize", [compact, canonical_unit, normalize_dossier_code, normalize_procedure_code]
)
@given(text=CODE_LIKE)
@example(text="ΐ\u0345ŉ")
def test_twice_is_once(normalize: Callable[[str], str], text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(root=ROOTS, groups=GROUPS)
def test_both_orders_are_one_unit(root: str, groups: list[str]) -> None:
    forwards, backwards = ".".join([root, *groups]), ".".join([*groups[::-1], root])
    assert canonical_unit(forwards) == canonical_unit(backwards)
    assert canonical_unit(forwards).startswith(root)


@given(
    root=ROOTS,
    groups=GROUPS,
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    serial=st.from_regex(r"[0-9]{4,7}", fullmatch=True),
)
def test_a_printed_dossier_code_is_read_again(root: str, groups: list[str], day: date, serial: str) -> None:
    code = DossierCode(canonical_unit(".".join([root, *groups])), day=day, serial=serial)
    assert DossierCode.parse(str(code)) == code
    backwards = ".".join([*groups[::-1], root])
    assert normalize_dossier_code(f"{backwards}-{day:%y%m%d}-{serial}") == str(code)


@given(text=st.from_regex(r"[0-9]\.[0-9]{5,7}", fullmatch=True))
def test_a_procedure_code_is_as_valid_as_its_printed_form(text: str) -> None:
    assert is_procedure_code(text) == is_procedure_code(f"{text}.000.00.00.H10")
    if is_procedure_code(text):
        assert is_procedure_code(format_procedure_code(text, province="H10"))
        assert normalize_procedure_code(format_procedure_code(text, province="H10")) == text
