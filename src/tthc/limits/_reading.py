"""Reading one time limit from Vietnamese text (đọc thời hạn)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from tthc.errors import LimitError
from tthc.limits._kinds import HalfDays, Limit, LimitUnit, SameDay, limit_from

_UNITS: Mapping[str, LimitUnit] = {
    "ngay lam viec": LimitUnit.WORKING_DAY,
    "ngay": LimitUnit.DAY,
    "tuan": LimitUnit.WEEK,
    "thang": LimitUnit.MONTH,
    "nam": LimitUnit.YEAR,
    "gio": LimitUnit.HOUR,
    "h": LimitUnit.HOUR,
    "phut": LimitUnit.HOUR,
    "gio lam viec": LimitUnit.WORKING_HOUR,
    "phut lam viec": LimitUnit.WORKING_HOUR,
    "buoi": LimitUnit.HALF_DAY,
    "buoi lam viec": LimitUnit.HALF_DAY,
    "": LimitUnit.UNKNOWN,
}
_MINUTES = ("phut", "phut lam viec")
_LATER = {"quy": "quý"}
"""Units that exist and cannot be computed, by their folded name."""

_HALVES = ("nua", "1/2")
_OPENING = r"(?:trong\s+)?(?:(?:thoi\s+han|thoi\s+gian|vong)\s+)?(?:(?:khong\s+qua|toi\s+da|la)\s+)?"
_CLOSING = (
    r"(?:,?\s*(?:ke|tinh)\s+tu\s+(?:ngay|khi)(?:\s+tiep)?\s+nhan(?:\s+duoc)?(?:\s+(?:du|day\s+du))?"
    r"\s+ho\s+so(?:\s+(?:day\s+du|hop\s+le|dung\s+quy\s+dinh|va|,))*)?"
)
_LIMIT = re.compile(
    rf"{_OPENING}(?P<amount>1\s?/\s?2(?![0-9])|nua\b|[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?)\s*(?:\([^()]*\))?"
    rf"\s*(?P<unit>[a-z]*(?:\s+[a-z]+){{0,2}}?)(?:\s*\([^()]*\))?{_CLOSING}\s*[.;]?"
)
_RECEIVED = (
    r"(?:tiep\s+)?nhan(?:\s+duoc)?(?:\s+(?:du|day\s+du))?(?:\s+(?:ho\s+so|yeu\s+cau))?(?:\s+hop\s+le)?"
)
_SAME_DAY = re.compile(
    r"(?:(?:giai\s+quyet|tra\s+ket\s+qua)\s+)?(?:ngay\s+)?(?:trong|cung)\s+ngay(?:\s+lam\s+viec)?"
    rf"(?:\s+{_RECEIVED})?"
    r"(?:\s*[;,.:]?\s*(?:\(\s*)?(?:(?:truong\s+hop|neu)\s+)?"
    rf"(?:{_RECEIVED}\s+)?sau\s+(?P<hour>[0-9]{{1,2}})\s?(?:gio|h|:)\s?(?P<minute>[0-9]{{2}})?(?:\s+phut)?"
    r"\s*[:,;]?\s*(?:thi\s+)?(?:(?:tra|tra\s+ket\s+qua|giai\s+quyet|chuyen)\s+)?(?:(?:trong|vao|sang|la)\s+)?"
    r"ngay\s+lam\s+viec\s+(?:tiep\s+theo|ke\s+tiep|lien\s+ke)(?:\s*\))?)?\s*[.;]?"
)


def parse_limit(text: str) -> Limit:
    """Read one time limit from Vietnamese text (đọc thời hạn).

    Case, doubled or unusual blanks, composed or decomposed letters and missing diacritics do not
    matter. "trong", "không quá", "tối đa" before the number, words in brackets after it, and "kể từ
    ngày nhận đủ hồ sơ hợp lệ" at the end are understood; any other condition is not, since it may
    move the first day. A number alone is an `UnknownUnit`, never a guess. Half a day, and working
    days with a half, are sessions (`HalfDays`): "1,5 ngày làm việc" is 3 of them. Minutes are a
    part of an hour.

    Raises:
        LimitError: not one number and one unit (`limit.unreadable`); a unit that cannot be computed,
            quarters (`limit.unit-not-supported`); zero (`limit.not-positive`); another fraction of
            a day, or one of a week, month, year or session (`limit.not-whole`).

    >>> parse_limit("05 ngày làm việc"), parse_limit("01 THÁNG"), parse_limit("5")
    (WorkingDays(n=5), Months(n=1), UnknownUnit(n=5))
    >>> parse_limit("Không quá 03 (ba) ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ")
    WorkingDays(n=3)
    >>> parse_limit("24 giờ"), parse_limit("nửa ngày làm việc"), parse_limit("02 tuần")
    (Hours(n=24), HalfDays(n=1), Weeks(n=2))
    >>> parse_limit("trong ngày; sau 15 giờ: ngày làm việc tiếp theo")
    SameDay(n=1, cutoff=900)
    """
    folded = _folded(text)
    if (same_day := _SAME_DAY.fullmatch(folded)) is not None:
        return _same_day(same_day, text)
    found = _LIMIT.fullmatch(folded)
    if found is None:
        raise LimitError("limit.unreadable", text=text)
    name = " ".join(found["unit"].split())
    if name in _LATER:
        raise LimitError("limit.unit-not-supported", unit=_LATER[name], text=text)
    if name not in _UNITS:
        raise LimitError("limit.unreadable", text=text)
    return _limit(found["amount"].replace(" ", ""), name, text)


def _limit(written: str, name: str, text: str) -> Limit:
    unit = _UNITS[name]
    if written in _HALVES and unit is LimitUnit.UNKNOWN:
        raise LimitError("limit.unreadable", text=text)
    amount = 0.5 if written in _HALVES else float(written.replace(",", "."))
    halves = amount * 2
    if halves % 2 == 1 and (unit is LimitUnit.WORKING_DAY or (unit is LimitUnit.DAY and halves == 1)):
        return HalfDays(int(halves))
    return limit_from(amount / 60 if name in _MINUTES else amount, unit)


def _same_day(found: re.Match[str], text: str) -> SameDay:
    if found["hour"] is None:
        return SameDay()
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise LimitError("limit.unreadable", text=text)
    return SameDay(cutoff=hour * 60 + minute)


def _folded(text: str) -> str:
    """Return `text` in plain lower-case letters with single blanks, Vietnamese marks taken off."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())
