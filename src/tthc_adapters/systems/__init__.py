"""Systems that come with tthc: one layout each, and nothing else."""

from __future__ import annotations

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.protocols import ExportAdapter


@hookimpl
def tthc_systems() -> list[ExportAdapter]:
    """Offer `tan-dan` and `igate`."""
    from tthc_adapters.systems.igate import Igate
    from tthc_adapters.systems.tan_dan import TanDan

    return [TanDan(), Igate()]
