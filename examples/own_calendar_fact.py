"""A province that receives dossiers on some Saturdays: put its own days on top of the national calendar.

Decision 14/2010/QĐ-TTg lets ministers and provincial chairs open counters on Saturdays. Such days hold
for one unit only, so they are facts of its own and never part of the national table.
"""

from __future__ import annotations

from datetime import date, timedelta

from tthc import DayFact, DayKind, WorkingDays, compute_deadline, load_calendar
from tthc.law import LegalRef


def main() -> None:
    national = load_calendar("vn-public-sector")
    decision = LegalRef("14/2010/QĐ-TTg", "Điều 1")
    march = [date(2026, 3, 7) + timedelta(weeks=week) for week in range(4)]
    own = national.with_facts(
        DayFact(day, DayKind.LOCAL_WORKING, name="Thứ Bảy tiếp nhận hồ sơ", documents=(decision,))
        for day in march
    )

    received, limit = date(2026, 3, 5), WorkingDays(3)
    for name, calendar in (("national", national), ("own", own)):
        deadline = compute_deadline(received, limit, calendar=calendar)
        print(f"{name:>8}: {received} + {limit} = {deadline.due:%A %Y-%m-%d}")
    print(own.explain(march[0]))
    print(f"The national calendar is as it was: {national.is_working_day(march[0])}")


if __name__ == "__main__":
    main()
