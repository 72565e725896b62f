"""Official periods, typed by hand from decisions and reports; any other span of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc.errors import PeriodError
from tthc.law import Certainty
from tthc.periods import PeriodKind, ReportingPeriod


@pytest.mark.parametrize(
    ("text", "days", "names"),
    [
        ("2022", "2021-12-15..2022-12-14", ("2022", "Năm 2022", "year 2022")),
        ("2022-Q1", "2021-12-15..2022-03-14", ("2022-Q1", "Quý I năm 2022", "first quarter of 2022")),
        ("2022-q2", "2022-03-15..2022-06-14", ("2022-Q2", "Quý II năm 2022", "second quarter of 2022")),
        ("Q3/2022", "2022-06-15..2022-09-14", ("2022-Q3", "Quý III năm 2022", "third quarter of 2022")),
        ("2022Q4", "2022-09-15..2022-12-14", ("2022-Q4", "Quý IV năm 2022", "fourth quarter of 2022")),
        ("6T2021", "2020-12-15..2021-06-14", ("2021-H1", "6 tháng đầu năm 2021", "first half of 2021")),
        ("2022-H1", "2021-12-15..2022-06-14", ("2022-H1", "6 tháng đầu năm 2022", "first half of 2022")),
        ("2022-H2", "2022-06-15..2022-12-14", ("2022-H2", "6 tháng cuối năm 2022", "second half of 2022")),
        ("9t2021", "2020-12-15..2021-09-14", ("9T2021", "9 tháng đầu năm 2021", "first nine months of 2021")),
        ("2024-09", "2024-08-15..2024-09-14", ("2024-09", "Tháng 9 năm 2024", "September 2024")),
        ("1/2024", "2023-12-15..2024-01-14", ("2024-01", "Tháng 1 năm 2024", "January 2024")),
        (
            "2024-01-01 .. 2024-03-31",
            "2024-01-01..2024-03-31",
            ("2024-01-01..2024-03-31", "Từ 01/01/2024 đến 31/03/2024", "2024-01-01 to 2024-03-31"),
        ),
    ],
)
def test_a_period_is_read_and_named(text: str, days: str, names: tuple[str, str, str]) -> None:
    period = ReportingPeriod.parse(text)
    assert f"{period.first}..{period.last}" == days
    assert (period.key, period.name(), period.name("en")) == names
    assert str(period) == period.name("vi")
    assert ReportingPeriod.parse(period.key) == period


@pytest.mark.parametrize(
    "text", ["", "2022-Q5", "22", "2022-H3", "2022-01-01", "2022-01-01..", "a..b", "7T2022"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        ReportingPeriod.parse(text)
    assert caught.value.code == "period.unreadable"


@pytest.mark.parametrize("text", ["2022-13", "2022-0", "0000", "9999"])
def test_a_period_that_does_not_exist(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        ReportingPeriod.parse(text)
    assert caught.value.code == "period.no-such"


def test_the_days_must_be_in_order() -> None:
    with pytest.raises(PeriodError) as caught:
        ReportingPeriod.parse("2024-02-01..2024-01-31")
    assert caught.value.code == "period.reversed"
    assert ReportingPeriod(date(2024, 1, 1), date(2024, 1, 1)).days == 1


def test_official_periods_begin_with_their_rule() -> None:
    assert ReportingPeriod.year(2019).first == date(2018, 12, 15)
    assert ReportingPeriod.month(2019, 3).last == date(2019, 3, 14)
    for early in ("2018", "2019-02"):
        with pytest.raises(PeriodError) as caught:
            ReportingPeriod.parse(early)
        assert caught.value.code == "period.before-rule"
    with pytest.raises(PeriodError):
        _ = ReportingPeriod.month(2019, 3).previous
    assert ReportingPeriod(date(2016, 12, 15), date(2017, 12, 14)).kind is PeriodKind.CUSTOM


def test_only_the_second_half_is_from_memory() -> None:
    assert ReportingPeriod.half(2022, 2).certainty is Certainty.MEMORY
    assert ReportingPeriod.half(2022, 1).certainty is Certainty.VERIFIED
    assert ReportingPeriod.parse("2022-01-01..2022-01-02").certainty is Certainty.VERIFIED


@pytest.mark.parametrize("period", [ReportingPeriod.month(2024, 1), ReportingPeriod.quarter(2024, 4)])
@pytest.mark.parametrize("steps", [1, 5, 13])
def test_periods_of_one_kind_follow_without_a_gap(period: ReportingPeriod, steps: int) -> None:
    for _ in range(steps):
        after = period.next
        assert after.first == period.last + timedelta(days=1)
        assert after.previous == period
        assert after.kind is period.kind
        period = after


def test_nine_months_are_followed_by_those_of_the_next_year() -> None:
    assert ReportingPeriod.nine_months(2021).next == ReportingPeriod.nine_months(2022)
    assert ReportingPeriod.year(2022).previous == ReportingPeriod.year(2021)
    assert ReportingPeriod.half(2022, 2).next == ReportingPeriod.half(2023, 1)


def test_any_other_span_has_no_neighbours() -> None:
    with pytest.raises(PeriodError) as caught:
        _ = ReportingPeriod.parse("2024-01-01..2024-03-31").next
    assert caught.value.code == "period.not-official"


def test_parts_make_the_whole_year() -> None:
    year = ReportingPeriod.year(2025)
    for parts in (
        [ReportingPeriod.month(2025, number) for number in range(1, 13)],
        [ReportingPeriod.quarter(2025, number) for number in range(1, 5)],
        [ReportingPeriod.half(2025, number) for number in (1, 2)],
    ):
        assert sum(part.days for part in parts) == year.days
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)


def test_the_periods_of_a_file() -> None:
    keys = [period.key for period in ReportingPeriod.covering(date(2021, 10, 4), date(2022, 12, 14))]
    assert keys[:4] == ["2021", "2022", "2021-H2", "2022-H1"]
    assert "2021-Q4" in keys
    assert not any(key.startswith("2023") for key in keys)
    assert [period.key for period in ReportingPeriod.covering(date(2020, 1, 1), date(2024, 1, 1))] == [
        *("2020", "2021", "2022", "2023", "2024"),
    ]
    assert ReportingPeriod.covering(date(2012, 1, 1), date(2012, 3, 1)) == ()


@given(st.dates(date(2019, 4, 1), date(2060, 1, 1)), st.integers(0, 900))
def test_covering_periods_touch_the_file_and_leave_no_day_out(first: date, span: int) -> None:
    last = first + timedelta(days=span)
    periods = ReportingPeriod.covering(first, last)
    assert all(period.first <= last and first <= period.last for period in periods)
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    assert all(any(day in year for year in years) for day in (first, last))
    assert len(periods) < 40


def test_a_period_holds_its_days_only() -> None:
    period = ReportingPeriod.month(2024, 9)
    assert date(2024, 8, 15) in period
    assert date(2024, 9, 14) in period
    assert date(2024, 9, 15) not in period
    assert "2024-09-01" not in period
