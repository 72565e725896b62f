"""What other packages may hand to tthc, as protocols with read-only properties."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Protocol, runtime_checkable

from attrs import field, frozen

from tthc_adapters.layouts import Layout, Recognition, SourceHead

if TYPE_CHECKING:
    import polars as pl

    from tthc.identity import Match, PartialDate, PersonalNumber, PersonName

API = 1
"""Version of the protocols; an object made for another one is not loaded."""


@runtime_checkable
class ExportAdapter(Protocol):
    """A system whose export can be read: a layout, and the sense to know it (hệ thống một cửa)."""

    @property
    def name(self) -> str:
        """Name for `--system`, unique across packages."""
        ...

    @property
    def api(self) -> int:
        """Version of this protocol: 1."""
        ...

    @property
    def layout(self) -> Layout:
        """Headings or JSON paths, codes and date formats."""
        ...

    def sniff(self, head: SourceHead) -> Recognition | None:
        """Score the head of an input, or return None for a stranger; never raise."""
        ...


@frozen(kw_only=True)
class Location:
    """Something to read: its label (base name only), its size when known, and how to open it.

    `open` may be called more than once and gives the bytes from the start each time. `address` is
    what the caller gave, for a source that opens it itself, as a database is; it may hold a password.
    """

    label: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    size: int | None = None
    address: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class ReadOptions:
    """What the caller fixed: the sheet of a workbook, the separator and the encoding of a text file."""

    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None


@frozen(kw_only=True)
class Block:
    """Some rows of a table: text columns c0, c1, … and where each row stands.

    Args:
        frame: String columns `c0`…; beside them `_row` (physical, 1-based) and `_flaw`
            (null, or the finding code of a row that could not be split into cells).
        done: bytes or rows behind us, for the progress of a long read.
    """

    frame: pl.DataFrame = field(repr=False)
    done: int


@runtime_checkable
class RawTable(Protocol):
    """A table as it stands in a file: text cells with positions, nothing interpreted.

    It may also have `notes`, a tuple of findings on the file itself, such as an encoding that was
    recognised and not declared; and `typed_blocks`, which yields what `blocks` does with columns of days
    and moments left as they are (polars Date, and Datetime in microseconds without a zone), for files
    that know the types of their columns.
    """

    @property
    def sheet(self) -> str | None:
        """Name of the sheet, or None."""
        ...

    @property
    def head(self) -> tuple[tuple[str | None, ...], ...]:
        """The first rows, banners and headings included; empty for a list of objects."""
        ...

    @property
    def paths(self) -> tuple[str, ...] | None:
        """For a list of objects the dotted paths of the first ones, else None."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes or rows to read, in the unit of `Block.done`."""
        ...

    def blocks(self, *, preamble: int, columns: tuple[str, ...]) -> Iterable[Block]:
        """Yield every row below the first `preamble` ones, in order.

        Args:
            preamble: rows to leave out: banners and headings.
            columns: the headings, or for objects the paths to read; column `ci` is `columns[i]`.
        """
        ...


@runtime_checkable
class SourceReader(Protocol):
    """A kind of file: how to get rows of text out of it (nguồn dữ liệu).

    A source that opens addresses itself, as one for databases does, also has `schemes`, a tuple of
    what stands before `://`; its locations are never opened by the host.
    """

    @property
    def name(self) -> str:
        """Name, unique across packages."""
        ...

    @property
    def api(self) -> int:
        """Version of this protocol: 1."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads, lower case with the dot."""
        ...

    def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
        """Yield the tables of the file, each read when asked for."""
        ...


@runtime_checkable
class IdentitySource(Protocol):
    """A place that can tell whether a person is who the papers say (nguồn danh tính)."""

    @property
    def name(self) -> str:
        """Name, unique across packages."""
        ...

    @property
    def api(self) -> int:
        """Version of this protocol: 1."""
        ...

    def verify(
        self,
        number: PersonalNumber,
        name: PersonName,
        birth_date: PartialDate,
        *,
        purpose: str,
        officer: str,
        procedure: str,
    ) -> Match:
        """Answer whether the three belong together; nothing personal comes back.

        Refusals come before look-ups: who has no licence learns nothing of the person. Whatever keeps
        the source from answering is the outcome `UNAVAILABLE`, never an exception.

        Args:
            number: the key.
            name: compared folded, as `tthc.identity.name_key` does.
            birth_date: compared as far as both sides know it.
            purpose: what the look-up is for, such as the code of the dossier.
            officer: code of the officer who asks.
            procedure: code of the procedure that needs it.

        Raises:
            IdentityError: `purpose`, `officer` or `procedure` is blank (`identity.grounds-missing`).
        """
        ...


@runtime_checkable
class ReportWriter(Protocol):
    """A way to put a report down: on the screen, in a workbook, in a page."""

    @property
    def name(self) -> str:
        """Name, unique across packages."""
        ...

    @property
    def api(self) -> int:
        """Version of this protocol: 1."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it writes; empty for a writer to a text stream."""
        ...

    def write(self, report: Any, out: IO[Any], *, lang: str) -> None:
        """Write a `tthc.forms.Report` to `out`: bytes for a file, text for the screen."""
        ...


@frozen(kw_only=True)
class CheckContext:
    """What a local check sees: the canonical table, and the day it is true for when known."""

    table: pl.DataFrame = field(repr=False)
    as_of: date | None = None
