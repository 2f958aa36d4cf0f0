"""A program that presses lines and notes when each of many sockets has what came of it.

It is a process of its own with plain sockets, and costs the hub nothing while that tells them: the
kernel notes when each socket has its event, and nobody wakes up to read it until the last one has.
On another machine it would be so; here each wake-up would be paid by the processor that sends. What
it takes is JSON on standard input, ``Work``; what it found is JSON on its output, ``Arrivals``.
"""

import gc
import resource
import socket
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
_SO_TIMESTAMPNS = 35
"""SO_TIMESTAMPNS of Linux, to which Python gives no name."""

_STAMP_SPACE = socket.CMSG_SPACE(16)
_SHOW_LIFE_EVERY = 2.0
"""Seconds; the hub pings every six, and gives up whoever does not answer within three."""

_ROUND_TRIPS = 100

_PAUSE = 0.05
"""Seconds from one press to the next, as in a busy kitchen: a hub that has had nothing to do in
between is slower than one that is asked all the time."""


class Work(msgspec.Struct):
    """What is to be done.

    Attributes:
        url: of the hub.
        token: that may press and listen.
        pid: of the hub.
        sockets: how many listen.
        items: that are pressed, each once, with a pause before each.
        more_items: that are pressed after that, one right after the other.
        folder: on the disk that the hub writes to.
    """

    url: str
    token: str
    pid: int
    sockets: int
    items: list[str]
    more_items: list[str]
    folder: str


class Arrivals(msgspec.Struct):
    """What was found, in milliseconds, of each press with a pause before it.

    Attributes:
        answer: until the press was answered.
        first: until the first socket had the event.
        last: until the last socket had it.
        bare: of one fsync and one round trip over a socket, below which nothing can be (medians).
        cost: microseconds of the hub's processor time for each press and socket, where one press
            comes right after the other.
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
        ears = Ears(presser, listeners)
        taken = [ears.press(item, _PAUSE) for item in work.items]
        before = processor_seconds([work.pid])
        for item in work.more_items:
            ears.press(item, 0)
        spent = processor_seconds([work.pid]) - before
    answer, first, last = ([1000 * each for each in column] for column in zip(*taken, strict=True))
    presses = max(1, len(work.more_items))
    return Arrivals(answer, first, last, bare, 1e6 * spent / (presses * work.sockets))


class Ears:
    """Sockets that hear what comes of a press, and the one that presses.

    Args:
        presser: its connection.
        listeners: the others, as WebSockets.
    """

    def __init__(self, presser: RawConnection, listeners: list[RawConnection]) -> None:
        self._connection = presser
        self._listeners = listeners
        for each in listeners:
            each.socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._alive = time.monotonic()

    def press(self, item: str, pause: float) -> tuple[float, float, float]:
        """Press an item, and wait until everybody has heard of it.

        Args:
            item: its id.
            pause: seconds before that.

        Returns:
            seconds until the answer, the first socket's event and the last socket's.

        Raises:
            TimeoutError: somebody hears nothing.
        """
        self._show_life()
        time.sleep(pause)
        request, wanted = self._connection.step(item, "preparing"), item.encode()
        presser = self._connection.socket
        began = time.time()
        presser.sendall(request)
        answer = presser.recv(_CHUNK)
        answered = time.time()
        _check(answer)
        # A hub tells them in the order in which they came: who waits for the last wakes up once.
        heard = [_arrival(each.socket, wanted) for each in reversed(self._listeners)]
        return answered - began, min(heard) - began, max(heard) - began

    def _show_life(self) -> None:
        if time.monotonic() - self._alive > _SHOW_LIFE_EVERY:
            self._alive = time.monotonic()
            for each in self._listeners:
                each.show_life()


def _arrival(listener: socket.socket, wanted: bytes) -> float:
    """Say when a socket got an event: Unix time in seconds, by the kernel's clock."""
    while True:
        data, beside, _, _ = listener.recvmsg(_CHUNK, _STAMP_SPACE)
        if not data:
            raise ConnectionError("the server has closed the connection")
        if wanted in data and _MARK in data:
            for _, _, stamp in beside:
                return int.from_bytes(stamp[:8], sys.byteorder) + (
                    int.from_bytes(stamp[8:], sys.byteorder) / 1e9
                )
            raise RuntimeError("the kernel does not say when a segment came")


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
