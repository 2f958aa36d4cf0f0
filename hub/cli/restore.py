"""``galley-hub restore``: a backup in place of the database, while no hub runs."""

import argparse
import asyncio
import os
import time
from pathlib import Path

from hub import ids
from hub.cli.data_folder import as_owner_of, check_data_folder, take_turn
from hub.cli.output import plain, say
from hub.paths import DATABASE
from hub.store.backup_folder import format_stamp
from hub.store.database_file import migrations
from hub.store.restore import RestoreResult, restore_backup


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``restore`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="as galley-hub backups shows it")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    os.umask(0o077)
    check_data_folder(given.data, create=True)
    done = asyncio.run(_restore(given.data, given.file))
    say(
        f"Branch {plain(done.branch)} is back as it was in {plain(str(given.file))}: {done.orders} "
        f"orders, up to event {done.seq}. Start the hub; every screen takes a new snapshot."
    )
    for archive in done.archives:
        say(f"{plain(str(archive))}: brought back as well.")
    if done.aside is None:
        return 0
    say(f"The database that was there before is set aside as {plain(str(done.aside))}.")
    if done.devices_kept:
        say("Devices are as they were before: none has to be paired again.")
    else:
        say(
            "It could not be read, so devices are as they were when the backup was made. Look at "
            "galley-hub devices: pair again who is missing, revoke who should not be there."
        )
    return 0


async def _restore(data: Path, file: Path) -> RestoreResult:
    async with take_turn(data):
        with as_owner_of(data):
            return await asyncio.to_thread(bring_back, data, file)


def bring_back(data: Path, file: Path) -> RestoreResult:
    """Put a backup in the place of a data folder's database. It blocks.

    Args:
        data: the folder, of which this process has its turn and no hub is open.
        file: the backup.

    Raises:
        BackupFailed: the backup cannot be used; nothing was changed.
        InUse: a hub is running.
    """
    return restore_backup(
        file,
        data / DATABASE,
        epoch=ids.new_epoch(),
        stamp=format_stamp(time.time_ns() // 1_000_000),
        newest_schema=max(migrations()),
    )
