"""The bounded queue of one socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.realtime.subscriber import (
    MAX_BEHIND_SNAPSHOT,
    MAX_BYTES,
    MAX_MESSAGES,
    Subscriber,
)
from hub.wire.responses import Pieces
from hub.wire.socket_messages import CloseCode

SCREEN = Principal(id="device", name="grill", role=Role.KITCHEN)


@pytest.fixture
def subscriber() -> Subscriber:
    return Subscriber(SCREEN, instant(0))


async def taken(subscriber: Subscriber) -> list[bytes | Pieces]:
    """Close a subscriber and take all that was in line."""
    subscriber.close(CloseCode.GOING_AWAY)
    frames = []
    while (frame := await subscriber.next()) is not None:
        frames.append(frame)
    return frames


async def test_frames_leave_in_the_order_in_which_they_came(subscriber: Subscriber) -> None:
    subscriber.offer(b"1")
    subscriber.reply(b"2")
    subscriber.offer(b"3")
    assert await taken(subscriber) == [b"1", b"2", b"3"]


async def test_64_events_may_wait(subscriber: Subscriber) -> None:
    assert all(subscriber.offer(b"e") for _ in range(MAX_MESSAGES))
    assert subscriber.closing is None
    assert len(await taken(subscriber)) == 64


async def test_the_65th_event_closes_a_socket_as_too_slow(subscriber: Subscriber) -> None:
    for _ in range(64):
        subscriber.offer(b"e")
    assert not subscriber.offer(b"e")
    assert subscriber.closing is CloseCode.TOO_SLOW
    assert await subscriber.next() is None


async def test_256_kib_may_wait_and_not_a_byte_more(subscriber: Subscriber) -> None:
    assert subscriber.offer(bytes(256 * 1024 - 1))
    assert subscriber.offer(b"1")
    assert not subscriber.offer(b"1")
    assert subscriber.closing is CloseCode.TOO_SLOW


async def test_what_has_left_makes_room(subscriber: Subscriber) -> None:
    for _ in range(3):
        assert subscriber.offer(bytes(MAX_BYTES))
        assert await subscriber.next() == bytes(MAX_BYTES)
    for _ in range(MAX_MESSAGES * 2):
        assert subscriber.offer(b"e")
        assert await subscriber.next() == b"e"


async def test_a_reply_larger_than_the_bound_leaves_all_the_room_to_events(
    subscriber: Subscriber,
) -> None:
    subscriber.reply(bytes(MAX_BYTES * 2))
    assert all(subscriber.offer(bytes(MAX_BYTES // 64)) for _ in range(64))
    assert len(await taken(subscriber)) == 65


async def test_a_reply_that_has_left_makes_no_further_room(subscriber: Subscriber) -> None:
    subscriber.reply(bytes(MAX_BYTES))
    await subscriber.next()
    assert subscriber.offer(bytes(MAX_BYTES))
    assert not subscriber.offer(b"e")


async def test_what_comes_at_once_to_a_socket_that_has_taken_everything_is_not_slowness(
    subscriber: Subscriber,
) -> None:
    sender = asyncio.create_task(subscriber.next())
    await asyncio.sleep(0)

    assert all(subscriber.offer(b"%d" % number) for number in range(MAX_MESSAGES * 2))

    frames = [await sender, *await taken(subscriber)]
    assert frames == [b"%d" % number for number in range(MAX_MESSAGES * 2)]


async def test_a_socket_that_does_not_take_a_burst_may_fall_64_further_behind(
    subscriber: Subscriber,
) -> None:
    sender = asyncio.create_task(subscriber.next())
    await asyncio.sleep(0)
    for _ in range(MAX_MESSAGES * 2):
        subscriber.offer(b"e")
    # The network takes the first one, and then nothing any more.
    await sender

    assert all(subscriber.offer(b"e") for _ in range(MAX_MESSAGES))
    assert not subscriber.offer(b"e")
    assert subscriber.closing is CloseCode.TOO_SLOW


async def test_a_closed_socket_takes_nothing_more_and_is_not_counted_as_slow(
    subscriber: Subscriber,
) -> None:
    subscriber.close(CloseCode.UNAUTHORIZED)
    assert subscriber.offer(bytes(MAX_BYTES * 2))
    subscriber.reply(b"reply")
    assert await subscriber.next() is None
    assert subscriber.closing is CloseCode.UNAUTHORIZED


async def test_the_first_reason_to_close_counts(subscriber: Subscriber) -> None:
    subscriber.close(CloseCode.UNAUTHORIZED)
    subscriber.close(CloseCode.GOING_AWAY)
    assert await subscriber.wait_closed() is CloseCode.UNAUTHORIZED


async def test_a_reader_waits_until_its_reply_has_left(subscriber: Subscriber) -> None:
    subscriber.reply(b"reply")
    waiting = asyncio.create_task(subscriber.drain())
    assert await subscriber.next() == b"reply"
    await asyncio.sleep(0)
    assert not waiting.done()
    sending = asyncio.create_task(subscriber.next())
    await asyncio.wait_for(waiting, 5)
    sending.cancel()


async def test_nobody_waits_for_a_closed_socket_to_drain(subscriber: Subscriber) -> None:
    subscriber.reply(b"reply")
    waiting = asyncio.create_task(subscriber.drain())
    await asyncio.sleep(0)
    subscriber.close(CloseCode.GOING_AWAY)
    for _ in range(2):
        await asyncio.sleep(0)
    assert waiting.done()


async def test_a_waiting_sender_hears_of_the_next_event(subscriber: Subscriber) -> None:
    sending = asyncio.create_task(subscriber.next())
    await asyncio.sleep(0)
    subscriber.offer(b"e")
    assert await asyncio.wait_for(sending, 5) == b"e"


def test_a_screen_says_what_it_has_painted(subscriber: Subscriber) -> None:
    assert subscriber.describe().painted_seq is None
    subscriber.note_painted(7, instant(1000))
    seen = subscriber.describe()
    assert (seen.painted_seq, seen.painted_at) == (7, instant(1000))
    assert (seen.id, seen.name, seen.connected_since) == ("device", "grill", instant(0))


_SNAPSHOT = Pieces(b'{"orders":[', (b"{}",), b"]}")


async def test_behind_a_snapshot_512_events_may_wait_and_not_one_more(
    subscriber: Subscriber,
) -> None:
    subscriber.reply(_SNAPSHOT)
    assert await subscriber.next() is _SNAPSHOT
    assert all(subscriber.offer(b"e") for _ in range(MAX_BEHIND_SNAPSHOT))
    assert not subscriber.offer(b"e")
    assert subscriber.closing is CloseCode.TOO_SLOW


async def test_behind_a_snapshot_two_mib_may_wait_and_not_a_byte_more(
    subscriber: Subscriber,
) -> None:
    subscriber.reply(_SNAPSHOT)
    assert subscriber.offer(bytes(2 * 1024 * 1024))
    assert not subscriber.offer(b"e")


async def test_who_has_caught_up_after_a_snapshot_has_the_usual_room_again(
    subscriber: Subscriber,
) -> None:
    subscriber.reply(_SNAPSHOT)
    taking = asyncio.create_task(taken_all(subscriber, 101))
    assert all(subscriber.offer(b"e") for _ in range(100))
    await taking
    await asyncio.sleep(0)
    subscriber.offer(b"first")
    await subscriber.next()
    assert all(subscriber.offer(b"e") for _ in range(MAX_MESSAGES))
    assert not subscriber.offer(b"e")


async def taken_all(subscriber: Subscriber, count: int) -> None:
    """Take that many frames, and find that there are no more."""
    for _ in range(count):
        await subscriber.next()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await subscriber.next()


@asynccontextmanager
async def waiting(subscriber: Subscriber) -> AsyncIterator["asyncio.Task[bytes | Pieces | None]"]:
    """Have a socket's task wait for the next frame, as it does when all has been taken."""
    task = asyncio.create_task(subscriber.next())
    await asyncio.sleep(0)
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_event_goes_past_the_line_of_a_socket_that_has_taken_everything(
    subscriber: Subscriber,
) -> None:
    sent: list[bytes] = []

    def send(frame: bytes) -> bool:
        sent.append(frame)
        return True

    subscriber.send_now = send
    async with waiting(subscriber) as task:
        assert subscriber.offer(b"1")
        assert subscriber.offer(b"2")
        await asyncio.sleep(0)
        assert not task.done()

    assert sent == [b"1", b"2"]
    assert await taken(subscriber) == []


async def test_what_comes_behind_what_is_in_line_goes_past_nothing(subscriber: Subscriber) -> None:
    sent: list[bytes] = []
    takes = iter([False, True, True])

    def send(frame: bytes) -> bool:
        if takes_it := next(takes):
            sent.append(frame)
        return takes_it

    subscriber.send_now = send
    async with waiting(subscriber) as task:
        subscriber.offer(b"1")
        subscriber.offer(b"2")
        subscriber.reply(b"3")
        subscriber.offer(b"4")
        assert await task == b"1"

    assert sent == []
    assert await taken(subscriber) == [b"2", b"3", b"4"]


async def test_nothing_goes_past_the_line_of_a_socket_that_is_to_be_closed(
    subscriber: Subscriber,
) -> None:
    sent: list[bytes] = []

    def send(frame: bytes) -> bool:
        sent.append(frame)
        return True

    subscriber.send_now = send
    async with waiting(subscriber) as task:
        subscriber.close(CloseCode.UNAUTHORIZED)
        assert subscriber.offer(b"1")
        assert await task is None

    assert sent == []
