"""Names of persons: kept whole, compared folded, printed masked."""

from __future__ import annotations

import unicodedata

from attrs import field, frozen

from tthc.errors import IdentityError

_D = str.maketrans(dict.fromkeys("ĐÐƉđðɖ", "D"))
"""Three letters look like đ, and none of them has a decomposition."""


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_key(name: str) -> str:
    """Return the folded name under which the population database compares (khóa so tên).

    Upper case, no marks, no blanks, only A-Z and 0-9. Two persons may share a key: equal keys are
    a candidate, which a number or a date of birth must support.

    >>> name_key("Đặng Văn Mẫu"), name_key("ĐẶNG  VĂN MẪU") == name_key("Ðặng Văn Mẫu")
    ('DANGVANMAU', True)
    """
    plain = unicodedata.normalize("NFKD", name.translate(_D).upper())
    return "".join(char for char in plain if char.isascii() and char.isalnum())


def mask_name(name: str) -> str:
    """Return the first letter of each word and stars (che họ tên).

    >>> mask_name("Đặng Văn Mẫu"), mask_name("Y Mẫu")
    ('Đ*** V*** M***', '*** M***')
    """
    return " ".join((word[0] if len(word) > 1 else "") + "***" for word in _tidy(name).split())


@frozen(repr=False)
class PersonName:
    """Hold the name of a person, which is not printed by accident (họ và tên).

    Raises:
        IdentityError: nothing to compare by (`identity.name-empty`).

    >>> name = PersonName("Đặng Văn Mẫu")
    >>> name, name == PersonName("DANG VAN MAU"), name.key == PersonName("DANG VAN MAU").key
    (PersonName(Đ*** V*** M***), False, True)
    """

    _text: str = field(converter=_tidy)

    def __attrs_post_init__(self) -> None:
        if not self.key:
            raise IdentityError("identity.name-empty")

    @property
    def key(self) -> str:
        """The folded name."""
        return name_key(self._text)

    def reveal(self) -> str:
        """Return the name as it is written: a personal value."""
        return self._text

    def __str__(self) -> str:
        return mask_name(self._text)

    def __repr__(self) -> str:
        return f"PersonName({self})"
