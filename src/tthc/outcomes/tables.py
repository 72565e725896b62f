"""The three tables of policy `ii06-2020`: scope, origin and outcome, each rule written once.

Names of rows are those of the reference page of counting rules. The basis of a row is "law" when a
text says it, "practice" when a vendor system prints it so, "choice" when it is ours.
"""

from __future__ import annotations

from attrs import frozen

from tthc.outcomes.answers import Origin, Outcome, Scope
from tthc.outcomes.inputs import (
    CHANNEL,
    FINISHED,
    FINISHED_AT,
    FIRST,
    LAST,
    ONLINE_LEVEL,
    RECEIVED,
    RETURNED,
    STATUS,
    WAITING_SINCE,
)
from tthc.outcomes.policy import Compare, CountingPolicy, JudgedAt, NoDue, OpenWithEnd, Stopped, Withdrawn
from tthc.rules import Always, Day, Moment, Row, Rules, Term

NOT_RECEIVED = STATUS.among(1, 3)
RUNNING = STATUS.among(2, 4)
ASKED = STATUS.among(5, 6)
WITHDRAWN = STATUS.among(7)
STOPPED = STATUS.among(8)
SETTLED_IN_PERIOD = (FINISHED >= FIRST) & (FINISHED <= LAST)
NO_END_YET = FINISHED.missing | (FINISHED > LAST)


@frozen(eq=False, init=False)
class Groups:
    """Group the statuses as the switches of a policy have them."""

    ended: Term
    """Status says closed: 7, 9, 10, unknown, and a stop that has an end."""
    waiting: Term
    """Status says waiting, and no end on or before the closing day says otherwise."""
    by_date: Term
    """Closed, and early, on time or late by the dates."""

    def __init__(self, policy: CountingPolicy) -> None:
        has_end = FINISHED.present | RETURNED.present
        ended = STATUS.among(7, 9, 10) | STATUS.missing
        asked = ASKED & NO_END_YET if policy.open_with_end is OpenWithEnd.CANNOT_TELL else ASKED
        if policy.stopped is Stopped.WAITING:
            waiting = asked | STOPPED
        else:
            ended = ended | (STOPPED & has_end)
            waiting = asked | (STOPPED & ~has_end)
        by_date = STATUS.among(9, 10) | STATUS.missing
        if policy.withdrawn is Withdrawn.BY_DATE:
            by_date = by_date | WITHDRAWN
        if stopped_by_date(policy):
            by_date = by_date | STOPPED
        self.__attrs_init__(ended, waiting, by_date)


def stopped_by_date(policy: CountingPolicy) -> bool:
    """Tell whether a stopped dossier with an end goes by its dates."""
    if policy.stopped is Stopped.AS_WITHDRAWN:
        return policy.withdrawn is Withdrawn.BY_DATE
    return policy.stopped is Stopped.BY_DATE


def scope_table(policy: CountingPolicy, groups: Groups) -> Rules[Scope]:
    """Return the table that says whether a dossier belongs to the period (phạm vi).

    Law: NĐ 118/2025/NĐ-CP Điều 17 for A1; the forms' own heading for A2.
    """
    no_end = groups.ended & FINISHED.missing
    contradiction = Row("U2", (RUNNING | ASKED) & (FINISHED < FIRST), Scope.CANNOT_TELL, "choice")
    return Rules(
        "scope",
        (
            Row("A1", NOT_RECEIVED, Scope.OUT, "law"),
            Row("U0", RECEIVED.missing, Scope.CANNOT_TELL, "choice"),
            Row("A2", RECEIVED > LAST, Scope.OUT, "law"),
            Row("A3", groups.ended & (FINISHED < FIRST), Scope.OUT, "practice"),
            Row("A4", no_end & (RETURNED < FIRST), Scope.OUT, "choice"),
            Row("U1", no_end & (RECEIVED < FIRST), Scope.CANNOT_TELL, "choice"),
            *([contradiction] if policy.open_with_end is OpenWithEnd.CANNOT_TELL else []),
            Row("A5", Always(), Scope.IN, "law"),
        ),
    )


def origin_table(in_scope: Term) -> Rules[Origin]:
    """Return the table that says where a dossier of the period came from (nguồn tiếp nhận)."""
    online = CHANNEL.among("online")
    return Rules(
        "origin",
        (
            Row("O1", RECEIVED < FIRST, Origin.CARRIED_OVER, "law"),
            Row("O2f", online & ONLINE_LEVEL.among("full"), Origin.ONLINE_FULL, "law"),
            Row("O2p", online & ONLINE_LEVEL.among("partial"), Origin.ONLINE_PARTIAL, "law"),
            Row("O2u", online, Origin.ONLINE_LEVEL_UNKNOWN, "law"),
            Row("O3p", CHANNEL.among("post"), Origin.POST, "law"),
            Row("O3d", CHANNEL.among("direct"), Origin.DIRECT, "law"),
            Row("O4", Always(), Origin.CHANNEL_UNKNOWN, "choice"),
        ),
        given=in_scope,
    )


def outcome_table(
    policy: CountingPolicy, groups: Groups, due: Day, due_at: Moment, in_scope: Term
) -> Rules[Outcome]:
    """Return the table that says how a dossier of the period stands (kết quả giải quyết).

    Law: BLDS 2015 (91/2015/QH13) Điều 148 for the last day being in time; NĐ 118/2025/NĐ-CP Điều 17.4,
    19.5, 21 for what has no due date, is stopped or withdrawn.
    """
    no_due = Outcome.ON_TIME if policy.no_due is NoDue.ON_TIME else Outcome.CANNOT_TELL
    no_due_open = Outcome.WITHIN if policy.no_due is NoDue.ON_TIME else Outcome.CANNOT_TELL
    closed = groups.by_date & SETTLED_IN_PERIOD
    early, late = FINISHED < due, FINISHED > due
    overdue = due < LAST
    if policy.compare is Compare.MOMENT:
        same_day = FINISHED.same(due)
        early = early | (same_day & FINISHED_AT.present & (due_at.missing | (FINISHED_AT < due_at)))
        late = late | (same_day & due_at.present & (FINISHED_AT.missing | (FINISHED_AT > due_at)))
        if policy.judged_at is JudgedAt.END_OF_DAY:
            overdue = overdue | (due.same(LAST) & due_at.present)
    rows = [
        Row("B1", closed & due.missing, no_due, "practice"),
        Row("B2", closed & (due < RECEIVED), Outcome.CANNOT_TELL, "choice"),
        Row("B3", closed & early, Outcome.EARLY, "law"),
        Row("B5", closed & late, Outcome.LATE, "law"),
        Row("B4", closed, Outcome.ON_TIME, "law"),
    ]
    if policy.withdrawn is Withdrawn.ON_TIME:
        rows.append(Row("C1", WITHDRAWN & SETTLED_IN_PERIOD, Outcome.ON_TIME, "practice"))
        if policy.stopped is Stopped.AS_WITHDRAWN:
            rows.append(Row("C2", STOPPED & SETTLED_IN_PERIOD, Outcome.ON_TIME, "choice"))
    rows.append(Row("E1", groups.ended & FINISHED.missing, Outcome.CANNOT_TELL, "choice"))
    if policy.open_with_end is OpenWithEnd.CANNOT_TELL:
        rows.append(Row("E2", (RUNNING | ASKED) & SETTLED_IN_PERIOD, Outcome.CANNOT_TELL, "choice"))
    waiting_now = groups.waiting & (WAITING_SINCE.missing | (WAITING_SINCE <= LAST))
    rows += [
        Row("G1", waiting_now, Outcome.WITHIN, "practice"),
        Row("Pn", due.missing, no_due_open, "practice"),
        Row("Px", due < RECEIVED, Outcome.CANNOT_TELL, "choice"),
        Row("Po", overdue, Outcome.OVERDUE, "law"),
        Row("Pw", Always(), Outcome.WITHIN, "law"),
    ]
    return Rules("outcome", tuple(rows), given=in_scope)
