"""Which calendar counts for each row: one for all, one for each agency, or what was known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from tthc.calendars import CultureDayMakeUp, WorkingCalendar, announcement_days, load_calendar
from tthc.columnar.door import Door, Engine
from tthc.columnar.schema import Kind
from tthc.errors import CalendarError

CALENDAR = "tthc_calendar"
"""The column that names the calendar of each row while a table is worked on, by its place in the stack."""

_CODE = "tthc_code"


@frozen(eq=False, repr=False)
class CalendarStack:
    """Hold several calendars and the column by which a row chooses one (nhiều lịch cho một bảng).

    Make one with `CalendarStack.by_agency` or `CalendarStack.known_on`, and give it in the place of
    a calendar.

    Attributes:
        column: the column the rows choose by.
        kind: the type that column has.
        calendars: the calendars, each once.
    """

    column: str
    kind: Kind
    calendars: tuple[WorkingCalendar, ...]
    _codes: Mapping[str, int]
    _default: int | None
    _since: tuple[date, ...]

    @classmethod
    def by_agency(
        cls,
        calendars: Mapping[str, WorkingCalendar],
        *,
        default: WorkingCalendar | None = None,
        column: str = "agency_code",
    ) -> CalendarStack:
        """Return a stack in which each agency has its calendar (lịch riêng của từng cơ quan).

        Args:
            calendars: the calendar of each agency by its code.
            default: the calendar of all other rows, those without a code included; None leaves
                them without a due day.
            column: the text column with the codes.

        Raises:
            CalendarError: no calendar at all (`calendar.empty-stack`).

        Law: 14/2010/QĐ-TTg Điều 1 (agencies that work Saturdays).

        >>> from tthc.calendars import DayFact, DayKind
        >>> national = load_calendar()
        >>> saturday = national.with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))
        >>> CalendarStack.by_agency({"H00.01": saturday}, default=national)
        <CalendarStack of 2 calendars by agency_code>
        """
        places: dict[WorkingCalendar, int] = {}
        codes = {code: places.setdefault(each, len(places)) for code, each in calendars.items()}
        other = None if default is None else places.setdefault(default, len(places))
        if not places:
            raise CalendarError("calendar.empty-stack", column=column)
        return cls(column, Kind.TEXT, tuple(places), codes, other, ())

    @classmethod
    def known_on(
        cls,
        column: str,
        *,
        name: str = "vn-public-sector",
        culture_day_make_up: CultureDayMakeUp = CultureDayMakeUp.NONE,
    ) -> CalendarStack:
        """Return a stack in which each row counts by what was known on a day of its own (biết đến ngày).

        Notices become known on finitely many days, so the day of a row chooses the calendar as it
        stood after the last of them. A row without that day has no due day.

        Args:
            column: the day column with the days, such as "received_on".
            name: a calendar of the package.
            culture_day_make_up: as in `tthc.calendars.load_calendar`.

        Raises:
            CalendarError: there is no calendar of that name (`calendar.unknown-name`).

        >>> CalendarStack.known_on("received_on").column
        'received_on'
        """
        since = announcement_days(name)
        before = date.fromordinal(since[0].toordinal() - 1)
        calendars = tuple(
            load_calendar(name, known_on=day, culture_day_make_up=culture_day_make_up)
            for day in (before, *since)
        )
        return cls(column, Kind.DAY, calendars, {}, None, since)

    def __repr__(self) -> str:
        return f"<CalendarStack of {len(self.calendars)} calendars by {self.column}>"

    def placed(self, door: Door, frame: Any) -> Any:
        """Return the frame with the column `CALENDAR`: the place of each row's calendar, or null."""
        import narwhals as nw

        if self._since:
            return frame.with_columns(self._by_day().alias(CALENDAR))
        places = list(self._codes.values())
        if door.engine is Engine.POLARS:  # a join would not keep the order of the rows
            found = nw.col(self.column).cast(nw.String)
            found = found.replace_strict(list(self._codes), places, default=None, return_dtype=nw.Int32)
            frame = frame.with_columns(found.alias(CALENDAR))
        else:
            types = {_CODE: nw.String, CALENDAR: nw.Int32}
            codes = door.lookup({_CODE: list(self._codes), CALENDAR: places}, types)
            frame = frame.join(codes, left_on=self.column, right_on=_CODE, how="left")
        if self._default is None:
            return frame
        return frame.with_columns(nw.col(CALENDAR).fill_null(self._default))

    def _by_day(self) -> Any:
        import narwhals as nw

        chosen = nw.col(self.column)
        passed: Any = nw.when(~chosen.is_null()).then(nw.lit(0, nw.Int32))
        for place, day in enumerate(self._since, 1):
            passed = nw.when(chosen >= nw.lit(day)).then(nw.lit(place, nw.Int32)).otherwise(passed)
        return passed
