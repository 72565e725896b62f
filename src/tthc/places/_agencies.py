"""The level of an agency, read from its name by an ordered table kept as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from tthc.errors import RuleError
from tthc.places._levels import Level, district_level_last_day


def _words(text: str, tones: Mapping[str, str]) -> tuple[str, ...]:
    """Fold a text to words: NFC, lower case, no punctuation, one way to place a tone mark."""
    folded = unicodedata.normalize("NFC", text).lower()
    for old, new in tones.items():
        folded = folded.replace(old, new)
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", folded)))


def _find(words: Sequence[str], phrase: Sequence[str], start: int = 0) -> int:
    """Return where `phrase` stands in `words` from `start` on, or -1."""
    size = len(phrase)
    for index in range(start, len(words) - size + 1):
        if words[index] == phrase[0] and tuple(words[index : index + size]) == phrase:
            return index
    return -1


@frozen
class LevelEntry:
    """Say which level a phrase in an agency's name means, and when (quy tắc nhận biết cấp).

    Args:
        phrase: folded words.
        kind: "name", "word" or "fallback", as explained in `data/places/levels.toml`.
        at: "anywhere", "start" or "whole".
        since, until: days, both inclusive; None is without limit.
    """

    phrase: tuple[str, ...]
    level: Level
    kind: str = field(kw_only=True)
    at: str = field(default="anywhere", kw_only=True)
    since: date | None = field(default=None, kw_only=True)
    until: date | None = field(default=None, kw_only=True)

    def in_force(self, day: date | None) -> bool:
        """Tell whether the entry holds on `day`; every entry holds when no day is given."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def positions(self, words: Sequence[str]) -> Iterable[int]:
        """Yield every place where the phrase stands."""
        if self.at == "whole":
            if tuple(words) == self.phrase:
                yield 0
        elif self.at == "start":
            if tuple(words[: len(self.phrase)]) == self.phrase:
                yield 0
        else:
            index = _find(words, self.phrase)
            while index >= 0:
                yield index
                index = _find(words, self.phrase, index + 1)


@frozen(kw_only=True)
class LevelRules:
    """Read the level of an agency from its name by an ordered table (bảng nhận biết cấp của cơ quan).

    Built by `level_rules`. Entries stand in order of precedence: a province's own, then those of the
    package; within a kind the longer phrase first.

    >>> rules = level_rules()
    >>> rules.level_of("Chi nhánh VPĐKĐĐ huyện Mẫu").value, rules.level_of("UBND thị xã Mẫu").value
    ('province', 'district')
    """

    entries: tuple[LevelEntry, ...]
    neutral: tuple[tuple[str, ...], ...]
    abbreviations: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    tones: Mapping[str, str] = field(hash=False)

    def level_of(self, agency_name: str | None, day: date | None = None) -> Level:
        """Return the level of the agency named so, on `day` (cấp của cơ quan).

        Args:
            agency_name: as exported; case, NFC or NFD, blanks and punctuation do not matter.
            day: the day of reception. Without it entries of any date hold, the latest first, and a
                district is a district whatever the day.

        Returns:
            `Level.UNKNOWN` when no entry fits, when there is no name, and for a district agency on a
            day after the district level ended. Never a guess.

        Law: 203/2025/QH15 Điều 2 (end of the district level; certainty `memory`).

        >>> level_rules().level_of("Phòng Tư pháp huyện Mẫu", date(2025, 7, 1))
        <Level.UNKNOWN: 'unknown'>
        """
        words = self.words(agency_name or "")
        level = self._by_name(words, day)
        if level is Level.DISTRICT and day is not None and day > district_level_last_day():
            return Level.UNKNOWN
        return level

    def words(self, text: str) -> tuple[str, ...]:
        """Return the folded words of a name, abbreviations written out.

        >>> " ".join(level_rules().words("Uỷ ban nhân dân  TX. Mẫu"))
        'ubnd thị xã mẫu'
        """
        words = _words(text, self.tones)
        for short, long in self.abbreviations:
            index = _find(words, short) if short[0] in words else -1
            while index >= 0:
                words = words[:index] + long + words[index + len(short) :]
                index = _find(words, short, index + len(long))
        return words

    @property
    def change_days(self) -> tuple[date, ...]:
        """Days from which on some name may have another level than the day before, ascending.

        Between two of them `level_of` answers the same on every day.

        >>> [day.isoformat() for day in level_rules().change_days]
        ['2025-01-01', '2025-07-01']
        """
        after = timedelta(days=1)
        days = {district_level_last_day() + after}
        days |= {entry.since for entry in self.entries if entry.since}
        days |= {entry.until + after for entry in self.entries if entry.until}
        return tuple(sorted(days))

    def _by_name(self, words: tuple[str, ...], day: date | None) -> Level:
        hidden, present = self._hidden(words), set(words)
        hits = [
            (entry, position)
            for entry in self.entries
            if entry.phrase[0] in present and entry.in_force(day)
            for position in entry.positions(words)
            if _stands(position, position + len(entry.phrase), hidden)
        ]
        for kind in ("name", "word", "fallback"):
            found = [(entry, position) for entry, position in hits if entry.kind == kind]
            if kind == "word":
                found.sort(key=lambda hit: (hit[1], -len(hit[0].phrase)))
            if found:
                return found[0][0].level
        return Level.UNKNOWN

    def _hidden(self, words: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return the spans of neutral phrases, from left to right."""
        spans = []
        index = 0
        while index < len(words):
            word = words[index]
            begun = [phrase for phrase in self.neutral if phrase[0] == word]
            sizes = [len(phrase) for phrase in begun if words[index : index + len(phrase)] == phrase]
            if sizes:
                spans.append((index, index + max(sizes)))
            index += max(sizes, default=1)
        return spans


def _stands(first: int, end: int, hidden: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a phrase is free of neutral ones, or holds them whole."""
    return all(end <= start or stop <= first or (first <= start and stop <= end) for start, stop in hidden)


_KINDS = ("name", "word", "fallback")
_TABLE_KEYS = {*_KINDS, "neutral", "abbreviation", "tones"}
_ENTRY_KEYS = {"phrase", "phrases", "level", "at", "from", "until"}


def _entries(table: Mapping[str, Any], kind: str, tones: Mapping[str, str]) -> list[LevelEntry]:
    found = []
    for number, entry in enumerate(table.get(kind, ()), start=1):
        unknown = sorted(set(entry) - _ENTRY_KEYS)
        if unknown:
            raise RuleError(
                "places.level-key", extra=", ".join(unknown), known=", ".join(sorted(_ENTRY_KEYS))
            )
        if entry.get("level") not in {level.value for level in Level}:
            known = ", ".join(level.value for level in Level)
            raise RuleError("places.level-unknown", number=number, level=entry.get("level"), known=known)
        phrases = [_words(text, tones) for text in (*entry.get("phrases", ()), entry.get("phrase", ""))]
        phrases = [phrase for phrase in phrases if phrase]
        if not phrases or entry.get("at", "anywhere") not in {"anywhere", "start", "whole"}:
            wrong = "at" if phrases else "phrase"
            raise RuleError("places.level-entry", number=number, kind=kind, field=wrong)
        found += [
            LevelEntry(
                phrase,
                Level(entry["level"]),
                kind=kind,
                at=entry.get("at", "anywhere"),
                since=entry.get("from"),
                until=entry.get("until"),
            )
            for phrase in phrases
        ]
    # The longest name first; of one phrase with two dates the later one first.
    return sorted(found, key=lambda entry: (-len(entry.phrase), -(entry.since or date.min).toordinal()))


def _phrase(text: str, tones: Mapping[str, str], kind: str, number: int) -> tuple[str, ...]:
    words = _words(text, tones)
    if not words:
        raise RuleError("places.level-entry", number=number, kind=kind, field="phrase")
    return words


@cache
def _package_table() -> Mapping[str, Any]:
    import tomllib

    text = files("tthc").joinpath("data/places/levels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def level_rules(override: Mapping[str, Any] | None = None) -> LevelRules:
    """Return the agency-to-level table, a province's own entries first (bảng cấp của cơ quan).

    Args:
        override: entries of the same shape as `data/places/levels.toml`, as read from TOML: lists
            `name`, `word`, `fallback` (`phrase` or `phrases`, `level`, optional `at`, `from`, `until`),
            `neutral`, `abbreviation`. Own `name` and `fallback` entries come before those of the
            package; own `word` entries win where both stand at the same place.

    Raises:
        RuleError: an unknown key (`places.level-key`), an unknown level (`places.level-unknown`), an
            entry without phrase or with another `at` (`places.level-entry`).

    >>> own = level_rules({"name": [{"phrase": "Đội Một cửa số 3", "level": "commune"}]})
    >>> own.level_of("Đội một cửa số 3").value, level_rules().level_of("Đội một cửa số 3").value
    ('commune', 'unknown')
    """
    package = _package_table()
    own = override or {}
    unknown = sorted(set(own) - _TABLE_KEYS)
    if unknown:
        raise RuleError("places.level-key", extra=", ".join(unknown), known=", ".join(sorted(_TABLE_KEYS)))
    tones = {**package["tones"], **own.get("tones", {})}
    return LevelRules(
        entries=tuple(
            entry for kind in _KINDS for table in (own, package) for entry in _entries(table, kind, tones)
        ),
        neutral=tuple(
            _phrase(text, tones, "neutral", number)
            for table in (own, package)
            for number, text in enumerate(table.get("neutral", ()), start=1)
        ),
        abbreviations=tuple(
            (_phrase(short, tones, "abbreviation", number), _words(entry["long"], tones))
            for table in (own, package)
            for number, entry in enumerate(table.get("abbreviation", ()), start=1)
            for short in entry["short"]
        ),
        tones=tones,
    )
