"""Which policy, or which table of days off, gives the exported due date of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.audit._due_policies import CANDIDATES, Candidate, Pairs, landings
from tthc.audit._due_tables import KNOWN_AT_RECEPTION, announced, known_at_reception, other_tables
from tthc.calendars import OfficeHours, WorkingCalendar
from tthc.columnar.days import legal_due_expr
from tthc.deadlines import StatutorySettings

if TYPE_CHECKING:
    import polars as pl

ROW = "due_check_row"
POLICY = "matching_policy"
TABLE = "matching_table"
SAMPLE = 2_000
KEY = ("received_at", "limit_amount", "limit_unit")


@frozen(kw_only=True)
class Matching:
    """Hold what exported due dates are matched against.

    Attributes:
        calendar: the calendar of the legal due date.
        settings: switches of the statutory policy.
        hours: office hours of the agency; None for those usual in each system.
        tables: tables of days off the caller adds, by name; tried before the derived ones.
    """

    calendar: WorkingCalendar
    settings: StatutorySettings
    hours: OfficeHours | None
    tables: Mapping[str, WorkingCalendar]

    def with_matches(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return `frame` with `matching_policy` and `matching_table`; null where nothing gives the date.

        First every policy on the calendar itself, then the law on every other table, then every policy
        on every other table, where the export holds an hour; the first that fits is the one named. A
        policy must give the exported moment to the minute, or the day where the export holds no hour.

        An export comes from one system, so the policies are tried in the order of how many of the
        first rows in question each gives; a tie leaves the order of `CANDIDATES`. The usual switches of
        a policy come before its others.
        """
        import polars as pl

        found = pl.DataFrame(schema={ROW: pl.UInt32, POLICY: pl.String, TABLE: pl.String})
        left = frame.with_row_index(ROW).filter(_to_match()).select(ROW, *_READ)
        for policy, table, rows in self._attempts(self._most_likely_first(left.head(SAMPLE))):
            matched = rows.of(left)
            if not matched.is_empty():
                labels = (pl.lit(policy, pl.String).alias(POLICY), pl.lit(table, pl.String).alias(TABLE))
                found = pl.concat([found, matched.select(ROW, *labels)])
                left = left.join(matched, on=ROW, how="anti")
        joined = frame.with_row_index(ROW).join(found, on=ROW, how="left", maintain_order="left")
        return joined.drop(ROW)

    def _most_likely_first(self, sample: pl.DataFrame) -> Sequence[Candidate]:
        given = dict.fromkeys((candidate.policy for candidate in CANDIDATES), 0)
        for candidate in CANDIDATES:
            height = _ByPolicy(candidate, self.calendar, self.hours).of(sample).height
            given[candidate.policy] = max(given[candidate.policy], height)
        return sorted(CANDIDATES, key=lambda candidate: given[candidate.policy], reverse=True)

    def _attempts(self, candidates: Sequence[Candidate]) -> Iterator[tuple[str | None, str | None, _Attempt]]:
        derived = {
            name: table for name, table in other_tables(self.calendar).items() if name not in self.tables
        }
        for candidate in candidates:
            yield candidate.name, None, _ByPolicy(candidate, self.calendar, self.hours)
        for name, table in self.tables.items():
            yield None, name, _ByTable(table, self.settings)
        yield None, KNOWN_AT_RECEPTION, _ByAnnouncement(self.calendar, self.settings)
        for name, table in derived.items():
            yield None, name, _ByTable(table, self.settings)
        for name, table in {**self.tables, **derived}.items():
            for candidate in candidates:
                label = f"{candidate.name}, {name}"
                yield label, None, _ByPolicy(candidate, table, self.hours, with_hour=True)


_READ = ("received_on", "due_on", "due_at", "legal_due_on", *KEY)


def _to_match() -> pl.Expr:
    """Hold for rows whose difference a policy or a table may explain."""
    import polars as pl

    day, legal = pl.col("due_on"), pl.col("legal_due_on")
    other_hour = pl.col("due_at").is_not_null() & pl.col("due_at").ne_missing(pl.col("legal_due_at"))
    new_date = pl.col("original_due_on").is_not_null() & (pl.col("original_due_on") != day)
    return legal.is_not_null() & ((day != legal) & ~new_date | (day == legal) & other_hour)


class _Attempt:
    """Find the rows that one way of counting accounts for."""

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows it gives."""
        raise NotImplementedError


@frozen
class _ByPolicy(_Attempt):
    candidate: Candidate
    calendar: WorkingCalendar
    hours: OfficeHours | None
    with_hour: bool = False

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose exported due date the policy gives."""
        import polars as pl

        at, minute = pl.col("due_at"), pl.col("due_at").dt.truncate("1m")
        possible = pl.col("received_at").is_not_null()
        if self.candidate.minutes:
            possible &= at.is_null() | at.dt.minute().is_in(list(self.candidate.minutes))
        # The day alone says too little on the legal day, and too little on a second table.
        possible &= at.is_not_null() if self.with_hour else at.is_not_null() | _elsewhere()
        if self.candidate.units:
            possible &= pl.col("limit_unit").is_in(self.candidate.units)
        if self.candidate.holidays_only:
            possible &= pl.col("received_on").is_in(_days_spoken_of(self.calendar))
        rows = rows.filter(possible).with_columns(pl.col("received_at").dt.truncate("1m"))
        pairs = rows.select(KEY).unique()
        if pairs.is_empty():
            return rows
        columns = Pairs(*(pairs[name].to_list() for name in KEY))
        moments = landings(columns, self.candidate, self.calendar, self.hours)
        made = pairs.with_columns(pl.Series("made", moments, dtype=pl.Datetime("us")))
        joined = rows.join(made, on=list(KEY), how="inner")
        same_day = at.is_null() & (pl.col("made").dt.date() == pl.col("due_on"))
        return joined.filter((minute == pl.col("made")).fill_null(value=False) | same_day)


@frozen
class _ByTable(_Attempt):
    table: WorkingCalendar
    settings: StatutorySettings

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose exported due day the law gives on the table."""
        import polars as pl

        elsewhere = rows.filter(_elsewhere())
        if elsewhere.is_empty():
            return elsewhere
        made = legal_due_expr(self.table, self.settings)
        return elsewhere.filter((made == pl.col("due_on")).fill_null(value=False))


@frozen
class _ByAnnouncement(_Attempt):
    calendar: WorkingCalendar
    settings: StatutorySettings

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose due day the law gave on the calendar announced by their reception."""
        import polars as pl

        rows = rows.filter(_elsewhere())
        received = rows["received_on"]
        first, last = received.min(), received.max()
        if not (isinstance(first, date) and isinstance(last, date)):
            return rows
        parts = [rows.clear()]
        for start, end in known_at_reception(self.calendar, first, last):
            within = rows.filter(pl.col("received_on").is_between(start, end))
            if not within.is_empty():
                parts.append(_ByTable(announced(self.calendar, start), self.settings).of(within))
        return pl.concat(parts)


@lru_cache(maxsize=16)
def _days_spoken_of(calendar: WorkingCalendar) -> list[date]:
    """Return the days a fact of the calendar speaks of."""
    return [fact.day for fact in calendar.facts_between(calendar.first, calendar.last)]


def _elsewhere() -> pl.Expr:
    import polars as pl

    return pl.col("due_on") != pl.col("legal_due_on")
