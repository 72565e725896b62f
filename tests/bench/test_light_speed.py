"""What an agency's own program feels: the import of `tthc`, and one dossier through the three tables."""

from __future__ import annotations

import subprocess
import sys
import timeit
from datetime import date

from tthc import Channel, Level, ReportingPeriod
from tthc.dossiers import Dossier, Status
from tthc.outcomes import Basis, Outcome, classify, counting_policy, counting_program, report_days

MARCH = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
AS_OF = date(2026, 4, 1)
DOSSIER = Dossier(
    code="H10.1-260302-0001",
    status=Status.RETURNED,
    level=Level.COMMUNE,
    channel=Channel.DIRECT,
    received_on=date(2026, 3, 2),
    due_on=date(2026, 3, 9),
    finished_on=date(2026, 3, 10),
)
ROUNDS = 15


def importing(name: str) -> float:
    """Return the seconds a new interpreter takes to import `name`, without its own start."""
    code = f"import time; t = time.perf_counter(); import {name}; print(time.perf_counter() - t)"
    return float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )


def test_import() -> None:
    took: dict[str, list[float]] = {"attrs": [], "tthc": []}
    for _ in range(ROUNDS):
        for name, figures in took.items():
            figures.append(importing(name))
    ours, peer = (sorted(took[name])[ROUNDS // 2] * 1e3 for name in ("tthc", "attrs"))
    print(
        f"\nimport attrs {peer:8.1f} ms\nimport tthc  {ours:8.1f} ms {ours / peer:6.2f} times it (target 2.5)"
    )


def test_one_dossier() -> None:
    program = counting_program(counting_policy("ii06-2020"), Basis.EXPORTED)
    tables, days = program.function(), report_days(MARCH, AS_OF)
    arguments = [
        getattr(getattr(DOSSIER, item.name), "value", getattr(DOSSIER, item.name)) for item in program.inputs
    ]
    arguments += [days[constant.name] for constant in program.constants]
    answer = classify(DOSSIER, period=MARCH, as_of=AS_OF)
    assert answer.outcome is Outcome.LATE
    assert program.tables[2].rows[tables(*arguments)[2]].name == answer.outcome_row
    bare = min(timeit.repeat(lambda: tables(*arguments), number=20_000, repeat=7)) / 20_000 * 1e6
    whole = timeit.repeat(lambda: classify(DOSSIER, period=MARCH, as_of=AS_OF), number=5_000, repeat=7)
    print(f"\none dossier through the three tables {bare:8.2f} us  (target 4)")
    print(f"classify: with its findings and names {min(whole) / 5_000 * 1e6:7.2f} us")
