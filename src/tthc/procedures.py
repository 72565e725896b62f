"""Administrative procedures in dated versions, and the catalogue in force on a day."""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from attrs import evolve, field, frozen

from tthc.channels import Channel, OnlineLevel
from tthc.errors import LimitError, RuleError
from tthc.limits import Limit, parse_limit
from tthc.places import Level


class SupplementEffect(enum.Enum):
    """What a request to supplement does to the term (ảnh hưởng của yêu cầu bổ sung)."""

    RESTART = "restart"
    """The term is counted again from zero once the dossier is complete."""
    PAUSE = "pause"
    """The days of waiting are not counted."""
    EXTEND = "extend"
    """The term is lengthened by a stated limit."""


@frozen
class ProcedureLimit:
    """State a time limit and what it holds for (thời hạn theo kênh và trường hợp).

    Args:
        limit: the time limit.
        channel: the channel it holds for; None for every channel.
        case: the case it holds for, as the list words it; empty for the ordinary case.
    """

    limit: Limit
    channel: Channel | None = field(default=None, kw_only=True)
    case: str = field(default="", kw_only=True)


def _limits(limits: Iterable[ProcedureLimit]) -> tuple[ProcedureLimit, ...]:
    return tuple(limits)


@frozen(kw_only=True)
class Procedure:
    """Hold one version of a procedure (thủ tục hành chính).

    Args:
        code: code in the national list, e.g. "1.000080".
        name: its name.
        field_code: code of the field (lĩnh vực).
        field_name: name of the field.
        level: level of government that handles it.
        limits: one for each channel and case that has its own.
        supplement_effect: what a request to supplement does; restart unless a law says otherwise.
        online_level: how far it runs online; None when it does not or nobody says.
        linked_group: name of the group of linked procedures (liên thông) it belongs to.
        effective_from: first day of this version; None for one without a known beginning.
        effective_until: last day of this version (inclusive); None while it is in force.

    Raises:
        RuleError: two limits for one channel and case (`procedure.two-limits`).
    """

    code: str
    name: str = ""
    field_code: str = ""
    field_name: str = ""
    level: Level = Level.UNKNOWN
    limits: tuple[ProcedureLimit, ...] = field(default=(), converter=_limits)
    supplement_effect: SupplementEffect = SupplementEffect.RESTART
    online_level: OnlineLevel | None = None
    linked_group: str | None = None
    effective_from: date | None = None
    effective_until: date | None = None

    def __attrs_post_init__(self) -> None:
        places = {(each.channel, each.case) for each in self.limits}
        if len(places) != len(self.limits):
            raise RuleError("procedure.two-limits", code=self.code, day=self.effective_from)

    def limit_for(self, channel: Channel | None = None, case: str = "") -> Limit | None:
        """Return the limit of `channel` and `case`, or None when the list gives none.

        The channel's own limit comes before the one for every channel. A case that is not in the
        list has no limit: the ordinary one is never put in its place.

        >>> from tthc.limits import WorkingDays
        >>> general = ProcedureLimit(WorkingDays(5))
        >>> online = ProcedureLimit(WorkingDays(3), channel=Channel.ONLINE)
        >>> procedure = Procedure(code="1.000080", limits=(general, online))
        >>> print(procedure.limit_for(Channel.ONLINE), "|", procedure.limit_for(Channel.DIRECT))
        3 ngày làm việc | 5 ngày làm việc
        """
        found = {(each.channel, each.case): each.limit for each in self.limits}
        return found.get((channel, case), found.get((None, case)))


_TEXTS = ("code", "name", "field_code", "field_name", "linked_group")
_ENUMS: Mapping[str, type[enum.Enum]] = {
    "level": Level,
    "supplement_effect": SupplementEffect,
    "online_level": OnlineLevel,
}
_DAYS = ("effective_from", "effective_until")
_LIMIT_COLUMNS = ("limit", "channel", "case")
COLUMNS = (*_TEXTS, *_ENUMS, *_DAYS, *_LIMIT_COLUMNS)
"""Columns of the plain table `Catalogue.from_rows` reads; only `code` is needed."""


@frozen
class Catalogue:
    """Hold every version of every procedure (danh mục thủ tục hành chính).

    Raises:
        RuleError: two versions of one procedure in force on one day (`procedure.overlap`).
    """

    versions: Mapping[str, tuple[Procedure, ...]] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        for code, versions in self.versions.items():
            for before, after in pairwise(versions):
                start = _begin(after)
                ended = before.effective_until
                if _begin(before) >= start or (ended is not None and ended >= start):
                    raise RuleError("procedure.overlap", code=code, day=after.effective_from)

    @classmethod
    def of(cls, procedures: Iterable[Procedure]) -> Catalogue:
        """Make a catalogue from versions in any order.

        Raises:
            RuleError: two versions of one procedure in force on one day (`procedure.overlap`).
        """
        grouped: dict[str, list[Procedure]] = {}
        for procedure in procedures:
            grouped.setdefault(procedure.code, []).append(procedure)
        return cls({code: tuple(sorted(each, key=_begin)) for code, each in sorted(grouped.items())})

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Catalogue:
        """Read a plain table: one row for each limit, one version for each code and first day.

        Columns are those of `COLUMNS`; only `code` is needed. `limit` is text such as "05 ngày làm
        việc", the enums are their codes, days are `date` or "YYYY-MM-DD". Rows of one code and one
        `effective_from` are one version with several limits, and must agree on everything else.

        Raises:
            RuleError: an unknown column (`procedure.unknown-column`), no code
                (`procedure.missing-field`), a value that is not one (`procedure.bad-value`), rows
                that disagree (`procedure.conflict`), two limits in one place
                (`procedure.two-limits`), versions that overlap (`procedure.overlap`).

        >>> catalogue = Catalogue.from_rows(
        ...     [
        ...         {"code": "1.000080", "limit": "07 ngày làm việc"},
        ...         {"code": "1.000080", "limit": "05 ngày làm việc", "channel": "online"},
        ...     ]
        ... )
        >>> print(catalogue.at(date(2026, 1, 5))["1.000080"].limit_for(Channel.ONLINE))
        5 ngày làm việc
        """
        found: dict[tuple[str, date | None], Procedure] = {}
        for number, row in enumerate(rows, start=1):
            procedure = _read(number, row)
            key = (procedure.code, procedure.effective_from)
            before = found.get(key)
            if before is not None:
                procedure = _merged(number, before, procedure)
            found[key] = procedure
        return cls.of(found.values())

    def at(self, day: date) -> CatalogueView:
        """Return the procedures in force on `day` (danh mục có hiệu lực vào một ngày)."""
        in_force = {}
        for code, versions in self.versions.items():
            place = bisect_right(versions, day, key=_begin)
            if place:
                version = versions[place - 1]
                if version.effective_until is None or day <= version.effective_until:
                    in_force[code] = version
        return CatalogueView(day, in_force)


@frozen
class CatalogueView(Mapping[str, Procedure]):
    """Show the procedures in force on one day, by code; a read-only mapping."""

    day: date
    _in_force: Mapping[str, Procedure] = field(repr=False)

    def __getitem__(self, code: str) -> Procedure:
        return self._in_force[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._in_force)

    def __len__(self) -> int:
        return len(self._in_force)

    def find(self, code: str) -> Procedure:
        """Return the procedure `code`, saying the day when there is none.

        Raises:
            RuleError: no such procedure is in force (`procedure.unknown`).
        """
        try:
            return self._in_force[code]
        except KeyError:
            raise RuleError("procedure.unknown", code=code, day=self.day) from None


def _begin(procedure: Procedure) -> date:
    return procedure.effective_from or date.min


def _read(number: int, row: Mapping[str, Any]) -> Procedure:
    extra = sorted(set(row) - set(COLUMNS))
    if extra:
        known = ", ".join(COLUMNS)
        raise RuleError("procedure.unknown-column", row=number, extra=", ".join(extra), known=known)
    given = {name: value for name, value in row.items() if value not in (None, "")}
    if "code" not in given:
        raise RuleError("procedure.missing-field", row=number, field="code")
    values: dict[str, Any] = {name: str(given[name]) for name in _TEXTS if name in given}
    for name, kind in _ENUMS.items():
        if name in given:
            values[name] = _enum(number, name, kind, given[name])
    for name in _DAYS:
        if name in given:
            values[name] = _day(number, name, given[name])
    if "limit" in given:
        try:
            limit = parse_limit(str(given["limit"]))
        except LimitError as error:
            raise RuleError("procedure.bad-value", row=number, field="limit", reason=str(error)) from None
        channel = _enum(number, "channel", Channel, given["channel"]) if "channel" in given else None
        values["limits"] = (ProcedureLimit(limit, channel=channel, case=str(given.get("case", ""))),)
    return Procedure(**values)


def _enum(number: int, name: str, kind: type[enum.Enum], value: object) -> Any:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(each.value) for each in kind)
        raise RuleError("procedure.bad-value", row=number, field=name, reason=known) from None


def _day(number: int, name: str, value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RuleError("procedure.bad-value", row=number, field=name, reason="YYYY-MM-DD") from None


def _merged(number: int, before: Procedure, after: Procedure) -> Procedure:
    for name in (*_TEXTS, *_ENUMS, *_DAYS):
        if getattr(before, name) != getattr(after, name):
            raise RuleError(
                "procedure.conflict", row=number, code=after.code, day=after.effective_from, field=name
            )
    return evolve(before, limits=(*before.limits, *after.limits))
