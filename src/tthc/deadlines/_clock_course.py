"""What a sequence of events makes of a term, whatever the days: the half of the clock a table shares.

Histories of a table are many and their shapes are few: the kinds in their order, the effects that are
stated, the law of the day of reception. A shape is read once, by the lifecycle and the steps that read
one dossier; what is left for each row is to hold its own days against its own due day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from tthc.deadlines._clock_settings import ClockSettings
from tthc.deadlines._clock_steps import Step, StepReader
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError, LifecycleError, RuleError
from tthc.lifecycle import State, advance, state_after_reception
from tthc.limits import Limit


@frozen(kw_only=True)
class EventShape:
    """Hold what of an event does not depend on its day (hình dạng của sự kiện).

    Args:
        kind: what happened.
        effect: the effect it states.
        named: it names a day (`until`).
    """

    kind: EventKind
    effect: Effect | None = None
    named: bool = False


@frozen(kw_only=True)
class CourseStep:
    """Hold one step of the running term; events are told by their place, from 0 (một bước).

    Args:
        effect: what it does to the term.
        begun: place of the event that began it.
        ended: place of the event that ended it; None for a request that is open at the end.
        named: the event that began it names the new due day.
        extension: by how much the term is lengthened where no day is named.
    """

    effect: Effect
    begun: int
    ended: int | None
    named: bool = False
    extension: Limit | None = None


@frozen(kw_only=True)
class Course:
    """Say what a sequence of events makes of a term, whatever the days (diễn tiến của thời hạn).

    Args:
        reception: place of the event of reception; None when none stands among them.
        begins: place of the event from which the running term counts; None for the reception. A term
            that begins again forgets what was before.
        steps: what happens to the running term, in order.
        refused: place and code of the first event that cannot be, or that the clock cannot read;
            the place is past the last event when the end itself cannot be read.
        by_days: only the days tell whether the history can be read: something extends the term by
            nothing, which is refused unless the term had ended before.
    """

    reception: int | None
    begins: int | None = None
    steps: tuple[CourseStep, ...] = ()
    refused: tuple[int, str] | None = None
    by_days: bool = False


def course_of(
    events: Sequence[EventShape],
    received_on: date,
    *,
    clock: ClockSettings,
    procedure_code: str | None = None,
) -> Course:
    """Read the course of a sequence of events (đọc diễn tiến).

    Args:
        events: the shapes of the events, in order.
        received_on: a day of reception; only the law of that day is read of it.
        clock: the switches of the clock.
        procedure_code: code in the national list, for effects of its own.

    >>> course = course_of(
    ...     [EventShape(kind=EventKind.SUPPLEMENT_REQUEST), EventShape(kind=EventKind.SUPPLEMENT_ANSWER)],
    ...     date(2026, 10, 5),
    ...     clock=ClockSettings(),
    ... )
    >>> course.begins, course.steps
    (1, ())
    """
    places = [place for place, event in enumerate(events) if event.kind is EventKind.RECEPTION]
    reception = places[0] if places else None
    state = state_after_reception() if reception is None else State()
    reader = StepReader(received_on, clock, procedure_code)
    begins: int | None = None
    steps: list[CourseStep] = []
    by_days, place = False, 0
    try:
        for place, shape in enumerate(events):
            until = received_on if shape.named else None
            event = DossierEvent(place, shape.kind, on=received_on, effect=shape.effect, until=until)
            following = advance(state, event)
            step = reader.read(event, state, following, repeated=False)
            state = following
            by_days = by_days or (step is not None and _extends_by_nothing(step))
            if step is not None and step.rule.effect is Effect.RESTART and step.ended is not None:
                begins, steps = step.ended.seq, []
            elif step is not None and step.rule.effect is not Effect.NONE:
                steps.append(_course_step(step))
        place = len(events)
        waits = reader.at_end()
    except (DeadlineError, LifecycleError, RuleError) as error:
        return Course(reception=reception, refused=(place, error.code), by_days=by_days)
    if waits is not None and waits.rule.effect is not Effect.NONE:
        steps.append(_course_step(waits))
    return Course(reception=reception, begins=begins, steps=tuple(steps), by_days=by_days)


def _extends_by_nothing(step: Step) -> bool:
    return step.rule.effect is Effect.EXTEND and step.until is None and step.extension is None


def _course_step(step: Step) -> CourseStep:
    return CourseStep(
        effect=step.rule.effect,
        begun=step.begun.seq,
        ended=None if step.ended is None else step.ended.seq,
        named=step.until is not None,
        extension=step.extension,
    )
