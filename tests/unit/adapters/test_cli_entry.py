"""The command as a whole: languages, help, bad use, exit codes, streams."""

from __future__ import annotations

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest

from tthc_adapters.cli import main
from tthc_adapters.texts import Texts, entries

COMMANDS = ("report", "due", "calendar", "plugins", "generate", "demo")
RUN = "import sys; from tthc_adapters.cli import main; sys.exit(main())"


@pytest.fixture(autouse=True)
def _plain_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def run_process(*words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *words], env={**os.environ, **env}, capture_output=True, check=False
    )


@pytest.mark.parametrize("name", ["cli", "reports"])
def test_both_languages_say_everything_with_the_same_details(name: str) -> None:
    def fields(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    assert entries(name)
    for key, entry in entries(name).items():
        assert entry["vi"].strip(), key
        assert entry["en"].strip(), key
        assert fields(entry["vi"]) == fields(entry["en"]), key


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "en", "calendar", "2026-11"),
        ("calendar", "--lang=en", "2026-11"),
        ("calendar", "2026-11", "--lang", "en"),
    ],
)
def test_the_language_may_stand_anywhere(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert "Working calendar of 2026-11" in capsys.readouterr().out


def test_vietnamese_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "2026-11"]) == 0
    assert "Lịch làm việc tháng 11 năm 2026" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--lang", "fr", "plugins"], ["plugins", "--lang"]])
def test_an_unknown_language_is_bad_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "vi, en" in captured.err


def test_words_after_two_dashes_are_never_a_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "--", "--lang"]) == 2
    assert "“--lang”" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_the_language_and_holds_nothing_of_click(
    command: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*filter(None, [command]), "--help", "--lang", lang]) == 0
    out = capsys.readouterr().out
    texts = Texts("cli", lang)
    assert out.startswith(texts("help.usage"))
    assert "--lang" in out
    if lang == "vi":
        for english in ("Options:", "Usage", "Commands", "required", "Show this", "[default"):
            assert english not in out


def test_without_words_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    assert [command for command in COMMANDS if f"\n  {command} " in out] == list(COMMANDS)


BAD_USE = [
    (["rprot"], "Không có lệnh “rprot”", "Có phải ý bạn là report?"),
    (["report"], "Thiếu TỆP.", "tthc report --help"),
    (["report", "--perid", "2022", "a.csv"], "Không có tùy chọn --perid.", "--period"),
    (["report", "--period"], "Tùy chọn --period cần một giá trị.", "tthc report --help"),
    (["report", "a.csv", "--as-of", "31/02/2026"], "--as-of: “31/02/2026” không phải là ngày", "2026-11-20"),
    (["report", "a.csv", "--form", "09z"], "--form: không có “09z”", "ii06a, 07a, 07b"),
    (["report", "a.csv", "--by", "level,town"], "--by: không có “town”", "level, field, agency"),
    (["report", "a.csv", "--basis", "guess"], "--basis: không có “guess”", "exported, legal"),
    (["report", "a.csv", "--period", "2022-Q9"], "Lỗi: ", "kỳ báo cáo"),
    (["report", "a.csv", "--period", "2022", "--limits", "l.csv"], "--limits", "--basis legal"),
    (["due"], "Thiếu NGÀY_TIẾP_NHẬN.", "tthc due --help"),
    (["due", "2026-11-20"], "Thiếu --limit.", "tthc due --help"),
    (["due", "hôm qua", "--limit", "5 ngày"], "“hôm qua” không phải là ngày giờ", "20/11/2026 14:30"),
    (["due", "2026-11-20", "--limit", "5"], "không ghi đơn vị", "ngày làm việc"),
    (["due", "2026-11-20", "--limit", "5 ngày", "--json=1"], "Tùy chọn --json không nhận giá trị.", "due"),
    (["calendar", "2026-13"], "“2026-13” không phải là năm hay tháng", "2026-11"),
    (["calendar", "1999"], "nằm ngoài lịch", "2000-01-01"),
    (["plugins", "extra"], "Thừa: extra", "tthc plugins --help"),
    (["generate", "--form", "a", "--out", "b", "--seed", "-1"], "--seed: “-1”", "số nguyên"),
    (["generate", "--form", "a"], "Thiếu --out.", "tthc generate --help"),
]


@pytest.mark.parametrize(("words", "said", "advice"), BAD_USE, ids=[" ".join(case[0]) for case in BAD_USE])
def test_bad_use_is_exit_2_in_vietnamese(
    words: list[str], said: str, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Lỗi: ")
    assert said in captured.err
    assert advice in captured.err


@pytest.mark.parametrize("words", [case[0] for case in BAD_USE], ids=[" ".join(case[0]) for case in BAD_USE])
def test_bad_use_is_exit_2_in_english(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words[:1], "--lang", "en", *words[1:]]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: ")


def test_a_place_where_nothing_can_be_written_is_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert main(["demo", "--out", str(taken)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Lỗi: ")
    assert str(taken) in error
    assert "Traceback" not in error


def test_the_version_names_the_data_too(capsys: pytest.CaptureFixture[str]) -> None:
    import tthc

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tthc {tthc.__version__} (dữ liệu {tthc.data_version()})\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from tthc_adapters.cli import main\n"
        "main(['report', '--help'])\n"
        "heavy = {'polars', 'rich.table', 'narwhals', 'cattrs', 'holidays', 'xlsxwriter'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_output_is_utf_8_even_in_the_c_locale() -> None:
    done = run_process("calendar", "2026-11", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Ngày Văn hóa Việt Nam" in done.stdout.decode("utf-8")


def test_vietnamese_words_are_understood_in_the_c_locale() -> None:
    done = run_process("due", "2026-11-20", "--limit", "3 ngày làm việc", LC_ALL="C")
    assert done.stdout.decode("utf-8").startswith("Đến hạn: Thứ Năm, 26/11/2026")


def test_without_a_terminal_there_is_no_colour() -> None:
    done = run_process(
        "due", "2026-11-20", "--limit", "3 ngày làm việc", FORCE_COLOR="1", TERM="xterm-256color"
    )
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="pipes close otherwise")
def test_a_closed_pipe_is_no_traceback() -> None:
    words = [sys.executable, "-c", RUN, "calendar", "2026"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(words, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b""
    assert done.returncode == 141
