"""A card that gives back something else than was written: flips in a closed branch's file."""

import random
import re
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from hub.domain.orders import Order
from hub.store.errors import CannotOpen
from hub.wire.socket_messages import RESTORED_FROM_BACKUP
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import Bench, data_in, on_disk
from tests.support.recorded_kitchen import Cook

_NUMBER = re.compile(r"ORD-\d+")
_EARLIER = 30
_LATER = 30
_WAITING = 4


class Kitchen(NamedTuple):
    """A branch's folder, with a backup from the middle of its work, and what its board showed."""

    folder: Path
    board: list[Order]


class Findings(NamedTuple):
    """What came of it.

    Attributes:
        flips: how many there were.
        noticed: how many were: by an alarm, or by a hub that does not start.
        silent: flips after which the board was another one, and nobody was told.
        unnamed: flips after which an order was not as it was, and the alarm did not name it.
        outcomes: what the hub did, and how often.
    """

    flips: int
    noticed: int
    silent: list[int]
    unnamed: list[int]
    outcomes: Counter[str]


async def at_work(folder: Path, seed: int) -> Kitchen:
    """Let a kitchen work, make a backup in the middle, and close its file."""
    _make(folder)
    bench = await Bench(folder / "galley.db").open()
    thrown = random.Random(seed)
    cooks = [Cook(bench, random.Random(thrown.random()), str(number)) for number in range(3)]
    for changes in (_EARLIER, _LATER):
        for cook in cooks:
            await cook.work(changes)
        if changes is _EARLIER:
            made = data_in(await bench.branch.backups.make(MakeBackup()))
            assert made["orders"]
    board = bench.snapshot()
    await bench.close()
    return Kitchen(folder, board)


async def killed_at_work(folder: Path, seed: int) -> Kitchen:
    """Let a kitchen work, and kill it while some of it is in the journal only."""
    working = folder.with_name(f"{folder.name}-working")
    _make(working)
    bench = await Bench(working / "galley.db").open()
    thrown = random.Random(seed)
    cook = Cook(bench, random.Random(thrown.random()), "only")
    await cook.work(_EARLIER)
    await bench.branch.backups.make(MakeBackup())
    await cook.work(_LATER)
    store = bench.branch._store
    while len(store.unflushed.orders) < _WAITING:
        await cook.once()
    await store.fetch_flushed("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(working, folder)
    board = bench.snapshot()
    await bench.close()
    return Kitchen(folder, board)


def in_journal(kitchen: Kitchen, seed: int, count: int) -> list[int]:
    """Draw places in what waits in the file for its tables."""
    thrown = random.Random(seed)
    file = kitchen.folder / "galley.db"
    database = file.read_bytes()
    [(last,)] = on_disk(file, "SELECT max(seq) FROM events")
    slots = on_disk(file, "SELECT body FROM journal WHERE hex(substr(body, 9, 8)) = ?", _hex(last))
    starts = [database.find(slot) for (slot,) in slots]
    assert starts
    assert -1 not in starts
    return [thrown.choice(starts) + thrown.randrange(len(slots[0][0])) for _ in range(count)]


def _hex(number: int) -> tuple[str]:
    return (number.to_bytes(8, "big").hex().upper(),)


def _make(folder: Path) -> None:
    folder.mkdir()


def anywhere(kitchen: Kitchen, seed: int, count: int) -> list[int]:
    """Draw places in the whole file."""
    thrown = random.Random(seed)
    size = (kitchen.folder / "galley.db").stat().st_size
    return [thrown.randrange(size) for _ in range(count)]


def in_live_orders(kitchen: Kitchen, seed: int, count: int) -> list[int]:
    """Draw places in what the file holds of the live orders."""
    thrown = random.Random(seed)
    file = kitchen.folder / "galley.db"
    database = file.read_bytes()
    pages = on_disk(file, "SELECT pgoffset, pgsize FROM dbstat WHERE name = 'orders'")
    bodies = on_disk(file, "SELECT CAST(body AS BLOB) FROM orders WHERE active = 1")
    # The same words stand in the log and in remembered answers too; and an order that is too long
    # for a page is on none as a whole.
    within = [
        (at, len(body))
        for (body,) in bodies
        for start, size in pages
        if (at := database.find(body, start, start + size)) >= 0
    ]
    assert len(within) > len(bodies) // 2
    return [at + thrown.randrange(length) for at, length in thrown.choices(within, k=count)]


async def flipped(
    kitchen: Kitchen,
    folder: Path,
    places: list[int],
    seed: int,
    look: Callable[[Path], Awaitable[None]] | None = None,
) -> Findings:
    """Flip one bit at each of the places in turn, and open what comes of it as the hub does.

    Args:
        kitchen: the branch, which stays as it is.
        folder: for the copies.
        places: offsets in its file.
        seed: of which bits.
        look: sees each damaged file before it is opened.
    """
    thrown = random.Random(seed)
    outcomes = Counter[str]()
    silent: list[int] = []
    unnamed: list[int] = []
    truth = {order.id: order for order in kitchen.board}
    for number, place in enumerate(places):
        copy = folder / str(number)
        shutil.copytree(kitchen.folder, copy)
        _flip(copy / "galley.db", place, thrown)
        if look is not None:
            await look(copy / "galley.db")
        board, alarm = await _opened(copy / "galley.db")
        outcomes[_what_it_did(board, alarm)] += 1
        if board is not None:
            wrong = {
                each for each in truth if board.get(each) != truth[each]
            } | board.keys() - truth
            if alarm is None and wrong:
                silent.append(place)
            elif alarm is not None and not _names(
                alarm, [truth[each] for each in wrong & truth.keys()]
            ):
                unnamed.append(place)
        shutil.rmtree(copy)
    noticed = len(places) - outcomes["nothing"]
    return Findings(len(places), noticed, silent, unnamed, outcomes)


async def _opened(database: Path) -> tuple[dict[str, Order] | None, str | None]:
    """Open a branch; return its board, and what the alarm says that it was restored."""
    bench = Bench(database)
    try:
        await bench.open()
    except CannotOpen:
        return None, None
    try:
        said = [
            each.message
            for each in bench.branch.alarms.current()
            if each.code == RESTORED_FROM_BACKUP
        ]
        return {order.id: order for order in bench.snapshot()}, said[0] if said else None
    finally:
        await bench.close()


def _flip(file: Path, place: int, thrown: random.Random) -> None:
    with file.open("r+b") as handle:
        handle.seek(place)
        [byte] = handle.read(1)
        handle.seek(place)
        handle.write(bytes([byte ^ 1 << thrown.randrange(8)]))


def _what_it_did(board: object, alarm: str | None) -> str:
    if board is None:
        return "did not start"
    if alarm is None:
        return "nothing"
    return "restored and lost nothing" if "No order is missing" in alarm else "restored"


def _names(alarm: str, orders: list[Order]) -> bool:
    named = set(_NUMBER.findall(alarm))
    return "verything" in alarm or all(order.order_number in named for order in orders)
