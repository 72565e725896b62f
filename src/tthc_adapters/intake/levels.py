"""Levels in columns: by the name of the agency and the day of reception, each pair judged once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tthc.places import Level, LevelRules
from tthc_adapters.intake.distinct import Distinct

if TYPE_CHECKING:
    import polars as pl

_NO_DAY = -1


class LevelReader:
    """Tell the level of each row's agency (cấp của đơn vị giải quyết).

    Some names had another level in earlier years, so the day of reception counts. A district agency
    stays one after the district level ended: what that means is for the counting rules to say.

    >>> import polars as pl
    >>> from datetime import date
    >>> from tthc.places import level_rules
    >>> day = date(2026, 1, 5)
    >>> rows = pl.DataFrame({"agency_name": ["UBND xã Mẫu", None], "received_on": [day, None]})
    >>> LevelReader(level_rules()).read(rows).to_list()
    ['commune', 'unknown']
    """

    def __init__(self, rules: LevelRules) -> None:
        self._rules = rules
        self._days = rules.change_days
        self._known: dict[tuple[str, int], str] = {}

    def read(self, table: pl.DataFrame) -> pl.Series:
        """Return the level code of each row of `agency_name` and `received_on`."""
        import polars as pl

        names = table["agency_name"]
        if table["received_on"].null_count() == 0:
            first, last = table["received_on"].min(), table["received_on"].max()
            eras = {sum(day <= one for day in self._days) for one in (first, last) if isinstance(one, date)}
            if len(eras) == 1:
                era_of_all = eras.pop()
                rule = Distinct(lambda name: self._level(name, era_of_all), pl.String)
                return rule.map(names).fill_null(Level.UNKNOWN.value)
        era = pl.lit(0, dtype=pl.Int32)
        for day in self._days:
            era = era + (pl.col("received_on") >= day).cast(pl.Int32)
        pairs = table.select(pl.col("agency_name"), era.fill_null(_NO_DAY).alias("era"))
        distinct = pairs.unique(maintain_order=True).filter(pl.col("agency_name").is_not_null())
        levels = [self._level(name, place) for name, place in distinct.rows()]
        judged = distinct.with_columns(pl.Series("level", levels, dtype=pl.String))
        joined = pairs.join(judged, on=["agency_name", "era"], how="left", maintain_order="left")
        return joined["level"].fill_null(Level.UNKNOWN.value)

    def _level(self, name: str, era: int) -> str:
        key = (name, era)
        if key not in self._known:
            day = None
            if era != _NO_DAY:
                day = self._days[era - 1] if era else self._days[0] - timedelta(days=1)
            level = self._rules.level_of(name, day)
            if level is Level.UNKNOWN and self._rules.level_of(name) is Level.DISTRICT:
                level = Level.DISTRICT
            self._known[key] = level.value
        return self._known[key]
