"""An offline table of look-ups: sealed with a key, so that the file names nobody."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc.identifiers import normalize_procedure_code
from tthc.identity import (
    Match,
    MatchOutcome,
    PartialDate,
    PersonalNumber,
    PersonName,
    Precision,
    require_grounds,
)

FORMAT = "tthc-lookup-table/1"
LEAST_KEY = 32
"""Bytes of the shortest key. Without one, the 10^10 or so numbers there can be are tried in minutes."""


@frozen
class KnownPerson:
    """Hold what a table is made from (người trong bảng); printing shows it masked."""

    number: PersonalNumber
    name: PersonName
    birth_date: PartialDate


def seal_table(
    persons: Iterable[KnownPerson],
    *,
    key: bytes,
    procedures: Iterable[str],
    officers: Iterable[str],
    purposes: Iterable[str] = (),
) -> str:
    """Return a table of look-ups as JSON text, in which nobody can be read without trying (niêm phong bảng).

    Numbers, names, dates and officers stand in it only as HMAC-SHA-256 under `key`; procedures and
    purposes stand plain.

    Args:
        persons: who is in the table.
        key: at least 32 random bytes, kept apart from the table.
        procedures: codes of the procedures licensed to look persons up.
        officers: codes of the officers who may.
        purposes: what a look-up may be for; any purpose when empty.

    Raises:
        AdapterError: a short key (`identity.lookup-key-short`), a number twice (`identity.lookup-twice`).

    >>> person = KnownPerson(PersonalNumber("001099000123"), PersonName("Đặng Văn Mẫu"), PartialDate(1999))
    >>> text = seal_table([person], key=bytes(32), procedures=["1.001612"], officers=["cb01"])
    >>> "001099000123" in text, "cb01" in text
    (False, False)
    """
    if len(key) < LEAST_KEY:
        raise AdapterError("identity.lookup-key-short", least=LEAST_KEY)
    seal = _Seal(key)
    sealed: dict[str, dict[str, Any]] = {}
    for person in persons:
        mark = seal.number(person.number)
        if mark in sealed:
            raise AdapterError("identity.lookup-twice")
        sealed[mark] = {
            "name": seal.name(person.number, person.name),
            "birth": {
                precision.value: seal.birth(person.number, person.birth_date.cut(precision))
                for precision in _as_far_as(person.birth_date)
            },
        }
    table = {
        "format": FORMAT,
        "check": seal.check(),
        "procedures": sorted({normalize_procedure_code(code) for code in procedures}),
        "officers": sorted({seal.officer(officer) for officer in officers}),
        "purposes": sorted(set(purposes)),
        "persons": dict(sorted(sealed.items())),
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _as_far_as(birth_date: PartialDate) -> list[Precision]:
    order = list(Precision)
    return order[: order.index(birth_date.precision) + 1]


@frozen
class _Seal:
    """Make the marks of one key; a name or a date is sealed together with its number."""

    _key: bytes = field(repr=False)

    def _mark(self, *parts: str) -> str:
        return hmac.new(self._key, "\x1f".join(parts).encode(), sha256).hexdigest()

    def check(self) -> str:
        return self._mark("check", FORMAT)

    def number(self, number: PersonalNumber) -> str:
        return self._mark("number", number.reveal())

    def name(self, number: PersonalNumber, name: PersonName) -> str:
        return self._mark("name", number.reveal(), name.key)

    def birth(self, number: PersonalNumber, birth_date: PartialDate) -> str:
        return self._mark("birth", number.reveal(), birth_date.reveal())

    def officer(self, officer: str) -> str:
        return self._mark("officer", officer.strip())


@frozen
class _Table:
    """A table of look-ups, read and checked against its key."""

    seal: _Seal
    procedures: frozenset[str]
    officers: frozenset[str]
    purposes: frozenset[str]
    persons: Mapping[str, Mapping[str, Any]] = field(repr=False)


@define
class LookupTable:
    """Verify persons against a table made by `seal_table` (bảng tra cứu ngoại tuyến).

    The table and the file of its key are those given, or those the environment variables
    `TTHC_LOOKUP_TABLE` and `TTHC_LOOKUP_KEY` name when the question is asked. A changed file is read anew.

    >>> match = LookupTable(table="nowhere.json", key="nowhere.key").verify(
    ...     PersonalNumber("001099000123"), PersonName("Đặng Văn Mẫu"), PartialDate(1999),
    ...     purpose="H10.1-260302-0001", officer="cb01", procedure="1.001612")
    >>> match.outcome.value, match.reason
    ('unavailable', 'identity.lookup-unreadable')
    """

    table: str | os.PathLike[str] | None = field(default=None, repr=False)
    key: str | os.PathLike[str] | None = field(default=None, repr=False)
    name: str = field(default="lookup-table", kw_only=True)
    api: int = field(default=1, kw_only=True)
    _read: tuple[object, _Table] | None = field(default=None, init=False, repr=False, eq=False)

    def verify(
        self,
        number: PersonalNumber,
        name: PersonName,
        birth_date: PartialDate,
        *,
        purpose: str,
        officer: str,
        procedure: str,
    ) -> Match:
        """Answer from the table; see `tthc_adapters.protocols.IdentitySource`.

        Raises:
            IdentityError: `purpose`, `officer` or `procedure` is blank (`identity.grounds-missing`).
        """
        require_grounds(purpose=purpose, officer=officer, procedure=procedure)
        try:
            table = self._load()
        except AdapterError as error:
            return self._answer(MatchOutcome.UNAVAILABLE, reason=error.code)
        if normalize_procedure_code(procedure) not in table.procedures:
            return self._answer(MatchOutcome.PROCEDURE_NOT_LICENSED)
        if table.purposes and purpose.strip() not in table.purposes:
            return self._answer(MatchOutcome.PROCEDURE_NOT_LICENSED)
        if table.seal.officer(officer) not in table.officers:
            return self._answer(MatchOutcome.OFFICER_NOT_AUTHORISED)
        return self._compare(table, number, name, birth_date)

    def _compare(
        self, table: _Table, number: PersonalNumber, name: PersonName, birth_date: PartialDate
    ) -> Match:
        known = table.persons.get(table.seal.number(number))
        if known is None:
            return self._answer(MatchOutcome.NOT_FOUND)
        shared = [precision for precision in _as_far_as(birth_date) if precision.value in known["birth"]]
        precision = shared[-1]
        born = table.seal.birth(number, birth_date.cut(precision))
        same = hmac.compare_digest(known["name"], table.seal.name(number, name))
        same &= hmac.compare_digest(known["birth"][precision.value], born)
        return self._answer(MatchOutcome.MATCH if same else MatchOutcome.NO_MATCH, precision=precision)

    def _answer(
        self, outcome: MatchOutcome, *, precision: Precision | None = None, reason: str | None = None
    ) -> Match:
        return Match(outcome, source=self.name, precision=precision, reason=reason)

    def _load(self) -> _Table:
        """Return the table, read again only when one of the two files has changed."""
        paths = [
            given or os.environ.get(name)
            for given, name in ((self.table, "TTHC_LOOKUP_TABLE"), (self.key, "TTHC_LOOKUP_KEY"))
        ]
        if not all(paths):
            raise AdapterError("identity.lookup-not-configured")
        table, key = (Path(path) for path in paths if path)
        try:
            state = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in (table, key)]
            if self._read is None or self._read[0] != state:
                self._read = (state, _parse(table.read_bytes(), key.read_bytes()))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise AdapterError("identity.lookup-unreadable") from None
        return self._read[1]


def _parse(text: bytes, key: bytes) -> _Table:
    """Read a table; whatever is not of its format is an error of Python's or of ours."""
    document = json.loads(text)
    seal = _Seal(key)
    if document["format"] != FORMAT or len(key) < LEAST_KEY:
        raise AdapterError("identity.lookup-unreadable")
    if not hmac.compare_digest(document["check"], seal.check()):
        raise AdapterError("identity.lookup-key")
    for person in document["persons"].values():
        marks = [person["name"], person["birth"][Precision.YEAR.value], *person["birth"].values()]
        if not all(isinstance(mark, str) and mark.isascii() for mark in marks):
            raise AdapterError("identity.lookup-unreadable")
    return _Table(
        seal,
        frozenset(document["procedures"]),
        frozenset(document["officers"]),
        frozenset(document["purposes"]),
        document["persons"],
    )
