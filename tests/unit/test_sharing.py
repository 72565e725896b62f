"""Terms that stand in several places are found, and no others."""

from __future__ import annotations

from tthc.outcomes import Basis, counting_policy, counting_program
from tthc.rules import Always, Code, Day, Row, Rules
from tthc.rules.sharing import inputs_of, shared_terms

START = Day(name="start", vi="ngày đầu", en="the start")
END = Day(name="end", vi="ngày cuối", en="the end")
KIND = Code(name="kind", vi="loại", en="kind")


def test_terms_alike_are_shared_in_steps() -> None:
    one, same = (((START < END) | KIND.among("a")) for _ in range(2))
    steps = list(shared_terms([one & KIND.missing, same & KIND.present, START < END]))
    assert [list(step) for step in steps] == [
        ["(start is not None and end is not None and start < end)"],
        ["((start is not None and end is not None and start < end) or (kind == 'a'))"],
    ]
    (alike,) = steps[1].values()
    assert {id(term) for term in alike} == {id(one), id(same)}


def test_a_term_tells_what_it_reads() -> None:
    assert inputs_of((START < END) & ~KIND.missing) == {"start", "end", "kind"}
    assert inputs_of(Always()) == set()


def test_what_asks_a_table_stays_where_it_is() -> None:
    table = Rules("first", (Row("R1", START < END, 1), Row("R2", Always(), 2)))
    asked = table.answered("R1") & KIND.missing
    assert list(shared_terms([asked, asked])) == []


def test_the_answers_alone_decide_some_flags() -> None:
    program = counting_program(counting_policy("ii06-2020"), Basis.EXPORTED)
    scope, origin, outcome = program.tables
    told = program.flags_of_answers
    assert "channel-missing" in told
    assert "re-dated" not in told
    assert told["channel-missing"](scope.code("A5"), origin.code("O4"), outcome.code("B3"))
    assert not told["channel-missing"](scope.code("A5"), origin.code("O3d"), outcome.code("B3"))
