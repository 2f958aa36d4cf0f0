"""How fast one token may write: 429 with a time to wait, by device, and never for the owner."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.http.rate_limit import TokenBucket
from hub.limits import DEFAULT, Limits
from tests.support.live import GENEROUS, Live, alive
from tests.support.process import owner_request
from tests.support.wire import Reply, exchange, refused, request

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


def test_what_counts_as_many_writes_takes_so_many() -> None:
    watch = Watch()
    pace = TokenBucket(20, 60, watch)
    assert pace.spend("a", 50) == 10
    with pytest.raises(Refusal) as caught:
        pace.spend("a", 50)
    assert caught.value.retry_after == 2
    watch.now = 2
    assert pace.spend("a", 50) == 0


def test_what_was_taken_before_is_not_taken_twice() -> None:
    pace = TokenBucket(1, 60, Watch())
    pace.spend("a")
    assert pace.spend("a", 50, spent=1) == 10
    with pytest.raises(Refusal) as caught:
        pace.spend("a", 12, spent=1)
    # It begins anew then, and takes all of it.
    assert caught.value.retry_after == 2


def test_what_needs_more_than_the_burst_takes_the_burst() -> None:
    pace = TokenBucket(1, 3, Watch())
    assert pace.spend("a", 50) == 0


async def test_every_answer_to_a_change_says_what_is_left(live: Live) -> None:
    told = [await place(live) for _ in range(4)]

    assert {reply.one("ratelimit-policy") for reply in told} == {'"writes";q=3;w=30'}
    assert [reply.one("ratelimit") for reply in told[:3]] == [
        f'"writes";r={left};t=10' for left in (2, 1, 0)
    ]
    refused(told[3], 429, "RATE_LIMITED")
    assert told[3].one("ratelimit") == f'"writes";r=0;t={told[3].one("retry-after")}'


async def test_what_is_not_limited_says_nothing_of_limits(live: Live) -> None:
    assert "ratelimit" not in (await live.ask("GET", "/api/orders")).headers
    assert "ratelimit" not in (await place(live, Role.KITCHEN)).headers


async def test_a_change_that_is_refused_says_what_is_left(live: Live) -> None:
    reply = await live.ask("POST", "/api/orders", {"items": 7}, role=Role.WAITER)
    assert (reply.status, reply.one("ratelimit")) == (400, '"writes";r=2;t=10')


async def test_a_batch_counts_as_its_orders(live: Live) -> None:
    batch = {"orders": [ORDER, ORDER]}
    first = await live.ask("POST", "/api/orders/batch", batch, role=Role.WAITER)
    second = await live.ask("POST", "/api/orders/batch", batch, role=Role.WAITER)

    assert (first.status, first.one("ratelimit")) == (200, '"writes";r=1;t=10')
    refused(second, 429, "RATE_LIMITED")
    assert 11 <= int(second.one("retry-after")) <= 20
    assert len((await live.ask("GET", "/api/orders")).data) == 2


async def test_a_failed_attempt_says_how_many_more_there_may_be(live: Live) -> None:
    asked = request("GET", "/api/orders", token="gly_" + "0" * 43)
    first, second = [await exchange(live.port, asked) for _ in range(2)]

    assert first.one("ratelimit-policy") == '"failures";q=10;w=60'
    assert first.one("ratelimit") == '"failures";r=9;t=60'
    assert second.one("ratelimit").startswith('"failures";r=8;t=')
    refused(second, 401, "UNAUTHORIZED")
