"""A small canonical table of invented dossiers, shared by tests."""

from __future__ import annotations

from datetime import date

import polars as pl

from tthc.columnar import polars_schema


def table(*rows: dict[str, object]) -> pl.DataFrame:
    schema = polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def done(code: str, received: int, due: int, finished: int, **more: object) -> dict[str, object]:
    return {
        "code": code,
        "code_normalized": code,
        "status": 9,
        "channel": "direct",
        "level": "commune",
        "agency_name": "UBND xã Mẫu 1",
        "field_name": "Hộ tịch",
        "received_on": date(2026, 3, received),
        "due_on": date(2026, 3, due),
        "finished_on": date(2026, 3, finished),
        **more,
    }


SAMPLE = table(
    done("H10.1-260302-0001", 2, 9, 6),
    done("H10.1-260302-0002", 2, 9, 10),
    done("H10.1-260303-0001", 3, 10, 10, agency_name=None, agency_code="H10.1.2"),
    done("H10.1-260304-0001", 4, 11, 12, field_name=None, channel="online"),
    done("H10.1-260304-0002", 4, 11, 12, level=None, status=1),
)
