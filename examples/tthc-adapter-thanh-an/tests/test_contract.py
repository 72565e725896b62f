import pytest
from tthc_adapter_thanh_an import ThanhAnExport

from tthc_adapters import ExportAdapter
from tthc_adapters.testing import ExportAdapterContract, SampleTable, table_from_text


class TestThanhAn(ExportAdapterContract):
    @pytest.fixture
    def adapter(self) -> ExportAdapter:
        return ThanhAnExport()

    @pytest.fixture
    def sample(self) -> SampleTable:
        return table_from_text("""
            Mã hồ sơ          | Ngày tiếp nhận | Ngày hẹn trả | Ngày trả kết quả
            H00.1-260302-0001 | 02/03/2026     | 09/03/2026   | 06/03/2026
                              |                |              |
        """)
