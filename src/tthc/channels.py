"""How a dossier came in, and how far the procedure is offered online."""

from __future__ import annotations

import enum


class Channel(enum.Enum):
    """Way a dossier was submitted (kênh thực hiện)."""

    ONLINE = "online"
    """Trực tuyến."""
    DIRECT = "direct"
    """Trực tiếp, at the counter."""
    POST = "post"
    """Bưu chính công ích (BCCI)."""


class OnlineLevel(enum.Enum):
    """How much of a procedure runs online (mức độ dịch vụ công trực tuyến)."""

    FULL = "full"
    """Toàn trình."""
    PARTIAL = "partial"
    """Một phần."""
