"""Dossier codes in columns: the scalar rule of `tthc.identifiers` on distinct unit prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc.identifiers import canonical_unit
from tthc_adapters.intake.distinct import Distinct

if TYPE_CHECKING:
    import polars as pl

_BLANKS = "[\\s\u200b-\u200d\u2060\ufeff]+"


class CodeReader:
    """Write dossier codes in their one spelling, as `normalize_dossier_code` does for one (mã hồ sơ).

    >>> import polars as pl
    >>> CodeReader().normalized(pl.Series(["000.00.17.h56-250303-0001", "H56.17-250303-0001"])).to_list()
    ['H56.17-250303-0001', 'H56.17-250303-0001']
    """

    def __init__(self) -> None:
        import polars as pl

        self._units = Distinct(canonical_unit, pl.String)

    def normalized(self, codes: pl.Series) -> pl.Series:
        """Return the spelling under which codes are compared."""
        import polars as pl

        compact = codes.str.replace_all(_BLANKS, "")
        if compact.str.len_bytes().sum() != compact.str.len_chars().sum():
            compact = compact.str.normalize("NFC").str.to_uppercase().str.normalize("NFC")
        else:
            compact = compact.str.to_uppercase()
        parts = pl.DataFrame({"code": compact}).select(
            pl.col("code").str.extract(r"^([^-]*)", 1).alias("unit"),
            pl.col("code").str.extract(r"^[^-]*(-.*)$", 1).fill_null("").alias("rest"),
        )
        units = self._units.map(parts["unit"])
        return (units + parts["rest"]).alias("code_normalized")
