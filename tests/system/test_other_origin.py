"""A page of somebody else's in a real browser, that has even stolen a token: it gets nothing.

Unless the owner lets pages of its origin call the API.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpRawServer

from tests.support.foreign_page import ForeignPage, told_by
from tests.support.process import HubProcess

pytestmark = pytest.mark.system

ORDER = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
ATTACK = """
const target = %(target)s, token = %(token)s, order = %(order)s;
const found = {};
const may = async (name, attempt) => {
  try { found[name] = await attempt(); } catch (error) { found[name] = false; }
};
const bearer = {Authorization: 'Bearer ' + token};
const json = {'Content-Type': 'application/json'};
const socket = () => new Promise(done => {
  const line = new WebSocket(target.replace('http', 'ws') + '/ws');
  line.onopen = () => line.send(JSON.stringify({type: 'auth', token}));
  line.onmessage = () => done(true);
  line.onerror = () => done(false);
});
const script = path => new Promise(done => {
  const element = document.createElement('script');
  element.onload = () => done(true);
  element.onerror = () => done(false);
  element.src = target + path;
  document.body.append(element);
});
(async () => {
  // Connections that the browser had made before the name led elsewhere.
  for (let number = 0; number < 4; number++) await fetch(target + '/warm').catch(() => 0);
  await may('read', async () => (await fetch(target + '/healthz')).ok);
  await may('read with the token', async () =>
    (await fetch(target + '/api/kitchen/orders', {headers: bearer})).ok);
  await may('write with the token', async () =>
    (await fetch(target + '/api/orders',
      {method: 'POST', headers: {...bearer, ...json}, body: order})).ok);
  await may('see the answer to a plain write', async () =>
    (await fetch(target + '/api/orders', {method: 'POST', body: order})).ok);
  await may('include as a script', () => script('/openapi.json'));
  await may('open a socket', socket);
  // Sent without a question and without an answer: what comes of it is seen at the hub.
  await fetch(target + '/api/orders', {method: 'POST', mode: 'no-cors', body: order})
    .catch(() => 0);
  tell(found);
})();
"""
EVERYTHING = (
    "read",
    "read with the token",
    "write with the token",
    "see the answer to a plain write",
    "include as a script",
    "open a socket",
)
NOTHING = dict.fromkeys(EVERYTHING, False)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True) as running:
        yield running


def script(target: str, token: str) -> str:
    values = {"target": target, "token": token, "order": json.dumps(ORDER)}
    return ATTACK % {name: json.dumps(value) for name, value in values.items()}


async def attacked(serve: AiohttpRawServer, tmp_path: Path, target: str, token: str) -> Any:  # noqa: ANN401 - JSON
    """Open somebody else's page, which attacks; returns what it could do."""
    attacker = ForeignPage(script(target, token))
    page = await serve(attacker.answer)
    attacker.port = page.port
    return await told_by(tmp_path / "profile", str(page.make_url("/")), attacker)


@asynccontextmanager
async def rebound() -> AsyncIterator[tuple[int, list[int | None]]]:
    """Be the port of a name that leads to one server first, and later to another.

    Gives the port, and the list whose last number is the port that it leads to.
    """
    leads_to: list[int | None] = []
    carrying: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", leads_to[-1])
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(_carried(source, sink))
            carrying.add(task)
            task.add_done_callback(carrying.discard)

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], leads_to
    finally:
        server.close()
        for task in carrying:
            task.cancel()


async def _carried(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
    except ConnectionError:
        pass
    finally:
        sink.close()


async def orders(hub: HubProcess) -> int:
    async with hub.client() as client:
        _, answer = await client.get("/api/orders")
    return len(answer["data"])


async def refusals(hub: HubProcess, code: str) -> int:
    async with hub.client() as client:
        _, text = await client.get("/metrics")
    name = f'galley_refusals_total{{code="{code}"}} '
    return sum(int(float(line.split()[1])) for line in text.splitlines() if line.startswith(name))


async def careless(asked: web.BaseRequest) -> web.StreamResponse:
    """Answer like a server that lets every page of the world do everything."""
    if asked.headers.get("Upgrade", "").lower() == "websocket":
        line = web.WebSocketResponse()
        await line.prepare(asked)
        await line.send_str((await line.receive_str())[:4])
        await line.close()
        return line
    allowed = {f"Access-Control-Allow-{what}": "*" for what in ("Origin", "Methods")}
    allowed["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    kind = "text/javascript" if asked.path == "/openapi.json" else "application/json"
    return web.Response(text="{}", headers=allowed, content_type=kind)


async def test_the_page_can_do_all_of_it_to_a_careless_server(
    aiohttp_raw_server: AiohttpRawServer, tmp_path: Path
) -> None:
    server = await aiohttp_raw_server(careless)
    found = await attacked(aiohttp_raw_server, tmp_path, str(server.make_url("")), "any")
    assert found == dict.fromkeys(EVERYTHING, True)


@pytest.mark.parametrize("door", ["http", "https"])
async def test_a_page_from_another_origin_can_do_nothing(
    hub: HubProcess, aiohttp_raw_server: AiohttpRawServer, tmp_path: Path, door: str
) -> None:
    target = hub.url if door == "http" else f"https://127.0.0.1:{hub.lan_port}"
    assert await attacked(aiohttp_raw_server, tmp_path, target, hub.token) == NOTHING
    assert await orders(hub) == 0
    # Both plain writes and the socket came as far as the hub, and it was the hub that said no.
    assert await refusals(hub, "FORBIDDEN_ORIGIN") >= 3


async def test_a_page_of_an_origin_that_the_owner_lists_may_call_the_api(
    aiohttp_raw_server: AiohttpRawServer, tmp_path: Path
) -> None:
    pages: list[ForeignPage] = []

    async def answer(asked: web.BaseRequest) -> web.StreamResponse:
        return await pages[0].answer(asked)

    page = await aiohttp_raw_server(answer)
    origin = str(page.make_url("")).rstrip("/")
    with HubProcess(tmp_path / "data", environment={"GALLEY_HUB_ORIGINS": origin}) as hub:
        pages.append(ForeignPage(script(hub.url, hub.token)))
        pages[0].port = page.port
        found = await told_by(tmp_path / "profile", str(page.make_url("/")), pages[0])
        assert await orders(hub) == 1

    # A form's plain text is no order, and JSON is no script, from whatever page.
    refused = ("see the answer to a plain write", "include as a script")
    assert found == {name: name not in refused for name in EVERYTHING}


async def rebinding(serve: AiohttpRawServer, tmp_path: Path, target: int | None, token: str) -> Any:  # noqa: ANN401 - JSON
    """Open a page of evil.example, whose name leads to the target once the page is there.

    To the browser, the page and the target are of one origin: only the target can tell.
    """
    async with rebound() as (port, leads_to):
        attacker = ForeignPage(script(f"http://evil.example:{port}", token))

        async def then_the_target(asked: web.BaseRequest) -> web.StreamResponse:
            answer = await attacker.answer(asked)
            answer.force_close()
            leads_to.append(target)
            return answer

        attacker.port = (await serve(attacker.answer)).port
        leads_to.append((await serve(then_the_target)).port)
        url, names = f"http://evil.example:{port}/", {"evil.example": "127.0.0.1"}
        return await told_by(tmp_path / "profile", url, attacker, names)


async def test_a_name_that_is_made_to_lead_to_a_careless_server_opens_all_of_it(
    aiohttp_raw_server: AiohttpRawServer, tmp_path: Path
) -> None:
    port = (await aiohttp_raw_server(careless)).port
    found = await rebinding(aiohttp_raw_server, tmp_path, port, "any")
    assert found == dict.fromkeys(EVERYTHING, True)


async def test_a_name_that_is_made_to_lead_to_the_hub_opens_nothing(
    hub: HubProcess, aiohttp_raw_server: AiohttpRawServer, tmp_path: Path
) -> None:
    assert await rebinding(aiohttp_raw_server, tmp_path, hub.port, hub.token) == NOTHING
    assert await orders(hub) == 0
    assert await refusals(hub, "MISDIRECTED") >= len(EVERYTHING)
