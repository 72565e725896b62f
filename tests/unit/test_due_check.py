"""The due check on dossiers made by hand, one for every row of its decision table and more."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from tests.canonical import table

from tthc.audit import DueCheck, DueReason, due_check, due_difference, limit_words
from tthc.audit._due_rules import ROW_NAMES
from tthc.calendars import DayFact, DayKind, OfficeHours, load_calendar
from tthc.codec import make_converter
from tthc.errors import FormError, TableError

DAY = date.fromisoformat


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def dossier(
    received: str | None,
    due: str | None,
    amount: float | None = 5,
    unit: str | None = "working-day",
    **more: Any,
) -> dict[str, object]:
    """Return a row; a text with a time fills the column of moments too."""
    row: dict[str, object] = {"limit_amount": amount, "limit_unit": unit}
    for name, text in (("received", received), ("due", due)):
        if text is not None:
            row[f"{name}_on"] = DAY(text[:10])
            row[f"{name}_at"] = at(text) if " " in text else None
    return {**row, **{name: DAY(value) if isinstance(value, str) else value for name, value in more.items()}}


def answer(row: dict[str, object], **options: Any) -> tuple[str, str]:
    (group,) = due_check(table(row), **options).groups
    assert group.count == 1
    return group.reason.value, group.by


# 2026-03-02 is a Monday in a month without holidays: 5 working days end on Monday 9 March.
PLAIN: list[tuple[dict[str, object], tuple[str, str]]] = [
    # the legal day
    (dossier("2026-03-02", "2026-03-09"), ("same", "")),
    (dossier("2026-03-02 08:17", "2026-03-09"), ("same", "")),
    (dossier("2026-03-02 08:17", "2026-03-09 08:17"), ("other-hour", "tan-dan")),
    (dossier("2026-03-02 08:17", "2026-03-09 08:30"), ("other-hour", "opencps-hours")),
    (dossier("2026-03-02 08:17", "2026-03-09 11:30"), ("other-hour", "epar")),
    (dossier("2026-03-02 08:17", "2026-03-09 17:00"), ("other-hour", "")),
    (dossier("2026-03-02", "2026-03-09 17:00"), ("other-hour", "")),
    (dossier("2026-03-02 14:00", "2026-03-03 08:30", 4, "working-hour"), ("same", "")),
    (dossier("2026-03-02 14:00", "2026-03-03", 4, "working-hour"), ("same", "")),
    (dossier("2026-03-02 14:00", "2026-03-03 10:00", 4, "working-hour"), ("other-hour", "")),
    # another way of counting; Saturday 7 March + 1 working day is Monday by law
    (dossier("2026-03-07 09:00", "2026-03-10 07:30", 1), ("other-policy", "opencps-hours")),
    (dossier("2026-03-07 09:00", "2026-03-10 11:30", 1), ("other-policy", "epar")),
    (dossier("2026-03-07 09:00", "2026-03-10", 1), ("other-policy", "opencps-hours")),
    (dossier("2026-03-07 09:00", "2026-03-10 09:00", 1), ("unexplained", "")),
    (dossier("2024-05-04 09:00", "2024-05-07 07:30", 1), ("other-policy", "opencps-hours, unseen")),
    (dossier("2024-04-25 08:15", "2024-05-06 08:15", 4), ("other-policy", "tan-dan")),
    (dossier("2026-11-20 09:20", "2026-11-26 09:20", 5, "day"), ("other-policy", "tan-dan, skipped")),
    # another table of days off
    (dossier("2024-04-24", "2024-05-03"), ("calendar", "without-swaps")),
    (dossier("2026-11-20", "2026-11-25", 3), ("calendar", "without-culture-day")),
    (dossier("2024-04-15", "2024-04-22"), ("calendar", "weekends-only")),
    (dossier("2025-12-22", "2026-01-02", 8), ("calendar", "known-at-reception")),
    (dossier("2025-12-25", "2026-01-02"), ("calendar", "without-swaps")),  # the day of the notice
    (dossier("2026-11-20 08:17", "2026-11-26 08:17", 4), ("calendar", "without-culture-day")),
    # both: the hour and the day come from a policy on another table
    (dossier("2024-04-27 09:00", "2024-05-02 07:30", 3), ("other-policy", "opencps-hours, weekends-only")),
    (dossier("2026-11-20 17:30", "2026-11-27 07:00", 4), ("other-hour", "tan-dan, without-culture-day")),
    # a waiting
    (dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-04"), ("pause", "pause")),
    (
        dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-04", finished_on="2026-03-09"),
        ("pause", "pause"),
    ),
    (
        dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-04", finished_on="2026-03-06"),
        ("pause", "restart"),
    ),
    (
        dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-04", finished_on="2026-03-04"),
        ("unexplained", ""),
    ),
    (
        dossier("2026-03-02", "2026-03-10", waiting_since="2026-03-06", finished_on="2026-03-06"),
        ("unexplained", ""),
    ),
    (dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-10"), ("unexplained", "")),
    (dossier("2026-03-02", "2026-03-12", waiting_since="2026-03-01"), ("unexplained", "")),
    (dossier("2026-03-02", "2026-03-06", waiting_since="2026-03-04"), ("unexplained", "")),
    (
        dossier("2026-03-02", "2026-03-12", original_due_on="2026-03-09", waiting_since="2026-03-04"),
        ("pause", "new-date"),
    ),
    # reset by hand
    (dossier("2026-03-02", "2026-03-16", original_due_on="2026-03-09"), ("reset", "new-date")),
    (dossier("2026-03-02", "2026-03-09", original_due_on="2026-03-05"), ("same", "")),
    (dossier("2026-03-02", "2026-03-12", original_due_on="2026-03-12"), ("unexplained", "")),
    (dossier("2026-03-02", "2026-03-13", finished_on="2026-03-13"), ("reset", "finished-day")),
    (dossier("2026-03-02", "2026-03-05", finished_on="2026-03-05"), ("unexplained", "")),
    # not comparable
    (dossier(None, "2026-03-09"), ("not-comparable", "no-reception")),
    (dossier("2026-03-02", None), ("not-comparable", "no-due-date")),
    (dossier("2026-03-02", "2026-03-09", None, None), ("not-comparable", "no-limit")),
    (dossier("2026-03-02", "2026-03-09", 5, "unknown"), ("not-comparable", "not-computable")),
    (dossier("2026-03-02", "2026-03-09", 0, "working-day"), ("not-comparable", "not-computable")),
    (dossier("2026-03-02", "2026-03-09", 4, "working-hour"), ("not-comparable", "not-computable")),
    (dossier("2026-03-02", "2026-03-09", None, "working-hour"), ("not-comparable", "not-computable")),
]


@pytest.mark.parametrize(
    ("row", "expected"),
    PLAIN,
    ids=[" ".join((*expected, str(index))) for index, (_, expected) in enumerate(PLAIN)],
)
def test_the_reason(row: dict[str, object], expected: tuple[str, str]) -> None:
    assert answer(row) == expected


def test_every_row_of_the_table_and_every_reason_has_a_case() -> None:
    seen = {expected for _, expected in PLAIN}
    assert {reason for reason, _ in seen} == {reason.value for reason in DueReason}
    assert set(ROW_NAMES.values()) <= {by for _, by in seen}


@pytest.fixture(scope="module")
def whole() -> DueCheck:
    """Return the check of every case in one table."""
    rows = [{"code": f"H10.1-260302-{i:04}", **row} for i, (row, _) in enumerate(PLAIN)]
    return due_check(table(*rows), examples=2)


def test_one_table_gives_the_answers_of_single_rows(whole: DueCheck) -> None:
    answers = whole.checked.select("due_reason", "due_by").rows()
    assert answers == [expected for _, expected in PLAIN]


def test_the_groups_add_up_and_come_in_order(whole: DueCheck) -> None:
    assert whole.dossiers == len(PLAIN) == whole.count() == sum(group.count for group in whole.groups)
    for reason in DueReason:
        assert whole.count(reason) == sum(expected[0] == reason.value for _, expected in PLAIN)
    assert whole.count(DueReason.CALENDAR, "without-swaps") == 2
    order = list(DueReason)
    keys = [(order.index(group.reason), -group.count, group.by) for group in whole.groups]
    assert keys == sorted(keys)


def test_a_group_opens_to_its_dossiers(whole: DueCheck) -> None:
    opened = whole.open(DueReason.CALENDAR, "without-swaps")
    assert opened["received_on"].to_list() == [date(2024, 4, 24), date(2025, 12, 25)]
    assert len(whole.open(DueReason.CALENDAR)) == whole.count(DueReason.CALENDAR)
    assert set(opened.columns) == {*whole.checked.columns}
    assert not {"matching_policy", "due_difference", "paused_to"} & set(opened.columns)


def test_examples_show_the_first_dossiers(whole: DueCheck) -> None:
    group = next(group for group in whole.groups if group.by == "without-swaps")
    first, second = group.examples
    assert first.code == "H10.1-260302-0017"
    assert (first.received_on, first.due_on, first.legal_due_on) == (
        date(2024, 4, 24),
        date(2024, 5, 3),
        date(2024, 5, 4),
    )
    assert first.limit == "5 ngày làm việc"
    assert first.source is None
    assert (group.earliest, group.latest) == (-3, -1)
    assert second.legal_due_on == date(2026, 1, 5)
    assert all(len(group.examples) == min(2, group.count) for group in whole.groups)


def test_the_source_of_an_example() -> None:
    row = dossier("2026-03-02", "2026-03-06")
    row |= {"source_file": "a.xlsx", "source_sheet": "Trang 1", "source_row": 7}
    (group,) = due_check(table(row)).groups
    assert str(group.examples[0].source) == "a.xlsx [Trang 1] row 7"
    shown = group.examples[0].to_dict()
    assert (shown["file"], shown["sheet"], shown["row"]) == ("a.xlsx", "Trang 1", 7)


def test_the_answer_is_plain_data(whole: DueCheck) -> None:
    data = json.loads(json.dumps(whole.to_dict()))
    assert set(data) == {
        *("dossiers", "calendar", "calendar_digest", "data_version", "provisional", "rules_digest"),
        "groups",
    }
    assert data["dossiers"] == len(PLAIN)
    groups = {(group["reason"], group["by"]): group for group in data["groups"]}
    hours = groups["other-hour", "tan-dan"]
    assert hours["examples"][0]["received"] == "2026-03-02T08:17:00+07:00"
    assert hours["days_off_the_law"] == [0, 0]
    assert groups["not-comparable", "no-reception"]["days_off_the_law"] is None


def test_a_stored_check_has_no_frame(whole: DueCheck) -> None:
    converter = make_converter()
    stored = converter.structure(json.loads(json.dumps(converter.unstructure(whole))), DueCheck)
    assert stored == whole
    with pytest.raises(FormError):
        stored.open(DueReason.SAME)


def test_exported_columns_stay_as_they_were(whole: DueCheck) -> None:
    rows = table(*(row for row, _ in PLAIN))
    for name in ("received_on", "received_at", "due_on", "due_at", "original_due_on", "limit_amount"):
        assert whole.checked[name].to_list() == rows[name].to_list()


def test_an_old_legal_due_date_is_not_trusted() -> None:
    row = dossier("2026-03-02", "2026-03-09", legal_due_on="2026-03-30")
    row["legal_due_at"] = at("2026-03-30 09:00")
    checked = due_check(table(row))
    assert checked.checked["legal_due_on"].to_list() == [date(2026, 3, 9)]
    assert checked.checked["legal_due_at"].to_list() == [None]


def test_the_policy_of_most_rows_is_named_where_two_fit() -> None:
    """At 08:15 tan-dan and opencps-hours give the same moment; the other rows tell which system it is."""
    both = dossier("2026-03-02 08:15", "2026-03-09 08:15")
    only_tan_dan = dossier("2026-03-02 08:17", "2026-03-09 08:17")
    assert answer(both) == ("other-hour", "opencps-hours")
    assert due_check(table(both, only_tan_dan)).count(DueReason.OTHER_HOUR, "tan-dan") == 2


def test_tables_of_the_caller_come_before_the_derived_ones() -> None:
    row = dossier("2024-04-24", "2024-05-03")
    ours = load_calendar().with_fact(DayFact(date(2024, 4, 25), DayKind.LOCAL_OFF))
    wrong = load_calendar().with_fact(DayFact(date(2024, 4, 29), DayKind.LOCAL_WORKING))
    assert answer(row, tables={"ours": ours}) == ("calendar", "without-swaps")
    assert answer(row, tables={"Monday worked": wrong}) == ("calendar", "Monday worked")
    assert answer(row, tables={"without-swaps": load_calendar()}) == ("unexplained", "")


def test_a_calendar_of_the_caller_is_the_law_of_its_rows() -> None:
    calendar = load_calendar().with_fact(DayFact(date(2026, 3, 7), DayKind.LOCAL_WORKING))
    row = dossier("2026-03-02", "2026-03-07")
    assert answer(row, calendar=calendar) == ("same", "")
    checked = due_check(table(row), calendar=calendar)
    assert checked.calendar_digest == calendar.digest


def test_office_hours_of_the_agency() -> None:
    hours = OfficeHours.parse("08:00-12:00,13:30-17:30")
    row = dossier("2026-03-02 16:30", "2026-03-02 17:30", 1, "working-hour")
    assert answer(row, office_hours=hours) == ("same", "")
    assert answer(row) == ("unexplained", "")


def test_a_due_day_past_the_notices_is_provisional() -> None:
    assert not due_check(table(dossier("2026-03-02", "2026-03-09"))).provisional
    assert due_check(table(dossier("2028-03-01", "2028-03-08"))).provisional


def test_lazy_frames_and_absent_optional_columns() -> None:
    frame = table(dossier("2026-03-02", "2026-03-06"))
    lean = frame.drop("received_at", "source_file", "source_sheet", "source_row", "code").lazy()
    (group,) = due_check(lean).groups
    assert (group.reason, group.examples[0].code) == (DueReason.UNEXPLAINED, None)
    without_limits = frame.drop("limit_amount", "limit_unit")
    assert due_check(without_limits).groups[0].by == "no-limit"
    categorical = frame.with_columns(pl.col("limit_unit").cast(pl.Categorical))
    assert due_check(categorical).count(DueReason.UNEXPLAINED) == 1


def test_an_empty_table() -> None:
    checked = due_check(table())
    assert (checked.dossiers, checked.groups, checked.provisional) == (0, (), False)


def test_a_frame_that_is_not_the_table() -> None:
    with pytest.raises(TableError):
        due_check(pl.DataFrame({"received_on": [date(2026, 3, 2)]}))


def test_the_table_in_words() -> None:
    rules = due_difference()
    for lang in ("vi", "en"):
        assert len(rules.sentences(lang)) == len(rules.rows)
    assert rules.rows[-1].answer is DueReason.UNEXPLAINED
    assert {row.name for row in rules.rows} >= set(ROW_NAMES)


def test_limits_in_words() -> None:
    assert limit_words(3.0, "month") == "3 tháng"
    assert limit_words(2.5, "working-day") is None
    assert limit_words(None, "month") is limit_words(3.0, None) is None
