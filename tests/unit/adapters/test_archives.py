"""Members of an archive, unpacked a little at a time and counted."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from tthc.errors import AdapterError
from tthc_adapters.sources._archives import checked_archive, unpacked_pieces

NOISE = random.Random(1).randbytes(300_000)
CONTENTS = {
    "noise": NOISE,  # as long packed as it is
    "blanks": b" " * 5_000_000,  # many pieces out of few packed bytes
    "both": NOISE + b"<c r='A1'/>" * 200_000 + NOISE,
    "empty": b"",
}


def archive_of(name: str, content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr(name, content)
        archive.writestr("rest", NOISE)
    return out.getvalue()


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", CONTENTS)
def test_a_member_is_what_was_packed(name: str, packing: int) -> None:
    data = archive_of(name, CONTENTS[name], packing)
    member = checked_archive("a.xlsx", data).getinfo(name)
    pieces = list(unpacked_pieces("a.xlsx", data, member))
    assert b"".join(pieces) == CONTENTS[name]
    assert packing == zipfile.ZIP_STORED or max(map(len, pieces), default=0) <= 1024 * 1024


@pytest.mark.parametrize("cut", [1, 70_000, 250_000])
def test_a_member_cut_short_is_damaged(cut: int) -> None:
    data = archive_of("noise", NOISE)
    member = checked_archive("a.xlsx", data).getinfo("noise")
    member.compress_size -= cut
    with pytest.raises(AdapterError) as error:
        list(unpacked_pieces("a.xlsx", data, member))
    assert error.value.code == "source.damaged"


def test_nothing_is_lost_at_the_end_of_a_piece() -> None:
    """The last bytes may be held back when a piece is full and nothing packed is left."""
    for more in range(0, 300, 3):
        content = bytes(1024 * 1024 + more)
        data = archive_of("zeros", content)
        member = checked_archive("a.xlsx", data).getinfo("zeros")
        assert sum(map(len, unpacked_pieces("a.xlsx", data, member))) == len(content)
