"""A program that presses lines and notes when each of many sockets has what came of it.

It is a process of its own with plain sockets, and does next to nothing between them, so that what
is measured is the hub. What it takes is JSON on standard input, ``Work``; what it found is JSON on
standard output, ``Arrivals``.
"""

import gc
import resource
import select
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import msgspec

from scripts.benchmarks.disk import fsync_time
from scripts.benchmarks.processes import processor_seconds
from scripts.benchmarks.raw import RawConnection

_MARK = b'"order:item_status"'
_CHUNK = 1 << 16
_LATEST = 30.0
_SHOW_LIFE_EVERY = 2.0
"""Seconds; the hub pings every six, and gives up whoever does not answer within three."""

_ROUND_TRIPS = 100


class Work(msgspec.Struct):
    """What is to be done.

    Attributes:
        url: of the hub.
        token: that may press and listen.
        pid: of the hub.
        sockets: how many listen.
        items: that are pressed, each once.
        folder: on the disk that the hub writes to.
    """

    url: str
    token: str
    pid: int
    sockets: int
    items: list[str]
    folder: str


class Arrivals(msgspec.Struct):
    """What was found, in milliseconds, of each press.

    Attributes:
        answer: until the press was answered.
        first: until the first socket had the event.
        last: until the last socket had it.
        bare: of one fsync and one round trip over a socket, below which nothing can be (medians).
        cost: microseconds of the hub's processor time for each press and socket.
    """

    answer: list[float]
    first: list[float]
    last: list[float]
    bare: float
    cost: float


def measure(work: Work) -> Arrivals:
    """Press, and listen to what comes of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)), hard))
    gc.disable()
    with ExitStack() as stack:

        def connect() -> RawConnection:
            return stack.enter_context(RawConnection(work.url, work.token))

        presser = connect()
        listeners = [connect() for _ in range(work.sockets)]
        for each in listeners:
            each.listen()
        bare = fsync_time(Path(work.folder)) + _round_trip(listeners[0])
        before = processor_seconds([work.pid])
        found = _press(presser, listeners, work.items)
        spent = processor_seconds([work.pid]) - before
    found.bare = bare
    found.cost = 1e6 * spent / (len(work.items) * work.sockets)
    return found


class Ears:
    """Sockets that hear what comes of a press, and the one that presses.

    Args:
        presser: its connection.
        listeners: the others, as WebSockets.
        poll: that they are all waited for with.
    """

    def __init__(
        self, presser: RawConnection, listeners: list[RawConnection], poll: select.epoll
    ) -> None:
        self._presser = presser.socket
        self._sockets = {each.socket.fileno(): each.socket for each in (presser, *listeners)}
        self._poll = poll
        for number in self._sockets:
            poll.register(number, select.EPOLLIN)

    def press(self, request: bytes, item: bytes) -> tuple[float, float, float]:
        """Press an item, and wait until everybody has heard of it.

        Returns:
            seconds until the answer, the first socket's event and the last socket's.

        Raises:
            TimeoutError: somebody hears nothing.
        """
        sockets, presser = self._sockets, self._presser.fileno()
        left = set(sockets)
        first = last = answered = 0.0
        began = time.perf_counter()
        self._presser.sendall(request)
        while left:
            ready = self._poll.poll(_LATEST)
            if not ready:
                raise TimeoutError(f"{len(left)} sockets have not heard of {item.decode()}")
            for number, _ in ready:
                data = sockets[number].recv(_CHUNK)
                at = time.perf_counter()
                if number == presser:
                    _check(data)
                    answered = at
                    left.discard(number)
                elif number in left and item in data and _MARK in data:
                    left.remove(number)
                    first, last = first or at, at
        return answered - began, first - began, last - began


def _press(presser: RawConnection, listeners: list[RawConnection], items: list[str]) -> Arrivals:
    taken = []
    alive = time.perf_counter()
    with select.epoll() as poll:
        ears = Ears(presser, listeners, poll)
        for item in items:
            taken.append(ears.press(presser.step(item, "preparing"), item.encode()))
            if time.perf_counter() - alive > _SHOW_LIFE_EVERY:
                alive = time.perf_counter()
                for each in listeners:
                    each.show_life()
    answer, first, last = ([1000 * each for each in column] for column in zip(*taken, strict=True))
    return Arrivals(answer, first, last, 0.0, 0.0)


def _check(answer: bytes) -> None:
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"refused: {answer!r}")


def _round_trip(listener: RawConnection) -> float:
    taken = []
    for _ in range(_ROUND_TRIPS):
        began = time.perf_counter()
        listener.say(b'{"type":"ping"}')
        listener.next_message()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Work)
    sys.stdout.buffer.write(msgspec.json.encode(measure(wanted)))
