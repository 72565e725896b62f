"""Contracts for authors of adapters: subclass one, give it what you wrote, get the tests.

Nothing here imports pytest; the contract classes are collected by it
(`pip install tthc[tables,testing] pytest`).
"""

from tthc_adapters.testing.export_contract import ExportAdapterContract
from tthc_adapters.testing.guard import Outside, watched
from tthc_adapters.testing.identity_contract import IdentityCase, IdentitySourceContract
from tthc_adapters.testing.reading import chosen_for, heads_of, junk_heads, read_sample
from tthc_adapters.testing.samples import (
    Cell,
    Sample,
    SampleObjects,
    SampleTable,
    objects_from_json,
    table_from_text,
)
from tthc_adapters.testing.source_contract import SourceContract, SourceSample
from tthc_adapters.testing.system_samples import sample_of, system_samples
from tthc_adapters.testing.writer_contract import ReportWriterContract, sample_report

__all__ = [
    "Cell",
    "ExportAdapterContract",
    "IdentityCase",
    "IdentitySourceContract",
    "Outside",
    "ReportWriterContract",
    "Sample",
    "SampleObjects",
    "SampleTable",
    "SourceContract",
    "SourceSample",
    "chosen_for",
    "heads_of",
    "junk_heads",
    "objects_from_json",
    "read_sample",
    "sample_of",
    "sample_report",
    "system_samples",
    "table_from_text",
    "watched",
]
