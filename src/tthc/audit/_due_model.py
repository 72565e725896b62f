"""The answer of the due check: how often each reason holds, and dossiers to look at."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from tthc.errors import FormError
from tthc.findings import SourceRef


class DueReason(enum.Enum):
    """Why an exported due date is or is not the legal one (lý do chênh lệch ngày hẹn trả)."""

    SAME = "same"
    """Cùng ngày: the legal day, and no other hour."""
    OTHER_HOUR = "other-hour"
    """Cùng ngày, khác giờ: the legal day, ending at an hour the law does not know."""
    OTHER_POLICY = "other-policy"
    """Cách tính của hệ thống khác: a vendor's way of counting gives it."""
    CALENDAR = "calendar"
    """Bảng ngày nghỉ khác: the law gives it on another table of days off."""
    PAUSE = "pause"
    """Chờ bổ sung hoặc nghĩa vụ: later, and the row shows a waiting that can account for it."""
    RESET = "reset"
    """Đặt lại bằng tay: a new date was given, or the due day is the day of a late finish."""
    UNEXPLAINED = "unexplained"
    """Chưa giải thích được."""
    NOT_COMPARABLE = "not-comparable"
    """Không so sánh được: no reception, no due date, no limit, or none that lands."""


@frozen(kw_only=True)
class DueExample:
    """Show one dossier of a group (hồ sơ ví dụ).

    Attributes:
        code: as exported.
        received_on: day of reception; `received_at` its moment, aware, if known.
        limit: the time limit in words, None when there is none.
        due_on: the exported due day; `due_at` its moment, None for the whole day.
        legal_due_on: the legal due day; `legal_due_at` its moment, only for limits in hours.
        source: where the row stands.
    """

    code: str | None
    received_on: date | None
    received_at: datetime | None
    limit: str | None
    due_on: date | None
    due_at: datetime | None
    legal_due_on: date | None
    legal_due_at: datetime | None
    source: SourceRef | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        source = self.source
        return {
            "code": self.code,
            "received": _iso(self.received_at, self.received_on),
            "limit": self.limit,
            "due": _iso(self.due_at, self.due_on),
            "legal_due": _iso(self.legal_due_at, self.legal_due_on),
            "file": None if source is None else source.file,
            "sheet": None if source is None else source.sheet,
            "row": None if source is None else source.row,
        }


def _iso(moment: datetime | None, day: date | None) -> str | None:
    shown = moment or day
    return None if shown is None else shown.isoformat()


@frozen(kw_only=True)
class DueGroup:
    """Count the dossiers that share a reason (nhóm chênh lệch).

    Attributes:
        reason: the reason.
        by: which policy, which table of days off, or which row of the decision table; "" when the
            reason says everything.
        count: dossiers.
        earliest: the least of exported minus legal due day, in days of the calendar; None when there
            is nothing to subtract.
        latest: the greatest of it.
        examples: the first few dossiers, in the order of the table.
    """

    reason: DueReason
    by: str
    count: int
    earliest: int | None = None
    latest: int | None = None
    examples: tuple[DueExample, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "reason": self.reason.value,
            "by": self.by,
            "count": self.count,
            "days_off_the_law": None if self.earliest is None else [self.earliest, self.latest],
            "examples": [example.to_dict() for example in self.examples],
        }


@frozen(kw_only=True)
class DueCheck:
    """Hold exported due dates beside legal ones (đối chiếu ngày hẹn trả với hạn theo luật).

    Attributes:
        dossiers: dossiers in the table.
        groups: by reason in the order of `DueReason`, then the greatest first; their counts add up to
            `dossiers`.
        calendar: name of the calendar the legal day was counted on.
        calendar_digest: its digest.
        data_version: version of the data in the package.
        provisional: a legal due day lies after the verified days of the calendar.
        rules_digest: changes when a row of the decision table changes.
        checked: the table with the legal due date, `due_reason` and `due_by`; not stored.
    """

    dossiers: int
    groups: tuple[DueGroup, ...]
    calendar: str
    calendar_digest: str
    data_version: str
    provisional: bool
    rules_digest: str
    checked: Any = field(default=None, eq=False, repr=False)

    def count(self, reason: DueReason | None = None, by: str | None = None) -> int:
        """Return how many dossiers have a reason, and are explained by `by` when that is given."""
        return sum(
            group.count
            for group in self.groups
            if (reason is None or group.reason is reason) and (by is None or group.by == by)
        )

    def open(self, reason: DueReason, by: str | None = None) -> Any:
        """Return the dossiers behind a count as a polars frame (mở số liệu).

        Raises:
            FormError: the check was loaded and has no frame (`tally.no-frame`).
        """
        import polars as pl

        if self.checked is None:
            raise FormError("tally.no-frame")
        wanted = pl.col("due_reason") == reason.value
        return self.checked.filter(wanted if by is None else wanted & (pl.col("due_by") == by))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the contract of `tthc due-check --json`."""
        return {
            "dossiers": self.dossiers,
            "calendar": self.calendar,
            "calendar_digest": self.calendar_digest,
            "data_version": self.data_version,
            "provisional": self.provisional,
            "rules_digest": self.rules_digest,
            "groups": [group.to_dict() for group in self.groups],
        }
