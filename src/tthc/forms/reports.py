"""A filled form: the rows of a tally under the columns of a layout."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import attrs
from attrs import frozen

from tthc.codec import plain_data
from tthc.errors import FormError
from tthc.findings import Accounting, Finding
from tthc.forms.layouts import Blocks, FormLayout, edition_of, layout
from tthc.outcomes import Origin, Outcome, Scope
from tthc.periods import ReportingPeriod
from tthc.places import Level, district_level_last_day
from tthc.tallies import Tally

TOTAL = "total"
GROUPINGS = ("level", "field", "agency")
_NUMERALS = ("I", "II", "III", "IV", "V", "VI")
_Answers = Counter[tuple[Origin, Outcome]]


@frozen(kw_only=True)
class ReportRow:
    """One row of a form: a level, a field or agency of it, or the total (dòng của biểu).

    `cells` hold numbers of dossiers by column number, as text; `unknown_channel` and `unknown_outcome`
    stand beside the form's columns. `level` is a code of `tthc.Level`, or "total".
    """

    label: str
    level: str
    mark: str = ""
    field: str | None = None
    agency: str | None = None
    cells: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    unknown_channel: int = 0
    unknown_outcome: int = 0

    @property
    def is_heading(self) -> bool:
        """Tell whether the row is a level or the total, not a part of one."""
        return self.field is None and self.agency is None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as it stands in the JSON contract, without its printed mark."""
        return {name: value for name, value in plain_data(self).items() if name != "mark"}


@frozen(kw_only=True)
class Report:
    """A filled official form with everything it rests on (báo cáo).

    `rows` hold exactly one row for each level present and one total, each followed by the parts asked
    for; `printed_rows` are what the printed form shows.
    """

    layout: FormLayout
    period: ReportingPeriod
    as_of: date
    basis: str
    policy: Mapping[str, Any] = attrs.field(hash=False)
    data_version: str
    provisional: bool
    rows: tuple[ReportRow, ...]
    printed_rows: tuple[ReportRow, ...]
    outside: Mapping[str, int] = attrs.field(hash=False)
    accounting: Accounting | None
    findings: tuple[Finding, ...]

    @property
    def total(self) -> ReportRow:
        """The total row."""
        return next(row for row in self.rows if row.level == TOTAL)

    def to_dict(self, lang: str = "vi") -> dict[str, Any]:
        """Return the report as the JSON contract has it; messages of findings are in `lang`."""
        return {
            "form": self.layout.name,
            "edition": self.layout.edition,
            "period": {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()},
            "as_of": self.as_of.isoformat(),
            "basis": self.basis,
            "policy": dict(self.policy),
            "data_version": self.data_version,
            "provisional": self.provisional,
            "rows": [row.to_dict() for row in self.rows],
            "outside": dict(self.outside),
            "accounting": self.accounting.to_dict() if self.accounting else None,
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity.value,
                    "count": finding.count,
                    "message": finding.message(lang),
                }
                for finding in self.findings
            ],
        }


def report(
    tally: Tally,
    form: str | None = None,
    *,
    by: Iterable[str] = (),
    accounting: Accounting | None = None,
    findings: Iterable[Finding] = (),
    lang: str = "vi",
) -> Report:
    """Fill an official form from a tally (lập biểu).

    Args:
        tally: the counts of one report.
        form: "II.06a", "07a" or "07b"; by default the edition of the period's closing day and, in edition
            2026, 07b when more than one level is present, else 07a.
        by: parts to list beneath each level: "field" (lĩnh vực), "agency" (đơn vị); "level" adds nothing.
        accounting: the account of the rows read, printed under the form.
        findings: findings of reading, printed before those of counting.
        lang: language of the labels, "vi" or "en".

    Raises:
        FormError: there is no such form (`form.unknown`) or grouping (`form.grouping`).

    """
    parts = tuple(dict.fromkeys(by))
    wrong = [part for part in parts if part not in GROUPINGS]
    if wrong:
        raise FormError("form.grouping", given=", ".join(wrong), known=", ".join(GROUPINGS))
    edition, edition_provisional = edition_of(tally.period.last)
    answers = _Rows.of(tally)
    if form is not None:
        chosen, edition_provisional = layout(form), False
    elif edition == "2020":
        chosen = layout("II.06a")
    else:
        chosen = layout("07b" if len(answers.levels) > 1 else "07a")
    builder = _Builder(chosen, tally.period, answers, lang)
    printed_parts = parts or (("field",) if chosen.edition == "2026" else ())
    irrelevant = () if chosen.edition == "2026" else ("online-level-missing",)
    counted = (finding for finding in tally.findings() if finding.code not in irrelevant)
    return Report(
        layout=chosen,
        period=tally.period,
        as_of=tally.as_of,
        basis=tally.basis.value,
        policy=tally.policy.to_dict(),
        data_version=tally.data_version,
        provisional=tally.provisional or edition_provisional,
        rows=builder.rows(parts),
        printed_rows=builder.printed(printed_parts),
        outside={
            "out": tally.count(scope=Scope.OUT),
            "unknown_scope": tally.count(scope=Scope.CANNOT_TELL),
        },
        accounting=accounting,
        findings=(*findings, *counted),
    )


@frozen
class _Rows:
    """Answers counted by level, by level and field, and by level and agency."""

    levels: Mapping[str, _Answers]
    fields: Mapping[tuple[str, str | None], _Answers]
    agencies: Mapping[tuple[str, str | None], _Answers]

    @classmethod
    def of(cls, tally: Tally) -> _Rows:
        levels: dict[str, _Answers] = {}
        fields: dict[tuple[str, str | None], _Answers] = {}
        agencies: dict[tuple[str, str | None], _Answers] = {}
        for (level, name, agency), cells in tally.cells():
            here = {(origin, outcome): number for origin, outcome, number in cells}
            levels.setdefault(level, Counter()).update(here)
            fields.setdefault((level, name), Counter()).update(here)
            agencies.setdefault((level, agency), Counter()).update(here)
        return cls(levels, fields, agencies)


@frozen
class _Builder:
    """Lay the answers out as the rows of one form."""

    layout: FormLayout
    period: ReportingPeriod
    answers: _Rows
    lang: str

    def rows(self, parts: tuple[str, ...]) -> tuple[ReportRow, ...]:
        """Return a row for each level, followed by its parts, and the total last."""
        rows: list[ReportRow] = []
        for level, mark in self._marked_levels():
            label = self._level_label(level)
            rows.append(self._row(self.answers.levels[level], label=label, level=level, mark=mark))
            rows += self._parts(level, parts)
        return (*rows, self._total())

    def printed(self, parts: tuple[str, ...]) -> tuple[ReportRow, ...]:
        """Return what the printed form shows: blocks by level, or one flat list by field."""
        if self.layout.blocks is Blocks.LEVELS:
            return self.rows(parts)
        flat = _Rows(
            {TOTAL: Counter()}, _without_level(self.answers.fields), _without_level(self.answers.agencies)
        )
        return (*_Builder(self.layout, self.period, flat, self.lang)._parts(TOTAL, parts), self._total())

    def _parts(self, level: str, parts: tuple[str, ...]) -> list[ReportRow]:
        rows = []
        for part, table in (("field", self.answers.fields), ("agency", self.answers.agencies)):
            if part not in parts:
                continue
            names = sorted((name for known, name in table if known == level), key=_alphabetical)
            for number, name in enumerate(names, start=1):
                label = name if name is not None else labels()["unknown"][self.lang][part]
                place = {"field": label} if part == "field" else {"agency": label}
                answers = table[level, name]
                rows.append(self._row(answers, label=label, level=level, mark=str(number), **place))
        return rows

    def _total(self) -> ReportRow:
        summed: _Answers = Counter()
        for answers in self.answers.levels.values():
            summed.update(answers)
        return self._row(summed, label=self._level_label(TOTAL), level=TOTAL)

    def _row(self, answers: _Answers, *, label: str, level: str, mark: str = "", **place: str) -> ReportRow:
        counts = {str(column.number): column.counts for column in self.layout.columns if column.counts}
        sums = {
            name: sum(number for answer, number in answers.items() if wanted.holds(*answer))
            for name, wanted in (*counts.items(), *self.layout.unknown.items())
        }
        return ReportRow(
            label=label,
            level=level,
            mark=mark,
            field=place.get("field"),
            agency=place.get("agency"),
            cells={name: sums[name] for name in counts},
            unknown_channel=sums["unknown_channel"],
            unknown_outcome=sums["unknown_outcome"],
        )

    def _marked_levels(self) -> list[tuple[str, str]]:
        """Return the levels present with their marks, in the order of the form.

        Edition 2020 prints A tỉnh, B huyện, C xã, and A tỉnh, B xã once there are no districts left;
        edition 2026 prints I tỉnh, II xã, and after them what else is present.
        """
        present = set(self.answers.levels)
        if self.layout.edition == "2026":
            order = [*("province", "commune", "district"), *("ministry", "other", "unknown")]
            return [
                (level, _NUMERALS[place])
                for place, level in enumerate(level for level in order if level in present)
            ]
        with_districts = self.period.first <= district_level_last_day() or "district" in present
        official = ["province", "district", "commune"] if with_districts else ["province", "commune"]
        rest = [level.value for level in Level if level.value not in {"province", "district", "commune"}]
        marks = {level: "ABC"[place] for place, level in enumerate(official)}
        return [(level, marks.get(level, "")) for level in (*official, *rest) if level in present]

    def _level_label(self, level: str) -> str:
        if level == "district" and self.layout.edition == "2026":
            return str(labels()["district_2026"][self.lang])
        return str(labels()["level"][self.lang][level])


def _without_level(
    table: Mapping[tuple[str, str | None], _Answers],
) -> dict[tuple[str, str | None], _Answers]:
    flat: dict[tuple[str, str | None], _Answers] = {}
    for (_, name), answers in table.items():
        flat.setdefault((TOTAL, name), Counter()).update(answers)
    return flat


def _alphabetical(name: str | None) -> tuple[bool, str, str]:
    """Sort by the letters without marks, then by the name; what is not known comes last."""
    bare = unicodedata.normalize("NFD", (name or "").casefold().replace("đ", "d"))
    return name is None, "".join(letter for letter in bare if not unicodedata.combining(letter)), name or ""


@cache
def labels() -> Mapping[str, Any]:
    """Return the labels of rows, by language."""
    import tomllib

    return tomllib.loads(files("tthc").joinpath("data/forms/labels.toml").read_text(encoding="utf-8"))
