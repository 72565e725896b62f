"""Measure a step in a process of its own: wall time and the peak of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from attrs import frozen

_PROGRAM = """
import json, resource, sys, time
{before}
started = time.perf_counter()
{code}
spent = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:  # the figure above begins with what the parent held when it started this process
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
except OSError:
    pass
{after}
print(json.dumps({{"seconds": spent, "peak_kib": peak, "result": result}}))
"""


@frozen
class Measured:
    """What a step took: seconds, peak memory in MiB, and what it returned."""

    seconds: float
    peak_mib: float
    result: Any


def measure(code: str, after: str = "", before: str = "") -> Measured:
    """Run `code` in a fresh interpreter; it, or `after`, sets `result` to plain data.

    Modules of the working copy are compiled once and kept, as those of an installed package are.

    Args:
        code: the step.
        after: what looks at the outcome of the step; neither its time nor its memory counts.
        before: what is run before the step; its time does not count.
    """
    program = _PROGRAM.format(code=code, after=after, before=before)
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=compiled
    )
    figures = json.loads(ran.stdout.splitlines()[-1])
    return Measured(figures["seconds"], figures["peak_kib"] / 1024, figures["result"])


def median(figures: list[Measured]) -> Measured:
    """Return the run with the median time."""
    return sorted(figures, key=lambda figure: figure.seconds)[len(figures) // 2]
