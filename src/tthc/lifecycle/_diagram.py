"""The transition table draws itself, so that the page cannot fall behind the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from tthc.dossiers import EventKind
from tthc.errors import RuleError
from tthc.lifecycle._table import ANSWERS, REQUESTS, Phase, PhaseGroup, PhaseRow, transitions
from tthc.messages import LANGUAGES

_COLUMNS = tuple(PhaseGroup)
_WIDTH, _HEIGHT, _ACROSS, _DOWN, _BEND = 190, 34, 290, 62, 40
_HEADS = {
    "vi": ("Chưa tiếp nhận", "Đang xử lý", "Đang chờ", "Đã kết thúc"),
    "en": ("before reception", "running", "waiting", "ended"),
}


def _arrows() -> dict[tuple[Phase, Phase], list[EventKind]]:
    arrows: dict[tuple[Phase, Phase], list[EventKind]] = {}
    for row in transitions().rows.values():
        for kind, following in row.on.items():
            arrows.setdefault((row.phase, following), []).append(kind)
    return arrows


def _check(lang: str) -> None:
    if lang not in LANGUAGES:
        raise RuleError("rule.bad-field", key="lifecycle", field=lang)


def _label(row: PhaseRow, lang: str) -> str:
    return f"{row.vi if lang == 'vi' else row.en} ({row.status.value})"


def lifecycle_diagram(lang: str = "vi") -> str:
    """Return the transition table as Graphviz text (sơ đồ vòng đời hồ sơ).

    One node for each state with its national status, one arrow for each pair of states with the
    events that lead from one to the other. States in which a wait is open have a dashed border,
    those that end the dossier a double one.

    Raises:
        RuleError: a language other than "vi" and "en" (`rule.bad-field`).

    >>> print(lifecycle_diagram("en").splitlines()[0])
    digraph lifecycle {
    >>> '"done" -> "handed-over" [label="hand-over"];' in lifecycle_diagram("en")
    True
    """
    _check(lang)
    looks = {PhaseGroup.WAITING: ', style="rounded,dashed"', PhaseGroup.ENDED: ", peripheries=2"}
    lines = ["digraph lifecycle {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    for row in transitions().rows.values():
        lines.append(f'  "{row.phase.value}" [label="{_label(row, lang)}"{looks.get(row.group, "")}];')
    for (source, target), kinds in _arrows().items():
        label = "\\n".join(kind.value for kind in kinds)
        lines.append(f'  "{source.value}" -> "{target.value}" [label="{label}"];')
    return "\n".join([*lines, "}", ""])


def lifecycle_svg(lang: str = "vi") -> str:
    """Return the transition table as an SVG picture on one line, which needs no other program (hình vẽ).

    A column for each group of states; requests are dashed, answers dotted, every arrow says its
    events when one points at it. Events that leave the state as it is are not drawn.

    Raises:
        RuleError: a language other than "vi" and "en" (`rule.bad-field`).

    >>> lifecycle_svg("en").count("<rect") == len(Phase)
    True
    """
    _check(lang)
    places = _places()
    height = _DOWN * (1 + max(y for _, y in places.values()) // _DOWN) + _DOWN
    width = _ACROSS * (len(_COLUMNS) - 1) + _WIDTH + 2 * _BEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_BEND} -30 {width} {height}" role="img"'
        ' font-family="sans-serif" font-size="12" fill="none" stroke="currentColor">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor" stroke="none"/></marker></defs>',
        *_heads(lang),
        *_curves(places),
        *_boxes(places, lang),
        "</svg>",
    ]
    return "".join(parts)


def _places() -> dict[Phase, tuple[int, int]]:
    filled = dict.fromkeys(_COLUMNS, 0)
    places = {}
    for row in transitions().rows.values():
        places[row.phase] = (_ACROSS * _COLUMNS.index(row.group), _DOWN * filled[row.group])
        filled[row.group] += 1
    return places


def _heads(lang: str) -> Iterator[str]:
    for number, head in enumerate(_HEADS[lang]):
        yield f'<text x="{number * _ACROSS}" y="-12" font-weight="bold" fill="currentColor" stroke="none">'
        yield f"{escape(head)}</text>"


def _boxes(places: Mapping[Phase, tuple[int, int]], lang: str) -> Iterator[str]:
    for row in transitions().rows.values():
        x, y = places[row.phase]
        dash = ' stroke-dasharray="5 3"' if row.group is PhaseGroup.WAITING else ""
        thick = ' stroke-width="2.5"' if row.group is PhaseGroup.ENDED else ""
        name = row.vi if lang == "vi" else row.en
        shown = name if len(name) <= 27 else f"{name[:26]}…"
        yield f'<g><title>{escape(_label(row, lang))}</title><rect x="{x}" y="{y}" width="{_WIDTH}"'
        yield f' height="{_HEIGHT}" rx="6"{dash}{thick}/><text x="{x + 8}" y="{y + 21}"'
        yield f' fill="currentColor" stroke="none">{escape(shown)}</text></g>'


def _curves(places: Mapping[Phase, tuple[int, int]]) -> Iterator[str]:
    for (source, target), kinds in _arrows().items():
        if source is target:
            continue
        (x1, y1), (x2, y2) = places[source], places[target]
        middle = _HEIGHT // 2
        if x1 == x2:  # within a column: along its left side
            points = (x1, y1 + middle, x1 - _BEND, x2 - _BEND, x2, y2 + middle)
        elif x1 < x2:
            points = (x1 + _WIDTH, y1 + middle, x1 + _WIDTH + 60, x2 - 60, x2, y2 + middle)
        else:  # back to the column before
            points = (x1, y1 + middle + 8, x1 - 60, x2 + _WIDTH + 60, x2 + _WIDTH, y2 + middle + 8)
        begin_x, begin_y, bend1, bend2, end_x, end_y = points
        dash = ""
        if any(kind in REQUESTS for kind in kinds):
            dash = ' stroke-dasharray="6 3"'
        elif any(kind in ANSWERS for kind in kinds):
            dash = ' stroke-dasharray="2 3"'
        names = ", ".join(kind.value for kind in kinds)
        yield f'<path d="M{begin_x} {begin_y}C{bend1} {begin_y} {bend2} {end_y} {end_x} {end_y}"'
        yield f' opacity="0.6" marker-end="url(#tip)"{dash}><title>{escape(names)}</title></path>'
