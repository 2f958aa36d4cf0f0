"""A client of Galley's hub: sends changes safely, and keeps a copy of the board.

    async with Galley("http://127.0.0.1:8080", token) as hub:
        order = await hub.place({"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]})
        async for board in hub.watch():
            print(len(board), "open orders")

Needs aiohttp. Over the network, give it an ``ssl`` context that trusts the hub's anchor.
"""

import asyncio
import random
import ssl
import uuid
from collections.abc import AsyncIterator
from typing import Any, Self

import aiohttp

OPEN = ("pending", "confirmed", "preparing", "ready")
TRY_AGAIN = (429, 503, 507)
"""Nothing was done: wait as long as the hub says, and send the same again."""
GIVE_UP = (4400, 4401)
"""The hub closed the socket because of this client, which has to change first."""
REFUSED = (400, 401, 403, 421)
LONGEST = 64 * 1024 * 1024


class GalleyError(Exception):
    """The hub said no: with a status or close code, a code that stays the same, and in words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.status, self.code = status, code


class Galley:
    """One hub, as one device.

    Args:
        url: where it is.
        token: the device's.
        context: for https.
        tries: how often a change is sent when no answer comes.
    """

    def __init__(
        self, url: str, token: str, context: ssl.SSLContext | None = None, tries: int = 8
    ) -> None:
        self._url = url.rstrip("/")
        self._http = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {token}"},
            connector=aiohttp.TCPConnector(ssl=context or True),
            timeout=aiohttp.ClientTimeout(total=15),
        )
        self._tries = tries

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def ask(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Ask for something, again under the same key if no answer comes: it is done once."""
        headers = {} if method == "GET" else {"Idempotency-Key": str(uuid.uuid4())}
        for number in range(1, self._tries + 1):
            wait = _pause(number)
            try:
                url = self._url + path
                async with self._http.request(method, url, json=body, headers=headers) as answer:
                    said = await answer.json()
                    if answer.ok:
                        return said["data"]
                    error = said["error"]
                    if answer.status not in TRY_AGAIN or number == self._tries:
                        raise GalleyError(answer.status, error["code"], error["message"])
                    wait = float(answer.headers.get("Retry-After", wait))
            except (OSError, aiohttp.ClientConnectionError, TimeoutError):
                if number == self._tries:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError

    async def place(self, order: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Place an order. With an ``id`` of its own it can be sent again for ever."""
        return await self.ask("POST", "/api/orders", {"id": str(uuid.uuid4()), **order})

    async def watch(self, station: str | None = None) -> AsyncIterator[dict[str, Any]]:
        """Give the open orders by their ids: now, and after each change. Reconnects by itself."""
        number = 0
        while True:
            try:
                async for board in self._listen(station):
                    number = 0
                    yield board
            except aiohttp.WSServerHandshakeError as error:
                if error.status in REFUSED:
                    raise GalleyError(error.status, "REFUSED", error.message) from error
            except (OSError, aiohttp.ClientError, TimeoutError):
                pass
            number += 1
            await asyncio.sleep(_pause(number))

    async def _listen(self, station: str | None) -> AsyncIterator[dict[str, Any]]:
        board: dict[str, Any] = {}
        line = self._http.ws_connect(f"{self._url}/ws", heartbeat=10, max_msg_size=LONGEST)
        async with line as socket:
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                said = message.json()
                if said["type"] == "auth:success":
                    room = f"branch:{said['branchId']}:kitchen"
                    where = {"station": station} if station else {}
                    await socket.send_json(
                        {"type": "join", "room": room, "snapshot": True, **where}
                    )
                elif said["type"] == "error":
                    raise GalleyError(400, said["code"], said["message"])
                elif said["type"] == "joined":
                    board = {order["id"]: order for order in said["orders"]}
                    yield board
                elif board_changes(board, said):
                    yield board
        if socket.close_code in GIVE_UP:
            raise GalleyError(socket.close_code, "UNAUTHORIZED", "the hub closed the socket")


def board_changes(board: dict[str, Any], event: dict[str, Any]) -> bool:
    """Bring an event into a board; says whether it was about an order."""
    said = event.get("payload", {})
    if "order" in said:
        if said["order"]["status"] in OPEN and event["type"] != "order:scheduled":
            board[said["order"]["id"]] = said["order"]
        else:
            board.pop(said["order"]["id"], None)
    elif "item" in said and (order := board.get(said["orderId"])):
        lines = [
            said["item"] if each["id"] == said["item"]["id"] else each for each in order["items"]
        ]
        board[order["id"]] = {**order, "items": lines, "version": said["version"]}
    return "orderId" in said


def _pause(number: int) -> float:
    # Longer each time, and not for all clients the same.
    return min(15.0, 0.25 * 2.0**number) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
