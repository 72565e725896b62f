"""A small invented canonical table, and the canonical rows of dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from tthc.calendars import in_vietnam
from tthc.channels import Channel, OnlineLevel
from tthc.columnar import polars_schema
from tthc.dossiers import Dossier, Status
from tthc.limits import WorkingDays
from tthc.places import Level

if TYPE_CHECKING:
    import polars as pl


def table_of(dossiers: Iterable[Dossier]) -> pl.DataFrame:
    """Return the canonical table of `dossiers` (bảng chuẩn từ các hồ sơ).

    Moments become Vietnam wall-clock time without a zone, as the schema says. Needs polars.

    >>> table_of([Dossier(code="H00.1-260302-0001", limit=WorkingDays(5))])["limit_unit"].to_list()
    ['working-day']
    """
    import polars as pl

    schema = polars_schema()
    return pl.DataFrame([_row(dossier, schema) for dossier in dossiers], schema=schema)


def _row(dossier: Dossier, schema: Iterable[str]) -> dict[str, Any]:
    plain = {name: _cell(value) for name, value in attrs.asdict(dossier, recurse=False).items()}
    if dossier.limit is not None:
        plain |= {"limit_amount": float(dossier.limit.n), "limit_unit": dossier.limit.unit.value}
    if dossier.source is not None:
        plain |= {f"source_{part}": getattr(dossier.source, part) for part in ("file", "sheet", "row")}
    return {name: plain.get(name) for name in schema}


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return in_vietnam(value).replace(tzinfo=None)
    return getattr(value, "value", value)


def sample_table() -> pl.DataFrame:
    """Return a canonical table of five invented dossiers of March 2026 (bảng hồ sơ mẫu).

    Agencies and codes belong to nobody. One dossier came in February, one was late, one is still
    handled, and one came after March. Needs polars.

    >>> from tthc.outcomes import Origin, Outcome
    >>> from tthc.periods import ReportingPeriod
    >>> from tthc.tallies import tally
    >>> march = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
    >>> counts = tally(sample_table(), period=march, as_of=date(2026, 4, 1))
    >>> counts.count(), counts.count(origin=Origin.CARRIED_OVER)
    (4, 1)
    >>> sorted(counts.open(outcome=Outcome.LATE)["code"])
    ['H00.1-260302-0002']
    """
    march = (date(2026, 3, 2), date(2026, 3, 9))
    return table_of(
        (
            _dossier("H00.1-260226-0001", date(2026, 2, 26), date(2026, 3, 5), date(2026, 3, 3)),
            _dossier("H00.1-260302-0001", *march, date(2026, 3, 6)),
            _dossier("H00.1-260302-0002", *march, date(2026, 3, 10)),
            _dossier("H00.1-260330-0001", date(2026, 3, 30), date(2026, 4, 6), None),
            _dossier("H00.1-260401-0001", date(2026, 4, 1), date(2026, 4, 8), None),
        )
    )


def _dossier(code: str, received: date, due: date, finished: date | None) -> Dossier:
    online = code.endswith("2")
    return Dossier(
        code=code,
        code_normalized=code,
        procedure_code="1.000001",
        procedure_name="Thủ tục mẫu",
        field_name="Hộ tịch",
        agency_name="UBND xã Mẫu",
        level=Level.COMMUNE,
        channel=Channel.ONLINE if online else Channel.DIRECT,
        online_level=OnlineLevel.FULL if online else None,
        received_on=received,
        due_on=due,
        finished_on=finished,
        status=Status.DONE if finished else Status.IN_PROGRESS,
        limit=WorkingDays(5),
    )
