"""Read a sample as the host would, with one adapter and nothing else beside the built-in readers."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import IO, Any

from attrs import define, field

from tthc.errors import AdapterError
from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.intake.front_door import Ingested, ingest
from tthc_adapters.layouts import Layout, Recognition, SourceHead
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import ExportAdapter
from tthc_adapters.testing.samples import Sample

_SCHEME = "sample://"


@define(eq=False)
class _Desk:
    """A plug-in that offers one system, and opens samples by their name."""

    systems: list[ExportAdapter]
    files: dict[str, bytes] = field(factory=dict)

    @hookimpl
    def tthc_systems(self) -> list[ExportAdapter]:
        return self.systems

    @hookimpl
    def tthc_open_location(self, location: str) -> IO[bytes] | None:
        name = location.removeprefix(_SCHEME)
        return io.BytesIO(self.files[name]) if location.startswith(_SCHEME) and name in self.files else None


def plugins_for(*systems: ExportAdapter, files: dict[str, bytes]) -> Plugins:
    """Return the built-in readers, `systems` and no other system, able to open `files`.

    Raises:
        AdapterError: a system cannot be offered (`plugin.*`).
    """
    from tthc_adapters import sources

    plugins = Plugins()
    plugins.add("sources", lambda: sources, strict=True)
    plugins.add("samples", lambda: _Desk(list(systems), dict(files)), strict=True)
    return plugins


def read_sample(adapter: ExportAdapter, sample: Sample, **options: Any) -> Ingested:
    """Read a sample through one adapter, as `tthc_adapters.ingest` would (đọc tệp mẫu).

    Raises:
        AdapterError: it cannot be read, as by `ingest`.

    >>> from tthc_adapters import load_plugins
    >>> from tthc_adapters.testing import sample_of
    >>> adapter = load_plugins().systems["tan-dan"]
    >>> read_sample(adapter, sample_of("tan-dan")).accounting.records > 0
    True
    """
    plugins = plugins_for(adapter, files={sample.file: sample.content()})
    return ingest(_SCHEME + sample.file, system=adapter.name, plugins=plugins, **options)


def chosen_for(sample: Sample, *systems: ExportAdapter) -> str | None:
    """Return the system the host would choose for a sample, or None when it knows none or several.

    >>> from tthc_adapters import load_plugins
    >>> from tthc_adapters.testing import sample_of
    >>> chosen_for(sample_of("igate"), *load_plugins().systems.values())
    'igate'
    """
    plugins = plugins_for(*systems, files={sample.file: sample.content()})
    try:
        (name,) = ingest(_SCHEME + sample.file, plugins=plugins).systems
    except AdapterError as error:
        if error.code in {"system.tie", "system.none-fits"}:
            return None
        raise
    return name


class _Recorder:
    """An adapter that only notes the heads it is shown; all else is the adapter it stands for."""

    def __init__(self, adapter: ExportAdapter) -> None:
        self.adapter = adapter
        self.heads: list[SourceHead] = []

    @property
    def name(self) -> str:
        return self.adapter.name

    @property
    def api(self) -> int:
        return self.adapter.api

    @property
    def layout(self) -> Layout:
        return self.adapter.layout

    def sniff(self, head: SourceHead) -> Recognition | None:
        self.heads.append(head)
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.adapter, name)


def heads_of(sample: Sample, adapter: ExportAdapter) -> list[SourceHead]:
    """Return the heads the host shows `adapter` when it looks for the system of a sample."""
    recorder = _Recorder(adapter)
    plugins = plugins_for(recorder, files={sample.file: sample.content()})
    try:
        ingest(_SCHEME + sample.file, plugins=plugins)
    except AdapterError as error:
        if error.code != "system.none-fits":
            raise
    return recorder.heads


def junk_heads() -> list[SourceHead]:
    """Return heads no export has: nothing, noise, control characters, far too much, uneven rows."""
    shapes = SimpleNamespace(
        empty=(),
        blank=("", " ", "\u00a0"),
        noise=("\x00\x01", "\ud7ff", "\u202eMã", "=1+1", "'\"\\;--"),
        long=("x" * 100_000,),
        many=tuple(f"c{index}" for index in range(2_000)),
        numbers=("1", "2", "3"),
        dates=("02/03/2026", "03/03/2026"),
        paths=("a.b.c", "..", ".", "a..b"),
        twice=("Mã hồ sơ", "Mã hồ sơ"),
        marks=("\u0301\u0309", "\u200b", "\ufeff"),
    )
    rows = ((), (None, None), ("\x00", "x" * 1_000, None, "9" * 400), ("Nguyễn Thị Bí Mật",))
    return [
        SourceHead(file=file, source=source, headers=headers, sheet=sheet, rows=rows)
        for headers in vars(shapes).values()
        for file, source, sheet in (
            ("", "csv", None),
            ("junk.xlsx", "xlsx", "Sheet\n1"),
            ("…", "no-such", None),
        )
    ]
