"""The answers of the three tables: in or out, where from, and how it ended."""

from __future__ import annotations

import enum


class Scope(enum.Enum):
    """Whether a dossier belongs to a report (thuộc kỳ báo cáo)."""

    IN = "in"
    OUT = "out"
    CANNOT_TELL = "cannot-tell"


class Origin(enum.Enum):
    """Where a dossier of the report came from (nguồn tiếp nhận)."""

    CARRIED_OVER = "carried-over"
    """Từ kỳ trước."""
    ONLINE_FULL = "online-full"
    """Trực tuyến toàn trình."""
    ONLINE_PARTIAL = "online-partial"
    """Trực tuyến một phần."""
    ONLINE_LEVEL_UNKNOWN = "online-level-unknown"
    """Trực tuyến, chưa rõ mức độ."""
    POST = "post"
    """Bưu chính công ích."""
    DIRECT = "direct"
    """Trực tiếp."""
    CHANNEL_UNKNOWN = "channel-unknown"
    """Chưa rõ kênh."""


class Outcome(enum.Enum):
    """How a dossier of the report stands (kết quả giải quyết)."""

    EARLY = "early"
    """Trước hạn."""
    ON_TIME = "on-time"
    """Đúng hạn."""
    LATE = "late"
    """Quá hạn."""
    WITHIN = "within"
    """Đang giải quyết, trong hạn."""
    OVERDUE = "overdue"
    """Đang giải quyết, quá hạn."""
    CANNOT_TELL = "cannot-tell"
    """Chưa xác định được kết quả."""
