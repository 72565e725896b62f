"""A contract is worth something only if what breaks it fails: each check against a thing that breaks it."""

from __future__ import annotations

import io
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import attrs
import polars as pl
import pytest
from attrs import frozen

from tthc.findings import Finding, SourceRef
from tthc.identity import Match, MatchOutcome
from tthc_adapters import Layout, Recognition, SourceHead
from tthc_adapters.intake.front_door import Ingested
from tthc_adapters.testing import (
    Cell,
    ExportAdapterContract,
    IdentitySourceContract,
    ReportWriterContract,
    SampleTable,
    SourceContract,
    SourceSample,
    export_contract,
    read_sample,
    table_from_text,
    watched,
)
from tthc_adapters.testing.identity_contract import IdentityCase

COLUMNS = {"Mã hồ sơ": "code", "Ngày tiếp nhận": "received_on", "Ngày hẹn trả": "due_on", "Mã XYZ": "officer"}
LAYOUT = Layout(columns=COLUMNS)
GREEDY = Layout(columns={"Mã hồ sơ": "code", "Ngày nhận": "received_on"})
SAMPLE = table_from_text(
    """
    Mã hồ sơ          | Ngày tiếp nhận | Ngày hẹn trả | Mã XYZ
    H00.1-260302-0001 | 02/03/2026     | 09/03/2026   | cán bộ 1
                      |                |              |
    H00.1-260302-0002 | 02/03/2026     | 10/03/2026   | cán bộ 2
    """
)


@frozen
class Good:
    name: str = "good.export"
    api: int = 1
    layout: Layout = LAYOUT

    def sniff(self, head: SourceHead) -> Recognition | None:
        return Recognition(95, "its own headings") if head.has(*COLUMNS) else None


class TestGood(ExportAdapterContract):
    @pytest.fixture
    def adapter(self) -> Good:
        return Good()

    @pytest.fixture
    def sample(self) -> SampleTable:
        return SAMPLE


def sniffing(answer: Callable[[SourceHead], Any]) -> Good:
    @frozen
    class Other(Good):
        def sniff(self, head: SourceHead) -> Recognition | None:
            return answer(head)  # type: ignore[no-any-return]

    return Other()


def known(score: int, reason: str = "") -> Callable[[SourceHead], Recognition | None]:
    return lambda head: Recognition(score, reason) if head.has("Mã hồ sơ") else None


def telling(head: SourceHead) -> Recognition | None:
    return Recognition(95, f"starts with {head.rows[0][0]}") if head.has(*COLUMNS) else None


def at_the_clock(head: SourceHead) -> Recognition | None:
    return Good().sniff(head) if date.today() else None


def on_the_line(head: SourceHead) -> Recognition | None:
    with suppress(OSError):
        socket.getaddrinfo("127.0.0.1", 9)
    return Good().sniff(head)


def by_another_program(head: SourceHead) -> Recognition | None:
    subprocess.run([sys.executable, "-c", ""], check=True)
    return Good().sniff(head)


class Literal(Layout):
    """A layout that compares headings letter by letter."""

    def target(self, heading: str) -> str | None:
        return self.columns.get(heading)


ADAPTERS: list[tuple[str, object]] = [
    ("test_it_is_an_adapter", object()),
    ("test_it_is_an_adapter", Good(name="two words")),
    ("test_it_is_an_adapter", Good(api=2)),
    ("test_it_is_an_adapter", Good(layout=COLUMNS)),  # type: ignore[arg-type]
    ("test_its_name_is_its_own", Good(name="igate")),
    ("test_it_knows_its_sample", sniffing(lambda head: None)),
    ("test_its_sample_is_read_as_its_own", sniffing(known(1))),
    ("test_sniffing_never_raises_on_junk", sniffing(lambda head: Recognition(0))),
    ("test_sniffing_never_raises_on_junk", sniffing(lambda head: True)),
    ("test_it_leaves_the_samples_of_others_to_them", attrs.evolve(sniffing(known(100)), layout=GREEDY)),
    ("test_the_reason_of_sniffing_tells_no_cell", sniffing(telling)),
    ("test_it_needs_no_clock", sniffing(at_the_clock)),
    ("test_it_needs_no_network", sniffing(on_the_line)),
    ("test_it_needs_no_network", sniffing(by_another_program)),
    ("test_composed_and_decomposed_headings_are_equal", Good(layout=Literal(columns=COLUMNS))),
    ("test_case_and_doubled_blanks_of_headings_do_not_matter", Good(layout=Literal(columns=COLUMNS))),
]


def run(contract: type, check: str, *things: object) -> None:
    getattr(contract(), check)(*things[: getattr(contract, check).__code__.co_argcount - 1])


@pytest.mark.parametrize(("check", "adapter"), ADAPTERS, ids=[name for name, _ in ADAPTERS])
def test_an_adapter_that_breaks_a_check(check: str, adapter: object) -> None:
    run(ExportAdapterContract, check, Good(), SAMPLE)
    with pytest.raises(Exception, match=r"(?s).+"):
        run(ExportAdapterContract, check, adapter, SAMPLE)


def test_sniffing_that_raises_fails_as_it_raises() -> None:
    def raising(head: SourceHead) -> Recognition | None:
        raise KeyError("…")

    with pytest.raises(KeyError):
        run(ExportAdapterContract, "test_sniffing_never_raises_on_junk", sniffing(raising))


def lost_row(read: Ingested, sample: SampleTable) -> Ingested:
    return attrs.evolve(read, table=read.table.head(1))


def misplaced(read: Ingested, sample: SampleTable) -> Ingested:
    place = SourceRef(file=sample.file, row=99, column="A", header="Mã hồ sơ")
    return attrs.evolve(read, findings=(Finding("due-unreadable", samples=(place,)),))


def other_column(read: Ingested, sample: SampleTable) -> Ingested:
    place = SourceRef(file=sample.file, row=2, column="B", header="Mã hồ sơ")
    return attrs.evolve(read, findings=(Finding("due-unreadable", samples=(place,)),))


def spread(read: Ingested, sample: SampleTable) -> Ingested:
    """Let what stands in the second cell of the first row reach all rows, and say nothing."""
    officer = pl.lit(sample.rows[0][3]).alias("officer")
    return attrs.evolve(read, table=read.table.with_columns(officer), findings=())


def silent(read: Ingested, sample: SampleTable) -> Ingested:
    return attrs.evolve(read, findings=())


def chatty(read: Ingested, sample: SampleTable) -> Ingested:
    found = [Finding("x", messages={"vi": cell, "en": cell}) for row in sample.rows for cell in row if cell]
    return attrs.evolve(read, findings=tuple(found))


def restless(read: Ingested, sample: SampleTable) -> Ingested:
    officer = pl.lit(str(time.perf_counter_ns())).alias("officer")
    return attrs.evolve(read, table=read.table.with_columns(officer))


READINGS: list[tuple[str, Callable[[Ingested, SampleTable], Ingested]]] = [
    ("test_rows_are_accounted_for", lost_row),
    ("test_every_finding_points_at_a_real_cell", misplaced),
    ("test_every_finding_points_at_a_real_cell", other_column),
    ("test_damaging_a_cell_changes_only_its_row_or_is_a_finding_there", spread),
    ("test_what_cannot_be_read_is_a_finding_at_its_cell", silent),
    ("test_findings_tell_no_personal_value", chatty),
    ("test_reading_twice_is_equal", restless),
]


@pytest.mark.parametrize(("check", "change"), READINGS)
def test_a_reading_that_breaks_a_check(
    check: str, change: Callable[[Ingested, SampleTable], Ingested], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        export_contract, "read_sample", lambda adapter, sample: change(read_sample(adapter, sample), sample)
    )
    with pytest.raises(AssertionError):
        run(ExportAdapterContract, check, Good(), SAMPLE)


def test_damage_that_stops_the_reading_fails() -> None:
    cell = next(SAMPLE.cells())
    only = table_from_text("Mã hồ sơ | Ngày tiếp nhận\nH00.1-260302-0001 | 02/03/2026")
    assert SAMPLE.damaged(cell, "x").rows[0][0] == "x"
    with pytest.raises(AssertionError, match="stops the reading"):
        list(export_contract._damaged(Good(), _Unreadable(only)))


class _Unreadable:
    """A sample that is no file any more once a cell is damaged."""

    def __init__(self, table: SampleTable) -> None:
        self.table = table

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def damaged(self, cell: Cell, text: str) -> SampleTable:
        return attrs.evolve(self.table, file="sample.unknown")


def test_the_guard_sees_clocks_and_nets_and_lets_imports_be() -> None:
    with watched() as outside:
        time.time()
        datetime.now()  # noqa: DTZ005 - what the guard is for
        date.today()
        date(2026, 3, 2).isoformat()
        with suppress(OSError), socket.socket() as line:
            line.connect(("127.0.0.1", 9))
    assert outside.clock == ["time", "now", "today"]
    assert outside.network == ["connect"]
    time.time()
    assert len(outside.clock) == 3, "nothing is seen when the guard has gone"


@frozen
class Lines:
    """A reader of lines: one cell a row. Each way to be wrong is a switch."""

    wrong: str = ""
    name: str = "lines"
    api: int = 1
    suffixes: tuple[str, ...] = (".lines",)

    def tables(self, location: Any, options: Any) -> Iterator[Any]:
        from tthc.errors import AdapterError

        stream = location.open()
        content = stream.read()
        if self.wrong != "leaves open":
            stream.close()
        if options.sheet and self.wrong != "any sheet":
            raise AdapterError("source.no-sheets", file=location.label, sheet=options.sheet)
        if not content and self.wrong != "empty":
            raise AdapterError("source.empty", file=location.label)
        if self.wrong == "clock":
            time.time()
        if self.wrong == "network":
            on_the_line(SourceHead(file="", source="", headers=()))
        if self.wrong == "strict" and not content.endswith(b"\n"):
            raise ValueError("not ours")
        if self.wrong == "tells" and not content.endswith(b"\n"):
            raise AdapterError("location.not-found", file=content.decode(errors="replace"))
        lines = content.decode(errors="replace").splitlines()
        shown = tuple((line,) for line in (lines[1:] if self.wrong == "hides" else lines)[:30])
        yield _LinesTable(lines, self.wrong, head=() if self.wrong == "shows nothing" else shown)


@frozen
class _LinesTable:
    lines: list[str]
    wrong: str
    sheet: str | None = None
    paths: tuple[str, ...] | None = None
    head: tuple[tuple[str | None, ...], ...] = ()
    size: int | None = None

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterator[Any]:
        from tthc_adapters.protocols import Block

        cells = self.lines[:-1] if self.wrong == "drops" else self.lines
        first = 0 if self.wrong == "from zero" else 1
        cells = [f"{time.perf_counter_ns()}" for _ in cells] if self.wrong == "restless" else cells
        frame = pl.DataFrame({"c0": cells}, schema={"c0": pl.String}).with_columns(
            pl.int_range(first, len(cells) + first, dtype=pl.Int64 if self.wrong == "types" else pl.Int32)
            .alias("_row"),
            pl.lit(None, dtype=pl.String).alias("_flaw"),
        )  # fmt: skip
        start = 0 if self.wrong == "keeps preamble" else preamble
        if self.wrong == "twice" and len(cells) != 3:
            frame = pl.concat([frame, frame])
        yield Block(frame=frame.slice(start), done=1)


LINES = SourceSample(
    file="a.lines",
    content=b"heading\nfirst cell\nsecond\n",
    rows=(("heading",), ("first cell",), ("second",)),
)


class TestLines(SourceContract):
    @pytest.fixture
    def source(self) -> Lines:
        return Lines()

    @pytest.fixture
    def sample(self) -> SourceSample:
        return LINES


SOURCES: list[tuple[str, object]] = [
    ("test_it_is_a_source", object()),
    ("test_it_is_a_source", Lines(suffixes=(".LINES",))),
    ("test_it_is_a_source", Lines(suffixes=(".txt",))),
    ("test_every_row_is_there_in_its_place", Lines("drops")),
    ("test_every_row_is_there_in_its_place", Lines("from zero")),
    ("test_the_head_shows_the_first_rows", Lines("hides")),
    ("test_the_head_shows_the_first_rows", Lines("shows nothing")),
    ("test_cells_are_text", Lines("types")),
    ("test_rows_above_the_data_are_left_out", Lines("keeps preamble")),
    ("test_reading_twice_is_equal", Lines("restless")),
    ("test_an_empty_file_is_refused", Lines("empty")),
    ("test_a_cut_file_is_read_or_refused", Lines("strict")),
    ("test_a_cut_file_is_read_or_refused", Lines("tells")),
    ("test_a_damaged_file_is_read_or_refused", Lines("twice")),
    ("test_a_sheet_that_is_not_there_is_refused", Lines("any sheet")),
    ("test_streams_are_closed", Lines("leaves open")),
    ("test_it_needs_no_clock", Lines("clock")),
    ("test_it_needs_no_network", Lines("network")),
]


@pytest.mark.parametrize(("check", "source"), SOURCES)
def test_a_source_that_breaks_a_check(check: str, source: object) -> None:
    run(SourceContract, check, Lines(), LINES)
    with pytest.raises(AssertionError):
        run(SourceContract, check, source, LINES)


@frozen
class Plain:
    """A writer of text, or of bytes with an ending. Each way to be wrong is a switch."""

    wrong: str = ""
    name: str = "plain"
    api: int = 1
    suffixes: tuple[str, ...] = ()

    def write(self, report: Any, out: Any, *, lang: str) -> None:
        if self.wrong == "network":
            on_the_line(SourceHead(file="", source="", headers=()))
        lines = [lang if self.wrong != "one language" else "vi"]
        lines += [row.label for row in report.rows] if self.wrong != "drops" else []
        lines = ["'" + line if line.startswith("=") and self.wrong != "formula" else line for line in lines]
        lines = [line if self.wrong == "script" else line.replace("<", "&lt;") for line in lines]
        if self.wrong == "tells":
            lines += [place.value or "" for finding in report.findings for place in finding.samples]
        if self.wrong == "restless":
            lines.append(str(time.perf_counter_ns()))
        text = "\n".join(lines) if self.wrong != "nothing" else ""
        out.write(text if isinstance(out, io.StringIO) else text.encode())


class TestPlain(ReportWriterContract):
    @pytest.fixture(params=[(), (".csv",)], ids=["text", "bytes"])
    def writer(self, request: pytest.FixtureRequest) -> Plain:
        return Plain(suffixes=request.param)


WRITERS: list[tuple[str, object]] = [
    ("test_it_is_a_writer", Plain(suffixes=("csv",))),
    ("test_it_writes_in_both_languages", Plain("one language")),
    ("test_it_writes_in_both_languages", Plain("nothing")),
    ("test_writing_twice_is_equal", Plain("restless")),
    ("test_the_rows_of_the_report_are_there", Plain("drops")),
    ("test_no_text_becomes_a_formula_or_a_script", Plain("formula", suffixes=(".csv",))),
    ("test_no_text_becomes_a_formula_or_a_script", Plain("script", suffixes=(".html",))),
    ("test_it_tells_no_personal_value", Plain("tells")),
    ("test_it_needs_no_network", Plain("network")),
]


@pytest.mark.parametrize(("check", "writer"), WRITERS)
def test_a_writer_that_breaks_a_check(check: str, writer: object) -> None:
    run(ReportWriterContract, check, Plain())
    with pytest.raises(AssertionError):
        run(ReportWriterContract, check, writer)


@frozen
class Answers:
    """An identity source that always gives one answer."""

    outcome: MatchOutcome
    name: str = "answers"
    api: int = 1

    def verify(self, number: Any, name: Any, birth_date: Any, **grounds: str) -> Match:
        return Match(self.outcome, source="another", reason=number.reveal())


IDENTITY = {check for check in vars(IdentitySourceContract) if check.startswith("test_")}
UNBROKEN = {"test_it_is_an_identity_source", "test_asking_twice_is_equal"}


@pytest.mark.parametrize("check", sorted(IDENTITY - UNBROKEN))
def test_a_source_that_always_says_one_thing_breaks_every_other_check(check: str) -> None:
    from tests.contract.test_identity_sources import CASE

    broken = 0
    for outcome in (MatchOutcome.MATCH, MatchOutcome.UNAVAILABLE):
        with suppress(AssertionError):
            run(IdentitySourceContract, check, Answers(outcome), CASE)
            continue
        broken += 1
    assert broken, "no answer breaks the check"


def test_a_source_that_logs_a_number_breaks_the_silence() -> None:
    from tests.contract.test_identity_sources import CASE

    class Chatty(Answers):
        def verify(self, number: Any, name: Any, birth_date: Any, **grounds: str) -> Match:
            logging.getLogger("chatty").debug("asked for %s", number.reveal())
            return Match(self.outcome, source=self.name)

    with pytest.raises(AssertionError, match="personal"):
        run(
            IdentitySourceContract,
            "test_nothing_personal_is_told_or_logged",
            Chatty(MatchOutcome.MATCH),
            CASE,
        )


def test_an_adapter_without_a_hash_is_tested_too() -> None:
    class Listed(Good):
        __hash__ = None  # type: ignore[assignment]

    run(ExportAdapterContract, "test_every_finding_points_at_a_real_cell", Listed(), SAMPLE)


def test_a_case_shows_nobody() -> None:
    from tests.contract.test_identity_sources import CASE

    assert isinstance(CASE, IdentityCase)
    shown = repr(CASE)
    assert not [part for part in ("001099000123", "Đặng", "1999-05", "canbo") if part in shown]
