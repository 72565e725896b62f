"""Counting policies: every switch is a field, has a default, and is printed under the report."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from tthc.codec import plain_data
from tthc.errors import RuleError


class NoDue(enum.Enum):
    """What a dossier without a due date is (không có ngày hẹn trả)."""

    ON_TIME = "on-time"
    CANNOT_TELL = "cannot-tell"


class Withdrawn(enum.Enum):
    """How a withdrawn dossier is counted (hồ sơ xin rút)."""

    ON_TIME = "on-time"
    BY_DATE = "by-date"


class Stopped(enum.Enum):
    """How a stopped dossier with an end date is counted (hồ sơ dừng xử lý)."""

    AS_WITHDRAWN = "as-withdrawn"
    BY_DATE = "by-date"
    WAITING = "waiting"


class OpenWithEnd(enum.Enum):
    """What an open status with an end date means (đang xử lý nhưng có ngày kết thúc)."""

    CANNOT_TELL = "cannot-tell"
    OPEN = "open"


class FinishedFallback(enum.Enum):
    """What stands in for a missing end date (thay ngày kết thúc còn thiếu)."""

    NONE = "none"
    RETURNED = "returned"


class Compare(enum.Enum):
    """Whether days or moments decide between early, on time and late (so sánh theo)."""

    DAY = "day"
    MOMENT = "moment"


class JudgedAt(enum.Enum):
    """When on the closing day open dossiers are judged, if moments decide (thời điểm chốt)."""

    START_OF_DAY = "start-of-day"
    END_OF_DAY = "end-of-day"


class Basis(enum.Enum):
    """Which due date a report goes by (căn cứ ngày đến hạn)."""

    EXPORTED = "exported"
    """Ngày hẹn trả trong tệp."""
    LEGAL = "legal"
    """Ngày đến hạn tính theo luật."""


@frozen(kw_only=True)
class CountingPolicy:
    """Hold the switches of a counting rule (quy tắc thống kê).

    The defaults are policy `ii06-2020`: the forms of TT 01/2020/TT-VPCP and TT 09/2026/TT-BTP give
    the columns and sums only; what they leave open is the practice of one vendor system or a choice
    of ours, and each such choice is a switch here.

    >>> CountingPolicy().to_dict()["withdrawn"]
    'on-time'
    """

    name: str = "ii06-2020"
    no_due: NoDue = NoDue.ON_TIME
    withdrawn: Withdrawn = Withdrawn.ON_TIME
    stopped: Stopped = Stopped.AS_WITHDRAWN
    open_with_end: OpenWithEnd = OpenWithEnd.CANNOT_TELL
    finished_fallback: FinishedFallback = FinishedFallback.NONE
    compare: Compare = Compare.DAY
    judged_at: JudgedAt = JudgedAt.END_OF_DAY

    def for_basis(self, basis: Basis) -> CountingPolicy:
        """Return the policy as it holds for `basis`.

        By legal due dates a dossier whose limit is not known cannot be told: it is never silently
        counted as on time.
        """
        return self if basis is Basis.EXPORTED else attrs.evolve(self, no_due=NoDue.CANNOT_TELL)

    def to_dict(self) -> dict[str, Any]:
        """Return the name and every switch by name."""
        plain: dict[str, Any] = plain_data(self)
        return plain


COUNTING_POLICIES: Mapping[str, CountingPolicy] = {"ii06-2020": CountingPolicy()}


def counting_policy(policy: str | CountingPolicy) -> CountingPolicy:
    """Return the policy called `policy`, or the one given.

    Raises:
        RuleError: there is no such policy (`policy.unknown`).

    """
    if isinstance(policy, CountingPolicy):
        return policy
    try:
        return COUNTING_POLICIES[policy]
    except KeyError:
        raise RuleError("policy.unknown", name=policy, known=", ".join(COUNTING_POLICIES)) from None
