"""Every kind of file at full size beside the reader it stands on: time, peak memory, equal tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.measuring import measure, median
from tests.bench.test_full_size import ROWS, show

ROUNDS = 3
KEYS = (
    *("stt", "maHoSo", "maTTHC", "tenTTHC", "tenLinhVuc", "tenDonVi", "kenhThucHien", "ngayNopHoSo"),
    *("ngayTiepNhan", "ngayHenTra", "ngayKetThucXuLy", "ngayTra", "trangThaiHoSoId", "loaiKetQua", "thoiHan"),
)
PREPARE = """
import polars as pl
from tthc_adapters.samples import published_target, write_sample
folder = {folder!r}
write_sample(published_target(), folder + "/a.csv")
frame = pl.read_csv(folder + "/a.csv", infer_schema=False)
days = [name for name in frame.columns if name.startswith("Ngày")]
moments = [pl.coalesce(pl.col(name).str.to_datetime("%d/%m/%Y %H:%M", strict=False),
           pl.col(name).str.to_datetime("%d/%m/%Y", strict=False)) for name in days]
frame.write_parquet(folder + "/text.parquet")
frame.with_columns(moments).write_parquet(folder + "/typed.parquet")
frame.write_excel(folder + "/a.xlsx", autofit=False)
frame.columns = {keys!r}
frame.write_ndjson(folder + "/a.jsonl")
lines = open(folder + "/a.jsonl", "rb").read().rstrip(b"\\n").replace(b"\\n", b",")
open(folder + "/page.json", "wb").write(b'{{"data":[' + lines + b'],"totalCount":925274}}')
open(folder + "/bare.json", "wb").write(b"[" + lines + b"]")
result = frame.height
"""
READ = """
from tthc_adapters import ingest
read = ingest({path!r})
"""
LOADED = """
import polars
from tthc_adapters import ingest, load_plugins
load_plugins()
"""
LOOK = """
codes = read.table.sort("code").select("code", "received_on", "due_on", "finished_on", "status")
result = [read.accounting.to_dict()["records"], int(codes.hash_rows(seed=1).sum() % 2**53)]
"""
PEERS = {
    "a.csv": (
        "import polars as pl\nframe = pl.read_csv({path!r}, infer_schema=False)\n"
        "days = [name for name in frame.columns if name.startswith('Ngày')]\n"
        "moments = [pl.coalesce(pl.col(name).str.to_datetime('%d/%m/%Y %H:%M', strict=False),\n"
        "           pl.col(name).str.to_datetime('%d/%m/%Y', strict=False)) for name in days]\n"
        "result = frame.with_columns(moments).height"
    ),
    "a.xlsx": (
        "import fastexcel\nbook = fastexcel.read_excel({path!r})\n"
        "result = book.load_sheet(0, dtypes='string').to_polars().height"
    ),
    "a.jsonl": "import polars as pl\nresult = pl.read_ndjson({path!r}).height",
    "page.json": "import polars as pl\nresult = pl.read_json({path!r}).explode('data').unnest('data').height",
    "bare.json": "import polars as pl\nresult = pl.read_json({path!r}).height",
    "text.parquet": "import polars as pl\nresult = pl.read_parquet({path!r}).height",
    "typed.parquet": "import polars as pl\nresult = pl.read_parquet({path!r}).height",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench")
    assert measure(PREPARE.format(folder=str(path), keys=list(KEYS))).result == ROWS
    return path


@pytest.mark.parametrize("name", PEERS)
def test_reading(name: str, folder: Path) -> None:
    """Peer, reading and the CSV of the same rows take turns, so that all meet the same machine.

    Of both sides the import and the reading count, and of neither what tells that the outcome is right.
    """
    peers, reads, csvs = [], [], []
    for _ in range(ROUNDS):
        peers.append(measure(PEERS[name].format(path=str(folder / name))))
        reads.append(measure(READ.format(path=str(folder / name)), LOOK))
        csvs.append(measure(READ.format(path=str(folder / "a.csv")), LOOK))
    peer, took, from_csv = median(peers), median(reads), median(csvs)
    show(f"{name}: its own reader alone", peer)
    show(f"{name}: to the canonical table", took, base=peer)
    print(f"{'':<42}{took.seconds / from_csv.seconds:8.2f} x the CSV of the same rows")
    assert peer.result == ROWS
    assert took.result == from_csv.result


@pytest.mark.parametrize("name", ["text.parquet", "typed.parquet"])
def test_reading_alone(name: str, folder: Path) -> None:
    """The same in a process that has imported the library and loaded its plugins, as a service has."""
    reads, csvs = [], []
    for _ in range(2 * ROUNDS - 1):
        reads.append(measure(READ.format(path=str(folder / name)), LOOK, LOADED))
        csvs.append(measure(READ.format(path=str(folder / "a.csv")), LOOK, LOADED))
    took, from_csv = median(reads), median(csvs)
    show(f"{name}: reading alone", took)
    print(f"{'':<42}{took.seconds / from_csv.seconds:8.2f} x the CSV of the same rows")
    assert took.result == from_csv.result
