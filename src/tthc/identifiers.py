"""Dossier, procedure and agency codes in all their spellings, made comparable by one table of shapes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from attrs import field, frozen

from tthc.errors import IdentifierError


class _Shapes(NamedTuple):
    """Regular expressions of the code table, compiled."""

    unit: re.Pattern[str]
    reversed_unit: re.Pattern[str]
    empty: re.Pattern[str]
    other_unit: re.Pattern[str]
    rest: re.Pattern[str]
    procedure: re.Pattern[str]
    suffix: str
    typed: dict[str, str]


@cache
def _shapes() -> _Shapes:
    import tomllib

    text = files("tthc").joinpath("data/identifiers/codes.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    root, group = table["unit"]["root"], table["unit"]["group"]
    procedure = table["procedure"]
    return _Shapes(
        unit=re.compile(rf"{root}(?:\.{group})*"),
        reversed_unit=re.compile(rf"(?:{group}\.)+{root}"),
        empty=re.compile(table["unit"]["empty"]),
        other_unit=re.compile(table["dossier"]["other_unit"]),
        rest=re.compile(table["dossier"]["rest"]),
        procedure=re.compile(rf"({procedure['national']}){procedure['local']}"),
        suffix=procedure["suffix"],
        typed={look: mark for mark, looks in table["typing"].items() for look in looks},
    )


def compact(text: str) -> str:
    """Return a code without white space, in upper case and NFC (viết gọn mã).

    Zero-width marks that come with text copied from a browser are white space here; dashes, dots and
    full-width signs of other keyboards are the plain ones.

    >>> compact(" 1.0108 24.000. 00.00.h 08")
    '1.010824.000.00.00.H08'
    """
    # Upper case may compose anew, and what is composed may have an upper case of its own.
    bare = unicodedata.normalize("NFC", re.sub(r"[\s\u200b-\u200d\u2060\ufeff]+", "", text))
    plain = bare if bare.isascii() else "".join(typed_marks().get(char, char) for char in bare)
    return unicodedata.normalize("NFC", plain.upper())


def typed_marks() -> Mapping[str, str]:
    """Return the characters that stand for a plain one in codes: long dashes, full-width digits.

    >>> typed_marks()["–"], typed_marks()["５"]
    ('-', '5')
    """
    return _shapes().typed


def canonical_unit(prefix: str) -> str:
    """Return the one spelling of an agency code (mã định danh đơn vị), the larger unit first.

    The old order from right to left, the legacy short form and groups of zeros at the end are
    brought together; a text that is no agency code comes back as it is.

    Law: QĐ 20/2020/QĐ-TTg, QĐ 09/2025/QĐ-TTg.

    >>> [canonical_unit(text) for text in ("000.00.17.H56", "H56.17.00.000", "38.98.H29", "TP01")]
    ['H56.17', 'H56.17', 'H29.98.38', 'TP01']
    """
    shapes = _shapes()
    code = compact(prefix)
    if shapes.unit.fullmatch(code):
        groups = code.split(".")
    elif shapes.reversed_unit.fullmatch(code):
        groups = code.split(".")[::-1]
    else:
        return prefix
    while len(groups) > 1 and shapes.empty.fullmatch(groups[-1]):
        groups.pop()
    return ".".join(groups)


def is_unit_code(text: str) -> bool:
    """Tell whether `text` is an agency code in any spelling (mã đơn vị hợp lệ).

    >>> is_unit_code("000.00.17.h56"), is_unit_code("TP01")
    (True, False)
    """
    code = compact(text)
    return bool(_shapes().unit.fullmatch(code) or _shapes().reversed_unit.fullmatch(code))


def validate_unit_code(text: str) -> str:
    """Return the canonical agency code, or refuse what is none (kiểm tra mã đơn vị).

    Raises:
        IdentifierError: no agency code (`identifier.unit-code`).

    >>> validate_unit_code("000.00.17.H56")
    'H56.17'
    """
    if not is_unit_code(text):
        raise IdentifierError("identifier.unit-code")
    return canonical_unit(text)


def normalize_dossier_code(text: str) -> str:
    """Return the spelling under which a dossier code is compared (chuẩn hóa mã hồ sơ).

    White space goes, letters are upper case, the unit before the first "-" is written the new way.
    Free forms (`TP01-CX-U0QVZU`, receipt numbers) are kept. Never fails; twice is the same as once.

    >>> normalize_dossier_code("000.00.17.H56-250303-0001") == normalize_dossier_code("h56.17-250303-0001 ")
    True
    """
    prefix, dash, rest = compact(text).partition("-")
    return canonical_unit(prefix) + dash + rest


@frozen
class DossierCode:
    """Take a dossier code apart: unit, day, serial of the day (mã hồ sơ).

    Args:
        unit: canonical agency code.
        day: day of reception in the code.
        serial: digits as written, leading zeros kept.

    >>> code = DossierCode.parse("000.00.06.H56-231027-0361")
    >>> code.unit, code.day.isoformat(), code.serial, str(code)
    ('H56.06', '2023-10-27', '0361', 'H56.06-231027-0361')
    """

    unit: str
    day: date = field(kw_only=True)
    serial: str = field(kw_only=True)

    @classmethod
    def parse(cls, text: str) -> DossierCode:
        """Read a code of the form unit-yymmdd-serial, the unit in any spelling.

        Raises:
            IdentifierError: a free form, or a day that does not exist (`identifier.dossier-code`).
        """
        shapes = _shapes()
        unit, _, rest = normalize_dossier_code(text).partition("-")
        parts = shapes.rest.fullmatch(rest)
        if parts is None or not (shapes.unit.fullmatch(unit) or shapes.other_unit.fullmatch(unit)):
            raise IdentifierError("identifier.dossier-code")
        digits = parts["day"]
        try:
            day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        except ValueError:
            raise IdentifierError("identifier.dossier-code") from None
        return cls(unit, day=day, serial=parts["serial"])

    def __str__(self) -> str:
        return f"{self.unit}-{self.day:%y%m%d}-{self.serial}"


def is_dossier_code(text: str) -> bool:
    """Tell whether a code has the form unit-yymmdd-serial (mã hồ sơ đúng dạng).

    >>> is_dossier_code("H15.50.05.13-261008-0975"), is_dossier_code("TP01-CX-U0QVZU")
    (True, False)
    """
    try:
        DossierCode.parse(text)
    except IdentifierError:
        return False
    return True


def normalize_procedure_code(text: str) -> str:
    """Return the first two groups of a procedure code, which identify it (mã thủ tục).

    What is no procedure code comes back compacted. Never fails; twice is the same as once.

    >>> normalize_procedure_code("1.0016 12.000.00.00.H48"), normalize_procedure_code("btp-01")
    ('1.001612', 'BTP-01')
    """
    code = compact(text)
    match = _shapes().procedure.fullmatch(code)
    return match[1] if match else code


def is_procedure_code(text: str) -> bool:
    """Tell whether `text` is a procedure code, national or with a province's groups (mã thủ tục đúng dạng).

    >>> is_procedure_code("1.001612.000.00.00.H48"), is_procedure_code("0.001612")
    (True, False)
    """
    return _shapes().procedure.fullmatch(compact(text)) is not None


def same_dossier(one: str, other: str) -> bool:
    """Tell whether two spellings are of one dossier code (cùng một mã hồ sơ).

    >>> same_dossier("000.00.17.H56-250303-0001", "h56.17–250303-0001")
    True
    """
    return normalize_dossier_code(one) == normalize_dossier_code(other)


def same_procedure(one: str, other: str) -> bool:
    """Tell whether two spellings are of one procedure code (cùng một mã thủ tục).

    >>> same_procedure("1.0016 12.000.00.00.H48", "1.001612")
    True
    """
    return normalize_procedure_code(one) == normalize_procedure_code(other)


def validate_procedure_code(text: str) -> str:
    """Return the national procedure code, or refuse what is none (kiểm tra mã thủ tục).

    Raises:
        IdentifierError: no procedure code (`identifier.procedure-code`).

    >>> validate_procedure_code("1.001612.000.00.00.H48")
    '1.001612'
    """
    if not is_procedure_code(text):
        raise IdentifierError("identifier.procedure-code")
    return normalize_procedure_code(text)


def format_procedure_code(text: str, *, province: str | None = None) -> str:
    """Write a procedure code the national way, or the way a province prints it (viết mã thủ tục).

    Raises:
        IdentifierError: no procedure code (`identifier.procedure-code`), or `province` is no agency
            code (`identifier.unit-code`).

    >>> format_procedure_code("1.001612", province="H48")
    '1.001612.000.00.00.H48'
    """
    national = validate_procedure_code(text)
    return national if province is None else national + _shapes().suffix + validate_unit_code(province)
