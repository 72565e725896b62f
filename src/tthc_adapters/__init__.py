"""Everything of tthc that touches the outside world: sources, systems, plugins, `ingest`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tthc_adapters.hookspecs import hookimpl, hookspec
    from tthc_adapters.intake.front_door import Ingested, Progress, ingest
    from tthc_adapters.intake.gathering import Places
    from tthc_adapters.intake.limits_file import Limits, read_limits, with_limits
    from tthc_adapters.layouts import Layout, Recognition, SourceHead
    from tthc_adapters.manager import PluginRecord, Plugins, load_plugins
    from tthc_adapters.protocols import (
        CheckContext,
        ExportAdapter,
        IdentitySource,
        ReportWriter,
        SourceReader,
    )

__all__ = [
    "CheckContext",
    "ExportAdapter",
    "IdentitySource",
    "Ingested",
    "Layout",
    "Limits",
    "Places",
    "PluginRecord",
    "Plugins",
    "Progress",
    "Recognition",
    "ReportWriter",
    "SourceHead",
    "SourceReader",
    "hookimpl",
    "hookspec",
    "ingest",
    "load_plugins",
    "read_limits",
    "with_limits",
]

_HOMES = {
    **dict.fromkeys(("hookimpl", "hookspec"), "hookspecs"),
    **dict.fromkeys(("Ingested", "Progress", "ingest"), "intake.front_door"),
    **dict.fromkeys(("Limits", "read_limits", "with_limits"), "intake.limits_file"),
    "Places": "intake.gathering",
    **dict.fromkeys(("Layout", "Recognition", "SourceHead"), "layouts"),
    **dict.fromkeys(("PluginRecord", "Plugins", "load_plugins"), "manager"),
    **dict.fromkeys(
        ("CheckContext", "ExportAdapter", "IdentitySource", "ReportWriter", "SourceReader"), "protocols"
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
