"""Every writer that comes with tthc passes the contract that other packages pass."""

from __future__ import annotations

import pytest

from tthc_adapters import ReportWriter, load_plugins
from tthc_adapters.testing import ReportWriterContract

WRITERS = load_plugins().writers


@pytest.mark.parametrize("name", sorted(WRITERS))
class TestBuiltInWriters(ReportWriterContract):
    @pytest.fixture
    def writer(self, name: str) -> ReportWriter:
        return WRITERS[name]
