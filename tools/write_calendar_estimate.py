"""Write the estimate of days off for 2000-2070, and the lunar dates, from the `holidays` package.

The estimate holds Tết, the day adjacent to the National Day and make-up days: what the Government
decides each year. Swaps of the package are left out, and so are the days that a law fixes once and
the make-up of 24 November, which no text gives. Run it again when `holidays` changes, read the
difference, and commit the files with the version it prints.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from holidays.countries.vietnam import Vietnam

ROOM = Path(__file__).parents[1] / "src/tthc/data/calendars/vn-public-sector"
YEARS = range(2000, 2071)
COLUMNS = ["date", "kind", "name", "occasion", "paired_with"]
COLUMNS += ["document", "provision", "basis_document", "basis_provision", "document_date"]

TET_DAYS = ("Giao thừa Tết Nguyên Đán", "Tết Nguyên Đán", "Mùng hai", "Mùng ba", "29 Tết")
TET_MAKE_UPS = ("Mùng năm", "Mùng sáu")
FIFTH_DAY = "Mùng bốn"
"""The fifth day of Tết since the Labour Code 2012; before it a make-up day."""
MAKE_UPS = {
    "Tết Dương lịch": ("new-year", "Tết Dương lịch"),
    "Ngày Giỗ Tổ Hùng Vương": ("hung-kings-day", "Giỗ Tổ Hùng Vương (10/3 âm)"),
    "Ngày Chiến thắng": ("reunification-day", "Ngày Chiến thắng 30/4"),
    "Ngày Quốc tế Lao động": ("labour-day", "Quốc tế Lao động 1/5"),
    "Quốc khánh": ("national-day", "Quốc khánh 2/9"),
}
MADE_UP = " (nghỉ bù)"
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
HUNG_KINGS_KNOWN = "2007-04-02"
ADJACENT_KNOWN = "2019-11-20"


class WithoutSwaps(Vietnam):
    """Days off by rule alone; the swapped days the package holds are left out."""

    def _add_special_holidays(self, mapping_names: Iterable[str], *, observed: bool = False) -> None:
        """Add nothing."""


def row(day: date, title: str) -> list[str] | None:
    """Return the row of one day, or None for a day that the law fixes once."""
    if title.startswith((*TET_DAYS, *TET_MAKE_UPS, FIFTH_DAY)):
        made_up = title.startswith(TET_MAKE_UPS) or (title.startswith(FIFTH_DAY) and day.year < 2013)
        return _row(day, "compensatory" if made_up else "holiday", f"{title} (ước tính)", "tet")
    if title.endswith(MADE_UP):
        base = title.removesuffix(MADE_UP)
        if base == CULTURE_DAY:
            return None
        occasion, name = MAKE_UPS[base]
        known = HUNG_KINGS_KNOWN if occasion == "hung-kings-day" else ""
        return _row(day, "compensatory", f"Nghỉ bù {name} (ước tính)", f"make-up-{occasion}", known)
    if title == "Quốc khánh" and (day.month, day.day) != (9, 2):
        name = "Quốc khánh, ngày liền kề (ước tính)"
        return _row(day, "adjacent", name, "national-day-adjacent", ADJACENT_KNOWN)
    if title not in {*MAKE_UPS, CULTURE_DAY}:
        raise SystemExit(f"{day}: a day this tool does not know: {title}")
    return None


def _row(day: date, kind: str, name: str, occasion: str, known_from: str = "") -> list[str]:
    return [str(day), kind, name, occasion, "", "", "", "", "", known_from]


def main() -> None:
    """Write `estimate.csv` and `lunar.csv`."""
    rows, lunar = [], []
    for year in YEARS:
        days_off = WithoutSwaps(years=year, language="vi")  # type: ignore[no-untyped-call]
        for day, titles in sorted(days_off.items()):
            if day.year != year:
                continue
            of_day = [found for title in titles.split("; ") if (found := row(day, title))]
            rows += of_day[:1]
            if "Ngày Giỗ Tổ Hùng Vương" in titles.split("; "):
                lunar.append([str(year), str(day)])
    _write(ROOM / "estimate.csv", COLUMNS, rows)
    _write(ROOM / "lunar.csv", ["year", "hung_kings_day"], lunar)
    print(  # noqa: T201
        f"holidays {version('holidays')}: {len(rows)} estimated days, {len(lunar)} lunar dates"
    )


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
