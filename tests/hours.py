"""Office hours drawn at random: up to three sessions a day, seasons, days of their own."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tthc.calendars import OfficeHours, Season


@st.composite
def sessions(draw: st.DrawFn, minutes: int) -> tuple[tuple[int, int], ...]:
    """Draw up to three sessions, edges at multiples of some minutes; they may touch, and touch midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 1440 // minutes), min_size=2, max_size=6)))
    times = [each * minutes for each in edges[: len(edges) // 2 * 2]]
    return tuple(zip(times[::2], times[1::2], strict=True))


def office_hours(first: date, last: date, minutes: int) -> st.SearchStrategy[OfficeHours]:
    """Draw office hours; days with hours of their own lie between `first` and `last`, both inclusive."""
    some = st.just(()) | sessions(minutes)
    weeks = st.tuples(sessions(minutes), *[some] * 6)
    return st.builds(
        OfficeHours,
        weeks,
        made_up=st.none() | some,
        seasons=st.just(()) | st.tuples(st.builds(Season, st.just("09-01"), st.just("02-10"), weeks)),
        dates=st.dictionaries(st.dates(first, last), some, max_size=2),
    )
