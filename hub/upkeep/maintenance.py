"""What a hub does now and then, and nobody waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from hub.access.last_seen import LastSeen
from hub.commit.idempotency import IdempotencyKeys
from hub.domain.errors import Refusal
from hub.orders.sender_keys import SenderKeys
from hub.store.errors import StoreError
from hub.upkeep.archiving import Archiver

_log = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two rounds of tidying up; a hub at rest leaves its card alone in between."""


SEEN_EVERY = 24 * 3600 * 1000
"""Milliseconds after which it is written down that a device still is there. Nobody has to know it
to the hour after a power cut, and so a hub in a kitchen that is closed leaves its card alone."""


async def run_maintenance(
    *,
    idempotency_keys: IdempotencyKeys,
    archiver: Archiver,
    sender_keys: SenderKeys,
    last_seen: LastSeen,
    write_last_seen: Callable[[int], Awaitable[None]],
    connected: Callable[[], Iterable[str]],
) -> None:
    """Tidy up again and again, until cancelled.

    Args:
        idempotency_keys: forgets what is too old to be asked for again.
        sender_keys: forgets the keys of orders that never came.
        archiver: moves old history to its archive.
        last_seen: told who is connected.
        write_last_seen: writes down who was heard when, as far as it is possible; takes the
            milliseconds by which it has to be newer than what was written last.
        connected: lists the ids of the devices that are connected.
    """
    await _try(idempotency_keys.fill_filter(), "which keys are on disk could not be read")
    while True:
        await asyncio.sleep(EVERY)
        last_seen.note_connected(connected())
        await write_last_seen(SEEN_EVERY)
        await _try(idempotency_keys.purge(), "old answers could not be forgotten")
        await _try(sender_keys.purge(), "keys of orders that never came could not be forgotten")
        await _try(archiver.keep_history(), "old history could not be moved to its archive")


async def _try(work: Awaitable[object], otherwise: str) -> None:
    try:
        await work
    except (Refusal, StoreError) as error:
        _log.warning("%s: %s", otherwise, error)
