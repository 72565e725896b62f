"""Any table over any period: the list gives it again, or the generator says that no dossiers can."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tthc.calendars import load_calendar
from tthc.errors import AdapterError
from tthc_adapters.samples import TargetForm, write_sample

SIZES = st.integers(0, 6)


@st.composite
def tables(draw: st.DrawFn) -> TargetForm:
    """Draw the outcomes of a province and a district, then divide the same dossiers by origin."""
    first = draw(st.dates(date(2016, 1, 1), date(2026, 12, 31)))
    last = first + timedelta(days=draw(st.integers(0, 400)))
    rows = {}
    for head in ("tỉnh", "huyện"):
        outcomes = [draw(SIZES) for _ in range(5)]
        left = sum(outcomes)
        online = draw(st.integers(0, left))
        direct = draw(st.integers(0, left - online))
        figures = [online, direct, left - online - direct, *outcomes]
        rows[head] = dict(zip(("4", "5", "6", "8", "9", "10", "12", "13"), figures, strict=True))
    return TargetForm.from_dict({"period": [first.isoformat(), last.isoformat()], "rows": rows})


def day_of(text: str) -> date:
    return datetime.strptime(text[:10], "%d/%m/%Y").date()


def cells_of(row: dict[str, str], form: TargetForm) -> tuple[str, str]:
    if day_of(row["Ngày nhận"]) < form.period.first:
        origin = "6"
    else:
        origin = "4" if row["Kênh thực hiện"] == "Trực tuyến" else "5"
    due = day_of(row["Ngày hẹn trả"])
    if not row["Ngày kết thúc xử lý"]:
        return origin, "12" if due >= form.period.last or row["Trạng thái"].startswith("Yêu cầu") else "13"
    finished = day_of(row["Ngày kết thúc xử lý"])
    assert finished in form.period
    return origin, "8" if finished < due else "9" if finished == due else "10"


@settings(max_examples=150)
@given(form=tables(), seed=st.integers(0, 3))
def test_the_list_gives_the_table_or_a_refusal(form: TargetForm, seed: int) -> None:
    counted = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        try:
            write_sample(form, path, seed=seed)
        except AdapterError as error:
            assert error.code == "samples.impossible"  # noqa: PT017 - both ends are right
            calendar = load_calendar()
            days = [form.period.first + timedelta(days=step) for step in range(form.period.days)]
            # Only short periods, and districts after their end, are refused.
            assert sum(map(calendar.is_working_day, days)) < 4 or form.period.last > date(2025, 6, 30)
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                counted.update(cells_of(row, form))
    total = form.cells()[None]
    assert counted == +Counter(
        {number: total[number] for number in ("4", "5", "6", "8", "9", "10", "12", "13")}
    )
