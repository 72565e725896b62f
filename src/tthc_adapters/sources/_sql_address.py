"""Addresses of databases: what SQLAlchemy understands, and beside it the table or the query to read."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from attrs import field, frozen

from tthc.errors import AdapterError

_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXTS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_READS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)


@frozen(kw_only=True)
class Address:
    """Where a database is and what to read of it; the address may hold a password.

    Args:
        url: the address without `table` and `query`; empty when the file is all there is.
        sqlite_file: the file, for SQLite.
        kept: what has to live as long as the address, such as the folder of a copy.
    """

    url: str = field(default="", repr=False)
    table: str | None = None
    query: str | None = field(default=None, repr=False)
    sqlite_file: Path | None = field(default=None, repr=False)
    kept: object = field(default=None, repr=False, eq=False)


def parse_address(text: str, file: str) -> Address:
    """Take an address apart.

    Raises:
        AdapterError: both a table and a query, or a SQLite address without a file
            (`source.sql-address`); a query that is not one reading statement (`source.sql-not-a-query`).

    >>> address = parse_address("postgresql://reader@server/one_stop?table=hoso&sslmode=require", "one_stop")
    >>> address.table, address.url
    ('hoso', 'postgresql://reader@server/one_stop?sslmode=require')
    """
    base, _, tail = text.partition("?")
    options = parse_qsl(tail, keep_blank_values=True)
    tables = [value for key, value in options if key == "table"]
    queries = [value for key, value in options if key == "query"]
    others = [(key, value) for key, value in options if key not in {"table", "query"}]
    if len(tables) + len(queries) > 1 or "" in tables:
        raise AdapterError("source.sql-address", file=file)
    query = queries[0] if queries else None
    if query is not None and not is_one_reading_query(query):
        raise AdapterError("source.sql-not-a-query", file=file)
    scheme, _, rest = base.partition("://")
    path = None
    if scheme.lower().partition("+")[0] == "sqlite":
        place = unquote(rest[1:])
        if not rest.startswith("/") or not place or place == ":memory:" or others or "\x00" in place:
            raise AdapterError("source.sql-address", file=file)
        path = Path(place)
    return Address(
        url=base + (f"?{urlencode(others)}" if others else ""),
        table=tables[0] if tables else None,
        query=query,
        sqlite_file=path,
    )


def is_one_reading_query(query: str) -> bool:
    """Tell whether a text is a single statement that begins as a reading one does.

    The database is told to allow reading only as well; this is for a clear answer before that.

    >>> is_one_reading_query("SELECT ';' FROM a;"), is_one_reading_query("SELECT 1; DELETE FROM a")
    (True, False)
    """
    bare = _COMMENTS.sub(" ", _TEXTS.sub("''", query)).strip().rstrip(";")
    return _READS.match(bare) is not None and ";" not in bare
