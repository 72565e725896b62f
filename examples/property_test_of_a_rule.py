"""Try the laws of deadlines on rules of an agency's own: two wrong ones are caught, the right one passes.

Needs the extra `testing` (hypothesis). A test file of an agency holds no more than the last function:
`def test_our_rule(): check_deadline_rule(ours, limits=working_days())`.
"""

from __future__ import annotations

from datetime import date, timedelta

from tthc import WorkingCalendar, WorkingDays
from tthc.testing import LawBroken, check_deadline_rule
from tthc.testing.strategies import working_days

ONE_DAY = timedelta(days=1)


def forgets_worked_saturdays(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> date:
    """Monday to Friday without holidays, as a spreadsheet's NETWORKDAYS counts."""
    day, left = received, limit.n
    while left:
        day += ONE_DAY
        left -= day.weekday() < 5 and calendar.is_working_day(day)
    return day


def counts_the_first_day(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> date:
    """The day of reception is day 1; Article 147 of the Civil Code says that it is not counted."""
    return calendar.add_working_days(received - ONE_DAY, limit.n)


def ours(received: date, limit: WorkingDays, calendar: WorkingCalendar) -> date:
    """The n-th working day after the day of reception, worked Saturdays included."""
    return calendar.add_working_days(received, limit.n)


def main() -> None:
    for rule in (forgets_worked_saturdays, counts_the_first_day, ours):
        try:
            held = check_deadline_rule(rule, limits=working_days(20), max_examples=100)
        except LawBroken as broken:
            print(f"{rule.__name__}: {broken.law}")
            print(broken.message("vi"), end="\n\n")
        else:
            print(f"{rule.__name__}: {', '.join(held)}")


if __name__ == "__main__":
    main()
