"""Counts of parts: kept and recalled as they were, under names that change with the question."""

from __future__ import annotations

import json
from datetime import date

import attrs
import pytest
from tests.canonical import SAMPLE

from tthc.errors import FormError
from tthc.findings import Finding
from tthc.outcomes import Basis, CountingPolicy, Withdrawn
from tthc.periods import ReportingPeriod
from tthc.tallies import Tally, tally
from tthc.tallies.parts import Part, PartQuestion, add_tallies, keep_part, recall_part

MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
AS_OF = date(2026, 4, 1)
ASKED = PartQuestion(period=MARCH, as_of=AS_OF)
PART = Part(name="province=H10/month=2026-03", content="0a")


def count(frame: object = SAMPLE, **more: object) -> Tally:
    return tally(frame, **{"period": MARCH, "as_of": AS_OF, **more})  # type: ignore[arg-type]


def test_what_is_kept_is_recalled() -> None:
    counted = count()
    recalled, wrong = recall_part(keep_part(counted, PART, ASKED), PART, ASKED)
    assert recalled == counted
    assert wrong == ()


def test_notes_are_kept_too() -> None:
    counted = attrs.evolve(
        count(), notes=(Finding("zone-converted", count=3, details={"columns": "due_at"}),)
    )
    recalled, _ = recall_part(keep_part(counted, PART, ASKED), PART, ASKED)
    assert recalled is not None
    assert recalled.notes == counted.notes


def test_a_part_that_changed_is_counted_anew() -> None:
    changed = attrs.evolve(PART, content="0b")
    assert ASKED.key(changed) == ASKED.key(PART)
    assert recall_part(keep_part(count(), PART, ASKED), changed, ASKED) == (None, ())


OTHER_QUESTIONS = (
    attrs.evolve(ASKED, period=ReportingPeriod(date(2026, 2, 1), date(2026, 3, 31))),
    attrs.evolve(ASKED, as_of=date(2026, 4, 2)),
    attrs.evolve(ASKED, basis=Basis.LEGAL),
    attrs.evolve(ASKED, policy=CountingPolicy(withdrawn=Withdrawn.BY_DATE)),
    attrs.evolve(ASKED, about="events"),
)


@pytest.mark.parametrize("other", OTHER_QUESTIONS)
def test_another_question_has_another_name(other: PartQuestion) -> None:
    assert other.key(PART) != ASKED.key(PART)
    tally_kept = keep_part(count(), PART, ASKED)
    recalled, (finding,) = recall_part(tally_kept, PART, other)
    assert recalled is None
    assert (finding.code, finding.details["part"]) == ("state.foreign", PART.name)


def test_another_data_version_has_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ASKED.key(PART)
    monkeypatch.setattr("tthc.tallies.parts.data_version", lambda: "1999-01-01")
    assert ASKED.key(PART) != before


def test_counts_of_another_part_are_foreign() -> None:
    other = attrs.evolve(PART, name="province=H29/month=2026-03")
    recalled, (finding,) = recall_part(keep_part(count(), PART, ASKED), other, ASKED)
    assert (recalled, finding.code) == (None, "state.foreign")


def test_every_damage_is_noticed() -> None:
    kept = keep_part(count(), PART, ASKED)
    for place in range(0, len(kept), 7):
        for damaged in (kept[:place], kept[:place] + b"\x00" + kept[place + 1 :]):
            recalled, (finding,) = recall_part(damaged, PART, ASKED)
            assert (recalled, finding.code) == (None, "state.damaged")


def test_a_body_of_another_shape_is_damaged() -> None:
    import hashlib

    for body in ({}, [], {"tally": {}, "notes": []}, 1):
        text = json.dumps(body).encode()
        kept = hashlib.sha256(text).hexdigest().encode() + b"\n" + text
        recalled, (finding,) = recall_part(kept, PART, ASKED)
        assert (recalled, finding.code) == (None, "state.damaged")


def test_an_answer_to_another_question_is_not_kept() -> None:
    with pytest.raises(FormError, check=lambda error: error.code == "tally.unlike"):
        keep_part(count(as_of=date(2026, 4, 2)), PART, ASKED)


def test_the_sum_of_parts_is_the_whole() -> None:
    parts = [count(SAMPLE[place : place + 1]) for place in range(SAMPLE.height)]
    assert add_tallies(parts) == count()
    assert add_tallies(parts) == sum(parts[1:], parts[0])
    assert add_tallies(parts[:1]) == parts[0]


def test_unlike_parts_do_not_add() -> None:
    with pytest.raises(FormError, check=lambda error: error.code == "tally.unlike"):
        add_tallies([count(), count(as_of=date(2026, 4, 2))])
    with pytest.raises(FormError, check=lambda error: error.code == "tally.no-parts"):
        add_tallies([])
