"""Long answers and readers who take their time: how much of it a hub holds."""

import asyncio
from contextlib import AsyncExitStack

from hub.http.answers import AT_ONCE, Answer, LongAnswers, SlicedBody, body_of
from hub.wire.responses import Pieces
from tests.support.branch import until


class Network:
    """Takes as many slices as it is given leave to."""

    def __init__(self, leave: int) -> None:
        self.taken = bytearray()
        self._leave = asyncio.Semaphore(leave)

    async def write(self, part: bytes) -> None:
        self.taken += part

    async def drain(self) -> None:
        await self._leave.acquire()


def _pieces(size: int) -> Pieces:
    return Pieces(b"[", (bytes(size - 2),), b"]")


async def _sending(stack: AsyncExitStack, body: SlicedBody) -> asyncio.Task[None]:
    """Have a body on its way to somebody who takes one slice of it."""
    network = Network(1)
    task = asyncio.create_task(body.write(network))  # type: ignore[arg-type]  # what is asked of it
    stack.callback(task.cancel)
    await until(lambda: bool(network.taken))
    return task


async def test_when_there_is_no_room_whoever_has_been_at_it_longest_is_cut_off() -> None:
    long = LongAnswers(400_000)
    async with AsyncExitStack() as stack:
        first, second, third = [
            await _sending(stack, SlicedBody(_pieces(150_000), long)) for _ in range(3)
        ]
        async with asyncio.timeout(2):
            [cut] = await asyncio.gather(first, return_exceptions=True)

        assert isinstance(cut, ConnectionResetError)
        assert not second.done()
        assert not third.done()


async def test_readers_of_the_same_are_counted_once() -> None:
    long, same = LongAnswers(400_000), _pieces(150_000)
    async with AsyncExitStack() as stack:
        tasks = [await _sending(stack, SlicedBody(same, long)) for _ in range(9)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)


async def test_an_answer_that_alone_is_too_long_is_sent() -> None:
    network, pieces = Network(10_000), _pieces(900_000)
    await SlicedBody(pieces, LongAnswers(400_000)).write(network)  # type: ignore[arg-type]  # as above

    assert network.taken == bytes(pieces)


async def test_who_has_taken_all_of_it_makes_room() -> None:
    long = LongAnswers(400_000)
    async with AsyncExitStack() as stack:
        waiting = await _sending(stack, SlicedBody(_pieces(150_000), long))
        for _ in range(5):
            await SlicedBody(_pieces(150_000), long).write(Network(99))  # type: ignore[arg-type]  # as above
        assert not waiting.done()


def test_a_short_answer_goes_as_a_whole() -> None:
    assert body_of(Answer(200, b"x" * AT_ONCE), LongAnswers()) == b"x" * AT_ONCE
    assert body_of(Answer(200, Pieces(b"[", (b"1", b"2"), b"]")), LongAnswers()) == b"[1,2]"
    assert isinstance(body_of(Answer(200, b"x" * (AT_ONCE + 1)), LongAnswers()), SlicedBody)
