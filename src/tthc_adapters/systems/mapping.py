"""Mapping files: a system told in TOML, its headings, dates and wordings, without a line of code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tthc.errors import AdapterError
from tthc_adapters import bounds
from tthc_adapters.layouts import ELSE, Layout, Recognition, SourceHead, recognise

_KEYS = frozenset(
    {
        *("name", "title", "extends", "dates", "nulls", "known", "units_only", "hours_per_day"),
        *("columns", "values", "values_of", "formats", "constants", "stands_for", "blanks", "recognise"),
    }
)
_RECOGNISE = frozenset({"needs", "one_of", "without", "least", "most"})
_MERGED = ("columns", "values", "values_of", "formats", "constants", "stands_for", "blanks")
_LISTS = ("dates", "nulls", "known", "units_only")
NEXT = "next"
"""In a mapping file: ask the next heading of the column."""
NONE = "none"
"""In a mapping file: known, and none of the codes."""
_DIRECTIVES = frozenset("aAbBdHIjmMpSyYzZeTfRD")


@frozen(kw_only=True)
class Marks:
    """Say by which headings an export is known: all of `needs`, one of `one_of`, none of `without`."""

    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    def fit(self, head: SourceHead) -> bool:
        """Tell whether `head` has the marks; a system without any knows nothing by itself."""
        if not (self.needs or self.one_of):
            return False
        return (
            head.has(*self.needs)
            and (not self.one_of or any(head.has(heading) for heading in self.one_of))
            and not any(head.has(heading) for heading in self.without)
        )


@frozen
class MappedSystem:
    """A system whose whole knowledge is a mapping file (hệ thống mô tả bằng tệp ánh xạ).

    >>> table = {"columns": {"code": ["Số biên nhận"], "received_on": ["Ngày nhận"]}}
    >>> system_from("tinh-mau", table).layout.target("SỐ BIÊN NHẬN")
    'code'
    """

    name: str
    api: int = 1
    title: str = ""
    layout: Layout = field(kw_only=True, repr=False)
    marks: Marks = field(factory=Marks, kw_only=True, repr=False)

    def sniff(self, head: SourceHead) -> Recognition | None:
        """Know an input by the marks of the file; score by the share of headings known."""
        if not self.marks.fit(head):
            return None
        return recognise(self.layout, head, least=self.marks.least, most=self.marks.most)


def read_mapping(path: str | os.PathLike[str]) -> MappedSystem:
    """Read a mapping file (đọc tệp ánh xạ); its name is the file's unless it gives one.

    Raises:
        AdapterError: no such file (`location.*`), no valid TOML (`mapping.syntax`), or content that no
            mapping has (`mapping.*`, `layout.*`).
    """
    place = Path(path)
    try:
        with place.open("rb") as stream:
            data = stream.read(bounds.MAX_MAPPING_BYTES + 1)
    except FileNotFoundError:
        raise AdapterError("location.not-found", file=place.name) from None
    except IsADirectoryError:
        raise AdapterError("location.not-a-file", file=place.name) from None
    except OSError:
        raise AdapterError("location.no-access", file=place.name) from None
    if len(data) > bounds.MAX_MAPPING_BYTES:
        raise AdapterError("source.too-large", file=place.name, most=bounds.MAX_MAPPING_BYTES)
    return system_from(place.stem, _parsed(data, place.name), file=place.name)


def _parsed(data: bytes, file: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError):  # both syntax and encoding; their texts may repeat the content
        raise AdapterError("mapping.syntax", file=file) from None


def system_from(name: str, table: Mapping[str, Any], *, file: str | None = None) -> MappedSystem:
    """Return the system that a mapping, already parsed, describes.

    Raises:
        AdapterError: a key, column, code or format that cannot be (`mapping.*`, `layout.*`).
    """
    file = name if file is None else file
    table = _extended(table, file)
    _check(table, file)
    marks = table.get("recognise", {})
    return MappedSystem(
        table.get("name", name),
        title=table.get("title", ""),
        layout=_layout(table, file),
        marks=Marks(
            needs=tuple(marks.get("needs", ())),
            one_of=tuple(marks.get("one_of", ())),
            without=tuple(marks.get("without", ())),
            least=marks.get("least", 40),
            most=marks.get("most", 88),
        ),
    )


def _extended(table: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Lay a mapping over the packaged one it extends; lists and groups of the upper one win key by key."""
    base_name = table.get("extends")
    if base_name is None:
        return dict(table)
    if base_name not in packaged():
        raise AdapterError(
            "mapping.extends", file=file, given=str(base_name)[:40], known=", ".join(packaged())
        )
    merged = dict(_packaged_table(base_name))
    merged.pop("recognise", None)
    for key, value in table.items():
        if key in _MERGED and isinstance(value, dict):
            below = merged.get(key, {})
            merged[key] = {
                **below,
                **{
                    name: {**below[name], **part}
                    if isinstance(part, dict) and isinstance(below.get(name), dict)
                    else part
                    for name, part in value.items()
                },
            }
        else:
            merged[key] = value
    return merged


def _check(table: Mapping[str, Any], file: str) -> None:
    for key in table:
        if key not in _KEYS:
            raise AdapterError("mapping.unknown-key", file=file, key=key[:60], known=", ".join(sorted(_KEYS)))
    if not isinstance(table.get("columns"), dict) or not table["columns"]:
        raise AdapterError("mapping.bad-value", file=file, key="columns", expected="[columns]")
    for key in ("name", "title"):
        if not isinstance(table.get(key, ""), str):
            raise AdapterError("mapping.bad-value", file=file, key=key, expected="text")
    for key in _LISTS:
        _texts(table.get(key, []), key, file)
    for group in ("columns", "blanks", "formats"):
        for key, texts in _group(table, group, file).items():
            _texts(texts, f"{group}.{key}", file)
    _check_groups(table, file)
    for form in [*table.get("dates", []), *(f for many in table.get("formats", {}).values() for f in many)]:
        _check_format(form, file)


def _check_groups(table: Mapping[str, Any], file: str) -> None:
    for group in ("constants", "stands_for"):
        for key, text in _group(table, group, file).items():
            if not isinstance(text, str) or not text:
                raise AdapterError("mapping.bad-value", file=file, key=f"{group}.{key}", expected="text")
    for target, code in table.get("constants", {}).items():
        _check_code(target, code, f"constants.{target}", file)
    hours = table.get("hours_per_day")
    if hours is not None and (not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= 24):
        raise AdapterError("mapping.bad-value", file=file, key="hours_per_day", expected="1-24")
    for key, value in _group(table, "recognise", file).items():
        if key in {"least", "most"} and isinstance(value, int) and 0 <= value <= 100:
            continue
        if key not in _RECOGNISE - {"least", "most"}:
            raise AdapterError("mapping.bad-value", file=file, key=f"recognise.{key}"[:60], expected="0-100")
        _texts(value, f"recognise.{key}", file)


def _group(table: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    group = table.get(key, {})
    if not isinstance(group, dict):
        raise AdapterError("mapping.bad-value", file=file, key=key, expected=f"[{key}]")
    return group


def _texts(value: object, key: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise AdapterError("mapping.bad-value", file=file, key=key[:60], expected='["…", "…"]')
    return tuple(value)


def _check_format(form: str, file: str) -> None:
    from tthc_adapters.intake.dates import DOTNET, EPOCH

    directives = form.replace("%.f", "").replace("%#z", "").split("%")[1:]
    if form not in {EPOCH, DOTNET} and (
        not directives or any(part[:1] not in _DIRECTIVES or not part for part in directives)
    ):
        raise AdapterError("mapping.date-format", file=file, format=form[:40])


def _layout(table: Mapping[str, Any], file: str) -> Layout:
    values = {
        target: _codes(target, codes, f"values.{target}", file)
        for target, codes in _group(table, "values", file).items()
    }
    columns = {heading: target for target, headings in table["columns"].items() for heading in headings}
    layout = Layout(columns=columns)
    values_of = {}
    for heading, codes in _group(table, "values_of", file).items():
        target = layout.target(heading)
        if target is None:
            raise AdapterError(
                "mapping.bad-value", file=file, key=f"values_of.{heading}"[:60], expected="[columns]"
            )
        values_of[heading] = _codes(target, codes, f"values_of.{heading}", file)
    return Layout(
        columns=columns,
        dates=tuple(table.get("dates", ("%d/%m/%Y",))),
        formats={heading: tuple(forms) for heading, forms in table.get("formats", {}).items()},
        values=values,
        values_of=values_of,
        constants=table.get("constants", {}),
        stands_for=_group(table, "stands_for", file),
        nulls=tuple(table.get("nulls", ())),
        blanks={target: tuple(texts) for target, texts in table.get("blanks", {}).items()},
        known=tuple(table.get("known", ())),
        units_only=tuple(table.get("units_only", ())),
        hours_per_day=table.get("hours_per_day"),
    )


def _codes(target: str, codes: object, key: str, file: str) -> dict[str, str | int | None]:
    """Return the code of each wording; a code that the column does not have is refused."""
    if not isinstance(codes, dict):
        raise AdapterError("mapping.bad-value", file=file, key=key[:60], expected=f"[{key}]"[:60])
    found: dict[str, str | int | None] = {}
    for code, words in codes.items():
        _check_code(target, code.removeprefix(ELSE), f"{key}.{code}", file)
        read: str | int | None = {NONE: "", NEXT: None}.get(code, code)
        for word in _texts(words, f"{key}.{code}", file):
            found[word] = read
    return found


def _check_code(target: str, code: str, key: str, file: str) -> None:
    if code in {NONE, NEXT}:
        return
    known = _known_codes(target)
    if known is not None and code not in known:
        raise AdapterError("mapping.bad-code", file=file, key=key[:60], known=", ".join(known))


@cache
def _known_codes(target: str) -> tuple[str, ...] | None:
    from tthc.places import Level

    return {
        "status": tuple(str(number) for number in range(1, 11)),
        "channel": ("online", "direct", "post"),
        "online_level": ("full", "partial"),
        "level": tuple(level.value for level in Level),
    }.get(target)


@cache
def packaged() -> tuple[str, ...]:
    """Return the names of the mapping files in the package."""
    folder = files("tthc_adapters").joinpath("data/systems")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _packaged_table(name: str) -> Mapping[str, Any]:
    data = files("tthc_adapters").joinpath(f"data/systems/{name}.toml").read_bytes()
    return _parsed(data, f"{name}.toml")


@cache
def packaged_system(name: str) -> MappedSystem:
    """Return the system of a mapping file in the package."""
    return system_from(name, _packaged_table(name), file=f"{name}.toml")
