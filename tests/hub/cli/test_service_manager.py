"""What the hub tells the service manager that started it, and when it falls silent."""

import asyncio
import os
import random
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from hub.cli.service_manager import _A_STEP, _count_bytes, feed_watchdog, report_start
from hub.common.sd_notify import ServiceManager
from hub.domain.errors import Refusal
from tests.support.branch import Bench, until
from tests.support.in_process import HubHere
from tests.support.process import owner_request
from tests.support.service_manager import NotifyMessages, listening

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
LIMIT = 0.1
SERVED = "Branch main is served."
HANGS = "STATUS=The writer hangs: the disk does not answer."


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[NotifyMessages]:
    with listening(tmp_path / "notify") as ear:
        yield ear


@pytest.fixture
def hub(tmp_path: Path, ear: NotifyMessages) -> Iterator[HubHere]:
    told = {"NOTIFY_SOCKET": ear.address, "WATCHDOG_USEC": "600000"}
    with HubHere(tmp_path / "data", environment=told) as hub:
        yield hub


def test_it_says_that_it_is_ready_and_what_it_serves(hub: HubHere, ear: NotifyMessages) -> None:
    ear.wait_for(READY)
    ear.wait_for(f"STATUS={SERVED}")

    assert owner_request(hub.socket, "GET", "/readyz")[0] == 200


def test_it_feeds_the_watchdog_again_and_again(hub: HubHere, ear: NotifyMessages) -> None:
    ear.wait_for(ALIVE, times=3)

    assert ear.heard(READY) == 1


def test_it_says_that_it_stops_before_it_does(hub: HubHere, ear: NotifyMessages) -> None:
    code = hub.stop()

    assert (code, ear.heard(STOPPING), ear.messages[-1]) == (0, 1, STOPPING)


def test_starting_anew_is_said_and_ends_with_ready(hub: HubHere, ear: NotifyMessages) -> None:
    ear.wait_for(READY)

    hub.restart()
    ear.wait_for(READY, times=2)

    first, second = (at for at, said in enumerate(ear.messages) if said == READY)
    assert "RELOADING=1" in ear.messages[first:second]
    assert STOPPING not in ear.messages


def test_a_manager_may_listen_on_an_abstract_socket(tmp_path: Path) -> None:
    with listening(f"@galley-test-{os.getpid()}") as ear:
        environment = {"NOTIFY_SOCKET": ear.address}
        with HubHere(tmp_path / "data", environment=environment):
            ear.wait_for(READY)

        assert ear.heard(ALIVE) == 0


def test_a_manager_that_has_gone_does_not_stop_the_hub(tmp_path: Path) -> None:
    environment = {"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "300000"}
    with HubHere(tmp_path / "data", environment=environment) as hub:
        assert owner_request(hub.socket, "GET", "/readyz")[0] == 200
        assert "the service manager was not told" in hub.log_text()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    opened = await Bench(tmp_path / "galley.db").open()
    yield opened
    await opened.close()


@asynccontextmanager
async def fed(bench: Bench, ear: NotifyMessages, limit: float = LIMIT) -> AsyncIterator[None]:
    """Have the watchdog fed for a branch, with a short limit, once it has begun."""
    manager = ServiceManager(address=ear.address, watchdog=limit)
    async with feed_watchdog(manager, bench.branch.writer.pulse, lambda: SERVED):
        await until(lambda: ear.heard(ALIVE) > 1)
        yield


async def _for_longer_than_a_hang(ear: NotifyMessages) -> None:
    before = ear.heard(ALIVE)
    # Three a limit, and a hang is borne with for four limits.
    await until(lambda: ear.heard(ALIVE) > before + 20)


@asynccontextmanager
async def hanging(bench: Bench) -> AsyncIterator[None]:
    """Have the connection's thread wait, as it does for an fsync that does not return."""
    connection = bench.branch._store._connection
    assert connection is not None
    gate = threading.Event()
    await connection.create_function("hang", 0, gate.wait)
    waiting = asyncio.ensure_future(connection.execute_fetchall("SELECT hang()"))
    try:
        yield
    finally:
        gate.set()
        await waiting


async def test_a_writer_that_hangs_is_not_vouched_for(bench: Bench, ear: NotifyMessages) -> None:
    async with fed(bench, ear), hanging(bench):
        await until(lambda: HANGS in ear.messages)
        last = ear.heard(ALIVE)
        await until(lambda: ear.heard(HANGS) > 5)

        assert ear.heard(ALIVE) == last


async def test_a_hang_is_logged_once(
    bench: Bench, ear: NotifyMessages, caplog: pytest.LogCaptureFixture
) -> None:
    async with fed(bench, ear), hanging(bench):
        await until(lambda: ear.heard(HANGS) > 2)

    assert caplog.text.count("The writer hangs") == 1


async def test_a_commit_that_hangs_is_not_vouched_for(bench: Bench, ear: NotifyMessages) -> None:
    async with fed(bench, ear):
        async with hanging(bench):
            order = asyncio.create_task(bench.place())
            await until(lambda: HANGS in ear.messages)
            assert not order.done()
        await order


async def test_a_writer_that_goes_on_is_vouched_for_again(
    bench: Bench, ear: NotifyMessages
) -> None:
    async with fed(bench, ear):
        async with hanging(bench):
            await until(lambda: HANGS in ear.messages)
        before = ear.heard(ALIVE)

        await until(lambda: ear.heard(ALIVE) > before + 2)


async def test_a_writer_that_has_ended_is_not_vouched_for(
    bench: Bench, ear: NotifyMessages
) -> None:
    async with fed(bench, ear):
        task = bench.branch.writer._task
        assert task is not None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

        await until(lambda: HANGS in ear.messages)

    bench.branch.writer._task = None


async def test_a_full_disk_is_no_reason_to_start_anew(bench: Bench, ear: NotifyMessages) -> None:
    async with fed(bench, ear), bench.full():
        with pytest.raises(Refusal, match="disk is full"):
            await bench.place(notes=random.Random(0).randbytes(30_000).hex())

        await _for_longer_than_a_hang(ear)

        assert bench.branch.writer.trouble is not None
        assert HANGS not in ear.messages


async def test_a_disk_that_stays_broken_is_no_reason_to_start_anew(
    bench: Bench, ear: NotifyMessages
) -> None:
    store = bench.branch._store
    right = store.path
    # A broken file is tried anew every second.
    async with fed(bench, ear, limit=4 * LIMIT):
        store.path = right.parent / "gone" / "galley.db"
        await store._drop()
        with pytest.raises(Refusal, match="could not write"):
            await bench.place()

        await _for_longer_than_a_hang(ear)

        assert HANGS not in ear.messages
        store.path = right
        await until(lambda: bench.branch.writer.trouble is None)


async def test_feeding_the_watchdog_writes_nothing(bench: Bench, ear: NotifyMessages) -> None:
    before = _written(), bench.branch.writer.commits
    async with fed(bench, ear):
        await _for_longer_than_a_hang(ear)

    assert (_written(), bench.branch.writer.commits) == before


def _written() -> str:
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return next(line for line in lines if line.startswith("write_bytes"))


_THREAD = """
import threading
from hub.cli.service_manager import handle_thread_error

def fail():
    raise {error}("at the worst moment")

threading.excepthook = handle_thread_error
thread = threading.Thread(target=fail)
thread.start()
thread.join()
print("still here")
"""


@pytest.mark.system
@pytest.mark.parametrize(
    ("error", "code", "said"), [("MemoryError", 71, ""), ("LookupError", 0, "still here\n")]
)
def test_a_thread_that_has_no_memory_left_leaves_no_hub_behind_that_waits_for_it(
    error: str, code: int, said: str
) -> None:
    command = [sys.executable, "-c", _THREAD.format(error=error)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stdout) == (code, said)
    assert "memory" in done.stderr if code else "worst moment" in done.stderr


async def test_a_start_that_goes_on_is_given_more_time(ear: NotifyMessages) -> None:
    """A long history is brought up to date for minutes, and systemd waits for as long as that."""
    moved = iter(range(0, 1 << 30, 3 << 20))

    async with report_start(ServiceManager(address=ear.address), lambda: next(moved), 0.01):
        await until(lambda: ear.heard("EXTEND_TIMEOUT_USEC=60000000") >= 2)

    assert "STATUS=Starting: 3.0 MB read and written so far." in ear.messages
    assert "STATUS=Starting: 6.0 MB read and written so far." in ear.messages


async def test_a_start_that_hangs_is_given_no_more_time(ear: NotifyMessages) -> None:
    looks: list[int] = []

    def moved() -> int:
        looks.append(7)
        return 7

    async with report_start(ServiceManager(address=ear.address), moved, 0.01):
        await until(lambda: len(looks) > 3)

    assert ear.messages == []


async def test_what_a_hub_reads_and_writes_counts_as_going_on(
    ear: NotifyMessages, tmp_path: Path
) -> None:
    def wrote_and_was_told() -> bool:
        (tmp_path / "database").write_bytes(bytes(1 << 16))
        return ear.heard("EXTEND_TIMEOUT_USEC=60000000") > 0

    async with report_start(ServiceManager(address=ear.address), every=0.01):
        await until(wrote_and_was_told)


def test_looking_alone_is_no_progress() -> None:
    before = _count_bytes()

    assert before < _count_bytes() < before + _A_STEP
