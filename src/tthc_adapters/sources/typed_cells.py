"""Typed cells of columnar files: as the text a person would read, and as Vietnam wall-clock time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_ZONE = "Asia/Ho_Chi_Minh"
_DAY = 86_400_000_000  # microseconds
_YEARS = (-719_162, 2_932_897)  # days since 1970 of 1/1/0001 and of the day after 31/12/9999


def as_moment(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return days as they are, and moments as naive Vietnam time in microseconds (ngày, giờ Việt Nam).

    >>> import polars as pl
    >>> from datetime import UTC, datetime
    >>> frame = pl.DataFrame({"a": [datetime(2025, 4, 1, 20, 5, tzinfo=UTC)]})
    >>> frame.select(as_moment(pl.col("a"), frame.schema["a"])).item()
    datetime.datetime(2025, 4, 2, 3, 5)
    """
    import polars as pl

    if not isinstance(dtype, pl.Datetime):
        return value
    if dtype.time_zone is not None:
        value = value.dt.convert_time_zone(_ZONE).dt.replace_time_zone(None)
    return value.cast(pl.Datetime("us"))


def as_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return typed cells as the text a person would read; lists have none.

    >>> import polars as pl
    >>> from datetime import datetime
    >>> frame = pl.DataFrame({"a": [3.0, 2.5], "b": [datetime(2025, 4, 1, 8, 5), None], "c": [True, None]})
    >>> frame.select(as_text(pl.col(name), frame.schema[name]) for name in "abc").rows()
    [('3', '2025-04-01T08:05:00', 'true'), ('2.5', None, None)]
    """
    import polars as pl

    answer = value.cast(pl.String, strict=False) if not dtype.is_nested() and dtype != pl.Object else None
    if isinstance(dtype, (pl.Date, pl.Datetime)):
        moment = as_moment(value, dtype)
        ticks = moment.to_physical()
        per_day = 1 if isinstance(dtype, pl.Date) else _DAY
        start, end = _YEARS
        written_out = ticks.is_between(start * per_day, end * per_day, closed="left")
        known = pl.when(written_out).then(moment)  # beyond them the writer may stop the read
        form = "%Y-%m-%d" if isinstance(dtype, pl.Date) else "%Y-%m-%dT%H:%M:%S%.f"
        answer = pl.when(written_out).then(known.dt.to_string(form)).otherwise(ticks.cast(pl.String))
    elif dtype.is_float():
        whole = value.cast(pl.Int64, strict=False)
        answer = pl.when(whole.cast(dtype) == value).then(whole.cast(pl.String)).otherwise(answer)
    elif dtype == pl.Boolean:
        answer = pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))
    return pl.lit(None, dtype=pl.String) if answer is None else answer


def written(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with its days and moments as text (chữ thay cho kiểu ngày giờ).

    >>> import polars as pl
    >>> from datetime import date
    >>> written(pl.DataFrame({"a": [date(2025, 4, 1)], "b": ["x"]})).row(0)
    ('2025-04-01', 'x')
    """
    import polars as pl

    typed = {name: dtype for name, dtype in frame.schema.items() if dtype.is_temporal()}
    return frame.with_columns(as_text(pl.col(name), dtype).alias(name) for name, dtype in typed.items())
