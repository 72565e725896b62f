"""Layouts of the official forms, as data: columns, headings, and the answers each column counts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from attrs import field, frozen

from tthc.codec import from_plain_data
from tthc.errors import FormError
from tthc.law import Certainty, rule_book
from tthc.outcomes import Origin, Outcome


@frozen
class Counts:
    """Say which dossiers in scope a column counts: those with one of these answers; empty for all."""

    origin: frozenset[Origin] = frozenset()
    outcome: frozenset[Outcome] = frozenset()

    def holds(self, origin: Origin | None, outcome: Outcome | None) -> bool:
        """Tell whether a dossier with these answers is counted."""
        return (not self.origin or origin in self.origin) and (not self.outcome or outcome in self.outcome)


@frozen
class FormColumn:
    """Describe a printed column: its number, its headings from the outermost to its own, what it counts."""

    number: int
    headings: tuple[str, ...]
    counts: Counts | None = None


class Blocks(enum.Enum):
    """Whether a form prints a block for each level (theo cấp) or one flat list."""

    LEVELS = "levels"
    NONE = "none"


@frozen(kw_only=True)
class FormLayout:
    """Describe an official form (biểu mẫu): name, edition, label, title, legal basis, columns."""

    name: str
    edition: str
    label: str
    title: str
    unit: str
    legal_basis: str
    certainty: Certainty
    blocks: Blocks
    columns: tuple[FormColumn, ...]
    unknown: Mapping[str, Counts] = field(hash=False)

    @property
    def cell_columns(self) -> tuple[FormColumn, ...]:
        """The columns that hold a number of dossiers."""
        return tuple(column for column in self.columns if column.counts is not None)


@cache
def layouts() -> Mapping[str, FormLayout]:
    """Return every layout by name, e.g. "II.06a", "07a", "07b".

    >>> [column.number for column in layouts()["II.06a"].cell_columns]
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    """
    import tomllib

    found: dict[str, FormLayout] = {}
    for edition in ("2020", "2026"):
        text = files("tthc").joinpath(f"data/forms/{edition}.toml").read_text(encoding="utf-8")
        data = tomllib.loads(text)
        shared = {name: value for name, value in data.items() if name != "forms"}
        for form in data["forms"]:
            found[form["name"]] = from_plain_data({**shared, **form}, FormLayout)
    return found


def layout(name: str) -> FormLayout:
    """Return the layout called `name`; "ii06a" and "II.06a" are the same.

    Raises:
        FormError: there is no such form (`form.unknown`).

    >>> layout("ii06a").label
    'Biểu số II.06a/VPCP/KSTT'

    """
    wanted = _folded(name)
    for known, found in layouts().items():
        if _folded(known) == wanted:
            return found
    raise FormError("form.unknown", name=name, known=", ".join(layouts()))


def _folded(name: str) -> str:
    return name.replace(".", "").casefold()


def edition_of(closing_day: date) -> tuple[str, bool]:
    """Return the edition due for a report that closes on `closing_day`, and whether that is provisional.

    A report that closes before the first edition known here is given on that edition, provisionally.

    Law: TT 01/2020/TT-VPCP; TT 09/2026/TT-BTP Điều 17.

    >>> edition_of(date(2026, 7, 31))[0], edition_of(date(2026, 8, 1))[0]
    ('2020', '2026')
    """
    rule = rule_book()["form.edition"]
    first = rule.entries[0]
    if closing_day < first.effective_from:
        return first.value, True
    return rule.at(closing_day).value, rule.is_provisional(closing_day)
