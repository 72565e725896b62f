"""What the counting tables read: columns of the canonical table, days of the report, kept dates."""

from __future__ import annotations

from tthc.outcomes.policy import Basis, CountingPolicy, FinishedFallback
from tthc.rules import Always, Code, Day, Derived, Input, Literal, Moment, Row, Rules, Term

FIRST = Day(name="first_day", vi="ngày đầu kỳ", en="the first day", always_given=True)
LAST = Day(name="closing_day", vi="ngày chốt", en="the closing day", always_given=True)
AS_OF = Day(name="as_of", vi="ngày lấy số liệu", en="the as-of day", always_given=True)
DISTRICTS_END = Day(
    name="districts_end", vi="ngày cuối còn cấp huyện", en="the last day of districts", always_given=True
)
CONSTANTS = (FIRST, LAST, AS_OF, DISTRICTS_END)

STATUS = Code(name="status", vi="trạng thái", en="status")
CHANNEL = Code(name="channel", vi="kênh", en="channel")
ONLINE_LEVEL = Code(name="online_level", vi="mức độ trực tuyến", en="online level")
RAW_LEVEL = Code(name="level", vi="cấp ghi nhận", en="the level given")
RECEIVED = Day(name="received_on", vi="ngày tiếp nhận", en="reception")
EXPORTED_DUE = Day(name="due_on", vi="ngày hẹn trả trong tệp", en="the exported due day")
ORIGINAL_DUE = Day(name="original_due_on", vi="ngày hẹn trả ban đầu", en="the first due day")
RAW_FINISHED = Day(name="finished_on", vi="ngày kết thúc ghi nhận", en="the end day given")
RAW_RETURNED = Day(name="returned_on", vi="ngày trả ghi nhận", en="the hand-over day given")
RAW_WAITING = Day(name="waiting_since", vi="ngày chờ ghi nhận", en="the waiting day given")
FINISHED_AT = Moment(name="finished_at", vi="giờ kết thúc", en="the end moment")

FINISHED = Day(name="finished_kept", vi="ngày kết thúc", en="the end day")
RETURNED = Day(name="returned_kept", vi="ngày trả", en="the hand-over day")
WAITING_SINCE = Day(name="waiting_kept", vi="ngày bắt đầu chờ", en="the waiting day")
LEVEL = Code(name="level_counted", vi="cấp", en="level")


def due(basis: Basis) -> tuple[Day, Moment]:
    """Return the due day and due moment that a report goes by."""
    if basis is Basis.EXPORTED:
        return EXPORTED_DUE, Moment(name="due_at", vi="giờ hẹn trả", en="the due moment")
    return (
        Day(name="legal_due_on", vi="ngày đến hạn theo luật", en="the legal due day"),
        Moment(name="legal_due_at", vi="giờ đến hạn theo luật", en="the legal due moment"),
    )


def inputs(basis: Basis) -> tuple[Input, ...]:
    """Return what is read of each dossier, in the order of the compiled function's arguments."""
    due_day, due_moment = due(basis)
    exported = () if due_day is EXPORTED_DUE else (EXPORTED_DUE,)
    return (
        *(STATUS, CHANNEL, ONLINE_LEVEL, RAW_LEVEL, RECEIVED, due_day, due_moment, *exported),
        *(ORIGINAL_DUE, RAW_FINISHED, FINISHED_AT, RAW_RETURNED, RAW_WAITING),
    )


def kept_dates(policy: CountingPolicy) -> tuple[Derived, ...]:
    """Return the dates that are left once impossible ones are set aside (rows N1 to N3).

    An end or a hand-over is kept if it is neither before reception nor after the as-of day, a waiting
    day if it is not after the as-of day. A level "district" ends with the districts themselves.
    """

    def table(name: str, *rows: tuple[str, Term, Input | Literal | None]) -> Rules[Input | Literal | None]:
        return Rules(name, tuple(Row(*row) for row in rows))

    may_have_ended = STATUS.among(7, 8, 9, 10) | STATUS.missing
    fallback: list[tuple[str, Term, Input | Literal | None]] = []
    if policy.finished_fallback is FinishedFallback.RETURNED:
        fallback = [("N1t", may_have_ended & RETURNED.present, RETURNED)]
    return (
        Derived(
            RETURNED,
            table(
                "returned",
                ("N2", (RECEIVED <= RAW_RETURNED) & (RAW_RETURNED <= AS_OF), RAW_RETURNED),
                ("N2x", Always(), None),
            ),
        ),
        Derived(
            FINISHED,
            table(
                "finished",
                ("N1", (RECEIVED <= RAW_FINISHED) & (RAW_FINISHED <= AS_OF), RAW_FINISHED),
                *fallback,
                ("N1x", Always(), None),
            ),
        ),
        Derived(
            WAITING_SINCE,
            table("waiting", ("N3", RAW_WAITING <= AS_OF, RAW_WAITING), ("N3x", Always(), None)),
        ),
        Derived(
            LEVEL,
            table(
                "level_rule",
                ("L1", RAW_LEVEL.among("district") & (RECEIVED > DISTRICTS_END), Literal("unknown")),
                ("L2", RAW_LEVEL.missing, Literal("unknown")),
                ("L3", Always(), RAW_LEVEL),
            ),
        ),
    )
