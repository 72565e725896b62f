"""The one way in: from the export of any known system to the canonical table."""

from tthc_adapters.intake.events_file import Events, read_events
from tthc_adapters.intake.front_door import Ingested, Progress, ingest
from tthc_adapters.intake.gathering import Places
from tthc_adapters.intake.limits_file import Limits, read_limits, with_limits

__all__ = [
    "Events",
    "Ingested",
    "Limits",
    "Places",
    "Progress",
    "ingest",
    "read_events",
    "read_limits",
    "with_limits",
]
