"""One table of one file: blocks of text in, canonical columns out, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.intake.cleaning import clean_cells, clean_codes, clean_text, is_compact
from tthc_adapters.intake.codes import CodeReader
from tthc_adapters.intake.columns import ColumnReader, dates_only
from tthc_adapters.intake.distinct import without
from tthc_adapters.intake.fonts import FontReader
from tthc_adapters.intake.levels import LevelReader
from tthc_adapters.intake.rows import RowSorter
from tthc_adapters.layouts import FLAGS
from tthc_adapters.sources.typed_cells import written

if TYPE_CHECKING:
    import polars as pl

_NOT_RECEIVED = (1, 3)  # statuses of a dossier that was never accepted, which needs no reception
_TEXTS = ("procedure_code", "procedure_name", "field_code", "field_name", "agency_code", "officer")
_CODED = ("channel", "online_level")
_DROP = "drop"  # rank of a row that is no dossier of its own


@define(kw_only=True)
class TableReader(ColumnReader):
    """Turn the blocks of one table into canonical columns.

    Args:
        width: number of text columns in a block.
        legacy: encoding of an old font that the headings are in, or None.
    """

    width: int
    legacy: str | None = None
    physical: int = field(default=0, init=False)
    skipped: Counter[str] = field(factory=Counter, init=False)
    rejected: Counter[str] = field(factory=Counter, init=False)
    filled: set[str] = field(factory=set, init=False)
    sorter: RowSorter = field(init=False)
    _codes: CodeReader = field(factory=CodeReader, init=False)
    _levels: LevelReader = field(init=False)
    _fonts: FontReader = field(init=False)
    _cells: list[str] = field(init=False)
    _dates_only: frozenset[str] = field(init=False)
    _compact: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        ColumnReader.__attrs_post_init__(self)
        self._fonts = FontReader(self.legacy)
        self.sorter = RowSorter(self.plan, self.width, self.objects)
        self._levels = LevelReader(self.rules.levels)
        self._cells = [f"c{index}" for index in range(self.width)]
        self._dates_only = dates_only(self.plan)

    def read(self, block: pl.DataFrame) -> pl.DataFrame:
        """Return the records of a block; the other rows are counted as skipped or rejected."""
        import polars as pl

        block = block.rechunk()  # once: a selection from many chunks would do it for each column
        schema = block.schema
        typed = {name for name in self._cells if schema[name].is_temporal()}
        if typed - self._dates_only:
            block = block.with_columns(written(block.select(typed - self._dates_only)))
            typed &= self._dates_only
        names = [name for name in self._cells if block[name].null_count() < block.height]
        self._check_cells(block, [name for name in names if name not in typed])
        self._said = frozenset(names)
        self.physical += block.height
        block = self._fonts.read(block, [name for name in self._cells if name not in typed], self._count)
        frame = self._sorted(block)
        changes: list[tuple[str, str, int]] = []
        with ThreadPoolExecutor(max_workers=1) as beside:
            code = beside.submit(self._code, frame, changes)
            if self.objects:
                self.filled |= self._newly_filled(frame)
            status, unknown = self._coded(frame, "status", self.rules.statuses)
            columns = (status.cast(pl.Int32), unknown.alias("_status_unknown"), code.result().alias("_code"))
        for change in changes:  # counted here, so that they stand in one order
            self._count(*change)
        frame = self._reject(self._leave_out_copies(frame.with_columns(columns)))
        return self._records(frame)

    def _sorted(self, block: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are dossiers, with their reception and what the group above them says."""
        import polars as pl

        received, unreadable = self._moments(block, "received_on")
        odd = received.is_null() | self._without_code(block)
        rows = block.clear()
        if odd.any():
            rows = written(block.filter(odd)).with_columns(
                clean_cells(sorted(self._said), self.rules.layout.nulls)
            )
        kept = self.sorter.sort(rows, odd.arg_true(), block.height)
        kinds = kept.kinds
        gone = self.sorter.deleted(block)
        if gone is not None and gone.any():
            kinds = (
                pl.Series("_kind", [None], dtype=pl.String).new_from_index(0, block.height)
                if kinds is None
                else kinds
            )
            kinds = kinds.zip_with(
                ~(gone & kinds.is_null()), pl.Series(["deleted"]).new_from_index(0, block.height)
            )
        frame = block.select(*self._headings, "_row", "_flaw").with_columns(
            received.alias("_received"),
            unreadable.alias("_unread"),
            _whole(kept.levels, block.height).alias("_group_level"),
            _whole(kept.units, block.height).alias("_group_unit"),
        )
        if kinds is None or kinds.null_count() == len(kinds):
            return frame
        for kind, count in kinds.drop_nulls().value_counts().rows():
            self.skipped[kind] += count
        return frame.filter(kinds.is_null())

    def _without_code(self, block: pl.DataFrame) -> pl.Series:
        """Return which rows have nothing in any column of codes."""
        import polars as pl

        codes = [pl.col(column.name).is_null() for column in self._saying("code")]
        if not codes:
            return pl.Series([True]).new_from_index(0, block.height)
        return block.select_seq(pl.all_horizontal(codes)).to_series()

    def _newly_filled(self, frame: pl.DataFrame) -> set[str]:
        """Return the targets of which some row says something, for the first time."""
        columns = {
            target: [column.name for column in self._saying(target)]
            for target in self.plan.columns
            if target not in self.filled
        }
        names = [name for each in columns.values() for name in each]
        nulls = frame.select(clean_cells(names, self.rules.layout.nulls)).null_count()
        said = {name for name in names if nulls[name].item() < frame.height}
        return {target for target, each in columns.items() if not said.isdisjoint(each)}

    def _code(self, frame: pl.DataFrame, changes: list[tuple[str, str, int]]) -> pl.Series:
        """Return the code of each row as it stands in the file; what was changed is added to `changes`."""
        import polars as pl

        codes = pl.Series("code", [None], dtype=pl.String).new_from_index(0, frame.height)
        self._compact = True
        for column in self._saying("code"):
            cells = frame[column.name]
            compact = is_compact(cells)
            self._compact = self._compact and compact

            def count(rule: str, number: int, name: str = column.name) -> None:
                changes.append((rule, name, number))

            found = clean_codes(cells, count, self.rules.layout.nulls, compact=compact)
            codes = found if codes.null_count() == len(codes) else codes.zip_with(codes.is_not_null(), found)
        return codes.alias("code")

    def _leave_out_copies(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Leave out the rows that only repeat another one for a second office; rank the others."""
        import polars as pl

        copy = pl.Series("copy", [False]).new_from_index(0, frame.height)
        if "copy" in self.plan:
            copy = self._flag(frame, "copy")
        if "rank" in self.plan:
            ranks, _ = self._coded(frame, "rank")
            copy = copy | (ranks == _DROP).fill_null(value=False)
            frame = frame.with_columns(ranks.cast(pl.Int32, strict=False).alias("_rank"))
        count = int(copy.sum())
        if count:
            self.skipped["duplicate"] += count
            self._report("copies-left-out", frame, copy, self.plan.first("copy") or self.plan.first("rank"))
            frame = frame.filter(~copy)
        return frame

    def _check_cells(self, block: pl.DataFrame, names: Sequence[str]) -> None:
        import polars as pl

        longest = max(block.select_seq(pl.col(names).str.len_bytes().max()).row(0), default=0) if names else 0
        if longest > bounds.MAX_CELL_BYTES:
            raise AdapterError("source.cell-too-long", file=self.file, most=bounds.MAX_CELL_BYTES)

    def _reject(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Count and report the rows no record can be made of, and return the others."""
        import polars as pl

        code = pl.col("_code")
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
        if frame["_reason"].null_count() == frame.height:
            return self._remark(frame)
        for reason, count in (
            frame["_reason"].drop_nulls().value_counts(sort=True, name="n").sort("_reason").rows()
        ):
            self.rejected[reason] += count
            column = self.plan.first(places[reason]) if reason in places else None
            self._report(reason, frame, frame["_reason"] == reason, column)
        return self._remark(frame.filter(pl.col("_reason").is_null()))

    def _remark(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Report what is odd about rows that count all the same."""
        self._report("row-short", frame, frame["_flaw"] == "short")
        self._report("received-ignored", frame, frame["_unread"], self.plan.first("received_on"))
        return frame

    def _records(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the canonical columns the table has something for."""
        import polars as pl

        code = frame["_code"].alias("code")
        with ThreadPoolExecutor(max_workers=1) as beside:  # what it is given shares nothing with texts
            dates = beside.submit(self._other_dates, frame)
            normalized = beside.submit(self._codes.normalized, code, compact=self._compact)
            columns = [self._text(frame, target) for target in _TEXTS if target in self.plan]
            agency = self._agency(frame)
            by_agency = beside.submit(self._level_by_agency, agency, frame["_received"])
            columns.append(agency)
            columns += [self._coded_and_reported(frame, target) for target in _CODED if target in self.plan]
            columns.append(frame["status"])
            columns += [self._yes_or_no(frame, target) for target in sorted(FLAGS) if target in self.plan]
            limit = self._limit(frame, beside)
            self._read = dates.result()
            columns += self._all_dates(frame)
            columns += limit()
            columns += [code, normalized.result()]
            self._report_unknown(frame, "status", frame["_status_unknown"])
            columns.append(self._level(frame, by_agency.result()))
        columns.append(pl.Series("source_file", [self.file]).new_from_index(0, frame.height))
        columns.append(
            pl.Series("source_sheet", [self.sheet], dtype=pl.String).new_from_index(0, frame.height)
        )
        columns.append(frame["_row"].alias("source_row"))
        if "_rank" in frame.columns:
            columns.append(frame["_rank"])
        return self._with_constants(pl.DataFrame(columns))

    def _with_constants(self, table: pl.DataFrame) -> pl.DataFrame:
        """Fill the columns that have one value for the whole file where a row has none."""
        import polars as pl

        constants = {k: v for k, v in self.rules.layout.constants.items() if k != "level"}
        return table.with_columns(
            pl.col(target).fill_null(value) if target in table.columns else pl.lit(value).alias(target)
            for target, value in constants.items()
        )

    def _agency(self, frame: pl.DataFrame) -> pl.Series:
        if "agency_name" in self.plan:
            return self._text(frame, "agency_name")
        unit = clean_text(frame["_group_unit"])
        return without(unit, unit == "").alias("agency_name")

    def _level_by_agency(self, agency: pl.Series, received: pl.Series) -> pl.Series:
        import polars as pl

        table = pl.DataFrame([agency, received.cast(pl.Date).alias("received_on")])
        return self._levels.read(self._with_constants(table))

    def _level(self, frame: pl.DataFrame, by_agency: pl.Series) -> pl.Series:
        """Return levels: by their own column, else by the group rows or the mapping, else by the agency."""
        import polars as pl

        by_column = self._coded_and_reported(frame, "level")
        if "level" not in self.plan:
            by_column = frame["_group_level"].cast(by_column.dtype)
        constant = self.rules.layout.constants.get("level")
        if constant is not None:
            by_column = by_column.fill_null(pl.lit(constant))
        missing = by_column.null_count()
        if missing == len(by_column):
            return by_agency.alias("level")
        if missing:
            by_column = by_column.zip_with(by_column.is_not_null(), by_agency)
        return by_column.alias("level")


def _whole(said: pl.Series | str | None, height: int) -> pl.Series:
    """Return what group rows said as a column."""
    import polars as pl

    if isinstance(said, pl.Series):
        return said
    return pl.Series([said], dtype=pl.String).new_from_index(0, height)
