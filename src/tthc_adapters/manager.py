"""Load plugins one by one, check what they offer, and keep an inventory of all of them."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import metadata
from types import MappingProxyType
from typing import IO, Any, TypeVar

import pluggy
from attrs import define, field, frozen

from tthc.errors import AdapterError
from tthc.findings import Finding
from tthc_adapters import hookspecs
from tthc_adapters.protocols import (
    API,
    CheckContext,
    ExportAdapter,
    IdentitySource,
    ReportWriter,
    SourceReader,
)

T = TypeVar("T")

BUILT_IN = (
    "tthc_adapters.sources",
    "tthc_adapters.systems",
    "tthc_adapters.identity",
    "tthc_adapters.reports",
)
"""Modules that come with tthc; they join in through the same hooks as anyone's."""

_OFFERS: Mapping[str, tuple[str, type[Any]]] = MappingProxyType(
    {
        "sources": ("tthc_sources", SourceReader),
        "systems": ("tthc_systems", ExportAdapter),
        "identity_sources": ("tthc_identity_sources", IdentitySource),
        "writers": ("tthc_report_writers", ReportWriter),
    }
)


@frozen(kw_only=True)
class PluginRecord:
    """Describe one plugin in the inventory (thành phần cắm thêm).

    Args:
        offers: names of what it offers, by kind (`sources`, `systems`, `identity_sources`, `writers`).
        error: code of what went wrong when `status` is "broken".
    """

    name: str
    version: str | None = None
    distribution: str | None = None
    hooks: tuple[str, ...] = ()
    offers: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    status: str = "ok"
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as it stands in `tthc plugins --json`."""
        return {
            "name": self.name,
            "version": self.version,
            "distribution": self.distribution,
            "hooks": list(self.hooks),
            "offers": {kind: list(names) for kind, names in self.offers.items()},
            "status": self.status,
            "error": self.error,
        }


@define
class Plugins:
    """Hold what the loaded plugins offer, by name (các thành phần đã nạp).

    >>> plugins = load_plugins()
    >>> {"igate", "tan-dan"} <= plugins.systems.keys(), {"csv", "json", "xlsx"} <= plugins.sources.keys()
    (True, True)
    """

    sources: dict[str, SourceReader] = field(factory=dict, init=False)
    systems: dict[str, ExportAdapter] = field(factory=dict, init=False)
    identity_sources: dict[str, IdentitySource] = field(factory=dict, init=False)
    writers: dict[str, ReportWriter] = field(factory=dict, init=False)
    _pluggy: pluggy.PluginManager = field(
        factory=lambda: pluggy.PluginManager(hookspecs.PROJECT), init=False, repr=False
    )
    _records: list[PluginRecord] = field(factory=list, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._pluggy.add_hookspecs(hookspecs)

    def inventory(self) -> tuple[PluginRecord, ...]:
        """Return every plugin found, working or broken, built-ins first."""
        return tuple(self._records)

    def add(
        self,
        name: str,
        load: Callable[[], object],
        *,
        version: str | None = None,
        distribution: str | None = None,
        strict: bool = False,
    ) -> PluginRecord:
        """Load one plugin; a broken one becomes an entry of the inventory and changes nothing else.

        Raises:
            AdapterError: the plugin is broken and `strict` is set (`plugin.*`).
        """
        plugin: object = None
        try:
            plugin = _guarded("plugin.import-failed", name, load)
            record = self._join(name, plugin, version, distribution)
        except AdapterError as broken:
            if plugin is not None and self._pluggy.is_registered(plugin):
                self._pluggy.unregister(plugin)
            if strict:
                raise
            record = PluginRecord(
                name=name, version=version, distribution=distribution, status="broken", error=broken.code
            )
        self._records.append(record)
        return record

    def _join(self, name: str, plugin: object, version: str | None, distribution: str | None) -> PluginRecord:
        def register() -> None:
            hash(plugin)  # pluggy keeps plugins in sets; one without a hash would break all the others
            self._pluggy.register(plugin, name=name)
            self._pluggy.check_pending()

        _guarded("plugin.not-valid", name, register)
        offered = {kind: self._offered(name, plugin, kind) for kind in _OFFERS}
        for kind, things in offered.items():
            getattr(self, kind).update(things)
        callers = self._pluggy.get_hookcallers(plugin) or []
        return PluginRecord(
            name=name,
            version=version,
            distribution=distribution,
            hooks=tuple(sorted(caller.name for caller in callers)),
            offers={kind: tuple(sorted(things)) for kind, things in offered.items() if things},
        )

    def _alone(self, hook: str, plugin: object) -> pluggy.HookCaller:
        others = [other for other in self._pluggy.get_plugins() if other is not plugin]
        return self._pluggy.subset_hook_caller(hook, remove_plugins=others)

    def _offered(self, name: str, plugin: object, kind: str) -> dict[str, Any]:
        hook, protocol = _OFFERS[kind]
        answers: list[Any] = _guarded("plugin.hook-failed", name, self._alone(hook, plugin))
        things: dict[str, Any] = {}
        for thing in _guarded("plugin.wrong-result", name, lambda: [one for part in answers for one in part]):
            if not isinstance(thing, protocol) or not isinstance(thing.name, str) or not thing.name:
                raise AdapterError("plugin.wrong-result", name=name, hook=hook, reason=type(thing).__name__)
            if thing.api != API:
                raise AdapterError("plugin.api", name=name, offered=thing.name, api=thing.api, expected=API)
            if thing.name in things or thing.name in getattr(self, kind):
                raise AdapterError("plugin.name-taken", name=name, offered=thing.name)
            if kind == "sources":
                self._check_claims(name, thing, things)
            things[thing.name] = thing
        return things

    def _check_claims(self, name: str, source: SourceReader, beside: Mapping[str, SourceReader]) -> None:
        others = [*self.sources.values(), *beside.values()]
        taken = {claim for other in others for claim in _claims(other)}
        if clash := taken.intersection(_claims(source)):
            raise AdapterError("plugin.name-taken", name=name, offered=", ".join(sorted(clash)))

    def open_location(self, location: str) -> IO[bytes]:
        """Open `location` by the first opener that claims it.

        Raises:
            AdapterError: nobody claims it (`location.not-found`); an answer that is no
                stream (`plugin.wrong-result`).
        """
        ask = partial(self._pluggy.hook.tthc_open_location, location=location)
        stream: Any = _guarded("plugin.hook-failed", "tthc_open_location", ask)
        if stream is None:
            raise AdapterError("location.not-found", file=_base(location))
        if not (isinstance(stream, io.IOBase) or hasattr(stream, "read")):
            raise AdapterError(
                "plugin.wrong-result", name="-", hook="tthc_open_location", reason=type(stream).__name__
            )
        opened: IO[bytes] = stream
        return opened

    def check_dossiers(self, context: CheckContext) -> tuple[Finding, ...]:
        """Run every local check; one that fails is a finding and stops nothing."""
        findings: list[Finding] = []
        for name, plugin in self._pluggy.list_name_plugin():
            if plugin is None or not hasattr(plugin, "tthc_check_dossiers"):
                continue
            caller = self._alone("tthc_check_dossiers", plugin)
            try:
                findings.extend(
                    _guarded("plugin.hook-failed", name, partial(_checked, caller, context, name))
                )
            except AdapterError as broken:
                findings.append(
                    Finding("plugin-check-failed", details={"plugin": name, "error": broken.code})
                )
        return tuple(findings)


def _claims(source: SourceReader) -> set[str]:
    """Return the endings of a source and, where it has them, the schemes it opens itself."""
    return {*source.suffixes, *(f"{scheme}://" for scheme in getattr(source, "schemes", ()))}


def _checked(caller: pluggy.HookCaller, context: CheckContext, name: str) -> list[Finding]:
    """Call one plugin's check and see that it gave findings."""
    answers = [answer for part in caller(context=context) for answer in part]
    for answer in answers:
        if not isinstance(answer, Finding):
            raise AdapterError(
                "plugin.wrong-result", name=name, hook="tthc_check_dossiers", reason=type(answer).__name__
            )
    return answers


def _guarded(code: str, name: str, call: Callable[[], T]) -> T:
    """Call foreign code; whatever it raises becomes an error of ours without its text."""
    try:
        return call()
    except AdapterError:
        raise
    except (Exception, SystemExit) as error:
        raise AdapterError(code, name=name, reason=type(error).__name__, hook="-") from error


def _base(location: str) -> str:
    return location.replace("\\", "/").rstrip("/").rpartition("/")[2]


def load_plugins(*, strict: bool = False) -> Plugins:
    """Load the built-ins, then every entry point of the group `tthc`, one by one.

    Entry points are taken in the order of their distribution and name, so that no answer depends
    on the order of installation.

    Args:
        strict: raise on the first broken plugin instead of listing it.

    Raises:
        AdapterError: a plugin is broken and `strict` is set (`plugin.*`).

    >>> [record.status for record in load_plugins().inventory()][:2]
    ['ok', 'ok']
    """
    plugins = Plugins()
    version = _own_version()
    for module in BUILT_IN:
        plugins.add(
            module.rpartition(".")[2],
            partial(importlib.import_module, module),
            version=version,
            distribution="tthc",
            strict=strict,
        )
    points = metadata.entry_points(group=hookspecs.PROJECT)
    for point in sorted(points, key=lambda point: (point.dist.name if point.dist else "", point.name)):
        plugins.add(
            point.name,
            point.load,
            version=point.dist.version if point.dist else None,
            distribution=point.dist.name if point.dist else None,
            strict=strict,
        )
    return plugins


@cache
def _own_version() -> str | None:
    try:
        return metadata.version("tthc")
    except metadata.PackageNotFoundError:
        return None
