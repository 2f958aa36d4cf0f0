"""The runs of the event log: which one this is, and where and why each began.

Within one run, a seq is one event for ever. A restored database goes on from the seq that it has,
and so does a card that was copied into a second machine: from there on the same seq may be another
event. That is another run, with a name of its own.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from hub import ids
from hub.store import reads
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EPOCHS, META, EpochRow, MetaRow

CREATED, MOVED = "created", "moved"
NAME, WHY = "epoch", "epoch_why"
"""Under which names the file says its run, and why it began where that is not written down yet."""

_SERIALS = (Path("/proc/device-tree/serial-number"), Path("/etc/machine-id"))
"""What tells one machine from another. The first, a Raspberry Pi's own number, is on no card."""


def machine_name() -> str:
    """Name this machine, so that no other has the name; empty when nothing tells it from others."""
    for file in _SERIALS:
        with suppress(OSError):
            if serial := file.read_bytes().strip(b"\0\n "):
                return hashlib.blake2b(serial, digest_size=8, person=b"galley-hub").hexdigest()
    return ""


async def take_up_epoch(store: Store, now: int, machine: str) -> str:
    """Say which run of the log this is; begin a new one on a machine that the last was not on.

    Args:
        store: the branch's file, with the name of a run in it.
        now: Unix milliseconds.
        machine: as :func:`machine_name` gives it.

    Raises:
        StoreError: the file failed.
    """
    facts = await reads.meta(store)
    seq, _ = await reads.heads(store)
    known = {row.epoch: row for row in await reads.epochs(store)}
    present = known.get(facts[NAME])
    if present is None:
        present = EpochRow(facts[NAME], seq, now, facts.get(WHY, CREATED), machine)
    elif not present.machine:
        present = present._replace(machine=machine)
    elif machine and present.machine != machine:
        present = EpochRow(ids.new_epoch(), seq, now, MOVED, machine)
    if known.get(present.epoch) != present:
        rows = Rows()
        rows.put(EPOCHS, present)
        rows.put(META, MetaRow(NAME, present.epoch))
        await store.commit(rows)
    return present.epoch
