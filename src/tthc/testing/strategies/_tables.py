"""Canonical tables, and the tallies of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tthc.periods import ReportingPeriod
from tthc.tallies import Tally, tally
from tthc.testing._sample import table_of
from tthc.testing.strategies._histories import dossiers
from tthc.testing.strategies._moments import FIRST, LAST

if TYPE_CHECKING:
    import polars as pl


def tables(
    *, first: date = FIRST, last: date = LAST, least: int = 0, most: int = 12
) -> st.SearchStrategy[pl.DataFrame]:
    """Draw a canonical table of invented dossiers, each code once (bảng hồ sơ chuẩn).

    Shrinks towards a table without rows. Needs polars.

    Args:
        first: the earliest day of reception.
        last: the latest one.
        least: the smallest number of rows.
        most: the greatest one.

    >>> from hypothesis import find
    >>> find(tables(), lambda table: len(table) > 1).shape[0]
    2
    """
    rows = st.lists(
        dossiers(first=first, last=last),
        min_size=least,
        max_size=most,
        unique_by=lambda dossier: dossier.code,
    )
    return rows.map(table_of)


@st.composite
def tallies(draw: st.DrawFn, *, first: date = FIRST, last: date = LAST, most: int = 12) -> Tally:
    """Draw the tally of a drawn table over a month (số liệu tổng hợp).

    Shrinks towards the tally of no dossier, in the month of `first`.

    >>> from hypothesis import find
    >>> find(tallies(), lambda counts: counts.count() > 0).count()
    1
    """
    table = draw(tables(first=first, last=last, most=most))
    day = draw(
        st.integers(0, (last - first).days).map(lambda days: date.fromordinal(first.toordinal() + days))
    )
    begin = day.replace(day=1)
    following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    end = date.fromordinal(following.toordinal() - 1)
    return tally(table, period=ReportingPeriod(begin, end), as_of=end)
