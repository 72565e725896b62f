"""What the caller pointed at, labelled by base name only."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from functools import partial

from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import Location


def labelled(plugins: Plugins, locations: Sequence[str | os.PathLike[str]]) -> list[Location]:
    """Label locations by base name; the second of two alike is numbered."""
    seen: Counter[str] = Counter()
    found = []
    for given in locations:
        address = os.fspath(given)
        base = address.replace("\\", "/").rstrip("/").rpartition("/")[2] or address
        seen[base] += 1
        stem, dot, suffix = base.rpartition(".")
        label = base if seen[base] == 1 else f"{stem or base} ({seen[base]}){dot}{suffix if stem else ''}"
        with plugins.open_location(address) as stream:
            size = stream.seek(0, os.SEEK_END) if stream.seekable() else None
        found.append(Location(label=label, open=partial(plugins.open_location, address), size=size))
    return found
