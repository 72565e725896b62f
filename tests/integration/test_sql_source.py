"""Live databases: SQLite, and a real PostgreSQL server that these tests start themselves."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.integration.postgres import give_up, postgres_server
from tests.unit.adapters.test_source_kinds import HEADINGS, ROWS, database, same, write

from tthc.errors import TthcError
from tthc_adapters import Ingested, ingest, load_plugins
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import Location, ReadOptions

try:
    import psycopg
except ImportError:  # the reason is given where a server is asked for
    psycopg = None  # type: ignore[assignment]

pytest.importorskip("sqlalchemy") if not os.environ.get("CI") else None

MANY = 30_000


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with a list of dossiers, a table of officers, and many dossiers."""
    if psycopg is None:
        give_up("the package psycopg is not installed")
    with postgres_server() as address:
        with psycopg.connect(address.replace("+psycopg", "")) as connection:
            columns = ", ".join(f'"{heading}" text' for heading in HEADINGS)
            connection.execute(f"CREATE TABLE ho_so ({columns})")
            connection.execute("CREATE TABLE can_bo (ten text)")
            connection.execute('CREATE SCHEMA kho; CREATE VIEW kho."Hồ sơ" AS SELECT * FROM ho_so')
            places = ", ".join(["%s"] * len(HEADINGS))
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO ho_so VALUES ({places})", [[cell or None for cell in row] for row in ROWS]
                )
            connection.execute(
                "CREATE TABLE nhieu AS SELECT 'H56.22-250401-' || lpad(n::text, 6, '0') AS \"Mã hồ sơ\","
                " timestamptz '2025-04-01 17:30+00' AS \"Ngày nhận\", date '2025-04-15' AS \"Ngày hẹn trả\","
                f' 4 AS "Trạng thái" FROM generate_series(1, {MANY}) AS n'
            )
        yield address


@pytest.fixture
def plain(tmp_path: Path, plugins: Plugins) -> Ingested:
    return ingest(write("csv", tmp_path), plugins=plugins)


def asked(address: str, **options: str) -> str:
    joint = "&" if "?" in address else "?"
    return address + joint + "&".join(f"{key}={quote(value)}" for key, value in options.items())


@pytest.mark.parametrize(
    "what",
    [
        {"table": "ho_so"},
        {"table": "kho.Hồ sơ"},
        {"query": "SELECT * FROM ho_so WHERE 'a%' LIKE 'a%';"},
        {"query": '-- danh sách\nWITH x AS (SELECT * FROM ho_so) SELECT * FROM x ORDER BY "STT"'},
    ],
)
def test_a_table_or_a_query_of_a_server(
    what: dict[str, str], server: str, plain: Ingested, plugins: Plugins
) -> None:
    result = ingest(asked(server, **what), plugins=plugins)
    assert same(result, plain)
    assert result.table["source_row"].to_list() == [2, 3]
    assert result.files == ("postgres",)


def test_tables_are_looked_through_like_sheets(server: str, plain: Ingested, plugins: Plugins) -> None:
    result = ingest(server, sheet="ho_so", plugins=plugins)
    assert same(result, plain)
    assert result.table["source_sheet"].unique().to_list() == ["ho_so"]
    found = ingest(server, plugins=plugins)
    assert found.accounting.records in {2, MANY}
    assert "sheet-not-read" in {finding.code for finding in found.findings}


def test_typed_columns_and_many_rows(server: str, plugins: Plugins) -> None:
    result = ingest(asked(server, table="nhieu"), plugins=plugins)
    assert result.accounting.physical == result.accounting.records == MANY
    assert result.table["source_row"].to_list()[-1] == MANY + 1
    first = result.table.row(0, named=True)
    assert str(first["received_at"]) == "2025-04-02 00:30:00"  # 17:30 UTC the day before
    assert (str(first["due_on"]), first["due_at"], first["status"]) == ("2025-04-15", None, 4)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DELETE FROM ho_so", "source.sql-not-a-query"),
        ("SELECT 1; DELETE FROM ho_so", "source.sql-not-a-query"),
        ("WITH gone AS (DELETE FROM ho_so RETURNING *) SELECT * FROM gone", "source.sql-failed"),
        ("SELECT * INTO ban_sao FROM ho_so", "source.sql-failed"),
        ("SELECT setval('khong_co', 1)", "source.sql-failed"),
        ("SELECT * FROM khong_co", "source.sql-failed"),
        ("SELECT '079301000007'::int AS a, 1/0 AS b", "source.sql-failed"),
        ("", "source.sql-not-a-query"),
    ],
)
def test_nothing_is_ever_written(query: str, code: str, server: str, plugins: Plugins) -> None:
    with pytest.raises(TthcError) as error:
        ingest(asked(server, query=query), plugins=plugins)
    assert error.value.code == code
    assert "079301000007" not in str(error.value)
    assert ingest(asked(server, table="ho_so"), plugins=plugins).accounting.records == 2


def test_no_password_is_shown(plugins: Plugins) -> None:
    address = "postgresql+psycopg://nguoi:mat-khau@127.0.0.1:1/mot_cua?table=ho_so&connect_timeout=2"
    with pytest.raises(TthcError) as error:
        ingest(address, plugins=plugins)
    assert error.value.code == "source.sql-failed"
    assert "mot_cua" in str(error.value)
    for secret in ("mat-khau", "nguoi", "127.0.0.1"):
        assert secret not in str(error.value)
        assert secret not in repr(error.value)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite:///{folder}/khong-co.db?table=ho_so", "location.not-found"),
        ("sqlite://", "source.sql-address"),
        ("sqlite:///:memory:?table=ho_so", "source.sql-address"),
        ("sqlite:///{folder}/ho-so.db?mode=rwc", "source.sql-address"),
        ("sqlite:///{folder}/ho-so.db?table=a&query=SELECT 1", "source.sql-address"),
        ("sqlite:///{folder}/ho-so.db?table=khong_co", "source.sheet-absent"),
        ('sqlite:///{folder}/ho-so.db?table=ho_so"; DROP TABLE ho_so; --', "source.sheet-absent"),
        ("sqlite:///{folder}/ho-so.db?query=SELECT load_extension('x')", "source.sql-failed"),
        ("sqlite:///{folder}/hong.db?table=ho_so", "source.sql-failed"),
        ("{folder}/hong.db", "source.wrong-kind"),
        ("postgresql+khong_co://a/b?table=c", "source.sql-address"),
        ("mysql+pymysql://a/b?table=c", "source.extra-missing"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, code: str, tmp_path: Path, plugins: Plugins) -> None:
    database(tmp_path / "ho-so.db")
    (tmp_path / "hong.db").write_bytes(b"x" * 5_000)
    with pytest.raises(TthcError) as error:
        ingest(address.format(folder=tmp_path), plugins=plugins)
    assert error.value.code == code
    assert str(tmp_path) not in str(error.value)


def test_a_sqlite_file_is_opened_for_reading_only(tmp_path: Path, plain: Ingested, plugins: Plugins) -> None:
    path = tmp_path / "ho-so %20#.db"
    database(path)
    path.chmod(0o444)
    before = (path.read_bytes(), sorted(os.listdir(tmp_path)))
    assert same(ingest(path, plugins=plugins), plain)
    assert same(ingest(f"sqlite:///{quote(str(path))}?table=ho_so", plugins=plugins), plain)
    assert (path.read_bytes(), sorted(os.listdir(tmp_path))) == before


def test_a_packed_sqlite_file_and_one_from_elsewhere(
    tmp_path: Path, plain: Ingested, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    database(tmp_path / "a.db")
    content = (tmp_path / "a.db").read_bytes()
    packed = tmp_path / "ho-so.db.gz"
    packed.write_bytes(gzip.compress(content))
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    assert same(ingest(packed, plugins=plugins), plain)
    place = Location(label="ho-so.db", open=lambda: io.BytesIO(content), address="kho://thang-4/ho-so.db")
    source = plugins.sources["sql"]
    (table,) = (one for one in source.tables(place, ReadOptions()) if one.sheet == "ho_so")
    rows = [block.frame.height for block in table.blocks(preamble=1, columns=tuple(HEADINGS))]
    assert sum(rows) == 2
    del table, source
    assert list(copies.iterdir()) == []


def test_values_of_every_type(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE a ("Mã hồ sơ", "Ngày nhận", "Lĩnh vực")')
    rows = [
        ("H56.22-250401-0001", "2025-04-01", b"\xff"),
        (250401000123, "2025-04-02", 1.5),
        (None, None, None),
    ]
    connection.executemany("INSERT INTO a VALUES (?, ?, ?)", rows)
    connection.execute("INSERT INTO a VALUES ('H56.22-250401-0003', '2025-04-01', CAST(x'c3' AS TEXT))")
    connection.commit()
    connection.close()
    result = ingest(path, plugins=plugins)
    assert result.accounting.physical == 4
    assert result.accounting.skipped == {"blank": 1}
    assert result.table["field_name"].to_list() == [None, "1.5", "\ufffd"]
