"""Every public model survives a trip through JSON, and what does not fit becomes findings."""

from __future__ import annotations

import enum
import json
import pkgutil
import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from cattrs import StructureHandlerNotFoundError
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import tthc
from tthc.calendars import CalendarFrame, DayFact, DayKind, OfficeHours, Season, WorkingCalendar
from tthc.codec import make_converter, structure_or_findings
from tthc.dossiers import Dossier, Status
from tthc.findings import Accounting, Finding, SourceRef
from tthc.identifiers import DossierCode
from tthc.identity import PersonalNumber
from tthc.law import Dated, Enacted, LegalRef, RuleBook
from tthc.limits import Limit, Months, UnknownUnit, WorkingDays
from tthc.periods import ReportingPeriod

CONVERTER = make_converter()
ROOMS_OF_CODE = {"rules", "testing"}
"""Terms, tables and laws are definitions: they are written in the source and not stored."""


def rooms() -> Iterator[types.ModuleType]:
    for info in pkgutil.iter_modules(tthc.__path__):
        if info.name not in ROOMS_OF_CODE:
            yield import_module(f"tthc.{info.name}")


def models() -> list[Any]:
    """Return every public attrs class of the rooms, each once; generic ones with text for values."""
    found = {}
    for room in rooms():
        for name in getattr(room, "__all__", [name for name in vars(room) if not name.startswith("_")]):
            kind = getattr(room, name)
            if not (isinstance(kind, type) and attrs.has(kind)) or kind.__eq__ is object.__eq__:
                continue  # what compares by identity is a handle, not data
            if kind.__module__.startswith(room.__name__):
                found[kind.__name__] = kind[str] if getattr(kind, "__parameters__", ()) else kind
    return [found[name] for name in sorted(found)]


# -- strategies, by the annotations of the fields ---------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2070, 12, 31))
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-11))])
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    int: st.integers(1, 9999),
    float: st.floats(min_value=0.25, max_value=9999, allow_nan=False) | st.integers(1, 9999),
    bool: st.booleans(),
    date: DAYS,
    datetime: st.datetimes(datetime(2000, 1, 1), datetime(2070, 12, 31), timezones=ZONES),
    Any: st.text(max_size=8) | st.integers() | st.booleans(),
    types.NoneType: st.none(),
}
COUNTS = st.dictionaries(st.text(max_size=5), st.integers(0, 99), max_size=3)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    first = date(2026, 1, 1)
    frame = CalendarFrame(
        name=draw(st.text(max_size=5)),
        first=first,
        last=date(2026, 3, 31),
        verified_from=first,
        verified_through=draw(DAYS),
        known_on=draw(st.none() | DAYS),
    )
    days = draw(st.sets(st.dates(first, frame.last), max_size=3))
    return WorkingCalendar(frame, [DayFact(day, draw(st.sampled_from(DayKind))) for day in days])


SESSIONS = st.sampled_from([(), ((450, 690),), ((450, 690), (780, 1020)), ((0, 1440),)])
WEEKS = st.tuples(SESSIONS.filter(bool), *[SESSIONS] * 6)


@st.composite
def accounts(draw: st.DrawFn) -> Accounting:
    records, rejected, skipped = draw(st.integers(0, 999)), draw(COUNTS), draw(COUNTS)
    physical = records + sum(rejected.values()) + sum(skipped.values())
    return Accounting(physical=physical, records=records, rejected=rejected, skipped=skipped)


@st.composite
def histories(draw: st.DrawFn, value: Any = str) -> Dated[Any]:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=3)))
    entries = tuple(draw(anything(Enacted[value])) for _ in days)
    dated = tuple(attrs.evolve(entry, effective_from=day) for day, entry in zip(days, entries, strict=True))
    return Dated(draw(st.text(max_size=5)), dated, verified_through=draw(DAYS))


OWN: dict[Any, Any] = {
    WorkingCalendar: calendars(),
    Accounting: accounts(),
    Season: st.builds(Season, st.just("04-16"), st.just("10-15"), WEEKS),
    OfficeHours: st.builds(
        OfficeHours,
        WEEKS,
        made_up=st.none() | SESSIONS,
        seasons=st.lists(st.deferred(lambda: OWN[Season]), max_size=1).map(tuple),
        dates=st.dictionaries(DAYS, SESSIONS, max_size=2),
    ),
    ReportingPeriod: st.tuples(DAYS, DAYS).map(lambda days: ReportingPeriod(min(days), max(days))),
    Dated: histories(),
    RuleBook: st.dictionaries(st.text(max_size=5), histories(), max_size=2).map(RuleBook),
    Finding: st.builds(
        Finding,
        st.sampled_from(["due-missing", "plugin.own"]),
        count=st.integers(1, 99),
        samples=st.lists(st.deferred(lambda: anything(SourceRef)), max_size=2).map(tuple),
        details=st.dictionaries(st.text(max_size=5), PLAIN[Any], max_size=2),
    ),
}
FIELDS: dict[tuple[Any, str], st.SearchStrategy[Any]] = {
    (PersonalNumber, "_text"): st.from_regex("[0-9]{9}|[0-9]{12}", fullmatch=True),
    (CalendarFrame, "weekend"): st.sets(st.integers(0, 6), max_size=3).map(tuple),
    (Enacted, "law"): st.deferred(lambda: st.lists(anything(LegalRef), min_size=1, max_size=2).map(tuple)),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Draw a value of any type that a public model uses in its fields."""
    own = (OWN | PLAIN).get(kind, OWN.get(get_origin(kind)))
    if own is not None:
        return own
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    return any_model(kind) if attrs.has(get_origin(kind) or kind) else any_container(kind)


def any_container(kind: Any) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(anything, inner))
    if origin is tuple and inner[1:] == (Ellipsis,):
        return st.lists(anything(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything, inner))
    if origin is frozenset:
        return st.frozensets(anything(inner[0]), max_size=2)
    assert isinstance(origin, type), f"no strategy for {kind}"
    assert issubclass(origin, Mapping), f"no strategy for {kind}"
    return st.dictionaries(*map(anything, inner), max_size=2)


def any_model(kind: Any) -> st.SearchStrategy[Any]:
    model = get_origin(kind) or kind
    variables = dict(zip(getattr(model, "__parameters__", ()), get_args(kind), strict=True))
    hints = {
        name: variables[hint] if isinstance(hint, TypeVar) else hint
        for name, hint in get_type_hints(model).items()
    }
    drawn = {
        field.alias: FIELDS.get((model, field.name), anything(hints[field.name]))
        for field in attrs.fields(model)
        if field.init and field.eq
    }
    return accepted(model, st.fixed_dictionaries(drawn))


@st.composite
def accepted(draw: st.DrawFn, model: Any, fields: st.SearchStrategy[dict[str, Any]]) -> Any:
    """Draw only what the model itself accepts."""
    try:
        return model(**draw(fields))
    except tthc.TthcError:
        reject()


def test_the_walk_meets_the_models() -> None:
    assert {Dossier, SourceRef, LegalRef, DossierCode, WorkingDays} <= set(models())
    names = {name for name in tthc.__all__ if attrs.has(getattr(tthc, name, None) or object)}
    assert names <= {getattr(get_origin(model) or model, "__name__", "") for model in models()}


@pytest.mark.parametrize("model", models(), ids=lambda model: getattr(model, "__name__", str(model)))
@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_structure_undoes_unstructure_through_json(model: Any, data: st.DataObject) -> None:
    value = data.draw(anything(model))
    plain = CONVERTER.unstructure(value, unstructure_as=model)
    assert CONVERTER.structure(json.loads(json.dumps(plain)), model) == value


@given(calendar=calendars())
def test_a_calendar_survives_by_its_facts(calendar: WorkingCalendar) -> None:
    plain = json.loads(json.dumps(CONVERTER.unstructure(calendar)))
    assert CONVERTER.structure(plain, WorkingCalendar).digest == calendar.digest


@given(limits=st.lists(anything(Limit), max_size=4))
def test_members_of_a_union_keep_their_kind(limits: list[Limit]) -> None:
    kind = tuple[Limit, ...]
    back = CONVERTER.structure(CONVERTER.unstructure(limits, unstructure_as=kind), kind)
    assert [(type(limit), limit) for limit in back] == [(type(limit), limit) for limit in limits]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("model", models(), ids=lambda model: getattr(model, "__name__", str(model)))
@settings(suppress_health_check=list(HealthCheck))
@given(junk=JUNK)
def test_junk_gives_a_model_or_findings_and_never_raises(model: Any, junk: Any) -> None:
    value, findings = structure_or_findings(junk, model)
    assert (value is None) == bool(findings)


def found(data: Any, model: Any) -> list[tuple[str, str]]:
    value, findings = structure_or_findings(data, model)
    assert value is None
    return [(finding.code, finding.details["path"]) for finding in findings]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"codee": "x"}, "codec.unknown-key", "codee"),
        ({"code": 7}, "codec.not-text", "code"),
        ({"received_on": "31/12/2026"}, "codec.not-a-day", "received_on"),
        ({"received_on": "2026-02-30"}, "codec.not-a-day", "received_on"),
        ({"received_on": "20260203"}, "codec.not-a-day", "received_on"),
        ({"received_on": "2026-W05-1"}, "codec.not-a-day", "received_on"),
        ({"received_on": 20260203}, "codec.not-a-day", "received_on"),
        ({"received_at": "2026-02-03T08:00:00"}, "codec.not-a-moment", "received_at"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "codec.not-a-moment", "received_at"),
        ({"received_at": "9999-12-31T23:00:00-10:00"}, "codec.not-a-moment", "received_at"),
        ({"status": 11}, "codec.not-a-choice", "status"),
        ({"status": "9"}, "codec.not-a-choice", "status"),
        ({"status": True}, "codec.not-a-choice", "status"),
        ({"channel": "fax"}, "codec.not-a-choice", "channel"),
        ({"paid_online": 1}, "codec.not-a-flag", "paid_online"),
        ({"source": []}, "codec.not-a-table", "source"),
        ({"source": {"file": "a.csv", "row": 3.0}}, "codec.not-whole", "source.row"),
        ({"source": {"row": 3}}, "codec.missing-key", "source.file"),
        ({"limit": {"type": "fortnights", "n": 1}}, "codec.not-a-choice", "limit"),
        ({"limit": {"type": ["months"], "n": 1}}, "codec.not-a-choice", "limit"),
        ({"limit": {"type": "months", "n": 0}}, "codec.refused", "limit"),
        ({"limit": {"type": "unknown-unit", "n": "5"}}, "codec.not-a-number", "limit.n"),
        ({"limit": 5}, "codec.not-a-choice", "limit"),
    ],
)
def test_each_way_to_be_wrong_has_a_code_and_a_place(change: dict[str, Any], code: str, path: str) -> None:
    assert found({"code": "H56.17-250303-0001", **change}, Dossier) == [(code, path)]


def test_every_fault_is_told_at_once_with_its_place_in_lists() -> None:
    rows = [{"code": "a"}, {"code": "b", "status": 0, "extra": 1}, "c", {}]
    assert sorted(found(rows, tuple[Dossier, ...])) == [
        ("codec.missing-key", "[3].code"),
        ("codec.not-a-choice", "[1].status"),
        ("codec.not-a-table", "[2]"),
        ("codec.unknown-key", "[1].extra"),
    ]
    assert found("abc", tuple[Dossier, ...]) == [("codec.not-a-list", "(root)")]
    assert found({"rejected": {"x": "1"}, "physical": 1, "records": 0}, Accounting) == [
        ("codec.not-whole", "rejected[x]")
    ]


def test_what_no_model_expects_is_still_a_finding() -> None:
    assert found({"physical": 1, "records": 1, "rejected": []}, Accounting) == [
        ("codec.bad-value", "rejected")
    ]


def test_a_type_that_is_no_model_is_bad_use() -> None:
    with pytest.raises(StructureHandlerNotFoundError):
        structure_or_findings({}, object)


def test_rows_that_do_not_add_up_are_refused_by_the_model() -> None:
    assert found({"physical": 2, "records": 1}, Accounting) == [("codec.refused", "(root)")]


def test_a_finding_keeps_the_value_out_of_sight() -> None:
    secret = "Nguyễn Văn A 001099012345"
    data = {"code": "x", "received_on": secret, "status": secret, "limit": secret, "source": secret}
    _, findings = structure_or_findings(data, Dossier, source="dossiers.json")
    assert len(findings) == 4
    for finding in findings:
        assert finding.severity is tthc.Severity.ERROR
        assert finding.samples[0].file == "dossiers.json"
        assert finding.samples[0].header == finding.details["path"]
        assert finding.samples[0].value == secret
        assert "Nguyễn" not in f"{finding} {finding!r} {finding.message('vi')} {finding.message('en')}"


def test_a_moment_comes_back_in_the_time_of_vietnam() -> None:
    moment = CONVERTER.structure("2026-01-05T20:30:00+00:00", datetime)
    assert (moment.date(), moment.hour, moment.utcoffset()) == (date(2026, 1, 6), 3, timedelta(hours=7))


def test_days_of_a_toml_file_are_days_already() -> None:
    assert CONVERTER.structure(date(2026, 1, 5), date) == date(2026, 1, 5)
    assert found(datetime(2026, 1, 5, tzinfo=UTC), date) == [("codec.not-a-day", "(root)")]


def test_what_json_holds_is_plain() -> None:
    dossier = Dossier(code="x", status=Status.DONE, limit=Months(1), received_on=date(2026, 1, 5))
    plain = CONVERTER.unstructure(dossier)
    assert (plain["status"], plain["received_on"]) == (9, "2026-01-05")
    assert plain["limit"] == {"type": "months", "n": 1}
    assert CONVERTER.unstructure(UnknownUnit(5)) == {"n": 5}


def test_converters_are_made_anew_and_leave_the_global_one_alone() -> None:
    import cattrs

    assert make_converter() is not make_converter()
    assert cattrs.global_converter.unstructure(date(2026, 1, 5)) == date(2026, 1, 5)
