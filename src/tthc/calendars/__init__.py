"""Working days of public bodies, with the document behind every day off (lịch làm việc)."""

from tthc.calendars._data import calendar_names
from tthc.calendars._facts import CultureDayMakeUp, DayExplanation, DayFact, DayKind
from tthc.calendars._frame import CalendarFrame
from tthc.calendars._loader import load_calendar
from tthc.calendars._working import WorkingCalendar

__all__ = [
    "CalendarFrame",
    "CultureDayMakeUp",
    "DayExplanation",
    "DayFact",
    "DayKind",
    "WorkingCalendar",
    "calendar_names",
    "load_calendar",
]
