"""Making a backup of a database that is being written all the while.

The main file is held still for as long as it takes to copy it (:meth:`Store.hold_still`); what the
kitchen changes meanwhile goes to the write-ahead log. The copying and checking is done by a process
of its own (:mod:`hub.store.backup_copy`), so a stick that is slow, hangs or is pulled out is
nothing that the kitchen notices.
"""

import asyncio
import errno
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from hub.store import backup_folder
from hub.store.errors import BackupFailed
from hub.store.store import Store

_LOOK_EVERY = 0.5
_DYING_WITHIN = 2.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class BackupLimits(NamedTuple):
    """When a backup is given up.

    Attributes:
        seconds: that copying may take.
        log_bytes: that the write-ahead log may grow to meanwhile, for it is on the hub's own card.
    """

    seconds: float = 1800
    log_bytes: int = 256 << 20


class Backup(NamedTuple):
    """A backup that was made and found good.

    Attributes:
        path: where it is.
        size: bytes.
        orders: how many orders it holds.
        events: how many events.
        seq: the last of them.
    """

    path: Path
    size: int
    orders: int
    events: int
    seq: int


LIMITS = BackupLimits()


async def make_backup(
    store: Store, folder: Path, *, branch: str, at: int, limits: BackupLimits = LIMITS
) -> Backup:
    """Copy a branch's database into a folder, check the copy, and only then give it its name.

    It holds everything that was committed before the call. Where that is what the newest backup in
    the folder holds already, that one gets a second name (a hard link) and nothing is written.

    Args:
        store: the database.
        folder: where to; it must be there.
        branch: the branch's id.
        at: Unix milliseconds, for the name.
        limits: when to give up.

    Raises:
        BackupFailed: nothing was made; the message says why.
        StoreError: the database itself failed.
    """
    place = await asyncio.to_thread(_prepare, folder, branch, store.path)
    path = await asyncio.to_thread(_find_unused_name, folder, branch, at)
    async with store.hold_still() as still:
        partial = backup_folder.partial_path(path)
        try:
            earlier = await asyncio.to_thread(backup_folder.list_backups, folder, branch)
            like = earlier[0].path if earlier else None
            counts = await _run_copier(still.path, partial, still.heads, limits, like)
            if not still.holds():
                raise BackupFailed("The database failed and was opened anew: try again.")
            await asyncio.to_thread(_give_name, partial, path, place)
        except OSError as error:
            raise backup_folder.explain_failure(folder, error) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    return Backup(path, _size(path), counts["orders"], counts["events"], counts["seq"])


async def copy_beside(source: Path, path: Path, limits: BackupLimits = LIMITS) -> None:
    """Copy a whole database that nobody writes meanwhile, in place of an older copy.

    Raises:
        BackupFailed: the older copy is as it was.
    """
    partial = backup_folder.partial_path(path)
    try:
        times = await asyncio.to_thread(_check_fit, source, path.parent)
        await _run_copier(source, partial, None, limits)
        os.utime(partial, ns=times)
        await asyncio.to_thread(backup_folder.put_in_place, partial, path)
    except OSError as error:
        raise backup_folder.explain_failure(path.parent, error) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _prepare(folder: Path, branch: str, database: Path) -> backup_folder.FolderIdentity:
    backup_folder.check(folder)
    backup_folder.clear_partials(folder, branch)
    log = database.with_name(f"{database.name}-wal")
    sizes = [each.stat().st_size for each in (database, log) if each.exists()]
    backup_folder.check_room(folder, sum(sizes), database)
    return backup_folder.identify_folder(folder)


def _give_name(partial: Path, path: Path, place: backup_folder.FolderIdentity) -> None:
    if backup_folder.identify_folder(path.parent) != place:
        # What lies there now is the folder below the stick's, on the hub's own card.
        raise BackupFailed(
            f"{path.parent} is no longer what it was when the backup began. Is the stick still "
            "plugged in? Nothing was kept of it."
        )
    backup_folder.put_in_place(partial, path)


def _check_fit(source: Path, folder: Path) -> tuple[int, int]:
    found = source.stat()
    backup_folder.check_room(folder, found.st_size, source)
    return found.st_atime_ns, found.st_mtime_ns


def _find_unused_name(folder: Path, branch: str, at: int) -> Path:
    while (path := folder / backup_folder.make_name(branch, at)).exists():
        at += 1000
    return path


async def _run_copier(
    source: Path,
    target: Path,
    heads: dict[str, int] | None,
    limits: BackupLimits,
    like: Path | None = None,
) -> dict[str, Any]:
    asked = {
        "source": str(source),
        "target": str(target),
        "like": None if like is None else str(like),
        "heads": heads,
        "parent": os.getpid(),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.store.backup_copy", json.dumps(asked), stdin=DEVNULL, stdout=PIPE
    )
    saying = asyncio.create_task(process.communicate())
    try:
        await _watch(saying, source.with_name(f"{source.name}-wal"), limits)
    finally:
        await _end(process, saying)
    try:
        said: dict[str, Any] = json.loads(saying.result()[0])
    except ValueError:
        raise BackupFailed(f"The program that copies ended with {process.returncode}.") from None
    if "problem" in said:
        raise _explain_failure(target.parent, said)
    return said


async def _watch(
    saying: "asyncio.Task[tuple[bytes, bytes]]", log: Path, limits: BackupLimits
) -> None:
    deadline = asyncio.get_running_loop().time() + limits.seconds
    while not (await asyncio.wait([saying], timeout=_LOOK_EVERY))[0]:
        if asyncio.get_running_loop().time() > deadline:
            raise BackupFailed(
                f"The backup was not finished after {limits.seconds:g} s and was given up. Is "
                "the stick in order?"
            )
        if _size(log) > limits.log_bytes:
            raise BackupFailed(
                "So much was changed meanwhile that the backup was given up, to leave the hub room "
                "on its own disk. Try again, or use a faster stick."
            )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


async def _end(process: Process, saying: "asyncio.Task[tuple[bytes, bytes]]") -> None:
    with suppress(ProcessLookupError):
        if process.returncode is None and not saying.done():
            process.kill()
    # A process that waits for a dead stick does not even die; it is left to itself.
    await asyncio.wait([saying], timeout=_DYING_WITHIN)
    saying.cancel()


def _explain_failure(folder: Path, said: dict[str, Any]) -> BackupFailed:
    match said.get("errno"):
        case None:
            return BackupFailed(f"{folder}: the backup is no good: {said['problem']}.")
        case errno.EFBIG:
            return BackupFailed(
                f"{folder}: the database is larger than a file may be there. Format the stick as "
                "exFAT or ext4.",
                full=True,
            )
        case code if code in _FULL:
            return BackupFailed(
                f"{folder} is full. Delete some of the oldest backups, or keep fewer.", full=True
            )
        case code:
            return backup_folder.explain_failure(folder, OSError(code, said["problem"]))
