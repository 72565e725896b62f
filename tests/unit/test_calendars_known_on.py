"""What a calendar held on a day in the past."""

from __future__ import annotations

from datetime import date

import pytest

from tthc.calendars import DayFact, DayKind, load_calendar
from tthc.calendars._data import parse_facts, parse_statute, read_calendar
from tthc.calendars._layers import assume_known_from
from tthc.deadlines import compute_deadline
from tthc.errors import CalendarError
from tthc.law import Certainty
from tthc.limits import WorkingDays

HEADER = (
    "date,kind,name,occasion,paired_with,document,provision,"
    "basis_document,basis_provision,document_date,confidence"
)


def test_both_days_of_every_swap_are_known_together_and_in_time() -> None:
    calendar = load_calendar()
    swaps = [
        each for each in calendar.facts_between(date(2010, 1, 1), date(2027, 12, 31)) if each.paired_with
    ]
    assert len(swaps) == 42
    for each in swaps:
        assert each.paired_with is not None
        pair = calendar.explain(each.paired_with)
        assert pair.paired_with == each.day
        assert each.known_from == pair.known_from
        assert each.known_from is not None
        assert each.known_from <= min(each.day, pair.day)
        assert {each.kind, pair.kind} == {DayKind.SWAPPED_OFF, DayKind.MADE_UP}


def test_an_undated_swap_over_new_year_is_known_from_january_of_the_earlier_day() -> None:
    calendar = load_calendar()
    for day in (date(2014, 12, 27), date(2015, 1, 2)):
        explained = calendar.explain(day)
        assert (explained.known_from, explained.known_from_assumed) == (date(2014, 1, 1), True)
    before, after = (load_calendar(known_on=day) for day in (date(2013, 12, 31), date(2014, 1, 1)))
    assert not before.is_working_day(date(2014, 12, 27))
    assert before.is_working_day(date(2015, 1, 2))
    assert after.is_working_day(date(2014, 12, 27))
    assert not after.is_working_day(date(2015, 1, 2))


def test_a_swap_announced_late_is_known_from_its_earlier_day() -> None:
    late = [
        DayFact(
            date(2026, 3, 2), DayKind.SWAPPED_OFF, known_from=date(2026, 3, 4), paired_with=date(2026, 3, 7)
        ),
        DayFact(date(2026, 3, 7), DayKind.MADE_UP, known_from=date(2026, 3, 4), paired_with=date(2026, 3, 2)),
    ]
    assert {fact.known_from for fact in assume_known_from(late)} == {date(2026, 3, 2)}
    assert not any(fact.known_from_assumed for fact in assume_known_from(late))


def test_an_answer_that_rests_on_an_undated_notice_is_marked() -> None:
    # Tết 2021 stands in a notice without a date: taken as known from 2021-01-01.
    received, limit = date(2021, 2, 8), WorkingDays(3)
    known = compute_deadline(received, limit, calendar=load_calendar(known_on=date(2021, 1, 15)))
    today = compute_deadline(received, limit, calendar=load_calendar())
    assert known.due == today.due == date(2021, 2, 18)
    assert (known.provisional, known.certainty) == (True, Certainty.MEMORY)
    assert (today.provisional, today.certainty) == (False, Certainty.VERIFIED)
    assert known.calendar.explain(date(2021, 2, 10)).known_from_assumed


@pytest.mark.parametrize(
    ("known_on", "verified_through"),
    [
        (date(2009, 6, 1), date(2009, 12, 31)),
        (date(2010, 2, 5), date(2009, 12, 31)),
        (date(2010, 2, 6), date(2010, 12, 31)),
        (date(2020, 12, 31), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2021, 12, 31)),  # undated: assumed from 1 January
        (date(2025, 10, 15), date(2025, 12, 31)),
        (date(2025, 10, 16), date(2026, 12, 31)),
        (date(2026, 10, 2), date(2027, 12, 31)),
        (date(2040, 1, 1), date(2027, 12, 31)),
    ],
)
def test_verified_as_far_as_the_last_announced_tet(known_on: date, verified_through: date) -> None:
    assert load_calendar(known_on=known_on).verified_through == verified_through


def test_an_estimate_shows_through_until_its_own_occasion_is_announced() -> None:
    tet_2024, adjacent_2024 = date(2024, 2, 13), date(2024, 9, 3)
    before = load_calendar(known_on=date(2023, 11, 2))
    after = load_calendar(known_on=date(2023, 11, 3))
    for day in (tet_2024, adjacent_2024):
        assert before.explain(day).provisional
        assert before.explain(day).certainty is Certainty.MEMORY
        assert not after.explain(day).provisional
    # National Day 2025 came with a later notice than Tết 2025
    between = load_calendar(known_on=date(2024, 11, 28))
    assert not between.explain(date(2025, 1, 27)).provisional
    assert between.explain(date(2025, 9, 1)).provisional


def test_a_law_is_unknown_before_its_date() -> None:
    culture_day = date(2026, 11, 24)
    assert load_calendar(known_on=date(2026, 4, 23)).is_working_day(culture_day)
    assert not load_calendar(known_on=date(2026, 4, 24)).is_working_day(culture_day)
    assert load_calendar(known_on=date(2019, 11, 19)).is_working_day(date(2021, 9, 3))
    assert not load_calendar(known_on=date(2019, 11, 20)).is_working_day(date(2021, 9, 3))
    assert load_calendar(known_on=date(2007, 4, 1)).is_working_day(date(2007, 4, 26))
    assert not load_calendar(known_on=date(2007, 4, 2)).is_working_day(date(2007, 4, 26))


def test_an_older_text_speaks_before_the_newer_is_known() -> None:
    then = load_calendar(known_on=date(2018, 1, 1)).explain(date(2024, 9, 2))
    assert str(then.documents[0]) == "10/2012/QH13 Điều 115"


def test_the_estimate_holds_only_what_is_decided_each_year() -> None:
    data = read_calendar("vn-public-sector")
    assert {fact.occasion for fact in data.estimates} == {
        "tet",
        "national-day-adjacent",
        *(f"make-up-{name}" for name in ("new-year", "hung-kings-day", "reunification-day")),
        *(f"make-up-{name}" for name in ("labour-day", "national-day")),
    }
    assert {fact.day.year for fact in data.estimates} == set(range(2000, 2071))
    assert all(fact.provisional for fact in data.estimates)
    assert not {date(2029, 11, 26), date(2030, 11, 25)} & {fact.day for fact in data.estimates}
    assert not {(fact.day.month, fact.day.day) for fact in data.estimates} & {(9, 2), (11, 24), (1, 1)}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2026-13-01,holiday,x,tet,,D,,,,2026-01-01,two", "date"),
        ("2026-01-01,feast,x,tet,,D,,,,2026-01-01,two", "kind"),
        ("2026-01-01,holiday,x,tet,,D,,,,soon,two", "document_date"),
        ("2026-01-01,holiday,x,tet,yesterday,D,,,,2026-01-01,two", "paired_with"),
        ("2026-01-01,holiday,x,tet,,D,,,,2026-01-01,sure", "confidence"),
        ("2026-01-01,holiday,x", "columns"),
        ("2026-01-01,holiday,x,tet,,D,,,,2026-01-01,two,more", "columns"),
    ],
)
def test_broken_calendar_data_are_named(row: str, field: str) -> None:
    with pytest.raises(CalendarError) as caught:
        list(parse_facts(f"{HEADER}\n{row}\n", "x.csv"))
    assert caught.value.code == "calendar.data"
    assert caught.value.details == {"file": "x.csv", "row": 2, "field": field}


def test_a_statute_names_only_texts_that_exist() -> None:
    frame = read_calendar("vn-public-sector").frame
    with pytest.raises(KeyError):
        parse_statute(
            {"texts": [], "days": [{"occasion": "x", "name": "x", "month": 1, "day": 1, "texts": ["none"]}]},
            "year,hung_kings_day\n",
            frame,
        )
