"""Old workbooks (.xls) whose container would have a reader ask for memory without end."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tthc.errors import AdapterError
from tthc_adapters import ingest
from tthc_adapters.manager import Plugins

SECTOR = 512
TABLE = (8 + 1) * SECTOR
"""Where the sample's table of sectors begins: it is sector 8, and the header stands before sector 0."""
DIRECTORY = (9 + 1) * SECTOR
"""Where its directory begins: entries of 128 bytes, the root first, then the workbook."""
LAST, UNUSED = 0xFFFFFFFE, 0xFFFFFFFF


@pytest.fixture
def sound(repo_root: Path) -> bytearray:
    data = bytearray((repo_root / "tests" / "data" / "tan_dan_list.xls").read_bytes())
    chain = struct.unpack_from("<10I", data, TABLE)
    assert chain == (1, 2, 3, 4, 5, 6, 7, LAST, 0xFFFFFFFD, LAST), "the sample is another one"
    return data


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (TABLE, 0),  # a sector followed by itself
        (TABLE + 7 * 4, 0),  # the last one followed by the first
        (TABLE + 9 * 4, 9),  # the directory
        (44, 0xFFFFFFF),  # so many sectors of the table
        (64, 0xFFFFFFF),  # of the table of small sectors
        (68, 0),  # the table of tables begins in the middle of the data ...
        (DIRECTORY + 128 + 120, 0x7FFFFFFF),  # a workbook as long as that
        (DIRECTORY + 120, 0x7FFFFFFF),  # small sectors as long as that
    ],
)
def test_it_is_refused(place: int, value: int, sound: bytearray, tmp_path: Path, plugins: Plugins) -> None:
    struct.pack_into("<I", sound, place, value)
    if place == 68:  # ... and comes back to itself
        struct.pack_into("<I", sound, 72, 1)
        struct.pack_into("<I", sound, 2 * SECTOR - 4, 0)
    path = tmp_path / "a.xls"
    path.write_bytes(sound)
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.damaged"


def test_the_sample_itself_is_read(sound: bytearray, tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(sound)
    assert ingest(path, plugins=plugins).accounting.records == 2
