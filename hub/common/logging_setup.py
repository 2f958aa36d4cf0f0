"""How both programs log: nothing of what a request held, whichever library would tell it.

What the hub and the screen log of themselves they choose with care. Libraries do not: aiohttp names
the protocols that a socket asked for, aiosqlite writes down each row, and the message of an
exception often quotes what could not be read. So of others only that they spoke is told, and where;
of an exception its type and the way that it came.
"""

import copy
import logging
import traceback
from types import TracebackType

from hub.common.terminal_safe import plain, plain_lines

_OWN = frozenset({"__main__", "display", "hub"})
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start_log(level: int) -> None:
    """Log to stderr from now on, unless somebody has set up logging before.

    Args:
        level: from which on this program's own lines are written; of others, warnings and worse.
    """
    handler = logging.StreamHandler()
    handler.addFilter(_is_wanted)
    handler.setFormatter(LogFormatter(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler])


def _is_own(name: str) -> bool:
    return name.partition(".")[0] in _OWN


def _is_wanted(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or _is_own(record.name)


class LogFormatter(logging.Formatter):
    """Writes records without what a request held, so that no text passes for another record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record, with its traceback."""
        # Other handlers get the same record: theirs stays as it is.
        record = copy.copy(record)
        record.exc_text = None
        if not _is_own(record.name):
            record.msg, record.args, record.stack_info = _redact(record), (), None
        # A traceback has several lines.
        return plain_lines(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Write one record, without its traceback, on one line."""
        return plain(super().formatMessage(record))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        """Write an exception and what led to it: types and places, and our own words."""
        error = ei[1]
        return "" if error is None else "\n".join(_format_error(error, set()))


def _redact(record: logging.LogRecord) -> str:
    """Say where a library spoke, and its words as far as they are the same whatever the request."""
    words = str(record.msg)
    if record.args:
        # The pattern alone; what belongs into it is data.
        words = f"{words!r}"
    elif record.name == "asyncio":
        # The first line says what happened, the others to what.
        words = words.partition("\n")[0]
    else:
        words = "(not shown)"
    return f"{words} [{record.filename}:{record.lineno}]"


def _format_error(error: BaseException, seen: set[int]) -> list[str]:
    """Write an exception, the ones that led to it first."""
    if id(error) in seen:
        return []
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [] if cause is None else [*_format_error(cause, seen), "which led to:"]
    frames = traceback.extract_tb(error.__traceback__)
    lines += ["Traceback (most recent call last):"] if frames else []
    lines += [f'  File "{each.filename}", line {each.lineno}, in {each.name}' for each in frames]
    lines.append(f"{type(error).__qualname__}{_format_message(error)}")
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            lines += _format_error(each, seen)
    return lines


def _format_message(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    # SQLite names tables and columns, never what stands in them.
    if type(error).__module__ == "sqlite3" or _is_own(type(error).__module__):
        return f": {error}"
    return ""
