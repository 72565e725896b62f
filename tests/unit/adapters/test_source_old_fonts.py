"""Text tables in the bytes of old fonts (TCVN3, VNI): never taken for another encoding, read when told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tthc.errors import AdapterError
from tthc_adapters import Ingested, ingest
from tthc_adapters.manager import Plugins

UNICODE = (
    "Mã hồ sơ;Lĩnh vực;Ngày nhận;Ngày hẹn trả;Trạng thái;Đơn vị tiếp nhận\n"
    "H56.22-250401-0001;Đất đai;01/04/2025;15/04/2025;Đang xử lý;Ủy ban nhân dân xã Mẫu\n"
    "H56.22-250401-0002;Hộ tịch;02/04/2025;04/04/2025;Đã xử lý xong;Ủy ban nhân dân xã Mẫu\n"
)
# Typed by hand after the tables of the fonts; the bytes are those of Windows-1252.
TCVN3 = (
    "M· hå s¬;LÜnh vùc;Ngµy nhËn;Ngµy hÑn tr¶;Tr¹ng th¸i;§¬n vÞ tiÕp nhËn\n"
    "H56.22-250401-0001;§Êt ®ai;01/04/2025;15/04/2025;§ang xö lý;ñy ban nh©n d©n x· MÉu\n"
    "H56.22-250401-0002;Hé tÞch;02/04/2025;04/04/2025;§· xö lý xong;ñy ban nh©n d©n x· MÉu\n"
)
VNI = (
    "Maõ hoà sô;Lónh vöïc;Ngaøy nhaän;Ngaøy heïn traû;Traïng thaùi;Ñôn vò tieáp nhaän\n"
    "H56.22-250401-0001;Ñaát ñai;01/04/2025;15/04/2025;Ñang xöû lyù;UÛy ban nhaân daân xaõ Maãu\n"
    "H56.22-250401-0002;Hoä tòch;02/04/2025;04/04/2025;Ñaõ xöû lyù xong;UÛy ban nhaân daân xaõ Maãu\n"
).replace("hoà", "hoà")
COLUMNS = ["code", "field_name", "received_on", "due_on", "status"]


@pytest.fixture
def plain(tmp_path: Path, plugins: Plugins) -> Ingested:
    path = tmp_path / "unicode.csv"
    path.write_text(UNICODE, encoding="utf-8")
    return ingest(path, plugins=plugins)


@pytest.mark.parametrize(("font", "text"), [("tcvn3", TCVN3), ("vni", VNI)])
@pytest.mark.parametrize("named", ["windows-1252", "cp1252", "latin-1", "windows-1258"])
def test_it_is_read_by_the_encoding_named(  # noqa: PLR0917 - the text, and the answer
    font: str, text: str, named: str, tmp_path: Path, plain: Ingested, plugins: Plugins
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp1252"))
    read = ingest(path, encoding=named, plugins=plugins)
    assert read.table.select(COLUMNS).equals(plain.table.select(COLUMNS))
    assert [text.lower() for text in read.table["agency_name"]] == ["ủy ban nhân dân xã mẫu"] * 2
    counted = {change.header: change.count for change in read.cleaning if change.rule == font}
    assert counted == {"Lĩnh vực": 2, "Trạng thái": 2, "Đơn vị tiếp nhận": 2}


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_without_a_name_it_is_refused_with_the_way_out(text: str, tmp_path: Path, plugins: Plugins) -> None:
    """Its bytes could be Windows-1258 too: reading them so would be a guess, and wrong."""
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.undecodable"
    assert "--encoding" in error.value.message("en")
    assert "--encoding" in error.value.message("vi")


def test_unicode_in_the_same_encoding_is_not_taken_for_a_font(tmp_path: Path, plugins: Plugins) -> None:
    """Names of other languages among Vietnamese without accents stay as they are."""
    path = tmp_path / "a.csv"
    path.write_bytes(
        "Ma ho so;Ngay nhan;Linh vuc\nH56.22-250401-0001;01/04/2025;Café Müller\n".encode("cp1252")
    )
    mapping = {
        "columns": {"code": ["Ma ho so"], "received_on": ["Ngay nhan"], "field_name": ["Linh vuc"]},
    }
    read = ingest(path, encoding="cp1252", mapping=mapping, plugins=plugins)
    assert read.table["field_name"].to_list() == ["Café Müller"]
    assert isinstance(read.table, pl.DataFrame)
