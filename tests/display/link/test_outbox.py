"""Presses on disk: none lost, none twice, in their order, whatever the file has been through."""

import asyncio
from pathlib import Path
from typing import BinaryIO

import pytest

from display.link.outbox import Outbox, OutboxError
from display.state.messages import BumpOrder, RecallOrder, Request, SetAvailable
from tests.support.syncs import Sync, noted_syncs

BUMP = BumpOrder(press_id="one", order_id="o1", status="ready", station="grill")
RECALL = RecallOrder(press_id="two", order_id="o1", station=None)
SOLD_OUT = SetAvailable(press_id="three", menu_item_id="m1", available=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "screen" / "presses.jsonl"


def raw(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def full_disk() -> BinaryIO:
    return Path("/dev/full").open("wb")


async def filled(path: Path, *requests: Request) -> Outbox:
    outbox = Outbox(path)
    for request in requests:
        await outbox.add(request)
    return outbox


async def emptied(outbox: Outbox) -> list[Request]:
    taken = []
    while outbox:
        taken.append(await outbox.first())
        await outbox.done(taken[-1].press_id)
    outbox.close()
    return taken


async def test_presses_come_out_in_their_order(path: Path) -> None:
    assert await emptied(await filled(path, BUMP, RECALL, SOLD_OUT)) == [BUMP, RECALL, SOLD_OUT]


async def test_a_press_is_through_to_the_disk_before_it_can_be_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(path)
    at_each: list[tuple[Request, ...]] = []
    syncs = noted_syncs(monkeypatch, lambda: at_each.append(outbox.waiting))

    await outbox.add(BUMP)

    assert syncs == [Sync(path, raw(path))]
    assert at_each == [()]
    assert await emptied(outbox) == [BUMP]


async def test_that_a_press_was_answered_is_through_to_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = await filled(path, BUMP, RECALL)
    syncs = noted_syncs(monkeypatch)

    for press in (BUMP, RECALL):
        await outbox.done(press.press_id)
        assert syncs.pop() == Sync(path, raw(path))

    outbox.close()


async def test_presses_outlive_the_screen(path: Path) -> None:
    (await filled(path, BUMP, RECALL, SOLD_OUT)).close()

    assert await emptied(Outbox(path)) == [BUMP, RECALL, SOLD_OUT]


async def test_an_answered_press_does_not_come_back(path: Path) -> None:
    outbox = await filled(path, BUMP, RECALL)
    await outbox.done(BUMP.press_id)
    outbox.close()

    assert await emptied(Outbox(path)) == [RECALL]


async def test_the_first_press_stays_until_it_is_done(path: Path) -> None:
    outbox = await filled(path, BUMP)

    assert await outbox.first() == await outbox.first()
    outbox.close()


async def test_a_press_that_is_waited_for_comes(path: Path) -> None:
    outbox = Outbox(path)
    waiting = asyncio.create_task(outbox.first())
    await outbox.add(BUMP)

    assert await waiting == BUMP
    outbox.close()


async def test_the_file_is_empty_when_nothing_waits(path: Path) -> None:
    await emptied(await filled(path, BUMP, RECALL))

    assert raw(path) == b""


async def test_the_file_is_private(path: Path) -> None:
    (await filled(path, BUMP)).close()

    assert mode(path) == 0o600


@pytest.mark.parametrize("left", [1, 10, 40])
async def test_a_line_that_a_power_cut_tore_is_no_press(path: Path, left: int) -> None:
    (await filled(path, BUMP)).close()
    whole = raw(path)
    put(path, whole + whole[:left])

    outbox = Outbox(path)
    await outbox.add(RECALL)
    outbox.close()

    assert await emptied(Outbox(path)) == [BUMP, RECALL]


async def test_a_damaged_line_costs_no_other_press(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (await filled(path, BUMP, RECALL)).close()
    put(path, b"\0\0\0\n" + raw(path))

    assert await emptied(Outbox(path)) == [BUMP, RECALL]
    assert "a line that is no press is left out" in caplog.text


async def test_a_press_that_fills_the_disk_is_sent_all_the_same(path: Path) -> None:
    outbox = await filled(path, BUMP)
    whole = outbox._file
    with full_disk() as full:
        outbox._file = full.fileno()
        with pytest.raises(OSError, match="No space left"):
            await outbox.add(RECALL)
    outbox._file = whole

    assert await emptied(outbox) == [BUMP, RECALL]


async def test_two_screens_do_not_share_their_presses(path: Path) -> None:
    first = Outbox(path)

    with pytest.raises(OutboxError, match="another screen"):
        Outbox(path)
    first.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutboxError, match="can't be kept here"):
        Outbox(tmp_path / "file" / "presses.jsonl")


async def test_a_write_that_is_cancelled_is_whole(path: Path) -> None:
    outbox = Outbox(path)
    adding = asyncio.create_task(outbox.add(BUMP))
    await asyncio.sleep(0)
    adding.cancel()
    await asyncio.gather(adding, return_exceptions=True)
    await outbox.add(RECALL)
    outbox.close()

    assert await emptied(Outbox(path)) == [BUMP, RECALL]
