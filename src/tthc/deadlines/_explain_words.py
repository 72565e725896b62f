"""The words of an explanation: days, moments, kinds of days and limits out of the one catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from attrs import frozen

from tthc.calendars import VIETNAM, WorkingCalendar
from tthc.law import LegalRef
from tthc.limits import Hours, Limit, SameDay, WorkingHours
from tthc.messages import LANGUAGES, render


@frozen
class Words:
    """Say the parts of an explanation in one language (cách diễn đạt)."""

    lang: str

    @classmethod
    def of(cls, lang: str) -> Words:
        """Return the words of `lang`; a language without texts is answered in English."""
        return cls(lang if lang in LANGUAGES else "en")

    def say(self, name: str, /, **details: Any) -> str:
        """Return the sentence `explain.<name>` with `details` filled in, its first letter large."""
        text = self.bare(name, **details)
        return text[:1].upper() + text[1:]

    def bare(self, name: str, /, **details: Any) -> str:
        """Return the text `explain.<name>` as it stands in the catalogue."""
        return render(f"explain.{name}", details, self.lang)

    def day(self, day: date) -> str:
        """Return a day with its weekday: "thứ Ba, 24/11/2026" or "Tuesday 2026-11-24"."""
        weekday = self.bare("weekdays").split("|")[day.weekday()]
        written = f"{day:%d/%m/%Y}" if self.lang == "vi" else day.isoformat()
        return self.bare("day", weekday=weekday, day=written)

    def moment(self, moment: datetime) -> str:
        """Return a moment of Vietnam time with its weekday: "17 giờ 00 thứ Ba, 24/11/2026"."""
        local = moment.astimezone(VIETNAM)
        return self.bare("moment", time=self.time(local), day=self.day(local.date()))

    def time(self, moment: datetime | time) -> str:
        """Return a time of day: "7 giờ 30" or "07:30", with seconds only where there are any."""
        name = "time-of-day-seconds" if moment.second else "time-of-day"
        return self.bare(name, hour=moment.hour, minute=moment.minute, second=moment.second)

    def time_of(self, moment: datetime, day: date) -> str:
        """Return a time of `day`; the midnight that ends it is 24:00."""
        return self.bare("midnight") if moment.date() > day else self.time(moment)

    def duration(self, minutes: int) -> str:
        """Return a number of minutes as hours and minutes."""
        hours, rest = divmod(minutes, 60)
        name = "duration" if hours and rest else "duration-hours" if hours else "duration-minutes"
        return self.bare(name, hours=hours, minutes=rest)

    def when(self, moment: date | datetime) -> str:
        """Return a day or a moment."""
        return self.moment(moment) if isinstance(moment, datetime) else self.day(moment)

    def kind(self, day: date, calendar: WorkingCalendar) -> str:
        """Return what a day is, with the name of a holiday or the other day of a swap."""
        told = calendar.explain(day)
        text = self.bare(f"kind.{told.kind.value}")
        if told.paired_with is not None:
            name = "kind.paired-work" if told.works else "kind.paired-off"
            text = self.bare(name, kind=text, day=self.day(told.paired_with))
        elif told.name:
            text = self.bare("kind.named", kind=text, name=told.name)
        return self.bare("kind.estimated", kind=text) if told.provisional else text

    def law(self, texts: Iterable[LegalRef]) -> str:
        """Return " Căn cứ: ..." for a sentence to end with; empty without a text."""
        found = "; ".join(dict.fromkeys(map(str, texts)))
        return self.bare("law", law=found) if found else ""

    def limit(self, limit: Limit) -> str:
        """Return a limit with its unit: "3 ngày làm việc" or "3 working days"."""
        if isinstance(limit, SameDay):
            if limit.cutoff is None:
                return self.bare("limit.same-day")
            hour, minute = divmod(limit.cutoff, 60)
            return self.bare("limit.same-day-cutoff", hour=hour, minute=minute)
        if isinstance(limit, Hours | WorkingHours) and round(limit.n, 2) != limit.n:
            name = "limit.minutes" if isinstance(limit, Hours) else "limit.working-minutes"
            return self.bare(name, n=limit.minutes)
        many = "" if limit.n == 1 else "s"
        return self.bare(f"limit.{limit.unit.value}{many}", n=self.number(limit.n))

    def number(self, value: float) -> str:
        """Return a number with the decimal mark of the language."""
        text = f"{value:g}"
        return text.replace(".", ",") if self.lang == "vi" else text
