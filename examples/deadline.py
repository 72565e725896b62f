"""When is a result due, and why? Show one deadline with every day that was counted or skipped.

A dossier received on Friday 20 November 2026 has three working days. Tuesday the 24th is the first
Ngày Văn hóa Việt Nam, so the answer is the 26th and not the 25th; the trace names the resolution.
"""

from __future__ import annotations

from datetime import date

from tthc import compute_deadline, load_calendar, parse_limit


def main() -> None:
    calendar = load_calendar("vn-public-sector")
    deadline = compute_deadline(date(2026, 11, 20), parse_limit("03 ngày làm việc"), calendar=calendar)

    print(f"Received {deadline.received}, limit {deadline.limit}: due {deadline.due}, until 24:00")
    for step in deadline.trace:
        print(f"  {step}")
    print(f"Certainty: {deadline.certainty.value}; provisional: {deadline.provisional}")
    print(f"Data of {deadline.data_version}")


if __name__ == "__main__":
    main()
