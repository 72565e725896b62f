"""By when an online dossier has to be accepted, or a supplement asked (hạn tiếp nhận)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from attrs import frozen

from tthc.calendars import VIETNAM, OfficeHours, WorkingCalendar, in_vietnam
from tthc.deadlines._policies import DeadlineRequest, landing_of, policy_named
from tthc.deadlines._settings import StatutorySettings
from tthc.errors import DeadlineError
from tthc.findings import Finding
from tthc.law import Certainty, LegalRef, rule_book
from tthc.limits import Limit, parse_limit

_DEFAULTS = StatutorySettings()


@frozen(kw_only=True)
class AcceptanceLimit:
    """Hold by when a dossier has to be accepted or a supplement asked (hạn tiếp nhận hồ sơ).

    Args:
        arrived: when the system of the ministry or province received it, in Vietnam.
        limit: the limit that was taken.
        due: the day it ends.
        due_at: the moment it ends (inclusive).
        law: the texts; empty when the caller gave the limit of a sector's own law.
        provisional: a later notice may move it.
        certainty: the weakest of the limit and of the days counted.
    """

    arrived: datetime
    limit: Limit
    due: date
    due_at: datetime
    law: tuple[LegalRef, ...]
    provisional: bool
    certainty: Certainty

    def finding(self, answered: datetime) -> Finding | None:
        """Return a finding when the answer came too late (tiếp nhận quá hạn), else None.

        Args:
            answered: when the dossier was accepted or a supplement was asked; for one that is still
                unanswered the moment of looking.

        Raises:
            DeadlineError: a moment without a time zone (`deadline.naive-moment`) or before the
                receipt (`acceptance.answered-before`).
        """
        moment = _aware(answered)
        if moment < self.arrived:
            raise DeadlineError(
                "acceptance.answered-before", at=moment.isoformat(), arrived=self.arrived.isoformat()
            )
        if moment <= self.due_at:
            return None
        texts = "; ".join(map(str, self.law)) or "-"
        details = {"at": moment.isoformat(), "due": self.due_at.isoformat(), "law": texts}
        return Finding("acceptance-late", details=details)


def acceptance_limit(
    arrived: datetime,
    *,
    calendar: WorkingCalendar,
    office_hours: OfficeHours | None = None,
    limit: Limit | None = None,
    settings: StatutorySettings = _DEFAULTS,
) -> AcceptanceLimit:
    """Compute by when an online dossier has to be accepted (tính hạn tiếp nhận hồ sơ trực tuyến).

    The limit runs from the receipt by the system of the ministry or province, not from the filing
    on the national portal. The clock of the result starts only with the acceptance.

    Args:
        arrived: the aware moment of that receipt.
        calendar: see `tthc.calendars.load_calendar`.
        office_hours: the hours of the office; None for those `compute_deadline` takes.
        limit: the limit of the sector's own law; None for the general one of the day.
        settings: switches of the statutory policy.

    Raises:
        DeadlineError: a moment without a time zone (`deadline.naive-moment`), and what the policy
            refuses (`deadline.*`).
        RuleError: no limit is known so early, before 21/6/2018 (`rule.not-in-force`).
        CalendarError: the term leaves the calendar (`calendar.out-of-bounds`).

    Law: 118/2025/NĐ-CP Điều 17 khoản 2 điểm c; before 1/7/2025 61/2018/NĐ-CP (from memory).

    >>> from tthc.calendars import load_calendar
    >>> hours = OfficeHours.parse("07:30-11:30,13:00-17:00")
    >>> friday = datetime(2026, 10, 9, 16, 30, tzinfo=VIETNAM)
    >>> accepted = acceptance_limit(friday, calendar=load_calendar(), office_hours=hours)
    >>> accepted.due_at.isoformat()
    '2026-10-12T16:30:00+07:00'
    >>> print(accepted.finding(accepted.due_at))
    None
    """
    arrived = _aware(arrived)
    day = arrived.date()
    law: tuple[LegalRef, ...] = ()
    certainty = Certainty.VERIFIED
    verified_through: date | None = None
    if limit is None:
        rule = rule_book()["acceptance.limit"]
        entry = rule.at(day)
        limit, law, certainty = parse_limit(entry.value), entry.law, entry.certainty
        verified_through = rule.verified_through
    request = DeadlineRequest(arrived, day, limit, calendar, office_hours, settings, None)
    landing = landing_of(policy_named("statutory"), request)
    used = [rule_book()[key].at(day).certainty for key in landing.used]
    midnight = datetime.combine(landing.due + timedelta(days=1), time(), VIETNAM)
    late = verified_through is not None and landing.due > verified_through
    return AcceptanceLimit(
        arrived=arrived,
        limit=limit,
        due=landing.due,
        due_at=midnight if landing.due_at is None else landing.due_at,
        law=law,
        provisional=late or calendar.is_provisional_between(day, landing.due),
        certainty=Certainty.weakest((certainty, calendar.certainty_between(day, landing.due), *used)),
    )


def _aware(moment: datetime) -> datetime:
    if not isinstance(moment, datetime):
        raise DeadlineError("deadline.not-a-day", kind=type(moment).__name__)
    if moment.utcoffset() is None:
        raise DeadlineError("deadline.naive-moment")
    return in_vietnam(moment)
