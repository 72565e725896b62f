"""From a province's export to its official form, in three calls.

Run: python examples/report_from_export.py
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tthc import Outcome, ReportingPeriod, tally
from tthc.forms import report
from tthc_adapters import ingest
from tthc_adapters.reports import TerminalWriter

# Invented dossiers, with the headings of a one-stop system. The last one has no channel.
EXPORT = """\
STT,Mã hồ sơ,Lĩnh vực,Đơn vị giải quyết,Kênh thực hiện,Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái
1,H56.17-250303-0001,Hộ kinh doanh,UBND huyện Mẫu,Trực tuyến,03/03/2025,06/03/2025,05/03/2025,Đã xử lý xong
2,H56.17-250303-0002,Chứng thực,UBND xã Mẫu 1,Trực tiếp,03/03/2025,03/03/2025,03/03/2025,Đã trả kết quả
3,H56.17-250228-0007,Đất đai,Sở Mẫu,Bưu chính công ích,28/02/2025,14/03/2025,,Đang xử lý
4,H56.17-250226-0012,Đất đai,Sở Mẫu,Trực tiếp,26/02/2025,05/03/2025,06/03/2025,Đã xử lý xong
5,H56.17-250304-0003,Chứng thực,UBND xã Mẫu 2,,04/03/2025,05/03/2025,04/03/2025,Đã trả kết quả
"""


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so.csv"
        path.write_text(EXPORT, encoding="utf-8-sig")
        ingested = ingest(str(path))  # the canonical table, what was found, and the account of rows

    period = ReportingPeriod.parse("2025-03")  # 15 February to 14 March
    counts = tally(ingested.table, period=period, as_of=date(2025, 3, 14))
    form = report(counts, accounting=ingested.accounting, findings=ingested.findings)
    TerminalWriter().write(form, sys.stdout)

    # Every printed figure opens to the dossiers behind it.
    print("\nQuá hạn:", *counts.open(outcome=Outcome.LATE)["code"])


if __name__ == "__main__":
    main()
