"""Sessions of a day: reading them from text, and refusing those that cannot be (buổi làm việc)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypeAlias

from tthc.calendars._moments import DAY
from tthc.errors import CalendarError

Sessions: TypeAlias = tuple[tuple[int, int], ...]
"""Opening and closing of each session, in minutes after midnight, ascending."""

_CLOCK = r"(\d{1,2})(?:[:hg.](\d{2})?)?"
_SESSION = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_WEEKDAYS = {"t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6}
_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)})(?:\s*[-–—]\s*({'|'.join(_WEEKDAYS)}))?\s*:?\s+")
WORKING_WEEK = range(5)
"""Monday to Friday."""


def checked(sessions: Sessions) -> Sessions:
    """Return `sessions` in order, when they can be those of one day.

    Raises:
        CalendarError: a session that is empty or runs backwards (`hours.backwards`), leaves the day
            (`hours.beyond-the-day`), or overlaps another (`hours.overlap`).

    >>> checked(((780, 1020), (450, 690)))
    ((450, 690), (780, 1020))
    """
    for opens, closes in sessions:
        if not (type(opens) is type(closes) is int and 0 <= opens and closes <= DAY):
            raise CalendarError("hours.beyond-the-day", session=session_text((opens, closes)))
        if closes <= opens:
            raise CalendarError("hours.backwards", session=session_text((opens, closes)))
    ordered = tuple(sorted((opens, closes) for opens, closes in sessions))
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            raise CalendarError("hours.overlap", one=session_text(earlier), other=session_text(later))
    return ordered


def parse_sessions(text: str) -> Sessions:
    """Read the sessions of a day (đọc giờ làm việc); an empty text is a closed day.

    Raises:
        CalendarError: not sessions such as "07:30-11:30,13:00-17:00" (`hours.unreadable`), or
            sessions that cannot be, see `checked`.

    >>> parse_sessions("07:30-11:30, 13h-17h")
    ((450, 690), (780, 1020))
    """
    if not text.strip():
        return ()
    found = []
    for part in text.split(","):
        session = _SESSION.fullmatch(part.strip().casefold())
        if session is None:
            raise CalendarError("hours.unreadable", text=text)
        hour, minute, until_hour, until_minute = (int(each or 0) for each in session.groups())
        if minute > 59 or until_minute > 59:
            raise CalendarError("hours.unreadable", text=text)
        found.append((hour * 60 + minute, until_hour * 60 + until_minute))
    return checked(tuple(found))


def parse_week(text: str) -> tuple[Sessions, ...]:
    """Read the sessions of a week, Monday first (đọc giờ làm việc cả tuần).

    Without weekdays the sessions are those of Monday to Friday. With weekdays, parts stand between
    semicolons: "t2-t5 07:30-11:30,13:00-17:00; t6 07:30-11:30; t7 07:30-11:30"; "cn" is Sunday.

    Raises:
        CalendarError: unreadable (`hours.unreadable`), a weekday twice (`hours.weekday-twice`), no
            session at all (`hours.closed-always`), or sessions that cannot be, see `checked`.

    >>> parse_week("t2-t6 07:30-11:30; t7 8-11")[5]
    ((480, 660),)
    """
    week: dict[int, Sessions] = {}
    for part in text.split(";"):
        words = part.strip().casefold()
        named = _WEEKDAY.match(words)
        if named is None and ";" in text:
            raise CalendarError("hours.unreadable", text=text)
        sessions = parse_sessions(words[named.end() if named else 0 :])
        first, last = named.groups() if named else ("t2", "t6")
        days = range(_WEEKDAYS[first], _WEEKDAYS[last or first] + 1)
        if not days:
            raise CalendarError("hours.unreadable", text=text)
        for day in days:
            if day in week:
                raise CalendarError("hours.weekday-twice", text=text)
            week[day] = sessions
    return tuple(week.get(day, ()) for day in range(7))


def session_text(session: tuple[int, int]) -> str:
    """Write one session.

    >>> session_text((450, 690))
    '07:30-11:30'
    """
    opens, closes = session
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def sessions_text(sessions: Sessions) -> str:
    """Write the sessions of a day; `parse_sessions` reads them back."""
    return ",".join(map(session_text, sessions))
