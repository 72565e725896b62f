"""Every place where another package may join in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import pluggy

from tthc.findings import Finding
from tthc_adapters.protocols import (
    CheckContext,
    ExportAdapter,
    IdentitySource,
    ReportWriter,
    SourceReader,
)

PROJECT = "tthc"
"""Name of the project for pluggy, and the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def tthc_sources() -> Iterable[SourceReader]:
    """Offer readers for kinds of files (nguồn dữ liệu: csv, xlsx, json …).

    All answers are collected. Names must be unique across packages, and so must suffixes and schemes.
    """
    raise NotImplementedError


@hookspec
def tthc_systems() -> Iterable[ExportAdapter]:
    """Offer readers for export layouts (mẫu tệp xuất của tỉnh).

    All answers are collected. Names must be unique across packages; the best `sniff` score wins
    and a tie is refused with both names.
    """
    raise NotImplementedError


@hookspec
def tthc_identity_sources() -> Iterable[IdentitySource]:
    """Offer places that verify a person (nguồn danh tính: bảng tra cứu, cơ sở dữ liệu dân cư …).

    All answers are collected. Names must be unique across packages. A source is asked only by name:
    none is tried because another one failed.
    """
    raise NotImplementedError


@hookspec
def tthc_report_writers() -> Iterable[ReportWriter]:
    """Offer ways to put a report down (màn hình, sổ tính, trang web).

    All answers are collected. Names must be unique across packages.
    """
    raise NotImplementedError


@hookspec
def tthc_check_dossiers(context: CheckContext) -> Iterable[Finding]:
    """Add local checks (kiểm tra riêng của tỉnh); return findings and never change the table.

    All answers are collected. A check that fails is a finding itself and stops nothing.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def tthc_open_location(location: str) -> IO[bytes] | None:
    """Open a location, or return None to let another opener try.

    First answer wins: claim a scheme of your own, such as `sftp:`. It may be asked more than once
    for one location, and gives the bytes from the start each time.
    """
    raise NotImplementedError
