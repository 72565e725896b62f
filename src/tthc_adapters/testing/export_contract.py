"""The contract of a system's adapter: subclass it, give `adapter` and `sample`, get the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters.layouts import CODED, DATES, Layout, Recognition
from tthc_adapters.manager import load_plugins
from tthc_adapters.protocols import API, ExportAdapter
from tthc_adapters.testing.guard import Outside, watched
from tthc_adapters.testing.reading import chosen_for, heads_of, junk_heads, read_sample
from tthc_adapters.testing.samples import Cell, Sample
from tthc_adapters.testing.system_samples import system_samples

if TYPE_CHECKING:
    from tthc_adapters.intake.front_door import Ingested

PERSON = "001099000123 Nguyễn Thị Bí Mật"
"""A person who does not exist: no day, no code, no wording of anybody, and nothing to be repeated."""


class ExportAdapterContract:
    """Test an adapter: sniffing, rows, places, damage, equality, silence (bộ kiểm tra cho bộ đọc).

    A subclass named `Test…` gives two pytest fixtures: `adapter`, an `ExportAdapter`, and `sample`,
    a `SampleTable` or `SampleObjects` of its export with at least one good dossier. No test needs
    files of its own, and none is slower than the sample is long.
    """

    def test_it_is_an_adapter(self, adapter: ExportAdapter) -> None:
        """The object is an `ExportAdapter` of this version of the protocol."""
        assert isinstance(adapter, ExportAdapter), "name, api, layout and sniff are needed"
        assert isinstance(adapter.name, str), "the name is text"
        assert adapter.name == "".join(adapter.name.split()) != "", "the name is one word for --system"
        assert adapter.api == API, f"this tthc speaks version {API} of the protocol"
        assert isinstance(adapter.layout, Layout), "layout is a tthc_adapters.Layout"
        assert adapter.layout == adapter.layout, "the layout is the same each time"

    def test_its_name_is_its_own(self, adapter: ExportAdapter) -> None:
        """No other installed system has its name."""
        holder = load_plugins().systems.get(adapter.name)
        assert holder is None or type(holder) is type(adapter), f"{adapter.name} is another system's name"

    def test_it_knows_its_sample(self, adapter: ExportAdapter, sample: Sample) -> None:
        """`sniff` recognises the adapter's own export."""
        answers = [adapter.sniff(head) for head in heads_of(sample, adapter)]
        assert any(answers), "sniff gives no Recognition for the adapter's own sample"

    def test_its_sample_is_read_as_its_own(self, adapter: ExportAdapter, sample: Sample) -> None:
        """Beside every installed system, its export is still taken for its own."""
        others = [other for name, other in load_plugins().systems.items() if name != adapter.name]
        chosen = chosen_for(sample, adapter, *others)
        assert chosen == adapter.name, f"beside the built-in systems the sample is read as {chosen}"

    def test_sniffing_never_raises_on_junk(self, adapter: ExportAdapter) -> None:
        """`sniff` answers None or a score for whatever it is shown."""
        for head in junk_heads():
            answer = adapter.sniff(head)
            assert answer is None or _is_recognition(answer), "sniff answers None or a score of 1 to 100"

    def test_it_leaves_the_samples_of_others_to_them(self, adapter: ExportAdapter) -> None:
        """What is taken for another system's export is taken for it beside the adapter too."""
        others = [other for other in load_plugins().systems.values() if other.name != adapter.name]
        for name, theirs in system_samples().items():
            if chosen_for(theirs, *others) != name:
                continue  # not installed, or one that is read only when it is asked for
            beside = chosen_for(theirs, adapter, *others)
            assert beside == name, f"beside it, the sample of {name} is read as {beside}"

    def test_the_reason_of_sniffing_tells_no_cell(self, adapter: ExportAdapter, sample: Sample) -> None:
        """The reason of a recognition repeats nothing of the data."""
        cells = {text for head in heads_of(sample, adapter) for row in head.rows for text in row if text}
        for head in heads_of(sample, adapter):
            answer = adapter.sniff(head)
            told = [text for text in cells if len(text) > 4 and answer and text in answer.reason]
            assert not told, "the reason repeats a cell, which may be personal"

    def test_rows_are_accounted_for(self, adapter: ExportAdapter, sample: Sample) -> None:
        """Physical rows are records, rejections and declared skips, each once."""
        read = read_sample(adapter, sample)
        account = read.accounting
        assert account.records > 0, "the sample needs at least one dossier that can be read"
        assert account.physical == len(sample.physical), "physical rows are the rows of the sample"
        assert account.records == read.table.height, "records are the rows of the table"
        rows = read.table["source_row"].to_list()
        assert len(set(rows)) == len(rows), "a physical row is one dossier"
        assert set(rows) <= set(sample.physical), "a record stands in a row of the sample"

    def test_every_finding_points_at_a_real_cell(self, adapter: ExportAdapter, sample: Sample) -> None:
        """File, row, column and heading of every finding are there."""
        readings = [read_sample(adapter, sample)]
        readings += [reading for _, reading in _damaged(adapter, sample)]
        for read in readings:
            for place in (place for finding in read.findings for place in finding.samples):
                assert place.file == sample.file, f"{place}: no such file"
                if place.row is not None:
                    real = sample.points_at(place.row, place.column, place.header)
                    assert real, f"{place}: no such cell"

    def test_damaging_a_cell_changes_only_its_row_or_is_a_finding_there(
        self, adapter: ExportAdapter, sample: Sample
    ) -> None:
        """Nonsense in one cell reaches no other row unseen."""
        before = _records(read_sample(adapter, sample))
        for cell, read in _damaged(adapter, sample):
            after = _records(read)
            moved = {row for row in before | after if before.get(row) != after.get(row)} - {cell.row}
            known = any(place.row == cell.row for one in read.findings for place in one.samples)
            assert known or not moved, f"{cell}: rows {sorted(moved)} changed, and no finding stands there"

    def test_what_cannot_be_read_is_a_finding_at_its_cell(
        self, adapter: ExportAdapter, sample: Sample
    ) -> None:
        """A day or a wording that is lost is a finding at its cell."""
        before = _records(read_sample(adapter, sample))
        for cell, read in _damaged(adapter, sample):
            target = adapter.layout.target(cell.header)
            if target not in DATES | CODED or _records(read).get(cell.row) == before[cell.row]:
                continue
            assert _found_at(read.findings, cell), f"{cell}: its {target} is lost, and no finding says so"

    def test_reading_twice_is_equal(self, adapter: ExportAdapter, sample: Sample) -> None:
        """The same file gives the same table, findings and account."""
        first, second = read_sample(adapter, sample), read_sample(adapter, sample)
        assert first.table.equals(second.table), "the same file gave two tables"
        assert first.findings == second.findings, "the same file gave two lists of findings"
        assert first.accounting == second.accounting, "the same file gave two accounts of its rows"

    def test_it_needs_no_clock(self, adapter: ExportAdapter, sample: Sample) -> None:
        """Neither `sniff` nor the layout asks what time it is."""
        clock = _reached(adapter, sample).clock
        assert not clock, f"the adapter asks for the time: {sorted(set(clock))}"

    def test_it_needs_no_network(self, adapter: ExportAdapter, sample: Sample) -> None:
        """Neither `sniff` nor the layout leaves the machine, or starts a program that could."""
        outside = _reached(adapter, sample)
        assert not outside.network, f"the adapter leaves the machine: {sorted(set(outside.network))}"
        assert not outside.programs, "the adapter starts a program"

    def test_findings_tell_no_personal_value(self, adapter: ExportAdapter, sample: Sample) -> None:
        """What stands in a cell is in no printed finding."""
        for cell, read in _damaged(adapter, sample):
            texts = [repr(read.accounting), *map(_told, read.findings)]
            told = any(part in text for text in texts for part in ("001099000123", "Bí Mật"))
            assert not told, f"{cell}: what stands there is told by a finding"

    def test_composed_and_decomposed_headings_are_equal(self, adapter: ExportAdapter, sample: Sample) -> None:
        """Headings in NFC and NFD are read alike."""
        composed = read_sample(adapter, sample.respelt("NFC"))
        decomposed = read_sample(adapter, sample.respelt("NFD"))
        assert composed.table.equals(decomposed.table), "headings in NFD are read differently"
        assert Counter(map(str, composed.findings)) == Counter(map(str, decomposed.findings))

    def test_case_and_doubled_blanks_of_headings_do_not_matter(
        self, adapter: ExportAdapter, sample: Sample
    ) -> None:
        """Headings in capitals, with doubled blanks, are read alike."""
        plain, loud = read_sample(adapter, sample), read_sample(adapter, sample.respelt("upper"))
        assert plain.table.equals(loud.table), "headings in capitals are read differently"


def _is_recognition(answer: object) -> bool:
    return isinstance(answer, Recognition) and 0 < answer.score <= 100


def _records(read: Ingested) -> dict[int, tuple[object, ...]]:
    return {row["source_row"]: tuple(row.values()) for row in read.table.iter_rows(named=True)}


def _damaged(adapter: ExportAdapter, sample: Sample) -> Iterable[tuple[Cell, Ingested]]:
    """Return a reading for each cell of the first and the last dossier, that cell damaged."""
    if isinstance(adapter, Hashable) and isinstance(sample, Hashable):
        return _remembered(read_sample, adapter, sample)
    return _read_damaged(read_sample, adapter, sample)


def _read_damaged(
    read: Callable[[ExportAdapter, Sample], Ingested], adapter: ExportAdapter, sample: Sample
) -> tuple[tuple[Cell, Ingested], ...]:
    rows = sorted(_records(read(adapter, sample)))
    readings = []
    for cell in sample.cells():
        if cell.row not in rows[:1] + rows[-1:]:
            continue
        try:
            readings.append((cell, read(adapter, sample.damaged(cell, PERSON))))
        except AdapterError as error:
            raise AssertionError(f"{cell}: damage there stops the reading ({error.code})") from error
    return tuple(readings)


_remembered = lru_cache(maxsize=64)(_read_damaged)
"""The last readings, since several checks look at the same ones."""


def _found_at(findings: tuple[Finding, ...], cell: Cell) -> bool:
    places = [place for finding in findings for place in finding.samples if place.row == cell.row]
    return any(place.column in (None, cell.column) for place in places)


def _told(finding: Finding) -> str:
    return " ".join((str(finding), repr(finding), finding.message("vi"), finding.message("en")))


def _reached(adapter: ExportAdapter, sample: Sample) -> Outside:
    heads = heads_of(sample, adapter)
    with watched() as outside:
        for head in [*heads, *junk_heads()]:
            adapter.sniff(head)
        _ = (adapter.name, adapter.api, adapter.layout)
    return outside
