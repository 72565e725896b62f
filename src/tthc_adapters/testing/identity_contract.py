"""The contract of an identity source: subclass it, give `source` and `case`, get the tests."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from attrs import field, frozen

from tthc.errors import IdentityError
from tthc.identity import (
    Match,
    MatchOutcome,
    PartialDate,
    PersonalNumber,
    PersonName,
    Precision,
    name_key,
)
from tthc_adapters.protocols import API, IdentitySource


@frozen(kw_only=True)
class IdentityCase:
    """A person a source knows, a number it does not, and who may ask (tình huống thử).

    Every person is invented, in a test system or a table made for the test.

    Args:
        number, name, birth_date: of the person known, the date to the day.
        unknown: a number nobody has there.
        purpose, officer, procedure: grounds that are in order.
        other_procedure: one that is not licensed.
        other_officer: one who is not authorised.
    """

    number: PersonalNumber
    name: PersonName
    birth_date: PartialDate
    unknown: PersonalNumber
    purpose: str
    officer: str = field(repr=False)
    procedure: str
    other_procedure: str
    other_officer: str = field(repr=False)


class IdentitySourceContract:
    """Test an identity source: every outcome, refusal first, silence (bộ kiểm tra cho nguồn danh tính).

    A subclass named `Test…` gives two pytest fixtures: `source`, an `IdentitySource` set up for
    testing, and `case`, an `IdentityCase`.
    """

    def test_it_is_an_identity_source(self, source: IdentitySource) -> None:
        """The object is an `IdentitySource` of this version of the protocol."""
        assert isinstance(source, IdentitySource), "name, api and verify are needed"
        assert source.name == "".join(str(source.name).split()) != "", "the name is one word"
        assert source.api == API, f"this tthc speaks version {API} of the protocol"

    def test_a_known_person_matches(self, source: IdentitySource, case: IdentityCase) -> None:
        """Number, name and date of birth of one person are a match, compared to the day."""
        match = ask(source, case)
        assert match.outcome is MatchOutcome.MATCH, f"the known person is {match.outcome.value}"
        assert match.source == source.name, "the answer names its source"
        assert match.precision is Precision.DAY, "the date of birth is compared to the day"

    def test_names_are_compared_folded(self, source: IdentitySource, case: IdentityCase) -> None:
        """Case, marks and blanks of a name do not matter."""
        plain = PersonName(name_key(case.name.reveal()))
        assert ask(source, case, name=plain).outcome is MatchOutcome.MATCH, "the folded name is not known"

    def test_a_year_of_birth_is_enough_and_is_said(self, source: IdentitySource, case: IdentityCase) -> None:
        """A date known only to the year is compared so, and the answer says it."""
        match = ask(source, case, birth_date=case.birth_date.cut(Precision.YEAR))
        assert match.outcome is MatchOutcome.MATCH, "the year alone is refused"
        assert match.precision is Precision.YEAR, "the answer hides how little was compared"

    def test_another_name_is_no_match(self, source: IdentitySource, case: IdentityCase) -> None:
        """The number of one person with the name of another is no match."""
        other = PersonName("Không Phải " + case.name.reveal())
        assert ask(source, case, name=other).outcome is MatchOutcome.NO_MATCH

    def test_another_date_of_birth_is_no_match(self, source: IdentitySource, case: IdentityCase) -> None:
        """The number of one person with another date of birth is no match."""
        other = PartialDate(case.birth_date.year - 1)
        assert ask(source, case, birth_date=other).outcome is MatchOutcome.NO_MATCH

    def test_an_unknown_person_is_not_found_and_no_error(
        self, source: IdentitySource, case: IdentityCase
    ) -> None:
        """A number nobody has is an answer, not an exception."""
        assert ask(source, case, number=case.unknown).outcome is MatchOutcome.NOT_FOUND

    def test_a_procedure_without_licence_is_refused(self, source: IdentitySource, case: IdentityCase) -> None:
        """A procedure that may not look persons up is told so."""
        match = ask(source, case, grounds={"procedure": case.other_procedure})
        assert match.outcome is MatchOutcome.PROCEDURE_NOT_LICENSED, f"it got {match.outcome.value}"

    def test_an_officer_without_right_is_refused(self, source: IdentitySource, case: IdentityCase) -> None:
        """An officer who may not ask is told so."""
        match = ask(source, case, grounds={"officer": case.other_officer})
        assert match.outcome is MatchOutcome.OFFICER_NOT_AUTHORISED, f"it got {match.outcome.value}"

    def test_a_refusal_tells_nothing_of_the_person(self, source: IdentitySource, case: IdentityCase) -> None:
        """Who may not ask gets one answer for known and unknown numbers."""
        for grounds in ({"procedure": case.other_procedure}, {"officer": case.other_officer}):
            known = ask(source, case, grounds=grounds)
            unknown = ask(source, case, number=case.unknown, grounds=grounds)
            assert known == unknown, "a refusal differs between a known and an unknown number"

    def test_a_question_without_grounds_is_refused(self, source: IdentitySource, case: IdentityCase) -> None:
        """A blank purpose, officer or procedure is an `IdentityError`."""
        for name in ("purpose", "officer", "procedure"):
            code = None
            try:
                ask(source, case, grounds={name: " "})
            except IdentityError as error:
                code = error.code
            assert code == "identity.grounds-missing", f"a look-up without {name} was not refused"

    def test_odd_persons_get_an_answer(self, source: IdentitySource, case: IdentityCase) -> None:
        """Old numbers, one-letter names and dates of long ago are answered like any others."""
        odd = PersonName("Y")
        for number in (PersonalNumber("000000000"), PersonalNumber("999999999999"), case.number):
            for birth_date in (PartialDate(1), PartialDate(1900, 2), PartialDate(9999, 12, 31)):
                match = ask(source, case, number=number, name=odd, birth_date=birth_date)
                assert isinstance(match, Match), "the answer is a Match"
                assert match.outcome is not MatchOutcome.MATCH, "an invented person matches"

    def test_asking_twice_is_equal(self, source: IdentitySource, case: IdentityCase) -> None:
        """The same question gets the same answer."""
        assert ask(source, case) == ask(source, case), "the same question got two answers"

    def test_nothing_personal_is_told_or_logged(self, source: IdentitySource, case: IdentityCase) -> None:
        """No number, name, date or officer stands in an answer, in `repr` of the source, or in a log."""
        with _logged() as lines:
            matches = [ask(source, case), ask(source, case, number=case.unknown)]
            matches.append(ask(source, case, grounds={"officer": case.other_officer}))
        told = [repr(source), str(source), *map(repr, matches), *map(str, matches), *lines]
        told += [repr(pickle.dumps(match)) for match in matches]
        secrets = {
            case.number.reveal(), case.unknown.reveal(), case.name.reveal(), case.name.key,
            case.birth_date.reveal(), case.officer, case.other_officer,
        }  # fmt: skip
        shown = [text for text in told if any(secret in text for secret in secrets)]
        assert not shown, "something personal is told by an answer, by repr, or by a log"


def ask(
    source: IdentitySource,
    case: IdentityCase,
    *,
    number: PersonalNumber | None = None,
    name: PersonName | None = None,
    birth_date: PartialDate | None = None,
    grounds: Mapping[str, str] | None = None,
) -> Match:
    """Put the question of a case to a source, some of it changed."""
    known = {"purpose": case.purpose, "officer": case.officer, "procedure": case.procedure}
    return source.verify(
        number or case.number,
        name or case.name,
        birth_date or case.birth_date,
        **{**known, **(grounds or {})},
    )


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Collect everything that is logged, at any level."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    root, collector = logging.getLogger(), Collector(level=logging.NOTSET)
    before = root.level
    root.addHandler(collector)
    root.setLevel(logging.NOTSET)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.removeHandler(collector)
