"""One table of one file: blocks of text in, canonical columns out, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc.places import LevelRules
from tthc_adapters import bounds
from tthc_adapters.headings import fold
from tthc_adapters.intake.cleaning import clean_cells, clean_text, is_true
from tthc_adapters.intake.codes import CodeReader
from tthc_adapters.intake.dates import DateReader, day_and_moment
from tthc_adapters.intake.distinct import Distinct, without
from tthc_adapters.intake.gathering import Gatherer
from tthc_adapters.intake.levels import LevelReader
from tthc_adapters.intake.limits import LimitReader
from tthc_adapters.intake.plan import Column, Plan
from tthc_adapters.intake.rows import RowSorter, is_unit
from tthc_adapters.intake.wordings import wording_rule
from tthc_adapters.layouts import Layout

if TYPE_CHECKING:
    import polars as pl

_NOT_RECEIVED = (1, 3)  # statuses of a dossier that was never accepted, which needs no reception
_WAITING = (5, 6, 8)  # statuses in which a dossier waits for somebody
_TEXTS = ("procedure_code", "procedure_name", "field_code", "field_name", "agency_code", "officer")
_CODED = ("channel", "online_level")
_OTHER_DATES = ("submitted_on", "due_on", "original_due_on", "finished_on", "returned_on", "waiting_since")
_UNREADABLE = {
    "submitted_on": "submitted-unreadable",
    "due_on": "due-unreadable",
    "original_due_on": "due-unreadable",
    "finished_on": "finished-unreadable",
    "returned_on": "returned-unreadable",
    "waiting_since": "waiting-unreadable",
}
_WITH_TIME = frozenset({"submitted_on", "received_on", "due_on", "finished_on", "returned_on"})


@frozen(kw_only=True)
class Rules:
    """What the caller and the layout decide about reading."""

    layout: Layout
    levels: LevelRules
    statuses: Mapping[str, int] = field(factory=dict, hash=False)


@define
class TableReader:
    """Turn the blocks of one table into canonical columns.

    Args:
        file, sheet: where the rows stand, for findings and for the table.
        width: number of text columns in a block.
        objects: the rows are JSON elements, so there are no total or group rows.
    """

    file: str
    sheet: str | None
    plan: Plan
    width: int
    objects: bool
    rules: Rules
    gatherer: Gatherer
    physical: int = field(default=0, init=False)
    skipped: Counter[str] = field(factory=Counter, init=False)
    rejected: Counter[str] = field(factory=Counter, init=False)
    filled: set[str] = field(factory=set, init=False)
    sorter: RowSorter = field(init=False)
    _dates: dict[str, DateReader] = field(factory=dict, init=False)
    _words: dict[str, Distinct] = field(factory=dict, init=False)
    _codes: CodeReader = field(factory=CodeReader, init=False)
    _levels: LevelReader = field(init=False)
    _limits: LimitReader = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.sorter = RowSorter(self.plan, self.width, self.objects)
        self._levels = LevelReader(self.rules.levels)
        self._limits = LimitReader(self.rules.layout.hours_per_day)

    def read(self, block: pl.DataFrame) -> pl.DataFrame:
        """Return the records of a block; the other rows are counted as skipped or rejected."""
        import polars as pl

        self._check_cells(block)
        self.physical += block.height
        names = [f"c{index}" for index in range(self.width)]
        frame = self.sorter.sort(block.with_columns(clean_cells(names)))
        self.filled |= {
            target
            for target, columns in self.plan.columns.items()
            if any(frame[column.name].null_count() < frame.height for column in columns)
        }
        for kind, count in frame["_kind"].drop_nulls().value_counts().rows():
            self.skipped[kind] += count
        frame = frame.filter(pl.col("_kind").is_null())
        status = self._coded(frame, "status", self.rules.statuses, report=False).cast(pl.Int32)
        received, unreadable = self._moments(frame, "received_on")
        frame = self._reject(
            frame.with_columns(status, received.alias("_received"), unreadable.alias("_unread"))
        )
        return self._records(frame)

    def _check_cells(self, block: pl.DataFrame) -> None:
        import polars as pl

        longest = block.select(
            pl.max_horizontal(pl.col(pl.String).exclude("_flaw").str.len_bytes().max())
        ).item()
        if longest is not None and longest > bounds.MAX_CELL_BYTES:
            raise AdapterError("source.cell-too-long", file=self.file, most=bounds.MAX_CELL_BYTES)

    def _report(self, code: str, frame: pl.DataFrame, mask: pl.Series, column: Column | None = None) -> None:
        self.gatherer.rows(code, frame, mask, file=self.file, sheet=self.sheet, column=column)

    def _reject(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Count and report the rows no record can be made of, and return the others."""
        import polars as pl

        code = pl.coalesce([column.name for column in self.plan.of("code")])
        broken = pl.col("_flaw").is_in(["ragged", "quote-broken"])
        needed = ~pl.col("status").is_in(_NOT_RECEIVED).fill_null(value=False)
        missing = pl.col("_received").is_null()
        frame = frame.with_columns(
            pl.when(broken)
            .then("_flaw")
            .when(code.is_null())
            .then(pl.lit("code-missing"))
            .when(missing & needed & pl.col("_unread"))
            .then(pl.lit("received-unreadable"))
            .when(missing & needed)
            .then(pl.lit("received-missing"))
            .alias("_reason")
        )
        places = {
            "code-missing": "code",
            "received-unreadable": "received_on",
            "received-missing": "received_on",
        }
        for reason, count in (
            frame["_reason"].drop_nulls().value_counts(sort=True, name="n").sort("_reason").rows()
        ):
            self.rejected[reason] += count
            column = self.plan.first(places[reason]) if reason in places else None
            self._report(reason, frame, frame["_reason"] == reason, column)
        frame = frame.filter(pl.col("_reason").is_null())
        self._report("row-short", frame, frame["_flaw"] == "short")
        self._report("received-ignored", frame, frame["_unread"], self.plan.first("received_on"))
        return frame

    def _records(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the canonical columns the table has something for."""
        import polars as pl

        code = frame.select(
            pl.coalesce([column.name for column in self.plan.of("code")]).alias("code")
        ).to_series()
        columns: list[pl.Series] = [code, self._codes.normalized(code)]
        columns += [self._text(frame, target) for target in _TEXTS if target in self.plan]
        columns.append(self._agency(frame))
        columns += [self._coded(frame, target, None, report=True) for target in _CODED if target in self.plan]
        columns.append(frame["status"])
        columns += self._all_dates(frame)
        columns += self._limit(frame)
        columns.append(pl.Series("source_file", [self.file]).new_from_index(0, frame.height))
        columns.append(
            pl.Series("source_sheet", [self.sheet], dtype=pl.String).new_from_index(0, frame.height)
        )
        columns.append(frame["_row"].alias("source_row"))
        self._report_unknown(frame, "status", frame["status"].is_not_null())
        table = pl.DataFrame(columns)
        return table.with_columns(self._level(frame, table).alias("level"))

    def _text(self, frame: pl.DataFrame, target: str) -> pl.Series:
        """Return a text column; blanks of the layout and, where asked, names of persons are left out."""
        import polars as pl

        layout = self.rules.layout
        blanks = {fold(text) for text in layout.blanks.get(target, ())}
        persons = {fold(heading) for heading in layout.units_only} if target == "agency_name" else set()
        parts = []
        for column in self.plan.of(target):
            part = clean_text(frame[column.name])
            if blanks:
                part = self._mapped(
                    f"{target} blanks", lambda text: None if fold(text) in blanks else text, part
                )
            if fold(column.header) in persons:
                part = self._mapped("units", lambda text: text if is_unit(text) else None, part)
            parts.append(part.alias(column.name))
        return pl.DataFrame(parts).select(pl.coalesce(pl.all()).alias(target)).to_series()

    def _agency(self, frame: pl.DataFrame) -> pl.Series:
        if "agency_name" in self.plan:
            return self._text(frame, "agency_name")
        unit = clean_text(frame["_group_unit"])
        return without(unit, unit == "").alias("agency_name")

    def _mapped(self, key: str, rule: Callable[[str], Any], texts: pl.Series) -> pl.Series:
        import polars as pl

        if key not in self._words:
            self._words[key] = Distinct(rule, pl.String)
        return self._words[key].map(texts)

    def _coded(
        self, frame: pl.DataFrame, target: str, override: Mapping[str, int] | None, *, report: bool
    ) -> pl.Series:
        """Return the codes of a column of wordings; a wording that is not known is null."""
        import polars as pl

        if target not in self.plan:
            return pl.Series(target, [None], dtype=pl.String).new_from_index(0, frame.height)
        rule = wording_rule(target, self.rules.layout.values.get(target, {}), override)
        parts = [
            self._mapped(target, rule, frame[column.name]).alias(column.name)
            for column in self.plan.of(target)
        ]
        codes = pl.DataFrame(parts).select(pl.coalesce(pl.all()).alias(target)).to_series()
        if report:
            self._report_unknown(frame, target, codes.is_not_null())
        return without(codes, codes == "")

    def _report_unknown(self, frame: pl.DataFrame, target: str, understood: pl.Series) -> None:
        for column in self.plan.of(target)[:1]:
            names = [each.name for each in self.plan.of(target)]
            given = frame.select(_any_given(names)).to_series()
            self._report(f"{target.replace('_', '-')}-unrecognized", frame, given & ~understood, column)

    def _moments(
        self, frame: pl.DataFrame, target: str, report: str | None = None
    ) -> tuple[pl.Series, pl.Series]:
        """Return the moments of a date column, and which rows have only cells that cannot be read."""
        import polars as pl

        moments = pl.Series(target, [None], dtype=pl.Datetime("us")).new_from_index(0, frame.height)
        failed = pl.Series([False]).new_from_index(0, frame.height)
        for column in self.plan.of(target):
            reader = self._dates.setdefault(column.name, DateReader(self.rules.layout.dates))
            found, unreadable = reader.read(frame[column.name])
            if report:
                self._report(report, frame, unreadable & moments.is_null(), column)
            failed = failed | unreadable
            moments = found if moments.null_count() == len(moments) else moments.fill_null(found)
        return moments.alias(target), failed & moments.is_null()

    def _all_dates(self, frame: pl.DataFrame) -> list[pl.Series]:
        import polars as pl

        columns = day_and_moment(frame["_received"], "received")
        for target in _OTHER_DATES:
            if target not in self.plan:
                continue
            moments, _ = self._moments(frame, target, _UNREADABLE[target])
            if target == "due_on" and "no_due" in self.plan:
                moments = without(moments, self._flag(frame, "no_due"))
            if target == "waiting_since":
                waits = frame["status"].is_in(_WAITING).fill_null(value=False)
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
            self._words[key].map(frame[column.name]).alias(column.name) for column in self.plan.of(target)
        ]
        return pl.DataFrame(parts).select(pl.any_horizontal(pl.all()).fill_null(value=False)).to_series()

    def _limit(self, frame: pl.DataFrame) -> list[pl.Series]:
        if not any(target in self.plan for target in ("limit", "limit_amount")):
            return []
        parts = [
            self._text_or_null(frame, target)
            for target in ("limit", "limit_amount", "limit_unit", "limit_basis")
        ]
        amounts, units, failed = self._limits.read(*parts)
        self._report(
            "limit-unreadable", frame, failed, self.plan.first("limit") or self.plan.first("limit_amount")
        )
        return [amounts, units]

    def _text_or_null(self, frame: pl.DataFrame, target: str) -> pl.Series:
        import polars as pl

        if target in self.plan:
            return self._text(frame, target)
        return pl.Series(target, [None], dtype=pl.String).new_from_index(0, frame.height)

    def _level(self, frame: pl.DataFrame, table: pl.DataFrame) -> pl.Series:
        """Return levels: by their own column, else by the group rows, else by the agency."""
        by_column = self._coded(frame, "level", None, report=True)
        if "level" not in self.plan:
            by_column = frame["_group_level"].cast(by_column.dtype)
        if by_column.null_count() == 0:
            return by_column
        return by_column.zip_with(by_column.is_not_null(), self._levels.read(table))


def _any_given(names: list[str]) -> pl.Expr:
    import polars as pl

    return pl.any_horizontal(pl.col(names).is_not_null())
