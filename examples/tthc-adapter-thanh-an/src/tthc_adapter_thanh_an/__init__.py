"""Read the dossier export of Thành An, a province that does not exist."""

from __future__ import annotations

from attrs import frozen

from tthc_adapters import ExportAdapter, Layout, Recognition, SourceHead, hookimpl

COLUMNS = {
    "Mã hồ sơ": "code",
    "Ngày tiếp nhận": "received_on",
    "Ngày hẹn trả": "due_on",
    "Ngày trả kết quả": "finished_on",
}
LAYOUT = Layout(columns=COLUMNS, dates=("%d/%m/%Y",))


@frozen
class ThanhAnExport:
    """One-stop shop export, 2026 layout (báo cáo bộ phận một cửa)."""

    name: str = "thanh-an.one-stop-2026"
    api: int = 1
    layout: Layout = LAYOUT

    def sniff(self, head: SourceHead) -> Recognition | None:
        if head.has(*COLUMNS):
            return Recognition(score=90, reason="all four one-stop columns")
        return None


@hookimpl
def tthc_systems() -> list[ExportAdapter]:
    return [ThanhAnExport()]
