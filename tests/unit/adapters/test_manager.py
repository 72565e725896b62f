from __future__ import annotations

import io
from collections.abc import Iterable
from types import ModuleType, SimpleNamespace
from typing import IO, Any

import pytest
from attrs import frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters import (
    CheckContext,
    ExportAdapter,
    IdentitySource,
    Layout,
    Plugins,
    Recognition,
    SourceHead,
    hookimpl,
    ingest,
    load_plugins,
)
from tthc_adapters import manager as manager_module
from tthc_adapters.protocols import Block, Location, RawTable, ReadOptions, ReportWriter, SourceReader

COLUMNS = {"Mã hồ sơ": "code", "Ngày tiếp nhận": "received_on", "Ngày trả kết quả": "finished_on"}
LAYOUT = Layout(columns=COLUMNS)


@frozen
class Export:
    name: str = "thanh-an.one-stop"
    api: int = 1
    layout: Layout = LAYOUT
    score: int = 90

    def sniff(self, head: SourceHead) -> Recognition | None:
        return Recognition(self.score, "all there") if COLUMNS.keys() <= set(head.headers) else None


def plugin(**hooks: Any) -> object:
    module = ModuleType("a_plugin")
    vars(module).update({name: hookimpl(function) for name, function in hooks.items()})
    return module


def systems(*offered: Any) -> object:
    def tthc_systems() -> Iterable[ExportAdapter]:
        return list(offered)

    return plugin(tthc_systems=tthc_systems)


def loaded(*others: tuple[str, object]) -> Plugins:
    plugins = load_plugins()
    for name, other in others:
        plugins.add(name, lambda other=other: other)
    return plugins


def raising(*_: Any, **__: Any) -> Any:
    raise RuntimeError("một giá trị riêng tư")


def failing() -> Any:
    raise RuntimeError("một giá trị riêng tư")


def test_the_built_ins_come_through_the_hooks() -> None:
    plugins = load_plugins(strict=True)
    offers = {record.name: record.offers for record in plugins.inventory() if record.distribution == "tthc"}
    assert {kind: set(known) for kind, known in offers.items()} == {
        "sources": {"sources"},
        "systems": {"systems"},
        "identity": {"identity_sources"},
        "reports": {"writers"},
    }
    assert set(offers["sources"]["sources"]) >= {"csv", "json", "xlsx"}
    assert set(offers["systems"]["systems"]) >= {"igate", "tan-dan", "tabular"}
    assert set(offers["reports"]["writers"]) >= {"terminal", "xlsx"}
    assert all(isinstance(one, ExportAdapter) for one in plugins.systems.values())
    assert all(isinstance(one, SourceReader) for one in plugins.sources.values())
    assert all(isinstance(one, ReportWriter) for one in plugins.writers.values())
    assert all(isinstance(one, IdentitySource) for one in plugins.identity_sources.values())


def wrong_hook() -> object:
    def tthc_no_such_hook() -> None: ...

    return plugin(tthc_no_such_hook=tthc_no_such_hook)


def wrong_arguments() -> object:
    def tthc_systems(colour: str) -> list[ExportAdapter]:
        return []

    return plugin(tthc_systems=tthc_systems)


BROKEN = {
    "plugin.import-failed": raising,
    "plugin.not-valid": wrong_hook,
    "plugin.not-valid ": lambda: SimpleNamespace(a=1),  # no hash
    "plugin.hook-failed": lambda: plugin(tthc_systems=failing),
    "plugin.wrong-result": lambda: systems("not an adapter"),
    "plugin.api": lambda: systems(Export(api=2)),
    "plugin.name-taken": lambda: systems(Export(name="igate")),
}


@pytest.mark.parametrize(("code", "load"), BROKEN.items(), ids=list(BROKEN))
def test_a_broken_plugin_beside_working_ones(code: str, load: Any) -> None:
    code = code.strip()
    plugins = load_plugins()
    before = set(plugins.systems)
    plugins.add("bad", load, version="1.0", distribution="bad-dist")
    plugins.add("good", lambda: systems(Export()))
    bad, good = plugins.inventory()[-2:]
    assert (bad.status, bad.error) == ("broken", code)
    assert (good.status, good.offers) == ("ok", {"systems": ("thanh-an.one-stop",)})
    assert set(plugins.systems) == before | {"thanh-an.one-stop"}
    assert bad.to_dict() == {
        "name": "bad",
        "version": "1.0",
        "distribution": "bad-dist",
        "hooks": [],
        "offers": {},
        "status": "broken",
        "error": code,
    }


@pytest.mark.parametrize(("code", "load"), BROKEN.items(), ids=list(BROKEN))
def test_the_strict_switch_raises(code: str, load: Any) -> None:
    with pytest.raises(AdapterError) as error:
        load_plugins().add("bad", load, strict=True)
    assert error.value.code == code.strip()
    assert "riêng tư" not in str(error.value)


def test_wrong_arguments_of_a_hook() -> None:
    assert load_plugins().add("bad", wrong_arguments).error == "plugin.not-valid"


def test_a_plugin_that_offers_no_list() -> None:
    assert load_plugins().add("bad", lambda: plugin(tthc_systems=lambda: 3)).error == "plugin.wrong-result"


def test_a_module_that_leaves_the_program_is_only_broken() -> None:
    def load() -> object:
        raise SystemExit(3)

    assert load_plugins().add("bad", load).error == "plugin.import-failed"


def test_entry_points_are_loaded_in_the_order_of_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def point(dist: str, name: str) -> Any:
        return SimpleNamespace(
            name=name,
            dist=SimpleNamespace(name=dist, version="1"),
            load=lambda: systems(Export(name=f"{dist}.{name}")),
        )

    points = [point("b-dist", "x"), point("a-dist", "z"), point("a-dist", "y")]
    monkeypatch.setattr(manager_module.metadata, "entry_points", lambda group: points)
    names = [record.name for record in load_plugins().inventory() if record.distribution != "tthc"]
    assert names == ["y", "z", "x"]


def test_the_best_score_wins_and_a_tie_names_both(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(COLUMNS) + "\nH00.1-260302-0001,02/03/2026,06/03/2026\n", encoding="utf-8")
    read = ingest(path, plugins=loaded(("thanh-an", systems(Export()))))
    assert read.systems == ("thanh-an.one-stop",)
    assert read.table["finished_on"].null_count() == 0
    both = loaded(("thanh-an", systems(Export())), ("other", systems(Export(name="other"))))
    with pytest.raises(AdapterError) as error:
        ingest(path, plugins=both)
    assert error.value.code == "system.tie"
    assert "other, thanh-an.one-stop" in str(error.value)
    assert "--system" in str(error.value)
    assert ingest(path, plugins=both, system="other").systems == ("other",)


def test_a_system_that_fails_to_sniff_does_not_stop_others(tmp_path: Any) -> None:
    @frozen
    class Rude(Export):
        def sniff(self, head: SourceHead) -> Recognition | None:
            raise RuntimeError

    path = tmp_path / "a.csv"
    path.write_text("Mã hồ sơ,Ngày nhận\nH00.1-260302-0001,02/03/2026\n", encoding="utf-8")
    assert ingest(path, plugins=loaded(("rude", systems(Rude())))).systems == ("tan-dan",)


def test_a_location_of_another_scheme() -> None:
    def tthc_open_location(location: str) -> IO[bytes] | None:
        text = "Mã hồ sơ,Ngày nhận\nH00.1-260302-0001,02/03/2026\n"
        return io.BytesIO(text.encode()) if location.startswith("mem:") else None

    plugins = loaded(("memory", plugin(tthc_open_location=tthc_open_location)))
    read = ingest("mem://host/ho-so.csv", plugins=plugins)
    assert (read.files, read.accounting.records) == (("ho-so.csv",), 1)


@pytest.mark.parametrize(
    ("opener", "code"), [(lambda location: 3, "plugin.wrong-result"), (raising, "plugin.hook-failed")]
)
def test_an_opener_that_is_broken(opener: Any, code: str) -> None:
    def tthc_open_location(location: str) -> IO[bytes] | None:
        return opener(location)  # type: ignore[no-any-return]

    plugins = loaded(("bad", plugin(tthc_open_location=tthc_open_location)))
    with pytest.raises(AdapterError) as error:
        plugins.open_location("x.csv")
    assert error.value.code == code


def test_nobody_opens_a_strange_scheme() -> None:
    with pytest.raises(AdapterError) as error:
        load_plugins().open_location("sftp://host/ho-so.csv")
    assert error.value.code == "location.not-found"
    assert "ho-so.csv" in str(error.value)


def test_local_checks_add_findings_and_a_failing_one_is_a_finding(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Mã hồ sơ,Ngày nhận\nH00.1-260302-0001,02/03/2026\n", encoding="utf-8")
    own = {"vi": "{count} hồ sơ", "en": "{count} dossiers"}

    def tthc_check_dossiers(context: CheckContext) -> list[Finding]:
        return [Finding("thanh-an.checked", count=context.table.height, messages=own)]

    plugins = loaded(
        ("good", plugin(tthc_check_dossiers=tthc_check_dossiers)),
        ("bad", plugin(tthc_check_dossiers=lambda context: raising())),
        ("worse", plugin(tthc_check_dossiers=lambda context: ["text"])),
    )
    found = {finding.code: finding for finding in ingest(path, plugins=plugins).findings}
    assert found["thanh-an.checked"].message("vi") == "1 hồ sơ"
    failed = [
        finding for finding in ingest(path, plugins=plugins).findings if finding.code == "plugin-check-failed"
    ]
    assert {finding.details["plugin"] for finding in failed} == {"bad", "worse"}
    assert "riêng tư" not in str(failed)


@pytest.mark.parametrize(("suffix", "scheme"), [(".csv", "other"), (".other", "sqlite")])
def test_two_readers_of_one_ending_or_scheme(suffix: str, scheme: str) -> None:
    @frozen
    class OtherCsv:
        name: str = "other-csv"
        api: int = 1
        suffixes: tuple[str, ...] = (suffix,)
        schemes: tuple[str, ...] = (scheme,)

        def tables(self, location: Location, options: ReadOptions) -> Iterable[RawTable]:
            return []

    record = load_plugins().add("csv-two", lambda: plugin(tthc_sources=lambda: [OtherCsv()]))
    assert record.error == "plugin.name-taken"


def test_a_layout_names_real_columns() -> None:
    with pytest.raises(AdapterError) as error:
        Layout(columns={"Mã": "codes"})
    assert error.value.code == "layout.unknown-target"


def test_blocks_hide_their_cells() -> None:
    import polars as pl

    assert "riêng tư" not in repr(Block(frame=pl.DataFrame({"c0": ["riêng tư"]}), done=1))
