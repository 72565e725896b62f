"""Personal numbers: twelve digits or the nine of an old card, printed masked."""

from __future__ import annotations

import csv
import enum
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from tthc.errors import IdentityError
from tthc.findings import Finding
from tthc.identity._birth import PartialDate

_SHOWN = 3
_LEAST_MASKED = 9


class NumberKind(enum.Enum):
    """Which number it is (loại số)."""

    PERSONAL = "personal"
    OLD_CARD = "old-card"


@cache
def _data() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(files("tthc").joinpath("data/identity/numbers.toml").read_text(encoding="utf-8"))


@cache
def _kinds() -> dict[int, NumberKind]:
    return {kind["digits"]: NumberKind(kind["name"]) for kind in _data()["kinds"]}


@cache
def _places() -> dict[str, str]:
    text = files("tthc").joinpath("data/identity/registration_places.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def _digits(text: str) -> str:
    """Return `text` without blanks and separators, full-width digits made plain."""
    return re.sub(r"[\s.\-\u00ad\u200b-\u200d\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text))


def mask_number(text: str) -> str:
    """Return stars and the last three digits (che số định danh); a short text is all stars.

    The first six digits follow from province, sex and year of birth, so none of them is shown.

    >>> mask_number("001099000123"), mask_number("1234")
    ('*********123', '****')
    """
    digits = _digits(text)
    shown = _SHOWN if len(digits) >= _LEAST_MASKED else 0
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]


@frozen(repr=False)
class PersonalNumber:
    """Hold a personal number, which is not printed by accident (số định danh cá nhân).

    Its length is the only hard check; leading zeros count, so it is text. Blanks, dots, dashes and
    full-width digits are put right.

    Raises:
        IdentityError: something else than digits (`identity.number-signs`), or neither 12 nor 9
            of them (`identity.number-digits`).

    Law: 26/2023/QH15 Điều 12.

    >>> number = PersonalNumber("001 099 000 123")
    >>> number, number.kind.value, number.reveal()
    (PersonalNumber(*********123), 'personal', '001099000123')
    """

    _text: str = field(converter=_digits)

    def __attrs_post_init__(self) -> None:
        if not (self._text.isascii() and self._text.isdecimal()):
            raise IdentityError("identity.number-signs")
        if len(self._text) not in _kinds():
            raise IdentityError("identity.number-digits", digits=len(self._text))

    @property
    def kind(self) -> NumberKind:
        """A personal number, or that of an old card."""
        return _kinds()[len(self._text)]

    def reveal(self) -> str:
        """Return the digits: a personal value."""
        return self._text

    def __str__(self) -> str:
        return mask_number(self._text)

    def __repr__(self) -> str:
        return f"PersonalNumber({self})"


def structure_notes(number: PersonalNumber, birth_date: PartialDate | None = None) -> tuple[Finding, ...]:
    """Return notes on what the digits say against the tables and the date of birth (đối chiếu cấu trúc).

    The notes never refuse a number: the place is that of the registration by the 63 old provinces,
    and a corrected record keeps its number. An old card's digits say nothing.

    Law: 137/2015/NĐ-CP Điều 13; 59/2021/TT-BCA Điều 4.

    >>> [note.code for note in structure_notes(PersonalNumber("001099000123"), PartialDate(1998))]
    ['number-birth-year-differs']
    """
    if number.kind is not NumberKind.PERSONAL:
        return ()
    digits, structure = number.reveal(), _data()["structure"]
    notes = []
    if digits[slice(*structure["place"])] not in _places():
        notes.append(Finding("number-place-unknown"))
    year = structure["first_year"][int(digits[structure["born"]])] + int(digits[slice(*structure["year"])])
    if birth_date is not None and birth_date.year != year:
        notes.append(Finding("number-birth-year-differs"))
    return tuple(notes)
