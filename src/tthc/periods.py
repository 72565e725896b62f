"""Reporting periods: the official ones from the 15th to the 14th, and any other span of days."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from tthc.errors import PeriodError
from tthc.law import Certainty, rule_book


class PeriodKind(enum.Enum):
    """Kind of a reporting period (loại kỳ báo cáo)."""

    MONTH = "month"
    """Tháng."""
    QUARTER = "quarter"
    """Quý."""
    HALF = "half"
    """6 tháng."""
    NINE_MONTHS = "nine_months"
    """9 tháng."""
    YEAR = "year"
    """Năm."""
    CUSTOM = "custom"
    """Từ ngày đến ngày, not an official period."""


@frozen
class _Official:
    """One row of the table of official periods."""

    kind: PeriodKind
    number: int
    first_month: int = field(kw_only=True)
    last_month: int = field(kw_only=True)
    certainty: Certainty = field(kw_only=True)
    key: str = field(kw_only=True)
    names: Mapping[str, str] = field(kw_only=True, hash=False)


@cache
def _table() -> tuple[tuple[_Official, ...], tuple[tuple[re.Pattern[str], PeriodKind], ...]]:
    import tomllib

    text = files("tthc").joinpath("data/periods/official.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    official = tuple(
        _Official(
            PeriodKind(row["kind"]),
            row["number"],
            first_month=row["months"][0],
            last_month=row["months"][1],
            certainty=Certainty(row["certainty"]),
            key=row["key"],
            names={"vi": row["vi"], "en": row["en"]},
        )
        for row in table["period"]
    )
    spellings = tuple((re.compile(row["pattern"]), PeriodKind(row["kind"])) for row in table["spelling"])
    return official, spellings


def _boundary(year: int, month: int) -> date:
    """Return the first day of a period that follows month `month` of `year` (month 0: December before)."""
    rule = rule_book()["period.first_day"]
    year, month = (year - 1, 12) if month == 0 else (year, month)
    # A period may begin before the rule it closes under.
    asked = max(date(year, month, 1), rule.entries[0].effective_from)
    return date(year, month, rule.at(asked).value)


def _span(row: _Official, year: int) -> tuple[date, date]:
    """Return first and last day of an official period of `year`."""
    return _boundary(year, row.first_month - 1), _boundary(year, row.last_month) - timedelta(days=1)


@frozen
class ReportingPeriod:
    """Hold the first and last day of a report, both inclusive (kỳ báo cáo).

    Raises:
        PeriodError: the last day precedes the first (`period.reversed`).

    Law: NĐ 09/2019/NĐ-CP Điều 12, TT 09/2026/TT-BTP Điều 10 (official periods).

    >>> period = ReportingPeriod.year(2022)
    >>> period.first.isoformat(), period.last.isoformat(), str(period)
    ('2021-12-15', '2022-12-14', 'Năm 2022')
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodError("period.reversed", first=self.first, last=self.last)

    @classmethod
    def month(cls, year: int, month: int) -> ReportingPeriod:
        """Return the monthly period (kỳ tháng): from the 15th of the month before to the 14th.

        Raises:
            PeriodError: no such month (`period.no-such`); it closed before the rule was in force
                (`period.before-rule`). So do the other official periods.

        >>> print(ReportingPeriod.month(2024, 9).key, ReportingPeriod.month(2024, 9).first)
        2024-09 2024-08-15
        """
        return cls._official(PeriodKind.MONTH, year, month)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> ReportingPeriod:
        """Return the quarterly period (kỳ quý); the first one begins on 15/12 of the year before.

        >>> ReportingPeriod.quarter(2023, 1).last
        datetime.date(2023, 3, 14)
        """
        return cls._official(PeriodKind.QUARTER, year, quarter)

    @classmethod
    def half(cls, year: int, half: int) -> ReportingPeriod:
        """Return the half-year period (kỳ 6 tháng); the second one's days are certain only from memory.

        >>> ReportingPeriod.half(2021, 1) == ReportingPeriod.parse("6T2021")
        True
        """
        return cls._official(PeriodKind.HALF, year, half)

    @classmethod
    def nine_months(cls, year: int) -> ReportingPeriod:
        """Return the nine-month period (kỳ 9 tháng).

        >>> ReportingPeriod.nine_months(2021).last
        datetime.date(2021, 9, 14)
        """
        return cls._official(PeriodKind.NINE_MONTHS, year, 1)

    @classmethod
    def year(cls, year: int) -> ReportingPeriod:
        """Return the yearly period (kỳ năm): 15/12 of the year before to 14/12.

        >>> ReportingPeriod.year(2022).days
        365
        """
        return cls._official(PeriodKind.YEAR, year, 1)

    @classmethod
    def parse(cls, text: str) -> ReportingPeriod:
        """Read a period as the command takes it (đọc kỳ báo cáo).

        Accepts `2022`, `2022-Q1`, `2022-H1`, `6T2021`, `9T2021`, `2024-09` (official periods) and
        `2024-01-01..2024-03-31`; case and blanks do not matter.

        Raises:
            PeriodError: not one of these (`period.unreadable`), and as the constructors.

        >>> print(ReportingPeriod.parse("2024-01-01..2024-03-31").name("en"))
        2024-01-01 to 2024-03-31
        """
        bare = re.sub(r"\s+", "", text).upper()
        first, dots, last = bare.partition("..")
        if dots:
            try:
                return cls(date.fromisoformat(first), date.fromisoformat(last))
            except PeriodError:
                raise
            except ValueError:
                raise PeriodError("period.unreadable") from None
        for pattern, kind in _table()[1]:
            match = pattern.fullmatch(bare)
            if match:
                parts = match.groupdict()
                return cls._official(kind, int(parts["year"]), int(parts.get("n") or 1))
        raise PeriodError("period.unreadable")

    @classmethod
    def covering(cls, first_day: date, last_day: date) -> tuple[ReportingPeriod, ...]:
        """Return the official periods that a file of these days touches (các kỳ trong tệp).

        Years always; halves and quarters up to three years; months up to one year. Longer periods come
        first, then by day. Periods that closed before the rule was in force are left out.

        >>> [period.key for period in ReportingPeriod.covering(date(2022, 1, 3), date(2022, 2, 11))]
        ['2022', '2022-H1', '2022-Q1', '2022-01', '2022-02']
        """
        span = (last_day - first_day).days
        kinds = [PeriodKind.YEAR]
        kinds += [PeriodKind.HALF, PeriodKind.QUARTER] if span <= 3 * 366 else []
        kinds += [PeriodKind.MONTH] if span <= 366 else []
        found = []
        for kind in kinds:
            for year in range(first_day.year, min(last_day.year + 2, date.max.year)):
                for row in _table()[0]:
                    first, last = _span(row, year)
                    touches = first <= last_day and first_day <= last
                    if row.kind is kind and touches and last >= _in_force():
                        found.append(cls(first, last))
        return tuple(found)

    @classmethod
    def _official(cls, kind: PeriodKind, year: int, number: int) -> ReportingPeriod:
        for row in _table()[0]:
            if row.kind is kind and row.number == number and date.min.year < year < date.max.year:
                period = cls(*_span(row, year))
                if period.last < _in_force():
                    raise PeriodError("period.before-rule", day=period.last, first=_in_force())
                return period
        raise PeriodError("period.no-such", kind=kind.value, number=number)

    def _row(self) -> tuple[_Official, int] | None:
        """Return the official period with these days and its year, if there is one."""
        if self.last < _in_force():
            return None
        for row in _table()[0]:
            if _span(row, self.last.year) == (self.first, self.last):
                return row, self.last.year
        return None

    @property
    def kind(self) -> PeriodKind:
        """Kind of the period, by its days (loại kỳ)."""
        row = self._row()
        return row[0].kind if row else PeriodKind.CUSTOM

    @property
    def certainty(self) -> Certainty:
        """How sure the days of the official period are; any other span is what it is."""
        row = self._row()
        return row[0].certainty if row else Certainty.VERIFIED

    @property
    def key(self) -> str:
        """Short form that `parse` reads, such as `2022-Q1`.

        >>> ReportingPeriod(date(2022, 1, 1), date(2022, 1, 31)).key
        '2022-01-01..2022-01-31'
        """
        row = self._row()
        return row[0].key.format(year=row[1]) if row else f"{self.first}..{self.last}"

    def name(self, lang: str = "vi") -> str:
        """Return the name of the period in `lang` ("vi" or "en") (tên kỳ báo cáo).

        >>> ReportingPeriod.quarter(2022, 3).name(), ReportingPeriod.quarter(2022, 3).name("en")
        ('Quý III năm 2022', 'third quarter of 2022')
        """
        row = self._row()
        if row:
            return row[0].names.get(lang, row[0].names["en"]).format(year=row[1])
        if lang == "vi":
            return f"Từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"
        return f"{self.first} to {self.last}"

    @property
    def days(self) -> int:
        """Number of days, first and last included."""
        return (self.last - self.first).days + 1

    @property
    def next(self) -> ReportingPeriod:
        """Official period of the same kind that follows (kỳ liền sau); nine months: of the next year.

        Raises:
            PeriodError: not an official period (`period.not-official`).

        >>> ReportingPeriod.quarter(2022, 4).next.key
        '2023-Q1'
        """
        return self._step(1)

    @property
    def previous(self) -> ReportingPeriod:
        """Official period of the same kind that precedes (kỳ liền trước).

        Raises:
            PeriodError: not an official period (`period.not-official`), or it closed before the rule
                was in force (`period.before-rule`).

        >>> ReportingPeriod.month(2024, 1).previous.key
        '2023-12'
        """
        return self._step(-1)

    def _step(self, step: int) -> ReportingPeriod:
        found = self._row()
        if found is None:
            raise PeriodError("period.not-official", first=self.first, last=self.last)
        row, year = found
        size = sum(other.kind is row.kind for other in _table()[0])
        years, number = divmod(row.number - 1 + step, size)
        return self._official(row.kind, year + years, number + 1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        return self.name("vi")


def _in_force() -> date:
    """Return the first day on which official periods are known."""
    return rule_book()["period.first_day"].entries[0].effective_from
