"""Counts of parts: under which name they are kept, whether they still hold, and their sum.

A part is whatever is counted by itself: a partition of a folder, a province, a file. Nothing here
reads or writes; the bytes are kept by whoever counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from itertools import chain
from operator import add
from typing import Any

import attrs
from attrs import field, frozen

from tthc.codec import plain_data, structure_or_findings
from tthc.errors import FormError
from tthc.findings import Finding
from tthc.law import data_version
from tthc.outcomes import Basis, CountingPolicy, counting_policy, counting_program
from tthc.periods import ReportingPeriod
from tthc.tallies.counts import Answers, Counts, Place
from tthc.tallies.model import Tally

DAMAGED, FOREIGN = "state.damaged", "state.foreign"

_FORMAT = 1
_DIGITS = 32


@frozen(kw_only=True)
class Part:
    """Name a part and its bytes (một phần của số liệu).

    Args:
        name: what it is called among the parts, such as "province=H29/month=2026-01".
        content: a digest of what was read; another one means that the part has to be counted anew.
    """

    name: str
    content: str


@frozen(kw_only=True)
class PartQuestion:
    """Say what is asked of every part (câu hỏi chung cho các phần).

    Args:
        period, as_of, policy, basis: as `tthc.tally` takes them.
        about: whatever else the counts rest on, such as the way legal due dates were filled.
    """

    period: ReportingPeriod
    as_of: date
    policy: CountingPolicy = field(converter=counting_policy, factory=lambda: counting_policy("ii06-2020"))
    basis: Basis = field(default=Basis.EXPORTED, converter=Basis)
    about: str = ""

    def key(self, part: Part) -> str:
        """Return the name under which the counts of a part are kept, whatever its bytes are (tên lưu).

        It is a digest of the part's name and of all that an answer depends on: rules, period, policy,
        basis, day of the data and version of the data.

        >>> march = ReportingPeriod(date(2026, 3, 1), date(2026, 3, 31))
        >>> asked = PartQuestion(period=march, as_of=date(2026, 4, 1))
        >>> one, other = (Part(name="province=H29", content=content) for content in ("a", "b"))
        >>> asked.key(one) == asked.key(other), len(asked.key(one))
        (True, 32)
        """
        parts = [_FORMAT, part.name, self._head(), self.about]
        return _digest(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode())[:_DIGITS]

    def answered_by(self, tally: Tally) -> bool:
        """Tell whether a tally answers this question by the rules and data of this release."""
        return _head(tally) == self._head()

    def _head(self) -> dict[str, Any]:
        policy = self.policy.for_basis(self.basis)
        return _head(
            Tally(
                period=self.period,
                as_of=self.as_of,
                policy=policy,
                basis=self.basis,
                data_version=data_version(),
                rules_digest=counting_program(self.policy, self.basis).digest(),
                provisional=False,
                counts=(),
            )
        )


def keep_part(tally: Tally, part: Part, question: PartQuestion) -> bytes:
    """Return the counts of a part as bytes to keep (lưu số liệu của một phần).

    Raises:
        FormError: the tally answers another question (`tally.unlike`).
    """
    if not question.answered_by(tally):
        raise FormError("tally.unlike")
    answers, places = Counts.of(tally.counts).in_order()
    body = {
        "part": part.name,
        "content": part.content,
        "key": question.key(part),
        "tally": plain_data(attrs.evolve(tally, counts=(), notes=(), coded=None)),
        "notes": plain_data(list(tally.notes)),
        "answers": answers,
        "places": [place for place, _ in places],
        "counts": [list(chain.from_iterable(counted.items())) for _, counted in places],
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return _digest(text).encode() + b"\n" + text


def recall_part(kept: bytes, part: Part, question: PartQuestion) -> tuple[Tally | None, tuple[Finding, ...]]:
    """Return the counts that were kept of a part, or None when it has to be counted anew (đọc lại).

    Args:
        kept: the bytes that stand under the name of the part.
        part: the part as it is now.
        question: what is asked now.

    Returns:
        the tally, and nothing to report; or None, and why: nothing when the part has changed since,
        a finding when the bytes are damaged (`state.damaged`) or are another part's (`state.foreign`).
    """
    given, _, text = kept.partition(b"\n")
    if given != _digest(text).encode():
        return None, (Finding(DAMAGED, details={"part": part.name}),)
    try:
        body = json.loads(text)
        tally = _tally(body)
        key, content = body["key"], body["content"]
    except (KeyError, TypeError, ValueError, IndexError):
        return None, (Finding(DAMAGED, details={"part": part.name}),)
    if key != question.key(part) or not question.answered_by(tally):
        return None, (Finding(FOREIGN, details={"part": part.name}),)
    return (tally if content == part.content else None), ()


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of the tallies of parts that share no dossier codes (cộng các phần).

    It is what `+` gives, in one pass over the counts of all parts.

    Raises:
        FormError: they answer different questions (`tally.unlike`), or there is none
            (`tally.no-parts`).
    """
    heads: list[Tally] = []
    known: dict[Answers, int] = {}
    summed: dict[Place, dict[int, int]] = {}
    for tally in tallies:
        heads.append(attrs.evolve(tally, counts=()))
        counts = Counts.of(tally.counts)
        position_of = {key: known.setdefault(answers, len(known)) for key, answers in counts.answers.items()}
        for place, (keys, numbers) in counts.by_place.items():
            here = summed.setdefault(place, {})
            for key, number in zip(map(position_of.__getitem__, keys), numbers, strict=True):
                here[key] = here.get(key, 0) + number
    if not heads:
        raise FormError("tally.no-parts")
    counts = Counts.summed(summed, {key: each for each, key in known.items()})
    return attrs.evolve(reduce(add, heads), counts=counts, coded=None)


def _head(tally: Tally) -> dict[str, Any]:
    """Return all that two tallies must have in common, as plain data."""
    bare = plain_data(attrs.evolve(tally, counts=(), notes=(), coded=None, provisional=False))
    return dict(bare)


def _tally(body: Mapping[str, Any]) -> Tally:
    """Build the tally of a kept part.

    Raises:
        KeyError, TypeError, ValueError, IndexError: it does not fit.
    """
    head, wrong = structure_or_findings(body["tally"], Tally)
    notes, more = structure_or_findings(body["notes"], tuple[Finding, ...])
    if head is None or notes is None:
        raise ValueError([finding.code for finding in (*wrong, *more)])
    answers = {
        key: (scope, origin, outcome, tuple(found))
        for key, (scope, origin, outcome, found) in enumerate(body["answers"])
    }
    counts: dict[Place, tuple[list[int], list[int]]] = {}
    for (level, name, agency), flat in zip(body["places"], body["counts"], strict=True):
        counts[level, name, agency] = flat[::2], flat[1::2]
    return attrs.evolve(head, counts=Counts(counts, answers), notes=notes)


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
