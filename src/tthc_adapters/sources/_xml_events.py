"""XML followed by its events, with nothing declared, nothing fetched and nothing nested too deep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn
from xml.parsers import expat

from tthc.errors import AdapterError
from tthc_adapters import bounds


class XmlFollower:
    """Follow XML piece by piece; a document type, which declares entities, is refused outright.

    Args:
        file: label for errors.
        start: called with name and attributes where an element begins.
        end: called with the name where it ends.
        data: called with text.
    """

    def __init__(
        self,
        file: str,
        *,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        self._file = file
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        depth, most = 0, bounds.MAX_DEPTH

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > most:
                raise AdapterError("source.too-deep", file=file, most=most)
            start(name, attributes)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(name)

        self._parser.StartElementHandler = started
        self._parser.EndElementHandler = ended
        if data is not None:
            self._parser.CharacterDataHandler = data

    def _refuse(self, *_: object) -> NoReturn:
        raise AdapterError("source.xml-doctype", file=self._file)

    def feed(self, piece: bytes) -> None:
        """Follow some more of the document.

        Raises:
            AdapterError: a document type (`source.xml-doctype`), not well-formed or in an encoding
                nobody knows (`source.xml-syntax`), nested too deep (`source.too-deep`).
        """
        if piece:
            self._parse(piece, last=False)

    def close(self) -> None:
        """Tell that the document ends here.

        Raises:
            AdapterError: it does not (`source.xml-syntax`).
        """
        self._parse(b"", last=True)

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = getattr(error, "lineno", self._parser.CurrentLineNumber)
            raise AdapterError("source.xml-syntax", file=self._file, line=line) from None


def parse_xml(
    file: str,
    pieces: Iterable[bytes],
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Follow a whole document by its elements.

    Raises:
        AdapterError: as `XmlFollower.feed`.
    """
    follower = XmlFollower(file, start=start, end=end)
    for piece in pieces:
        follower.feed(piece)
    follower.close()
