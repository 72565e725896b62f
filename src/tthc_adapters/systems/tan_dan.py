"""Tân Dân "TD.DichVuCong", the one-stop system of Thanh Hóa, Hà Tĩnh, Phú Yên and Ninh Thuận."""

from __future__ import annotations

from attrs import field, frozen

from tthc_adapters.layouts import Layout, Recognition, SourceHead, recognise
from tthc_adapters.systems.mapping import packaged_system


@frozen
class TanDan:
    """The lists of Tân Dân: dossiers, late ones, the register; any subset of the headings, or JSON keys.

    >>> head = SourceHead(file="a.csv", source="csv", headers=("STT", "Mã hồ sơ", "Ngày nhận"))
    >>> TanDan().sniff(head).score
    80
    """

    name: str = "tan-dan"
    api: int = 1
    layout: Layout = field(factory=lambda: packaged_system("tan-dan").layout, repr=False)

    def sniff(self, head: SourceHead) -> Recognition | None:
        """Score by the share of headings known; its own JSON keys are certain.

        The national portal has keys that differ from them by their case only.
        """
        keys = set(head.headers)
        pascal = head.has("MaHoSo", "NgayTiepNhan", "TrangThaiHoSoId")
        if {"maHoSo", "ngayTiepNhan"} <= keys or pascal:
            return Recognition(90, "maHoSo and ngayTiepNhan")
        return recognise(self.layout, head, least=40, most=80)
