"""Write a proposed mapping down as TOML that can be used as it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from tthc.columnar.schema import COLUMNS
from tthc_adapters.intake.proposing import Placed, Proposal
from tthc_adapters.texts import Texts

_MEANINGS = {column.name: column.vi for column in COLUMNS}


def mapping_text(proposal: Proposal, lang: str = "vi") -> str:
    """Return a mapping file with comments (nội dung tệp ánh xạ).

    What was not certain and what could not be placed stands in the comments.

    >>> placed = Placed(heading="Số phiếu", target="code", how="values")
    >>> proposal = Proposal(file="a.csv", placed=(placed,), unplaced=(), known=(), missing=("received_on",))
    >>> import tomllib
    >>> tomllib.loads(mapping_text(proposal))["columns"]
    {'code': ['Số phiếu']}
    """
    return "\n".join(_lines(proposal, Texts("mapping", lang))) + "\n"


def _lines(proposal: Proposal, texts: Texts) -> Iterator[str]:
    yield f"# {texts('head', file=proposal.file)}"
    yield f"# {texts('legend')}"
    for column in proposal.missing:
        yield f"# {texts('missing', column=column, meaning=_MEANINGS.get(column, column))}"
    yield from _notes(proposal, texts)
    dates, others = _dates(proposal.placed)
    yield from ("", f"# {texts('dates')}", f"dates = {_list(dates)}")
    yield from ("", f"# {texts('known')}", f"known = {_list(proposal.known)}")
    yield from ("", f"# {texts('columns')}", "[columns]")
    for target in dict.fromkeys(each.target for each in proposal.placed):
        headings = [each.heading for each in proposal.placed if each.target == target]
        meaning = _MEANINGS.get(target)
        yield f"{target} = {_list(headings)}" + (f"    # {meaning}" if meaning else "")
    if others:
        yield from ("", f"# {texts('formats')}", "[formats]")
        yield from (f"{_quoted(heading)} = {_list(forms)}" for heading, forms in others.items())
    for target in dict.fromkeys(each.target for each in proposal.placed if each.wordings):
        yield from _values(target, [each for each in proposal.placed if each.target == target], texts)
    yield from ("", f"# {texts('constants')}", "# [constants]", '# level = "commune"')
    if proposal.unplaced:
        yield from ("", f"# {texts('unplaced', count=len(proposal.unplaced))}")
        yield from (f"#   {_one_line(heading)}: {texts(why)}" for heading, why in proposal.unplaced)


def _notes(proposal: Proposal, texts: Texts) -> Iterator[str]:
    for each in proposal.placed:
        heading = _one_line(each.heading)
        if each.how == "like":
            yield f"# {texts('by-like', heading=heading, like=each.like)}"
        if each.how == "values":
            yield f"# {texts('by-values', heading=heading)}"
        if each.ambiguous:
            yield f"# {texts('ambiguous', heading=heading)}"


def _dates(placed: Iterable[Placed]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return the format most columns need, and the columns that need another one."""
    needed = {each.heading: each.formats for each in placed if each.formats}
    if not needed:
        return ["%d/%m/%Y"], {}
    usual = Counter(needed.values()).most_common(1)[0][0]
    return list(usual), {heading: forms for heading, forms in needed.items() if forms != usual}


def _values(target: str, placed: list[Placed], texts: Texts) -> Iterator[str]:
    wordings = dict(pair for each in placed for pair in each.wordings)
    codes: dict[str, list[str]] = {}
    for word, code in wordings.items():
        if code is not None:
            codes.setdefault(code or "none", []).append(word)
    unknown = [word for word, code in wordings.items() if code is None]
    if unknown:
        yield ""
        yield f"# {texts('unread', words=', '.join(_quoted(word) for word in unknown))}"
    if codes:
        yield from ("", f"# {texts('values')}", f"[values.{target}]")
        yield from (
            f"{code} = {_list(codes[code])}" for code in sorted(codes, key=lambda code: (len(code), code))
        )


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, words)) + "]"


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON writes the same escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """Return text that cannot end the comment it stands in."""
    return "".join(char if char.isprintable() else " " for char in text)[:80]
