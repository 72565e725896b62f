"""What an identity source may answer: a closed set, and nothing personal in it."""

from __future__ import annotations

import enum

from attrs import field, frozen, validators

from tthc.errors import IdentityError
from tthc.identity._birth import Precision
from tthc.messages import render


class MatchOutcome(enum.Enum):
    """The answers there are to "is this the person?" (kết quả xác minh)."""

    MATCH = "match"
    NO_MATCH = "no-match"
    NOT_FOUND = "not-found"
    PROCEDURE_NOT_LICENSED = "procedure-not-licensed"
    OFFICER_NOT_AUTHORISED = "officer-not-authorised"
    UNAVAILABLE = "unavailable"

    @property
    def answered(self) -> bool:
        """Whether the source looked at the person; otherwise it refused, or could not."""
        return self in {MatchOutcome.MATCH, MatchOutcome.NO_MATCH, MatchOutcome.NOT_FOUND}

    def message(self, lang: str = "vi") -> str:
        """Say the answer in `lang` ("vi" or "en").

        >>> MatchOutcome.NOT_FOUND.message("en")
        'The number was not found. Check it, or verify in another way.'
        """
        return render(f"identity.{self.value}", {}, lang)


@frozen
class Match:
    """Give the answer of a source to one look-up (kết quả đối chiếu danh tính).

    It is true only for a match, and holds nothing of the person.

    Args:
        outcome: the answer.
        source: name of the source that gave it.
        precision: how much of the date of birth could be compared, when it was.
        reason: code of the message catalogue that says more, e.g. why a source is unavailable.

    >>> match = Match(MatchOutcome.MATCH, source="lookup-table", precision=Precision.YEAR)
    >>> bool(match), bool(Match(MatchOutcome.UNAVAILABLE, source="lookup-table"))
    (True, False)
    """

    outcome: MatchOutcome = field(validator=validators.instance_of(MatchOutcome))
    source: str = field(kw_only=True)
    precision: Precision | None = field(default=None, kw_only=True)
    reason: str | None = field(default=None, kw_only=True)

    def __bool__(self) -> bool:
        return self.outcome is MatchOutcome.MATCH


def require_grounds(*, purpose: str, officer: str, procedure: str) -> None:
    """Refuse a look-up without its grounds (căn cứ tra cứu): each must say something.

    Raises:
        IdentityError: one of the three is blank (`identity.grounds-missing`).

    >>> require_grounds(purpose="H10.1-260302-0001", officer="cb01", procedure="1.001612")
    """
    for name, value in (("purpose", purpose), ("officer", officer), ("procedure", procedure)):
        if not value.strip():
            raise IdentityError("identity.grounds-missing", field=name)
