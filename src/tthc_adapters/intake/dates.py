"""Days and moments of an export: Vietnam wall-clock time, midnight as a day without a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from attrs import define, field

from tthc_adapters import bounds
from tthc_adapters.intake.cleaning import clean_text, marks
from tthc_adapters.intake.distinct import without
from tthc_adapters.sources.typed_cells import written

if TYPE_CHECKING:
    import polars as pl

EPOCH, DOTNET = "epoch-ms", "dotnet-ms"
"""Names of the two ways to write milliseconds since 1970; what is not above 0 is no date."""

SERIAL = "excel-serial"

_TIMES = ("", " %H:%M:%S", " %H:%M", " %H:%M:%S%.f")
_ISO = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
)
_WITH_OFFSET = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%d %H:%M:%S%.f%#z")
_MILLIS = {EPOCH: r"^(-?\d{1,15})(?:\.0)?$", DOTNET: r"^/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/$"}
_SERIAL = r"^(\d{5}(?:\.\d{1,12})?)$"
_MANY = 0.3  # share of the cells that slips of the pen do not explain
_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000  # microseconds
_SAMPLE = 200
_UNCLEAN = r"^ |  | $|[^ -~]"  # what cleaning might change in a cell that holds a date
_HOURS_AHEAD = 7  # Vietnam, the whole year, since before the first day of the calendar


def swap_order(form: str) -> str:
    """Return a format with day and month in the other order.

    >>> swap_order("%d/%m/%Y"), swap_order("%m/%d/%Y"), swap_order("%Y-%m-%d")
    ('%m/%d/%Y', '%d/%m/%Y', '%Y-%m-%d')
    """
    for one, other in (("%d/%m/", "%m/%d/"), ("%d-%m-", "%m-%d-"), ("%d.%m.", "%m.%d.")):
        if one in form:
            return form.replace(one, other)
        if other in form:
            return form.replace(other, one)
    return form


def is_ambiguous(form: str) -> bool:
    """Tell whether a format exists in the other order too."""
    return swap_order(form) != form


@define
class DateReader:
    """Read the dates of one column, the format that worked last tried first (đọc ngày giờ).

    Args:
        formats: the layout's formats of a day; a time of day may follow. ISO 8601 with or without
            an offset (with or without its colon) is always read, and so is the serial number of a
            spreadsheet, which no other spelling can be mistaken for.

    Of two formats that differ in the order of day and month the first is used; `undecided` says that
    both were given. `read_cells` counts all cells that say something, and `changes`, by rule, those that
    were not taken as they stood. `only_given` tells whether some cell's day and month can only stand in the
    order of the formats, and `only_swapped` counts those that can only stand in the other one.

    >>> import polars as pl
    >>> cells = pl.Series(["03/03/2025 08:20", "2025-03-02T17:00:00.000+0000", "31/02/2025", "0001-01-01"])
    >>> moments, unreadable = DateReader(formats=("%d/%m/%Y",)).read(cells)
    >>> [str(moment) for moment in moments], unreadable.to_list()
    (['2025-03-03 08:20:00', '2025-03-03 00:00:00', 'None', 'None'], [False, False, True, False])
    """

    formats: Sequence[str]
    nulls: Sequence[str] = ()
    changes: Counter[str] = field(factory=Counter, init=False)
    only_given: bool = field(default=False, init=False)
    only_swapped: int = field(default=0, init=False)
    read_cells: int = field(default=0, init=False)
    undecided: bool = field(default=False, init=False)
    _order: list[str] = field(init=False)
    _swapped: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        kept: list[str] = []
        for day in self.formats:
            if not (is_ambiguous(day) and swap_order(day) in kept):
                kept.append(day)
        self.undecided = len(kept) < len(self.formats)
        self._order = list(dict.fromkeys([*_with_times(kept), *_ISO, *_WITH_OFFSET, SERIAL]))
        self._swapped = _with_times([swap_order(day) for day in kept if is_ambiguous(day)])

    @property
    def stands_in_other_order(self) -> bool:
        """Tell whether the cells read so far are clearly written in the other order of day and month.

        No day can stand in the order of the formats alone, and so many can only stand in the other one
        that a slip of the pen does not explain them. Where both orders were given one such cell is enough.
        """
        if self.only_given or not self.only_swapped:
            return False
        many = self.only_swapped >= 2 or self.only_swapped == self.read_cells
        return self.undecided or (many and self.only_swapped >= _MANY * self.read_cells)

    def read(self, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return naive moments and, beside them, which cells could not be read.

        Typed days and moments, as columnar files have them, are taken as they stand where all of them
        can be right, and else read as their text.

        A year outside 2000 to 2070 cannot be right and counts as unreadable; the marks of "no date"
        do not.
        """
        import polars as pl

        if texts.null_count() == len(texts):
            moments = pl.Series(texts.name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(texts))
            return moments, pl.Series([False]).new_from_index(0, len(texts))
        if texts.dtype.is_temporal():
            if _within_years(texts):
                return self._taken(texts, texts.cast(pl.Datetime("us")))
            texts = written(texts.to_frame()).to_series()
        moments, left = self._parsed(texts, self._order[:1])
        if moments.null_count() == len(moments) and not texts.str.contains(_UNCLEAN).any():
            self._try_first(texts.drop_nulls().head(_SAMPLE))
            moments, left = self._parsed(texts, self._order[:1])
        if left.null_count() < len(left):
            rest = clean_text(left, self._cleaned, self.nulls)
            texts = without(texts, left.is_not_null() & rest.is_null())
            found, _ = self._parsed(rest, self._order)
            moments = moments.fill_null(found)
        self.read_cells += len(texts) - texts.null_count()
        if moments.null_count() == texts.null_count() and _within_years(moments):
            return moments, pl.Series([False]).new_from_index(0, len(texts))
        answer = self._usable(texts, moments)
        if self._swapped and answer["unreadable"].any():
            odd = texts.filter(answer["unreadable"])
            self.only_swapped += sum(_late_days(_parse(odd, form)) for form in self._swapped)
        return answer["moment"], answer["unreadable"]

    def _taken(self, cells: pl.Series, moments: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return typed days and moments as they stand."""
        import polars as pl

        self.read_cells += len(cells) - cells.null_count()
        if cells.dtype == pl.Datetime:
            self._count(_ISO[0], moments)
        return moments, pl.Series([False]).new_from_index(0, len(cells))

    def _try_first(self, sample: pl.Series) -> None:
        """Put the first format that reads one of some cells in front of the others."""
        cells = clean_text(sample, None, self.nulls)
        for form in self._order:
            found = _parse(cells, form)
            if found.null_count() < len(found):
                self._order.remove(form)
                self._order.insert(0, form)
                return

    def _cleaned(self, rule: str, count: int) -> None:
        self.changes[rule] += count

    def _parsed(self, texts: pl.Series, forms: Sequence[str]) -> tuple[pl.Series, pl.Series]:
        """Return the moments of the cells one of `forms` reads, and the cells that none does."""
        import polars as pl

        moments = pl.Series(texts.name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(texts))
        left = texts
        for form in list(forms):
            if left.null_count() == len(left):
                break
            found = _parse(left, form)
            if found.null_count() == len(found):
                continue
            self._count(form, found)
            moments = moments.fill_null(found) if moments.null_count() < len(moments) else found
            some_left = found.null_count() > left.null_count()
            left = without(left, found.is_not_null()) if some_left else left.clear()
            self._order.remove(form)
            self._order.insert(0, form)
        return moments, left

    def _usable(self, texts: pl.Series, moments: pl.Series) -> pl.DataFrame:
        import polars as pl

        first, last = bounds.YEARS
        day = pl.col("moment").dt.date()
        usable = pl.col("moment").is_between(datetime(first, 1, 1), datetime(last + 1, 1, 1), closed="left")
        none = pl.Series([*marks().null_days, datetime(1970, 1, 1).date()], dtype=pl.Date)
        nothing = day.is_in(none.implode()).fill_null(value=False)
        return pl.DataFrame({"text": texts, "moment": moments}).select(
            pl.when(usable).then(pl.col("moment")).alias("moment"),
            (pl.col("text").is_not_null() & ~usable.fill_null(value=False) & ~nothing).alias("unreadable"),
        )

    def _count(self, form: str, found: pl.Series) -> None:
        """Count what `form` changed, and whether the cells could stand in the other order."""
        if self._swapped and not self.only_given and is_ambiguous(form):
            self.only_given = bool((found.dt.day() > 12).any())
        rule = {EPOCH: "epoch", DOTNET: "epoch", SERIAL: SERIAL}.get(form)
        rule = "zone" if form in _WITH_OFFSET else rule
        if rule == "epoch":
            found = found.filter(found.dt.year() > 1970)
        if rule is not None:
            self.changes[rule] += len(found) - found.null_count()
        if rule in {"zone", "epoch"} or "%H" in form:
            self.changes["midnight"] += int((found.to_physical() % _DAY == 0).sum())


def _with_times(formats: Sequence[str]) -> list[str]:
    return [
        day if day in _MILLIS or "%H" in day else day + time
        for day in formats
        for time in (("",) if day in _MILLIS or "%H" in day else _TIMES)
    ]


def _within_years(days: pl.Series) -> bool:
    """Tell whether days, or moments in microseconds, all lie in the years that can be."""
    import polars as pl

    first, last = bounds.YEARS
    ticks_of_day = 1 if days.dtype == pl.Date else _DAY
    start, end = ((date(year, 1, 1) - _EPOCH).days * ticks_of_day for year in (first, last + 1))
    ticks = days.to_physical()  # no Python datetime: it knows no year above 9999
    return not ((ticks < start) | (ticks >= end)).any()


def _late_days(moments: pl.Series) -> int:
    """Return how many moments lie in the years that can be and have a day that is no month."""
    first, last = bounds.YEARS
    return int(((moments.dt.day() > 12) & moments.dt.year().is_between(first, last)).sum())


def _parse(texts: pl.Series, form: str) -> pl.Series:
    import polars as pl

    if form in _MILLIS:
        return _from_millis(texts.str.extract(_MILLIS[form], 1).cast(pl.Int64))
    if form == SERIAL:
        days = texts.str.extract(_SERIAL, 1).cast(pl.Float64)
        seconds = (days * 86_400).round() - 25_569 * 86_400
        return (seconds * 1_000_000).cast(pl.Int64).cast(pl.Datetime("us"))
    if form in _WITH_OFFSET:
        utc = texts.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        return utc.dt.replace_time_zone(None).dt.offset_by(f"{_HOURS_AHEAD}h")
    return texts.str.to_datetime(form, strict=False, time_unit="us")


def _from_millis(millis: pl.Series) -> pl.Series:
    """Return Vietnam time; what is not above 0 becomes 1/1/1970, which is a mark of no date."""
    import polars as pl

    return pl.select(
        pl.when(millis > 0)
        .then(millis * 1000 + _HOURS_AHEAD * 3_600_000_000)
        .when(millis <= 0)
        .then(0)
        .cast(pl.Datetime("us"))
        .alias(millis.name)
    ).to_series()


def day_and_moment(moments: pl.Series, name: str) -> list[pl.Series]:
    """Return the columns `<name>_on` and `<name>_at`; midnight is a day whose time is not known."""
    import polars as pl

    at = pl.col("at")
    frame = pl.DataFrame({"at": moments}).select_seq(
        at.dt.date().alias(f"{name}_on"),
        pl.when(at.to_physical() % _DAY != 0).then(at).alias(f"{name}_at"),
    )
    return frame.get_columns()
