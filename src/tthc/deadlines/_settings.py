"""The switches of the policies: where the law leaves room, a setting has a name."""

from __future__ import annotations

import enum
from typing import TypeAlias

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


class HoursRoll(enum.Enum):
    """What happens when plain hours end on a day off (24 giờ kết thúc vào ngày nghỉ).

    Article 148 of the Civil Code rolls "the last day of a term"; Article 147 lets hours run from
    the moment and speaks of no last day.
    """

    STAYS = "stays"
    """Hours run on days off and end where they end; the answer is flagged (the default)."""
    ROLLS = "rolls"
    """A last moment on a day off gives way to the end of the next working day.

    By this reading a later reception can be due earlier: hours that end on Sunday last to Monday
    24:00, hours that end on Monday morning do not.
    """


class SessionEdge(enum.Enum):
    """Where working hours end that fill a session to its last minute (hết giờ đúng lúc hết buổi)."""

    CLOSING = "closing"
    """At the closing of that session, such as 17:00 (the default)."""
    OPENING = "opening"
    """At the next opening, such as 07:30 of the next working day."""


class DayOffReception(enum.Enum):
    """How working days run from a reception on a day off (tiếp nhận vào ngày nghỉ)."""

    NEXT_DAY_COUNTS = "next-day-counts"
    """The next working day is day 1: Saturday + 1 working day is Monday (the default)."""
    NEXT_DAY_RECEIVES = "next-day-receives"
    """The dossier is deemed received on the next working day, which is not counted."""


class CutoffEdge(enum.Enum):
    """Whether a reception at exactly 15:00 is "after 15:00" (sau 15 giờ)."""

    AFTER = "after"
    """Only a later moment is: 15:00:00 belongs to the same day (the default)."""
    AT = "at"
    """The stroke of the hour is too."""


class LeapDay(enum.Enum):
    """Where a term in years from 29 February ends in a common year (tròn năm của ngày 29/02).

    Article 148 of the Civil Code writes a month-end rule for months, none for years.
    """

    FEBRUARY_28 = "february-28"
    """On 28 February, as a term of 12 months does (the default)."""
    MARCH_1 = "march-1"
    """On 1 March."""


@frozen(kw_only=True)
class StatutorySettings:
    """Hold the switches of the statutory policy (tham số cách tính theo luật).

    Args:
        swapped_last_day: whether a term in days, weeks, months or years rolls over a swapped weekday.
        hours_roll: whether plain hours that end on a day off roll.
        session_edge: where working hours end that fill a session.
        day_off_reception: how working days run from a reception on a day off.
        cutoff_edge: whether exactly 15:00 is after 15:00.
        leap_day: where a year from 29 February ends.

    >>> StatutorySettings().swapped_last_day.value, StatutorySettings().hours_roll.value
    ('rolls', 'stays')
    """

    swapped_last_day: SwappedLastDay = SwappedLastDay.ROLLS
    hours_roll: HoursRoll = HoursRoll.STAYS
    session_edge: SessionEdge = SessionEdge.CLOSING
    day_off_reception: DayOffReception = DayOffReception.NEXT_DAY_COUNTS
    cutoff_edge: CutoffEdge = CutoffEdge.AFTER
    leap_day: LeapDay = LeapDay.FEBRUARY_28


class ReceptionHoliday(enum.Enum):
    """Whether a holiday or made-up day that is the reception day is seen (ngày lễ trùng ngày tiếp nhận)."""

    SEEN = "seen"
    """Every day of the calendar is seen (the default)."""
    UNSEEN = "unseen"
    """The day of reception counts by its weekday alone."""


@frozen(kw_only=True)
class OpencpsSettings:
    """Hold the switch of the policy `opencps-hours` (tham số cách tính của OpenCPS).

    Args:
        reception_holiday: whether the calendar speaks of the day of reception.
    """

    reception_holiday: ReceptionHoliday = ReceptionHoliday.SEEN


class HolidaysInDays(enum.Enum):
    """Whether a term in days passes over holidays in the policy `tan-dan` (ngày thường bỏ qua ngày lễ)."""

    COUNTED = "counted"
    """Holidays count like any day of the calendar (the default)."""
    SKIPPED = "skipped"
    """Holidays do not count; weekends do."""


@frozen(kw_only=True)
class TanDanSettings:
    """Hold the switch of the policy `tan-dan` (tham số cách tính của hệ thống Tân Dân).

    Args:
        holidays: whether a term in days of the calendar passes over holidays.
    """

    holidays: HolidaysInDays = HolidaysInDays.COUNTED


PolicySettings: TypeAlias = StatutorySettings | OpencpsSettings | TanDanSettings
"""The switches of any policy (tham số cách tính)."""
