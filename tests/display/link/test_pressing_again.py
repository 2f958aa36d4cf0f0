"""What a hub says to a press: done, no, or not now, and then it is pressed again."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpRawServer
from yarl import URL

from display.link.endpoints import Endpoints
from display.link.http_client import HubHttpClient
from display.link.listeners import LinkListeners
from display.link.outbox import Outbox, Sender
from display.link.session import hub_session
from display.state.messages import Answered, BumpOrder, Message
from tests.support.live import eventually
from tests.support.screen import listening

PRESS = BumpOrder(press_id="press-1", order_id="o1", status="ready", station="grill")
TROUBLE = {"success": False, "error": {"code": "STORAGE_FULL", "message": "The disk is full."}}
DONE = {"success": True, "data": {}}


class Hub:
    """Answers each press with the next of what it was told to say."""

    def __init__(self, *says: Callable[[], web.Response]) -> None:
        self._says = list(says)
        self.asked: list[tuple[str, str, object]] = []

    async def answer(self, request: web.BaseRequest) -> web.Response:
        key = request.headers.get("Idempotency-Key", "")
        self.asked.append((request.path, key, json.loads(await request.text() or "null")))
        return self._says.pop(0)()


def says(status: int, body: object, **headers: str) -> Callable[[], web.Response]:
    return lambda: web.json_response(body, status=status, headers=headers)


def page(status: int, **headers: str) -> Callable[[], web.Response]:
    """Answer as some other program on the hub's port would."""
    return lambda: web.Response(status=status, text="<html></html>", headers=headers)


async def pressed(url: URL, folder: Path) -> list[Message]:
    """Send one press until the hub has answered it; returns what the screen was told."""
    told: list[Message] = []
    outbox = Outbox(folder / "presses.jsonl")
    async with hub_session(None) as session:
        door = HubHttpClient(session, Endpoints(str(url)), lambda: "gly_made-up")
        sender = Sender(door, outbox, LinkListeners(told.append, lambda _: None, lambda: 5))
        sender.put(PRESS)
        await sender.keep_rest()
        sending = asyncio.create_task(sender.send())

        def answered() -> bool:
            # Where the hub has not said when to come again, being heard is a reason.
            sender.nudge()
            assert not sending.done()
            return bool(told)

        await eventually(answered)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    assert len(outbox) == 0
    outbox.close()
    return told


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(says(503, TROUBLE), id="the disk fails"),
        pytest.param(says(507, TROUBLE), id="the disk is full"),
        pytest.param(says(507, TROUBLE, **{"Retry-After": "0"}), id="with a time to wait"),
        pytest.param(says(500, TROUBLE), id="something is broken"),
        pytest.param(says(429, TROUBLE), id="too many"),
        pytest.param(says(401, TROUBLE), id="the token is not known"),
        pytest.param(says(421, TROUBLE), id="the hub has another name"),
        pytest.param(page(302, Location="/login"), id="a page leads elsewhere"),
        pytest.param(page(304), id="nothing new"),
        pytest.param(page(404), id="another program"),
    ],
)
async def test_a_press_that_was_not_taken_is_made_again_and_is_the_same_one(
    first: Callable[[], web.Response], tmp_path: Path, aiohttp_raw_server: AiohttpRawServer
) -> None:
    hub = Hub(first, first, says(200, DONE))
    server = await aiohttp_raw_server(hub.answer)

    told = await pressed(server.make_url(""), tmp_path)

    body = {"status": "ready", "station": "grill"}
    assert hub.asked == [("/api/kitchen/orders/o1/bump", "press-1", body)] * 3
    assert told == [Answered(now=5, press_id="press-1")]


async def test_a_press_that_the_hub_refuses_is_answered_and_not_made_again(
    tmp_path: Path, aiohttp_raw_server: AiohttpRawServer
) -> None:
    error = {"code": "NOT_FOUND", "message": "There is no such order."}
    hub = Hub(says(404, {"success": False, "error": error}))
    server = await aiohttp_raw_server(hub.answer)

    told = await pressed(server.make_url(""), tmp_path)

    assert len(hub.asked) == 1
    refusal = Answered(
        now=5, press_id="press-1", refusal="There is no such order.", code="NOT_FOUND"
    )
    assert told == [refusal]


async def test_a_press_made_in_the_moment_of_stopping_is_kept(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    nobody_there = f"http://127.0.0.1:{unused_tcp_port}"
    async with listening(nobody_there, "gly_made-up", tmp_path) as screen:
        assert screen.link is not None
        screen.link.send(PRESS)

    outbox = Outbox(tmp_path / "presses.jsonl")
    assert outbox.waiting == (PRESS,)
    outbox.close()
