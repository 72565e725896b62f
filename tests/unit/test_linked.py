"""Linked procedures: own clocks, a limit of the group, what is not counted and what nobody has read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tthc.calendars import VIETNAM, OfficeHours, load_calendar
from tthc.deadlines import (
    ComponentRun,
    Handling,
    LinkedReading,
    LinkedVerdict,
    linked_deadlines,
    linked_group,
)
from tthc.dossiers import DossierEvent, EventKind
from tthc.errors import DeadlineError, LifecycleError, RuleError, TthcError
from tthc.law import Certainty

CALENDAR = load_calendar()
HOURS = OfficeHours.parse("07:30-11:30,13:00-17:00")
MORNING = datetime(2026, 10, 5, 9, tzinfo=VIETNAM)


def october(day: int, hour: int | None = None, minute: int = 0) -> date | datetime:
    if hour is None:
        return date(2026, 10, day)
    return datetime(2026, 10, day, hour, minute, tzinfo=VIETNAM)


def wait(kind: str, begin: date | datetime, end: date | datetime | None = None) -> tuple[DossierEvent, ...]:
    ends = {
        "supplement-request": "supplement-answer",
        "confirmation-request": "confirmation-answer",
        "incident-start": "incident-end",
    }
    steps = [(kind, begin)] + ([(ends[kind], end)] if end is not None else [])
    return tuple(
        DossierEvent(seq, EventKind(name), at=when)
        if isinstance(when, datetime)
        else DossierEvent(seq, EventKind(name), on=when)
        for seq, (name, when) in enumerate(steps, start=1)
    )


def birth(
    *runs: ComponentRun,
    received: date | datetime = MORNING,
    as_of: date | datetime | None = None,
    handling: Handling = Handling.ORDINARY,
) -> LinkedReading:
    return linked_deadlines(
        "birth",
        received,
        calendar=CALENDAR,
        office_hours=HOURS,
        runs=runs,
        as_of=as_of,
        handling=handling,
    )


@pytest.mark.parametrize(
    ("group", "received", "due"),
    [
        ("birth", "2026-08-28T09:00", "2026-09-08"),  # 3, 4, 7 and 8/9: off from 29/8 to 2/9
        ("death", "2026-08-21T10:00", "2026-09-08"),  # worked Saturday 22/8 and National Day inside
        ("birth", "2026-08-31T16:00", "2026-09-08"),  # no 15:00 rule before 1/9/2026
        ("birth", "2026-09-03T09:00", "2026-09-08"),  # the new limit: 4, 7 and 8/9
        ("birth", "2026-09-03T15:01", "2026-09-09"),  # after 15:00: deemed received on 4/9
        ("birth", "2026-09-03T15:00", "2026-09-08"),  # exactly 15:00 is not after it
    ],
)
def test_the_limit_of_the_group(group: str, received: str, due: str) -> None:
    moment = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)
    reading = linked_deadlines(group, moment, calendar=CALENDAR, office_hours=HOURS)
    assert reading.group.due == date.fromisoformat(due)
    if moment.date() < date(2026, 9, 1):
        assert reading.certainty is Certainty.REPORTED
    else:
        assert reading.group.reading is not None
        assert reading.group.reading.certainty is Certainty.VERIFIED


def test_old_components_and_the_new_death_group_stay_unknown() -> None:
    old = linked_deadlines("birth", date(2026, 8, 28), calendar=CALENDAR)
    assert {each.verdict for each in old.components} == {LinkedVerdict.UNKNOWN}
    new = linked_deadlines("death", MORNING, calendar=CALENDAR, office_hours=HOURS, as_of=october(30))
    assert (new.group.limit, new.group.due, new.group.verdict) == (None, None, LinkedVerdict.UNKNOWN)
    assert new.component("residence-removal").due == october(6)
    card = birth().component("health-card")
    assert (card.limit, card.due, card.verdict) == (None, None, LinkedVerdict.UNKNOWN)


def test_each_component_has_its_own_clock() -> None:
    reading = birth()
    assert [each.key for each in reading.components] == ["birth-registration", "residence", "health-card"]
    assert reading.component("birth-registration").due_at == october(6, 9)
    assert reading.component("residence").due == october(7)
    assert reading.group.due == october(8)
    late = birth(ComponentRun(key="residence", received=october(6, 10)))
    assert late.component("residence").due == october(8)
    assert late.group.due == october(8)


def test_verification_has_limits_of_its_own() -> None:
    run = ComponentRun(key="residence", handling=Handling.VERIFICATION)
    reading = birth(run, handling=Handling.VERIFICATION)
    assert (reading.component("residence").due, reading.group.due) == (october(12), october(12))
    assert reading.component("birth-registration").due_at == october(6, 9)  # none of its own: the same


def test_an_optional_component_counts_only_when_asked_for_and_from_its_own_receipt() -> None:
    with pytest.raises(RuleError, match="identity-card"):
        birth().component("identity-card")
    waiting = birth(ComponentRun(key="identity-card")).component("identity-card")
    assert (waiting.due, waiting.verdict) == (None, LinkedVerdict.UNKNOWN)
    begun = birth(ComponentRun(key="identity-card", received=october(8, 9))).component("identity-card")
    assert begun.due == october(15)


def test_hours_after_fifteen_run_from_the_next_opening() -> None:
    reading = birth(received=october(9, 15, 20))  # a Friday
    assert reading.component("birth-registration").due_at == october(13, 7, 30)
    assert reading.component("residence").due == october(14)
    assert reading.group.due == october(15)


def test_who_is_late() -> None:
    reading = birth(
        ComponentRun(key="birth-registration", finished=october(6, 9)),
        ComponentRun(key="residence", finished=october(8)),
        as_of=october(9),
    )
    assert reading.late == ("residence",)
    assert reading.component("birth-registration").verdict is LinkedVerdict.ON_TIME
    assert reading.group.verdict is LinkedVerdict.LATE  # the card is not there, and 8/10 has passed
    assert [finding.code for finding in reading.findings] == ["linked-late", "linked-late"]
    minute = birth(ComponentRun(key="birth-registration", finished=october(6, 9, 1)))
    assert minute.late == ("birth-registration",)


def test_the_group_is_finished_when_all_are() -> None:
    runs = [
        ComponentRun(key="birth-registration", finished=october(6, 8)),
        ComponentRun(key="residence", finished=october(7)),
        ComponentRun(key="health-card", events=[DossierEvent(1, EventKind.RESULT, on=date(2026, 10, 8))]),
    ]
    whole = birth(*runs, as_of=october(20)).group
    assert (whole.finished, whole.verdict) == (october(8), LinkedVerdict.ON_TIME)
    assert birth(*runs[:2], as_of=october(8)).group.verdict is LinkedVerdict.OPEN


def test_waiting_is_counted_neither_for_the_component_nor_for_the_group() -> None:
    run = ComponentRun(key="residence", events=wait("confirmation-request", october(6), october(8)))
    reading = birth(run)
    assert reading.component("residence").due == october(9)  # 7/10 and two days
    assert reading.group.due == october(12)  # 8/10 and two working days
    open_one = ComponentRun(key="residence", events=wait("supplement-request", october(6)))
    waiting = birth(open_one, as_of=october(9))
    assert waiting.component("residence").verdict is LinkedVerdict.WAITING
    assert waiting.group.verdict is LinkedVerdict.WAITING
    assert waiting.component("birth-registration").verdict is LinkedVerdict.LATE


def test_waits_of_two_components_that_overlap_are_one_wait_of_the_group() -> None:
    residence = ComponentRun(key="residence", events=wait("confirmation-request", october(6), october(8)))
    inside = ComponentRun(key="health-card", events=wait("incident-start", october(7), october(8)))
    longer = ComponentRun(key="health-card", events=wait("incident-start", october(7), october(9)))
    apart = ComponentRun(key="health-card", events=wait("incident-start", october(9), october(12)))
    open_one = ComponentRun(key="health-card", events=wait("incident-start", october(7)))
    assert birth(residence, inside).group.due == october(12)
    assert birth(residence, longer).group.due == october(13)
    assert birth(residence, apart).group.due == october(13)
    assert birth(residence, open_one).group.due is None


def test_moments_of_another_zone_are_those_of_vietnam() -> None:
    evening = datetime(2026, 10, 6, 20, tzinfo=UTC)  # 03:00 on 7 October
    run = ComponentRun(key="residence", events=[DossierEvent(1, EventKind.RESULT, at=evening)])
    assert birth(run).component("residence").finished == october(7, 3)
    late = ComponentRun(key="residence", finished=evening.replace(day=7))
    assert birth(late).late == ("residence",)


def test_hours_stop_while_somebody_is_waited_for() -> None:
    run = ComponentRun(
        key="birth-registration", events=wait("confirmation-request", october(5, 10), october(5, 16))
    )
    assert birth(run).component("birth-registration").due_at == october(6, 15)


@pytest.mark.parametrize(
    ("kind", "end", "as_of", "too_long"),
    [
        ("confirmation-request", october(13), None, False),
        ("confirmation-request", october(14), None, True),
        ("supplement-request", october(15), None, False),
        ("supplement-request", october(16), None, True),
        ("supplement-request", None, october(16), True),
        ("supplement-request", None, None, False),
    ],
)
def test_a_wait_may_last_too_long(kind: str, end: date | None, as_of: date | None, *, too_long: bool) -> None:
    run = ComponentRun(key="residence", events=wait(kind, october(6), end))
    codes = [finding.code for finding in birth(run, as_of=as_of).findings]
    assert ("linked-wait-too-long" in codes) is too_long


def test_a_system_is_to_be_repaired_in_24_hours() -> None:
    def codes(end: datetime | date) -> list[str]:
        begin = october(6, 9) if isinstance(end, datetime) else october(6)
        run = ComponentRun(key="residence", events=wait("incident-start", begin, end))
        return [finding.code for finding in birth(run).findings]

    assert "linked-wait-too-long" in codes(datetime(2026, 10, 7, 9, 1, tzinfo=VIETNAM))
    assert "linked-wait-too-long" not in codes(datetime(2026, 10, 7, 9, tzinfo=VIETNAM))
    assert "linked-wait-too-long" not in codes(date(2026, 10, 9))  # days alone cannot tell hours


def test_the_findings_have_words() -> None:
    run = ComponentRun(key="residence", events=wait("supplement-request", october(6), october(20)))
    for finding in birth(run, as_of=october(30)).findings:
        assert "<" not in finding.message("vi") + finding.message("en")


@pytest.mark.parametrize(
    ("code", "error", "group", "received", "runs"),
    [
        ("linked.unknown-group", RuleError, "wedding", MORNING, ()),
        ("linked.unknown-component", RuleError, "birth", MORNING, ("funeral-support",)),
        ("linked.component-twice", RuleError, "birth", MORNING, ("residence", "residence")),
        ("rule.not-in-force", RuleError, "birth", date(2024, 6, 9), ()),
        ("deadline.needs-moment", DeadlineError, "birth", date(2026, 10, 5), ()),
        ("deadline.naive-moment", DeadlineError, "birth", datetime(2026, 10, 5, 9), ()),
    ],
)
def test_bad_use_has_a_code(
    code: str, error: type[TthcError], group: str, received: date, *, runs: tuple[str, ...]
) -> None:
    with pytest.raises(error) as caught:
        linked_deadlines(group, received, calendar=CALENDAR, runs=[ComponentRun(key=key) for key in runs])
    assert caught.value.code == code
    assert "<" not in caught.value.message("vi")


def test_a_history_of_a_component_must_be_possible() -> None:
    broken = ComponentRun(key="residence", events=wait("incident-start", october(6), october(7))[1:])
    with pytest.raises(LifecycleError):
        birth(broken)


def test_the_group_of_a_day() -> None:
    old, new = linked_group("death", date(2026, 8, 31)), linked_group("death", date(2026, 9, 1))
    assert (str(old.limit), new.limit) == ("10 ngày làm việc", None)
    assert str(new.components[0].limit_for(Handling.VERIFICATION)) == "3 ngày làm việc"
    assert str(new.components[-1].limit) == "18 ngày làm việc"
