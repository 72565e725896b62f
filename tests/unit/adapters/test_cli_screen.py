"""Small parts of the command: values people type, progress, text on a screen, odd ends."""

from __future__ import annotations

import errno
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest

from tthc_adapters.cli import entry, main
from tthc_adapters.cli.screen import progress
from tthc_adapters.cli.values import parse_moment, today_in_vietnam
from tthc_adapters.reports.canvas import Canvas, aligned, text_width, wrapped
from tthc_adapters.texts import Texts


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


class Terminal(StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("5/1/2026", date(2026, 1, 5)),
        (" 2026-1-5 ", date(2026, 1, 5)),
    ],
)
def test_days_as_people_write_them(text: str, day: date) -> None:
    assert parse_moment(text) == day


@pytest.mark.parametrize(
    "text",
    ["20/11/2026 14:30", "2026-11-20T14:30", "2026-11-20 14:30:00", "20/11/2026 14h30", "20/11/2026 14giờ30"],
)
def test_moments_are_of_vietnam(text: str) -> None:
    moment = parse_moment(text)
    assert isinstance(moment, datetime)
    assert moment == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "text", ["", "20-11-2026", "11/20/2026", "2026-02-30", "20/11/26", "20/11/2026 25:00"]
)
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_moment(text) is None


def test_today_is_todays_date_in_vietnam() -> None:
    before = (datetime.now(UTC) + timedelta(hours=7)).date()
    today = today_in_vietnam()
    assert before <= today <= before + timedelta(days=1)


def test_progress_is_silent_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress("Đọc") as moved:
        assert moved is None
    assert stream.getvalue() == ""


def test_progress_is_drawn_on_a_terminal_and_only_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Đọc ho-so.csv") as moved:
        assert moved is not None
        moved(5, 10)
        moved(10, 10)
    assert "Đọc ho-so.csv" in err.getvalue()
    assert "100%" in err.getvalue()
    assert out.getvalue() == ""


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert main(["calendar", "2026-11"]) == 0
    assert "\x1b[" in screen.getvalue()


def test_words_are_wrapped_and_long_ones_cut() -> None:
    assert wrapped("Lĩnh vực giải quyết", 9) == ["Lĩnh vực", "giải", "quyết"]
    assert wrapped("ab abcdefgh c", 3) == ["ab", "abc", "def", "gh", "c"]
    assert wrapped("", 5) == [""]


def test_a_combining_mark_takes_no_place() -> None:
    decomposed = "Tru\u031b\u0323c"
    assert text_width(decomposed) == 4
    assert aligned(decomposed, 6, "right") == "  " + decomposed
    canvas = Canvas()
    canvas.box(0, 0, 5, 2)
    canvas.put(1, 1, decomposed)
    assert list(canvas.rows())[1] == f"│{decomposed}│"


def test_a_wide_character_takes_two_places() -> None:
    canvas = Canvas()
    canvas.box(0, 0, 5, 2)
    canvas.put(1, 1, "漢字")
    assert list(canvas.rows())[1] == "│漢字│"


def test_an_interrupted_command_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tthc_adapters.cli.app.run", interrupt)
    assert main(["plugins"]) == entry.INTERRUPTED
    assert capsys.readouterr().err == "Lỗi: Đã dừng theo yêu cầu.\n"


def test_a_missing_extra_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> int:
        raise ModuleNotFoundError("No module named 'polars'", name="polars")

    monkeypatch.setattr("tthc_adapters.cli.app.run", missing)
    assert main(["plugins"]) == entry.BAD_USE
    assert "pip install 'tthc[all]'" in capsys.readouterr().err


def test_a_module_of_ours_that_is_missing_is_a_bug_and_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> int:
        raise ModuleNotFoundError("No module named 'tthc.nowhere'", name="tthc.nowhere")

    monkeypatch.setattr("tthc_adapters.cli.app.run", missing)
    with pytest.raises(ModuleNotFoundError):
        main(["plugins"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(errno.ENOENT, "x", "a.csv"), "Không thấy tệp a.csv"),
        (PermissionError(errno.EACCES, "x", "a.csv"), "Không được phép mở hoặc ghi a.csv"),
        (IsADirectoryError(errno.EISDIR, "x", "a"), "a là thư mục"),
        (OSError(errno.ENOSPC, "x", "a.xlsx"), "Không mở hoặc ghi được a.xlsx (ENOSPC)"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(
    error: OSError, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr("tthc_adapters.cli.app.run", refuse)
    assert main(["plugins"]) == 2
    assert said in capsys.readouterr().err


def test_a_text_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Texts("cli", "vi")("no.such.text")
    assert Texts("cli", "vi").get("no.such.text") is None
