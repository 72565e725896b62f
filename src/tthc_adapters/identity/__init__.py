"""Identity sources that come with tthc: an offline table of look-ups."""

from __future__ import annotations

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.identity.lookup_table import KnownPerson, LookupTable, seal_table
from tthc_adapters.protocols import IdentitySource

__all__ = ["KnownPerson", "LookupTable", "seal_table", "tthc_identity_sources"]


@hookimpl
def tthc_identity_sources() -> list[IdentitySource]:
    """Offer the table named by `TTHC_LOOKUP_TABLE` and `TTHC_LOOKUP_KEY`; unavailable without them."""
    return [LookupTable()]
