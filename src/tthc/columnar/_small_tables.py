"""Small tables on their way to an engine that takes them through Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Literal


def arrow_table(columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> Any:
    """Return an Arrow table; made by polars where that is installed, since Arrow asks pandas for help."""
    import narwhals as nw

    backend: Literal["polars", "pyarrow"] = "pyarrow" if find_spec("polars") is None else "polars"
    return nw.from_dict(columns, schema=types, backend=backend).to_arrow()
