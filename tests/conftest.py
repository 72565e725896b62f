"""What every test shares: hypothesis profiles and the data kept beside the checkout."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# No test is timed: a deadline makes a slow machine fail. The ci profile draws the same examples each time.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    settings.get_profile("default"),
    max_examples=50,
    derandomize=True,
    database=None,
    print_blob=True,
)
settings.register_profile("deep", settings.get_profile("default"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of the tests that need Spark; one process has to run all of them."""
    config.addinivalue_line("markers", "spark: needs a Spark session (one for the whole run)")
    # said by pyspark 4.3 of pandas 3, which none of these tests uses with Spark
    config.addinivalue_line(
        "filterwarnings", "ignore:PySpark does not yet fully support pandas:FutureWarning"
    )


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Spark session for the whole run; without one the test fails with the reason."""
    from tests.spark import session

    started = session(tmp_path_factory.mktemp("spark"))
    yield started
    started.stop()


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of published tables and sample exports, which stands beside the checkout and not in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a small national table and its events; tests only read it."""
    from tests.nation import ROWS

    from tthc_adapters.samples import write_national_sample

    return write_national_sample(ROWS, tmp_path_factory.mktemp("nation")).folder
