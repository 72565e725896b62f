"""A folder with the counts of each partition: one file each, whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from attrs import frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc.tallies import Tally
from tthc.tallies.parts import Part, PartQuestion, keep_part, recall_part

_SUFFIX, _UNFINISHED = ".json", ".tmp"
_FORGOTTEN_SECONDS = 3600


@frozen
class StateFolder:
    """Keep the counts of partitions between runs (thư mục trạng thái).

    A file is written beside its place and moved there, so a kill at any moment leaves every finished
    partition as it is and loses at most the one that was being counted.

    Args:
        folder: made when it is not there.
    """

    folder: Path

    def recall(self, part: Part, question: PartQuestion) -> tuple[Tally | None, tuple[Finding, ...]]:
        """Return the counts kept of a part, or None when it has to be counted; see `recall_part`."""
        try:
            kept = self.path(part, question).read_bytes()
        except FileNotFoundError:
            return None, ()
        return recall_part(kept, part, question)

    def keep(self, tally: Tally, part: Part, question: PartQuestion) -> None:
        """Write the counts of a part.

        Raises:
            OSError: the folder cannot be written.
        """
        path = self.path(part, question)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = keep_part(tally, part, question)
        with NamedTemporaryFile(
            dir=path.parent, prefix=f"{path.stem}.", suffix=_UNFINISHED, delete=False
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
        self._flush()
        self._tidy(path)

    def path(self, part: Part, question: PartQuestion) -> Path:
        """Return where the counts of a part stand."""
        return self.folder / (question.key(part) + _SUFFIX)

    def _flush(self) -> None:
        """Make the new name last, where the system lets folders be flushed."""
        if os.name == "nt":  # pragma: no cover - folders cannot be opened there
            return
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _tidy(self, path: Path) -> None:
        """Take away what killed runs left of this part; not what another run is writing now."""
        written = path.stat().st_mtime
        for left in self.folder.glob(f"{path.stem}.*{_UNFINISHED}"):
            if written - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                left.unlink(missing_ok=True)


def tally_parts(
    parts: Iterable[tuple[Part, Callable[[], Tally]]],
    question: PartQuestion,
    state: StateFolder,
) -> tuple[list[Tally], tuple[Finding, ...]]:
    """Count each part that is not kept, keep it, and return the counts of all (đếm từng phần).

    Args:
        parts: each part, and how to count it.
        question: what is asked; each count must answer it.
        state: where counts are kept.

    Returns:
        the tally of each part in the order given, and what was wrong with kept files.
    """
    tallies: list[Tally] = []
    findings: list[Finding] = []
    for part, count in parts:
        tally, wrong = state.recall(part, question)
        findings += wrong
        if tally is None:
            tally = count()
            state.keep(tally, part, question)
        tallies.append(tally)
    return tallies, tuple(findings)


def state_folder(location: str) -> StateFolder:
    """Return the state folder at a place.

    Raises:
        AdapterError: a file stands there (`state.not-a-folder`).
    """
    path = Path(location)
    if path.exists() and not path.is_dir():
        raise AdapterError("state.not-a-folder", name=path.name)
    return StateFolder(path)
