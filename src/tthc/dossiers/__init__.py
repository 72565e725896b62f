"""One dossier: its dates, its status, the events it went through, and where it was read (hồ sơ)."""

from tthc.dossiers._dossier import Dossier, Status
from tthc.dossiers._events import DossierEvent, Effect, EventKind

__all__ = ["Dossier", "DossierEvent", "Effect", "EventKind", "Status"]
