"""One sample of every system that comes with tthc, so that an adapter can leave them alone."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tthc_adapters.testing.samples import Sample, SampleTable, objects_from_json


@cache
def system_samples() -> MappingProxyType[str, Sample]:
    """Return a sample for each system that comes with tthc, by its name (tệp mẫu của từng hệ thống).

    >>> {"igate", "tan-dan"} <= system_samples().keys()
    True
    """
    import tomllib

    folder = files("tthc_adapters").joinpath("data/samples/systems")
    index = tomllib.loads(folder.joinpath("index.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: _sample(folder.joinpath(entry["file"]).read_text(encoding="utf-8"), entry)
            for name, entry in index.items()
        }
    )


def _sample(text: str, entry: dict[str, Any]) -> Sample:
    file: str = entry["file"]
    if file.endswith(".json"):
        return objects_from_json(text, at=entry.get("at", ""), file=file)
    rows = tuple(tuple(row) for row in csv.reader(text.splitlines()))
    banner = entry.get("banner", 0)
    data = banner + entry.get("headings", 1)
    return SampleTable(banner=rows[:banner], headings=rows[banner:data], rows=rows[data:], file=file)


def sample_of(system: str) -> Sample:
    """Return the sample of one system.

    Raises:
        KeyError: it does not come with tthc.

    >>> sample_of("igate").file
    'igate.json'
    """
    return system_samples()[system]
