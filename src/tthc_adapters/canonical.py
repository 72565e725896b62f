"""Folders of canonical Parquet: recognised by columns, divided into partitions, known by their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc.tallies.parts import Part

_HIDDEN = (".", "_")
_SUFFIX = ".parquet"
_MAGIC = b"PAR1"
_KNOWN_BY = frozenset({"code_normalized", "received_on"})
_EVENTS_KNOWN_BY = frozenset({"code", "seq", "kind", "on"})


@frozen(kw_only=True)
class Partition:
    """The files that are counted together: those of one folder (phân vùng).

    Args:
        name: the folder below the root, such as "province=H29/month=2026-01"; a file that stands in
            the root itself is a partition, and has its own name.
        files: in the order of their names.
    """

    name: str
    files: tuple[Path, ...] = field(repr=False)

    def content(self) -> str:
        """Return a digest that changes when the bytes of a file do (dấu vân tay).

        It is made of the name, the size, the time of the last change and the footer of each file. The
        footer holds the places of all pages and the bounds of all columns. A file that is changed in
        place, with the same footer and its time put back, is not noticed.

        Raises:
            AdapterError: a file is no Parquet file (`canonical.not-parquet`).
        """
        digest = hashlib.sha256()
        for path in self.files:
            stat = path.stat()
            digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
            digest.update(_footer(path))
        return digest.hexdigest()


@frozen(kw_only=True)
class ParquetFolder:
    """A folder of Parquet files and its partitions (thư mục Parquet)."""

    root: Path
    partitions: tuple[Partition, ...] = field(repr=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file, partition by partition."""
        return tuple(path for partition in self.partitions for path in partition.files)

    def part(self, partition: Partition, also: Partition | None = None) -> Part:
        """Return a partition as a part to count, with another one that its counts rest on."""
        content = partition.content() + ("" if also is None else also.content())
        return Part(name=partition.name, content=content)


def canonical_folder(location: str | os.PathLike[str]) -> ParquetFolder | None:
    """Return the folder of canonical Parquet at a place, or None when it is something else (bảng chuẩn).

    It is one when there are Parquet files and no others below it, and the first of them has the columns
    that only the canonical table has. Names that begin with "." or "_" are passed over, as engines do.

    Raises:
        AdapterError: there is a link below it (`location.link`).
    """
    folder = _parquet_folder(location)
    return folder if folder is not None and _columns(folder) >= _KNOWN_BY else None


def events_folder(location: str | os.PathLike[str]) -> ParquetFolder:
    """Return the folder of an events table in Parquet (bảng diễn biến).

    Raises:
        AdapterError: it is none (`canonical.not-events`), or there is a link below it (`location.link`).
    """
    folder = _parquet_folder(location)
    if folder is None or not _columns(folder) >= _EVENTS_KNOWN_BY:
        known = ", ".join(sorted(_EVENTS_KNOWN_BY))
        raise AdapterError("canonical.not-events", name=Path(location).name, columns=known)
    return folder


def paired(dossiers: ParquetFolder, events: ParquetFolder) -> dict[str, Partition | None]:
    """Return for each partition of the dossiers the one with their events (ghép phân vùng).

    Raises:
        AdapterError: there are events in a partition that has no dossiers (`canonical.unpaired`).
    """
    by_name = {partition.name: partition for partition in events.partitions}
    strange = sorted(by_name.keys() - {partition.name for partition in dossiers.partitions})
    if strange:
        raise AdapterError("canonical.unpaired", partition=strange[0])
    return {partition.name: by_name.get(partition.name) for partition in dossiers.partitions}


def _parquet_folder(location: str | os.PathLike[str]) -> ParquetFolder | None:
    root = Path(location)
    if not root.is_dir():
        return None
    by_folder: dict[str, list[Path]] = {}
    for path in _files(root):
        if path.suffix != _SUFFIX:
            return None
        below = path.relative_to(root)
        name = below.parent.as_posix() if len(below.parts) > 1 else below.name
        by_folder.setdefault(name, []).append(path)
    if not by_folder:
        return None
    return ParquetFolder(
        root=root,
        partitions=tuple(
            Partition(name=name, files=tuple(sorted(paths))) for name, paths in sorted(by_folder.items())
        ),
    )


def _files(root: Path) -> Iterator[Path]:
    """Yield the files below a folder that engines read.

    Raises:
        AdapterError: there is a link, which engines follow or not as they like (`location.link`).
    """
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for name in (*folders, *sorted(names)):
            if name.startswith(_HIDDEN):
                continue
            path = Path(parent) / name
            if path.is_symlink():
                raise AdapterError("location.link", file=name)
            if name not in folders:
                yield path


def _columns(folder: ParquetFolder) -> frozenset[str]:
    """Return the names of the columns of the first file; none where it cannot be read."""
    import polars as pl

    try:
        return frozenset(pl.read_parquet_schema(folder.files[0]))
    except (pl.exceptions.PolarsError, OSError):
        return frozenset()


def _footer(path: Path) -> bytes:
    """Return the footer of a Parquet file: the schema, and where each page is.

    Raises:
        AdapterError: it is no Parquet file (`canonical.not-parquet`).
    """
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        size = file.tell()
        file.seek(max(size - 8, 0))
        end = file.read()
        length = int.from_bytes(end[:4], "little")
        if end[4:] != _MAGIC or length > size - 8:
            raise AdapterError("canonical.not-parquet", name=path.name)
        file.seek(size - 8 - length)
        return file.read(length)
