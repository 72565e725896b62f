"""Systems that come with tthc: one layout each, and nothing else."""

from __future__ import annotations

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.protocols import ExportAdapter
from tthc_adapters.systems.mapping import MappedSystem, read_mapping, system_from

__all__ = ["MappedSystem", "read_mapping", "system_from", "tthc_systems"]


@hookimpl
def tthc_systems() -> list[ExportAdapter]:
    """Offer the systems of the package: three modules, the others mapping files."""
    from tthc_adapters.systems.igate import Igate
    from tthc_adapters.systems.mapping import packaged, packaged_system
    from tthc_adapters.systems.tabular import Tabular
    from tthc_adapters.systems.tan_dan import TanDan

    modules: list[ExportAdapter] = [TanDan(), Igate(), Tabular()]
    taken = {system.name for system in modules}
    return [*modules, *(packaged_system(name) for name in packaged() if name not in taken)]
