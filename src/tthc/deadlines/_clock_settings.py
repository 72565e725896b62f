"""The switches of the clock over events: where the law leaves room, a setting has a name."""

from __future__ import annotations

import enum

from attrs import frozen

from tthc.dossiers import Effect
from tthc.limits import Limit
from tthc.procedures import Procedure


class PauseSpan(enum.Enum):
    """Which days of a wait are not counted (những ngày chờ không tính)."""

    AFTER_REQUEST = "after-request"
    """The days after the request up to and including the day of the answer (the default)."""
    BETWEEN = "between"
    """Only the days between the two: the day of the answer counts."""
    BOTH_ENDS = "both-ends"
    """The day of the request, too, is not counted."""


class PauseUnit(enum.Enum):
    """In which days a pause is measured (đơn vị của thời gian tạm dừng)."""

    OF_THE_LIMIT = "of-the-limit"
    """Working days for a limit in working days, days of the calendar for the others (the default)."""
    WORKING_DAYS = "working-days"
    """Working days, whatever the limit."""


class RestartDay(enum.Enum):
    """How the day of the answer counts when the term begins again (ngày bổ sung xong)."""

    UNCOUNTED = "uncounted"
    """It is the uncounted first day, as a day of reception (the default)."""
    COUNTED = "counted"
    """It is the first counted day."""


class ExtensionFrom(enum.Enum):
    """From which day an extension is counted (gia hạn tính từ ngày nào)."""

    OLD_DUE = "old-due"
    """From the old due day (the default)."""
    EVENT_DAY = "event-day"
    """From the day of the event that extends."""


class OpenRequest(enum.Enum):
    """What the due day is while a request is open (hạn trả khi còn chờ)."""

    NO_DUE_DAY = "no-due-day"
    """There is none yet (the default)."""
    KEEPS_DUE_DAY = "keeps-due-day"
    """The day before the request stays until the answer."""


class LateRequest(enum.Enum):
    """What a pause or an extension does after the due day (yêu cầu sau khi đã quá hạn)."""

    KEEPS_LATENESS = "keeps-lateness"
    """Nothing: lateness already there is not undone (the default)."""
    ACTS = "acts"
    """It moves the due day as one in time does."""


class Repeated(enum.Enum):
    """What a second request of a stage, or a second new date, does (yêu cầu, hẹn lại lần hai)."""

    ACTS = "acts"
    """It acts, and a finding says that the law allows one (the default)."""
    IGNORED = "ignored"
    """It does nothing to the term."""


@frozen(kw_only=True)
class ClockSettings:
    """Hold the switches of the clock over events (tham số của đồng hồ thời hạn).

    Args:
        supplement: effect of a supplement request; None for the law of the day of reception.
        obligation: effect of a financial obligation; None for the law.
        confirmation: effect of waiting for a confirmation; None for the law.
        incident: effect of a system incident; None for the law.
        extension: by how much `Effect.EXTEND` lengthens the term where no day is named.
        notice: limit for a supplement request after appraisal; None for the law.
        close: limit after which a dossier nobody supplements is closed; None for the law.
        pause_span: which days of a wait are not counted.
        pause_unit: in which days a pause is measured.
        restart_day: how the day of the answer counts after a restart.
        extension_from: from which day an extension is counted.
        open_request: what the due day is while a request is open.
        late_request: what a pause or an extension does after the due day.
        repeated: what a second request of a stage or a second new date does.

    An effect that stands in an event itself comes before all of these.

    >>> ClockSettings().pause_span.value, ClockSettings().restart_day.value
    ('after-request', 'uncounted')
    """

    supplement: Effect | None = None
    obligation: Effect | None = None
    confirmation: Effect | None = None
    incident: Effect | None = None
    extension: Limit | None = None
    notice: Limit | None = None
    close: Limit | None = None
    pause_span: PauseSpan = PauseSpan.AFTER_REQUEST
    pause_unit: PauseUnit = PauseUnit.OF_THE_LIMIT
    restart_day: RestartDay = RestartDay.UNCOUNTED
    extension_from: ExtensionFrom = ExtensionFrom.OLD_DUE
    open_request: OpenRequest = OpenRequest.NO_DUE_DAY
    late_request: LateRequest = LateRequest.KEEPS_LATENESS
    repeated: Repeated = Repeated.ACTS

    @classmethod
    def of_procedure(cls, procedure: Procedure, *, extension: Limit | None = None) -> ClockSettings:
        """Return the switches of one procedure of a catalogue (tham số theo thủ tục).

        >>> from tthc.procedures import SupplementEffect
        >>> procedure = Procedure(code="2.001328", supplement_effect=SupplementEffect.PAUSE)
        >>> ClockSettings.of_procedure(procedure).supplement
        <Effect.PAUSE: 'pause'>
        """
        return cls(supplement=Effect(procedure.supplement_effect.value), extension=extension)
