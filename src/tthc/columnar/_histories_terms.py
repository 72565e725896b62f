"""The running term of every dossier with a history, moved step by step in columns.

Which step a history takes is known from its course; what the step does with the days of a row is told
by the table of turns, read as columns. Days land and are counted by the tables every deadline has.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import frozen

from tthc.calendars import WorkingCalendar
from tthc.columnar._histories_courses import KEYS, NONE, Courses
from tthc.columnar._histories_shape import MOST, column, places_of
from tthc.columnar.days import land
from tthc.columnar.door import Door
from tthc.columnar.held import settled, shallow
from tthc.columnar.landing import UNITS
from tthc.columnar.stacks import CalendarStack
from tthc.columnar.working_days import between
from tthc.deadlines import ClockSettings, OpenRequest, StatutorySettings
from tthc.deadlines.turn import BEGUN, DUE, EFFECT, END, OPEN, OVER, PLACE, UNTIL, Turn, turn_program
from tthc.dossiers import Effect
from tthc.limits import LimitUnit

IN_MOMENTS = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR, LimitUnit.HALF_DAY, LimitUnit.SAME_DAY})
"""Units of limits that need moments; they are read one by one."""

WORKING = LimitUnit.WORKING_DAY.value
OTHER_RECEPTION, BEFORE_RECEPTION = "clock.other-reception", "clock.before-reception"
OUT_OF_ORDER, UNREADABLE = "lifecycle.out-of-order", "history.unreadable"
SINGLY = "history.singly"
"""Stands in the place of a reason where the history is read one by one."""


@frozen(kw_only=True, eq=False)
class Terms:
    """Move the terms of dossiers with histories (tính hạn theo diễn biến, từng bước cho cả bảng).

    Attributes:
        door: the door of the dossiers.
        found: the courses of their histories.
        calendar: the working calendar, or a stack of them.
        settings: the switches of the policy.
        clock: the switches of the clock.
    """

    door: Door
    found: Courses
    calendar: WorkingCalendar | CalendarStack
    settings: StatutorySettings
    clock: ClockSettings

    def of(self, frame: Any, kept: Sequence[str]) -> Any:
        """Return the columns `kept` of the frame, with `due` and `reason`.

        Args:
            frame: dossiers joined with their histories, see `histories`; `procedure` is the national
                code of a procedure with effects of its own.
            kept: names of columns to keep.

        `reason` is the code of what makes a due day impossible, `SINGLY` where the row has to be read
        one by one, else null.
        """
        import narwhals as nw

        frame = self._begun(frame, kept)
        for step, effects in enumerate(self.found.effects):
            frame = settled(self.door, self._stepped(frame, step, effects))
        given = (nw.col("lost") == 0) & (nw.col("waits") == 0) & nw.col("reason").is_null()
        return frame.select(*kept, "reason", nw.when(given).then(nw.col("due")).alias("due"))

    def _begun(self, frame: Any, kept: Sequence[str]) -> Any:
        """Return the dossiers with the term each begins with and the days of its steps."""
        import narwhals as nw

        frame = frame.with_columns(_law(self.found).alias("law"))
        frame = frame.join(self.found.frame, on=list(KEYS), how="left")
        places = places_of(frame)
        columns = {
            "term_start": nw.coalesce(_at("on", "begins", places), nw.col("received_on")),
            "term_unit": nw.col("limit_unit").cast(nw.String),
            "reason": _reason(places, self._every.last),
        }
        for step, effects in enumerate(self.found.effects):
            begun = f"begun_{step}"
            is_over = nw.col(f"ended_{step}") != NONE
            place = nw.when(is_over).then(nw.lit(OVER)).otherwise(nw.lit(OPEN))
            columns |= {
                f"effect_{step}": nw.col(f"effect_{step}").fill_null(Effect.NONE.value),
                f"place_{step}": place,
                f"begun_on_{step}": _at("on", begun, places),
                f"ended_on_{step}": _at("on", f"ended_{step}", places),
            }
            if Effect.EXTEND in effects:
                named = nw.when(nw.col(f"named_{step}") == 1).then(_at("until", begun, places))
                columns |= {f"until_on_{step}": named}
                columns |= {name: nw.col(name) for name in (f"amount_{step}", f"unit_{step}")}
        by = self.calendar.column if isinstance(self.calendar, CalendarStack) else None
        also = [by] if by is not None and by not in kept else []
        chosen = frame.select(*kept, *also, *(term.alias(name) for name, term in columns.items()))
        landed = self._landed(shallow(self.door, chosen), "term_start", "limit_amount", "term_unit")
        return settled(
            self.door,
            landed.with_columns(
                nw.col("landed_due").alias("due"),
                nw.col("landed_last").alias("last"),
                _flag(nw.col("landed_due").is_null()).alias("lost"),
                nw.lit(0, nw.Int64()).alias("waits"),
            ),
        )

    @property
    def _every(self) -> WorkingCalendar:
        given = self.calendar
        calendars = given.calendars if isinstance(given, CalendarStack) else (given,)
        return _all_worked(min(each.first for each in calendars), max(each.last for each in calendars))

    def _landed(self, frame: Any, received: str, amount: str, unit: str) -> Any:
        """Add where a term ends, and its last day before rolling: where it ends when every day is worked."""
        import narwhals as nw

        asked: dict[str, Any] = {"received": received, "amount": amount, "unit": unit}
        frame = land(self.door, frame, self.calendar, self.settings, **asked, into="landed_due")
        frame = shallow(self.door, frame)
        if not any(Effect.PAUSE in effects for effects in self.found.effects):
            return frame.with_columns(nw.col("landed_due").alias("landed_last"))  # nobody reads it
        frame = land(self.door, frame, self._every, self.settings, **asked, into="landed_last")
        last = nw.when(nw.col(unit) == WORKING).then(nw.col("landed_due")).otherwise(nw.col("landed_last"))
        return shallow(self.door, frame.with_columns(last.alias("landed_last")))

    def _stepped(self, frame: Any, step: int, effects: frozenset[Effect]) -> Any:
        """Take one step of every row; a row that has no such step stays as it is."""
        import narwhals as nw

        extends = Effect.EXTEND in effects
        frame = frame.with_columns(
            nw.col(f"effect_{step}").alias(EFFECT.name),
            nw.col(f"place_{step}").alias(PLACE.name),
            nw.col(f"begun_on_{step}").alias(BEGUN.name),
            (nw.col(f"until_on_{step}") if extends else nw.lit(None, nw.Date())).alias(UNTIL.name),
            nw.col("due").alias(DUE.name),
            nw.col("due").alias(END.name),
        )
        frame = turn_program(self.clock.late_request).columns(frame, {})
        frame = self._measured(frame, step, effects)
        frame = self._landed(frame, "move_from", "move_amount", "move_unit")
        frame = _put(frame, nw.col("moved") == 1, nw.col("landed_due"), nw.col("landed_last"))
        if extends:
            until = nw.col(UNTIL.name)
            frame = _put(frame, self._got(Turn.NEW_DAY), until, until)
        if self.clock.open_request is OpenRequest.NO_DUE_DAY:
            waits = nw.when(self._got(Turn.WAITS)).then(nw.lit(1, nw.Int64())).otherwise(nw.col("waits"))
            frame = frame.with_columns(waits.alias("waits"))
        return frame

    def _measured(self, frame: Any, step: int, effects: frozenset[Effect]) -> Any:
        """Add by how much each end moves, and from where: by the days of a wait, or by a limit.

        A wait of no days leaves the end where it is, also on a day off. Days of a wait before the term
        began were not counted anyway.
        """
        import narwhals as nw

        moved, start = nw.lit(False), nw.col("last")
        amount, unit = nw.lit(None, nw.Float64()), nw.col("term_unit")
        if Effect.PAUSE in effects:
            begun, began = nw.col(f"begun_on_{step}"), nw.col("term_start")
            counts = nw.when(begun < began).then(began).otherwise(begun)
            frame = frame.with_columns(counts.alias("wait_start"))
            wait: dict[str, Any] = {"start": "wait_start", "end": f"ended_on_{step}"}
            frame = shallow(
                self.door, between(self.door, frame, self.calendar, **wait, into="paused_working")
            )
            frame = shallow(self.door, between(self.door, frame, self._every, **wait, into="paused"))
            working = nw.col("term_unit") == WORKING
            days = nw.when(working).then(nw.col("paused_working")).otherwise(nw.col("paused"))
            moved = self._got(Turn.PAUSES) & (days.is_null() | (days != 0))
            amount = days.cast(nw.Float64)
            unit = nw.when(working).then(nw.lit(WORKING)).otherwise(nw.lit(LimitUnit.DAY.value))
        if Effect.EXTEND in effects:
            lengthens = self._got(Turn.LENGTHENS)
            moved = moved | lengthens
            start = nw.when(lengthens).then(nw.col("due")).otherwise(start)
            amount = nw.when(lengthens).then(nw.col(f"amount_{step}")).otherwise(amount)
            unit = nw.when(lengthens).then(nw.col(f"unit_{step}")).otherwise(unit)
        return frame.with_columns(
            _flag(moved).alias("moved"),
            start.alias("move_from"),
            amount.alias("move_amount"),
            unit.alias("move_unit"),
        )

    def _got(self, turn: Turn) -> Any:
        """Return the term that the table of turns gave a row one answer."""
        import narwhals as nw

        (table,) = turn_program(self.clock.late_request).tables
        first, *rest = (
            nw.col(table.name) == code for code, row in enumerate(table.rows) if row.answer is turn
        )
        for code in rest:
            first = first | code
        return first


def _law(found: Courses) -> Any:
    """Return the law of the day of reception, for the procedure of the row."""
    import narwhals as nw

    def by_day(numbers: tuple[int, ...]) -> Any:
        law = nw.lit(numbers[0], nw.Int64())
        for day, number in zip(found.days, numbers[1:], strict=True):
            law = (
                nw.when(nw.col("received_on") >= nw.lit(day)).then(nw.lit(number, nw.Int64())).otherwise(law)
            )
        return law

    law = by_day(found.laws[None])
    for procedure, numbers in found.laws.items():
        if procedure is not None:
            law = nw.when(nw.col("procedure") == procedure).then(by_day(numbers)).otherwise(law)
    return law


def _at(name: str, place: str, places: int) -> Any:
    """Return the day of the event whose place stands in a column; null where it is none."""
    import narwhals as nw

    chosen = nw.when(nw.col(place) == 0).then(nw.col(column(name, 0)))
    for each in range(1, places):
        chosen = chosen.when(nw.col(place) == each).then(nw.col(column(name, each)))
    return chosen


def _put(frame: Any, moved: Any, due: Any, last: Any) -> Any:
    """Replace the end of the term where it moved; where that leads outside the calendar it is lost."""
    import narwhals as nw

    return frame.with_columns(
        nw.when(moved).then(due).otherwise(nw.col("due")).alias("due"),
        nw.when(moved).then(last).otherwise(nw.col("last")).alias("last"),
        nw.when(moved & due.is_null()).then(nw.lit(1, nw.Int64())).otherwise(nw.col("lost")).alias("lost"),
    )


def _reason(places: int, last: date) -> Any:
    """Return why a row has no due day over its events, in the order the fold would say so."""
    import narwhals as nw

    received, unit = nw.col("received_on"), nw.col("limit_unit").cast(nw.String)
    reception = _at("on", "reception", places)
    has_reception = nw.col("reception") != NONE
    in_days = unit.is_in([each.value for each in UNITS]).fill_null(False)
    in_moments = ~in_days & unit.is_in([each.value for each in IN_MOMENTS]).fill_null(False)
    far_off = nw.lit(False)  # a new date outside the calendar is refused, wherever it stands
    for place in range(places):
        far_off = far_off | (nw.col(column("until", place)) > nw.lit(last)).fill_null(False)
    text = nw.lit
    return (
        nw.when(received.is_null())
        .then(nw.lit(None, nw.String()))
        .when(nw.col("unreadable") == 1)
        .then(text(UNREADABLE))
        .when((nw.col("events") > MOST) | nw.col("reception").is_null() | in_moments | far_off)
        .then(text(SINGLY))
        .when(nw.col("singly") == 1)
        .then(text(SINGLY))
        .when(has_reception & (reception != received))
        .then(text(OTHER_RECEPTION))
        .when(~has_reception & (nw.col(column("on", 0)) < received))
        .then(text(BEFORE_RECEPTION))
        .when((nw.col("disorder") < MOST) & (nw.col("disorder") <= nw.col("refused_at")))
        .then(text(OUT_OF_ORDER))
        .when(~nw.col("refusal").is_null())
        .then(nw.col("refusal"))
        .otherwise(nw.lit(None, nw.String()))
    )


@lru_cache(maxsize=4)
def _all_worked(first: date, last: date) -> WorkingCalendar:
    """Return a calendar without a day off: a term ends there on its last day before rolling."""
    return WorkingCalendar.from_facts((), name="every-day", first=first, last=last, weekend=())


def _flag(term: Any) -> Any:
    import narwhals as nw

    return nw.when(term).then(nw.lit(1, nw.Int64())).otherwise(nw.lit(0, nw.Int64()))
