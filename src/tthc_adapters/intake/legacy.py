"""Vietnamese text in the encodings of old fonts: recognised by its letters, never on a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.resources import files

ENCODINGS = ("tcvn3", "vni")
"""TCVN3 (ABC fonts, `.Vn…`) and VNI (fonts `VNI-…`)."""

LEAST_WORDS = 3
"""Fewer different words with accents than this settle nothing."""

_MOST_WORDS = 2_000
_GOOD, _BAD = 0.95, 0.6
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    r"(b|ch?|d|đ|gh?|gi|h|kh?|l|m|nh?|ngh?|ph?|qu|r|s|th?|tr|v|x)?[aăâeêioôơuưy]{1,3}(ch?|m|nh?|ng|p|t)?"
)


@cache
def _table(name: str) -> Mapping[str, str]:
    text = files("tthc_adapters").joinpath(f"data/legacy/{name}.csv").read_text(encoding="utf-8")
    return dict(line.split(",", 1) for line in text.splitlines()[1:])


@cache
def _bytes_of() -> Mapping[str, int]:
    """Return the byte each character was read from, be it as Windows-1252 or as Windows-1258."""
    known = {chr(byte): byte for byte in range(256)}
    for encoding in ("cp1258", "cp1252"):
        for byte in range(0x80, 0x100):
            try:
                known[bytes([byte]).decode(encoding)] = byte
            except UnicodeDecodeError:
                continue
    return known


@cache
def _tcvn3() -> dict[int, str]:
    letters = {int(byte, 16): character for byte, character in _table("tcvn3").items()}
    return {ord(char): letters[byte] for char, byte in _bytes_of().items() if byte in letters}


@cache
def _vni() -> tuple[re.Pattern[str], Mapping[str, str]]:
    table = _table("vni")
    longest = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), table


def decode_legacy(text: str, encoding: str) -> str:
    """Return `text`, read from an old font's bytes as Windows-1252, as it was meant (giải mã phông cũ).

    TCVN3 has no accented capitals; text in capitals used a second font, so its case is lost.

    >>> decode_legacy("NguyÔn ThÞ Thö NghiÖm", "tcvn3"), decode_legacy("Ñaëng Vaên Maãu", "vni")
    ('Nguyễn Thị Thử Nghiệm', 'Đặng Văn Mẫu')
    """
    if text.isascii():
        return text
    if encoding == "tcvn3":
        return text.translate(_tcvn3())
    pattern, table = _vni()
    plain = "".join(map(_as_western, text))
    return pattern.sub(lambda match: table[match[0]], plain)


def _as_western(char: str) -> str:
    """Return the character of Windows-1252 that has the byte `char` was read from."""
    byte = _bytes_of().get(char, 0)
    return bytes([byte]).decode("cp1252", "replace") if byte > 127 else char


def is_syllable(word: str) -> bool:
    """Tell whether a word can be a Vietnamese syllable with its tone (âm tiết tiếng Việt).

    >>> is_syllable("nghiệm"), is_syllable("NghiÖm"), is_syllable("thöû")
    (True, False, False)
    """
    if word != word.lower() and word != word.upper() and word[1:] != word[1:].lower():
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    if sum(letter in _TONES for letter in letters) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    return _SYLLABLE.fullmatch(toneless) is not None


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the different words with letters beyond ASCII in `texts`, no more than a sample needs."""
    found: set[str] = set()
    for text in texts:
        if not text.isascii():
            found.update(word for word in _whole_words(text) if not word.isascii())
        if len(found) >= _MOST_WORDS:
            break
    return frozenset(found)


def _whole_words(text: str) -> list[str]:
    return re.split(r"[\x00-@\[-`{-\x7f\u00a0]+", text)


def detect_legacy(words: Iterable[str], *, least: int = LEAST_WORDS) -> str | None:
    """Return the old encoding `words` are clearly in, or None (nhận biết phông cũ).

    Clearly means: at least `least` different words with accents, few of which can be Vietnamese as
    they stand, while nearly all can be once decoded, and only in one of the encodings.

    >>> detect_legacy(["NguyÔn", "ThÞ", "NghiÖm", "§Þnh"]), detect_legacy(["Nguyễn", "Thị", "Định"])
    ('tcvn3', None)
    """
    given = list(words)
    if len(given) < least or _share(given, str) > _BAD:
        return None
    shares = {name: _share(given, partial(decode_legacy, encoding=name)) for name in ENCODINGS}
    first, second = sorted(ENCODINGS, key=lambda name: -shares[name])
    return first if shares[first] >= _GOOD and shares[first] > shares[second] else None


def legacy_gain(words: Iterable[str], encoding: str) -> float | None:
    """Return by how much the share of Vietnamese words grows when `words` are decoded.

    None means that they are not Vietnamese then.

    >>> legacy_gain(["NguyÔn", "ThÞ"], "tcvn3"), legacy_gain(["Đang", "xử", "lý"], "tcvn3")
    (1.0, 0.0)
    >>> legacy_gain(["NguyÔn", "ThÞ"], "vni") is None
    True
    """
    given = list(words)
    decoded = _share(given, partial(decode_legacy, encoding=encoding))
    return decoded - _share(given, str) if decoded >= _GOOD else None


def is_vietnamese(words: Iterable[str]) -> bool:
    """Tell whether nearly all of `words` can be Vietnamese as they stand.

    >>> is_vietnamese(["Nguyễn", "Thị"]), is_vietnamese(["NguyÔn", "ThÞ"])
    (True, False)
    """
    return _share(list(words), str) >= _GOOD


def _share(words: list[str], read: Callable[[str], str]) -> float:
    return sum(is_syllable(read(word)) for word in words) / len(words)
