"""The official forms: layouts as data, and reports that fill them from a tally."""

from tthc.forms.layouts import Blocks, Counts, FormColumn, FormLayout, edition_of, layout, layouts
from tthc.forms.reports import Report, ReportRow, report

__all__ = [
    "Blocks",
    "Counts",
    "FormColumn",
    "FormLayout",
    "Report",
    "ReportRow",
    "edition_of",
    "layout",
    "layouts",
    "report",
]
