"""One invariant for every reader and any bytes at all: rows accounted for, or one of our errors."""

from __future__ import annotations

import gzip
import json
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.test_source_kinds import elements, write
from tests.unit.adapters.test_source_xml_sheets import book, plain_rows

from tthc.errors import TthcError
from tthc.messages import catalogue
from tthc_adapters import ingest, load_plugins

PLUGINS = load_plugins()
KINDS = (
    *("csv", "tsv", "txt", "csv.gz", "xlsx", "ods", "xls", "html", "htm", "parquet", "pq", "arrow", "db"),
    *("json", "jsonl", "json.gz", "xml", "old.xls", "book.xls", "db.gz"),
)
OLD_WORKBOOK = Path(__file__).parents[1] / "data" / "tan_dan_list.xls"


@cache
def valid(kind: str) -> bytes:
    """Return a sound file of a kind."""
    text = json.dumps(elements(), ensure_ascii=False)
    lines = "\n".join(json.dumps(element, ensure_ascii=False) for element in elements())
    items = "".join(
        "<h>" + "".join(f"<{key}>{value or ''}</{key}>" for key, value in element.items()) + "</h>"
        for element in elements()
    )
    ready = {
        "json": text.encode(),
        "jsonl": lines.encode(),
        "json.gz": gzip.compress(text.encode(), mtime=0),
        "xml": f'<?xml version="1.0"?><a><b>{items}</b></a>'.encode(),
        "book.xls": book(*plain_rows()).encode(),
    }
    if kind == "old.xls":
        return OLD_WORKBOOK.read_bytes()
    if kind in ready:
        return ready[kind]
    if kind == "db.gz":
        return gzip.compress(valid("db"), mtime=0)
    with tempfile.TemporaryDirectory() as folder:
        return write(kind, Path(folder)).read_bytes()


def rows_or_our_error(kind: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        path.write_bytes(data)
        refused: TthcError | None = None
        try:
            result = ingest(path, plugins=PLUGINS)
        except TthcError as error:
            refused = error
    if refused is not None:
        assert refused.code in catalogue()
        assert refused.message("vi")
        assert folder not in str(refused)
        return
    account = result.accounting
    assert account.physical == account.records + account.rejected_rows + sum(account.skipped.values())
    assert result.table.height == account.records


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_file_is_read(kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        path.write_bytes(valid(kind))
        assert ingest(path, plugins=PLUGINS).accounting.records == 2


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """Draw what happens to a file: bytes changed, put in, left out, repeated, or the end cut off."""
    kinds = st.sampled_from(["change", "insert", "delete", "repeat", "cut"])
    bits = st.one_of(
        st.binary(min_size=1, max_size=8),
        st.sampled_from(
            [b"\xff\xff\xff\xff", b"\x00" * 8, b"<!DOCTYPE a [", b'"', b"]", b"{", b"\r", b"<td colspan=999>"]
        ),
    )
    return draw(st.lists(st.tuples(kinds, st.floats(0, 1), bits), min_size=1, max_size=4))


def damaged(data: bytes, steps: list[tuple[str, float, bytes]]) -> bytes:
    for what, where, bits in steps:
        at = int(where * len(data))
        match what:
            case "change":
                data = data[:at] + bits + data[at + len(bits) :]
            case "insert":
                data = data[:at] + bits + data[at:]
            case "delete":
                data = data[:at] + data[at + len(bits) * 16 :]
            case "repeat":
                data = data[:at] + data[max(0, at - 64) :]
            case _:
                data = data[:at]
    return data


@pytest.mark.parametrize("kind", KINDS)
@given(steps=damage())
def test_damaged_files(kind: str, steps: list[tuple[str, float, bytes]]) -> None:
    rows_or_our_error(kind, damaged(valid(kind), steps))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=300))
def test_bytes_behind_a_sound_start(kind: str, data: bytes) -> None:
    start = valid(kind)
    rows_or_our_error(kind, start[: min(len(start), 8)] + data)


@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_any_bytes(data: bytes, kind: str) -> None:
    rows_or_our_error(kind, data)
