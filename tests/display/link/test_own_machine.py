"""What the hub has a screen ask its own machine, asked of a real galley-host there."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from display.link.listeners import LinkListeners
from display.link.own_machine import answer_for_machine, shorten
from display.link.socket_client import HubSocket
from hub.wire.socket_messages import MAX_FRAME, HostAsk
from tests.support.host_here import HostHere
from tests.support.live import eventually

if TYPE_CHECKING:
    import aiohttp


class HubEnd:
    """A socket on which nothing comes, and that notes what is sent on it."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send_str(self, text: str) -> None:
        self.sent.append(text)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[HostHere]:
    with HostHere(tmp_path) as here:
        yield here


async def answer_to(verb: bytes, path: Path) -> dict[str, object]:
    """Have a screen asked something by a hub that takes answers, and return its answer."""
    end = HubEnd()
    listeners = LinkListeners(lambda _: None, lambda _: None, lambda: 0)
    line = HubSocket(
        cast("aiohttp.ClientWebSocketResponse", end),
        None,
        listeners,
        asyncio.Event(),
        asyncio.Event(),
    )
    line._hears = ("host",)
    frame = b'{"type":"host:ask","id":"7","verb":' + verb + b"}"
    line._take_announcement("host:ask", frame.decode(), 0)
    answering = asyncio.create_task(answer_for_machine(line, str(path)))
    await eventually(lambda: bool(end.sent))
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    assert len(end.sent[0].encode()) <= MAX_FRAME
    said: dict[str, object] = json.loads(end.sent[0])
    assert (said["type"], said["id"]) == ("host", "7")
    return said


async def test_a_screen_has_its_own_machine_do_it(machine: HostHere) -> None:
    said = await answer_to(b'{"verb":"reboot","by":"tablet-1"}', machine.path)

    assert said["answer"] == {"answer": "done"}
    assert machine.done == ["systemctl --no-wall --no-block reboot"]


async def test_a_verb_of_a_newer_hub_is_refused_and_disturbs_nobody(machine: HostHere) -> None:
    said = await answer_to(b'{"verb":"dance"}', machine.path)

    assert cast("dict[str, object]", said["answer"])["code"] == "NOT_A_VERB"
    assert machine.done == []


async def test_a_screen_without_galley_host_says_so(tmp_path: Path) -> None:
    assert (await answer_to(b'{"verb":"facts"}', tmp_path / "nobody"))["answer"] is None


async def test_a_long_log_is_told_by_its_newest_lines(machine: HostHere) -> None:
    line = '2026-11-30T20:00:01+0100 galley-display[7]: \\ "word" \u00e9 '
    machine.have_say("journalctl", f"{line}\n" * 900 + "the last\n")

    said = await answer_to(b'{"verb":"read_log","service":"screens","lines":900}', machine.path)

    answer = cast("dict[str, object]", said["answer"])
    assert answer["cut"] is True
    assert str(answer["text"]).endswith("the last")


def test_what_has_room_stays_whole() -> None:
    assert shorten("one\ntwo", 100) == "one\ntwo"
    assert shorten("one\ntwo", 6) == "two"


async def test_a_hub_that_asks_for_too_much_at_once_gets_no_answer_to_the_rest() -> None:
    listeners = LinkListeners(lambda _: None, lambda _: None, lambda: 0)
    end = cast("aiohttp.ClientWebSocketResponse", HubEnd())
    line = HubSocket(end, None, listeners, asyncio.Event(), asyncio.Event())
    for number in range(9):
        frame = f'{{"type":"host:ask","id":"{number}","verb":{{"verb":"facts"}}}}'
        line._take_announcement("host:ask", frame, 0)

    asked: list[HostAsk] = [line.asked.get_nowait() for _ in range(line.asked.qsize())]
    assert [each.id for each in asked] == ["0", "1", "2", "3"]
