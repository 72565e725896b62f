"""The life of a dossier: what each phase allows, what is refused and how, and the state as of a day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import product
from xml.etree import ElementTree

import pytest

from tthc.calendars import VIETNAM
from tthc.dossiers import Dossier, DossierEvent, Effect, EventKind, Status
from tthc.errors import LifecycleError, RuleError
from tthc.findings import Severity
from tthc.lifecycle import (
    ANSWERS,
    REQUESTS,
    Phase,
    PhaseGroup,
    State,
    advance,
    fold,
    fold_or_findings,
    lifecycle_diagram,
    lifecycle_svg,
    parse_transitions,
    snapshot,
    transitions,
)
from tthc.outcomes import Outcome, classify
from tthc.periods import ReportingPeriod

DAY = date(2026, 10, 5)
KINDS = {kind.value: kind for kind in EventKind}


def history(*steps: str) -> tuple[DossierEvent, ...]:
    """Read "reception 5, result 9": kinds with days of October 2026."""
    found = []
    for seq, step in enumerate(steps, start=1):
        kind, day = step.split()
        found.append(DossierEvent(seq, KINDS[kind], on=date(2026, 10, int(day))))
    return tuple(found)


def refused(*steps: str) -> LifecycleError:
    with pytest.raises(LifecycleError) as caught:
        fold(history(*steps))
    return caught.value


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ((), 1),
        (("supplement-request 5",), 1),
        (("supplement-request 5", "supplement-answer 6"), 1),
        (("refusal 5",), 3),
        (("reception 5",), 2),
        (("reception 5", "transfer 5"), 4),
        (("reception 5", "apology 6"), 2),
        (("reception 5", "supplement-request 6"), 5),
        (("reception 5", "supplement-request 6", "transfer 6"), 5),
        (("reception 5", "supplement-request 6", "supplement-answer 7"), 4),
        (("reception 5", "obligation-request 6"), 6),
        (("reception 5", "confirmation-request 6"), 4),
        (("reception 5", "incident-start 6"), 4),
        (("reception 5", "withdrawal 6"), 7),
        (("reception 5", "supplement-request 6", "stop 30"), 8),
        (("reception 5", "result 6"), 9),
        (("reception 5", "refusal 6"), 9),
        (("reception 5", "result 6", "hand-over 7"), 10),
        (("reception 5", "refusal 6", "hand-over 7"), 10),
    ],
)
def test_a_history_ends_in_its_national_status(steps: tuple[str, ...], status: int) -> None:
    assert fold(history(*steps)).status == Status(status)


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        ("second-reception", ("reception 5", "reception 5")),
        ("second-reception", ("reception 5", "result 6", "reception 7")),
        ("not-received", ("result 5",)),
        ("not-received", ("apology 5",)),
        ("answer-without-request", ("supplement-answer 5",)),
        ("answer-without-request", ("reception 5", "obligation-done 6")),
        ("answer-without-request", ("reception 5", "obligation-request 6", "supplement-answer 7")),
        ("overlapping-stop", ("reception 5", "supplement-request 6", "supplement-request 7")),
        ("overlapping-stop", ("reception 5", "incident-start 6", "obligation-request 7")),
        ("ended", ("reception 5", "result 6", "result 7")),
        ("ended", ("reception 5", "withdrawal 6", "hand-over 7")),
        ("ended", ("reception 5", "result 6", "withdrawal 7")),
        ("not-allowed", ("reception 5", "hand-over 6")),
        ("not-allowed", ("reception 5", "supplement-request 6", "apology 7")),
        ("out-of-order", ("reception 5", "result 4")),
    ],
)
def test_what_cannot_happen_is_refused_with_its_code(code: str, steps: tuple[str, ...]) -> None:
    error = refused(*steps)
    assert error.code == f"lifecycle.{code}"
    assert error.details["seq"] == len(steps)
    for lang in ("vi", "en"):
        assert "<" not in error.message(lang)


def test_a_refused_event_leaves_the_state_as_it_was() -> None:
    state = fold(history("reception 5", "supplement-request 6"))
    before = (state, hash(state))
    with pytest.raises(LifecycleError, match="open since 2026-10-06"):
        advance(state, DossierEvent(3, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7)))
    assert (state, hash(state)) == before
    assert state.waiting_since == date(2026, 10, 6)


def test_order_is_told_by_number_day_and_moment() -> None:
    nine = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)
    first = DossierEvent(1, EventKind.RECEPTION, at=nine)
    noon = DossierEvent(2, EventKind.TRANSFER, on=DAY)
    state = fold((first, noon))
    assert state.at == nine  # a day without a moment keeps the last one known
    for late in (
        DossierEvent(2, EventKind.RESULT, on=DAY),
        DossierEvent(3, EventKind.RESULT, on=DAY - timedelta(days=1)),
        DossierEvent(3, EventKind.RESULT, at=nine - timedelta(minutes=1)),
    ):
        with pytest.raises(LifecycleError) as caught:
            advance(state, late)
        assert caught.value.code == "lifecycle.out-of-order"
    assert advance(state, DossierEvent(3, EventKind.RESULT, at=nine)).status is Status.DONE


def test_data_gives_findings_and_the_rest_of_the_history() -> None:
    events = history("reception 5", "reception 6", "supplement-answer 7", "result 9", "hand-over 8")
    folded = fold_or_findings(reversed(events))
    assert [finding.code for finding in folded.findings] == [
        "lifecycle.second-reception",
        "lifecycle.answer-without-request",
        "lifecycle.out-of-order",
    ]
    assert {finding.severity for finding in folded.findings} == {Severity.ERROR}
    assert folded.state.status is Status.DONE
    assert fold(folded.events) == folded.state


# -- the table ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("phase", "kind"), list(product(Phase, EventKind)), ids=str)
def test_every_pair_of_phase_and_event_has_an_answer(phase: Phase, kind: EventKind) -> None:
    table = transitions()
    following = table.following(phase, kind)
    if following is None:
        assert table.refusal(phase, kind).startswith("lifecycle.")
        return
    group, after = table.rows[phase].group, table.rows[following].group
    if kind in REQUESTS:
        assert after in (PhaseGroup.WAITING, PhaseGroup.BEFORE)
    if kind in ANSWERS:
        assert after in (PhaseGroup.RUNNING, PhaseGroup.BEFORE)
    if group is PhaseGroup.ENDED:
        assert kind is EventKind.HAND_OVER


def test_every_phase_can_be_reached() -> None:
    seen, found = set(), [Phase.SUBMITTED]
    while found:
        phase = found.pop()
        if phase not in seen:
            seen.add(phase)
            found += transitions().rows[phase].on.values()
    assert seen == set(Phase)


TEXT = files("tthc").joinpath("data/lifecycle/transitions.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('name = "incident"', 'name = "sleeping"', "rule.bad-field"),
        ("status = 10", "status = 11", "rule.bad-field"),
        ('hand-over = "handed-over"', 'handing = "handed-over"', "rule.bad-field"),
        ('hand-over = "handed-over"', 'hand-over = "gone"', "rule.bad-field"),
        ("status = 10\n", "", "rule.bad-field"),
        ('name = "incident"', 'name = "done"', "rule.missing-field"),
        ('code = "lifecycle.not-allowed"', 'code = "x"\nkinds = ["result"]', "rule.missing-field"),
        ("[[states]]", "[[states", "rule.bad-field"),
    ],
)
def test_a_broken_table_is_refused(before: str, after: str, code: str) -> None:
    assert before in TEXT
    with pytest.raises(RuleError) as caught:
        parse_transitions(TEXT.replace(before, after, 1))
    assert caught.value.code == code


def test_the_drawing_has_every_state_and_every_event() -> None:
    for lang in ("vi", "en"):
        drawing = lifecycle_diagram(lang)
        assert len(re.findall(r"^  \"[a-z-]+\" \[label", drawing, re.MULTILINE)) == len(Phase)
        arrows = "".join(re.findall(r"-> .*", drawing))
        assert all(kind.value in arrows for kind in EventKind)
    assert "Đã trả kết quả (10)" in lifecycle_diagram("vi")
    for draw in (lifecycle_diagram, lifecycle_svg):
        with pytest.raises(RuleError):
            draw("fr")


def test_the_picture_is_well_formed_and_has_an_arrow_for_every_change_of_state() -> None:
    rows = transitions().rows.values()
    changes = {(row.phase, following) for row in rows for following in row.on.values()}
    wanted = sum(source is not target for source, target in changes)
    for lang, word in (("vi", "Đã trả kết quả"), ("en", "handed over")):
        picture = lifecycle_svg(lang)
        root = ElementTree.fromstring(picture)
        arrows = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("marker-end")]
        assert len(arrows) == wanted
        assert word in picture
        assert "\n" not in picture  # a Markdown page takes it as one block


# -- events ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"at": datetime(2026, 10, 5, 9)}, "event.naive-moment"),
        ({"on": datetime(2026, 10, 5, 9, tzinfo=VIETNAM)}, "event.not-a-day"),
        ({"on": DAY, "until": "2026-10-30"}, "event.not-a-day"),
        ({}, "event.no-day"),
        ({"on": DAY, "at": datetime(2026, 10, 6, 9, tzinfo=VIETNAM)}, "event.two-days"),
    ],
)
def test_an_event_that_is_none_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(LifecycleError) as caught:
        DossierEvent(1, EventKind.RECEPTION, **fields)  # type: ignore[arg-type]
    assert caught.value.code == code


# -- snapshots ---------------------------------------------------------------------------------

DOSSIER = Dossier(
    code="H56.17-261005-0001",
    received_on=DAY,
    due_on=date(2026, 10, 30),
    original_due_on=date(2026, 10, 19),
    finished_on=date(2026, 10, 28),
    returned_on=date(2026, 10, 29),
    status=Status.RETURNED,
)
EVENTS = (
    *history("reception 5", "obligation-request 7", "obligation-done 9"),
    DossierEvent(4, EventKind.APOLOGY, on=date(2026, 10, 16), until=date(2026, 10, 30)),
    DossierEvent(5, EventKind.RESULT, on=date(2026, 10, 28)),
    DossierEvent(6, EventKind.HAND_OVER, on=date(2026, 10, 29)),
)


@pytest.mark.parametrize(
    ("day", "status", "waiting", "due", "end"),
    [
        (4, 1, None, 19, (None, None)),
        (5, 2, None, 19, (None, None)),
        (7, 6, 7, 19, (None, None)),
        (9, 4, None, 19, (None, None)),
        (15, 4, None, 19, (None, None)),
        (16, 4, None, 30, (None, None)),
        (28, 9, None, 30, (28, None)),
        (29, 10, None, 30, (28, 29)),
    ],
)
def test_a_snapshot_shows_what_was_known_that_day(
    day: int, status: int, waiting: int | None, due: int, end: tuple[int | None, int | None]
) -> None:
    def october(number: int | None) -> date | None:
        return date(2026, 10, number) if number else None

    taken = snapshot(DOSSIER, on=date(2026, 10, day), events=EVENTS)
    assert taken.status == Status(status)
    assert (taken.waiting_since, taken.due_on) == (october(waiting), october(due))
    assert (taken.finished_on, taken.returned_on) == tuple(map(october, end))
    assert taken.received_on == (None if day < 5 else DAY)
    assert taken.original_due_on == (date(2026, 10, 19) if day >= 16 else None)


def test_a_snapshot_can_be_counted() -> None:
    period = ReportingPeriod(date(2026, 9, 15), date(2026, 10, 14))
    taken = snapshot(DOSSIER, on=period.last, events=EVENTS)
    assert classify(taken, period=period, as_of=date(2026, 10, 30)).outcome is Outcome.WITHIN


def test_without_events_the_row_is_its_own_snapshot() -> None:
    assert snapshot(DOSSIER, on=DAY) is DOSSIER


def test_a_reception_without_event_is_that_of_the_dossier() -> None:
    later = history("result 28", "hand-over 29")
    assert snapshot(DOSSIER, on=date(2026, 10, 6), events=later).status is Status.RECEIVED
    assert snapshot(DOSSIER, on=date(2026, 10, 4), events=later).status is Status.NEW
    assert snapshot(DOSSIER, on=date(2026, 10, 4), events=later).received_on is None


def test_moments_come_with_their_days() -> None:
    nine = datetime(2026, 10, 6, 9, tzinfo=VIETNAM)
    events = (*history("reception 5"), DossierEvent(2, EventKind.RESULT, at=nine, effect=Effect.NONE))
    taken = snapshot(DOSSIER, on=date(2026, 10, 6), events=events)
    assert (taken.finished_on, taken.finished_at) == (nine.date(), nine)


def test_a_new_date_without_the_first_one_keeps_the_exported_day_until_then() -> None:
    dossier = Dossier(code="x", received_on=DAY, due_on=date(2026, 10, 30), status=Status.IN_PROGRESS)
    assert (
        snapshot(dossier, on=date(2026, 10, 15), events=EVENTS[:4]).due_on is None
    )  # nobody knows the first
    other = Dossier(code="x", received_on=DAY, due_on=date(2026, 10, 19), status=Status.IN_PROGRESS)
    assert snapshot(other, on=date(2026, 10, 15), events=EVENTS[:4]).due_on == date(2026, 10, 19)
    after = snapshot(other, on=date(2026, 10, 16), events=EVENTS[:4])
    assert (after.due_on, after.original_due_on) == (date(2026, 10, 30), date(2026, 10, 19))


def test_a_broken_history_is_refused_whichever_day_is_asked() -> None:
    with pytest.raises(LifecycleError, match="can be received once"):
        snapshot(DOSSIER, on=date(2026, 10, 1), events=history("reception 5", "reception 6"))
    with pytest.raises(LifecycleError, match="must be a day"):
        snapshot(DOSSIER, on=datetime(2026, 10, 5, tzinfo=VIETNAM), events=EVENTS)


def test_a_fresh_state_is_submitted() -> None:
    assert (State().group, State().waiting_since) == (PhaseGroup.BEFORE, None)
