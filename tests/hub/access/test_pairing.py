"""The service that pairs devices: what reaches the disk, and what happens when the disk fails."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from hub.access.pairing import PairingService, Reach
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.wire.pairing import (
    WINDOW,
    PairingOpened,
    commitment,
    read_qr,
)
from tests.support.branch import Bench, asks, data_in, files_in, on_disk, refusal

URLS = ("https://galley-main.local:8443", "https://192.168.1.20:8443")


def page_of(urls: tuple[str, ...]) -> str:
    return urls[0] if urls[0].startswith("https") else ""


ANCHOR = bytes([0xCD]) * 32
NONCE = bytes([3]) * 32


class Counter:
    """Pairing on a real branch, with time that stands still."""

    def __init__(self, bench: Bench, urls: tuple[str, ...] = URLS) -> None:
        self.now = 1000.0
        self.frames: list[Any] = []
        self.service = PairingService(
            branch_id=bench.branch.id,
            devices=bench.branch.devices,
            reach=Reach(lambda: ANCHOR, lambda: urls, lambda: page_of(urls)),
            show=lambda frame: self.frames.append(json.loads(frame)),
            clock=lambda: self.now,
        )

    async def open(self, name: str | None = None) -> PairingOpened:
        return await self.service.open(Role.KITCHEN, name, on_screens=True)

    def confirmed(self, name: str = "Grill") -> str:
        begun = self.service.begin(name, commitment(NONCE), "10.0.0.5")
        self.service.reveal(begun.id, NONCE)
        self.service.confirm(begun.id)
        return begun.id


@pytest.fixture
def counter(bench: Bench) -> Counter:
    return Counter(bench)


async def names(bench: Bench) -> list[str]:
    return [each["name"] for each in data_in(bench.branch.devices.list_tokens())]


async def fill(bench: Bench) -> None:
    """Make tokens until there is no room for another."""
    with suppress(Refusal):
        for _ in range(1000):
            await bench.branch.devices.make(asks(), Role.WAITER, "x" * 80)


async def test_the_qr_code_says_where_the_hub_is_and_how_to_know_it(counter: Counter) -> None:
    opened = await counter.open()

    assert read_qr(opened.qr) == (
        opened.code, ANCHOR.hex(), "MAIN", "192.168.1.20", 8443,
    )  # fmt: skip
    assert (opened.hubs, opened.fingerprint) == (URLS, ANCHOR.hex())


async def test_a_hub_for_its_own_machine_only_asks_nobody_to_look_for_tls(bench: Bench) -> None:
    opened = await Counter(bench, ("http://127.0.0.1:8080",)).open()

    assert read_qr(opened.qr)[1:] == ("", "MAIN", "127.0.0.1", 8080)


async def test_neither_token_nor_code_is_on_disk(bench: Bench, counter: Counter) -> None:
    code = (await counter.open()).code
    paired = await counter.service.pair(code, "Till", "10.0.0.5")
    await bench.close()

    content = b"".join(
        (bench.path.parent / each).read_bytes() for each in files_in(bench.path.parent)
    )
    assert b"Till" in content
    assert paired.token.encode() not in content
    assert code.encode() not in content


async def test_neither_token_nor_code_is_logged(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    code = (await counter.open()).code
    paired = await counter.service.pair(code, "Till", "10.0.0.5")

    assert paired.device.id in caplog.text
    assert paired.token not in caplog.text
    assert code not in caplog.text


async def test_old_and_new_token_change_places_in_one_commit(
    bench: Bench, counter: Counter
) -> None:
    await counter.service.pair((await counter.open()).code, "Till", "10.0.0.5")
    commits = bench.branch.writer.commits
    await counter.service.pair((await counter.open()).code, "Till", "10.0.0.5")

    assert bench.branch.writer.commits == commits + 1
    assert await names(bench) == ["Till"]
    revoked = "SELECT count(*), count(revoked_at) FROM tokens"
    await bench.close()
    assert on_disk(bench.path, revoked) == [(2, 1)]


async def test_a_guest_s_session_of_the_same_name_stays(bench: Bench, counter: Counter) -> None:
    session = data_in(await bench.branch.devices.sessions.open(asks(), "7"))
    await counter.service.pair((await counter.open("table 7")).code, "x", "10.0.0.5")

    assert bench.branch.devices.find_principal(session["token"]) is not None


async def test_a_full_disk_leaves_the_device_free_to_try_again(
    bench: Bench, counter: Counter
) -> None:
    code = (await counter.open()).code
    async with bench.full():
        await fill(bench)
        assert (
            await refusal(counter.service.pair(code, "y" * 80, "10.0.0.5"))
        ).code is Code.STORAGE_FULL

    paired = await counter.service.pair(code, "y" * 80, "10.0.0.5")

    assert bench.branch.devices.find_principal(paired.token) is not None


async def test_closing_waits_for_the_token_that_is_on_its_way(
    bench: Bench, counter: Counter
) -> None:
    code = (await counter.open()).code
    async with bench.frozen():
        pairing = asyncio.create_task(counter.service.pair(code, "Till", "10.0.0.5"))
        closing = asyncio.create_task(refusal(counter.service.close()))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not closing.done()
    await pairing

    # It came too late: the device is in, and pairing is over by itself.
    assert (await closing).code is Code.NOT_FOUND


async def test_after_closing_no_token_is_made(bench: Bench, counter: Counter) -> None:
    code = (await counter.open()).code
    pairing_id = counter.confirmed()

    await counter.service.close()

    assert (await refusal(counter.service.claim(pairing_id, NONCE))).code is Code.PAIRING_REFUSED
    assert (await refusal(counter.service.pair(code, "x", "10.0.0.5"))).code is Code.PAIRING_REFUSED
    assert await names(bench) == []


async def test_five_minutes_are_counted_by_a_clock_that_never_jumps(
    bench: Bench, counter: Counter
) -> None:
    code = (await counter.open()).code
    bench.clock.forward(10 * 365 * 24 * 3600 * 1000)
    assert counter.service.current() is not None

    counter.now += WINDOW

    assert counter.service.current() is None
    assert (await refusal(counter.service.pair(code, "x", "10.0.0.5"))).code is Code.PAIRING_REFUSED


async def test_a_device_that_has_its_token_takes_the_code_off_the_screens(
    counter: Counter,
) -> None:
    await counter.open()
    pairing_id = counter.confirmed()
    await counter.service.claim(pairing_id, NONCE)

    assert [each["type"] for each in counter.frames] == ["pairing:open", "pairing:closed"]


async def test_a_screen_that_comes_later_is_shown_the_code_for_what_is_left(
    counter: Counter,
) -> None:
    opened = await counter.open()
    counter.now += 100

    shown = counter.service.current_frame()
    assert shown is not None
    assert (shown.text, shown.expires_in) == (opened.link, WINDOW - 100)


async def test_after_its_time_nobody_is_shown_the_code(counter: Counter) -> None:
    await counter.open()
    counter.now += WINDOW

    assert counter.service.current_frame() is None


async def test_a_code_that_was_not_for_the_screens_is_shown_to_nobody(counter: Counter) -> None:
    await counter.service.open(Role.WAITER)

    assert counter.service.current_frame() is None


async def test_opening_again_shows_the_new_code_last(counter: Counter) -> None:
    await counter.open()
    opened = await counter.open()

    assert [each["type"] for each in counter.frames] == [
        "pairing:open",
        "pairing:closed",
        "pairing:open",
    ]
    assert counter.frames[-1]["text"] == opened.link
