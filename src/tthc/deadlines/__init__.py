"""Deadlines by law, each with the trace of its days (hạn trả kết quả)."""

from tthc.deadlines._clock_course import Course, CourseStep, EventShape, course_of
from tthc.deadlines._clock_duties import ApologyWindow, apology_window
from tthc.deadlines._clock_rules import EffectRule, effect_days, effect_rule, own_procedure
from tthc.deadlines._clock_run import ClockSpan
from tthc.deadlines._clock_settings import (
    ClockSettings,
    ExtensionFrom,
    LateRequest,
    OpenRequest,
    PauseSpan,
    PauseUnit,
    Repeated,
    RestartDay,
)
from tthc.deadlines._compute import compute_deadline, day_in_vietnam
from tthc.deadlines._counting import CountingRules, counting_rules
from tthc.deadlines._deadline import Deadline, TraceStep, Verdict
from tthc.deadlines._linked_models import ComponentRun, LinkedDue, LinkedReading, LinkedVerdict
from tthc.deadlines._linked_rules import ComponentStart, Handling, LinkedComponent, LinkedGroup, linked_group
from tthc.deadlines._policies import (
    DeadlinePolicy,
    DeadlineRequest,
    Landing,
    TracingPolicy,
    landing_of,
    policy_named,
    policy_names,
)
from tthc.deadlines._sectors import Cutoff, sector_cutoff, sector_limit
from tthc.deadlines._sessions import default_hours
from tthc.deadlines._settings import (
    CutoffEdge,
    DayOffReception,
    HolidaysInDays,
    HoursRoll,
    LeapDay,
    OpencpsSettings,
    PolicySettings,
    ReceptionHoliday,
    SessionEdge,
    StatutorySettings,
    SwappedLastDay,
    TanDanSettings,
)
from tthc.deadlines._statutory import leap_day_end, matching_day, matching_day_of_year, rolled, statutory_due
from tthc.deadlines.acceptance import AcceptanceLimit, acceptance_limit
from tthc.deadlines.clock import ClockReading, due_over_events
from tthc.deadlines.explain_history import explain_history
from tthc.deadlines.explain_other import why_not
from tthc.deadlines.explain_other_history import why_not_history
from tthc.deadlines.linked import linked_deadlines
from tthc.deadlines.turn import Turn, turn_program

__all__ = [
    "AcceptanceLimit",
    "ApologyWindow",
    "ClockReading",
    "ClockSettings",
    "ClockSpan",
    "ComponentRun",
    "ComponentStart",
    "CountingRules",
    "Course",
    "CourseStep",
    "Cutoff",
    "CutoffEdge",
    "DayOffReception",
    "Deadline",
    "DeadlinePolicy",
    "DeadlineRequest",
    "EffectRule",
    "EventShape",
    "ExtensionFrom",
    "Handling",
    "HolidaysInDays",
    "HoursRoll",
    "Landing",
    "LateRequest",
    "LeapDay",
    "LinkedComponent",
    "LinkedDue",
    "LinkedGroup",
    "LinkedReading",
    "LinkedVerdict",
    "OpenRequest",
    "OpencpsSettings",
    "PauseSpan",
    "PauseUnit",
    "PolicySettings",
    "ReceptionHoliday",
    "Repeated",
    "RestartDay",
    "SessionEdge",
    "StatutorySettings",
    "SwappedLastDay",
    "TanDanSettings",
    "TraceStep",
    "TracingPolicy",
    "Turn",
    "Verdict",
    "acceptance_limit",
    "apology_window",
    "compute_deadline",
    "counting_rules",
    "course_of",
    "day_in_vietnam",
    "default_hours",
    "due_over_events",
    "effect_days",
    "effect_rule",
    "explain_history",
    "landing_of",
    "leap_day_end",
    "linked_deadlines",
    "linked_group",
    "matching_day",
    "matching_day_of_year",
    "own_procedure",
    "policy_named",
    "policy_names",
    "rolled",
    "sector_cutoff",
    "sector_limit",
    "statutory_due",
    "turn_program",
    "why_not",
    "why_not_history",
]
