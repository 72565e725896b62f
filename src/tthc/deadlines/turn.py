"""What a step does once its days are held against the due day: one table, read both ways."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import cache

from tthc.deadlines._clock_settings import LateRequest
from tthc.dossiers import Effect
from tthc.rules import Always, Code, Day, Program, Row, Rules


class Turn(enum.Enum):
    """What happens to the term (diễn biến của thời hạn)."""

    STAYS = "stays"
    """It runs on as it is."""
    WAITS = "waits"
    """A request is open that moves the term."""
    BEGINS_AGAIN = "begins-again"
    """It is counted again from the end of the wait."""
    PAUSES = "pauses"
    """The time of the wait is not counted."""
    NEW_DAY = "new-day"
    """It ends on the day the event names."""
    LENGTHENS = "lengthens"
    """It is lengthened by a limit."""


EFFECT = Code(name="step_effect", vi="ảnh hưởng của bước", en="effect of the step")
PLACE = Code(name="step_place", vi="vị trí của bước", en="place of the step")
"""Whether the step is over ("over") or a request open at the end ("open")."""
BEGUN = Day(name="step_begun", vi="ngày yêu cầu", en="day of the request")
UNTIL = Day(name="step_until", vi="ngày hẹn mới", en="new date")
DUE = Day(name="step_due", vi="hạn trả đang có", en="due day as it stands")
END = Day(name="step_end", vi="lúc hết hạn đang có", en="end of the term as it stands")
"""The due day again; the moment it is due where the request has a moment too."""

OVER, OPEN = "over", "open"


@cache
def turn_program(late: LateRequest = LateRequest.KEEPS_LATENESS) -> Program:
    """Return the table of what a step does to the term, and its findings as flags (bảng diễn biến).

    Lateness already there is not undone by a pause or an extension; a restart sets a new term all
    the same. A new date that is not later than the due day changes nothing.

    >>> [row.name for row in turn_program().tables[0].rows][:2]
    ['no-effect', 'stays-late']
    """
    was_overdue = ~EFFECT.among(Effect.NONE.value) & (BEGUN > END)
    keeps = [
        Row("stays-late", EFFECT.among(Effect.PAUSE.value, Effect.EXTEND.value) & (BEGUN > END), Turn.STAYS)
    ]
    turn = Rules(
        "turn",
        (
            Row("no-effect", EFFECT.among(Effect.NONE.value), Turn.STAYS),
            *(keeps if late is LateRequest.KEEPS_LATENESS else ()),
            Row("open", PLACE.among(OPEN), Turn.WAITS),
            Row("restart", EFFECT.among(Effect.RESTART.value), Turn.BEGINS_AGAIN),
            Row("pause", EFFECT.among(Effect.PAUSE.value), Turn.PAUSES),
            Row("not-later", UNTIL <= DUE, Turn.STAYS),
            Row("new-day", UNTIL.present, Turn.NEW_DAY),
            Row("by-a-limit", Always(), Turn.LENGTHENS),
        ),
    )
    return Program(
        constants=(),
        inputs=(EFFECT, PLACE, BEGUN, END, UNTIL, DUE),
        derived=(),
        tables=(turn,),
        flags={"was-overdue": was_overdue, "new-date-not-later": turn.answered("not-later")},
    )


@cache
def turn_readers(
    late: LateRequest,
) -> tuple[Rules[Turn], Callable[..., tuple[int, ...]], Callable[..., tuple[bool, ...]]]:
    """Return the table, the function of its row, and the function of its findings."""
    program = turn_program(late)
    return program.tables[0], program.function(), program.flag_function()
