"""The columns of one table: texts, wordings, dates, limits; cleaned, counted, and reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.findings import Finding, SourceRef
from tthc.places import LevelRules
from tthc_adapters.headings import fold
from tthc_adapters.intake.changes import Changes
from tthc_adapters.intake.cleaning import CleanCells, TextCleaner, flag_of, is_true
from tthc_adapters.intake.dates import DateReader, day_and_moment, swap_order
from tthc_adapters.intake.distinct import Distinct, without
from tthc_adapters.intake.gathering import Gatherer
from tthc_adapters.intake.limits import LimitReader
from tthc_adapters.intake.numbers import read_numbers
from tthc_adapters.intake.plan import Column, Plan
from tthc_adapters.intake.rows import is_unit
from tthc_adapters.intake.wordings import PASS, wording_rule
from tthc_adapters.layouts import ELSE, Layout

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import polars as pl

_WAITING = (5, 6, 8)  # statuses in which a dossier waits for somebody
_DONE = 9  # done, not yet handed over
_OTHER_DATES = ("submitted_on", "due_on", "original_due_on", "finished_on", "returned_on", "waiting_since")
_DATES = frozenset({"received_on", *_OTHER_DATES})
_UNREADABLE = {
    "submitted_on": "submitted-unreadable",
    "due_on": "due-unreadable",
    "original_due_on": "due-unreadable",
    "finished_on": "finished-unreadable",
    "returned_on": "returned-unreadable",
    "waiting_since": "waiting-unreadable",
}
_WITH_TIME = frozenset({"submitted_on", "received_on", "due_on", "finished_on", "returned_on"})


def dates_only(plan: Plan) -> frozenset[str]:
    """Return the columns that are read as dates and as nothing else (cột ngày).

    >>> day, due = Column(0, "A", "Ngày nhận"), Column(1, "B", "Hạn trả")
    >>> sorted(dates_only(Plan({"received_on": (day,), "due_on": (due,), "no_due": (due,)})))
    ['c0']
    """
    dates = {column.name for target in _DATES for column in plan.of(target)}
    other = {one.name for target, each in plan.columns.items() if target not in _DATES for one in each}
    return frozenset(dates - other)


@frozen(kw_only=True)
class Rules:
    """What the caller and the layout decide about reading."""

    layout: Layout
    levels: LevelRules
    statuses: Mapping[str, int] = field(factory=dict, hash=False)


@define(kw_only=True)
class ColumnReader:
    """Read the columns of one table, block by block.

    Args:
        file, sheet: where the rows stand, for findings and for the table.
        objects: the rows are JSON elements, whose numbers are numbers already.
    """

    file: str
    sheet: str | None
    plan: Plan
    objects: bool
    rules: Rules
    gatherer: Gatherer
    changes: Changes = field(factory=Changes, init=False)
    notes: list[Finding] = field(factory=list, init=False)
    _dates: dict[str, DateReader] = field(factory=dict, init=False)
    _words: dict[str, Distinct] = field(factory=dict, init=False)
    _cleaners: dict[str, TextCleaner] = field(factory=dict, init=False)
    _limits: LimitReader = field(init=False)
    _headings: dict[str, str] = field(init=False)
    _swapped: set[str] = field(factory=set, init=False)
    _said: frozenset[str] = field(default=frozenset(), init=False)
    _read: dict[str, tuple[pl.Series, pl.Series]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._limits = LimitReader(self.rules.layout.hours_per_day)
        self._headings = {one.name: one.header for columns in self.plan.columns.values() for one in columns}

    def close(self) -> None:
        """Count what the readers of the columns changed; call it after the last block."""
        for column in (one for columns in self.plan.columns.values() for one in columns):
            reader = self._dates.get(column.name)
            if reader is None:
                continue
            for rule, count in reader.changes.items():
                self.changes.add(rule, self.file, column.header, count)
                if rule == "excel-serial":
                    self._say("excel-serial-dates", column, count)
            if column.name in self._swapped:
                self.changes.add("date-order", self.file, column.header, reader.read_cells)
                self._say("date-order-changed", column, reader.read_cells)
            if reader.only_given and reader.only_swapped:
                self._say("date-order-mixed", column, reader.only_swapped)
            elif reader.undecided and not (reader.only_given or reader.only_swapped):
                self._say("date-order-ambiguous", column, reader.read_cells)

    def _say(self, code: str, column: Column, count: int) -> None:
        place = SourceRef(file=self.file, sheet=self.sheet, column=column.letter, header=column.header)
        details = {"file": self.file, "header": column.header}
        self.notes.append(Finding(code, count=count, samples=(place,), details=details))

    def _count(self, rule: str, column: str, count: int) -> None:
        self.changes.add(rule, self.file, self._headings.get(column, "-"), count)

    def _count_in(self, column: str, rule: str, count: int) -> None:
        self._count(rule, column, count)

    def _report(self, code: str, frame: pl.DataFrame, mask: pl.Series, column: Column | None = None) -> None:
        self.gatherer.rows(code, frame, mask, file=self.file, sheet=self.sheet, column=column)

    def _saying(self, target: str) -> tuple[Column, ...]:
        """Return the columns of `target` in which some cell of the block says something."""
        return tuple(column for column in self.plan.of(target) if column.name in self._said)

    def _text(self, frame: pl.DataFrame, target: str) -> pl.Series:
        """Return a text column; blanks of the layout and, where asked, names of persons are left out."""
        import polars as pl

        layout = self.rules.layout
        blanks = {fold(text) for text in layout.blanks.get(target, ())}
        persons = {fold(heading) for heading in layout.units_only} if target == "agency_name" else set()
        parts = []
        for column in self._saying(target):
            part = self._cleaned(frame, column.name)
            if blanks:
                part = self._mapped(
                    f"{target} blanks", lambda text: None if fold(text) in blanks else text, part
                )
            if fold(column.header) in persons:
                part = self._mapped("units", lambda text: text if is_unit(text) else None, part)
            parts.append(part.alias(column.name))
        if len(parts) < 2:
            return parts[0].alias(target) if parts else _nothing(target, frame.height)
        return pl.DataFrame(parts).select(pl.coalesce(pl.all()).alias(target)).to_series()

    def _mapped(self, key: str, rule: Callable[[str], Any], texts: pl.Series) -> pl.Series:
        import polars as pl

        if key not in self._words:
            self._words[key] = Distinct(rule, pl.String)
        return self._words[key].map(texts)

    def _clean_cells(self, frame: pl.DataFrame, name: str) -> CleanCells:
        cleaner = self._cleaners.setdefault(name, TextCleaner(self.rules.layout.nulls))
        return cleaner.read(frame[name], partial(self._count_in, name))

    def _cleaned(self, frame: pl.DataFrame, name: str) -> pl.Series:
        return self._clean_cells(frame, name).texts()

    def _coded(
        self, frame: pl.DataFrame, target: str, override: Mapping[str, int] | None = None
    ) -> tuple[pl.Series, pl.Series]:
        """Return the codes of a column of wordings, and for rows without one the column not understood."""
        import polars as pl

        codes, unknown = _nothing(target, frame.height), _nothing("", frame.height)
        weak: list[pl.Series] = []
        for column in self._saying(target):
            key = f"{target} {column.name}"
            if key not in self._words:
                self._words[key] = Distinct(self._rule(target, column, override), pl.String)
            cells = self._clean_cells(frame, column.name)
            said, found = cells.texts(), cells.through(self._words[key])
            if found.null_count() > said.null_count():
                strange = said.is_not_null() & found.is_null() & unknown.is_null()
                unknown = unknown.zip_with(~strange, pl.Series([column.name]).new_from_index(0, frame.height))
            if column.header and self.rules.layout.values_of:
                less = found.str.starts_with(ELSE).fill_null(value=False)
                weak.append(without(found, ~less).str.strip_prefix(ELSE))
                found = without(found, less | (found == PASS).fill_null(value=False))
            codes = found if codes.null_count() == len(codes) else codes.zip_with(codes.is_not_null(), found)
        for found in weak:
            codes = codes.zip_with(codes.is_not_null(), found)
        codes = without(codes, codes.str.len_bytes() == 0)
        return codes.alias(target), without(unknown, codes.is_not_null())

    def _rule(
        self, target: str, column: Column, override: Mapping[str, int] | None
    ) -> Callable[[str], str | None]:
        layout = self.rules.layout
        own = {**layout.values.get(target, {}), **(layout.of_heading(column.header, layout.values_of) or {})}
        return wording_rule(target, own, override)

    def _coded_and_reported(self, frame: pl.DataFrame, target: str) -> pl.Series:
        codes, unknown = self._coded(frame, target)
        self._report_unknown(frame, target, unknown)
        return codes

    def _report_unknown(self, frame: pl.DataFrame, target: str, unknown: pl.Series) -> None:
        if unknown.null_count() == len(unknown):
            return
        for column in self.plan.of(target):
            self._report(f"{target.replace('_', '-')}-unrecognized", frame, unknown == column.name, column)

    def _yes_or_no(self, frame: pl.DataFrame, target: str) -> pl.Series:
        """Return a column of answers yes and no; any other text is a finding."""
        import polars as pl

        column = self.plan.of(target)[0]
        key = f"{target} answer"
        self._words.setdefault(key, Distinct(flag_of, pl.Boolean))
        said = self._cleaned(frame, column.name)
        answers = self._words[key].map(said)
        self._report("flag-unrecognized", frame, said.is_not_null() & answers.is_null(), column)
        return answers.alias(target)

    def _moments(
        self, frame: pl.DataFrame, target: str, report: str | None = None
    ) -> tuple[pl.Series, pl.Series]:
        """Return the moments of a date column, and which rows have only cells that cannot be read."""
        import polars as pl

        moments = pl.Series(target, [None], dtype=pl.Datetime("us")).new_from_index(0, frame.height)
        failed = pl.Series([False]).new_from_index(0, frame.height)
        passed: list[tuple[Column, pl.Series]] = []
        for column in self._saying(target):
            read = self._read.pop(column.name, None)
            found, unreadable = read or self._read_dates(column, frame[column.name])
            if report:
                self._report(report, frame, unreadable & moments.is_null(), column)
            else:
                passed.append((column, unreadable & moments.is_null()))
            failed = failed | unreadable
            moments = found if moments.null_count() == len(moments) else moments.fill_null(found)
        for column, cells in passed:
            self._report("received-elsewhere", frame, cells & moments.is_not_null(), column)
        return moments.alias(target), failed & moments.is_null()

    def _read_dates(self, column: Column, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Read dates; a column that can only stand in the other order of day and month is read in that."""
        if column.name in self._dates:
            return self._dates[column.name].read(cells)
        layout = self.rules.layout
        formats = layout.of_heading(column.header, layout.formats) or layout.dates
        reader = DateReader(formats, layout.nulls)
        answer = reader.read(cells)
        if reader.stands_in_other_order:
            self._swapped.add(column.name)
            reader = DateReader(tuple(map(swap_order, formats)), layout.nulls)
            answer = reader.read(cells)
        if reader.read_cells:
            self._dates[column.name] = reader
        return answer

    def _other_dates(self, frame: pl.DataFrame) -> dict[str, tuple[pl.Series, pl.Series]]:
        """Read the columns of all dates but the reception; nothing is reported yet."""
        columns = [column for target in _OTHER_DATES for column in self._saying(target)]
        return {column.name: self._read_dates(column, frame[column.name]) for column in columns}

    def _all_dates(self, frame: pl.DataFrame) -> list[pl.Series]:
        import polars as pl

        columns = day_and_moment(frame["_received"], "received")
        finished: pl.Series | None = None
        for target in _OTHER_DATES:
            if target not in self.plan:
                continue
            moments, _ = self._moments(frame, target, _UNREADABLE[target])
            if target == "due_on" and "no_due" in self.plan:
                moments = without(moments, self._flag(frame, "no_due"))
            if target == "finished_on":
                finished = moments
            if target == "waiting_since":
                waits = frame["status"].is_in(_WAITING).fill_null(value=False)
                if finished is not None:
                    odd = (frame["status"] == _DONE) & (moments == finished)
                    self._report("done-when-supplement-asked", frame, odd, self.plan.first(target))
                moments = without(moments, ~waits)
            if target in _WITH_TIME:
                columns += day_and_moment(moments, target.removesuffix("_on"))
            else:
                columns.append(moments.cast(pl.Date).alias(target))
        return columns

    def _flag(self, frame: pl.DataFrame, target: str) -> pl.Series:
        import polars as pl

        key = f"{target} flag"
        self._words.setdefault(key, Distinct(is_true, pl.Boolean))
        parts = [
            self._words[key].map(self._cleaned(frame, column.name)).alias(column.name)
            for column in self._saying(target)
        ]
        if not parts:
            return pl.Series([False]).new_from_index(0, frame.height)
        return pl.DataFrame(parts).select(pl.any_horizontal(pl.all()).fill_null(value=False)).to_series()

    def _limit(self, frame: pl.DataFrame, beside: Executor) -> Callable[[], list[pl.Series]]:
        """Begin to read the limits; what is returned waits for them, reports, and returns their columns."""
        if not any(target in self.plan for target in ("limit", "limit_amount")):
            return list
        words, amount, unit, basis = (
            self._text_or_null(frame, target)
            for target in ("limit", "limit_amount", "limit_unit", "limit_basis")
        )
        own = self.rules.layout.values.get("limit_unit")
        if own:
            unit = self._mapped("limit unit", lambda text: own.get(fold(text), text), unit)
        if not self.objects:
            amount = self._plain_amounts(frame, amount)
        read = beside.submit(self._limits.read, words, amount, unit, basis)

        def finish() -> list[pl.Series]:
            amounts, units, failed = read.result()
            column = self.plan.first("limit") or self.plan.first("limit_amount")
            self._report("limit-unreadable", frame, failed, column)
            return [amounts, units]

        return finish

    def _plain_amounts(self, frame: pl.DataFrame, amount: pl.Series) -> pl.Series:
        """Return numbers without separators of thousands; what a column leaves in doubt stays as it is."""
        import polars as pl

        column = self.plan.first("limit_amount")
        if column is None:
            return amount
        read = read_numbers(amount)
        self._count("thousands", column.name, read.grouped)
        doubtful = read.unreadable & amount.str.contains(r"^[+-]?[\d.,]+$")
        self._report("number-ambiguous", frame, doubtful, column)
        return read.values.cast(pl.String).zip_with(~read.unreadable, without(amount, doubtful))

    def _text_or_null(self, frame: pl.DataFrame, target: str) -> pl.Series:
        return self._text(frame, target) if target in self.plan else _nothing(target, frame.height)


def _nothing(name: str, height: int) -> pl.Series:
    """Return a text column that says nothing."""
    import polars as pl

    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, height)
