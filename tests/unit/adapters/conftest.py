from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tthc_adapters import Ingested, ingest, load_plugins
from tthc_adapters.manager import Plugins

HEADINGS = (
    "Mã hồ sơ,Lĩnh vực,Đơn vị tiếp nhận,Kênh thực hiện,Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái"
)


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def read(tmp_path: Path, plugins: Plugins) -> Callable[..., Ingested]:
    """Read rows of a small Tân Dân list given as CSV text below the usual headings."""

    def run(*rows: str, headings: str = HEADINGS, **options: object) -> Ingested:
        path = tmp_path / "list.csv"
        path.write_text("\n".join([headings, *rows, ""]), encoding="utf-8")
        return ingest(path, plugins=plugins, **options)  # type: ignore[arg-type]

    return run
