"""What each event of a history means for the term, before any day is compared with another.

The clock over events has two halves. This one reads kinds, stated effects and the law of the day of
reception, and says which step an event takes: counted again, paused, a new date. The other half,
`turn`, holds the days against each other. Both are read for one dossier and for a table.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from tthc.deadlines._clock_rules import EffectRule, effect_rule
from tthc.deadlines._clock_settings import ClockSettings, Repeated
from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import DeadlineError
from tthc.lifecycle import ANSWERS, REQUESTS, PhaseGroup, State
from tthc.limits import Limit


@frozen(kw_only=True)
class Step:
    """Say what one event, or a wait and its end, is about to do to the term (bước của đồng hồ).

    Args:
        rule: the effect, and by which law.
        begun: the event that began it.
        ended: the event that ended it; None for a request that is open at the end.
        until: the new due day an event names.
        extension: by how much the term is lengthened where no day is named.
        dateless: an apology that names no new date, and nothing else says by how much.
    """

    rule: EffectRule
    begun: DossierEvent
    ended: DossierEvent | None
    until: date | None = None
    extension: Limit | None = None
    dateless: bool = False

    @property
    def is_apology(self) -> bool:
        """Tell whether it is a new date with an apology, which has duties of its own."""
        return self.begun.kind is EventKind.APOLOGY


class StepReader:
    """Read the steps of one history, event by event; never shown outside this package."""

    def __init__(self, received_on: date, clock: ClockSettings, procedure_code: str | None) -> None:
        self._received_on, self._clock, self._procedure_code = received_on, clock, procedure_code
        self._open: tuple[DossierEvent, bool] | None = None

    def read(self, event: DossierEvent, before: State, after: State, *, repeated: bool) -> Step | None:
        """Return the step an event takes that the lifecycle has let through; None when it takes none.

        Args:
            event: the event.
            before: the state before it.
            after: the state after it.
            repeated: it is a request of a stage that has had one.

        Raises:
            DeadlineError: an effect the event cannot have (`clock.effect-misplaced`), an apology
                that extends by nothing (`clock.no-extension`).
            RuleError: no law says what the request does, so early (`rule.not-in-force`).
        """
        kind = event.kind
        if kind in REQUESTS:
            if after.group is PhaseGroup.WAITING:
                self._open = event, repeated
            return None
        if kind in ANSWERS:
            return self._answered(event) if before.group is PhaseGroup.WAITING else None
        if kind is EventKind.APOLOGY:
            return self._apology(event)
        if event.effect is Effect.PAUSE:
            raise refused("clock.effect-misplaced", event, effect=event.effect.value)
        if event.effect is Effect.RESTART:
            return Step(rule=EffectRule(Effect.RESTART), begun=event, ended=event)
        return self._extend(event) if event.effect is Effect.EXTEND else None

    def at_end(self) -> Step | None:
        """Return the step of a request that is still open; None when nobody is waited for."""
        if self._open is None:
            return None
        request, _ = self._open
        return Step(rule=self._rule(request, None), begun=request, ended=None)

    def _answered(self, answer: DossierEvent) -> Step:
        assert self._open is not None  # the lifecycle lets no answer through without a request
        request, repeated = self._open
        self._open = None
        rule = self._rule(request, answer)
        if repeated and self._clock.repeated is Repeated.IGNORED:
            rule = EffectRule(Effect.NONE)
        extension = self._clock.extension or rule.extension
        return Step(rule=rule, begun=request, ended=answer, extension=extension)

    def _rule(self, request: DossierEvent, answer: DossierEvent | None) -> EffectRule:
        stated = request.effect or (answer.effect if answer else None)
        if stated is not None:
            return EffectRule(stated)
        return effect_rule(
            request.kind, self._received_on, settings=self._clock, procedure_code=self._procedure_code
        )

    def _apology(self, event: DossierEvent) -> Step | None:
        if event.effect is Effect.NONE:
            return None
        if event.effect in (Effect.PAUSE, Effect.RESTART):
            raise refused("clock.effect-misplaced", event, effect=event.effect.value)
        if event.until is not None or self._clock.extension is not None:
            return self._extend(event)
        if event.effect is Effect.EXTEND:
            raise refused("clock.no-extension", event)
        return Step(rule=EffectRule(Effect.NONE), begun=event, ended=event, dateless=True)

    def _extend(self, event: DossierEvent) -> Step:
        return Step(
            rule=EffectRule(Effect.EXTEND),
            begun=event,
            ended=event,
            until=event.until,
            extension=self._clock.extension,
        )


def refused(code: str, event: DossierEvent, **details: object) -> DeadlineError:
    """Return the error for an event the clock cannot read."""
    return DeadlineError(code, seq=event.seq, kind=event.kind.value, on=event.on, **details)
