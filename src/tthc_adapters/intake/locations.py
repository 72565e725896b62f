"""What the caller pointed at: files, folders, patterns, databases; labelled by base name only."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from attrs import frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import Location

_SCHEME = re.compile(r"([a-z][a-z0-9+._\-]*)://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")


@frozen(kw_only=True)
class Opened:
    """The inputs in the order they are read, and the files of folders that nobody reads."""

    locations: tuple[Location, ...]
    left_out: tuple[str, ...]


def labelled(plugins: Plugins, locations: Sequence[str | os.PathLike[str]]) -> list[Location]:
    """Label locations by base name, one for each given; the second of two alike is numbered."""
    seen: Counter[str] = Counter()
    found: list[Location] = []
    for given in locations:
        address = os.fspath(given)
        scheme = scheme_of(address)
        database = scheme is not None and reads_scheme(plugins, scheme)
        base = _database_label(address) if database else _base(address)
        seen[base] += 1
        label = base if seen[base] == 1 else _numbered(base, seen[base])
        if database:
            found.append(Location(label=label, open=partial(_no_bytes, label), address=address))
        else:
            found.append(_file(plugins, address, label))
    return found


def open_all(plugins: Plugins, locations: Sequence[str | os.PathLike[str]]) -> Opened:
    """Label locations, folders and patterns replaced by the files they stand for.

    A folder stands for the files in it and below, a pattern (`*`, `?`, `[…]`, `**`) for the files that
    match, both in the order of their paths. Files there that no source reads, hidden ones and the
    lock files of spreadsheets are left out and named.

    Raises:
        AdapterError: nothing there (`location.not-found`, `location.folder-empty`); a symbolic link
            among the files of a folder or pattern (`location.link`); too many files (`location.many`).
    """
    left_out: list[str] = []
    found = [one for given in locations for one in _expanded(plugins, os.fspath(given), left_out)]
    return Opened(locations=tuple(labelled(plugins, found)), left_out=tuple(left_out))


def scheme_of(address: str) -> str | None:
    """Return the scheme of an address, the driver left out; None for a path.

    >>> scheme_of("postgresql+psycopg://may-chu/mot_cua"), scheme_of("C:/ho-so.csv")
    ('postgresql', None)
    """
    match = _SCHEME.match(address)
    return match.group(1).lower().partition("+")[0] if match else None


def shown_name(address: str) -> str:
    """Return the name an address is shown by: no folder, host, account, password or query.

    >>> shown_name("xuat/ho-so.csv"), shown_name("postgresql://doc:mat-khau@may-chu/mot_cua?table=ho_so")
    ('ho-so.csv', 'mot_cua')
    """
    return _base(address) if scheme_of(address) is None else _database_label(address)


def reads_scheme(plugins: Plugins, scheme: str) -> bool:
    """Tell whether a source opens addresses with this scheme itself."""
    return any(scheme in getattr(source, "schemes", ()) for source in plugins.sources.values())


def plain_name(label: str) -> str:
    """Return the name by which a file's kind is known: lower case, without `.gz`.

    >>> plain_name("HO-SO.CSV.gz")
    'ho-so.csv'
    """
    return label.lower().removesuffix(".gz")


def _base(address: str) -> str:
    return address.replace("\\", "/").rstrip("/").rpartition("/")[2] or address


def _database_label(address: str) -> str:
    """Return the name of the database, never its host, account or password."""
    return _base(address.partition("?")[0].partition("://")[2].rpartition("@")[2]) or "sql"


def _numbered(base: str, number: int) -> str:
    packed = base[-3:] if base.lower().endswith(".gz") else ""
    stem, dot, suffix = base.removesuffix(packed).rpartition(".")
    return f"{stem or base} ({number}){dot}{suffix if stem else ''}{packed}"


def _no_bytes(label: str) -> NoReturn:
    raise AdapterError("location.not-found", file=label)


def _file(plugins: Plugins, address: str, label: str) -> Location:
    with plugins.open_location(address) as stream:
        size = stream.seek(0, os.SEEK_END) if stream.seekable() else None
    opener = partial(plugins.open_location, address)
    if label.lower().endswith(".gz"):
        return Location(label=label, open=partial(_open_packed, opener, label), address=address)
    return Location(label=label, open=opener, size=size, address=address)


def _open_packed(opener: partial[IO[bytes]], label: str) -> IO[bytes]:
    from tthc_adapters.sources._packed import unpacked

    return unpacked(opener(), label)


def _expanded(plugins: Plugins, address: str, left_out: list[str]) -> Iterator[str]:
    """Yield the files an address stands for; what nobody reads goes to `left_out`."""
    if "\x00" in address:
        raise AdapterError("location.no-access", file="?")
    if scheme_of(address) is not None or os.path.isfile(address):
        yield address
        return
    if os.path.isdir(address) and address:
        paths = _walk(Path(address))
    elif _PATTERN.search(address) and not os.path.lexists(address):
        paths = _matching(address)
    else:
        yield address
        return
    known = tuple(suffix for source in plugins.sources.values() for suffix in source.suffixes)
    read = []
    for path in paths:
        usable = not path.name.startswith((".", "~$")) and plain_name(path.name).endswith(known)
        if usable:
            read.append(os.fspath(path))
        else:
            left_out.append(path.name)
    if not read:
        raise AdapterError("location.folder-empty", file=_base(address), known=", ".join(sorted(known)))
    yield from read


def _walk(folder: Path) -> list[Path]:
    """Return the files of a folder and below, links refused, in the order of their paths."""
    found: list[Path] = []

    def fail(error: OSError) -> NoReturn:
        raise AdapterError("location.no-access", file=_base(str(error.filename or folder)))

    for parent, folders, files in os.walk(folder, onerror=fail, followlinks=False):
        for name in [*folders, *files]:
            _refuse_link(Path(parent) / name)
        found += [Path(parent) / name for name in files]
        _refuse_many(folder.name, len(found) + len(folders))
    return sorted(found, key=lambda path: path.parts)


def _matching(pattern: str) -> list[Path]:
    """Return the files that match, links below the fixed part of the pattern refused."""
    fixed = Path(_PATTERN.split(pattern, maxsplit=1)[0] + "x").parent
    found = set()
    for count, match in enumerate(glob.iglob(pattern, recursive=True), start=1):
        path = Path(match)
        for part in (path, *path.parents):
            if part == fixed or len(part.parts) <= len(fixed.parts):
                break
            _refuse_link(part)
        if not path.is_dir():
            found.add(path)
        _refuse_many(_base(pattern), count)
    return sorted(found, key=lambda path: path.parts)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise AdapterError("location.link", file=path.name)


def _refuse_many(name: str, count: int) -> None:
    if count > bounds.MAX_ENTRIES:
        raise AdapterError("location.many", file=name, most=bounds.MAX_ENTRIES)
