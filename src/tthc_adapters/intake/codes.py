"""Dossier codes in columns: the scalar rule of `tthc.identifiers` on distinct unit prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc.identifiers import canonical_unit, typed_marks
from tthc_adapters.intake.cleaning import is_compact
from tthc_adapters.intake.distinct import Distinct

if TYPE_CHECKING:
    import polars as pl

_BLANKS = "[\\s\u200b-\u200d\u2060\ufeff]+"
_NOT_COMPACT = r"[^!-`{-~]"  # anything but visible ASCII without small letters


class CodeReader:
    """Write dossier codes in their one spelling, as `normalize_dossier_code` does for one (mã hồ sơ).

    >>> import polars as pl
    >>> CodeReader().normalized(pl.Series(["000.00.17.h56-250303-0001", "H56.17-250303-0001"])).to_list()
    ['H56.17-250303-0001', 'H56.17-250303-0001']
    """

    def __init__(self) -> None:
        import polars as pl

        self._units = Distinct(canonical_unit, pl.String)

    def normalized(self, codes: pl.Series, *, compact: bool = False) -> pl.Series:
        """Return the spelling under which codes are compared.

        Args:
            codes: the codes as they stand.
            compact: `is_compact` is known to hold of them.
        """
        import polars as pl

        compacted, code = codes, pl.col("code")
        prefix = code.str.slice(0, code.str.find("-", literal=True))  # counts bytes, which are letters here
        if not (compact or is_compact(codes)):
            odd = codes.str.contains(_NOT_COMPACT).fill_null(value=False)
            compacted = codes.zip_with(~odd, self._compact(codes))
            prefix = code.str.splitn("-", 2).struct.field("field_0")
        unit = compacted.to_frame("code").select_seq(prefix).to_series()
        units = self._units.map(unit)
        if not units.equals(unit, check_names=False):
            rest = compacted.str.extract(r"^[^-]*(-.*)$", 1).fill_null("")
            compacted = units + rest
        return compacted.alias("code_normalized")

    def _compact(self, codes: pl.Series) -> pl.Series:
        """Return codes as `tthc.identifiers.compact` does."""
        bare = codes.str.replace_all(_BLANKS, "")
        if bare.str.len_bytes().sum() == bare.str.len_chars().sum():
            return bare.str.to_uppercase()
        typed = typed_marks()
        plain = bare.str.normalize("NFC").str.replace_many(list(typed), list(typed.values()))
        return plain.str.to_uppercase().str.normalize("NFC")
