"""Procedures in dated versions, and the catalogue on a day."""

from __future__ import annotations

from datetime import date

import pytest

from tthc.channels import Channel, OnlineLevel
from tthc.errors import RuleError
from tthc.limits import WorkingDays
from tthc.places import Level
from tthc.procedures import Catalogue, Procedure, ProcedureLimit, SupplementEffect

ROWS = [
    {
        "code": "1.004859",
        "name": "Thay đổi, cải chính hộ tịch",
        "field_code": "G15-HT03",
        "field_name": "Hộ tịch",
        "level": "commune",
        "online_level": "full",
        "limit": "05 ngày làm việc",
        "effective_until": "2025-06-30",
    },
    {
        "code": "1.004859",
        "name": "Thay đổi, cải chính hộ tịch",
        "field_name": "Hộ tịch",
        "level": "commune",
        "limit": "03 ngày làm việc",
        "effective_from": "2025-07-01",
    },
    {
        "code": "1.004859",
        "name": "Thay đổi, cải chính hộ tịch",
        "field_name": "Hộ tịch",
        "level": "commune",
        "limit": "02 ngày làm việc",
        "channel": "online",
        "effective_from": date(2025, 7, 1),
    },
    {
        "code": "1.004859",
        "name": "Thay đổi, cải chính hộ tịch",
        "field_name": "Hộ tịch",
        "level": "commune",
        "limit": "06 ngày làm việc",
        "case": "cần xác minh",
        "effective_from": date(2025, 7, 1),
    },
    {"code": "2.000635", "supplement_effect": "pause", "linked_group": "birth"},
]


def error_of(*rows: dict[str, object]) -> RuleError:
    with pytest.raises(RuleError) as caught:
        Catalogue.from_rows(rows)
    assert "<" not in caught.value.message("vi").replace("<RuleError", "")
    return caught.value


def test_the_version_in_force_on_a_day() -> None:
    catalogue = Catalogue.from_rows(ROWS)
    before = catalogue.at(date(2025, 6, 30))["1.004859"]
    after = catalogue.at(date(2025, 7, 1))["1.004859"]
    assert before.limit_for() == WorkingDays(5)
    assert (before.level, before.online_level) == (Level.COMMUNE, OnlineLevel.FULL)
    assert (before.field_code, before.field_name) == ("G15-HT03", "Hộ tịch")
    assert after.limit_for(Channel.DIRECT) == WorkingDays(3)
    assert after.limit_for(Channel.ONLINE) == WorkingDays(2)
    assert after.limit_for(Channel.ONLINE, "cần xác minh") == WorkingDays(6)
    assert after.limit_for(Channel.ONLINE, "trường hợp khác") is None


def test_a_view_is_a_mapping_of_one_day() -> None:
    view = Catalogue.from_rows(ROWS).at(date(2026, 1, 5))
    assert list(view) == ["1.004859", "2.000635"]
    assert (len(view), view.day) == (2, date(2026, 1, 5))
    assert view.find("2.000635").linked_group == "birth"
    assert view["2.000635"].supplement_effect is SupplementEffect.PAUSE
    assert view["1.004859"].supplement_effect is SupplementEffect.RESTART
    assert view["2.000635"].limit_for() is None
    assert view.get("9.999999") is None
    with pytest.raises(RuleError) as caught:
        view.find("9.999999")
    assert caught.value.code == "procedure.unknown"


def test_a_procedure_ends_with_its_last_day() -> None:
    catalogue = Catalogue.from_rows(ROWS[:1])
    assert "1.004859" in catalogue.at(date(2025, 6, 30))
    assert "1.004859" not in catalogue.at(date(2025, 7, 1))
    later = Catalogue.of([Procedure(code="x", effective_from=date(2026, 1, 1))])
    assert "x" not in later.at(date(2025, 12, 31))


def test_the_order_of_versions_does_not_matter() -> None:
    assert Catalogue.from_rows(reversed(ROWS)).at(date(2026, 1, 5)).keys() == {"1.004859", "2.000635"}
    versions = [
        Procedure(code="x", name="new", effective_from=date(2026, 1, 1)),
        Procedure(code="x", name="old"),
    ]
    assert Catalogue.of(versions) == Catalogue.of(versions[::-1])
    assert Catalogue.of(versions).at(date(2025, 12, 31))["x"].name == "old"


def test_an_agency_of_its_own_channel_falls_back_to_every_channel() -> None:
    limits = (ProcedureLimit(WorkingDays(5)), ProcedureLimit(WorkingDays(3), channel=Channel.POST))
    procedure = Procedure(code="x", limits=limits)
    assert procedure.limit_for(Channel.POST) == WorkingDays(3)
    assert procedure.limit_for(Channel.ONLINE) == WorkingDays(5)
    assert procedure.limit_for() == WorkingDays(5)


@pytest.mark.parametrize(
    ("row", "code", "word"),
    [
        ({"name": "x"}, "procedure.missing-field", "code"),
        ({"code": ""}, "procedure.missing-field", "code"),
        ({"code": "x", "colour": "red"}, "procedure.unknown-column", "colour"),
        ({"code": "x", "level": "village"}, "procedure.bad-value", "level"),
        ({"code": "x", "limit": "1 tháng", "channel": "fax"}, "procedure.bad-value", "channel"),
        ({"code": "x", "limit": "chưa rõ"}, "procedure.bad-value", "limit"),
        ({"code": "x", "effective_from": "01/07/2025"}, "procedure.bad-value", "effective_from"),
    ],
)
def test_a_bad_row_is_named(row: dict[str, object], code: str, word: str) -> None:
    error = error_of({"code": "good"}, row)
    assert error.code == code
    assert error.details["row"] == 2
    assert word in str(error)


def test_rows_that_disagree_are_refused() -> None:
    conflict = error_of({"code": "x", "name": "a"}, {"code": "x", "name": "b"})
    assert (conflict.code, conflict.details["field"]) == ("procedure.conflict", "name")
    twice = error_of({"code": "x", "limit": "5 ngày"}, {"code": "x", "limit": "6 ngày"})
    assert twice.code == "procedure.two-limits"


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2026, 6, 1)])
def test_versions_that_overlap_are_refused(until: date) -> None:
    versions = [
        Procedure(code="x", effective_until=until),
        Procedure(code="x", effective_from=date(2026, 1, 1)),
    ]
    with pytest.raises(RuleError) as caught:
        Catalogue.of(versions)
    assert caught.value.code == "procedure.overlap"
    with pytest.raises(RuleError):
        Catalogue.of([Procedure(code="x"), Procedure(code="x", name="again")])
