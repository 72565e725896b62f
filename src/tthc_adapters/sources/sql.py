"""Live databases by their SQLAlchemy address: read only, a batch of rows at a time, within bounds."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from tempfile import mkdtemp
from types import NoneType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions
from tthc_adapters.sources._extras import needs
from tthc_adapters.sources._sql_address import Address, parse_address
from tthc_adapters.sources.files import path_of, refuse_other_kinds

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection, CursorResult, Engine

_BATCH = 10_000
_PIECE = 1024 * 1024
_VIETNAM = timezone(timedelta(hours=7))
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
"""What makes a transaction refuse to write; SQL Server has nothing like it: give it a reading account."""


_SUFFIXES = (".db", ".sqlite", ".sqlite3")
_SCHEMES = ("sqlite", "postgresql", "mysql", "mariadb", "mssql", "oracle")


def is_database(address: str) -> bool:
    """Tell whether an address or a path is that of a database this source reads.

    >>> is_database("postgresql+psycopg://reader@server/one_stop"), is_database("a.db"), is_database("a.csv")
    (True, True, False)
    """
    scheme, found, _ = address.partition("://")
    return scheme.lower().partition("+")[0] in _SCHEMES if found else address.lower().endswith(_SUFFIXES)


def with_query(address: str, query: str) -> str:
    """Return the address of a database with a query behind it; a path becomes an address.

    >>> with_query("a.db", "SELECT * FROM hoso")
    'sqlite:///a.db?query=SELECT%20%2A%20FROM%20hoso'
    """
    if "://" not in address:
        address = "sqlite:///" + quote(address)
    return f"{address}{'&' if '?' in address else '?'}query={quote(query)}"


@frozen
class SqlSource:
    """Read a table or a query of a live database (cơ sở dữ liệu SQL), never writing to it.

    An address is that of SQLAlchemy with `table` or `query` behind it: `sqlite:///ho-so.db?table=hoso`,
    `postgresql+psycopg://reader@server/one_stop?query=SELECT…`. With neither, the tables are looked
    through like the sheets of a workbook. A SQLite file may be named by its path.
    """

    name: str = "sql"
    api: int = 1
    suffixes: tuple[str, ...] = _SUFFIXES
    schemes: tuple[str, ...] = _SCHEMES

    def tables(self, location: Location, options: ReadOptions) -> Iterator[RawTable]:
        """Yield the query's answer, the table asked for, or every table in the order of their names.

        Raises:
            AdapterError: a bad address (`source.sql-address`); more than one reading query
                (`source.sql-not-a-query`); no such table (`source.sheet-absent`); what the database
                answers instead of rows (`source.sql-failed`, without its text, which may repeat values).
        """
        with needs("sqlalchemy", location.label, extra="sql"):
            import sqlalchemy
        address = _address(location, self.schemes)
        table = address.table or options.sheet
        if address.query is not None:
            if table is not None:
                raise AdapterError("source.sql-address", file=location.label)
            yield _answer(location.label, address, address.query, None)
            return
        with _connected(location.label, address) as connection:
            inspector = sqlalchemy.inspect(connection)
            schema, _, bare = (table or "").rpartition(".")
            names = sorted(
                {*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)}
            )
            quoted = connection.dialect.identifier_preparer.quote
            prefix = f"{quoted(schema)}." if schema else ""
            statements = {name: f"SELECT * FROM {prefix}{quoted(name)}" for name in names}
        if len(names) > bounds.MAX_SHEETS:
            raise AdapterError("source.too-many-sheets", file=location.label, most=bounds.MAX_SHEETS)
        if table is not None and bare not in names:
            raise AdapterError(
                "source.sheet-absent", file=location.label, sheet=table, sheets=", ".join(names)
            )
        for name in names if table is None else [bare]:
            found = _answer(location.label, address, statements[name], name)
            if len(found.head) > 1 or table is not None:
                yield found


def _address(location: Location, schemes: Sequence[str]) -> Address:
    """Return where the database is; a SQLite file that is packed or comes from elsewhere is copied."""
    given = location.address or ""
    scheme, found, _ = given.partition("://")
    if found and scheme.lower().partition("+")[0] in schemes:
        return parse_address(given, location.label)
    with location.open() as stream:
        head = stream.read(4096)
        refuse_other_kinds(location.label, head, "sqlite")
        path = path_of(stream)
        if path is not None:
            return Address(sqlite_file=path)
        copy = _Copy(Path(mkdtemp(prefix="tthc-")))
        with copy.file.open("wb") as out:
            while head:
                out.write(head)
                if out.tell() > bounds.MAX_UNPACKED_BYTES:
                    raise AdapterError(
                        "source.too-large", file=location.label, most=bounds.MAX_UNPACKED_BYTES
                    )
                head = stream.read(_PIECE)
    return Address(sqlite_file=copy.file, kept=copy)


class _Copy:
    """A file that goes when nobody needs it any more."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "copy.db"
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


@contextmanager
def _connected(file: str, address: Address) -> Iterator[Connection]:
    """Connect, allow reading only, and leave nothing behind."""
    from sqlalchemy.exc import SQLAlchemyError

    engine = _engine(file, address)
    try:
        with engine.connect() as connection:
            statement = _READ_ONLY.get(connection.dialect.name)
            if statement is not None:
                connection.exec_driver_sql(statement)
            yield connection
            connection.rollback()
    except AdapterError:
        raise
    except (SQLAlchemyError, OSError, ValueError, TypeError, OverflowError) as error:
        reason = type(getattr(error, "orig", None) or error).__name__
        raise AdapterError("source.sql-failed", file=file, reason=reason) from None
    finally:
        engine.dispose()


def _engine(file: str, address: Address) -> Engine:
    import sqlalchemy
    from sqlalchemy.pool import NullPool

    arguments: dict[str, Any] = {"poolclass": NullPool}
    try:
        if address.sqlite_file is not None:
            if not address.sqlite_file.is_file():
                raise AdapterError("location.not-found", file=file)
            path = address.sqlite_file.absolute().as_posix()
            arguments["creator"] = lambda: _open_sqlite(f"file:{quote(path)}?mode=ro")
            return sqlalchemy.create_engine("sqlite://", **arguments)
        return sqlalchemy.create_engine(address.url, **arguments)
    except ModuleNotFoundError as error:
        raise AdapterError("source.extra-missing", file=file, module=error.name or "?", extra="sql") from None
    except (sqlalchemy.exc.ArgumentError, ValueError, TypeError):
        raise AdapterError("source.sql-address", file=file) from None


def _open_sqlite(uri: str) -> Any:
    import sqlite3

    connection = sqlite3.connect(uri, uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _result(connection: Connection, statement: str) -> CursorResult[Any]:
    """Run a statement with a cursor that stays at the server, where the driver has one."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=_BATCH, no_parameters=True)
    return streaming.exec_driver_sql(statement)


def _answer(file: str, address: Address, statement: str, table: str | None) -> SqlTable:
    with _connected(file, address) as connection:
        result = _result(connection, statement)
        names = tuple(result.keys())
        if len(names) > bounds.MAX_COLUMNS:
            raise AdapterError("source.too-many-columns", file=file, most=bounds.MAX_COLUMNS)
        first = [tuple(map(as_text, row)) for row in result.fetchmany(bounds.HEAD_ROWS - 1)]
        result.close()
    return SqlTable(file=file, address=address, statement=statement, sheet=table, head=(names, *first))


def as_text(value: Any) -> str | None:
    """Return a value of a database as the text a person would read; bytes have none.

    >>> from datetime import datetime
    >>> as_text(3.0), as_text(datetime(2025, 4, 1, 8, 5)), as_text(True), as_text(b"x")
    ('3', '2025-04-01T08:05:00', 'true', None)
    """
    match value:
        case None | bytes() | bytearray() | memoryview():
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            local = value.astimezone(_VIETNAM).replace(tzinfo=None) if value.tzinfo else value
            return local.isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).replace("\x00", " ")


def _texts(values: Sequence[Any]) -> pl.Series:
    """Return the values of one column as text; a column of texts is taken whole."""
    import polars as pl

    if {str, NoneType}.issuperset(map(type, values)):
        return pl.Series(values, dtype=pl.String).str.replace_all("\x00", " ", literal=True)
    return pl.Series([as_text(value) for value in values], dtype=pl.String)


@frozen(kw_only=True)
class SqlTable:
    """Hold a statement; the names of its columns stand for row 1, as in a sheet of the same rows."""

    file: str
    address: Address = field(repr=False)
    statement: str = field(repr=False)
    sheet: str | None
    head: tuple[tuple[str | None, ...], ...] = field(repr=False)
    paths: tuple[str, ...] | None = None
    size: int | None = None

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterable[Block]:
        """Yield the rows below the preamble, of which the names of the columns are the first.

        Raises:
            AdapterError: too many rows (`source.too-many-records`), or the database fails
                (`source.sql-failed`).
        """
        import polars as pl

        nothing = pl.Series([None], dtype=pl.String)
        row = 2
        with _connected(self.file, self.address) as connection:
            for part in _result(connection, self.statement).partitions(_BATCH):
                cells = list(zip(*part, strict=True))
                frame = pl.DataFrame(
                    {
                        f"c{index}": _texts(cells[index])
                        if index < len(cells)
                        else nothing.new_from_index(0, len(part))
                        for index in range(len(columns))
                    }
                ).with_columns(
                    pl.int_range(row, row + len(part), dtype=pl.Int32).alias("_row"),
                    pl.lit(None, dtype=pl.String).alias("_flaw"),
                )
                row += len(part)
                if row > bounds.MAX_ROWS:
                    raise AdapterError("source.too-many-records", file=self.file, most=bounds.MAX_ROWS)
                frame = frame.filter(pl.col("_row") > preamble)
                yield Block(frame=frame, done=row - 1)
