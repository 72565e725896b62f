"""VNPT iGate v2, the one-stop system of many provinces: dossier list and detail in JSON."""

from __future__ import annotations

from attrs import field, frozen

from tthc_adapters.layouts import Layout, Recognition, SourceHead
from tthc_adapters.systems.mapping import packaged_system


@frozen
class Igate:
    """The JSON of iGate v2; states go by their names, since their numbers differ by province.

    >>> keys = ("code", "acceptedDate", "dossierStatus.name")
    >>> head = SourceHead(file="a.json", source="json", headers=keys)
    >>> Igate().sniff(head).score
    90
    """

    name: str = "igate"
    api: int = 1
    layout: Layout = field(factory=lambda: packaged_system("igate").layout, repr=False)

    def sniff(self, head: SourceHead) -> Recognition | None:
        """Know the list by its code, its reception date and one more key of its own."""
        if not head.has("code", "acceptedDate"):
            return None
        own = ("dossierStatus", "dossierStatus.name", "applyMethod", "appointmentDate", "procedure.code")
        if any(head.has(key) for key in own):
            return Recognition(90, "code, acceptedDate and iGate keys")
        return None
