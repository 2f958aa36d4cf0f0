"""The largest legal request of every route, and how long each of them holds the hub's loop.

What counts is the time that the loop's thread was on a processor in one round of the loop: whatever
else the machine has to do makes that no longer.
"""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from msgspec import inspect

from hub.cli import serve
from hub.domain.menu import MAX_DISHES
from hub.domain.permissions import Role
from hub.http.loop_lag import LoopLag, WatchedLoop
from hub.http.routing import Endpoint
from hub.limits import DEFAULT, ORDER_BODY
from hub.menu.imports import MAX_TOLD
from hub.paths import OWNER_SOCKET
from hub.wire.order_requests import NewOrder
from tests.support.live import Live, alive
from tests.support.sockets import PING, PONG, Socket, joined
from tests.support.wire import JSON, Line, Reply, line_to, request

pytestmark = pytest.mark.timing

HELD = 0.05
"""Seconds for which nothing that a request asks for may hold the loop."""

CSV = {"Content-Type": "text/csv"}
NOBODY = "99999999-9999-4999-8999-999999999999"
ORDERS = 25

_UUID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
_UNBOUNDED = 500


def largest_body(kind: type[msgspec.Struct], limit: int) -> bytes:
    """Write the largest body of a type that fits: with lists as long as there is room for."""
    for most in (1000, 100, 50, 20, 10, 5, 2, 1):
        body = msgspec.json.encode(_largest(inspect.type_info(kind), most))
        if len(body) <= limit:
            return body
    raise AssertionError(f"{kind.__name__} does not fit into {limit} bytes")


def hostile_bodies(limit: int) -> list[bytes]:
    """Write bodies of many small things, one or the other of which is dear to look at."""
    return [
        _many(b"[", b"0,", b"0]", limit),
        _many(b'{"items":[', b"{},", b"{}]}", limit),
        _many(b'{"items":[', b"[],", b"[]]}", limit),
        _many(b'{"type":"dine_in","items":[', b'{"x":0},', b"0]}", limit),
        _many(b'["', rb"\u00e4", b'"]', limit),
        b"{" + b",".join(b'"x%d":0' % number for number in range(limit // 11)) + b"}",
        b"[" * limit,
        b'{"' + b"x" * (limit - 7) + b'":0}',
    ]


def _many(head: bytes, part: bytes, tail: bytes, limit: int) -> bytes:
    return head + part * ((limit - len(head) - len(tail)) // len(part)) + tail


def _largest(kind: inspect.Type, most: int, inside: tuple[type, ...] = ()) -> Any:  # noqa: ANN401, C901, PLR0911 - any JSON, of any type
    match kind:
        case inspect.Metadata(type=inner):
            return _largest(inner, most, inside)
        case inspect.UnionType(types=types):
            return max(
                (_largest(each, most, inside) for each in types if not isinstance(each, _NOTHING)),
                key=lambda value: len(msgspec.json.encode(value)),
            )
        case inspect.StructType(cls=cls, fields=fields):
            within = (*inside, cls)
            return {each.encode_name: _largest(each.type, most, within) for each in fields}
        case inspect.VarTupleType() | inspect.ListType():
            if isinstance(kind.item_type, inspect.StructType) and kind.item_type.cls in inside:
                return []
            length = most if kind.max_length is None else min(most, kind.max_length)
            return [_largest(kind.item_type, most, inside)] * length
        case inspect.DictType(key_type=key, value_type=value):
            return {_largest(key, most, inside): _largest(value, most, inside)}
        case inspect.StrType(pattern=pattern, max_length=longest):
            return _text(pattern or "", longest or _UNBOUNDED)
        case inspect.IntType(le=highest, ge=lowest) | inspect.FloatType(le=highest, ge=lowest):
            return highest if highest is not None else lowest or 1
        case inspect.EnumType(cls=words):
            return max((each.value for each in words), key=len)
        case inspect.BoolType():
            return False
        case inspect.DictType() | inspect.AnyType():
            # An order of a batch, which is read when it is its turn.
            return _largest(inspect.type_info(NewOrder), min(most, 5), inside)
    raise AssertionError(f"what is the largest {kind}?")


_NOTHING = (
    (inspect.NoneType, inspect.UnsetType) if hasattr(inspect, "UnsetType") else (inspect.NoneType,)
)


def _text(pattern: str, longest: int) -> str:
    if "{8}" in pattern:
        return _UUID
    if "{0,31}" in pattern:
        return "g" * 32
    return "ä" * longest


class Rounds(LoopLag):
    """The longest round since it was last asked."""

    def __init__(self) -> None:
        super().__init__(time.thread_time)
        self._worst = 0.0

    def note_round(self, seconds: float) -> None:
        self._worst = max(self._worst, seconds)

    def worst(self) -> float:
        worst, self._worst = self._worst, 0.0
        return worst


class Sent(NamedTuple):
    """What was asked, and the longest round of the loop until it was answered."""

    what: str
    reply: Reply
    worst: float


class Asking:
    """Asks a hub in another thread, while a screen there pings all the time."""

    def __init__(self, live: Live, rounds: Rounds, data: Path) -> None:
        self.live = live
        self.loop = asyncio.get_running_loop()
        self.sent: list[Sent] = []
        self.pongs = 0
        self._rounds = rounds
        self._data = data
        self._token = live.token(Role.MANAGER)

    async def ask(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] = JSON
    ) -> Reply:
        given = headers if body else {}
        async with line_to(self.live.port) as line:
            return await self._measured(line, method, target, given, body)

    async def ask_as_owner(self, method: str, target: str, body: bytes = b"") -> Reply:
        reader, writer = await asyncio.open_unix_connection(self._data / OWNER_SOCKET)
        try:
            given = JSON if body else {}
            return await self._measured(Line(reader, writer), method, target, given, body)
        finally:
            writer.transport.abort()

    async def _measured(
        self, line: Line, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> Reply:
        self._rounds.worst()
        await line.send(request(method, target, headers, body, token=self._token))
        reply = await line.reply()
        what = f"{method} {target} with {len(body)} bytes of {body[:20]!r}: {reply.status}"
        self.sent.append(Sent(what, reply, self._rounds.worst()))
        assert reply.status != 500, what
        return reply

    @asynccontextmanager
    async def pinging(self) -> AsyncIterator[None]:
        async with joined(self.live.port, self.live.token("kitchen")) as socket:
            ringing = asyncio.create_task(self._ping(socket))
            try:
                yield
            finally:
                ringing.cancel()
                await asyncio.gather(ringing, return_exceptions=True)

    async def _ping(self, socket: Socket) -> None:
        while True:
            await socket.send(PING, b"galley")
            while (await socket.next_frame())[0] != PONG:
                pass
            self.pongs += 1
            # As often as makes it sure that one waits behind whatever is slow.
            await asyncio.sleep(0.01)

    async def everything(self) -> None:
        """Ask every route for the most that it gives, with the most that it takes."""
        resources = self.live.hub.resources
        async with self.pinging():
            ids = await self._prepared()
            for endpoint in resources.public:
                await self._largest(endpoint, ids, self.ask)
            for endpoint in resources.local:
                await self._largest(endpoint, ids, self.ask_as_owner)
            # The one that is dearest by far comes last: its menu is mistakes and nothing else.
            pongs = self.pongs
            for body, headers in whole_menus():
                await self.ask("POST", "/api/menu/import", body, headers)
            for form in ("json", "csv", "xlsx"):
                await self.ask("GET", f"/api/menu/export?format={form}")
            whole = (await self.ask("GET", "/api/menu")).json["data"]
            assert len(whole["items"]) == 10_000
            body = json.dumps(whole).encode()
            again = (await self.ask("POST", "/api/menu/import", body)).json["data"]
            assert again["changes"]["dishes"]["unchanged"] == 10_000
            assert self.pongs - pongs > 20

    async def dense(self) -> None:
        """Place the longest orders that there may be."""
        async with self.pinging():
            for order in dense_orders():
                assert (await self.ask("POST", "/api/orders", order)).status == 201
            for body in hostile_bodies(ORDER_BODY):
                assert (await self.ask("POST", "/api/orders", body)).status == 400

    async def _prepared(self) -> dict[str, str]:
        """Fill the hub: a menu as long as menus may be, and tickets as long as orders may be."""
        await self.ask("POST", "/api/menu/import", longest_menu())
        [dish, *_] = (await self.ask("GET", "/api/menu")).json["data"]["items"]
        seat = (await self.ask("POST", "/api/sessions", b'{"table_number":"7"}')).json["data"]
        session = seat["session"]["id"]
        for _ in range(ORDERS):
            order = (await self.ask("POST", "/api/orders", longest_order(session))).json["data"]
        return {
            "orders": order["id"],
            "sessions": session,
            "stations": "grill",
            "categories": "mains",
            "kitchen/items": order["items"][0]["id"],
            "menu/items": dish["id"],
        }

    async def _largest(self, endpoint: Endpoint, ids: dict[str, str], ask: Any) -> None:  # noqa: ANN401 - one of the above
        route, signature = endpoint.route, endpoint.signature
        if route.method == "DELETE":
            ids = ids | {"sessions": NOBODY, "stations": "none", "categories": "none"}
        target = route.path
        for place, each in ids.items():
            target = target.replace(f"{place}/{{id}}", f"{place}/{each}")
        target = target.replace("orders/{order_id}", f"orders/{ids['orders']}")
        target = target.replace("{item_id}", ids["kitchen/items"]).replace("{id}", NOBODY)
        fields = () if signature.query is None else signature.query.__struct_fields__
        queries = (
            ["?limit=50" if "recent" in target else "?limit=500"] if "limit" in fields else [""]
        )
        if "format" in fields:
            queries = ["?format=csv", "?format=json"]
        limit = DEFAULT.body_bytes if signature.as_sent else route.max_body or DEFAULT.body_bytes
        bodies = [b""]
        if signature.body is not None and route.path != "/api/menu/import":
            bodies = [largest_body(signature.body, limit)]
            # What is refused is read alike for all, but for those with other names for fields.
            if route.path in {"/api/orders", "/api/sessions"}:
                bodies += hostile_bodies(limit)
        for query in queries:
            for body in bodies:
                await ask(route.method, target + query, body)


def whole_menus() -> Iterator[tuple[bytes, dict[str, str]]]:
    """Write the menus that are dearest to read: of mistakes, of changes, of new dishes."""
    limit = 2 * 1024 * 1024
    mistakes = b"name,price_minor\n"
    yield mistakes + b",x\n" * ((limit - len(mistakes)) // 3), CSV
    yield longest_menu(sold_out=MAX_TOLD), JSON
    yield menu_of_choices(), CSV


def menu_of_choices() -> bytes:
    """Write ten thousand dishes, each of which can be ordered with thirty things."""
    choices = "|".join(f"without number {number}" for number in range(30))
    dishes = (f"E{number},{choices},milk" for number in range(10_000))
    return "\n".join(["name,modifiers,allergens", *dishes]).encode()


def longest_menu(*, sold_out: int = 0) -> bytes:
    """Write a menu of as many dishes as there may be.

    Args:
        sold_out: how many of them are sold out.
    """
    place = {"station": "grill", "category": "mains"}
    dishes = [
        {"name": f"D{number:05}", "available": number >= sold_out, **place}
        for number in range(MAX_DISHES)
    ]
    heads = [{"id": "mains", "name": "Mains"}], [{"id": "grill", "name": "Grill"}]
    menu = {"categories": heads[0], "stations": heads[1], "items": dishes}
    return json.dumps(menu).encode()


def longest_order(session: str) -> bytes:
    """Write an order of as many lines, and as many modifiers, as a body has room for."""
    line = {
        "name": "Soup of the day",
        "quantity": 1,
        "notes": "without any salt at all, please, and a spoon for two",
        "modifiers": [{"name": f"no {number}"} for number in range(24)],
    }
    order = {"type": "dine_in", "session_id": session, "items": [line] * 100}
    body = json.dumps(order).encode()
    assert DEFAULT.body_bytes * 0.8 < len(body) <= DEFAULT.body_bytes
    return body


def dense_orders() -> Iterator[bytes]:
    """Write orders of as many lines, modifiers and oddities as an order's body has room for."""
    few = {"name": "Soup", "quantity": "1", "modifiers": [f"m{number}" for number in range(100)]}
    yield json.dumps({"type": "dine_in", "items": [few] * 200}).encode()
    deep: list[dict[str, object]] = [{"name": "ä" * 150}]
    for _ in range(12):
        deep = [{"name": "ä" * 150, "modifiers": deep}, {"name": "x"}]
    long = {"name": "Soup", "quantity": 1, "notes": "ä" * 900, "modifiers": deep}
    yield json.dumps({"type": "dine_in", "items": [long] * 160}, ensure_ascii=False).encode()
    odd = {f"x{number}": number for number in range(58_000)}
    yield json.dumps(
        {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}], **odd}
    ).encode()


def burn(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@pytest.fixture
def settled() -> Iterator[None]:
    """Have the collector leave alone what the tests have left, as a hub does that serves."""
    before = gc.get_threshold()
    serve._settle()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def asked(data: Path, talk: Callable[[Asking], Coroutine[Any, Any, None]]) -> list[Sent]:
    """Serve in this thread, on a loop that is watched, and talk to the hub in another one."""
    rounds = Rounds()

    async def served() -> list[Sent]:
        async with alive(data) as live:
            asking = Asking(live, rounds, data)
            await asyncio.to_thread(lambda: asyncio.run(talk(asking)))
            return asking.sent

    with asyncio.Runner(loop_factory=lambda: WatchedLoop(rounds)) as runner:
        return runner.run(served())


@pytest.mark.usefixtures("settled")
def test_no_request_holds_the_loop_for_long(tmp_path: Path) -> None:
    sent = asked(tmp_path / "data", Asking.everything)

    long = [f"{each.worst * 1000:.0f} ms: {each.what}" for each in sent if each.worst > HELD]
    assert not long, "\n".join(long)


@pytest.mark.usefixtures("settled")
def test_no_order_however_long_holds_the_loop(tmp_path: Path) -> None:
    sent = asked(tmp_path / "data", Asking.dense)

    assert [each.what for each in sent if each.worst > HELD] == []


@pytest.mark.usefixtures("settled")
def test_a_loop_that_is_held_is_seen(tmp_path: Path) -> None:
    async def held(asking: Asking) -> None:
        async with asking.pinging():
            await asking.ask("GET", "/healthz")
            asking.loop.call_soon_threadsafe(burn, 2 * HELD)
            await asking.ask("GET", "/healthz")

    idle, busy = asked(tmp_path / "data", held)

    assert idle.worst < HELD < busy.worst
