"""The form the invented dossiers must give: read from JSON, checked, one row a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tthc.errors import AdapterError, PeriodError
from tthc.periods import ReportingPeriod
from tthc.places import Level, level_from_text

OUTCOMES = ("early", "on_time", "late", "within", "overdue")


@cache
def form_table() -> Mapping[str, Any]:
    """Return the cells, column names and row heads the generator knows (`data/samples/forms.toml`)."""
    import tomllib

    text = files("tthc_adapters").joinpath("data/samples/forms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@frozen(kw_only=True)
class TargetRow:
    """Hold the figures of one level of the form (một dòng của biểu).

    Args:
        label: head of the row as printed; error messages name it.
        channels: dossiers received in the period by way of submission: `online` and
            `direct_or_post` (edition 2020), `online_full`, `online_partial`, `post`, `direct` (2026).
        outcomes: `early`, `on_time`, `late`, `within`, `overdue`.
        unknown_channel: received in the period without a channel; a printed total above the sum of
            its parts is shown so.
        unknown_outcome: in the total and in no outcome.

    Raises:
        AdapterError: the parts received are not the parts settled and pending (`samples.identity`).
    """

    label: str
    level: Level
    channels: Mapping[str, int] = field(hash=False)
    carried_over: int
    outcomes: Mapping[str, int] = field(hash=False)
    unknown_channel: int = 0
    unknown_outcome: int = 0

    def __attrs_post_init__(self) -> None:
        handled = sum(self.outcomes.values()) + self.unknown_outcome
        if self.total != handled:
            raise _identity(self.label, "tiếp nhận = đã + đang giải quyết", self.total, handled)

    @property
    def in_period(self) -> int:
        """Dossiers received in the period, with a channel or without."""
        return sum(self.channels.values()) + self.unknown_channel

    @property
    def total(self) -> int:
        """Dossiers of the row (column 3)."""
        return self.in_period + self.carried_over


@frozen(kw_only=True)
class TargetForm:
    """Hold the form that sample dossiers must give, cell by cell (biểu đích).

    Args:
        period: both days inclusive.
        edition: "2020" (II.06a) or "2026" (07a, 07b).
        rows: one for each level.
        source: where the figures were published, if anywhere.

    Raises:
        AdapterError: two rows of one level (`samples.row-twice`).
    """

    period: ReportingPeriod
    edition: str
    rows: tuple[TargetRow, ...]
    source: str | None = None

    def __attrs_post_init__(self) -> None:
        seen: set[Level] = set()
        for row in self.rows:
            if row.level in seen:
                raise AdapterError("samples.row-twice", row=row.label)
            seen.add(row.level)

    @property
    def total(self) -> int:
        """Number of dossiers."""
        return sum(row.total for row in self.rows)

    def cells(self) -> dict[Level | None, dict[str, int]]:
        """Return the cells by level, None for the total row, numbered as printed (các ô của biểu).

        >>> published_target().cells()[Level.COMMUNE]["3"]
        336711
        """
        spec = form_table()["edition"][self.edition]
        table: dict[Level | None, dict[str, int]] = {}
        for row in self.rows:
            cells = {number: row.channels[name] for name, number in spec["channels"].items()}
            cells |= {number: row.outcomes[name] for name, number in spec["outcomes"].items()}
            cells[spec["total"]] = row.total
            cells[spec["carried_over"]] = row.carried_over
            cells[spec["settled"]] = sum(row.outcomes[name] for name in OUTCOMES[:3])
            cells[spec["pending"]] = sum(row.outcomes[name] for name in OUTCOMES[3:])
            table[row.level] = dict(sorted(cells.items(), key=lambda cell: int(cell[0])))
        numbers = next(iter(table.values()), {})
        table[None] = {number: sum(cells[number] for cells in table.values()) for number in numbers}
        return table

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, table: str | None = None) -> TargetForm:
        """Read a target form from parsed JSON (đọc biểu đích).

        Shapes accepted:
            `{"period": P, "rows": ROWS}`, or several such under `"tables"`, told apart by `"id"`.
            P: `["2021-12-15", "2022-12-14"]`, `{"from": ..., "to": ...}`, or text such as "2022-Q1".
            ROWS: an object from row head ("A cấp tỉnh", "district", "Tổng số") to figures, or a list of
            objects with `level` (or `label`) and `cells`; rows of a field or an agency are passed over, so
            the answer of `tthc report --json` is a target form too.
            Figures: an object from cell number ("4") or column name ("received_online") to number; or
            a list in the order of `"columns"`, a list of column names.

        Every part of the sums must be there (2020: 4, 5, 6, 8, 9, 10, 12, 13; 2026: 4 to 8, 10, 11, 12,
        14, 15); totals (3, 7, 11; 3, 9, 13) may be. A total 3 above its parts is shown as dossiers without
        a channel; one above settled and pending as dossiers whose outcome cannot be told. A table that
        prints early and on time in one column gets half of them each. A total row is checked; a form of
        one total row alone is taken as the province's.

        Raises:
            AdapterError: `samples.shape`, `samples.no-table`, `samples.row-level`, `samples.row-twice`,
                `samples.column`, `samples.cell`, `samples.identity`.

        >>> form = TargetForm.from_dict({"period": "2022-Q1", "rows": {"Cấp xã":
        ...     {"4": 3, "5": 2, "6": 1, "8": 1, "9": 2, "10": 1, "12": 1, "13": 1}}})
        >>> form.total, form.edition, form.period.last.isoformat()
        (6, '2020', '2022-03-14')
        """
        data = _table(data, table)
        figures = list(_figures(data))
        edition = _edition(data, [cells for *_, cells in figures])
        rows, totals = [], []
        for label, level, cells in figures:
            named = _named(label, cells, edition)
            if level is None:
                totals.append((label, named))
            else:
                rows.append(_row(label, level, named, edition))
        if not rows and len(totals) == 1:
            return cls(
                period=_period(data),
                edition=edition,
                rows=(_row(totals[0][0], Level.PROVINCE, totals[0][1], edition),),
                source=data.get("source"),
            )
        if not rows:
            raise AdapterError("samples.shape", field="rows")
        form = cls(period=_period(data), edition=edition, rows=tuple(rows), source=data.get("source"))
        for label, named in totals:
            _check_total(label, named, form)
        return form


def read_target(location: str | Path, *, table: str | None = None) -> TargetForm:
    """Read a target form from a JSON file (tệp biểu đích); the shapes are those of `TargetForm.from_dict`.

    Args:
        location: path of the file.
        table: `id` of one of several tables; the first without it.

    Raises:
        AdapterError: no such file (`samples.not-found`), no JSON (`samples.unreadable`), and as
            `TargetForm.from_dict`.
    """
    path = Path(location)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AdapterError("samples.unreadable", name=path.name) from None
    except OSError:
        raise AdapterError("samples.not-found", name=path.name) from None
    return _parsed(text, path.name, table)


def published_target() -> TargetForm:
    """Return Appendix I of Bình Phước's report for 2022 as published (bảng đã công bố), its error included.

    >>> published_target().total
    925274
    """
    path = files("tthc_adapters").joinpath("data/samples/binh_phuoc_2022.json")
    return _parsed(path.read_text(encoding="utf-8"), path.name, None)


def _parsed(text: str, name: str, table: str | None) -> TargetForm:
    import json

    try:
        data = json.loads(text)
    except ValueError:
        raise AdapterError("samples.unreadable", name=name) from None
    if not isinstance(data, dict):
        raise AdapterError("samples.shape", field="period, rows")
    return TargetForm.from_dict(data, table=table)


def _identity(label: str, identity: str, left: int, right: int) -> AdapterError:
    return AdapterError("samples.identity", row=label, identity=identity, left=left, right=right)


def _table(data: Mapping[str, Any], wanted: str | None) -> Mapping[str, Any]:
    tables = data.get("tables")
    if tables is None:
        return data
    if not isinstance(tables, list) or not tables or not all(isinstance(entry, dict) for entry in tables):
        raise AdapterError("samples.shape", field="tables")
    for entry in tables:
        if wanted is None or entry.get("id") == wanted:
            return {"source": data.get("source"), **entry}
    known = ", ".join(str(entry.get("id")) for entry in tables)
    raise AdapterError("samples.no-table", table=wanted, known=known)


def _period(data: Mapping[str, Any]) -> ReportingPeriod:
    given = data.get("period")
    if isinstance(given, Mapping):
        given = [given.get("from"), given.get("to")]
    if isinstance(given, list):
        given = "..".join(map(str, given))
    if not isinstance(given, str):
        raise AdapterError("samples.shape", field="period")
    try:
        return ReportingPeriod.parse(given)
    except PeriodError as error:
        if error.code == "period.unreadable":
            raise AdapterError("samples.shape", field="period") from None
        raise


def _figures(data: Mapping[str, Any]) -> list[tuple[str, Level | None, Mapping[str, Any]]]:
    """Return head, level (None for a total) and figures of every row."""
    rows, columns = data.get("rows"), data.get("columns")
    found: list[tuple[str, Level | None, Mapping[str, Any]]] = []
    if isinstance(rows, Mapping):
        pairs = [(str(head), head, figures) for head, figures in rows.items()]
    elif isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
        plain = [row for row in rows if row.get("field") is None and row.get("agency") is None]
        extra = ("unknown_channel", "unknown_outcome")
        pairs = [
            (
                str(row.get("label") or row.get("level")),
                row.get("level") or row.get("label"),
                {**row.get("cells", {}), **{name: row[name] for name in extra if name in row}},
            )
            for row in plain
        ]
    else:
        raise AdapterError("samples.shape", field="rows")
    for label, head, figures in pairs:
        cells = figures
        if isinstance(figures, Sequence) and isinstance(columns, list) and len(columns) == len(figures):
            cells = dict(zip(map(str, columns), figures, strict=True))
        if not isinstance(cells, Mapping):
            raise AdapterError("samples.shape", field="columns")
        found.append((label, _level(label, str(head)), cells))
    if not found:
        raise AdapterError("samples.shape", field="rows")
    return found


def _level(label: str, head: str) -> Level | None:
    if head.strip().lower() in form_table()["labels"]["total"]:
        return None
    level = level_from_text(head)
    if level is Level.UNKNOWN and head not in {"unknown"} and "rõ" not in head.lower():
        raise AdapterError("samples.row-level", row=label)
    return level


def _edition(data: Mapping[str, Any], figures: list[Mapping[str, Any]]) -> str:
    editions = form_table()["edition"]
    given = data.get("edition")
    if given is not None:
        if str(given) not in editions:
            raise AdapterError("samples.shape", field="edition")
        return str(given)
    names = {form_table()["columns"].get(key, key) for cells in figures for key in cells}
    newer = {"14", "15", *editions["2026"]["channels"]}
    return "2026" if names & newer else "2020"


def _named(label: str, cells: Mapping[str, Any], edition: str) -> dict[str, int]:
    """Return the figures by the generator's own words."""
    table = form_table()
    spec = table["edition"][edition]
    numbers = {spec[name]: name for name in ("total", "carried_over", "settled", "pending")}
    numbers |= {number: name for part in ("channels", "outcomes") for name, number in spec[part].items()}
    named = {}
    for key, value in cells.items():
        name = numbers.get(key) or table["columns"].get(key)
        if name is None:
            raise AdapterError("samples.column", row=label, column=key, edition=edition)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise AdapterError("samples.cell", row=label, cell=key)
        named[name] = value
    if "early_or_on_time" in named:
        both = named.pop("early_or_on_time")
        named |= {"early": both - both // 2, "on_time": both // 2}
    return named


def _row(label: str, level: Level, named: Mapping[str, int], edition: str) -> TargetRow:
    spec = form_table()["edition"][edition]
    for name, number in {
        "carried_over": spec["carried_over"],
        **spec["channels"],
        **spec["outcomes"],
    }.items():
        if name not in named:
            raise AdapterError("samples.cell", row=label, cell=number)
    channels = {name: named[name] for name in spec["channels"]}
    outcomes = {name: named[name] for name in OUTCOMES}
    received = sum(channels.values()) + named["carried_over"]
    handled = sum(outcomes.values())
    for whole, parts in (("settled", OUTCOMES[:3]), ("pending", OUTCOMES[3:])):
        right = sum(outcomes[name] for name in parts)
        if named.get(whole, right) != right:
            identity = f"{spec[whole]} = {' + '.join(spec['outcomes'][name] for name in parts)}"
            raise _identity(label, identity, named[whole], right)
    received += named.get("unknown_channel", 0)
    handled += named.get("unknown_outcome", 0)
    total = named.get("total", max(received, handled))
    if "total" not in named and received != handled:
        raise _identity(label, _sum_text(spec, f"{spec['settled']} + {spec['pending']}"), received, handled)
    if total < received or ("unknown_channel" in named and total != received):
        raise _identity(label, _sum_text(spec, spec["total"]), total, received)
    if total < handled or ("unknown_outcome" in named and total != handled):
        raise _identity(label, f"{spec['total']} = {spec['settled']} + {spec['pending']}", total, handled)
    return TargetRow(
        label=label,
        level=level,
        channels=channels,
        carried_over=named["carried_over"],
        outcomes=outcomes,
        unknown_channel=named.get("unknown_channel", 0) + total - received,
        unknown_outcome=named.get("unknown_outcome", 0) + total - handled,
    )


def _sum_text(spec: Mapping[str, Any], left: str) -> str:
    return f"{left} = {' + '.join([*spec['channels'].values(), spec['carried_over']])}"


def _check_total(label: str, named: Mapping[str, int], form: TargetForm) -> None:
    """Refuse a printed total that is not the sum of the levels: no dossiers can show it."""
    spec = form_table()["edition"][form.edition]
    sums = form.cells()[None]
    numbers = {name: spec[name] for name in ("total", "carried_over", "settled", "pending")}
    numbers |= {**spec["channels"], **spec["outcomes"]}
    for name, number in numbers.items():
        if name in named and named[name] != sums[number]:
            raise _identity(label, f"{number} = tổng các cấp", named[name], sums[number])
