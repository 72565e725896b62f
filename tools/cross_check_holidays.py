# ruff: noqa: T201
"""Compare the calendar with the installed `holidays` package, day by day, 2010-2027.

Prints the version compared with. Fails only on a difference that is not in
`holidays_differences.csv`; a stored difference that has gone is named, and does not fail.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays

from tthc.calendars import WorkingCalendar, load_calendar

STORED = Path(__file__).parent / "holidays_differences.csv"
FIRST, LAST = date(2010, 1, 1), date(2027, 12, 31)


def differences(calendar: WorkingCalendar) -> dict[date, tuple[bool, bool]]:
    """Return the days on which the two disagree: (works here, works there)."""
    theirs = holidays.country_holidays("VN", years=range(FIRST.year, LAST.year + 2))
    found = {}
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        here, there = calendar.is_working_day(day), theirs.is_working_day(day)
        if here != there:
            found[day] = (here, there)
    return found


def stored() -> dict[date, tuple[bool, bool]]:
    """Return the differences somebody has already looked at."""
    with STORED.open(encoding="utf-8", newline="") as file:
        return {
            date.fromisoformat(row["date"]): (row["ours"] == "works", row["theirs"] == "works")
            for row in csv.DictReader(file)
        }


def main() -> int:
    """Print the comparison; return 1 when a difference is new."""
    found, known = differences(load_calendar()), stored()
    print(f"holidays {version('holidays')}: {len(found)} days differ in {FIRST.year}-{LAST.year}")
    new = {day: answer for day, answer in found.items() if known.get(day) != answer}
    for day, (here, there) in new.items():
        print(f"NEW  {day}: here {_word(here)}, holidays {_word(there)}")
    for day in sorted(known.keys() - found.keys()):
        print(f"gone {day}: holidays now agrees; drop the row from {STORED.name}")
    return 1 if new else 0


def _word(works: bool) -> str:
    return "works" if works else "off"


if __name__ == "__main__":
    sys.exit(main())
