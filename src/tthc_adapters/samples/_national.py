"""Writing invented dossiers of the nation, partition by partition, in as much memory as one file needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from attrs import frozen

from tthc.calendars import WorkingCalendar, load_calendar
from tthc.errors import AdapterError
from tthc_adapters.samples._nation import Month, ProvinceShape, months, nation, national_table, shared
from tthc_adapters.samples._national_rows import canonical, dossiers, events

if TYPE_CHECKING:
    import polars as pl

DOSSIERS, EVENTS = "dossiers", "events"
"""The two folders that are written; below each stand `province=H29/month=2026-01/part-0.parquet`."""


@frozen(kw_only=True)
class NationalSummary:
    """Say what was written (kết quả sinh dữ liệu cả nước).

    Args:
        folder: holds the folders `dossiers` and `events`.
        rows, events: how many of each.
        files, size: of both folders; bytes.
    """

    folder: Path
    rows: int
    events: int
    files: int
    size: int
    seed: int

    @property
    def dossiers_folder(self) -> Path:
        """The folder of canonical dossiers, which `tthc report` takes."""
        return self.folder / DOSSIERS

    @property
    def events_folder(self) -> Path:
        """The folder of their events."""
        return self.folder / EVENTS


def write_national_sample(
    rows: int,
    folder: str | Path,
    *,
    seed: int = 0,
    calendar: WorkingCalendar | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> NationalSummary:
    """Write invented dossiers of national shape as partitioned Parquet (sinh dữ liệu cả nước).

    The 34 provinces with their 3,321 communes, one with a fifth of all dossiers, twelve months of
    reception, every status, empty cells, and a table of events. Nothing happens after the last month,
    so any `as_of` from its end on gives the same form. Codes are unique in the nation; there is no
    personal data. The same number of rows, seed and calendar give the same dossiers.

    Args:
        rows: dossiers in all.
        folder: a folder to make, or an empty one.
        seed: another seed gives other dossiers.
        calendar: working days; "vn-public-sector" without it.
        progress: called with rows written and rows in all, once for each file.

    Raises:
        AdapterError: the folder holds something (`samples.folder-in-use`).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     summary = write_national_sample(2_000, folder)
    >>> summary.rows, summary.files > 400
    (2000, True)
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise AdapterError("samples.folder-in-use", name=target.name)
    chosen = calendar or load_calendar()
    last = months()[-1].last
    written = _Written(target)
    for province, days, start in _blocks(rows, seed, chosen):
        made = dossiers(province, days, start=start, last=last, seed=seed, calendar=chosen)
        table = canonical(made)
        history = events(made, table.get_column("code_normalized"), last)
        for month in months():
            written.add(DOSSIERS, province, month, _received_in(table, month))
            written.add(EVENTS, province, month, _received_in(history, month).drop("received_on"))
        if progress is not None:
            progress(written.rows[DOSSIERS], rows)
    return NationalSummary(
        folder=target,
        rows=written.rows[DOSSIERS],
        events=written.rows[EVENTS],
        files=written.files,
        size=written.size,
        seed=seed,
    )


def _received_in(table: pl.DataFrame, month: Month) -> pl.DataFrame:
    import polars as pl

    return table.filter(pl.col("received_on").is_between(month.first, month.last))


class _Written:
    """Write tables to their partitions, and count what was written."""

    def __init__(self, folder: Path) -> None:
        self.rows = {DOSSIERS: 0, EVENTS: 0}
        self.files = self.size = 0
        self._folder = folder
        self._numbers: Counter[Path] = Counter()

    def add(self, kind: str, province: ProvinceShape, month: Month, table: pl.DataFrame) -> None:
        """Write a table to the next file of its partition; one without rows is not written."""
        if not table.height:
            return
        where = self._folder / kind / f"province={province.code}" / f"month={month.key}"
        where.mkdir(parents=True, exist_ok=True)
        path = where / f"part-{self._numbers[where]}.parquet"
        table.write_parquet(path, compression="zstd")
        self._numbers[where] += 1
        self.rows[kind] += table.height
        self.files += 1
        self.size += path.stat().st_size


_Block = tuple[ProvinceShape, list[tuple[date, int]], int]
"""A province, days with their numbers of dossiers, and the number of the first row."""


def _blocks(rows: int, seed: int, calendar: WorkingCalendar) -> Iterator[_Block]:
    """Yield what to make at once; a day is never divided, since codes count within a day."""
    block = national_table()["block"]
    start = 0
    for province, size in zip(nation(), shared(rows, [each.weight for each in nation()]), strict=True):
        days = _days(calendar, Random(f"{seed} {province.code}"))
        held: list[tuple[date, int]] = []
        made = 0
        for day, number in zip(days, shared(size, list(days.values())), strict=True):
            if held and made + number > block:
                yield province, held, start
                start, made, held = start + made, 0, []
            if number:
                held.append((day, number))
                made += number
        if held:
            yield province, held, start
            start += made


def _days(calendar: WorkingCalendar, rng: Random) -> dict[date, float]:
    """Return the days of reception with their weights: some busier than others, days off nearly empty."""
    off = national_table()["day"]["off"] / 1000
    first, last = months()[0].first, months()[-1].last
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return {day: (0.7 + 0.6 * rng.random()) * (1 if calendar.is_working_day(day) else off) for day in days}
