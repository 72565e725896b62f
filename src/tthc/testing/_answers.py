"""Answer sheets: due days that a person worked out from the texts, checked against a rule."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from attrs import frozen

from tthc.calendars import VIETNAM, WorkingCalendar, load_calendar
from tthc.errors import TableError, TthcError
from tthc.limits import Limit, parse_limit
from tthc.testing._broken import LawBroken, Line

COLUMNS = ("received", "limit", "due", "source")
GENERATED = ("generated", "tự động tạo", "do công cụ tạo")


@frozen(kw_only=True)
class Answer:
    """Hold one row of an answer sheet (một đáp án).

    Attributes:
        row: physical line of the sheet, from 1, comments and heading included.
        received: the day or aware moment of reception.
        limit: the time limit.
        due: the due day, or the aware due moment.
        source: the text or notice the answer was worked out from.
    """

    row: int
    received: date | datetime
    limit: Limit
    due: date | datetime
    source: str


def read_answers(sheet: str) -> tuple[Answer, ...]:
    r"""Read the text of an answer sheet (đọc bảng đáp án).

    A sheet is CSV with the columns received, limit, due and source, more if you like; lines that
    begin with # are comments. Days are written 2026-11-20, moments 2026-11-20T09:00 in Vietnam
    time, limits in Vietnamese ("05 ngày làm việc"). Every row names its source.

    Raises:
        TableError: columns missing (`testing.sheet-columns`), no row (`testing.sheet-empty`), a cell
            that cannot be read (`testing.sheet-row`), a comment that says a tool made the sheet
            (`testing.sheet-generated`).

    >>> answer, = read_answers(
    ...     "received,limit,due,source\n2026-11-20,03 ngày làm việc,2026-11-26,28/2026/QH16\n"
    ... )
    >>> answer.due, answer.row
    (datetime.date(2026, 11, 26), 2)
    """
    lines = sheet.splitlines()
    comments = " ".join(line for line in lines if line.startswith("#")).casefold()
    if any(word in comments for word in GENERATED):
        raise TableError("testing.sheet-generated")
    kept = [(number, line) for number, line in enumerate(lines, start=1) if _is_row(line)]
    reader = csv.DictReader(line for _, line in kept)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise TableError("testing.sheet-columns", missing=", ".join(missing), known=", ".join(COLUMNS))
    answers = tuple(_answers(reader, [number for number, _ in kept[1:]]))
    if not answers:
        raise TableError("testing.sheet-empty")
    return answers


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _answers(reader: csv.DictReader[str], numbers: list[int]) -> Iterator[Answer]:
    for number, row in zip(numbers, reader, strict=True):

        def read(column: str, how: Callable[[str], Any], number: int = number, row: Any = row) -> Any:
            try:
                return how((row[column] or "").strip())
            except (ValueError, TthcError):
                raise TableError("testing.sheet-row", row=number, column=column, value=row[column]) from None

        yield Answer(
            row=number,
            received=read("received", _day_or_moment),
            limit=read("limit", parse_limit),
            due=read("due", _day_or_moment),
            source=read("source", _present),
        )


def _day_or_moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if "T" in text else date.fromisoformat(text)


def _present(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


class DeadlineAnswers:
    r"""Check a rule against answers typed by hand (bảng đáp án chép tay); subclass it in a test file.

    Give `sheet`, the text of a CSV, and `rule`; `calendar` is the national one unless you say
    otherwise. The answers must come from the notices and the law, worked out by a person: a sheet
    that a tool wrote repeats the rule under test and finds nothing, so the kit has no writer for
    them, every row must name its source, and a sheet that calls itself generated is refused.

    >>> class TestOurRule(DeadlineAnswers):
    ...     sheet = "received,limit,due,source\n2024-04-26,03 ngày làm việc,2024-05-04,2450/VPCP-KGVX"
    ...
    ...     def rule(self, received, limit, calendar):
    ...         return calendar.add_working_days(received, limit.n)
    >>> TestOurRule().test_every_answer_is_the_one_typed_by_hand()
    """

    sheet: str = ""

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the calendar the answers were worked out by."""
        return load_calendar()

    def rule(self, received: Any, limit: Any, calendar: WorkingCalendar) -> date | datetime:
        """Return the due day or moment of one row; every subclass has its own."""
        raise NotImplementedError

    def test_every_answer_is_the_one_typed_by_hand(self) -> None:
        """Compare every row with the rule and show all that differ."""
        calendar = self.calendar
        wrong: list[Line] = []
        for answer in read_answers(self.sheet):
            found = self.rule(answer.received, answer.limit, calendar)
            if found != answer.due:
                told = {"number": answer.row, "received": answer.received, "limit": answer.limit}
                more = {"expected": answer.due, "found": found, "source": answer.source}
                wrong.append(("testing.line.row", told | more))
        if wrong:
            raise LawBroken("answers", wrong)
