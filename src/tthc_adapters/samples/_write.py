"""Writing the planned dossiers as a list of the tan-dan kind, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from attrs import field, frozen

from tthc.calendars import WorkingCalendar, load_calendar
from tthc.places import Level
from tthc_adapters.samples._offices import SampleProcedure, office
from tthc_adapters.samples._plan import Choice, Days, Group, make_plan
from tthc_adapters.samples._target import TargetForm, TargetRow

Progress = Callable[[int, int], None]

# Office hours of reception; a dossier finished on the day of its reception is finished after them.
_MORNING = range(7 * 60 + 30, 11 * 60 + 30)
_AFTERNOON = range(13 * 60 + 30, 16 * 60 + 30)
_CLOSING = "17:00"
_POST_SHARE = 12
"""Percent of "direct or post" dossiers that came by post."""


@frozen(kw_only=True)
class SampleSummary:
    """Say what was written (kết quả sinh dữ liệu mẫu).

    Args:
        rows: dossiers in the file.
        levels: dossiers of each level.
        size: bytes.
    """

    path: Path
    rows: int
    levels: Mapping[Level, int] = field(hash=False)
    size: int
    seed: int


@cache
def _list_table() -> Mapping[str, Any]:
    import tomllib

    text = files("tthc_adapters").joinpath("data/samples/list.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def write_sample(
    target: TargetForm,
    path: str | Path,
    *,
    seed: int = 0,
    calendar: WorkingCalendar | None = None,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write invented dossiers whose form is `target`, cell by cell (sinh hồ sơ mẫu theo biểu).

    The file is a list of the tan-dan kind: CSV, UTF-8 with byte order mark, days as dd/mm/yyyy. It is
    written as it is made, in the order of reception, and holds no personal data. The same target,
    seed and calendar give the same bytes.

    Receptions and finishes fall on working days, limits are whole working days, and each due date is
    the one the law gives, so the form is the same by exported and by legal due dates. Nothing
    happens after the period: any `as_of` from its last day on gives the same form.

    Args:
        target: the form, from `read_target` or `published_target`.
        path: file to write; one that exists is replaced.
        seed: another seed gives other dossiers with the same form.
        calendar: working days; "vn-public-sector" without it.
        progress: called with rows written and rows in all, once for each day of reception.

    Raises:
        AdapterError: no lawful dossiers give the figures of a row (`samples.impossible`).
        CalendarError: the period lies outside the calendar (`calendar.out-of-bounds`).
    """
    rng = Random(seed)
    plan = make_plan(target, calendar or load_calendar(), rng)
    writer = _Rows(target, plan.days, rng)
    target_path = Path(path)
    rows = 0
    with target_path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(writer.heading())
        for index, groups in plan.by_day():
            lines = list(writer.day(index, groups))
            file.write("".join(lines))
            rows += len(lines)
            if progress is not None:
                progress(rows, target.total)
    return SampleSummary(
        path=target_path,
        rows=rows,
        levels={row.level: row.total for row in target.rows},
        size=target_path.stat().st_size,
        seed=seed,
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


_TIMES = tuple(_clock(minute) for minute in (*_MORNING, *_AFTERNOON))
_EVENING = tuple(_clock(minute) for minute in range(18 * 60, 22 * 60))
_SAME_DAY = tuple(_clock(minute) for minute in range(16 * 60 + 30, 17 * 60))


def _quoted(*values: str) -> str:
    """Return values as one piece of a CSV line, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()


class _Urn:
    """Draw ways of submission so that in the end each was drawn as often as the form says."""

    def __init__(self, counts: Mapping[str, int], rng: Random) -> None:
        self._left = dict(counts)
        self._total = sum(counts.values())
        self._random = rng.random

    def draw(self) -> str:
        """Return a way of submission that is not used up."""
        mark = int(self._random() * self._total)
        self._total -= 1
        for name, left in self._left.items():
            mark -= left
            if mark < 0:
                self._left[name] = left - 1
                return name
        raise AssertionError("more draws than counts")  # pragma: no cover - counts are checked before


def _ways(row: TargetRow) -> dict[str, int]:
    """Return the ways of submission of the dossiers received in the period, direct and post apart."""
    ways = dict(row.channels)
    both = ways.pop("direct_or_post", 0)
    if both:
        post = both * _POST_SHARE // 100
        ways |= {"direct": both - post, "post": post}
    return {**ways, "unknown": row.unknown_channel}


class _Rows:
    """Make the lines of the list, one day of reception after the other."""

    def __init__(self, target: TargetForm, days: Days, rng: Random) -> None:
        table = _list_table()
        self._days = days
        self._dates = [f"{day:%d/%m/%Y}" for day in days.days]
        self._rng = rng
        self._number = 0
        self._wide = target.edition != "2020"
        self._status: Mapping[str, str] = table["status"]
        self._note: Mapping[str, str] = table["note"]
        self._channels = {
            way: (f"{channel},{level}" if self._wide else channel, channel)
            for way, (channel, level) in table["channel"].items()
        }
        self._online = table["channel"]["online"][0]
        self._urns = {row.level: _Urn(_ways(row), rng) for row in target.rows}
        # The form does not say how carried-over dossiers came in: each way is as likely.
        names = (
            ("online_full", "online_partial", "post", "direct")
            if self._wide
            else ("online", "direct", "post")
        )
        self._earlier = names
        self._agencies = {
            row.level: [(agency.code, _quoted(agency.name)) for agency in office(row.level).agencies]
            for row in target.rows
        }
        self._procedures: dict[SampleProcedure, tuple[str, str]] = {}
        for row in target.rows:
            for procedure in (*office(row.level).ordinary, *office(row.level).long):
                text = _quoted(procedure.code, procedure.name, procedure.field_name)
                self._procedures[procedure] = (text, table["limit"].format(days=procedure.limit))

    def heading(self) -> str:
        """Return the heading line."""
        table = _list_table()
        names = [name for name in table["headings"] if self._wide or name != table["online_level"]]
        return _quoted(*names) + "\r\n"

    def day(self, index: int, groups: list[tuple[Group, int]]) -> Iterator[str]:
        """Yield the lines of the dossiers received on the working day `index`, in order of the clock."""
        pick = self._rng.random
        slots = [group for group, count in groups for _ in range(count)]
        self._rng.shuffle(slots)
        stamp = f"{self._days.days[index]:%y%m%d}"
        serials: dict[str, int] = {}
        for place, group in enumerate(slots):
            choices = group.choices[index]
            choice = choices[int(pick() * len(choices))]
            procedure = choice[0]
            agencies = procedure.agencies
            code, agency = self._agencies[group.level][agencies[int(pick() * len(agencies))]]
            serial = serials[code] = serials.get(code, 0) + 1
            self._number += 1
            time = _TIMES[place * len(_TIMES) // len(slots)]
            text, limit = self._procedures[procedure]
            way, channel = self._channels[self._way(group)]
            yield (
                f"{self._number},{code}-{stamp}-{serial:04},{text},{agency},{way},"
                f"{self._submitted(index, time, channel)},{self._dates[index]} {time},"
                f"{self._dates[index + procedure.limit]},{self._end(index, group, choice)},{limit}\r\n"
            )

    def _way(self, group: Group) -> str:
        if group.carried:
            return self._earlier[int(self._rng.random() * len(self._earlier))]
        return self._urns[group.level].draw()

    def _submitted(self, index: int, time: str, channel: str) -> str:
        """Return the moment of submission: at the counter the same, online sometimes the evening before."""
        if channel == self._online and index and self._rng.random() < 0.25:
            return f"{self._dates[index - 1]} {_EVENING[int(self._rng.random() * len(_EVENING))]}"
        return f"{self._dates[index]} {time}"

    def _end(self, index: int, group: Group, choice: Choice) -> str:
        """Return finish, hand-over, status and note."""
        pick, status = self._rng.random, self._status
        outcome = group.outcome
        if outcome == "within" and pick() < 0.02:
            return f",,{status['supplement']},{self._note['supplement']}"
        if outcome in {"within", "overdue"}:
            return f",,{status['received' if pick() < 0.1 else 'in_progress']},"
        if outcome == "unknown" and not group.carried:
            return f",,{status['done']},"  # closed, but nobody wrote down when
        _, first, last = choice
        finished = first + int(pick() * (last - first + 1))
        times = _SAME_DAY if finished == index else _TIMES
        finish = f"{self._dates[finished]} {times[int(pick() * len(times))]}"
        if outcome == "unknown":
            return f"{finish},,{status['in_progress']},"  # finished, but still marked as open
        note = self._note["late"] if outcome == "late" else ""
        if pick() < 0.1:
            return f"{finish},,{status['done']},{note}"
        returned = min(finished + int(pick() * 3), self._days.last)
        return f"{finish},{self._dates[returned]} {_CLOSING},{status['returned']},{note}"
