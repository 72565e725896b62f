"""One dossier: its dates, its status, and where it was read; and the national list of statuses."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from attrs import Attribute, field, frozen

from tthc.channels import Channel, OnlineLevel
from tthc.errors import TableError
from tthc.findings import SourceRef
from tthc.limits import Limit
from tthc.places import Level


class Status(enum.IntEnum):
    """State of a dossier in the national list (trạng thái hồ sơ)."""

    NEW = 1
    """Mới đăng ký."""
    RECEIVED = 2
    """Được tiếp nhận."""
    NOT_ACCEPTED = 3
    """Không được tiếp nhận."""
    IN_PROGRESS = 4
    """Đang xử lý."""
    SUPPLEMENT_REQUESTED = 5
    """Yêu cầu bổ sung giấy tờ."""
    OBLIGATION_REQUESTED = 6
    """Yêu cầu thực hiện nghĩa vụ tài chính."""
    WITHDRAWN = 7
    """Công dân yêu cầu rút hồ sơ."""
    STOPPED = 8
    """Dừng xử lý."""
    DONE = 9
    """Đã xử lý xong."""
    RETURNED = 10
    """Đã trả kết quả."""


def _aware(_: Any, attribute: Attribute[datetime | None], value: datetime | None) -> None:
    if value is not None and value.tzinfo is None:
        raise TableError("dossier.naive-moment", field=attribute.name)


@frozen(kw_only=True)
class Dossier:
    """Hold what an export says of one dossier (hồ sơ); fields are the canonical columns.

    Days are `date`; moments are aware datetimes (Asia/Ho_Chi_Minh). `finished_on` is the day the
    result was ready (kết thúc xử lý), which decides early, on time or late; `returned_on` the day
    it was handed over (trả kết quả). `due_at` None means the whole due day, until 24:00.

    Raises:
        TableError: a moment without a time zone (`dossier.naive-moment`).

    >>> Dossier(code="H56.17-250303-0001", received_on=date(2025, 3, 3), status=Status.DONE).status
    <Status.DONE: 9>

    """

    code: str
    code_normalized: str | None = None
    procedure_code: str | None = None
    procedure_name: str | None = None
    field_code: str | None = None
    field_name: str | None = None
    agency_code: str | None = None
    agency_name: str | None = None
    level: Level = Level.UNKNOWN
    channel: Channel | None = None
    online_level: OnlineLevel | None = None
    submitted_on: date | None = None
    submitted_at: datetime | None = field(default=None, validator=_aware)
    received_on: date | None = None
    received_at: datetime | None = field(default=None, validator=_aware)
    due_on: date | None = None
    due_at: datetime | None = field(default=None, validator=_aware)
    original_due_on: date | None = None
    legal_due_on: date | None = None
    legal_due_at: datetime | None = field(default=None, validator=_aware)
    finished_on: date | None = None
    finished_at: datetime | None = field(default=None, validator=_aware)
    returned_on: date | None = None
    returned_at: datetime | None = field(default=None, validator=_aware)
    status: Status | None = None
    waiting_since: date | None = None
    limit: Limit | None = None
    officer: str | None = field(default=None, repr=False)
    digitised_component: bool | None = None
    electronic_result: bool | None = None
    identity_verified: bool | None = None
    paid_online: bool | None = None
    reused_data: bool | None = None
    source: SourceRef | None = None
