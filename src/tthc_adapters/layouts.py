"""What an adapter says of an export: its layout, and how surely it knows a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters.headings import display, endings, fold

TEXTS = frozenset(
    {
        *("code", "procedure_code", "procedure_name", "field_code", "field_name"),
        *("agency_code", "agency_name", "officer"),
    }
)
"""Columns read as text."""

CODED = frozenset({"level", "channel", "online_level", "status"})
"""Columns whose wordings stand for codes."""

DATES = frozenset(
    {
        *("submitted_on", "received_on", "due_on", "original_due_on"),
        *("finished_on", "returned_on", "waiting_since"),
    }
)
"""Columns read as days and moments."""

FLAGS = frozenset(
    {"digitised_component", "electronic_result", "identity_verified", "paid_online", "reused_data"}
)
"""Columns that say yes or no."""

OTHERS = frozenset(
    {
        *("limit", "limit_amount", "limit_unit", "limit_basis"),
        *("no_due", "deleted", "copy", "rank", "ordinal"),
    }
)
"""Columns the host reads but does not copy: a limit in words or in parts, "has no due date",
"was deleted", "is a copy of another row" (any content), which of two rows of one dossier counts
(the higher number), and the row counter (STT)."""

TARGETS = TEXTS | CODED | DATES | FLAGS | OTHERS

CONSTANTS = TEXTS | frozenset({"level", "channel", "online_level"})
"""Columns that may stand for the whole file."""

ELSE = "else "
"""Begins the code of a wording that only holds when no other column says more."""

REQUIRED = ("code", "received_on")
"""Without these columns there is no table."""


def _freeze(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


def _freeze_values(values: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType(
        {
            target: _freeze({fold(word): code for word, code in words.items()})
            for target, words in values.items()
        }
    )


def _freeze_by_heading(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return _freeze({fold(heading): value for heading, value in mapping.items()})


def _freeze_values_of(values: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return _freeze_by_heading(_freeze_values(values))


@frozen(kw_only=True)
class Layout:
    """Describe an export: which heading or JSON path is which column (mẫu tệp xuất).

    Args:
        columns: heading or dotted path to canonical column; where several headings of a file lead to
            one column, the first named here that has a value in the row wins.
        dates: `strptime` formats of days; a time of day may follow. ISO 8601 is always read. "epoch-ms"
            stands for milliseconds since 1970 and "dotnet-ms" for the same in `/Date(...)/`.
        formats: for one heading, formats of its own instead of `dates`.
        values: for a coded column, the export's own wordings and their codes, asked before the
            common ones; the code "" means "known, and none of ours". A wording that begins with "~"
            stands for every text that ends like it.
        values_of: the same for one heading, where several headings lead to a column and the same
            text means different things. The code None passes the question on to the next heading, and
            "else x" does so too but answers x when no other heading says anything.
        constants: columns with one value for the whole file; used where the file has no value.
        stands_for: a heading that is taken for its column although it is another one, such as the
            submission for the reception, and what it really is; reported wherever it is used.
        nulls: marks of this export that mean "nothing here", beside the common ones.
        blanks: for a column, values that say nothing, such as a desk without its agency.
        known: headings that belong to the export and are not read.
        units_only: headings of `agency_name` whose cell may name a person instead; it counts only
            when it reads like a unit.
        hours_per_day: set when `limit_amount` counts hours, so many to the day.

    Raises:
        AdapterError: a column that is not one (`layout.unknown-target`), or that cannot be a constant
            (`layout.unknown-constant`).

    >>> layout = Layout(columns={"Mã hồ sơ": "code", "Ngày nhận": "received_on"})
    >>> layout.target("  MÃ HỒ SƠ: ")
    'code'
    """

    columns: Mapping[str, str] = field(converter=_freeze, hash=False)
    dates: tuple[str, ...] = ("%d/%m/%Y",)
    formats: Mapping[str, tuple[str, ...]] = field(factory=dict, converter=_freeze_by_heading, hash=False)
    values: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=_freeze_values, hash=False)
    values_of: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=_freeze_values_of, hash=False)
    constants: Mapping[str, str] = field(factory=dict, converter=_freeze, hash=False)
    stands_for: Mapping[str, str] = field(factory=dict, converter=_freeze_by_heading, hash=False)
    nulls: tuple[str, ...] = ()
    blanks: Mapping[str, tuple[str, ...]] = field(factory=dict, converter=_freeze, hash=False)
    known: tuple[str, ...] = ()
    units_only: tuple[str, ...] = ()
    hours_per_day: int | None = None
    _targets: Mapping[str, str] = field(init=False, repr=False, eq=False, hash=False)

    def __attrs_post_init__(self) -> None:
        for heading, target in self.columns.items():
            if target not in TARGETS:
                raise AdapterError(
                    "layout.unknown-target", heading=heading, target=target, known=", ".join(sorted(TARGETS))
                )
        for target in self.constants:
            if target not in CONSTANTS:
                raise AdapterError(
                    "layout.unknown-constant", target=target, known=", ".join(sorted(CONSTANTS))
                )
        object.__setattr__(
            self,
            "_targets",
            MappingProxyType({fold(heading): target for heading, target in self.columns.items()}),
        )

    def target(self, heading: str) -> str | None:
        """Return the column `heading` leads to, or None; spelling is matched loosely.

        A heading below merged ones ("Thời gian › Ngày nhận") is looked up whole, then without its groups.
        """
        return next((self._targets[name] for name in endings(heading) if name in self._targets), None)

    def target_of_whole(self, heading: str) -> str | None:
        """Return the column `heading` leads to with all its merged headings, or None."""
        return self._targets.get(fold(heading))

    def rank(self, heading: str) -> int:
        """Return the place of `heading` among the layout's, which decides who wins a column."""
        ranks = self._ranks
        return next((ranks[name] for name in endings(heading) if name in ranks), len(self.columns))

    def of_heading(self, heading: str, mapping: Mapping[str, Any]) -> Any:
        """Return what `mapping` (`formats` or `values_of`) holds for `heading`, or None."""
        return next((mapping[name] for name in endings(heading) if name in mapping), None)

    @property
    def _ranks(self) -> dict[str, int]:
        return {heading: rank for rank, heading in enumerate(self._targets)}

    @property
    def headings(self) -> frozenset[str]:
        """Every heading of the layout, read or only known, folded."""
        return frozenset(self._targets) | {fold(heading) for heading in self.known}


@frozen(kw_only=True)
class SourceHead:
    """Show a system the head of an input, so that it can tell whether it knows it.

    Args:
        file: base name only.
        source: name of the source that reads it, e.g. "csv".
        headers: headings as printed, cleaned; for JSON the dotted paths of the first elements.
        rows: the first cells below the headings; may hold personal data.
    """

    file: str
    source: str
    headers: tuple[str, ...]
    sheet: str | None = None
    rows: tuple[tuple[str | None, ...], ...] = field(default=(), repr=False)

    def has(self, *headings: str) -> bool:
        """Tell whether all `headings` are there, however spelt.

        >>> SourceHead(file="a.csv", source="csv", headers=("Mã hồ sơ",)).has("mã  hồ sơ")
        True
        """
        present = {name for header in self.headers for name in endings(header)}
        return all(fold(heading) in present for heading in headings)


@frozen
class Recognition:
    """Say how surely a system knows an input: a score from 1 to 100, and why."""

    score: int
    reason: str = ""


def recognise(layout: Layout, head: SourceHead, *, least: int, most: int) -> Recognition | None:
    """Score `head` by the share of its headings that `layout` has; None without the required ones.

    >>> layout = Layout(columns={"Mã hồ sơ": "code", "Ngày nhận": "received_on"})
    >>> head = SourceHead(file="a.csv", source="csv", headers=("Mã hồ sơ", "Ngày nhận", "Khác"))
    >>> recognise(layout, head, least=40, most=70).score
    60
    """
    found = {layout.target(header) for header in head.headers}
    if not found.issuperset(REQUIRED):
        return None
    named = [header for header in head.headers if display(header)]
    known = sum(not layout.headings.isdisjoint(endings(header)) for header in named)
    return Recognition(
        least + (most - least) * known // len(named), f"{known} of {len(named)} headings known"
    )
