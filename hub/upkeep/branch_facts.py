"""What a branch's file says of itself."""

from typing import NamedTuple

from hub import ids
from hub.commit.event_log import EPOCH, take_up_epoch
from hub.store import reads
from hub.store.errors import CannotOpen
from hub.store.store import Store


class Facts(NamedTuple):
    """What a file says of itself: its branch, the run of its log, and the last event of that."""

    branch: str
    epoch: str
    seq: int


async def read_facts(store: Store, branch_id: str | None, now: int, machine: str) -> Facts:
    """Read them, or write those of a new file.

    Args:
        store: the file.
        branch_id: the branch that it must be of; None takes the file's own, or ``main``.
        now: the wall clock in Unix milliseconds.
        machine: tells one machine from another.

    Raises:
        CannotOpen: the file is of another branch.
    """
    facts = await reads.meta(store)
    if "branch" not in facts:
        # The branch comes last: where it is written, so is the epoch.
        facts = {EPOCH: ids.new_epoch(), "branch": branch_id or "main"}
        for name, value in facts.items():
            await reads.put_meta(store, name, value)
    if branch_id is not None and facts["branch"] != branch_id:
        message = (
            f"This data folder belongs to branch {facts['branch']!r}, not {branch_id!r}. "
            "Give another --data folder, or leave --branch out."
        )
        raise CannotOpen(message)
    epoch = await take_up_epoch(store, now, machine)
    seq, _ = await reads.heads(store)
    return Facts(facts["branch"], epoch, seq)
