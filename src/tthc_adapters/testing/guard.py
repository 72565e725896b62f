"""See whether code looks at the clock, or out of the machine, while it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any

from attrs import field, frozen

_CLOCKS = frozenset(
    {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime", "asctime", "clock_gettime"}
)
_TODAY = frozenset({"now", "utcnow", "today"})
_CALLS = frozenset({"connect", "connect_ex", "bind", "sendto", "sendmsg", "listen"})
_NAMES = frozenset({"getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo"})


@frozen
class Outside:
    """What was reached for while the guard stood (lần ra ngoài): names of functions, never arguments."""

    clock: list[str] = field(factory=list, init=False)
    network: list[str] = field(factory=list, init=False)
    programs: list[str] = field(factory=list, init=False)


@contextmanager
def watched() -> Iterator[Outside]:
    """Watch this thread: calls of the clock, of the network and of other programs are written down.

    Nothing is forbidden, so that code which hides an error hides nothing from the guard. What happens
    while a module is imported does not count.

    >>> import time
    >>> with watched() as outside:
    ...     moment = time.time()
    >>> outside.clock, outside.network
    (['time'], [])
    """
    outside = Outside()
    before: Callable[..., Any] | None = sys.getprofile()

    def look(frame: FrameType, event: str, function: Any) -> None:
        if event != "c_call" or _importing(frame):
            return
        if _is_clock(function):
            outside.clock.append(function.__name__)
        elif _is_network(function):
            outside.network.append(function.__name__)
        elif function.__name__ == "fork_exec":
            outside.programs.append(function.__name__)

    sys.setprofile(look)
    try:
        yield outside
    finally:
        sys.setprofile(before)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False


def _is_clock(function: Any) -> bool:
    name, owner = function.__name__, getattr(function, "__self__", None)
    if isinstance(owner, type) and issubclass(owner, date):
        return name in _TODAY
    return getattr(function, "__module__", None) == "time" and name in _CLOCKS


def _is_network(function: Any) -> bool:
    import socket

    if isinstance(getattr(function, "__self__", None), socket.SocketType):
        return function.__name__ in _CALLS
    home = getattr(function, "__module__", None)
    return home == "_socket" and function.__name__ in _NAMES
