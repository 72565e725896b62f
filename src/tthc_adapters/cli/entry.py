"""Start the command: language, streams, and one exit code for every way to end."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import IO, Any

from tthc.errors import TthcError
from tthc_adapters.texts import LANGUAGES, Texts

PRINTED = 0
ROWS_REJECTED = 1
BAD_USE = 2
INTERRUPTED = 130
PIPE_CLOSED = 141

_EXTRAS = {"click", "rich", "polars", "fastexcel", "xlsxwriter", "narwhals", "holidays"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `tthc` and return its exit code (chạy lệnh).

    Returns:
        0 printed; 1 printed, but rows were rejected; 2 bad use or unreadable input;
        130 interrupted; 141 the reader of the output went away.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        _use_utf8(stream)
    lang, words, unknown = split_language(words)
    texts = Texts("cli", lang)
    if unknown is not None:
        _complain(texts("error.language", given=unknown, known=", ".join(LANGUAGES)), texts)
        return BAD_USE
    try:
        from tthc_adapters.cli.app import run

        code = run(words, texts)
        sys.stdout.flush()
    except TthcError as error:
        message, code = error.message(lang), BAD_USE
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRAS:
            raise
        message, code = texts("error.extra_missing", module=error.name), BAD_USE
    except KeyboardInterrupt:
        message, code = texts("error.interrupted"), INTERRUPTED
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE:
            _silence_stdout()
            return PIPE_CLOSED
        message, code = _os_message(error, texts), BAD_USE
    else:
        return code
    _complain(message, texts)
    return code


def split_language(words: Sequence[str]) -> tuple[str, list[str], str | None]:
    """Take `--lang` out of the words, wherever it stands; the last one counts.

    Returns:
        The language, the other words, and what was asked for when it is no language of ours.

    >>> split_language(["report", "--lang", "en", "a.csv"])
    ('en', ['report', 'a.csv'], None)
    >>> split_language(["--lang=fr", "plugins"])
    ('vi', ['plugins'], 'fr')
    """
    lang, rest, unknown = LANGUAGES[0], [], None
    queue = iter(words)
    for word in queue:
        if word == "--":
            rest += [word, *queue]
            break
        name, equals, value = word.partition("=")
        if name != "--lang":
            rest.append(word)
            continue
        chosen = value if equals else next(queue, "")
        if chosen in LANGUAGES:
            lang = chosen
        else:
            unknown = chosen
    return lang, rest, unknown


def _complain(message: str, texts: Texts) -> None:
    try:
        print(texts("error.prefix", message=message), file=sys.stderr)  # noqa: T201
    except BrokenPipeError:
        return


def _use_utf8(stream: Any) -> None:
    """Write UTF-8 whatever the locale says: Vietnamese has no other safe way out."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")


def _silence_stdout() -> None:
    """Point standard output nowhere, so that the interpreter's last flush cannot fail."""
    try:
        handle: int = _descriptor(sys.stdout)
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)


def _descriptor(stream: IO[Any]) -> int:
    return stream.fileno()


def _os_message(error: OSError, texts: Texts) -> str:
    kinds = (
        (FileNotFoundError, "error.file_not_found"),
        (PermissionError, "error.file_denied"),
        (IsADirectoryError, "error.file_is_folder"),
        (NotADirectoryError, "error.file_not_found"),
    )
    for kind, key in kinds:
        if isinstance(error, kind):
            return texts(key, file=error.filename)
    return texts("error.file_failed", file=error.filename, reason=errno.errorcode.get(error.errno or 0, "?"))
