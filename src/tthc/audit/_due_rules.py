"""The decision table of the due check: the first row that holds says why two due dates differ."""

from __future__ import annotations

from functools import cache

from tthc.audit._due_model import DueReason
from tthc.rules import Always, Code, Day, Moment, Program, Row, Rules

RECEIVED = Day(name="received_on", vi="ngày tiếp nhận", en="reception")
UNIT = Code(name="limit_unit", vi="thời hạn", en="a time limit")
DUE = Day(name="due_on", vi="ngày hẹn trả trong tệp", en="the exported due day")
DUE_AT = Moment(name="due_at", vi="giờ hẹn trả trong tệp", en="the exported due moment")
ORIGINAL = Day(name="original_due_on", vi="ngày hẹn trả ban đầu", en="the first due day")
LEGAL = Day(name="legal_due_on", vi="ngày đến hạn theo luật", en="the legal due day")
LEGAL_AT = Moment(name="legal_due_at", vi="giờ đến hạn theo luật", en="the legal due moment")
FINISHED = Day(name="finished_on", vi="ngày kết thúc", en="the end day")
WAITING = Day(name="waiting_since", vi="ngày bắt đầu chờ", en="the waiting day")
PAUSED_TO = Day(
    name="paused_to",
    vi="ngày hết chờ nếu hạn dời đúng số ngày làm việc chờ",
    en="the end of a pause that moves the due day so far",
)
RESTARTED_ON = Day(
    name="restarted_on",
    vi="ngày bổ sung nếu thời hạn tính lại từ đầu",
    en="the answer that restarts the term to that due day",
)
POLICY = Code(name="matching_policy", vi="cách tính của hệ thống khớp", en="a vendor's policy that gives it")
TABLE = Code(name="matching_table", vi="bảng ngày nghỉ khớp", en="a table of days off that gives it")

BY_POLICY = ("S2", "O1")
BY_TABLE = ("C1",)
ROW_NAMES = {
    "N1": "no-reception",
    "N2": "no-due-date",
    "N3": "no-limit",
    "N4": "not-computable",
    "P1": "new-date",
    "P2": "pause",
    "P3": "restart",
    "R1": "new-date",
    "R2": "finished-day",
}
"""What `due_by` says for a row that does not name a policy or a table."""


def due_difference() -> Rules[DueReason]:
    """Return the table that says why an exported due date is not the legal one (bảng lý do chênh lệch).

    Names of rows begin with N (not comparable), S (the legal day), O (other policy), C (calendar), P
    (pause), R (reset), U (unexplained). What the row itself shows of a new date comes before any
    coincidence with a policy or a table; those come before a waiting and a finish on the due day,
    which fit many dates.
    """
    waited = (WAITING >= RECEIVED) & (WAITING <= LEGAL) & (DUE > LEGAL)
    new_date = ORIGINAL.present & ~ORIGINAL.same(DUE)
    paused = waited & PAUSED_TO.present & (FINISHED.missing | (PAUSED_TO <= FINISHED))
    restarted = waited & (WAITING <= RESTARTED_ON) & (FINISHED.missing | (RESTARTED_ON <= FINISHED))
    return Rules(
        "due_difference",
        (
            Row("N1", RECEIVED.missing, DueReason.NOT_COMPARABLE, "law"),
            Row("N2", DUE.missing, DueReason.NOT_COMPARABLE, "choice"),
            Row("N3", UNIT.missing, DueReason.NOT_COMPARABLE, "choice"),
            Row("N4", LEGAL.missing, DueReason.NOT_COMPARABLE, "choice"),
            Row("S1", DUE.same(LEGAL) & (DUE_AT.missing | DUE_AT.same(LEGAL_AT)), DueReason.SAME, "law"),
            Row("S2", DUE.same(LEGAL), DueReason.OTHER_HOUR, "law"),
            Row("P1", new_date & waited, DueReason.PAUSE, "choice"),
            Row("R1", new_date, DueReason.RESET, "practice"),
            Row("O1", POLICY.present, DueReason.OTHER_POLICY, "practice"),
            Row("C1", TABLE.present, DueReason.CALENDAR, "choice"),
            Row("P2", paused, DueReason.PAUSE, "choice"),
            Row("P3", restarted, DueReason.PAUSE, "choice"),
            Row("R2", DUE.same(FINISHED) & (FINISHED > LEGAL), DueReason.RESET, "practice"),
            Row("U", Always(), DueReason.UNEXPLAINED, "choice"),
        ),
    )


@cache
def due_program() -> Program:
    """Return the table as a program over one frame."""
    inputs = (
        *(RECEIVED, UNIT, DUE, DUE_AT, ORIGINAL, LEGAL, LEGAL_AT, FINISHED, WAITING),
        *(PAUSED_TO, RESTARTED_ON, POLICY, TABLE),
    )
    return Program(constants=(), inputs=inputs, derived=(), tables=(due_difference(),), flags={})
