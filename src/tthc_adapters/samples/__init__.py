"""Invented dossiers whose official form is one you give: for demos, tests and trying things out."""

from __future__ import annotations

from tthc_adapters.samples._national import NationalSummary, write_national_sample
from tthc_adapters.samples._target import TargetForm, TargetRow, published_target, read_target
from tthc_adapters.samples._write import SampleSummary, write_sample

__all__ = [
    "NationalSummary",
    "SampleSummary",
    "TargetForm",
    "TargetRow",
    "published_target",
    "read_target",
    "write_national_sample",
    "write_sample",
]
