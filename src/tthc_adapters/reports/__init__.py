"""Writers of finished reports: the screen and the workbook."""

from tthc_adapters.hookspecs import hookimpl
from tthc_adapters.protocols import ReportWriter
from tthc_adapters.reports.terminal import TerminalWriter
from tthc_adapters.reports.xlsx import XlsxWriter

__all__ = ["TerminalWriter", "XlsxWriter", "tthc_report_writers"]


@hookimpl
def tthc_report_writers() -> list[ReportWriter]:
    """Offer the built-in writers."""
    return [TerminalWriter(), XlsxWriter()]
