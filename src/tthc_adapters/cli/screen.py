"""Where a command writes: answers to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from tthc_adapters.reports.console import console

Moved: TypeAlias = Callable[[int, int | None], None]
"""Takes word of how much is done, and of how much where that is known."""


def write_json(answer: Mapping[str, Any]) -> None:
    """Write one JSON document, and nothing else, to standard output."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def note(text: str) -> None:
    """Tell the person at the keyboard; standard output stays clean."""
    sys.stderr.write(text + "\n")


@contextmanager
def progress(label: str) -> Iterator[Moved | None]:
    """Show a progress bar on standard error while the block runs; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=console(sys.stderr), transient=True) as bars:
        task = bars.add_task(label, total=None)

        def moved(done: int, total: int | None) -> None:
            bars.update(task, completed=done, total=total)

        yield moved
