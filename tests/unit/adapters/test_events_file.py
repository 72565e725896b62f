"""The events of one dossier, read from a table of their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import xlsxwriter

from tthc.dossiers import DossierEvent, Effect, EventKind
from tthc.errors import AdapterError
from tthc_adapters.intake.events_file import read_events

VIETNAM = timezone(timedelta(hours=7))

HISTORY = (
    DossierEvent(1, EventKind.RECEPTION, at=datetime(2026, 10, 5, 9, 15, tzinfo=VIETNAM)),
    DossierEvent(2, EventKind.SUPPLEMENT_REQUEST, on=date(2026, 10, 7), effect=Effect.PAUSE),
    DossierEvent(3, EventKind.SUPPLEMENT_ANSWER, on=date(2026, 10, 12)),
    DossierEvent(4, EventKind.APOLOGY, on=date(2026, 10, 14), until=date(2026, 10, 30)),
)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "seq,kind,on,at,effect,until\n"
        "1,reception,2026-10-05,09:15,,\n"
        "2,supplement-request,2026-10-07,,pause,\n"
        "3,supplement-answer,2026-10-12,,,\n"
        "4,apology,2026-10-14,,,2026-10-30\n",
        # Vietnamese headings and words, another order, a blank row, a moment in full
        "Sự kiện;STT;Thời điểm;Ngày;Đến ngày;Ảnh hưởng\n"
        "Tiếp nhận;1;05/10/2026 09:15;;;\n"
        ";;;;;\n"
        "đã bổ sung;3;;12/10/2026;;\n"
        "YÊU CẦU BỔ SUNG;2;;07/10/2026;;Tạm dừng\n"
        "Xin lỗi;4;;14/10/2026;30/10/2026;\n",
        # no numbers: the order of the rows; the time stands with the day; an offset is turned
        "kind,on,effect,until\n"
        "reception,2026-10-05T02:15:00Z,,\n"
        "supplement-request,07/10/2026,pause,\n"
        "supplement-answer,12/10/2026,,\n"
        "apology,14/10/2026,,30/10/2026\n",
    ],
)
def test_a_history_however_it_is_written(tmp_path: Path, text: str) -> None:
    found = read_events(write(tmp_path / "e.csv", text))
    assert found.findings == ()
    assert found.events == HISTORY


def test_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "e.xlsx") as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_row(0, 0, ["seq", "kind", "on", "at"])
        sheet.write_row(1, 0, [1, "reception", "05/10/2026", "9h15"])
    assert read_events(tmp_path / "e.xlsx").events == HISTORY[:1]


def test_a_day_in_the_column_of_moments_is_a_day(tmp_path: Path) -> None:
    (event,) = read_events(write(tmp_path / "e.csv", "seq,kind,at\n1,result,12/10/2026\n")).events
    assert (event.on, event.at) == (date(2026, 10, 12), None)
    (event,) = read_events(write(tmp_path / "e.csv", "seq,kind,at\n1,result,12/10/2026 00:00\n")).events
    assert event.at == datetime(2026, 10, 12, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        ("x,reception,2026-10-05,,,", "event-seq-unreadable", "e.csv A2 (seq)"),
        (",reception,2026-10-05,,,", "event-seq-unreadable", "e.csv A2 (seq)"),
        ("1,nhận,2026-10-05,,,", "event-kind-unknown", "e.csv B2 (kind)"),
        ("1,,2026-10-05,,,", "event-kind-unknown", "e.csv B2 (kind)"),
        ("1,reception,31/02/2026,,,", "event-date-unreadable", "e.csv C2 (on)"),
        ("1,reception,14:30,,,", "event-date-unreadable", "e.csv C2 (on)"),
        ("1,reception,,2026-13-05 09:00,,", "event-date-unreadable", "e.csv D2 (at)"),
        ("1,reception,2026-10-05,25:00,,", "event-date-unreadable", "e.csv D2 (at)"),
        ("1,reception,,14:30,,", "event-day-missing", "e.csv D2 (at)"),
        ("1,reception,,,,", "event-day-missing", "e.csv C2 (on)"),
        ("1,reception,2026-10-05,2026-10-06 09:00,,", "event-days-differ", "e.csv D2 (at)"),
        ("1,supplement-request,2026-10-05,,wait,", "event-effect-unknown", "e.csv E2 (effect)"),
        ("1,apology,2026-10-05,,,soon", "event-date-unreadable", "e.csv F2 (until)"),
        ('1,"reception,2026-10-05,,,', "quote-broken", "e.csv row 2"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(tmp_path: Path, row: str, code: str, place: str) -> None:
    found = read_events(
        write(tmp_path / "e.csv", f"seq,kind,on,at,effect,until\n{row}\n2,result,2026-10-09,,,\n")
    )
    assert [(finding.code, str(finding.samples[0])) for finding in found.findings] == [(code, place)]
    assert [event.kind for event in found.events] == [EventKind.RESULT]
    for lang in ("vi", "en"):
        assert "<" not in found.findings[0].message(lang)


def test_a_number_that_stands_twice_is_a_finding(tmp_path: Path) -> None:
    text = "seq,kind,on\n1,reception,2026-10-05\n1,result,2026-10-09\n"
    found = read_events(write(tmp_path / "e.csv", text))
    assert [(finding.code, str(finding.samples[0])) for finding in found.findings] == [
        ("event-seq-twice", "e.csv A3 (seq)")
    ]
    assert [event.kind for event in found.events] == [EventKind.RECEPTION]


@pytest.mark.parametrize("head", ["seq,kind", "seq,on,at", "a,b,c"])
def test_a_table_without_the_columns_it_needs(tmp_path: Path, head: str) -> None:
    with pytest.raises(AdapterError) as error:
        read_events(write(tmp_path / "e.csv", f"{head}\n1,reception,\n"))
    assert error.value.code == "events.columns"
    assert "until" in error.value.message("vi")


def test_every_code_has_words_of_its_own() -> None:
    import tomllib
    from importlib.resources import files

    from tthc_adapters.headings import fold

    text = files("tthc_adapters").joinpath("data/events.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    assert set(words["kinds"]) == {kind.value for kind in EventKind}
    assert set(words["effects"]) == {effect.value for effect in Effect}
    for table in words.values():
        known = [fold(word) for code, texts in table.items() for word in (code, *texts)]
        assert len(known) == len(set(known))
