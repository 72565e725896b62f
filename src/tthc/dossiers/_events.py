"""What happened to a dossier, one event a row: the columns of the events table without the code."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta, timezone
from typing import Any

from attrs import Attribute, field, frozen

from tthc.errors import LifecycleError

_VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class EventKind(enum.Enum):
    """Kind of an event in the life of a dossier (loại sự kiện); the values are stable codes."""

    RECEPTION = "reception"
    """Tiếp nhận: accepted, complete and valid; the term begins."""
    TRANSFER = "transfer"
    """Chuyển hồ sơ: handed to the unit that handles it, or from one unit to another."""
    SUPPLEMENT_REQUEST = "supplement-request"
    """Yêu cầu bổ sung, hoàn thiện hồ sơ."""
    SUPPLEMENT_ANSWER = "supplement-answer"
    """Đã bổ sung: the dossier is complete."""
    OBLIGATION_REQUEST = "obligation-request"
    """Yêu cầu thực hiện nghĩa vụ tài chính."""
    OBLIGATION_DONE = "obligation-done"
    """Đã thực hiện nghĩa vụ tài chính."""
    CONFIRMATION_REQUEST = "confirmation-request"
    """Chờ cơ quan, người khác xác nhận (e.g. on VNeID)."""
    CONFIRMATION_ANSWER = "confirmation-answer"
    """Đã có xác nhận."""
    INCIDENT_START = "incident-start"
    """Hệ thống gặp sự cố."""
    INCIDENT_END = "incident-end"
    """Đã khắc phục sự cố."""
    APOLOGY = "apology"
    """Xin lỗi và hẹn lại ngày trả; `until` is the new due day."""
    REFUSAL = "refusal"
    """Từ chối: before reception not accepted, after it a result."""
    WITHDRAWAL = "withdrawal"
    """Người nộp rút hồ sơ."""
    STOP = "stop"
    """Dừng giải quyết, kết thúc hồ sơ."""
    RESULT = "result"
    """Có kết quả: the end that decides early, on time or late."""
    HAND_OVER = "hand-over"
    """Trả kết quả cho người nộp."""


class Effect(enum.Enum):
    """What an event does to the term (ảnh hưởng đến thời hạn); the values are stable codes."""

    NONE = "none"
    """The term runs on."""
    PAUSE = "pause"
    """The time of waiting is not counted."""
    RESTART = "restart"
    """The term is counted again from zero once the wait is over."""
    EXTEND = "extend"
    """The term is lengthened by a stated limit, or to the day in `until`."""


def _moment(_: Any, __: Attribute[Any], value: datetime | None) -> None:
    if value is not None and value.utcoffset() is None:
        raise LifecycleError("event.naive-moment", field="at")


def _day(_: Any, attribute: Attribute[Any], value: date | None) -> None:
    if value is not None and type(value) is not date:
        raise LifecycleError("event.not-a-day", field=attribute.name, kind=type(value).__name__)


@frozen
class DossierEvent:
    """Hold one event of a dossier (sự kiện của hồ sơ); fields are the columns of the events table.

    Args:
        seq: place in the history; decides between events of one day.
        kind: what happened.
        at: the moment, aware (Asia/Ho_Chi_Minh); None when only the day is known.
        on: the day in Vietnam; taken from `at` when it is left out.
        effect: what it does to the term; None leaves that to the law of the day.
        until: of an apology the new due day, of a request the last day for the answer (inclusive).
        source: where the event was read.

    Raises:
        LifecycleError: a moment without a time zone (`event.naive-moment`), a value that is no day
            (`event.not-a-day`), neither day nor moment (`event.no-day`), a day that is not that of
            the moment (`event.two-days`).

    >>> event = DossierEvent(1, EventKind.RECEPTION, at=datetime(2026, 10, 5, 9, tzinfo=_VIETNAM))
    >>> event.on
    datetime.date(2026, 10, 5)
    """

    seq: int
    kind: EventKind
    at: datetime | None = field(default=None, kw_only=True, validator=_moment)
    on: date = field(kw_only=True, validator=_day)
    effect: Effect | None = field(default=None, kw_only=True)
    until: date | None = field(default=None, kw_only=True, validator=_day)
    source: str | None = field(default=None, kw_only=True)

    @on.default
    def _on(self) -> date:
        if self.at is None:
            raise LifecycleError("event.no-day", seq=self.seq)
        return _day_of(self.at)

    def __attrs_post_init__(self) -> None:
        if self.at is not None and _day_of(self.at) != self.on:
            raise LifecycleError("event.two-days", seq=self.seq, on=self.on, at=self.at.isoformat())

    @property
    def when(self) -> date | datetime:
        """Return the moment in Vietnam when it is known, else the day."""
        return self.on if self.at is None else self.at.astimezone(_VIETNAM)


def _day_of(moment: datetime) -> date:
    # A naive moment gets here before its validator, which then refuses it.
    return moment.astimezone(_VIETNAM).date() if moment.utcoffset() is not None else moment.date()
