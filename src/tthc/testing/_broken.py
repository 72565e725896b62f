"""The failure of the kit: which law a rule breaks, and the smallest case in words an official reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tthc.calendars import in_vietnam
from tthc.errors import TthcError
from tthc.messages import render

WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

Line = tuple[str, dict[str, Any]]
"""One line of a counterexample: a code of the message catalogue and what it needs."""


class LawBroken(TthcError, AssertionError):  # noqa: N818  # it says what happened, as a test does
    """Say which law a rule of deadlines breaks, with the smallest case found (phản ví dụ).

    Test runners show it as a failed assertion.

    Attributes:
        law: the name of the law.
        lines: the case, line by line, as codes and details of messages.

    >>> received, due = date(2026, 1, 9), date(2026, 1, 10)
    >>> print(LawBroken("not-on-a-day-off", [("testing.line.due", {"received": received, "due": due})]))
    The rule of deadlines breaks “not-on-a-day-off”: A deadline in working days never falls on a day off.
      received Fri 2026-01-09, due Sat 2026-01-10
    """

    def __init__(self, law: str, lines: list[Line]) -> None:
        super().__init__("testing.law-broken", law=law, lines=lines)
        self.law = law
        self.lines = tuple(lines)

    def message(self, lang: str = "en") -> str:
        """Return the law and the case in `lang` ("vi" or "en"), a line each."""
        code = "testing.answers" if self.law == "answers" else f"testing.law.{self.law}"
        head = {"law": self.law, "sentence": render(code, {}, lang)}
        told = [render("testing.law-broken", head, lang)]
        for line, details in self.lines:
            told.append(
                "  " + render(line, {name: spoken(each, lang) for name, each in details.items()}, lang)
            )
        return "\n".join(told)

    def __reduce__(self) -> tuple[Any, ...]:
        return LawBroken, (self.law, list(self.lines))


def spoken(value: Any, lang: str) -> Any:
    """Return a day or moment as people say it; anything else as it is.

    >>> spoken(date(2026, 1, 10), "vi")
    'Thứ Bảy 10/01/2026'
    """
    if not isinstance(value, date):
        return value
    day = in_vietnam(value) if isinstance(value, datetime) else value
    written = f"{day:%Y-%m-%d}" if lang == "en" else f"{day:%d/%m/%Y}"
    weekday = WEEKDAYS["en" if lang == "en" else "vi"][day.weekday()]
    clock = f" {day:%H:%M:%S}".removesuffix(":00") if isinstance(day, datetime) else ""
    return f"{weekday} {written}{clock}"
