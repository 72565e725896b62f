"""The contract of a report writer: subclass it, give `writer`, get the tests."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING

from tthc.findings import Accounting, Finding, SourceRef
from tthc_adapters.protocols import API, ReportWriter
from tthc_adapters.testing.guard import watched

if TYPE_CHECKING:
    from tthc.forms import Report

HOSTILE = '=HYPERLINK("http://x","xã")<script>'
"""An agency's name that a spreadsheet would run as a formula, and a browser as a script."""

PERSON = "Nguyễn Thị Bí Mật 001099000123"
"""A person who does not exist, in the value of a finding's cell."""

_LIVE = re.compile(r"<f[ >/]|^[=+\-@]HYPERLINK|,[=+\-@]HYPERLINK", re.MULTILINE)


def sample_report() -> Report:
    """Return a small report with everything a writer has to cope with (báo cáo mẫu).

    Two invented dossiers, a row for each agency, one of them called `HOSTILE`; a finding whose cell
    holds a person; rejected and skipped rows.

    >>> [row.label for row in sample_report().rows if row.label == HOSTILE]
    ['=HYPERLINK("http://x","xã")<script>']
    """
    import polars as pl

    from tthc.columnar import polars_schema
    from tthc.forms import report
    from tthc.outcomes import Basis
    from tthc.periods import ReportingPeriod
    from tthc.tallies import tally

    schema = polars_schema()
    rows = [
        {"code": f"H10.1-260302-000{number}", "code_normalized": f"H10.1-260302-000{number}", "status": 9,
         "channel": channel, "level": "commune", "agency_name": agency, "field_name": "Hộ tịch",
         "received_on": date(2026, 3, 2), "due_on": date(2026, 3, 9), "finished_on": date(2026, 3, 6)}
        for number, (agency, channel) in enumerate((("UBND xã Mẫu", "online"), (HOSTILE, "direct")), start=1)
    ]  # fmt: skip
    table = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    period = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
    counts = tally(table, period=period, as_of=date(2026, 4, 1), basis=Basis.EXPORTED)
    place = SourceRef(file="a.csv", row=4, column="G", header="Ngày hẹn trả", value=PERSON)
    details = {"file": "a.csv", "header": "Ngày hẹn trả"}
    return report(
        counts,
        by=("agency",),
        accounting=Accounting(
            physical=5, records=2, rejected={"code-missing": 1}, skipped={"blank": 2}, preamble=1
        ),
        findings=(Finding("due-unreadable", count=1, samples=(place,), details=details),),
    )


class ReportWriterContract:
    """Test a writer: both languages, equality, no formula and no person (bộ kiểm tra cho bộ ghi).

    A subclass named `Test…` gives one pytest fixture: `writer`, a `ReportWriter`. One with endings
    writes bytes, one without writes text.
    """

    def test_it_is_a_writer(self, writer: ReportWriter) -> None:
        """The object is a `ReportWriter` of this version, with endings in lower case."""
        assert isinstance(writer, ReportWriter), "name, api, suffixes and write are needed"
        assert writer.name == "".join(str(writer.name).split()) != "", "the name is one word"
        assert writer.api == API, f"this tthc speaks version {API} of the protocol"
        for suffix in writer.suffixes:
            assert suffix == "." + suffix.lower().strip("."), f"{suffix}: lower case, with the dot"

    def test_it_writes_in_both_languages(self, writer: ReportWriter) -> None:
        """Vietnamese and English are written, and they differ."""
        vietnamese, english = written(writer, "vi"), written(writer, "en")
        assert vietnamese, "nothing was written in Vietnamese"
        assert english, "nothing was written in English"
        assert vietnamese != english, "both languages are the same"

    def test_writing_twice_is_equal(self, writer: ReportWriter) -> None:
        """The same report gives the same bytes: no clock, no chance."""
        assert written(writer, "vi") == written(writer, "vi"), "the same report was written differently"

    def test_the_rows_of_the_report_are_there(self, writer: ReportWriter) -> None:
        """An agency's row is written, and no dossier is lost from it."""
        assert "UBND xã Mẫu" in " ".join(_readable(writer).split()), "a row of the report is missing"

    def test_no_text_becomes_a_formula_or_a_script(self, writer: ReportWriter) -> None:
        """Text from the data stays text, whatever it begins with."""
        text = _readable(writer)
        assert not (writer.suffixes and _LIVE.search(text)), "text from the data became a formula"
        markup = any(suffix in {".html", ".htm", ".svg", ".xml"} for suffix in writer.suffixes)
        assert not (markup and "<script>" in text), "text from the data became a script"

    def test_it_tells_no_personal_value(self, writer: ReportWriter) -> None:
        """The cell behind a finding is named, never shown."""
        text = _readable(writer)
        assert PERSON not in text, "the value of a finding's cell is written"
        assert PERSON.rpartition(" ")[2] not in text, "a part of the value of a finding's cell is written"

    def test_it_needs_no_network(self, writer: ReportWriter) -> None:
        """Writing leaves nothing but the output."""
        written(writer, "vi")
        with watched() as outside:
            written(writer, "vi")
        assert not outside.network, f"the writer leaves the machine: {sorted(set(outside.network))}"


def written(writer: ReportWriter, lang: str) -> bytes | str:
    """Return what a writer makes of `sample_report`."""
    if writer.suffixes:
        content = io.BytesIO()
        writer.write(sample_report(), content, lang=lang)
        return content.getvalue()
    text = io.StringIO()
    writer.write(sample_report(), text, lang=lang)
    return text.getvalue()


def _readable(writer: ReportWriter) -> str:
    """Return the text of what was written, the members of an archive one after another."""
    content = written(writer, "vi")
    if isinstance(content, str):
        return content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", errors="replace")
