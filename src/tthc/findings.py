"""What is wrong with data, where it stands, and the account of every row read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from tthc.errors import AccountingError
from tthc.messages import catalogue, render


class Severity(enum.Enum):
    """How much a finding matters (mức độ), from note to error."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@frozen(kw_only=True)
class SourceRef:
    """Point at a file, a row, or one cell (vị trí trong tệp).

    Units:
        row: physical, 1-based, headings included. column: spreadsheet letters.

    >>> print(SourceRef(file="ho-so.csv", row=7, column="J", header="Ngày hẹn trả", value="31/02/2026"))
    ho-so.csv J7 (Ngày hẹn trả)
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str | None = field(default=None, repr=False)  # may be personal data

    def __str__(self) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        cell = f" {self.column or 'row '}{self.row}" if self.row else ""
        return f"{self.file}{sheet}{cell}" + (f" ({self.header})" if self.header else "")


def _freeze(details: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(details))


def _catalogued_severity(finding: Finding) -> Severity:
    entry = catalogue().get(finding.code, {})
    return Severity(entry.get("severity", "warning"))


@frozen
class Finding:
    """Say what is wrong with data, how often, and where (phát hiện).

    Args:
        code: key of the message catalogue, e.g. "due-missing".
        count: rows or cells concerned.
        samples: where the first few of them stand.
        details: what the message needs besides `count`; never a personal value.
        messages: `vi` and `en` texts of a plug-in's own code, which the catalogue lacks.

    >>> finding = Finding("due-missing", count=2)
    >>> finding.severity.value, "2" in finding.message("vi")
    ('info', True)

    """

    code: str
    count: int = field(default=1, kw_only=True)
    samples: tuple[SourceRef, ...] = field(default=(), kw_only=True)
    details: Mapping[str, Any] = field(factory=dict, converter=_freeze, kw_only=True, hash=False)
    messages: Mapping[str, str] = field(factory=dict, converter=_freeze, kw_only=True, hash=False)
    severity: Severity = field(kw_only=True)

    @severity.default
    def _severity(self) -> Severity:
        return _catalogued_severity(self)

    def message(self, lang: str = "vi") -> str:
        """Return the message in `lang` ("vi" or "en"); it never holds a cell's value."""
        grouped = f"{self.count:,}"  # thousands by a dot in Vietnamese, a comma in English
        details = {"count": grouped.replace(",", ".") if lang == "vi" else grouped, **self.details}
        own = self.messages.get(lang) or self.messages.get("en")
        return own.format_map(details) if own else render(self.code, details, lang)

    def __str__(self) -> str:
        where = f" {self.samples[0]}" if self.samples else ""
        return f"[{self.severity.value}] {self.code} x{self.count}{where}: {self.message('en')}"


@frozen(kw_only=True)
class Accounting:
    """Account for every physical row (đối chiếu số dòng).

    Physical rows are those below the heading row(s), or the elements of the list;
    banners and headings are `preamble` and are not among them.

    Raises:
        AccountingError: physical is not records + rejected + skipped (`accounting.rows-lost`).

    >>> rejected = {"received-unreadable": 1}
    >>> Accounting(physical=5, records=3, rejected=rejected, skipped={"blank": 1}).rejected_rows
    1

    """

    physical: int
    records: int
    rejected: Mapping[str, int] = field(factory=dict, converter=_freeze, hash=False)
    skipped: Mapping[str, int] = field(factory=dict, converter=_freeze, hash=False)
    preamble: int = 0

    def __attrs_post_init__(self) -> None:
        if self.physical != self.records + self.rejected_rows + sum(self.skipped.values()):
            raise AccountingError(
                "accounting.rows-lost",
                physical=self.physical,
                accounted=self.records + self.rejected_rows + sum(self.skipped.values()),
            )

    @property
    def rejected_rows(self) -> int:
        """Number of rows rejected, for whatever reason."""
        return sum(self.rejected.values())

    def __add__(self, other: Accounting) -> Accounting:
        """Add the account of another file."""
        return Accounting(
            physical=self.physical + other.physical,
            records=self.records + other.records,
            rejected=_sum(self.rejected, other.rejected),
            skipped=_sum(self.skipped, other.skipped),
            preamble=self.preamble + other.preamble,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the account as it stands in the JSON contract."""
        return {
            "physical": self.physical,
            "records": self.records,
            "rejected": self.rejected_rows,
            "skipped": dict(self.skipped),
            "preamble": self.preamble,
        }


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}
