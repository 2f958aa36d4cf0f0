"""What backups are called, and which of them are kept. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"galley-(?P<branch>[A-Za-z0-9][A-Za-z0-9_-]*)-(?P<stamp>\d{8}T\d{6}Z)\.db")


class Kept(NamedTuple):
    """How many backups are kept: the last of an hour, and the last of a day."""

    hourly: int = 24
    daily: int = 14


def stamp(at: int) -> str:
    """Write a time for a file's name: UTC, to the second, in order when sorted as text.

    Args:
        at: Unix milliseconds.
    """
    return datetime.fromtimestamp(at // 1000, UTC).strftime(_STAMP)


def name_of(branch: str, at: int) -> str:
    """Say what a backup of that moment is called.

    Args:
        branch: the branch's id.
        at: Unix milliseconds.
    """
    return f"galley-{branch}-{stamp(at)}.db"


def time_of(name: str, branch: str) -> datetime | None:
    """Read the time off a name; None when it is no backup of this branch."""
    match = _NAME.fullmatch(name)
    if match is None or match["branch"] != branch:
        return None
    try:
        return datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def surplus(names: Iterable[str], branch: str, kept: Kept) -> list[str]:
    """Say which backups can go: all but the last of each of so many hours, and so many days.

    Only hours and days in which there are backups count, so a branch that was closed for a month
    keeps what it had. The newest backup always stays.

    Args:
        names: of files; those that are no backups of this branch are left alone.
        branch: the branch's id.
        kept: how many are kept.
    """
    times = {name: at for name in names if (at := time_of(name, branch)) is not None}
    newest_first = sorted(times, key=lambda name: times[name], reverse=True)
    stay = set(newest_first[:1])
    for form, count in (("%Y%m%d%H", kept.hourly), ("%Y%m%d", kept.daily)):
        last: dict[str, str] = {}
        for name in newest_first:
            last.setdefault(times[name].strftime(form), name)
        stay.update(list(last.values())[:count])
    return [name for name in reversed(newest_first) if name not in stay]
