"""The switches of the `statutory` policy: where the law leaves room, a setting has a name."""

from __future__ import annotations

import enum

from attrs import frozen


class SwappedLastDay(enum.Enum):
    """What happens when a term ends on a swapped weekday (ngày cuối cùng là ngày nghỉ hoán đổi).

    The Civil Code rolls a last day that is "a weekend day or a holiday" and does not speak of
    swapped weekdays.
    """

    ROLLS = "rolls"
    """A swapped weekday is a day off: the term ends on the next working day (the default)."""
    STAYS = "stays"
    """A swapped weekday is neither weekend nor holiday: the term ends on it."""


@frozen(kw_only=True)
class StatutorySettings:
    """Hold the switches of the statutory policy (tham số cách tính theo luật).

    Args:
        swapped_last_day: whether a term in days or months rolls over a swapped weekday.

    >>> StatutorySettings().swapped_last_day.value
    'rolls'
    """

    swapped_last_day: SwappedLastDay = SwappedLastDay.ROLLS
