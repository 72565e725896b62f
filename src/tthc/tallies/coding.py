"""From the canonical table to counts: one code a row, then one count a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import chain
from operator import add
from typing import Any

import attrs
from attrs import frozen

from tthc.channels import Channel, OnlineLevel
from tthc.columnar import validate
from tthc.columnar.doors import Door, open_doors
from tthc.errors import TableError
from tthc.findings import Finding
from tthc.law import data_version
from tthc.outcomes import Basis, CountingPolicy, counting_policy, counting_program, report_days
from tthc.periods import ReportingPeriod
from tthc.places import Level
from tthc.rules import NOT_ASKED, Program
from tthc.tallies.counts import Answers, Counts, Group
from tthc.tallies.model import Tally

LEVEL, FIELD, AGENCY, CODED = "level_counted", "field_counted", "agency_counted", "tthc_code"
SMALL = 7
"""Bits of a signed byte."""
SIZE, LATEST = "tthc_size", "tthc_latest"
PLACE = (LEVEL, FIELD, AGENCY)

STATUSES = tuple(range(1, 11))
LEVELS = tuple(level.value for level in Level)
CHOICES = {
    "channel": tuple(channel.value for channel in Channel),
    "online_level": tuple(level.value for level in OnlineLevel),
}
STRANGE_LEVEL = "level-not-a-code"
STRANGE = ("status-not-a-code", "channel-not-a-code", "online-level-not-a-code")
"""Findings of codes that are in no list: an object cannot hold them, a column can."""
STRANGE_ORIGIN = dict(zip(("channel-missing", "online-level-missing"), STRANGE[1:], strict=True))
"""Such findings by the finding they stand beside, which an answer decides: the two share a bit."""


@frozen(eq=False, repr=False)
class CodedFrame:
    """Hold the coded lazy frame beside the counts that were made from it (bảng đã mã hóa)."""

    door: Door
    frame: Any
    """The caller's columns, those of `PLACE`, and the code."""


def tally(
    table: Any,
    *,
    period: ReportingPeriod,
    as_of: date,
    policy: str | CountingPolicy = "ii06-2020",
    basis: str | Basis = Basis.EXPORTED,
) -> Tally:
    """Count the dossiers of one report (tổng hợp số liệu).

    Args:
        table: the canonical table: a polars frame (eager or lazy), a DuckDB relation, a PySpark frame, a
            pandas or Arrow table, or one of them under a narwhals cover; lazy ones are not read into memory.
        period: closed interval of days.
        as_of: day the data are true for; the closing day is the earlier of it and the period's last day.
        policy: name of a counting policy, or one of your own.
        basis: the due date to go by, "exported" or "legal" (`legal_due_on` must be filled in before).

    Codes of status, channel, level or online level that are in no list count as missing and are findings.
    So are zone-aware columns, which are converted to Vietnam wall-clock time.

    Raises:
        TableError: columns missing or mistyped (`table.columns`), a kind of table that is not taken
            (`table.engine-unknown`), a TIMESTAMP of Spark, which keeps no zone (`table.zone-lost`), or a
            source the engine could not read (`table.engine-failed`).
        PeriodError: `as_of` lies before the period (`period.as-of-too-early`).
        RuleError: there is no such policy (`policy.unknown`).

    """
    chosen, by = counting_policy(policy), Basis(basis)
    program = counting_program(chosen, by)
    days = report_days(period, as_of)
    (door,) = open_doors(table)
    with door.guarded():
        validate(door.frame)
        coded = code_frame(door, program, days)
    counts, latest = _counted(door, coded, program, by)
    return Tally(
        period=period,
        as_of=as_of,
        policy=chosen.for_basis(by),
        basis=by,
        data_version=data_version(),
        rules_digest=program.digest(),
        provisional=_beyond_the_notices(latest),
        counts=counts,
        notes=_notes(door),
        coded=CodedFrame(door, coded),
    )


def code_frame(door: Door, program: Program, days: Mapping[str, date]) -> Any:
    """Add to the frame of a door the grouping columns and one code that holds every answer of a row."""
    import narwhals as nw

    schema = door.frame.collect_schema()
    brought = tuple(schema)
    status = nw.col("status")
    is_status = (status >= STATUSES[0]) & (status <= STATUSES[-1])
    read_as: dict[str, Any] = {"status": nw.when(is_status).then(status)}
    for name in ("level", *CHOICES):
        if schema[name] != nw.String:
            read_as[name] = nw.col(name).cast(nw.String)
    wide, flags = program.columns_and_flags(door.frame, days, read_as, compared=door.compared)
    strange_status = ~status.is_null() & ~is_status
    strange_origin = (flags["channel-missing"] & ~nw.col("channel").is_null()) | (
        flags["online-level-missing"] & ~nw.col("online_level").is_null()
    )
    raised = (*(flags[name] for name in _coded_flags(program)), strange_status, strange_origin)
    bytes_of_flags = [raised[begin : begin + SMALL] for begin in range(0, len(raised), SMALL)]
    fields = [(_flagged(flags), len(flags)) for flags in bytes_of_flags]
    fields += [(nw.col(table.name) - NOT_ASKED, _bits(len(table.rows) + 1)) for table in program.tables]
    return wide.select(
        *brought,
        nw.col(LEVEL),
        _first_present("field_name", "field_code").alias(FIELD),
        _first_present("agency_name", "agency_code").alias(AGENCY),
        _packed(fields).alias(CODED),
    )


def _coded_flags(program: Program) -> list[str]:
    """Return the flags that a code holds: not those that the answers in it decide."""
    return [name for name in program.flags if name not in program.flags_of_answers]


def _raised(program: Program) -> list[tuple[str, ...]]:
    """Return the findings that each of the lowest bits of a code stands for."""
    return [*((name,) for name in _coded_flags(program)), STRANGE[:1], tuple(STRANGE_ORIGIN.values())]


def _flagged(flags: Sequence[Any]) -> Any:
    """Return up to `SMALL` flags as the bits of a signed byte."""
    import narwhals as nw

    nothing = nw.lit(0, nw.Int8())
    bits = [
        nw.when(flag).then(nw.lit(1 << place, nw.Int8())).otherwise(nothing)
        for place, flag in enumerate(flags)
    ]
    return reduce(add, bits)


def _packed(fields: Sequence[tuple[Any, int]]) -> Any:
    """Return small numbers of zero or more as one, the first in its lowest bits.

    Neighbours are put together in the narrowest type that holds them, then these in the next one: a sum of
    bytes is cheaper than one of whole words.

    Args:
        fields: each of them, and the number of bits it takes: at most `SMALL`.

    """
    import narwhals as nw

    packed = list(fields)
    for dtype, most in ((nw.Int8(), SMALL), (nw.Int16(), 15), (nw.Int32(), 31), (nw.Int64(), 63)):
        wider: list[tuple[Any, int]] = []
        for value, bits in packed:
            below, used = wider[-1] if wider else (None, most)
            if used + bits > most:
                wider.append((value.cast(dtype), bits))
            else:
                wider[-1] = (below + value.cast(dtype) * nw.lit(1 << used, dtype), used + bits)
        packed = wider
    ((code, _),) = packed
    return code


def _first_present(name: str, code: str) -> Any:
    import narwhals as nw

    return nw.coalesce(nw.col(name).cast(nw.String), nw.col(code).cast(nw.String))


def _counted(door: Door, coded: Any, program: Program, basis: Basis) -> tuple[Counts, date | None]:
    """Count the codes of each place; beside them the latest legal due day, where the report goes by it."""
    import narwhals as nw

    needed, found = [*PLACE, CODED], [nw.len().alias(SIZE)]
    if basis is Basis.LEGAL:
        needed.append("legal_due_on")
        found.append(nw.col("legal_due_on").max().alias(LATEST))
    level, name, agency, codes, sizes, *latest = door.listed(
        coded.select(needed), PLACE, CODED, found, bits=_bits_of_code(program)
    )
    counted = zip(codes, sizes, strict=True)
    by_place = dict(zip(zip(level, name, agency, strict=True), counted, strict=True))
    days = [day for column in latest for each in column for day in each if day is not None]
    counts = Counts(by_place, {code: _decode(program, int(code)) for code in set(chain.from_iterable(codes))})
    if any(level not in LEVELS for level, _, _ in by_place):
        counts = Counts.of((_with_known_level(group), size) for group, size in counts)
    return counts, max(days, default=None)


def _with_known_level(group: Group) -> Group:
    if group.level in LEVELS:
        return group
    return attrs.evolve(group, level=Level.UNKNOWN.value, findings=(*group.findings, STRANGE_LEVEL))


def _bits_of_code(program: Program) -> int:
    """Return how many bits the code of a row takes."""
    tables = sum(_bits(len(table.rows) + 1) for table in program.tables)
    return len(_raised(program)) + tables


def _bits(values: int) -> int:
    return (values - 1).bit_length()


def _decode(program: Program, code: int) -> Answers:
    raised = _raised(program)
    found = {flag for position, flags in enumerate(raised) if code >> position & 1 for flag in flags}
    code >>= len(raised)
    answered: list[int] = []
    for table in program.tables:
        bits = _bits(len(table.rows) + 1)
        answered.append((code & (1 << bits) - 1) + NOT_ASKED)
        code >>= bits
    found.update(flag for flag, holds in program.flags_of_answers.items() if holds(*answered))
    found.difference_update(flag for missing, flag in STRANGE_ORIGIN.items() if missing not in found)
    scope_row, origin_row, outcome_row = (
        None if row == NOT_ASKED else table.rows[row].name
        for table, row in zip(program.tables, answered, strict=True)
    )
    if scope_row is None:
        raise TableError("tally.no-scope")
    findings = tuple(flag for flag in (*program.flags, *STRANGE) if flag in found)
    return scope_row, origin_row, outcome_row, findings


def _encode(program: Program, group: Group) -> int:
    raised = _raised(program)
    found = set(group.findings)
    code = sum(1 << position for position, flags in enumerate(raised) if not found.isdisjoint(flags))
    shift = len(raised)
    for table, row in zip(
        program.tables, (group.scope_row, group.origin_row, group.outcome_row), strict=True
    ):
        answered = NOT_ASKED if row is None else table.code(row)
        code += (answered - NOT_ASKED) << shift
        shift += _bits(len(table.rows) + 1)
    return code


def open_groups(counted: Tally, groups: Iterable[Group], same: Mapping[str, str | None]) -> tuple[int, Any]:
    """Return how many rows belong to `groups`, and those rows as the caller's kind of table.

    Args:
        counted: the tally that was counted from its coded frame.
        groups: every group whose `level`, `field` and `agency` are those of `same`.
        same: the values asked for, by "level", "field" or "agency".

    Raises:
        TableError: the engine could not read the source again (`table.engine-failed`).

    """
    import narwhals as nw

    kept: CodedFrame = counted.coded
    program = counting_program(counted.policy, counted.basis)
    strange = ~nw.col(LEVEL).is_in(LEVELS)
    codes: dict[bool, set[int]] = {True: set(), False: set()}
    for group in groups:
        codes[STRANGE_LEVEL in group.findings].add(_encode(program, group))
    condition = nw.col(CODED).is_in(sorted(codes[False])) & ~strange
    if codes[True]:
        condition = condition | (nw.col(CODED).is_in(sorted(codes[True])) & strange)
    for name, value in same.items():
        column = nw.col(dict(zip(("level", "field", "agency"), PLACE, strict=True))[name])
        holds = column.is_null() if value is None else column == value
        if name == "level" and value == Level.UNKNOWN.value:
            holds = holds | strange
        condition = condition & holds
    rows = kept.frame.filter(condition).drop(*PLACE, CODED)
    return kept.door.hand_back_counted(rows)


def _notes(door: Door) -> tuple[Finding, ...]:
    """Tell of zone-aware columns that were converted, with the number of their values."""
    import narwhals as nw

    if not door.converted:
        return ()
    (values,) = door.rows(door.frame.select(nw.col(name).count() for name in door.converted))
    names = ", ".join(door.converted)
    return (Finding("zone-converted", count=sum(values), details={"columns": names}),)


def _beyond_the_notices(latest: date | None) -> bool:
    """Tell whether the latest legal due day lies where no notice has been checked."""
    from tthc.calendars import load_calendar

    return latest is not None and latest > load_calendar().verified_through
