"""Working days of public bodies, with the document behind every day off (lịch làm việc)."""

from tthc.calendars._clock import WorkingClock, clock_of
from tthc.calendars._data import calendar_names
from tthc.calendars._facts import CultureDayMakeUp, DayExplanation, DayFact, DayKind
from tthc.calendars._frame import CalendarFrame
from tthc.calendars._hours import OfficeHours, Season
from tthc.calendars._loader import announcement_days, load_calendar
from tthc.calendars._moments import VIETNAM, in_vietnam
from tthc.calendars._sessions import Sessions
from tthc.calendars._working import WorkingCalendar

__all__ = [
    "VIETNAM",
    "CalendarFrame",
    "CultureDayMakeUp",
    "DayExplanation",
    "DayFact",
    "DayKind",
    "OfficeHours",
    "Season",
    "Sessions",
    "WorkingCalendar",
    "WorkingClock",
    "announcement_days",
    "calendar_names",
    "clock_of",
    "in_vietnam",
    "load_calendar",
]
