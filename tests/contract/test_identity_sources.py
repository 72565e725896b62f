"""The offline table passes the contract of identity sources, in every shape it may be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc.identity import PartialDate, PersonalNumber, PersonName
from tthc_adapters.identity import KnownPerson, LookupTable, seal_table
from tthc_adapters.protocols import IdentitySource
from tthc_adapters.testing import IdentityCase, IdentitySourceContract

KEY = bytes(range(32))
CASE = IdentityCase(
    number=PersonalNumber("001099000123"),
    name=PersonName("Đặng Văn Mẫu"),
    birth_date=PartialDate(1999, 5, 20),
    unknown=PersonalNumber("001099999999"),
    purpose="H10.1-260302-0001",
    officer="canbo.mau.01",
    procedure="1.001612",
    other_procedure="2.000815",
    other_officer="canbo.mau.02",
)
OTHER = KnownPerson(PersonalNumber("012345678"), PersonName("Y Mẫu"), PartialDate(1950))


@pytest.mark.parametrize("purposes", [(), (CASE.purpose,)], ids=["any purpose", "named purposes"])
class TestLookupTable(IdentitySourceContract):
    @pytest.fixture
    def source(self, purposes: tuple[str, ...], tmp_path: Path) -> IdentitySource:
        person = KnownPerson(CASE.number, CASE.name, CASE.birth_date)
        table, key = tmp_path / "lookup.json", tmp_path / "lookup.key"
        table.write_text(
            seal_table(
                [person, OTHER],
                key=KEY,
                procedures=[CASE.procedure],
                officers=[CASE.officer],
                purposes=purposes,
            ),
            encoding="utf-8",
        )
        key.write_bytes(KEY)
        return LookupTable(table=table, key=key)

    @pytest.fixture
    def case(self) -> IdentityCase:
        return CASE
