"""The canonical dossier table: its columns, their types, and a validator for any frame."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tthc.errors import TableError


class Kind(enum.Enum):
    """Type of a canonical column."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    """Vietnam wall-clock time without a zone."""
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"


@frozen
class Column:
    """Describe one canonical column: name, type, and the Vietnamese term."""

    name: str
    kind: Kind
    vi: str


COLUMNS: tuple[Column, ...] = (
    Column("code", Kind.TEXT, "mã hồ sơ, như trong tệp"),
    Column("code_normalized", Kind.TEXT, "mã hồ sơ, chuẩn hóa"),
    Column("procedure_code", Kind.TEXT, "mã thủ tục"),
    Column("procedure_name", Kind.TEXT, "tên thủ tục"),
    Column("field_code", Kind.TEXT, "mã lĩnh vực"),
    Column("field_name", Kind.TEXT, "lĩnh vực"),
    Column("agency_code", Kind.TEXT, "mã đơn vị giải quyết"),
    Column("agency_name", Kind.TEXT, "đơn vị giải quyết"),
    Column("level", Kind.TEXT, "cấp (province, district, commune, ministry, other, unknown)"),
    Column("channel", Kind.TEXT, "kênh (online, direct, post)"),
    Column("online_level", Kind.TEXT, "mức độ trực tuyến (full, partial)"),
    Column("submitted_on", Kind.DAY, "ngày nộp"),
    Column("submitted_at", Kind.MOMENT, "thời điểm nộp"),
    Column("received_on", Kind.DAY, "ngày tiếp nhận"),
    Column("received_at", Kind.MOMENT, "thời điểm tiếp nhận"),
    Column("due_on", Kind.DAY, "ngày hẹn trả, như trong tệp"),
    Column("due_at", Kind.MOMENT, "giờ hẹn trả; trống là đến 24 giờ"),
    Column("original_due_on", Kind.DAY, "ngày hẹn trả ban đầu"),
    Column("legal_due_on", Kind.DAY, "ngày đến hạn theo luật"),
    Column("legal_due_at", Kind.MOMENT, "giờ đến hạn theo luật"),
    Column("finished_on", Kind.DAY, "ngày kết thúc xử lý"),
    Column("finished_at", Kind.MOMENT, "thời điểm kết thúc xử lý"),
    Column("returned_on", Kind.DAY, "ngày trả kết quả"),
    Column("returned_at", Kind.MOMENT, "thời điểm trả kết quả"),
    Column("status", Kind.INTEGER, "trạng thái 1..10"),
    Column("waiting_since", Kind.DAY, "ngày bắt đầu chờ bổ sung hoặc nghĩa vụ"),
    Column("limit_amount", Kind.NUMBER, "thời hạn giải quyết: số"),
    Column("limit_unit", Kind.TEXT, "thời hạn giải quyết: đơn vị"),
    Column("officer", Kind.TEXT, "người xử lý"),
    Column("digitised_component", Kind.FLAG, "có thành phần số hóa"),
    Column("electronic_result", Kind.FLAG, "có kết quả điện tử"),
    Column("identity_verified", Kind.FLAG, "đã xác thực định danh"),
    Column("paid_online", Kind.FLAG, "thanh toán trực tuyến"),
    Column("reused_data", Kind.FLAG, "tái sử dụng dữ liệu"),
    Column("source_file", Kind.TEXT, "tệp nguồn"),
    Column("source_sheet", Kind.TEXT, "trang tính"),
    Column("source_row", Kind.INTEGER, "dòng trong tệp, từ 1, kể cả tiêu đề"),
)

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)

REQUIRED: frozenset[str] = frozenset(
    {
        *("code_normalized", "field_code", "field_name", "agency_code", "agency_name", "level"),
        *("channel", "online_level", "received_on", "due_on", "due_at", "original_due_on"),
        *("legal_due_on", "legal_due_at", "finished_on", "finished_at", "returned_on", "status"),
        "waiting_since",
    }
)
"""Columns the counting rules read; the others may be absent from a frame of the caller's own."""


def polars_schema() -> dict[str, Any]:
    """Return the canonical schema in polars types, in canonical order."""
    import polars as pl

    types = {
        Kind.TEXT: pl.String,
        Kind.DAY: pl.Date,
        Kind.MOMENT: pl.Datetime("us"),
        Kind.INTEGER: pl.Int32,
        Kind.NUMBER: pl.Float64,
        Kind.FLAG: pl.Boolean,
    }
    return {column.name: types[column.kind] for column in COLUMNS}


def validate(frame: Any) -> None:
    """Check that `frame` holds the canonical columns with fitting types (kiểm tra bảng chuẩn).

    Args:
        frame: any frame narwhals knows, eager or lazy. More columns than the canonical ones are allowed.

    Raises:
        TableError: required columns missing or columns mistyped, all of them named at once
            (`table.columns`).

    """
    import narwhals as nw

    schema = nw.from_native(frame).collect_schema()
    _refuse(
        sorted(REQUIRED - set(schema)),
        [
            column
            for column in COLUMNS
            if column.name in schema and not _fits(schema[column.name], column.kind)
        ],
    )


def require(frame: Any, kinds: Mapping[str, Kind]) -> None:
    """Check that a narwhals frame holds the columns a function reads, with fitting types (cột cần có).

    Raises:
        TableError: columns missing or mistyped, all of them named at once (`table.columns`).

    """
    schema = frame.collect_schema()
    wanted = [Column(name, kind, "") for name, kind in kinds.items()]
    _refuse(
        [column.name for column in wanted if column.name not in schema],
        [
            column
            for column in wanted
            if column.name in schema and not _fits(schema[column.name], column.kind)
        ],
    )


def _refuse(missing: Sequence[str], mistyped: Sequence[Column]) -> None:
    if missing or mistyped:
        named = ", ".join(f"{column.name} ({column.kind.value})" for column in mistyped)
        raise TableError("table.columns", missing=", ".join(missing) or "-", mistyped=named or "-")


def _fits(dtype: Any, kind: Kind) -> bool:
    import narwhals as nw

    fits: dict[Kind, Callable[[Any], bool]] = {
        Kind.TEXT: lambda dtype: dtype in {nw.String, nw.Categorical, nw.Enum} or isinstance(dtype, nw.Enum),
        Kind.DAY: lambda dtype: dtype == nw.Date,
        Kind.MOMENT: lambda dtype: isinstance(dtype, nw.Datetime) and dtype.time_zone is None,
        Kind.INTEGER: lambda dtype: dtype.is_integer(),
        Kind.NUMBER: lambda dtype: dtype.is_numeric(),
        Kind.FLAG: lambda dtype: dtype == nw.Boolean,
    }
    return fits[kind](dtype)
