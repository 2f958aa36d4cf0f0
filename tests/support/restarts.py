"""A hub that dies again and again while devices write, and what they were promised.

How it dies is the caller's business: a SIGKILL, or the power of its disk.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, Self

from tests.support.audit import (
    CLEAN,
    Effect,
    Findings,
    audit,
    effects_of,
    read_log,
    read_orders,
    replayed,
)
from tests.support.process import Client, HubProcess
from tests.support.writers import Acknowledged, Writer

WRITERS = 8
READY_WITHIN = 2.0
"""Seconds from the start of the process to /readyz: what the hub promises after a power cut. Those
for which it waits for a processor that other programs have are not its own."""

UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""Who is killed leaves no coverage behind; and what is promised is promised without a tracer."""

_ASKED_AGAIN = 300
_LONGEST = 0.2


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        rounds: how often the hub died.
        acknowledged: how many changes were.
        retries: how often a device had to ask again.
        missing: changes that were acknowledged before the hub died and were not there afterwards.
        found: what the audit at the end says.
        gaps: whether the log had any after some round.
        replays: whether the log, replayed, gives the orders that there are.
        contradicted: answers that no hub may give that has kept what it acknowledged.
        answered_anew: how many keys got another answer when they were used again.
        late: how long the slowest start took, in seconds, with /readyz; see ``READY_WITHIN``.
    """

    rounds: int
    acknowledged: int
    retries: int
    missing: int
    found: Findings
    gaps: bool
    replays: bool
    contradicted: list[str]
    answered_anew: int
    late: float

    @property
    def kept(self) -> bool:
        """Whether everything that is promised held, how long it took aside."""
        broken = (self.missing, self.gaps, self.contradicted, self.answered_anew)
        return not any(broken) and self.found == CLEAN and self.replays


async def survived(
    hub: HubProcess, fall: Callable[[], None], thrown: random.Random, rounds: int
) -> Outcome:
    """Let eight devices write, let the hub die under them, and look for what they were promised.

    Args:
        hub: running.
        fall: lets it die; it can be started again then.
        thrown: decides what is written, and when the hub dies.
        rounds: how often.
    """
    async with _Restarts(hub, fall) as restarts:
        writers = [
            Writer(
                f"device-{number}", restarts.client, random.Random(thrown.random()), restarts.took
            )
            for number in range(WRITERS)
        ]
        stop = asyncio.Event()
        contradicted: list[str] = []
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_working(each, stop, contradicted)) for each in writers]
            for _ in range(rounds):
                await restarts.survive(writers, thrown.uniform(0.0, _LONGEST))
                if restarts.missing or contradicted:
                    # Devices whose orders are gone can only run into errors.
                    for task in tasks:
                        task.cancel()
                    break
            stop.set()
        client = restarts.client()
        log = await read_log(client)
        asked = [each for writer in writers for each in writer.acknowledged]
        return Outcome(
            rounds=restarts.rounds,
            acknowledged=len(asked),
            retries=sum(writer.retries for writer in writers),
            missing=restarts.missing,
            found=audit(_effects(writers), log),
            gaps=restarts.gaps,
            replays=replayed(log) == await read_orders(client),
            contradicted=contradicted,
            answered_anew=await _answered_anew(client, asked, thrown),
            late=restarts.late,
        )


async def _working(writer: Writer, stop: asyncio.Event, contradicted: list[str]) -> None:
    try:
        await writer.work(stop)
    except AssertionError as error:
        # The order that it asked about may be gone before anybody has looked for it.
        contradicted.append(str(error))


class _OneRun(Client):
    """A client of one run of the hub; what it hears after that run's end does not count."""

    over = False

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
        answer = await super().ask(method, path, **more)
        if self.over:
            raise ConnectionResetError("the power had gone before this was read")
        return answer


class _Restarts:
    """The devices' way to a hub that dies and comes back."""

    def __init__(self, hub: HubProcess, fall: Callable[[], None]) -> None:
        self._hub = hub
        self._fall = fall
        self._client = _OneRun(hub.url, hub.token)
        self._log: Counter[Effect] = Counter()
        self._seq = 0
        self.took = asyncio.Event()
        self.rounds = self.missing = 0
        self.gaps = False
        self.late = 0.0

    def client(self) -> Client:
        return self._client

    async def survive(self, writers: list[Writer], seconds: float) -> None:
        """Let the hub die some time after it took a write, start it, and look for what it took."""
        self.took.clear()
        await self.took.wait()
        await asyncio.sleep(seconds)
        # Nothing is awaited in between: what has been read by now is all that counts.
        promised = _effects(writers)
        self._client.over = True
        self._fall()
        await self._start()
        # The writers go on: all that was promised before the end stands before this.
        status, board = await self._client.get("/api/kitchen/orders")
        assert status == 200, board
        new = await read_log(self._client, self._seq, board["seq"])
        expected = range(self._seq + 1, self._seq + len(new) + 1)
        self.gaps = self.gaps or [event["seq"] for event in new] != list(expected)
        self._seq += len(new)
        self._log.update(effects_of(new))
        self.missing += (promised - self._log).total()
        self.rounds += 1

    async def _start(self) -> None:
        started = time.monotonic()
        await asyncio.to_thread(self._hub.start)
        client = await _OneRun(self._hub.url, self._hub.token).__aenter__()
        status = 0
        while status != 200:
            status, _ = await client.get("/readyz")
        took = time.monotonic() - started
        self.late = max(self.late, took - _waited_for_a_processor(self._hub.pid))
        old, self._client = self._client, client
        await old.__aexit__()

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.__aexit__()


def _waited_for_a_processor(pid: int) -> float:
    """Return for how many seconds a process could have run, and had no processor to run on."""
    _, waited, _ = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()
    return int(waited) / 1e9


def _effects(writers: Iterable[Writer]) -> Counter[Effect]:
    return sum((writer.effects for writer in writers), Counter())


async def _answered_anew(client: Client, asked: list[Acknowledged], thrown: random.Random) -> int:
    """Ask some things again under their keys; count those that get another answer."""
    some = thrown.sample(asked, min(_ASKED_AGAIN, len(asked)))
    return sum([await write.sent(client) != answer for write, answer in some])
