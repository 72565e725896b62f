"""Count on a connection of your own: the rows stay where they are, and the same lines run on a SparkSession.

Run: python examples/count_on_your_connection.py
"""

from __future__ import annotations

import sys
from datetime import date
from tempfile import TemporaryDirectory

import duckdb

from tthc import Outcome, ReportingPeriod, tally
from tthc.calendars import load_calendar
from tthc.columnar.due import with_legal_due
from tthc.forms import report
from tthc.tallies import check_codes
from tthc_adapters.reports import TerminalWriter
from tthc_adapters.samples import write_national_sample


def main() -> None:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        made = write_national_sample(500, folder)  # invented dossiers; yours stand in your warehouse

        # On Spark: dossiers = spark.read.parquet(...) or spark.table(...), and nothing below changes.
        dossiers = connection.read_parquet(f"{made.dossiers_folder}/**/*.parquet", hive_partitioning=True)
        events = connection.read_parquet(f"{made.events_folder}/**/*.parquet", hive_partitioning=True)
        of_a_province = dossiers.filter("province = 'H29'")

        period = ReportingPeriod.parse("2026-H1")  # 15 December to 14 June
        legal = with_legal_due(of_a_province, load_calendar(), events=events)
        counts = tally(legal, period=period, as_of=date(2026, 11, 30), basis="legal")
        TerminalWriter().write(report(counts, "ii06a"), sys.stdout)

        late = counts.open(outcome=Outcome.LATE)  # a relation of the same connection
        print("\nQuá hạn:", *sorted(code for (code,) in late.select("code").fetchall())[:3], "…")
        assert check_codes(dossiers) == ()


if __name__ == "__main__":
    main()
