"""The engines a command may count on: each opens Parquet files as a table of its own."""

from __future__ import annotations

import enum
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from tthc.errors import AdapterError

LOWEST_JAVA = 17

_CONFIGURED = ("SPARK_REMOTE", "PYSPARK_GATEWAY_PORT", "MASTER", "SPARK_CONF_DIR", "SPARK_HOME")
"""Variables by which `spark-submit` and administrators say where Spark is."""

_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.session.timeZone": "Asia/Ho_Chi_Minh",
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.log.level": "ERROR",
}


class EngineName(enum.Enum):
    """What counts the dossiers of a folder (bộ máy tính toán)."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


@frozen(eq=False)
class Opener:
    """Open Parquet files on one engine: all tables of a call share its connection or session."""

    engine: EngineName
    session: Any = None

    def open(self, files: Sequence[Path | str]) -> Any:
        """Return the files as one lazy table.

        Raises:
            AdapterError: the engine cannot read them (`engine.unreadable`).
        """
        names = [str(path) for path in files]
        if self.engine is EngineName.POLARS:
            import polars as pl

            return pl.scan_parquet(names, hive_partitioning=False)
        from tthc.columnar.door import Engine, engine_errors

        known = Engine.DUCKDB if self.engine is EngineName.DUCKDB else Engine.SPARK
        failures = engine_errors(known)
        try:
            if self.engine is EngineName.DUCKDB:
                return self.session.read_parquet(names, hive_partitioning=False)
            return self.session.read.parquet(*names)
        except failures as failed:
            reason = type(failed).__name__
        raise AdapterError("engine.unreadable", engine=self.engine.value, reason=reason)


def opener(engine: EngineName) -> Opener:
    """Return what opens files on an engine (mở bộ máy).

    Spark is the session that is running; else the one that is configured (`spark-submit`,
    `SPARK_REMOTE`, `SPARK_HOME`, `SPARK_CONF_DIR`, `MASTER`); else a local one on all cores.

    Raises:
        AdapterError: a package is missing (`engine.missing`), there is no Java (`engine.no-java`), or
            Spark does not start (`engine.no-session`).
    """
    if engine is EngineName.POLARS:
        return Opener(engine)
    if engine is EngineName.SPARK:
        return Opener(engine, _spark())
    try:
        import duckdb
    except ModuleNotFoundError:
        raise AdapterError("engine.missing", engine=engine.value, package="duckdb") from None
    return Opener(engine, duckdb.connect())


def _spark() -> Any:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise AdapterError("engine.missing", engine=EngineName.SPARK.value, package="pyspark") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    builder = SparkSession.builder.appName("tthc")
    if not any(name in os.environ for name in _CONFIGURED):
        _require_java()
        builder = builder.master("local[*]")
        for key, value in _LOCAL.items():
            builder = builder.config(key, value)
    elif "SPARK_REMOTE" not in os.environ and "MASTER" in os.environ:
        builder = builder.master(os.environ["MASTER"])
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as failed:
        reason = type(failed).__name__
    raise AdapterError("engine.no-session", reason=reason)


def _require_java() -> None:
    """Look for the Java that Spark would start, before Spark fails with a page of its own words.

    Raises:
        AdapterError: none, or one too old (`engine.no-java`).
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    version = None if java is None else java_version(java)
    if version is None or version < LOWEST_JAVA:
        found = "JAVA_HOME" if home else "PATH"
        shown = f"{found}: -" if version is None else f"{found}: Java {version}"
        raise AdapterError("engine.no-java", lowest=LOWEST_JAVA, found=shown)


def java_version(java: str | os.PathLike[str]) -> int | None:
    """Return the major version of a `java`, or None where it does not run."""
    try:
        ran = subprocess.run([java, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r'version "(\d+)', ran.stderr + ran.stdout)
    return int(found[1]) if found else None
