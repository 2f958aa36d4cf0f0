"""The parts of ``scripts/bench`` that could be wrong without anybody noticing."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpRawServer

from scripts.benchmarks.harness import RefusedError, wrk
from scripts.benchmarks.processes import memory, processor_seconds, seconds_of_others, tree
from scripts.benchmarks.stamped_screen import matched

ROOT = Path(__file__).parents[2]

PARENT = """
import subprocess, sys
with subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdin=subprocess.PIPE) as child:
    print(child.pid, flush=True)
    sys.stdin.read()
"""
WAITING = "import sys; sys.stdin.read()"


@contextmanager
def family(*codes: str) -> Iterator[tuple[int, list[int]]]:
    """Run a process that starts another one, that starts the next; all end with the context."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *codes],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        yield parent.pid, [int(parent.stdout.readline()) for _ in codes]
        parent.communicate(timeout=60)


def frame(seq: int, kind: str = "order:item_status") -> str:
    return json.dumps({"type": kind, "room": "r", "seq": seq, "timestamp": 1, "payload": {}})


def test_an_event_is_painted_by_the_first_glass_that_reflects_it() -> None:
    shown = [(1, 9.5), (2, 10.5), (3, 12.0), (4, 13.0)]

    assert matched([(frame(3), 10.0), (frame(4), 12.5)], shown) == [(10.0, 12.0), (12.5, 13.0)]


def test_a_glass_from_before_an_event_came_does_not_paint_it() -> None:
    """A snapshot may have brought its seq; the event is not what was painted then."""
    assert matched([(frame(3), 10.0)], [(3, 9.0), (3, 11.0)]) == [(10.0, 11.0)]


def test_two_events_may_be_painted_at_once() -> None:
    assert matched([(frame(3), 10.0), (frame(4), 10.1)], [(4, 11.0)]) == [
        (10.0, 11.0),
        (10.1, 11.0),
    ]


def test_only_presses_count_as_events() -> None:
    said = [('{"type":"pong"}', 9.0), (frame(3, "order:updated"), 9.5), (frame(4), 10.0)]

    assert matched(said, [(3, 9.7), (4, 10.5)]) == [(10.0, 10.5)]


@pytest.mark.system
def test_what_a_process_has_started_and_what_that_has_started_belong_to_its_tree() -> None:
    with family(PARENT, WAITING) as (first, others):
        assert set(tree(first)) == {first, *others}


@pytest.mark.system
def test_the_memory_of_a_tree_is_that_of_all_its_processes() -> None:
    with family(f"held = bytes(range(256)) * (50 * 2**12); {WAITING}") as (parent, [child]):
        while memory([child]).share < 50:
            time.sleep(0.01)
        whole = memory([parent, child])
        assert whole.share > memory([parent]).share + 49


def test_a_process_has_worked_as_long_as_it_says_itself() -> None:
    while (worked := sum(os.times()[:2])) < 0.2:
        sum(range(10_000))

    assert processor_seconds([os.getpid()]) == pytest.approx(worked, abs=0.05)


@pytest.mark.system
@pytest.mark.parametrize(("letter", "package"), [("b", "wrk"), ("g", "chromium")])
def test_a_program_that_is_missing_is_named_and_fails_the_part(
    letter: str, package: str, tmp_path: Path
) -> None:
    """``PATH`` holds nothing, so nothing is installed."""
    ended = subprocess.run(
        [sys.executable, "-m", "scripts.benchmarks", "--records", str(tmp_path), letter],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert ended.returncode == 1
    assert f"sudo apt-get install {package}" in ended.stdout


@pytest.mark.system
@pytest.mark.parametrize("every", [1, 3], ids=["all", "some"])
async def test_there_is_no_rate_of_refusals(
    every: int, aiohttp_raw_server: AiohttpRawServer
) -> None:
    answered = 0

    async def answer(_: web.BaseRequest) -> web.Response:
        nonlocal answered
        answered += 1
        return web.Response(status=200 if answered % every else 400)

    server = await aiohttp_raw_server(answer)

    with pytest.raises(RefusedError, match=r"Non-2xx or 3xx responses: \d+; \d+ requests in 1 s"):
        await asyncio.to_thread(wrk, str(server.make_url("/")), 1)


@pytest.mark.system
def test_in_no_turn_is_a_change_refused() -> None:
    """What a turn has left on the board gives way to the next one."""
    with tempfile.TemporaryDirectory(prefix="bench-") as short:
        command = [sys.executable, "-m", "scripts.benchmarks", "--folder", short]
        command += ["--records", short, "--rounds", "2", "--history", "100", "a", "e"]
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
        )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("durable PATCH, 32 connections, changes/s") == 2


@pytest.mark.system
def test_a_child_at_work_is_somebody_else_until_it_has_ended() -> None:
    working = "import os\nwhile sum(os.times()[:2]) < 0.5: pass"
    before = seconds_of_others()
    with subprocess.Popen([sys.executable, "-c", working]) as child:
        while processor_seconds([child.pid]) < 0.4:
            time.sleep(0.01)
        meanwhile, at = seconds_of_others(), time.monotonic()
        child.wait(timeout=60)
    after = seconds_of_others()

    assert meanwhile - before > 0.3
    # At the most all processors were busy, and what the child did is not others' any more.
    assert after - meanwhile < (time.monotonic() - at) * (os.cpu_count() or 1) - 0.4
