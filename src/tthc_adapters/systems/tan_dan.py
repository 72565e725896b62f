"""Tân Dân "TD.DichVuCong", the one-stop system of Thanh Hóa, Hà Tĩnh, Phú Yên and Ninh Thuận."""

from __future__ import annotations

from attrs import field, frozen

from tthc_adapters.layouts import Layout, Recognition, SourceHead, recognise
from tthc_adapters.systems._layout_files import layout_from


@frozen
class TanDan:
    """The dossier list of Tân Dân: any subset of its headings, or its JSON keys.

    >>> head = SourceHead(file="a.csv", source="csv", headers=("STT", "Mã hồ sơ", "Ngày nhận"))
    >>> TanDan().sniff(head).score
    80
    """

    name: str = "tan-dan"
    api: int = 1
    layout: Layout = field(factory=lambda: layout_from("tan_dan"), repr=False)

    def sniff(self, head: SourceHead) -> Recognition | None:
        """Score by the share of headings known; its own JSON keys are certain."""
        if head.has("maHoSo", "ngayTiepNhan"):
            return Recognition(90, "maHoSo and ngayTiepNhan")
        return recognise(self.layout, head, least=40, most=80)
