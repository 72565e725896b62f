"""Every system that comes with tthc passes the contract that other packages pass."""

from __future__ import annotations

import pytest

from tthc_adapters import ExportAdapter, load_plugins
from tthc_adapters.testing import (
    ExportAdapterContract,
    Sample,
    chosen_for,
    heads_of,
    read_sample,
    sample_of,
    system_samples,
)

SYSTEMS = sorted(
    name
    for record in load_plugins().inventory()
    if record.distribution == "tthc"
    for name in record.offers.get("systems", ())
)


BY_NAME = ("national-portal.counter", "national-portal.tan-dan", "tabular")
"""Systems that no heading tells from another one's: they are read only when they are asked for."""


@pytest.mark.parametrize("system", [name for name in SYSTEMS if name not in BY_NAME])
class TestBuiltInSystems(ExportAdapterContract):
    @pytest.fixture
    def adapter(self, system: str) -> ExportAdapter:
        return load_plugins().systems[system]

    @pytest.fixture
    def sample(self, system: str) -> Sample:
        return sample_of(system)


@pytest.mark.parametrize("system", BY_NAME)
class TestSystemsAskedForByName(ExportAdapterContract):
    @pytest.fixture
    def adapter(self, system: str) -> ExportAdapter:
        return load_plugins().systems[system]

    @pytest.fixture
    def sample(self, system: str) -> Sample:
        return sample_of(system)

    def test_it_knows_its_sample(self, adapter: ExportAdapter, sample: Sample) -> None:
        assert not any(adapter.sniff(head) for head in heads_of(sample, adapter))

    def test_its_sample_is_read_as_its_own(self, adapter: ExportAdapter, sample: Sample) -> None:
        assert chosen_for(sample, adapter) is None
        assert read_sample(adapter, sample).systems == (adapter.name,)


def test_every_system_has_a_sample_and_every_sample_a_system() -> None:
    assert sorted(system_samples()) == SYSTEMS
