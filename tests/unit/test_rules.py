"""Terms and tables: what may be written, and what each reading says."""

from __future__ import annotations

from datetime import date

import pytest

from tthc.errors import RuleError
from tthc.rules import Always, Code, Day, Derived, Literal, Moment, Program, Row, Rules

START = Day(name="start", vi="ngày đầu", en="the start")
END = Day(name="end", vi="ngày cuối", en="the end")
AT = Moment(name="at", vi="giờ", en="the moment")
KIND = Code(name="kind", vi="loại", en="kind")


def raised(code: str) -> pytest.RaisesExc[RuleError]:
    return pytest.raises(RuleError, check=lambda error: error.code == code)


def test_and_or_not_and_chains_are_refused() -> None:
    with raised("rules.not-a-truth-value"):
        _ = START <= END < START
    with raised("rules.not-a-truth-value"):
        _ = (START <= END) or (END < START)
    with raised("rules.not-a-truth-value"):
        _ = not (START < END)
    with raised("rules.not-a-truth-value"):
        _ = START < END < START
    with raised("rules.not-a-truth-value"):
        bool(START)


def test_a_bool_is_no_term() -> None:
    with raised("rules.not-a-term"):
        Row("R", True, 1)  # type: ignore[arg-type]
    with raised("rules.not-a-term"):
        (START < END) & True  # type: ignore[operator]
    with raised("rules.not-a-term"):
        Rules("t", (Row("R", Always(), 1),), given=True)  # type: ignore[arg-type]


def test_unlike_inputs_do_not_compare() -> None:
    with raised("rules.not-comparable"):
        START < AT  # noqa: B015
    with raised("rules.not-comparable"):
        START == END  # noqa: B015
    with raised("rules.not-comparable"):
        date(2026, 1, 1) > START  # noqa: B015


def test_a_table_needs_a_last_row_and_names_of_their_own() -> None:
    with raised("rules.not-complete"):
        Rules("t", (Row("R1", START < END, 1),))
    with raised("rules.row-twice"):
        Rules("t", (Row("R1", START < END, 1), Row("R1", Always(), 2)))
    with raised("rules.no-such-row"):
        Rules("t", (Row("R1", Always(), 1),)).row("R2")
    with raised("rules.no-codes"):
        KIND.among()


def program() -> Program:
    kept = Rules("kept_rule", (Row("K1", START <= END, END), Row("K2", Always(), None)))
    end = Day(name="kept", vi="ngày giữ", en="the kept day")
    first = Rules("first", (Row("F1", KIND.among("a", "b") & end.present, "yes"), Row("F2", Always(), "no")))
    second = Rules(
        "second",
        (Row("S1", ~(end > START) | KIND.missing, 1), Row("S2", Always(), 2)),
        given=first.answered("F1"),
    )
    flags = {"unlike": first.answered("F2") & START.present}
    return Program((), (START, END, KIND), (Derived(end, kept),), (first, second), flags)


@pytest.mark.parametrize(
    ("start", "end", "kind", "expected", "flag"),
    [
        (date(2026, 1, 1), date(2026, 1, 2), "a", (0, 1), False),
        (date(2026, 1, 2), date(2026, 1, 2), "b", (0, 0), False),
        (date(2026, 1, 3), date(2026, 1, 2), "a", (1, -1), True),
        (None, date(2026, 1, 2), "a", (1, -1), False),
        (date(2026, 1, 1), date(2026, 1, 2), None, (1, -1), True),
    ],
)
def test_function_and_columns_say_the_same(
    start: date | None, end: date | None, kind: str | None, expected: tuple[int, int], flag: bool
) -> None:
    import narwhals as nw
    import polars as pl

    made = program()
    assert made.function()(start, end, kind) == expected
    assert made.flag_function()(start, end, kind) == (flag,)
    schema = {"start": pl.Date, "end": pl.Date, "kind": pl.String}
    frame = pl.DataFrame({"start": [start], "end": [end], "kind": [kind]}, schema=schema)
    assert made.columns(nw.from_native(frame), {}).select("first", "second").row(0) == expected
    coded, flags = made.columns_and_flags(nw.from_native(frame), {})
    flagged = coded.with_columns(flags["unlike"].fill_null(False).alias("flag"))
    assert flagged.select("first", "second", "flag").row(0) == (*expected, flag)


def test_sentences_read_in_both_languages() -> None:
    table = Rules("t", (Row("R1", (START < END) & ~KIND.among("a"), "x"), Row("R2", Always(), "y")))
    assert table.sentences("vi")[0] == "R1: ngày đầu trước ngày cuối và không phải loại là a → x"
    assert table.sentences("en")[0] == "R1: the start before the end and not kind is a → x"


def test_the_digest_changes_with_the_rule() -> None:
    before = Rules("t", (Row("R1", START < END, 1), Row("R2", Always(), 2)))
    after = Rules("t", (Row("R1", START <= END, 1), Row("R2", Always(), 2)))
    again = Rules("t", (Row("R1", START < END, 1), Row("R2", Always(), 2)))
    assert before.digest() == again.digest() != after.digest()


def test_a_derived_input_may_be_a_literal() -> None:
    made = Code(name="made", vi="mã", en="code")
    rule = Rules("rule", (Row("L1", KIND.missing, Literal("none")), Row("L2", Always(), KIND)))
    table = Rules("t", (Row("T1", made.among("none"), 1), Row("T2", Always(), 2)))
    read = Program((), (KIND,), (Derived(made, rule),), (table,), {}).function()
    assert read(None) == (0,)
    assert read("a") == (1,)
