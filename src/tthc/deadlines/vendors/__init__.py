"""Due dates as vendors' systems compute them, to explain what exports hold (cách tính hạn của các hệ thống).

Each module describes one system and says how it departs from the law; none of them is the law.
"""

from tthc.deadlines.vendors.epar import EPar, epar_due
from tthc.deadlines.vendors.opencps import (
    OpenCpsDue,
    OpenCpsHours,
    opencps_due,
    opencps_minutes,
    opencps_sessions,
)
from tthc.deadlines.vendors.tan_dan import TanDan, TanDanTerm, tan_dan_due

__all__ = [
    "EPar",
    "OpenCpsDue",
    "OpenCpsHours",
    "TanDan",
    "TanDanTerm",
    "epar_due",
    "opencps_due",
    "opencps_minutes",
    "opencps_sessions",
    "tan_dan_due",
]
