"""A console for a text stream: as wide as the terminal, plain where there is none."""

from __future__ import annotations

import os
import shutil
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 120


def console(stream: IO[str]) -> Console:
    """Return a rich console for `stream`.

    Without a terminal the width is `COLUMNS` if set, else 120, and there is no colour.
    """
    from rich.console import Console

    class PlainConsole(Console):
        """A console that leaves a closed pipe to the caller; rich would end the program itself."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    terminal = bool(getattr(stream, "isatty", lambda: False)())
    return PlainConsole(
        file=stream,
        width=screen_width(terminal=terminal),
        force_terminal=terminal,
        color_system="auto" if terminal else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def screen_width(*, terminal: bool) -> int:
    """Return the width to draw at: `COLUMNS`, the terminal's own, or 120."""
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    return shutil.get_terminal_size().columns if terminal else WIDTH_WITHOUT_TERMINAL
