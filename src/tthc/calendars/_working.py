"""A working calendar: two tuples, `ordinal[day]` and `day[ordinal]`, and the facts behind them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any

from tthc.calendars._facts import DayExplanation, DayFact, DayKind
from tthc.calendars._frame import SATURDAY_AND_SUNDAY, CalendarFrame, digest
from tthc.errors import CalendarError
from tthc.law import Certainty, LegalRef

if TYPE_CHECKING:
    from holidays import HolidayBase


@lru_cache(maxsize=16)
def _days(first: date, last: date) -> tuple[date, ...]:
    """Return every day from `first` to `last`; shared by all calendars of the same span."""
    return tuple(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))


class WorkingCalendar:
    """Count working days (lịch làm việc), immutable and safe to share between threads.

    Every answer is for plain days (`date`). Two calendars are equal when they were built from equal
    facts; the digest stands for those facts in equality, hashing and stored results.

    Make one with `load_calendar`, `WorkingCalendar.from_facts` or `WorkingCalendar.from_holidays`.

    >>> from tthc.calendars import load_calendar
    >>> calendar = load_calendar("vn-public-sector")
    >>> calendar.add_working_days(date(2025, 12, 31), 3)
    datetime.date(2026, 1, 7)
    """

    __slots__ = ("_base", "_day", "_days", "_digest", "_doubts", "_facts", "_frame", "_ordinal", "_works")

    _base: int
    _days: tuple[date, ...]
    _day: tuple[date, ...]
    _ordinal: tuple[int, ...]
    _works: tuple[bool, ...]
    _facts: dict[int, DayFact]
    _frame: CalendarFrame
    _doubts: tuple[tuple[int, ...], ...]
    _digest: str

    def __init__(self, frame: CalendarFrame, facts: Iterable[DayFact]) -> None:
        if frame.first > frame.last:
            raise CalendarError("calendar.empty", first=frame.first, last=frame.last)
        put = object.__setattr__
        put(self, "_frame", frame)
        put(self, "_base", frame.first.toordinal())
        put(self, "_days", _days(frame.first, frame.last))
        by_index: dict[int, DayFact] = {}
        for fact in sorted(facts, key=lambda fact: fact.day):
            index = self._index(fact.day)
            if index in by_index:
                raise CalendarError("calendar.two-facts", day=fact.day)
            by_index[index] = fact
        put(self, "_facts", by_index)
        self._build()
        put(self, "_digest", "")

    def _build(self) -> None:
        frame, facts = self._frame, self._facts
        weekday = frame.first.weekday()
        week = tuple((weekday + i) % 7 not in frame.weekend for i in range(7))
        works = list((week * (len(self._days) // 7 + 1))[: len(self._days)])
        for index, fact in facts.items():
            works[index] = fact.kind.works
        provisional = tuple(index for index, fact in facts.items() if fact.provisional)
        doubts = tuple(
            tuple(index for index, fact in facts.items() if fact.certainty.weakness >= weakness)
            for weakness in range(1, len(Certainty))
        )
        put = object.__setattr__
        put(self, "_works", tuple(works))
        put(self, "_ordinal", tuple(accumulate(works, initial=0))[1:])
        # ordinals begin at 1; the first place is never answered
        put(self, "_day", (frame.first, *compress(self._days, works)))
        put(self, "_doubts", (provisional, *doubts))

    def __setattr__(self, name: str, value: object) -> None:
        raise CalendarError("calendar.immutable", name=name)

    def __delattr__(self, name: str) -> None:
        raise CalendarError("calendar.immutable", name=name)

    # -- what the calendar is ------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Return the stable name of the calendar."""
        return self._frame.name

    @property
    def first(self) -> date:
        """Return the first day it answers for (inclusive)."""
        return self._frame.first

    @property
    def last(self) -> date:
        """Return the last day it answers for (inclusive)."""
        return self._frame.last

    @property
    def verified_from(self) -> date:
        """Return the first day somebody checked; earlier days are provisional."""
        return self._frame.verified_from

    @property
    def verified_through(self) -> date:
        """Return the last day somebody checked; later days are provisional."""
        return self._frame.verified_through

    @property
    def weekend(self) -> tuple[int, ...]:
        """Return the weekdays that rest, Monday is 0."""
        return self._frame.weekend

    @property
    def data_version(self) -> str:
        """Return the version of the data behind it; empty for a calendar made by hand."""
        return self._frame.data_version

    @property
    def known_on(self) -> date | None:
        """Return the day whose knowledge it holds; None for everything known."""
        return self._frame.known_on

    @property
    def digest(self) -> str:
        """Return a sha256 of everything that decides its answers, in hexadecimal."""
        if not self._digest:
            object.__setattr__(self, "_digest", digest(self._frame, self._facts.values()))
        return self._digest

    # -- counting ------------------------------------------------------------------------------

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` is worked (ngày làm việc).

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().is_working_day(date(2024, 5, 4))  # a worked Saturday
        True
        """
        index = day.toordinal() - self._base
        if index >= 0 and not isinstance(day, datetime):
            try:
                return self._works[index]
            except IndexError:
                pass
        raise self._outside(day)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after `day` (cộng ngày làm việc).

        The first day counted is the day after `day`, also when `day` is a day off. With n negative
        the n-th working day before it; with n = 0 `day` itself, or the next working day when it is
        a day off.

        Raises:
            CalendarError: `day` or the answer is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> calendar = load_calendar()
        >>> calendar.add_working_days(date(2014, 1, 24), 5)  # a worked Saturday after Tết
        datetime.date(2014, 2, 8)
        >>> calendar.add_working_days(date(2026, 11, 26), -3)
        datetime.date(2026, 11, 20)
        """
        index = day.toordinal() - self._base
        if index >= 0 and not isinstance(day, datetime):
            try:
                if n > 0:
                    return self._day[self._ordinal[index] + n]
                ordinal = self._ordinal[index] + n + (not self._works[index])
                if ordinal > 0:
                    return self._day[ordinal]
            except IndexError:
                pass
        raise self._outside(day, n)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end` (số ngày làm việc).

        Negative when `end` is before `start`: then the days after `end` up to and including `start`.

        Raises:
            CalendarError: a day is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().working_days_between(date(2025, 12, 31), date(2026, 1, 7))
        3
        """
        return self._ordinal[self._index(end)] - self._ordinal[self._index(start)]

    def working_days_since_first(self) -> list[int]:
        """Return for each day of the calendar `working_days_between(first, day)` (số thứ tự ngày làm việc).

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().working_days_since_first()[:5]  # 2000-01-01 was a Saturday, the Monday off
        [0, 0, 0, 1, 2]
        """
        start = self._ordinal[0]
        return [ordinal - start for ordinal in self._ordinal]

    def working_days_after_first(self) -> list[date]:
        """Return the working days after the first day, in order: the n-th is `add_working_days(first, n)`.

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().working_days_after_first()[0]
        datetime.date(2000, 1, 4)
        """
        return list(self._day[self._ordinal[0] + 1 :])

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after `day` (ngày làm việc gần nhất từ ngày đó).

        Raises:
            CalendarError: `day` or the answer is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().next_working_day(date(2026, 8, 29))  # National Day bridge
        datetime.date(2026, 9, 3)
        """
        return self.add_working_days(day, 0)

    # -- explaining ----------------------------------------------------------------------------

    def kind(self, day: date) -> DayKind:
        """Return what `day` is.

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).
        """
        return self.kind_and_law(day)[0]

    def kind_and_law(self, day: date) -> tuple[DayKind, tuple[LegalRef, ...]]:
        """Return what `day` is and the documents behind it; cheaper than `explain`.

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).
        """
        index = self._index(day)
        fact = self._facts.get(index)
        if fact is not None:
            return fact.kind, fact.documents
        if self._works[index]:
            return DayKind.WORKING, ()
        return DayKind.WEEKEND, self._frame.weekend_law

    def is_provisional(self, day: date) -> bool:
        """Tell whether `day` is an estimate or lies outside the verified days.

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).
        """
        return self.is_provisional_between(day, day)

    def is_provisional_between(self, start: date, end: date) -> bool:
        """Tell whether any day from `start` to `end` (both included) is provisional."""
        first, last = self._index(start), self._index(end)
        if start < self._frame.verified_from or end > self._frame.verified_through:
            return True
        return _meets(self._doubts[0], first, last)

    def certainty_between(self, start: date, end: date) -> Certainty:
        """Return the weakest certainty of the facts from `start` to `end`, both included."""
        first, last = self._index(start), self._index(end)
        if not _meets(self._doubts[1], first, last):  # every fact that is not verified
            return Certainty.VERIFIED
        doubtful = zip(_DOUBTFUL, self._doubts[:0:-1], strict=True)
        return next(certainty for certainty, indexes in doubtful if _meets(indexes, first, last))

    def standing_between(self, start: date, decisive: date, end: date) -> tuple[bool, Certainty]:
        """Tell two things at once: is a day from `start` to `end` provisional, how sure from `decisive` on.

        The same as `is_provisional_between(start, end)` and `certainty_between(decisive, end)`.

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().standing_between(date(2027, 12, 28), date(2027, 12, 28), date(2028, 1, 4))[0]
        True
        """
        first, last = self._index(start), self._index(end)
        provisional = (
            start < self._frame.verified_from
            or end > self._frame.verified_through
            or _meets(self._doubts[0], first, last)
        )
        later = first if decisive is start else self._index(decisive)
        if not _meets(self._doubts[1], later, last):
            return provisional, Certainty.VERIFIED
        return provisional, self.certainty_between(decisive, end)

    def explain(self, day: date) -> DayExplanation:
        """Explain what `day` is, by which documents, and how sure that is (giải thích ngày).

        Raises:
            CalendarError: `day` is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> culture_day = load_calendar().explain(date(2026, 11, 24))
        >>> culture_day.kind.value, str(culture_day.documents[0])
        ('holiday', 'Nghị quyết 28/2026/QH16 Điều 2')
        """
        kind, documents = self.kind_and_law(day)
        fact = self._facts.get(self._index(day)) or DayFact(day, kind)
        return DayExplanation(
            day=day,
            kind=kind,
            works=kind.works,
            name=fact.name,
            documents=documents,
            certainty=fact.certainty,
            provisional=self.is_provisional(day),
            known_from=fact.known_from,
            known_from_assumed=fact.known_from_assumed,
            paired_with=fact.paired_with,
            occasion=fact.occasion,
        )

    def year(self, year: int) -> tuple[DayExplanation, ...]:
        """Explain every day of `year`, in order (cả năm).

        Raises:
            CalendarError: the year is outside the calendar (`calendar.out-of-bounds`).
        """
        start = date(year, 1, 1)
        count = (date(year, 12, 31) - start).days + 1
        return tuple(self.explain(start + timedelta(days=i)) for i in range(count))

    def facts_between(self, start: date, end: date) -> tuple[DayExplanation, ...]:
        """Explain the days from `start` to `end` that a fact speaks of; ordinary days are left out.

        Raises:
            CalendarError: a day is outside the calendar (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> for day in load_calendar().facts_between(date(2026, 1, 1), date(2026, 1, 31)):
        ...     print(day)
        2026-01-01 holiday Tết Dương lịch [45/2019/QH14 Điều 112]
        2026-01-02 swapped-off Hoán đổi ngày nghỉ: Tết Dương lịch 2026 [12729/VPCP-KGVX]
        2026-01-10 made-up Làm bù: Tết Dương lịch 2026 [12729/VPCP-KGVX]
        """
        first, last = self._index(start), self._index(end)
        return tuple(self.explain(fact.day) for index, fact in self._facts.items() if first <= index <= last)

    def days(self) -> Iterator[tuple[date, bool]]:
        """Yield every day of the calendar with whether it is worked, in order."""
        return zip(self._days, self._works, strict=True)

    # -- changing and bridging -----------------------------------------------------------------

    def with_fact(self, fact: DayFact) -> WorkingCalendar:
        """Return a calendar in which `fact` speaks for its day (lịch riêng của địa phương).

        Raises:
            CalendarError: see `with_facts`.

        >>> from tthc.calendars import load_calendar
        >>> saturday = DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING, name="Thứ Bảy tiếp dân")
        >>> load_calendar().with_fact(saturday).add_working_days(date(2026, 3, 6), 1)
        datetime.date(2026, 3, 7)
        """
        return self.with_facts((fact,))

    def with_facts(self, facts: Iterable[DayFact]) -> WorkingCalendar:
        """Return a calendar in which each of `facts` speaks for its day; the others stay.

        Raises:
            CalendarError: a day is outside the calendar (`calendar.out-of-bounds`); two of `facts`
                speak of one day (`calendar.two-facts`); a local working day falls on a holiday
                (`calendar.holiday-stays-off`).

        Law: Quyết định 14/2010/QĐ-TTg Điều 1 lets a province work Saturdays, except holidays.
        """
        added: dict[date, DayFact] = {}
        for fact in facts:
            if fact.day in added:
                raise CalendarError("calendar.two-facts", day=fact.day)
            if fact.kind is DayKind.LOCAL_WORKING and self.kind(fact.day) is DayKind.HOLIDAY:
                raise CalendarError("calendar.holiday-stays-off", day=fact.day)
            added[fact.day] = fact
        kept = (fact for fact in self._facts.values() if fact.day not in added)
        return WorkingCalendar(self._frame, (*kept, *added.values()))

    @classmethod
    def from_facts(
        cls,
        facts: Iterable[DayFact],
        *,
        name: str,
        first: date,
        last: date,
        weekend: Collection[int] = SATURDAY_AND_SUNDAY,
    ) -> WorkingCalendar:
        """Make a calendar of your own from `facts`; the whole span counts as verified.

        Raises:
            CalendarError: no day in the span (`calendar.empty`), two facts of one day
                (`calendar.two-facts`), a fact outside the span (`calendar.out-of-bounds`).

        >>> calendar = WorkingCalendar.from_facts(
        ...     (), name="mine", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> calendar.next_working_day(date(2026, 1, 3))
        datetime.date(2026, 1, 5)
        """
        frame = CalendarFrame(
            name=name, first=first, last=last, verified_from=first, verified_through=last, weekend=weekend
        )
        return cls(frame, facts)

    @classmethod
    def from_holidays(cls, days_off: HolidayBase, *, name: str = "") -> WorkingCalendar:
        """Make a calendar from an object of the `holidays` package (cầu nối).

        Honours its days off, its weekend and its worked weekends; the object is not changed. Spans
        2000 to 2070 as far as the object goes; an object made with `expand=False` spans its years.
        No day counts as verified: the package does not say which of its days were announced.

        Raises:
            CalendarError: the object has no year in 2000-2070 or its years have gaps
                (`calendar.holidays-years`).
        """
        from tthc.calendars._bridges import from_holidays

        return from_holidays(days_off, name=name)

    def to_holidays(self) -> HolidayBase:
        """Return an object of the `holidays` package with the days of this calendar (cầu nối).

        Its `is_working_day`, `get_nth_working_day` and `get_working_days_count` answer as this
        calendar does in every year, whichever year is asked first. A day outside the calendar
        raises `CalendarError` (`calendar.out-of-bounds`).

        >>> from tthc.calendars import load_calendar
        >>> load_calendar().to_holidays().get_nth_working_day(date(2025, 12, 31), 3)
        datetime.date(2026, 1, 7)
        """
        from tthc.calendars._bridges import CalendarHolidays

        return CalendarHolidays(self)

    # -- identity ------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WorkingCalendar):
            return self.digest == other.digest
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return WorkingCalendar, (self._frame, tuple(self._facts.values()))

    def __copy__(self) -> WorkingCalendar:
        return self

    def __deepcopy__(self, _: object) -> WorkingCalendar:
        return self

    def __repr__(self) -> str:
        known = f" known on {self.known_on}" if self.known_on else ""
        version = f" data {self.data_version}" if self.data_version else ""
        return f"<WorkingCalendar {self.name} {self.first}..{self.last}{version}{known} {self.digest[:12]}>"

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if 0 <= index < len(self._days) and not isinstance(day, datetime):
            return index
        raise self._outside(day)

    def _outside(self, day: date, n: int = 0) -> CalendarError:
        if isinstance(day, datetime):
            return CalendarError("calendar.not-a-day", field="day")
        asked = f"{day} {n:+d}" if n else str(day)
        return CalendarError("calendar.out-of-bounds", day=asked, first=str(self.first), last=str(self.last))


_DOUBTFUL = tuple(Certainty)[:0:-1]
"""Certainties from the weakest up to the one beside `verified`."""


def _meets(indexes: tuple[int, ...], first: int, last: int) -> bool:
    """Tell whether one of the ascending `indexes` lies from `first` to `last`."""
    place = bisect_left(indexes, first)
    return place < len(indexes) and indexes[place] <= last
