"""How fast one token may write: 429 with a time to wait, by device, and never for the owner."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.http.auth import TokenBucket
from hub.limits import DEFAULT, Limits
from tests.support.live import GENEROUS, Live, alive
from tests.support.process import owner_request
from tests.support.wire import Reply, refused

ORDER = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
SLOW = Limits(
    writes_per_second=0.1, write_burst=3, connections_per_address=GENEROUS.connections_per_address
)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def spent(pace: TokenBucket, device: str, times: int) -> list[bool]:
    """Try some writes; says which of them may be carried out."""
    done = []
    for _ in range(times):
        try:
            pace.spend(device)
        except Refusal:
            done.append(False)
        else:
            done.append(True)
    return done


def test_a_quiet_device_may_write_its_burst_at_once() -> None:
    pace = TokenBucket(20, 60, Watch())
    assert spent(pace, "a", 61) == [*[True] * 60, False]


def test_one_that_goes_on_may_write_so_many_a_second() -> None:
    watch = Watch()
    pace = TokenBucket(20, 60, watch)
    spent(pace, "a", 60)
    done = 0
    for tenth in range(1, 101):
        watch.now = tenth / 10
        done += sum(spent(pace, "a", 10))
    assert done == 200


def test_a_fast_device_slows_no_other() -> None:
    pace = TokenBucket(20, 60, Watch())
    spent(pace, "a", 100)
    assert spent(pace, "b", 1) == [True]


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    watch = Watch()
    pace = TokenBucket(20, 60, watch)
    spent(pace, "a", 1)
    watch.now = 3600
    assert sum(spent(pace, "a", 100)) == 60


def test_only_so_many_devices_are_remembered() -> None:
    pace = TokenBucket(20, 60, Watch())
    for number in range(5_000):
        pace.spend(f"device {number}")
    assert len(pace._left) == 4_096


def test_whoever_waits_as_told_may_write() -> None:
    watch = Watch()
    pace = TokenBucket(0.25, 1, watch)
    spent(pace, "a", 1)
    with pytest.raises(Refusal) as caught:
        pace.spend("a")
    assert (caught.value.code, caught.value.retry_after) == (Code.RATE_LIMITED, 4)
    watch.now = 4
    assert spent(pace, "a", 1) == [True]


def test_the_burst_holds_all_that_waits_on_a_full_board() -> None:
    assert DEFAULT.write_burst >= 50 + 8


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", limits=SLOW) as live:
        yield live


async def place(live: Live, role: str = Role.WAITER) -> Reply:
    return await live.ask("POST", "/api/orders", ORDER, role=role)


async def test_a_device_that_writes_too_fast_is_told_when_to_come_again(live: Live) -> None:
    assert [(await place(live)).status for _ in range(3)] == [201] * 3
    reply = await place(live)
    refused(reply, 429, "RATE_LIMITED")
    assert 1 <= int(reply.one("retry-after")) <= 10


async def test_what_came_too_fast_was_not_done(live: Live) -> None:
    for _ in range(6):
        await place(live)
    assert len((await live.ask("GET", "/api/orders")).data) == 3


async def test_reading_is_not_counted(live: Live) -> None:
    assert [(await live.ask("GET", "/api/orders")).status for _ in range(8)] == [200] * 8


async def test_a_device_that_was_too_fast_can_still_read(live: Live) -> None:
    for _ in range(6):
        await place(live)
    assert (await live.ask("GET", "/api/orders", role=Role.WAITER)).status == 200


async def test_another_device_writes_meanwhile(live: Live) -> None:
    for _ in range(6):
        await place(live)
    assert (await place(live, Role.CASHIER)).status == 201


async def test_what_a_role_may_not_do_costs_it_nothing(live: Live) -> None:
    for _ in range(6):
        refused(await place(live, Role.KITCHEN), 403, "FORBIDDEN")
    reply = await live.ask(
        "POST", f"/api/kitchen/orders/{'0' * 8}-0000-4000-8000-{'0' * 12}/bump",
        {"status": "ready"}, role=Role.KITCHEN,
    )  # fmt: skip
    refused(reply, 404, "NOT_FOUND")


async def test_the_owner_is_never_told_to_wait(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "data" / "hub.sock"
    for _ in range(8):
        status, _ = await asyncio.to_thread(owner_request, path, "POST", "/api/orders", ORDER)
        assert status == 201
