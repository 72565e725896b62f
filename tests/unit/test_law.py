"""Dated rules: what is in force on a day, and every way a rule file can be broken."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from tthc.errors import RuleError
from tthc.law import (
    Certainty,
    Dated,
    Enacted,
    LegalRef,
    data_version,
    merge_rules,
    parse_rules,
    rule_book,
)

BROKEN = {
    "not-toml": "rule.not-toml",
    "unknown-rule-key": "rule.unknown-key",
    "unknown-value-key": "rule.unknown-key",
    "unknown-law-key": "rule.unknown-key",
    "missing-verified-through": "rule.missing-field",
    "missing-values": "rule.missing-field",
    "empty-values": "rule.empty",
    "missing-from": "rule.missing-field",
    "missing-value": "rule.missing-field",
    "missing-law": "rule.no-law",
    "empty-law": "rule.no-law",
    "missing-document": "rule.missing-field",
    "descending": "rule.order",
    "same-day-twice": "rule.order",
    "unknown-certainty": "rule.bad-field",
    "day-as-text": "rule.bad-field",
    "day-as-moment": "rule.bad-field",
    "document-as-number": "rule.bad-field",
    "values-as-text": "rule.bad-field",
    "value-not-table": "rule.bad-field",
    "group-not-table": "rule.bad-field",
    "rule-not-table": "rule.bad-field",
}
FIXTURES = Path(__file__).parent / "broken_rules"

GOOD = """
[a.b]
title_vi = "Một quy định"
verified_through = 2027-12-31

[[a.b.values]]
from = 2006-01-01
value = 10
certainty = "memory"
law = [{ document = "33/2005/QH11" }]

[[a.b.values]]
from = 2017-01-01
value = 20
law = [{ document = "91/2015/QH13", provision = "Điều 147", checked = 2026-11-21 }]
"""


def test_every_fixture_is_named() -> None:
    assert {path.stem for path in FIXTURES.glob("*.toml")} == BROKEN.keys()


@pytest.mark.parametrize(("name", "code"), BROKEN.items(), ids=BROKEN)
def test_a_broken_rule_file_is_refused(name: str, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rules((FIXTURES / f"{name}.toml").read_text(encoding="utf-8"))
    assert caught.value.code == code
    for lang in ("vi", "en"):
        message = caught.value.message(lang)
        assert message != code
        assert "<" not in message  # every detail the message needs is given


def test_the_value_in_force_on_a_day() -> None:
    rule = parse_rules(GOOD)["a.b"]
    assert rule.at(date(2006, 1, 1)).value == 10
    assert rule.at(date(2016, 12, 31)).certainty is Certainty.MEMORY
    assert rule.at(date(2017, 1, 1)).value == 20
    assert rule.at(date(2050, 1, 1)).law == (
        LegalRef("91/2015/QH13", "Điều 147", checked=date(2026, 11, 21)),
    )
    assert rule.title_vi == "Một quy định"
    with pytest.raises(RuleError) as caught:
        rule.at(date(2005, 12, 31))
    assert caught.value.code == "rule.not-in-force"


def test_after_the_last_check_a_value_is_provisional() -> None:
    rule = parse_rules(GOOD)["a.b"]
    assert not rule.is_provisional(date(2027, 12, 31))
    assert rule.is_provisional(date(2028, 1, 1))


def test_a_book_knows_its_rules() -> None:
    book = merge_rules([parse_rules(GOOD)])
    assert book["a.b"].key == "a.b"
    assert book.at(date(2005, 1, 1)) == {}
    assert book.at(date(2010, 1, 1))["a.b"].value == 10
    with pytest.raises(RuleError) as unknown:
        book["a.c"]
    assert unknown.value.code == "rule.unknown"
    with pytest.raises(RuleError) as twice:
        merge_rules([parse_rules(GOOD), parse_rules(GOOD)])
    assert twice.value.code == "rule.twice"


def test_a_value_needs_a_law() -> None:
    with pytest.raises(ValueError, match="law"):
        Enacted(date(2017, 1, 1), "x", law=())
    with pytest.raises(RuleError) as caught:
        Dated("a.b", (), verified_through=date(2027, 12, 31))
    assert caught.value.code == "rule.empty"


def test_the_rules_of_the_package_are_whole() -> None:
    book = rule_book()
    assert {"count.first_day", "count.day_end", "count.month_end", "count.roll"} <= book.values.keys()
    for rule in book.values.values():
        assert rule.title_vi
        for entry in rule.entries:
            assert any(law.checked for law in entry.law) or entry.certainty is not Certainty.VERIFIED


def test_certainty_is_ordered_from_the_surest() -> None:
    assert [each.weakness for each in Certainty] == [0, 1, 2, 3]
    assert Certainty.weakest([]) is Certainty.VERIFIED
    assert Certainty.weakest([Certainty.REPORTED, Certainty.PRACTICE]) is Certainty.REPORTED


def test_the_data_version_is_a_day() -> None:
    assert date.fromisoformat(data_version()).isoformat() == data_version()


def test_errors_can_be_pickled() -> None:
    error = RuleError("rule.unknown", key="a.c")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.code, str(again)) == (RuleError, error.code, str(error))
