"""The folder that backups go to: can it be used, what lies in it, what is it called, what stays."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hub.store.errors import BackupFailed

RESERVE = 64 << 20
"""Bytes that a backup leaves free beside the hub's own database: it must not stop a kitchen."""

_STICKS = (Path("/media"), Path("/mnt"), Path("/run/media"))
_OCTAL = re.compile(r"\\([0-7]{3})")
_PARTIAL = ".partial"
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"galley-(?P<branch>[A-Za-z0-9][A-Za-z0-9_-]*)-(?P<stamp>\d{8}T\d{6}Z)\.db")


class FolderIdentity(NamedTuple):
    """A folder as the system knows it: a stick's is another one than the folder that it covers."""

    device: int
    inode: int


class BackupFile(NamedTuple):
    """A backup that lies in a folder."""

    path: Path
    at: datetime
    size: int


class RegularFile(NamedTuple):
    """A file, and what the system knows of it."""

    path: Path
    known: os.stat_result


class Retention(NamedTuple):
    """How many backups are kept: the last of an hour, and the last of a day."""

    hourly: int = 24
    daily: int = 14


def format_stamp(at: int) -> str:
    """Write a time for a file's name: UTC, to the second, in order when sorted as text.

    Args:
        at: Unix milliseconds.
    """
    return datetime.fromtimestamp(at // 1000, UTC).strftime(_STAMP)


def make_name(branch: str, at: int) -> str:
    """Say what a backup of that moment is called.

    Args:
        branch: the branch's id.
        at: Unix milliseconds.
    """
    return f"galley-{branch}-{format_stamp(at)}.db"


def parse_time(name: str, branch: str) -> datetime | None:
    """Read the time off a name; None when it is no backup of this branch."""
    match = _NAME.fullmatch(name)
    if match is None or match["branch"] != branch:
        return None
    try:
        return datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def select_surplus(names: Iterable[str], branch: str, kept: Retention) -> list[str]:
    """Say which backups can go: all but the last of each of so many hours, and so many days.

    Only hours and days in which there are backups count, so a branch that was closed for a month
    keeps what it had. The newest backup always stays.

    Args:
        names: of files; those that are no backups of this branch are left alone.
        branch: the branch's id.
        kept: how many are kept.
    """
    times = {name: at for name in names if (at := parse_time(name, branch)) is not None}
    newest_first = sorted(times, key=lambda name: times[name], reverse=True)
    stay = set(newest_first[:1])
    for form, count in (("%Y%m%d%H", kept.hourly), ("%Y%m%d", kept.daily)):
        last: dict[str, str] = {}
        for name in newest_first:
            last.setdefault(times[name].strftime(form), name)
        stay.update(list(last.values())[:count])
    return [name for name in reversed(newest_first) if name not in stay]


def check(folder: Path, fstab: Path = Path("/etc/fstab")) -> None:
    """See that a folder is there and is the one that is meant.

    A folder for a stick that is not plugged in often is there all the same, empty, on the card. So
    whatever lies where sticks are mounted, or where the system's table says that something is to be
    mounted, must be.

    Args:
        folder: where backups are to go.
        fstab: the system's table of what is mounted where.

    Raises:
        BackupFailed: it cannot be used.
    """
    if not folder.is_absolute():
        raise BackupFailed(f"The folder for backups has to be a whole path, from / on: {folder}.")
    place = Path(os.path.realpath(folder))
    table = Path("/proc/self/mountinfo")
    mounted = _read_mounts(table, 4) - _read_own_mounts(table)
    for root in (*_STICKS, *(_read_mounts(fstab, 1) - {Path("/")})):
        if root == place or root in place.parents:
            below = {each for each in mounted if each == root or root in each.parents}
            if not below & {place, *place.parents}:
                raise BackupFailed(
                    f"{folder}: nothing is mounted there. Is the stick plugged in? Nothing was "
                    "written."
                )
    if not folder.is_dir():
        raise BackupFailed(
            f"{folder}: there is no such folder. Is the stick plugged in? If it is new, make the "
            "folder on it first."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupFailed(f"{folder}: the user who runs the hub may not write there.")


def check_room(folder: Path, needed: int, database: Path) -> None:
    """See that a backup fits into a folder.

    Args:
        folder: where it goes.
        needed: bytes that it takes.
        database: beside which some room has to stay, where both are on the same disk.

    Raises:
        BackupFailed: it does not.
    """
    try:
        free = os.statvfs(folder)
        same = folder.stat().st_dev == database.stat().st_dev
    except OSError as error:
        raise explain_failure(folder, error) from error
    room = free.f_bavail * free.f_frsize - (RESERVE if same else 0)
    if room < needed:
        left = " beside what the hub itself has to have" if same else ""
        raise BackupFailed(
            f"{folder} is too full: a backup takes {format_size(needed)}, and "
            f"{format_size(max(0, room))} are free{left}. Delete some of the oldest backups, or "
            "keep fewer.",
            full=True,
        )


def identify_folder(folder: Path) -> FolderIdentity:
    """Say which folder it is that has a name now.

    Raises:
        BackupFailed: there is none any more.
    """
    try:
        found = folder.stat()
    except OSError as error:
        raise explain_failure(folder, error) from error
    return FolderIdentity(found.st_dev, found.st_ino)


def explain_failure(folder: Path, error: OSError) -> BackupFailed:
    """Put what went wrong with a folder in words."""
    return BackupFailed(
        f"{folder}: it failed while a backup was written: {error.strerror or error}. Is the stick "
        "still plugged in? What was written of it does not count; earlier backups are untouched."
    )


def list_backups(folder: Path, branch: str) -> list[BackupFile]:
    """List a branch's backups in a folder, the newest first.

    Raises:
        BackupFailed: the folder cannot be read.
    """
    found: list[BackupFile] = []
    try:
        for path, known in list_regular_files(folder):
            at = parse_time(path.name, branch)
            if at is not None:
                found.append(BackupFile(path, at, known.st_size))
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be read: {error.strerror or error}.") from error
    return sorted(found, key=lambda each: each.at, reverse=True)


def list_regular_files(folder: Path, pattern: str = "*") -> Iterator[RegularFile]:
    """Go through the files in a folder, in any order; links are followed.

    Passed over is what is no file, or leads to none: a folder or a pipe that is called like one, a
    dangling link, what cannot be looked at, and what has gone meanwhile.

    Args:
        folder: where to look.
        pattern: of the names, as for :meth:`Path.match`.

    Raises:
        OSError: the folder itself cannot be read.
    """
    for path in folder.iterdir():
        if path.match(pattern):
            found = _stat(path)
            if found is not None and stat.S_ISREG(found.st_mode):
                yield RegularFile(path, found)


def partial_path(path: Path) -> Path:
    """Say where a file is written before it is whole."""
    return path.with_name(f".{path.name}{_PARTIAL}")


def clear_partials(folder: Path, branch: str) -> None:
    """Remove what earlier backups left behind that were never finished."""
    with suppress(OSError):
        for path in folder.glob(f".galley-{branch}-*{_PARTIAL}*"):
            # One that cannot be removed, such as a folder, must not keep the others.
            with suppress(OSError):
                path.unlink()


def put_in_place(partial: Path, path: Path) -> None:
    """Give a whole file its name, for good.

    Raises:
        OSError: it cannot be renamed, or the folder has gone.
    """
    partial.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk.

    Raises:
        OSError: the folder has gone.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Some sticks' file systems do this by themselves and know no such request.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def format_size(size: int) -> str:
    """Write a number of bytes as people say it."""
    megabytes = size / 1_000_000
    return f"{megabytes:,.0f} MB" if megabytes >= 10 else f"{megabytes:.1f} MB"  # noqa: PLR2004 - two figures


def _read_mounts(table: Path, field: int) -> set[Path]:
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return set()
    fields = [line.split() for line in lines if not line.startswith("#")]
    names = [each[field] for each in fields if len(each) > field]
    return {Path(_OCTAL.sub(_unescape, name)) for name in names if name.startswith("/")}


def _read_own_mounts(table: Path) -> set[Path]:
    # A service's sandbox mounts every folder that it may write on itself, with a stick or without.
    lines = table.read_text("utf-8", "surrogateescape").splitlines()
    fields = [line.split() for line in lines]
    names = [each[4] for each in fields if each[3] != "/" and each[4].endswith(each[3])]
    return {Path(_OCTAL.sub(_unescape, name)) for name in names}


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 8))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
