"""The alarm that nothing can be written: it begins with the trouble and ends with it."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from hub.domain.errors import Code, Refusal
from hub.wire.socket_messages import Alarm, AlarmsShown
from tests.support.branch import Bench, refusal, until


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = await Bench(tmp_path / "galley.db").open()
    yield bench
    await bench.close()


async def fill(bench: Bench) -> None:
    """Place orders until there is no room for another one."""
    while bench.branch.writer.trouble is None:
        with suppress(Refusal):
            await bench.place("Soup" * 20)
    assert bench.branch.writer.trouble.code is Code.STORAGE_FULL


async def test_a_full_disk_raises_the_alarm(bench: Bench) -> None:
    async with bench.full():
        await fill(bench)
        [alarm] = bench.branch.alarms.current()

    assert alarm.code == "STORAGE_TROUBLE"
    assert "full" in alarm.message


async def test_room_again_ends_the_alarm_before_any_change_comes(bench: Bench) -> None:
    async with bench.full():
        await fill(bench)
    commits = bench.branch.writer.commits

    await until(lambda: bench.branch.alarms.current() == ())

    assert bench.branch.writer.trouble is None
    assert bench.branch.writer.commits == commits
    await bench.place("Coffee")


async def test_while_the_disk_is_full_the_alarm_stays(bench: Bench) -> None:
    async with bench.full():
        await fill(bench)
        shown: list[bytes] = []
        bench.branch.alarms.show = shown.append

        writer = bench.branch.writer
        await writer._keep_file(writer._look_for_room)

        assert len(bench.branch.alarms.current()) == 1
        assert (await refusal(bench.place("Tea" * 30))).code is Code.STORAGE_FULL
        assert shown == []


async def test_the_frame_holds_all_that_stands(bench: Bench) -> None:
    shown: list[bytes] = []
    alarms = bench.branch.alarms
    alarms.show = shown.append

    alarms.sound("ONE", "First.")
    alarms.sound("TWO", "Second.")
    alarms.end("ONE")

    frames = [msgspec.json.decode(each, type=AlarmsShown).alarms for each in shown]
    first, second = Alarm(code="ONE", message="First."), Alarm(code="TWO", message="Second.")
    assert frames == [(first,), (first, second), (second,)]
