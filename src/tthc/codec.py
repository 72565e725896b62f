"""Models to plain data and back: JSON output and data files go through here.

This room knows no model. It looks at a class and its annotations: days, aware moments, enums, unions
of models told apart by a `type` key, and immutable classes that pickle through their constructor.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Sequence as AbstractSequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from tthc.errors import TthcError
from tthc.findings import Finding, SourceRef

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")

TAG = "type"
"""Key that tells the members of a union apart."""

_VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_PLAIN: Mapping[Any, str] = {str: "codec.not-text", bool: "codec.not-a-flag", int: "codec.not-whole"}
_COLLECTIONS: Mapping[Any, Callable[[list[Any]], Any]] = {
    list: list,
    frozenset: frozenset,
    tuple: tuple,
    AbstractSequence: tuple,
}


class _RefusedError(ValueError):
    """Carry why a value does not fit; the value itself never enters a text."""

    def __init__(self, code: str, value: object, **details: str) -> None:
        super().__init__(code)
        self.code, self.value, self.details = code, value, details


def make_converter() -> Converter:
    """Return a new converter for every model of tthc (bộ chuyển đổi dữ liệu).

    Unstructured data are what JSON holds: days and moments as ISO text, enums by value, tuples as
    lists, frozensets as sorted lists, a member of a union with its `type`. A field that does not
    count in equality is not stored. Structuring is strict: no text becomes a number, no key is
    ignored, a moment has a zone.

    >>> from tthc.limits import Limit, WorkingDays
    >>> converter = make_converter()
    >>> converter.unstructure(WorkingDays(5), unstructure_as=Limit)
    {'type': 'working-days', 'n': 5}
    >>> converter.structure({"type": "working-days", "n": 5}, Limit)
    WorkingDays(n=5)
    """
    from cattrs import Converter

    converter = Converter(
        forbid_extra_keys=True, unstruct_collection_overrides={frozenset: _sorted_list, tuple: list}
    )
    for kind in _PLAIN:
        converter.register_structure_hook(kind, _structure_plain)
    converter.register_structure_hook(float, _structure_float)
    converter.register_structure_hook(enum.Enum, _structure_choice)
    converter.register_structure_hook_func(_is(date), _structure_day)
    converter.register_structure_hook_func(_is(datetime), _structure_moment)
    for kind in (date, datetime):
        converter.register_unstructure_hook_func(_is(kind), kind.isoformat)
    for predicate, structure, unstructure in (
        (_is_collection, _collection_hook, None),
        (_is_model, _model_hook, _model_writer),
        (_is_constructed, _constructed_hook, _constructed_writer),
        (_is_mixed_union, _union_hook, _union_writer),
    ):
        converter.register_structure_hook_factory(predicate, structure)
        if unstructure is not None:
            converter.register_unstructure_hook_factory(predicate, unstructure)
    return converter


def structure_or_findings(
    data: Any, model: type[T], *, source: str | None = None
) -> tuple[T | None, tuple[Finding, ...]]:
    """Build `model` from plain data, or say everything that is wrong with them (đọc dữ liệu).

    Args:
        data: what JSON or TOML holds.
        model: a public model, or a type made of them, such as `tuple[Dossier, ...]`.
        source: name of the file, for the samples of the findings.

    Returns:
        The model and no findings, or None and at least one. A finding names the place in its
        details (`path`, such as "limit.n" or "samples[2].row") and never shows the value; with a
        `source`, the hidden value of its sample holds it.

    >>> from tthc.limits import WorkingDays
    >>> structure_or_findings({"n": "5"}, WorkingDays)[1][0].message("en")
    'n: not a whole number. Write digits without quotation marks.'

    """
    from cattrs import StructureHandlerNotFoundError

    try:
        return _shared_converter().structure(data, model), ()
    except StructureHandlerNotFoundError:  # the type is at fault, not the data
        raise
    except Exception as problem:  # noqa: BLE001 - whatever a model raises is a finding here
        found = tuple(_findings(problem, "", source))
        return None, found


def plain_data(model: object) -> Any:
    """Return a model as plain data, ready for JSON (dữ liệu thuần).

    >>> from tthc.law import LegalRef
    >>> plain_data(LegalRef("91/2015/QH13", "Điều 147"))
    {'document': '91/2015/QH13', 'provision': 'Điều 147', 'checked': None}
    """
    return _shared_converter().unstructure(model)


def from_plain_data(data: Any, model: type[T]) -> T:
    """Build `model` from plain data that must fit, such as a data file of the package (đọc dữ liệu thuần).

    Raises:
        cattrs.BaseValidationError: the data do not fit; for data of users take `structure_or_findings`.
    """
    return _shared_converter().structure(data, model)


@cache
def _shared_converter() -> Converter:
    return make_converter()


# -- what a class is ---------------------------------------------------------------------------


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda given: given is kind


def _is_collection(kind: Any) -> bool:
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return len(arguments) == 2 and arguments[1] is Ellipsis
    return get_origin(kind) in _COLLECTIONS and len(arguments) == 1


def _is_model(kind: Any) -> bool:
    return attrs.has(get_origin(kind) or kind)


def _is_constructed(kind: Any) -> bool:
    """Tell whether a class of tthc, no attrs model, pickles through a call of itself."""
    return (
        isinstance(kind, type)
        and kind.__module__.startswith("tthc.")
        and "__reduce__" in vars(kind)
        and not issubclass(kind, Exception | enum.Enum)
        and not attrs.has(kind)
    )


def _members(union: Any) -> tuple[Any, ...]:
    return tuple(member for member in get_args(union) if member is not types.NoneType)


def _is_mixed_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType) and len(_members(kind)) > 1


def _tag(model: type) -> str:
    """Return the stable name of a model: `WorkingDays` is "working-days"."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in model.__name__)[1:]


# -- hooks -------------------------------------------------------------------------------------


def _sorted_list(values: Any) -> list[Any]:
    return sorted(values, key=repr)


def _structure_plain(value: Any, kind: Any) -> Any:
    if kind not in _PLAIN:  # an IntEnum arrives here too, as a kind of int
        return _structure_choice(value, kind)
    if type(value) is not kind:
        raise _RefusedError(_PLAIN[kind], value)
    return value


def _structure_float(value: Any, _: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _RefusedError("codec.not-a-number", value)
    return value


def _structure_day(value: Any, _: Any) -> date:
    if type(value) is date:  # a TOML file holds days as such
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _RefusedError("codec.not-a-day", value) from None
    if day.isoformat() != value:  # weeks and days without dashes are ISO too
        raise _RefusedError("codec.not-a-day", value)
    return day


def _structure_moment(value: Any, _: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(_VIETNAM)
    except (TypeError, ValueError, OverflowError):
        pass
    raise _RefusedError("codec.not-a-moment", value)


@cache
def _choices(kind: type[enum.Enum]) -> Mapping[tuple[type, Any], enum.Enum]:
    return {(type(member.value), member.value): member for member in kind}


def _structure_choice(value: Any, kind: Any) -> enum.Enum:
    if isinstance(value, str | int) and (type(value), value) in _choices(kind):
        return _choices(kind)[type(value), value]
    raise _RefusedError("codec.not-a-choice", value, allowed=", ".join(str(each.value) for each in kind))


def _collection_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    from cattrs import IterableValidationError, IterableValidationNote

    item_kind, finish = get_args(kind)[0], _COLLECTIONS[get_origin(kind)]

    def structure(values: Any, _: Any) -> Any:
        if not isinstance(values, list | tuple | set | frozenset):
            raise _RefusedError("codec.not-a-list", values)
        items, problems = [], []
        for index, value in enumerate(values):
            try:
                items.append(converter.structure(value, item_kind))
            except Exception as problem:  # noqa: BLE001 - gathered, then raised together
                problem.add_note(IterableValidationNote("", index, item_kind))
                problems.append(problem)
        if problems:
            raise IterableValidationError("", problems, kind)
        return finish(items)

    return structure


def _left_out(kind: Any) -> dict[str, Any]:
    """Return the overrides of fields that do not count in equality: they are not stored."""
    from cattrs.gen import override

    fields = attrs.fields(get_origin(kind) or kind)
    return {field.name: override(omit=True) for field in fields if not field.eq}


def _model_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    from cattrs.gen import make_dict_structure_fn

    build = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **_left_out(kind))

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _RefusedError("codec.not-a-table", value)
        return build(dict(value), kind)

    return structure


def _model_writer(kind: Any, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    from cattrs.gen import make_dict_unstructure_fn

    return make_dict_unstructure_fn(kind, converter, **_left_out(kind))


def _constructor(kind: Any) -> dict[str, Any]:
    """Return the parameters of a constructor with their types, iterables as tuples."""
    hints = get_type_hints(kind.__init__)
    hints.pop("return", None)
    for name, hint in hints.items():
        if get_origin(hint) is Iterable:
            hints[name] = types.GenericAlias(tuple, (*get_args(hint), Ellipsis))
    return hints


def _constructed_hook(kind: type, converter: Converter) -> Callable[[Any, Any], Any]:
    # The parameters become a model of their own, so that they are checked as any other.
    parameters = _constructor(kind)
    shape: Any = attrs.make_class(
        kind.__name__, {name: attrs.field(type=hint) for name, hint in parameters.items()}, frozen=True
    )

    def structure(value: Any, _: Any) -> Any:
        given = converter.structure(value, shape)
        return kind(*(getattr(given, name) for name in parameters))

    return structure


def _constructed_writer(kind: type, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    parameters = _constructor(kind)

    def unstructure(value: Any) -> dict[str, Any]:
        _, arguments = value.__reduce__()
        return {
            name: converter.unstructure(argument, unstructure_as=hint)
            for (name, hint), argument in zip(parameters.items(), arguments, strict=True)
        }

    return unstructure


def _union_hook(union: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    models = {_tag(member): member for member in _members(union) if _is_model(member)}
    others = sorted((member for member in _members(union) if not _is_model(member)), key=_is(str))
    optional = types.NoneType in get_args(union)
    allowed = ", ".join([*models, *(getattr(member, "__name__", str(member)) for member in others)])

    def structure(value: Any, _: Any) -> Any:
        if value is None and optional:
            return None
        if models and isinstance(value, Mapping):
            fields = dict(value)
            tag = fields.pop(TAG, None)
            if not isinstance(tag, str) or tag not in models:
                raise _RefusedError("codec.not-a-choice", tag, allowed=allowed)
            return converter.structure(fields, models[tag])
        for member in others:
            try:
                return converter.structure(value, member)
            except Exception:  # noqa: BLE001 - the next member may fit
                continue
        raise _RefusedError("codec.not-a-choice", value, allowed=allowed)

    return structure


def _union_writer(union: Any, converter: Converter) -> Callable[[Any], Any]:
    models = {member: _tag(member) for member in _members(union) if _is_model(member)}

    def unstructure(value: Any) -> Any:
        plain = converter.unstructure(value)
        return {TAG: models[type(value)], **plain} if type(value) in models else plain

    return unstructure


# -- problems to findings ----------------------------------------------------------------------


def _findings(problem: BaseException, path: str, source: str | None) -> Iterator[Finding]:
    """Walk grouped exceptions down to the values that do not fit; their texts are never read."""
    from cattrs import (
        AttributeValidationNote,
        BaseValidationError,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    if isinstance(problem, BaseValidationError):
        for inner in problem.exceptions:
            below = path
            for note in getattr(inner, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    below = f"{path}.{note.name}" if path else note.name
                elif isinstance(note, IterableValidationNote):
                    below = f"{path}[{note.index}]"
            if isinstance(inner, KeyError) and below != path:
                yield _finding("codec.missing-key", below, source)
            else:
                yield from _findings(inner, below, source)
    elif isinstance(problem, ForbiddenExtraKeysError):
        for key in sorted(map(str, problem.extra_fields)):
            yield _finding("codec.unknown-key", f"{path}.{key}" if path else key, source)
    elif isinstance(problem, _RefusedError):
        yield _finding(problem.code, path, source, value=problem.value, **problem.details)
    elif isinstance(problem, TthcError):
        yield _finding("codec.refused", path, source, reason=problem.code)
    else:
        yield _finding("codec.bad-value", path, source)


def _finding(code: str, path: str, source: str | None, *, value: object = None, **details: str) -> Finding:
    samples: tuple[SourceRef, ...] = ()
    if source is not None:
        shown = None if value is None else str(value)
        samples = (SourceRef(file=source, header=path or None, value=shown),)
    return Finding(code, samples=samples, details={"path": path or "(root)", **details})
