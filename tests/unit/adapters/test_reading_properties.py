"""What must hold for any input: rows accounted for, or one of our errors."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from collections import Counter
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tthc.errors import AdapterError
from tthc.identifiers import normalize_dossier_code
from tthc.messages import catalogue
from tthc_adapters import Ingested, ingest, load_plugins
from tthc_adapters.intake.cleaning import TextCleaner, cleaned
from tthc_adapters.intake.codes import CodeReader
from tthc_adapters.intake.dates import DateReader, day_and_moment
from tthc_adapters.intake.distinct import Distinct

PLUGINS = load_plugins()
HEADINGS = ["STT", "Mã hồ sơ", "Đơn vị tiếp nhận", "Ngày nhận", "Ngày hẹn trả", "Trạng thái"]
CELLS = st.sampled_from(
    [
        *(
            "",
            " ",
            "1",
            "II",
            "H56.22-250401-0001",
            "H56.22-250401-0002",
            "000.00.22.H56-250401-0001",
            "TP-1",
        ),
        *("UBND xã Thử", "Cấp huyện", "Tổng số", "Người lập biểu", "01/04/2025", "31/02/2025", "2025-04-01"),
        *("Đang xử lý", "Mới đăng ký", "NULL", "-", 'a "b" c', "x,y", "dòng\nhai", "\u00a0", "e\u0302"),
    ]
)


def read(data: bytes, name: str = "a.csv", **options: Any) -> Ingested:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return ingest(path, plugins=PLUGINS, **options)


def holds(result: Ingested) -> None:
    account = result.accounting
    assert account.physical == account.records + account.rejected_rows + sum(account.skipped.values())
    assert result.table.height == account.records
    assert result.table["code_normalized"].is_duplicated().sum() == 0
    assert result.table["source_row"].is_sorted()


def rows_or_our_error(data: bytes, name: str) -> None:
    """Read, and let pass only an error that has a message in the catalogue."""
    try:
        result = read(data, name)
    except AdapterError as error:
        known = catalogue().get(error.code)
        if known is None:
            raise
        return
    holds(result)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=12))
def test_every_row_written_is_accounted_for(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([HEADINGS, *rows])
    result = read(out.getvalue().encode())
    holds(result)
    assert result.accounting.physical == len(rows)


@given(st.lists(st.text(st.sampled_from('H5,";\n\r\t /2025é'), max_size=30), max_size=8), st.booleans())
def test_any_lines_below_headings_are_rows(lines: list[str], bom: bool) -> None:
    text = "\n".join([",".join(HEADINGS), *lines])
    result = read(text.encode("utf-8-sig" if bom else "utf-8"), separator=",")
    holds(result)


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx", "a.json"]))
@example(b"\xff\xfe", "a.csv")
@example(b"\xff\xfea", "a.json")
@example(b"1e999", "a.json")
@example(b"[" + b"9" * 5000 + b"]", "a.json")
@example(b"{}", "a.json")
@example(b"\x00", "a.json")
def test_any_bytes_are_rows_or_one_of_our_errors(data: bytes, name: str) -> None:
    rows_or_our_error(data, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "acceptedDate", "dossierStatus", "name", "agency", "data", "content", "languageId"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
@example([{"code": "a", "acceptedDate": "x", "dossierStatus": [[{"name": 3}]]}])
@example({"content": {"data": {"content": {}}}})
def test_any_json_is_rows_or_one_of_our_errors(document: Any) -> None:
    rows_or_our_error(json.dumps(document).encode(), "a.json")


@given(st.permutations(range(6)), st.integers(1, 6), st.randoms())
def test_columns_may_stand_in_any_order(order: list[int], keep: int, chance: random.Random) -> None:
    row = ["1", "H56.22-250401-0001", "UBND xã Thử", "01/04/2025 08:00", "04/04/2025", "Đang xử lý"]
    kept = {1, 3, *chance.sample(range(6), keep)}
    order = [index for index in order if index in kept]
    text = "\n".join(";".join(cells[index] for index in order) for cells in (HEADINGS, row))
    (record,) = read(text.encode()).table.rows(named=True)
    assert (record["code"], record["received_at"]) == ("H56.22-250401-0001", datetime(2025, 4, 1, 8))
    assert record["due_on"] == (date(2025, 4, 4) if 4 in kept else None)


@given(st.lists(st.text(st.sampled_from("hH0.5-6 đé\u00a0\u200bx17G"), max_size=14), max_size=8))
@example(["000.00.17.h56-250303-0001", "", "-", "--", "e\u0302-ß"])
def test_codes_in_columns_are_those_of_the_single_rule(codes: list[str]) -> None:
    column = CodeReader().normalized(pl.Series(codes, dtype=pl.String))
    assert column.to_list() == [normalize_dossier_code(code) for code in codes]


@given(st.lists(st.lists(CELLS | st.none(), max_size=6), max_size=4))
@example([["a b", "c"], ["c", "a b", None], ["c", " c"], ["c"]])
def test_a_column_read_in_blocks_is_cleaned_as_each_block_alone(blocks: list[list[str | None]]) -> None:
    cleaner = TextCleaner()
    for block in blocks:
        texts = pl.Series(block, dtype=pl.String)
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        told = [partial(_add, each) for each in counts]
        read, alone = cleaner.read(texts, told[0]), cleaned(texts, told[1])
        assert read.texts().to_list() == alone.texts().to_list()
        rules = (Distinct(len, pl.Int64), Distinct(len, pl.Int64))
        assert read.through(rules[0]).to_list() == alone.through(rules[1]).to_list()
        assert counts[0] == counts[1]


def _add(counts: Counter[str], rule: str, number: int) -> None:
    counts[rule] += number


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2070, 12, 31)),
    st.sampled_from(["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"]),
)
def test_dates_read_back_as_written(moment: datetime, form: str) -> None:
    text = moment.strftime(form)
    moments, unreadable = DateReader(("%d/%m/%Y",)).read(pl.Series([text, None]))
    expected = datetime.strptime(text, form)
    assert moments.to_list() == [expected, None]
    assert unreadable.to_list() == [False, False]
    days, times = day_and_moment(moments, "due")
    assert days.to_list() == [expected.date(), None]
    assert times.to_list() == [expected if expected.time() != datetime.min.time() else None, None]


def test_a_column_may_mix_formats() -> None:
    texts = [
        "01/04/2025 08:05:10",
        "2025-04-01 08:05:10",
        "01/04/2025",
        "1/4/2025",
        "01/04/2025  08:05",
        "x",
        None,
    ]
    moments, unreadable = DateReader(("%d/%m/%Y",)).read(pl.Series(texts))
    assert [str(moment) if moment else None for moment in moments] == [
        "2025-04-01 08:05:10",
        "2025-04-01 08:05:10",
        "2025-04-01 00:00:00",
        "2025-04-01 00:00:00",
        "2025-04-01 08:05:00",
        None,
        None,
    ]
    assert unreadable.to_list() == [False] * 5 + [True, False]


def test_the_compact_form_of_the_national_portal_only_where_the_layout_says_so() -> None:
    text = pl.Series(["20250401080510"])
    assert DateReader(("%Y%m%d%H%M%S",)).read(text)[0].to_list() == [datetime(2025, 4, 1, 8, 5, 10)]
    assert DateReader(("%d/%m/%Y",)).read(text)[1].to_list() == [True]
