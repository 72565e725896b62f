"""The courses of the histories of a table: each shape under each law is read once, on the driver."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import frozen

from tthc.columnar._histories_shape import MOST, read_shape
from tthc.columnar.door import Door
from tthc.columnar.landing import UNITS
from tthc.deadlines import ClockSettings, Course, EventShape, course_of, effect_days, own_procedure
from tthc.dossiers import Effect, EventKind
from tthc.lifecycle import REQUESTS

SHAPES = 5_000
"""Shapes read as courses, the most frequent first; dossiers of other shapes are read one by one."""

STEPS = 6
"""Steps of a running term that are taken in columns."""

NONE = -1
KEYS = ("kind_part", "mark_part", "law")


@frozen(kw_only=True)
class Courses:
    """Hold what the columns need of every course (các diễn tiến).

    Attributes:
        frame: one row a shape and law, to join with by `KEYS`.
        effects: for each step, the effects some course has there.
        days: the days on which a law changes.
        laws: for each procedure with effects of its own, and None for the others, the law of each
            span between those days.
    """

    frame: Any
    effects: tuple[frozenset[Effect], ...]
    days: tuple[date, ...]
    laws: dict[str | None, tuple[int, ...]]


def courses(door: Door, found: Any, procedures: list[str | None], clock: ClockSettings) -> Courses:
    """Return the courses of the histories found.

    Args:
        door: the door of the dossiers.
        found: the histories, see `histories`.
        procedures: the procedure codes of the dossiers, each once.
        clock: the switches of the clock.
    """
    import narwhals as nw

    own = {own_procedure(code): code for code in procedures}
    own[None] = None
    days = effect_days()
    spans = (date(days[0].year - 1, 1, 1), *days)
    known: dict[tuple[Any, ...], int] = {}
    examples: list[tuple[date, str | None]] = []
    laws: dict[str | None, tuple[int, ...]] = {}
    for national, code in own.items():
        numbers = []
        for day in spans:
            law = tuple(_effect(kind, day, code, clock) for kind in REQUESTS)
            if law not in known:
                known[law] = len(examples)
                examples.append((day, code))
            numbers.append(known[law])
        laws[national] = tuple(numbers)
    readable = found.filter((nw.col("events") <= MOST) & (nw.col("unreadable") == 0))
    counted = readable.group_by("kind_part", "mark_part").agg(nw.len().alias("size"))
    frequent = sorted(door.rows(counted.sort("size", descending=True).head(SHAPES)))
    read = [
        (kinds, marks, law, course_of(shape, day, clock=clock, procedure_code=code))
        for kinds, marks, _ in frequent
        for shape in [read_shape(kinds, marks)]
        for law, (day, code) in enumerate(examples)
    ]
    return Courses(frame=_frame(door, read), effects=_effects(read), days=days, laws=laws)


def _effect(kind: EventKind, day: date, code: str | None, clock: ClockSettings) -> tuple[Any, ...]:
    """Return all that a law says of one kind of request, to tell laws apart."""
    begun = EventShape(kind=kind)
    course = course_of([begun, EventShape(kind=REQUESTS[kind])], day, clock=clock, procedure_code=code)
    return course.begins, course.steps, course.refused


def _effects(read: list[tuple[int, int, int, Course]]) -> tuple[frozenset[Effect], ...]:
    most = min(max((len(course.steps) for *_, course in read), default=0), STEPS)
    return tuple(
        frozenset(course.steps[step].effect for *_, course in read if step < len(course.steps))
        for step in range(most)
    )


def _frame(door: Door, read: list[tuple[int, int, int, Course]]) -> Any:
    import narwhals as nw

    columns: dict[str, list[Any]] = {
        "kind_part": [kinds for kinds, *_ in read],
        "mark_part": [marks for _, marks, *_ in read],
        "law": [law for *_, law, _ in read],
        "reception": [_place(course.reception) for *_, course in read],
        "begins": [_place(course.begins) for *_, course in read],
        "refused_at": [MOST + 1 if course.refused is None else course.refused[0] for *_, course in read],
        "refusal": [None if course.refused is None else course.refused[1] for *_, course in read],
        "singly": [int(_singly(course)) for *_, course in read],
    }
    types: dict[str, Any] = dict.fromkeys(columns, nw.Int64())
    types["refusal"] = nw.String()
    for step in range(len(_effects(read))):
        steps = [course.steps[step] if step < len(course.steps) else None for *_, course in read]
        extensions = [None if each is None else each.extension for each in steps]
        columns |= {
            f"effect_{step}": [Effect.NONE.value if each is None else each.effect.value for each in steps],
            f"begun_{step}": [NONE if each is None else each.begun for each in steps],
            f"ended_{step}": [NONE if each is None else _place(each.ended) for each in steps],
            f"named_{step}": [int(each is not None and each.named) for each in steps],
            f"amount_{step}": [None if each is None else float(each.n) for each in extensions],
            f"unit_{step}": [None if each is None else each.unit.value for each in extensions],
        }
        names = ("begun", "ended", "named")
        types |= {f"{name}_{step}": nw.Int64() for name in names}
        types |= {f"effect_{step}": nw.String(), f"unit_{step}": nw.String(), f"amount_{step}": nw.Float64()}
    return door.lookup(columns, types)


def _place(place: int | None) -> int:
    return NONE if place is None else place


def _singly(course: Course) -> bool:
    """Tell whether a course is read one by one: too long, or lengthened by what does not land in days."""
    if course.by_days or len(course.steps) > STEPS:
        return True
    extensions = [step.extension for step in course.steps if step.effect is Effect.EXTEND and not step.named]
    return any(extension is not None and extension.unit not in UNITS for extension in extensions)
