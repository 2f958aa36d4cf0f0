"""A hub with a restored database: screens take a snapshot, and seqs of before count no more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from display.state.messages import Snapshot
from tests.support.commands import an_order
from tests.support.in_process import galley
from tests.support.live import eventually
from tests.support.process import HubProcess, owner_request
from tests.support.screen import Listener, listening

pytestmark = pytest.mark.system


@pytest.fixture
def hub(hub_process: HubProcess) -> HubProcess:
    """Keep the hub on its port from now on, or the screen would not find it again."""
    hub_process._arguments += ["--port", str(hub_process.port)]
    return hub_process


@pytest.fixture
async def screen(hub: HubProcess, tmp_path: Path) -> AsyncIterator[Listener]:
    token = hub.make_token("kitchen", "the screen")
    async with listening(hub.url, token, tmp_path / "screen") as screen:
        await eventually(screen.live)
        yield screen


def place(hub: HubProcess, *names: str) -> list[str]:
    placed = [
        owner_request(hub.socket, "POST", "/api/orders", an_order(name))[1]["data"]["id"]
        for name in names
    ]
    return [str(each) for each in placed]


async def restored(hub: HubProcess, backup: Path) -> None:
    """Stop the hub, bring the backup back, start the hub."""

    def restore() -> None:
        assert hub.stop() == 0
        done = galley("restore", backup, "--data", hub.data)
        assert done.returncode == 0, done.stderr
        hub.start()

    await asyncio.to_thread(restore)


async def make_backup(hub: HubProcess) -> Path:
    done = await asyncio.to_thread(galley, "backup", "--data", hub.data)
    assert done.returncode == 0, done.stderr
    [backup] = (hub.data / "backups").glob("*.db")
    return backup


async def test_the_board_is_the_restored_one(hub: HubProcess, screen: Listener) -> None:
    before = place(hub, "Soup", "Steak")
    backup = await make_backup(hub)
    since = place(hub, "Cake")
    await eventually(lambda: set(screen.orders) == {*before, *since})

    await restored(hub, backup)

    await eventually(lambda: screen.live() and set(screen.orders) == set(before))


async def test_an_event_with_a_seq_that_the_screen_has_had_before_is_a_new_one(
    hub: HubProcess, screen: Listener
) -> None:
    place(hub, "Soup")
    backup = await make_backup(hub)
    place(hub, *["Cake"] * 20)
    await eventually(lambda: len(screen.orders) == 21)
    seen = screen.state.replica.seq
    await restored(hub, backup)
    await eventually(lambda: screen.live() and len(screen.orders) == 1)

    [new] = place(hub, "Tart")

    await eventually(lambda: new in screen.orders)
    assert screen.state.replica.seq < seen


async def test_the_screen_starts_from_a_snapshot_of_the_new_epoch(
    hub: HubProcess, screen: Listener
) -> None:
    place(hub, "Soup")
    backup = await make_backup(hub)
    place(hub, "Cake")
    before = screen.state.replica.epoch

    await restored(hub, backup)

    await eventually(lambda: screen.live() and screen.state.replica.epoch != before)
    taken = [each for each in screen.said if isinstance(each, Snapshot)]
    assert taken[-1].epoch == screen.state.replica.epoch


async def test_a_press_for_an_order_that_the_restored_branch_lacks_is_refused_and_not_kept(
    hub: HubProcess, screen: Listener
) -> None:
    backup = await make_backup(hub)
    [gone] = place(hub, "Cake")
    await eventually(lambda: gone in screen.orders)
    await asyncio.to_thread(hub.kill)
    await eventually(lambda: not screen.live())
    screen.bump(gone, "preparing")
    await asyncio.to_thread(hub.start)
    await eventually(lambda: len(screen.answers) == 1)

    await restored(hub, backup)
    await eventually(lambda: screen.live() and not screen.orders)
    screen.bump(gone, "ready")

    await eventually(lambda: len(screen.answers) == 2)
    assert screen.answers[1].refusal is not None
