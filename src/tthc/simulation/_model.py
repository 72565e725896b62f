"""A change of a limit, and what it did: counts before and after, by procedure, field and agency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen

from tthc.columnar.landing import UNITS
from tthc.errors import LimitError, RuleError
from tthc.limits import Limit
from tthc.outcomes import CountingPolicy, Outcome
from tthc.periods import ReportingPeriod

AXES = ("procedure", "field", "agency")


def _computable(_: Any, __: Any, value: Limit) -> None:
    if value.unit not in UNITS:
        raise LimitError("simulation.unit", limit=value)


@frozen
class LimitChange:
    """Say which limits become what, and from which day (thay đổi thời hạn giải quyết).

    Args:
        new: the limit afterwards.
        old: only dossiers of this limit change; None for dossiers of every limit.
        procedure: only dossiers of this procedure code; None for every procedure.
        since: only dossiers received on this day or later (inclusive); None for every day.
        decision: number of the decision, as printed under a report.

    Raises:
        LimitError: `new` has no unit, or runs in hours or sessions, which need a moment of reception
            (`simulation.unit`).

    >>> from tthc.limits import WorkingDays
    >>> print(LimitChange(WorkingDays(3), old=WorkingDays(5), since=date(2026, 3, 1)))
    5 ngày làm việc → 3 ngày làm việc từ 01/03/2026
    """

    new: Limit = field(validator=_computable)
    old: Limit | None = field(default=None, kw_only=True)
    procedure: str | None = field(default=None, kw_only=True)
    since: date | None = field(default=None, kw_only=True)
    decision: str = field(default="", kw_only=True)

    def __str__(self) -> str:
        of = f"{self.procedure}: " if self.procedure else ""
        since = f" từ {self.since:%d/%m/%Y}" if self.since else ""
        by = f" [{self.decision}]" if self.decision else ""
        return f"{of}{self.old or 'mọi thời hạn'} → {self.new}{since}{by}"


@frozen(kw_only=True)
class OnTimeCounts:
    """Hold how many finished dossiers were early, on time and late (trước hạn, đúng hạn, quá hạn).

    `cannot_tell` are those without a limit that ends with a day; no share includes them.

    >>> OnTimeCounts(early=6, on_time=1, late=1).percent_in_time
    87.5
    """

    early: int = 0
    on_time: int = 0
    late: int = 0
    cannot_tell: int = 0

    @property
    def judged(self) -> int:
        """Return the number of dossiers that could be told."""
        return self.early + self.on_time + self.late

    @property
    def percent_in_time(self) -> float | None:
        """Return the share that was early or on time, in percent to one decimal; None of nothing."""
        return round(100 * (self.early + self.on_time) / self.judged, 1) if self.judged else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {**attrs.asdict(self), "percent_in_time": self.percent_in_time}


@frozen
class SimulatedGroup:
    """Dossiers counted together: same procedure, field and agency, same answer before and after (nhóm).

    `changed` tells whether a change touched their limit. Names are None when not known.
    """

    procedure: str | None
    field: str | None
    agency: str | None
    changed: bool
    before: Outcome
    after: Outcome


@frozen(kw_only=True)
class LimitEffect:
    """Hold the effect of the changes on some dossiers (tác động).

    Attributes:
        dossiers: how many finished dossiers there are.
        changed: how many of them a change touched.
        before: by their own limits.
        after: by the changed limits.
        newly_late: in time before, late after.
        newly_in_time: late before, in time after.
    """

    dossiers: int
    changed: int
    before: OnTimeCounts
    after: OnTimeCounts
    newly_late: int
    newly_in_time: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        plain = {name: getattr(self, name) for name in ("dossiers", "changed", "newly_late", "newly_in_time")}
        return {**plain, "before": self.before.to_dict(), "after": self.after.to_dict()}


@frozen(kw_only=True)
class Simulation:
    """Hold what `simulate` found (kết quả mô phỏng); counts by procedure, field and agency.

    `provisional` is true when a due day, before or after, lies where no notice has been checked.
    """

    period: ReportingPeriod
    as_of: date
    changes: tuple[LimitChange, ...]
    policy: CountingPolicy
    calendar_digest: str
    data_version: str
    provisional: bool
    counts: tuple[tuple[SimulatedGroup, int], ...]

    def effect(self, **exact: str | bool | None) -> LimitEffect:
        """Return the effect on the dossiers that match (tác động đối với một nhóm hồ sơ).

        Args:
            exact: `procedure`, `field`, `agency`, or `changed`; all dossiers when left out.

        Raises:
            RuleError: another criterion (`simulation.criterion`).
        """
        known = (*AXES, "changed")
        for given in exact.keys() - set(known):
            raise RuleError("simulation.criterion", given=given, known=", ".join(known))
        return _effect(
            (group, number)
            for group, number in self.counts
            if all(getattr(group, name) == value for name, value in exact.items())
        )

    def by(self, axis: str) -> Mapping[str | None, LimitEffect]:
        """Return the effect for each procedure, field or agency, by name (tách theo nhóm).

        Raises:
            RuleError: another axis (`simulation.criterion`).
        """
        if axis not in AXES:
            raise RuleError("simulation.criterion", given=axis, known=", ".join(AXES))
        names = dict.fromkeys(getattr(group, axis) for group, _ in self.counts)
        ordered = sorted(names, key=lambda name: (name is None, name or ""))
        return {name: self.effect(**{axis: name}) for name in ordered}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the whole, and the same by each axis."""
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "as_of": self.as_of.isoformat(),
            "changes": [str(change) for change in self.changes],
            "policy": self.policy.name,
            "data_version": self.data_version,
            "provisional": self.provisional,
            "all": self.effect().to_dict(),
            "changed": self.effect(changed=True).to_dict(),
            **{
                f"by_{axis}": [{axis: name, **effect.to_dict()} for name, effect in self.by(axis).items()]
                for axis in AXES
            },
        }


def _effect(groups: Iterable[tuple[SimulatedGroup, int]]) -> LimitEffect:
    rows = tuple(groups)
    in_time = {Outcome.EARLY, Outcome.ON_TIME}

    def number(kept: Iterator[bool]) -> int:
        return sum(size for (_, size), keep in zip(rows, kept, strict=True) if keep)

    def counts(side: str) -> OnTimeCounts:
        told = {each: number(getattr(group, side) is each for group, _ in rows) for each in Outcome}
        return OnTimeCounts(
            early=told[Outcome.EARLY],
            on_time=told[Outcome.ON_TIME],
            late=told[Outcome.LATE],
            cannot_tell=told[Outcome.CANNOT_TELL],
        )

    return LimitEffect(
        dossiers=sum(size for _, size in rows),
        changed=number(group.changed for group, _ in rows),
        before=counts("before"),
        after=counts("after"),
        newly_late=number(g.before in in_time and g.after is Outcome.LATE for g, _ in rows),
        newly_in_time=number(g.before is Outcome.LATE and g.after in in_time for g, _ in rows),
    )
