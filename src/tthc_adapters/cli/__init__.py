"""The command `tthc`."""

from tthc_adapters.cli.entry import main

__all__ = ["main"]
