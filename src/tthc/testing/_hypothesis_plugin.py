"""What hypothesis asks for through its entry point: which strategy draws which model."""

from __future__ import annotations


def register() -> None:
    """Teach `st.from_type` the calendars, hours, limits, events and dossiers of this library.

    Hypothesis calls it by itself, through the entry-point group `hypothesis`.

    >>> from hypothesis import find
    >>> from hypothesis import strategies as st
    >>> from tthc.limits import WorkingDays
    >>> register()
    >>> find(st.from_type(WorkingDays), lambda limit: limit.n > 2)
    WorkingDays(n=3)
    """
    from hypothesis import strategies as st

    from tthc import limits
    from tthc.calendars import DayFact, OfficeHours, WorkingCalendar
    from tthc.dossiers import Dossier, DossierEvent
    from tthc.testing import strategies as tst
    from tthc.testing.strategies._moments import FIRST, LAST

    drawn: dict[type, st.SearchStrategy[object]] = {
        limits.WorkingDays: tst.working_days(),
        limits.CalendarDays: tst.calendar_days(),
        limits.Weeks: tst.weeks(),
        limits.Months: tst.months(),
        limits.Years: tst.years(),
        limits.Hours: tst.hours(),
        limits.WorkingHours: tst.working_hours(),
        limits.HalfDays: tst.half_days(),
        limits.SameDay: tst.same_day(),
        limits.UnknownUnit: tst.unknown_units(),
        DayFact: tst.day_facts(FIRST, LAST),
        WorkingCalendar: tst.calendars(),
        OfficeHours: tst.office_hours(),
        DossierEvent: tst.events(),
        Dossier: tst.dossiers(),
    }
    for kind, strategy in drawn.items():
        st.register_type_strategy(kind, strategy)
