"""What stands under a report: the rules it was counted by, and what was found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from tthc_adapters.texts import Texts, day, number

if TYPE_CHECKING:
    from tthc.findings import Accounting, Finding, SourceRef
    from tthc.forms import Report

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


@frozen
class Note:
    """One line under the report: what it is about, and what there is to say."""

    title: str
    text: str


@frozen(kw_only=True)
class FindingLine:
    """All findings of one code together."""

    code: str
    severity: str
    count: int
    message: str
    samples: tuple[SourceRef, ...] = field(repr=False)


def notes(report: Report, texts: Texts) -> tuple[Note, ...]:
    """Return the lines under `report`: period, policy with its switches, basis, data version, rows."""
    lang = texts.lang
    policy = dict(report.policy)
    name = policy.pop("name", "")
    switches = "; ".join(f"{switch} = {value}" for switch, value in policy.items())
    lines = [
        Note(texts("notes.period"), _period_text(report, texts)),
        Note(texts("notes.as_of"), day(report.as_of, lang)),
        Note(texts("notes.policy"), f"{name} ({switches})" if switches else str(name)),
        Note(texts("notes.basis"), texts(f"notes.basis_{_plain(report.basis)}")),
        Note(texts("notes.data_version"), str(report.data_version)),
    ]
    if report.provisional:
        lines.append(Note(texts("notes.provisional"), texts("notes.provisional_value")))
    out, unknown = report.outside["out"], report.outside["unknown_scope"]
    beside = texts("notes.outside_value", out=number(out, lang), unknown=number(unknown, lang))
    lines.append(Note(texts("notes.outside"), beside))
    if report.accounting is not None:
        lines.append(Note(texts("notes.accounting"), accounting_text(report.accounting, texts)))
    return tuple(lines)


def _period_text(report: Report, texts: Texts) -> str:
    period = report.period
    days = texts("notes.period_value", first=day(period.first, texts.lang), last=day(period.last, texts.lang))
    official = ".." not in period.key
    return f"{period.name(texts.lang)}, {days}" if official else days


def accounting_text(accounting: Accounting, texts: Texts) -> str:
    """Return the account of rows as one sentence."""
    lang = texts.lang

    def listed(kind: str, reasons: Mapping[str, int]) -> str:
        # A plug-in may have reasons of its own, which are shown by their code.
        named = [f"{texts.get(f'{kind}.{why}') or why} {number(n, lang)}" for why, n in reasons.items() if n]
        return f" ({'; '.join(named)})" if named else ""

    return texts(
        "notes.accounting_value",
        physical=number(accounting.physical, lang),
        records=number(accounting.records, lang),
        rejected=number(accounting.rejected_rows, lang),
        rejected_why=listed("rejections", accounting.rejected),
        skipped=number(sum(accounting.skipped.values()), lang),
        skipped_why=listed("skips", accounting.skipped),
        preamble=number(accounting.preamble, lang),
    )


def finding_lines(findings: Iterable[Finding], lang: str) -> tuple[FindingLine, ...]:
    """Return one line a code: the gravest first, then the most frequent.

    Findings of one code from several files are counted together; the message is that of the most
    frequent of them when they differ.
    """
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    lines = [_together(code, group, lang) for code, group in by_code.items()]
    return tuple(sorted(lines, key=lambda line: (_GRAVITY[line.severity], -line.count, line.code)))


def _together(code: str, group: list[Finding], lang: str) -> FindingLine:
    import attrs

    largest = max(group, key=lambda finding: finding.count)
    count = sum(finding.count for finding in group)
    # An evolved copy keeps the details of the largest and says the sum.
    spoken = attrs.evolve(largest, count=count)
    samples = tuple(sample for finding in group for sample in finding.samples)
    severity = min((finding.severity.value for finding in group), key=_GRAVITY.__getitem__)
    return FindingLine(
        code=code, severity=severity, count=count, message=spoken.message(lang), samples=samples
    )


def _plain(basis: object) -> str:
    return str(getattr(basis, "value", basis))
